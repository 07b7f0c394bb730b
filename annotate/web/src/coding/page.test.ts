// @vitest-environment node
import { expect, test } from 'vitest'
import { blocksOf, samePaints, spread } from './page'
import type { Paint } from './runs'
import { Reading } from './words'

const TEXT = 'Title here\n\nOne. Two is longer.\n\nThree.'
const at = (words: string): [number, number] => [TEXT.indexOf(words), TEXT.indexOf(words) + words.length]
const article = {
  text: TEXT,
  lang: 'en',
  title: at('Title here'),
  paragraphs: [at('Title here'), at('One. Two is longer.'), at('Three.')],
  sentences: [at('Title here'), at('One.'), at('Two is longer.'), at('Three.')],
  boilerplate: [],
}
const reading = new Reading(article)
const blocks = blocksOf(article, reading)
const paint = (span: [number, number], look: Paint['look'] = 'source'): Paint => ({ span, look })

test('every character of a paragraph is in one of its pieces, in order', () => {
  for (const { span, pieces } of blocks) {
    expect(pieces.map((piece) => reading.slice(piece.span)).join('')).toBe(reading.slice(span))
  }
  expect(blocks.map((block) => block.pieces.map((piece) => piece.sentence))).toEqual([[0], [1, null, 2], [3]])
  expect(blocks.map((block) => block.title)).toEqual([true, false, false])
})

test('sentences that begin close together share a place in the gutter', () => {
  expect([...(blocks[1]?.gutters ?? [])]).toEqual([[1, [1, 2]]])
})

test('a paint goes to every paragraph that it touches, and to no other', () => {
  const one = paint(at('Two'))
  const wide = paint([at('longer')[0], at('Three')[1]])
  const edge = paint([at('Title here')[1], at('One')[0]]) // between two paragraphs
  expect(spread(blocks, [wide, one, edge])).toEqual([[], [wide, one], [wide]])
})

test('paragraphs without any paint share one empty list, so they are never drawn again', () => {
  const [first, second] = [spread(blocks, []), spread(blocks, [])]
  expect(first[0]).toBe(second[2])
})

test('paints are the same when they are drawn alike', () => {
  expect(samePaints([paint(at('Two'))], [paint(at('Two'))])).toBe(true)
  expect(samePaints([paint(at('Two'))], [paint(at('Two'), 'target')])).toBe(false)
  expect(samePaints([paint(at('Two'))], [{ ...paint(at('Two')), first: true }])).toBe(false)
  expect(samePaints([], [paint(at('Two'))])).toBe(false)
})
