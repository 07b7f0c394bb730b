// @vitest-environment node
import { expect, test } from 'vitest'
import { newEvent, newMention, type Coding } from '../lib/coding'
import { Codebook, type Code } from '../lib/codebook'
import { actorTable, NO_TABLE } from './actors'
import { codebook, reading, TEXT } from './fixtures'
import { listFor, type Known } from './lists'
import { BLANK } from './memory'
import { initial, type Open } from './state'

const start = TEXT.indexOf('Protesters')
const words = { start, end: start + 10, quote: 'Protesters' }
const coding: Coding = {
  verdict: null,
  note: '',
  flag: '',
  rejected: [],
  mentions: [newMention('m1', 'actor', [words])],
  events: [newEvent('e1', { sources: ['m1'] })],
}
const open: Open = {
  event: 'e1', slot: 'sourceCode', part: 0, typed: '', span: null, held: [], row: 0, within: null, hints: false, trial: false,
} // prettier-ignore

test('a name that was coded in several ways offers all of its codes, the latest first', () => {
  const known: Known = {
    actors: [
      { name: 'protesters', code: 'EGYOPP' },
      { name: 'Police', code: 'EGYCOP' },
      { name: 'Protesters', code: 'TUNOPP' },
    ],
    table: NO_TABLE,
    memory: { ...BLANK, actors: ['USA'] },
  }
  const list = listFor({ ...initial(coding), open }, { reading: reading(TEXT), codebook }, known)
  expect(list.kind === 'actor' && list.rows.map((row) => [row.code, row.why])).toEqual([
    ['EGYOPP', 'same name'],
    ['TUNOPP', 'same name'],
    ['USA', 'used lately'],
  ])
})

test('the words of an actor are no triggers: neither a name of several words nor one that was coded', () => {
  const text = 'Riot police and strike leaders arrested protesters.'
  const data = { blocks: [], first: [], later: [], after_international: [] }
  const names = actorTable({ ...data, names: [{ kind: 'role', code: 'COP', names: ['riot police'] }] })
  const words = [{ ...codebook.data.codes[0], code: '145', label: 'Riot' }, { ...codebook.data.codes[0], code: '143', label: 'Strike' }]
  const wide = new Codebook({ ...codebook.data, codes: [...codebook.data.codes, ...words] as Code[] })
  const offered = (known: Partial<Known>) => {
    const list = listFor(
      { ...initial({ ...coding, mentions: [], events: [newEvent('e1')] }), open: { ...open, slot: 'trigger' } },
      { reading: reading(text), codebook: wide },
      { actors: [], table: NO_TABLE, memory: BLANK, ...known },
    )
    return list.kind === 'span' && list.rows.map((row) => row.words)
  }
  expect(offered({})).toEqual(['Riot', 'strike', 'arrested'])
  expect(offered({ table: names })).toEqual(['strike', 'arrested'])
  expect(offered({ table: names, actors: [{ name: 'Strike leaders', code: 'LAB' }] })).toEqual(['arrested'])
})
