// @vitest-environment node
import { expect, test } from 'vitest'
import { reading } from './fixtures'
import { find } from './find'

const texts = (text: string, query: string) => find(reading(text), query).map((span) => reading(text).slice(span))

test.each([
  ['Zoë met zoe.', 'ZOE', ['Zoë', 'zoe']],
  ['🔥 fire and 🔥 smoke', 'smoke', ['smoke']],
  ['two\n  words', 'two words', ['two\n  words']],
  ['Cafe\u0301s here', 'cafe', ['Cafe\u0301']],
  ['كِتاب', 'كتاب', ['كِتاب']],
  ['东京的警察', '警察', ['警察']],
  ['a.b', '.', ['.']],
  ['nothing', 'x', []],
  ['nothing', '  ', []],
])('in “%s”, “%s” finds its words', (text, query, found) => {
  expect(texts(text, query)).toEqual(found)
})
