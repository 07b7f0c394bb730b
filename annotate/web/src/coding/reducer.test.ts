// @vitest-environment node
import { expect, test } from 'vitest'
import { dump, parse } from '../lib/coding'
import { context as make, TEXT } from './fixtures'
import { problemsOf } from './problems'
import { reduce, type Action } from './reducer'
import { ordered } from './selectors'
import { initial, type State } from './state'

const context = make()
const at = (words: string): [number, number] => [TEXT.indexOf(words), TEXT.indexOf(words) + words.length]
const play = (actions: Action[], from: State = initial()) =>
  actions.reduce((state, action) => reduce(state, action, context), from)

const WHOLE: Action[] = [
  { do: 'new' },
  { do: 'take', span: at('demanded') },
  { do: 'code', code: '1041' },
  { do: 'take', span: at('Protesters') },
  { do: 'actorCode', code: 'EGYOPP' },
  { do: 'take', span: at('President Morsi') },
  { do: 'actorCode', code: 'EGYGOV' },
  { do: 'close' },
]

test('a whole event, slot by slot, and the form that is sent', () => {
  const { coding, open } = play(WHOLE)
  expect(open).toBeNull()
  expect(dump(coding)).toEqual({
    verdict: 'events',
    mentions: [
      { id: 'm1', type: 'trigger', fragments: [{ start: 20, end: 28, quote: 'demanded' }] },
      { id: 'm2', type: 'actor', fragments: [{ start: 0, end: 10, quote: 'Protesters' }], actor_code: 'EGYOPP' },
      { id: 'm3', type: 'actor', fragments: [{ start: 34, end: 49, quote: 'President Morsi' }], actor_code: 'EGYGOV' },
    ],
    events: [{ id: 'e1', trigger: 'm1', code: '1041', sources: ['m2'], targets: ['m3'] }],
  })
  expect(parse(dump(coding))).toEqual({ ...coding, verdict: 'events' })
})

test('the armed slot goes on by itself: trigger, code, source, its code, target, its code, details', () => {
  const slots = WHOLE.slice(0, -1).map((_, i) => play(WHOLE.slice(0, i + 1)).open?.slot)
  expect(slots).toEqual(['trigger', 'code', 'source', 'sourceCode', 'target', 'targetCode', 'details'])
})

test('an event without content vanishes on leaving, as if it had never been', () => {
  const state = play([{ do: 'new' }, { do: 'close' }])
  expect(state.coding.events).toEqual([])
  expect(state.past).toEqual([])
})

test('a half-made event stays as a draft that says what is missing', () => {
  const state = play([...WHOLE.slice(0, 3), { do: 'close' }])
  const [event] = state.coding.events
  expect(event && problemsOf(state.coding, event, context.codebook).map((p) => p.key)).toEqual(['actors'])
})

test('undo goes back to the empty coding and redo returns, change by change', () => {
  const whole = play(WHOLE)
  const steps = whole.past.length
  const empty = play(Array<Action>(steps).fill({ do: 'undo' }), whole)
  expect(empty.coding.events).toEqual([])
  expect(empty.past).toEqual([])
  expect(play(Array<Action>(steps).fill({ do: 'redo' }), empty).coding).toEqual(whole.coding)
})

test('a change that changes nothing is no step of undo', () => {
  const whole = play(WHOLE)
  const again = play([{ do: 'edit', event: 'e1', slot: 'code' }, { do: 'code', code: '1041' }, { do: 'close' }], whole)
  expect(again.past).toHaveLength(whole.past.length)
})

test('swap exchanges the sides, also an explicit empty', () => {
  const state = play([...WHOLE.slice(0, 5), { do: 'notStated' }, { do: 'close' }, { do: 'swap', event: 'e1' }])
  expect(state.coding.events[0]).toMatchObject({
    sources: [],
    source_not_stated: true,
    targets: ['m2'],
    target_not_stated: false,
  })
})

