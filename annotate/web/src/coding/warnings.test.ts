// @vitest-environment node
import { expect, test } from 'vitest'
import { parse, type Coding } from '../lib/coding'
import { NO_TABLE } from './actors'
import { checkList } from './checklist'
import { earliestDay } from './dates'
import { codebook, reading } from './fixtures'
import { closed, warningsOf } from './warnings'

const TEXT = 'Protesters will be charged by the police in March 2014. The army said so. Protesters urged the police.'
const place = (coding: Coding, published: string | null = '2013-07-01') => ({
  coding,
  codebook,
  reading: reading(TEXT),
  table: NO_TABLE,
  published,
})
const mention = (id: string, type: string, words: string, actor_code?: string | null, nth = 0) => {
  let start = -1
  for (let i = 0; i <= nth; i++) start = TEXT.indexOf(words, start + 1)
  const one = { id, type, fragments: [{ start, end: start + words.length, quote: words }] }
  return actor_code === undefined ? one : { ...one, actor_code }
}
const MENTIONS = [
  mention('t', 'trigger', 'charged'),
  mention('t2', 'trigger', 'charged'),
  mention('s', 'trigger', 'said'),
  mention('p', 'actor', 'police', 'EGYCOP'),
  mention('q', 'actor', 'Protesters', 'EGYOPP'),
  mention('q2', 'actor', 'Protesters', 'EGYCVL', 1),
  mention('n', 'actor', 'army', null),
  mention('w', 'time', 'March 2014'),
]
const EVENT = { id: 'e1', trigger: 't', code: '173', sources: ['p'], targets: ['q'], modality: 'future' }
const coding = (...events: object[]) => parse({ verdict: 'events', mentions: MENTIONS, events })
const found = (part: object, ...others: object[]) => {
  const all = coding({ ...EVENT, ...part }, ...others)
  return warningsOf(all.events[0]!, place(all)).map((w) => w.code)
}

test.each<[string, object, string[]]>([
  ['a plain event', { targets: [] }, []],
  ['the police behind “by” as target', { targets: ['p'], sources: [] }, ['roles-swapped']],
  ['a future word near an asserted event', { modality: 'asserted', targets: [] }, ['future-word']],
  ['a root code', { code: '10', targets: [] }, ['root-only']],
  ['a target that is not stated', { targets: [], target_not_stated: true }, ['target-not-stated']],
  ['an actor without a code', { targets: ['n'] }, ['actor-uncoded']],
  ['a date after publication', { targets: [], times: ['w'], modality: 'asserted', kept: ['future-word'] }, ['date-after-publication']],
  ['a typed date after publication', { targets: [], note: 'date 2013-07-02; as told', modality: 'asserted', kept: ['future-word'] }, ['date-after-publication']],
  ['a typed month that had begun by then', { targets: [], note: 'date 2013-07', modality: 'asserted', kept: ['future-word'] }, []],
  ['actors in another sentence', { trigger: 's', targets: [] }, ['actors-elsewhere']],
  ['a name that has another code elsewhere', { targets: ['q'] }, ['name-coded-otherwise']],
  ['what the coder kept', { code: '10', targets: [], kept: ['root-only'] }, []],
])('%s', (_, part, codes) => {
  expect(found(part)).toEqual(codes)
})

test('half a word at the edge of what is near is no future word', () => {
  for (let gap = 28; gap < 48; gap += 1) {
    const text = `Of goodwill ${'x'.repeat(gap)} bombed ${'y'.repeat(30)} willow`
    const start = text.indexOf('bombed')
    const trigger = { id: 't', type: 'trigger', fragments: [{ start, end: start + 6, quote: 'bombed' }] }
    const all = parse({ verdict: 'events', mentions: [trigger], events: [{ ...EVENT, sources: [], modality: 'asserted' }] })
    const found = warningsOf(all.events[0]!, { ...place(all), reading: reading(text) })
    expect(found.filter((w) => w.code === 'future-word'), String(gap)).toEqual([])
  }
})