test('a duplicate shares the actors but has a trigger of its own', () => {
  const state = play([{ do: 'duplicate', event: 'e1' }], play(WHOLE))
  const [first, second] = state.coding.events
  expect(second).toMatchObject({ code: '1041', sources: first?.sources, targets: first?.targets })
  expect(second?.trigger).not.toBe(first?.trigger)
  expect(state.open).toMatchObject({ event: 'e2', slot: 'source' })
})

test('deleting an event takes its mentions along, but not those that another event uses', () => {
  const two = play([{ do: 'duplicate', event: 'e1' }, { do: 'close' }], play(WHOLE))
  const one = play([{ do: 'remove', event: 'e1' }], two)
  expect(one.coding.mentions.map((m) => m.type).sort()).toEqual(['actor', 'actor', 'trigger'])
  expect(play([{ do: 'remove', event: 'e2' }], one).coding.mentions).toEqual([])
})

test('the same words in another event are the same mention', () => {
  const state = play(
    [
      { do: 'new' },
      { do: 'take', span: at('resign') },
      { do: 'code', code: '010' },
      { do: 'take', span: at('Protesters') },
    ],
    play(WHOLE),
  )
  expect(state.coding.events[1]?.sources).toEqual(['m2'])
})

test('a span that grows keeps its actor code; another span does not', () => {
  const grown = play(
    [
      { do: 'edit', event: 'e1', slot: 'source' },
      { do: 'take', span: at('Protesters in Cairo') },
    ],
    play(WHOLE),
  )
  expect(grown.coding.mentions.find((m) => m.id === 'm2')).toMatchObject({
    actor_code: 'EGYOPP',
    fragments: [{ quote: 'Protesters in Cairo' }],
  })
  const other = play(
    [
      { do: 'edit', event: 'e1', slot: 'source' },
      { do: 'take', span: at('army') },
    ],
    play(WHOLE),
  )
  expect(other.coding.mentions.map((m) => m.fragments[0]?.quote)).toEqual(['demanded', 'President Morsi', 'army'])
})

test('"as the previous event" copies the slot, and "not stated" empties it', () => {
  const start: Action[] = [
    { do: 'new', span: at('detained') },
    { do: 'code', code: '173' },
  ]
  const same = play([...start, { do: 'same' }], play(WHOLE))
  expect(same.coding.events[1]?.sources).toEqual(['m2'])
  const none = play([...start, { do: 'notStated' }, { do: 'notStated' }], play(WHOLE))
  expect(none.coding.events[1]).toMatchObject({ source_not_stated: true, target_not_stated: true })
  expect(none.open?.slot).toBe('details')
})

test('events are numbered in text order whatever the order of making', () => {
  const state = play([
    { do: 'new', span: at('detained') },
    { do: 'close' },
    { do: 'new', span: at('demanded') },
    { do: 'close' },
  ])
  expect(ordered(state.coding).map((e) => e.id)).toEqual(['e2', 'e1'])
})

test('"no codable event" is an answer that a new event takes back', () => {
  const none = play([{ do: 'none', on: true }])
  expect(dump(none.coding)).toEqual({ verdict: 'no_codable_event' })
  const event = play([{ do: 'new', span: at('detained') }], none)
  expect(dump(event.coding)['verdict']).toBe('events')
  expect(play([{ do: 'none', on: true }], event).coding).toBe(event.coding)
})

test('source and target on the same mention need the reciprocal flag', () => {
  const state = play([...WHOLE.slice(0, 5), { do: 'take', span: at('Protesters') }])
  const problems = () =>
    state.coding.events.flatMap((e) => problemsOf(state.coding, e, context.codebook).map((p) => p.key))
  expect(problems()).toEqual(['same'])
  const both = play(
    [
      { do: 'arm', slot: 'details' },
      { do: 'details', part: { reciprocal: true } },
    ],
    state,
  )
  expect(both.coding.events.flatMap((e) => problemsOf(both.coding, e, context.codebook))).toEqual([])
})

test('the cursor follows the trigger, so that the actors are looked for beside it', () => {
  const state = play([{ do: 'new' }, { do: 'take', span: at('detained') }])
  expect(state.sentence).toBe(2)
})