test('an unknown actor and the same code on both sides are warned about', () => {
  const all = coding({ ...EVENT, targets: ['n'] })
  all.mentions = all.mentions.map((m) => (m.id === 'n' ? { ...m, actor_code: '' } : m))
  expect(warningsOf(all.events[0]!, place(all)).map((w) => w.code)).toEqual(['unknown-actor'])
  all.mentions = all.mentions.map((m) => (m.id === 'n' ? { ...m, actor_code: 'EGYCOP' } : m))
  expect(warningsOf(all.events[0]!, place(all)).map((w) => w.code)).toEqual(['same-actor-code'])
})

test('the second event on a trigger is the one that is doubtful', () => {
  const first = { ...EVENT, targets: [] }
  const all = coding(first, { ...first, id: 'e2', trigger: 't2' }, { ...first, id: 'e3', trigger: 't2', code: '010' })
  const codes = all.events.map((event) => warningsOf(event, place(all)).map((w) => w.code))
  expect(codes).toEqual([[], ['same-trigger-twice'], ['same-trigger-twice', 'statement-beside-event']])
})

test('a slot that is still open is not judged', () => {
  const all = coding({ ...EVENT, code: '10', targets: ['n'] })
  const at = (slot: 'code' | 'source' | 'details') => closed(warningsOf(all.events[0]!, place(all)), slot).map((w) => w.code)
  expect([at('code'), at('source'), at('details')]).toEqual([[], ['root-only'], ['root-only', 'actor-uncoded']])
})

test.each([
  ['on 3 March 2014', '2014-03-03'],
  ['March 3rd, 2014', '2014-03-03'],
  ['Mar. 2014', '2014-03-01'],
  ['in 2014', '2014-01-01'],
  ['2014-03-03', '2014-03-03'],
  ['31 June 2014', null],
  ['Sunday', null],
])('the first day that “%s” can mean', (text, day) => {
  expect(earliestDay(text)).toBe(day)
})

test('the check-list names drafts, the missing answer, unread sentences and doubts', () => {
  const empty = parse({})
  expect(checkList(place(empty), new Set([0, 2]), []).map((i) => i.kind)).toEqual(['verdict', 'unread'])
  const some = coding({ ...EVENT, code: null }, { ...EVENT, id: 'e2', trigger: 't2', targets: ['n'] })
  const kinds = checkList(place(some), new Set([0, 1, 2]), [{ id: 's1', n: 1 }]).map((i) => i.kind)
  expect(kinds).toEqual(['draft', 'suggestion', 'warning', 'warning', 'warning'])
})

test('the one behind “by” as target, and peacekeepers as who receives them, look swapped', () => {
  const text = 'Two reporters were later detained by the police. Mali said so.'
  const at = (id: string, type: string, words: string, actor_code?: string) => {
    const start = text.indexOf(words)
    return { id, type, fragments: [{ start, end: start + words.length, quote: words }], ...(actor_code ? { actor_code } : {}) }
  }
  const mentions = [at('t', 'trigger', 'detained'), at('r', 'actor', 'Two reporters', 'MLIMED'), at('p', 'actor', 'police', 'MLICOP')]
  const codes = (sources: string[], targets: string[], part: object = {}) => {
    const all = parse({ verdict: 'events', mentions, events: [{ id: 'e1', trigger: 't', code: '173', sources, targets, ...part }] })
    return warningsOf(all.events[0]!, { ...place(all, null), reading: reading(text) }).map((w) => w.code)
  }
  expect(codes(['r'], ['p'])).toEqual(['roles-swapped'])
  expect(codes(['p'], ['r'])).toEqual([])
  expect(codes(['r'], ['p'], { reciprocal: true })).toEqual([])
  expect(codes(['r'], ['p'], { kept: ['roles-swapped'] })).toEqual([])
})

test('a name that mostly has another code in the project is warned about', () => {
  const all = coding({ ...EVENT, targets: [] })
  const actors = [{ name: 'Police', code: 'EGYMIL' }]
  const codes = (known: typeof actors) => warningsOf(all.events[0]!, { ...place(all), actors: known }).map((w) => w.code)
  expect(codes(actors)).toEqual(['name-coded-otherwise'])
  expect(codes([...actors, { name: 'POLICE', code: 'EGYCOP' }])).toEqual([])
})
