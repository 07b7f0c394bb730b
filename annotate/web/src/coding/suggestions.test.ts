// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { dump, EMPTY, newEvent, newMention, parse, type Coding } from '../lib/coding'
import type { SentEvent, Span, Suggestions } from '../lib/screen'
import { actorTable } from './actors'
import type { Action } from './action'
import type { Key } from './command'
import { checkList } from './checklist'
import { context as make, TEXT } from './fixtures'
import { composeKey, readKey, typeSpan } from './keys'
import { listFor, type Known } from './lists'
import { BLANK } from './memory'
import { reduce } from './reducer'
import { suggestionPaints } from './runs'
import { Shown } from './shown'
import { initial, isSpanSlot, type State } from './state'
import { NONE_SENT, numberOfSuggestion, pendingOf, suggestionsOf } from './suggestions'

const at = (words: string): Span => [TEXT.indexOf(words), TEXT.indexOf(words) + words.length]
const mention = (id: string, type: string, words: string, actor_code?: string) => ({
  id,
  type,
  fragments: [{ start: at(words)[0], end: at(words)[1], quote: words }],
  ...(actor_code ? { actor_code } : {}),
})

const demand: SentEvent = {
  id: '?1.a',
  model: 'mini',
  score: 0.71,
  rank: 2,
  event: { id: 'a', trigger: 't', code: '1041', sources: ['s'], targets: ['g'] },
  mentions: [mention('t', 'trigger', 'demanded'), mention('s', 'actor', 'Protesters in Cairo', 'EGYOPP'), mention('g', 'actor', 'President Morsi', 'EGYGOV')],
}
const arrest: SentEvent = {
  id: '?1.b',
  model: 'mini',
  score: 0.9,
  rank: 1,
  event: { id: 'b', trigger: 't', code: '173', sources: ['s'], targets: ['g'], modality: 'future' },
  mentions: [mention('t', 'trigger', 'detained'), mention('s', 'actor', 'Police', 'EGYCOP'), mention('g', 'actor', 'Élan Duval')],
}
const sent: Suggestions = {
  ...NONE_SENT,
  any: true,
  events: [arrest, demand],
  codes: [
    { span: at('demanded'), code: '0241', score: 0.2, model: 'mini' },
    { span: at('demanded'), code: '1041', score: 0.71, model: 'mini' },
    { span: at('detained'), code: '173', score: 0.9, model: 'mini' },
  ],
  mentions: [
    { type: 'actor', span: at('Protesters in Cairo'), code: 'EGYOPP', model: 'mini' },
    { type: 'actor', span: at('President Morsi'), code: 'EGYGOV', model: 'mini' },
  ],
}
const context = { ...make(), suggestions: suggestionsOf(sent) }
const table = actorTable({ blocks: [], first: [], later: [], after_international: [], names: [] })
const known: Known = { actors: [], table, memory: BLANK, suggested: sent }
const TAKEN = { origin: 'accepted', model: 'mini', score: 0.71, rank: 2 }

class Player {
  state: State = initial()
  said: (string | undefined)[] = []
  keys = 0

  constructor(private readonly has: Known = known) {}

  press(...names: string[]): this {
    for (const name of names) this.one(name)
    return this
  }

  private run(actions: readonly Action[]): void {
    for (const action of actions) this.state = reduce(this.state, action, context)
  }

  private one(name: string): void {
    this.keys += 1
    const shift = name.startsWith('Shift+')
    const key: Key = { key: shift ? name.slice(6) : name, code: '', shift, ctrl: false, atEnd: true }
    const { state } = this
    const view = { state, context, list: listFor(state, context, this.has) }
    const command = state.open ? composeKey(key, view) : readKey(key, view)
    if (command) {
      this.run(command.actions)
      if (command.wish === 'save') this.run([{ do: 'close', keep: true }])
      return void this.said.push(command.say)
    }
    const typed = (state.open?.typed ?? '') + key.key
    if (state.open) this.run(isSpanSlot(state.open.slot) ? typeSpan(typed, view).actions : [{ do: 'typed', text: typed }])
  }

  get coding(): Coding {
    return this.state.coding
  }

  get pending(): string[] {
    return pendingOf(this.coding, context.suggestions).map(({ id }) => id)
  }
}

describe('suggested events', () => {
  test('stand in text order and are numbered after the events', () => {
    const all = context.suggestions
    expect(all.map(({ id }) => id)).toEqual(['?1.a', '?1.b'])
    const coding = { ...EMPTY, events: [newEvent('e1')] }
    expect(all.map(({ id }) => numberOfSuggestion(coding, all, id))).toEqual([2, 3])
  })

  test('one key takes a whole event, with its model, score and rank in every slot', () => {
    const player = new Player().press('y')
    expect(player.keys).toBe(1)
    const [event] = player.coding.events
    expect(event).toMatchObject({ code: '1041', sources: ['m2'], targets: ['m3'], suggestion: '?1.a' })
    expect(event?.provenance).toEqual(
      Object.fromEntries(['trigger', 'code', 'source', 'source_code', 'target', 'target_code'].map((slot) => [slot, TAKEN])),
    )
    expect(player.coding.mentions.map((m) => [m.fragments[0]?.quote, m.actor_code])).toEqual([
      ['demanded', null],
      ['Protesters in Cairo', 'EGYOPP'],
      ['President Morsi', 'EGYGOV'],
    ])
    expect(parse(dump(player.coding))).toEqual({ ...player.coding, verdict: 'events' })
  })

  test('what is not in this sentence is shown before it can be taken', () => {
    const player = new Player().press('j', 'y')
    expect(player.coding.events).toEqual([])
    expect(player.state).toMatchObject({ selected: '?1.b', sentence: 2 })
    expect(player.said.at(-1)).toContain('Suggestion 2')
    player.press('y')
    expect(player.coding.events).toMatchObject([{ code: '173', modality: 'future', provenance: { modality: { score: 0.9 } } }])
  })

  test('] and [ walk round; whoever walks goes on to the next after each decision', () => {
    const player = new Player().press(']')
    expect(player.state.selected).toBe('?1.a')
    player.press(']')
    expect(player.state.selected).toBe('?1.b')
    player.press('[', 'y')
    expect(player.state).toMatchObject({ selected: '?1.b', sentence: 2 })
    player.press('r')
    expect([player.pending, player.coding.rejected]).toEqual([[], [{ id: '?1.b', model: 'mini', score: 0.9, rank: 1 }]])
    expect(player.press(']').said.at(-1)).toBe('No suggestion is open.')
  })

  test('every decision is one step of undo, also after a reload', () => {
    const player = new Player().press('y', 'r', ']')
    const before = player.press(']', 'r').coding
    expect(player.pending).toEqual([])
    player.press('u')
    expect(player.pending).toEqual(['?1.b'])
    player.press('u')
    expect([player.pending, player.coding]).toEqual([['?1.a', '?1.b'], { ...EMPTY }])
    player.press('Shift+u', 'Shift+u')
    expect(player.coding).toEqual(before)
    expect(pendingOf(parse(dump(player.coding)), context.suggestions)).toEqual([])
  })

  test('Enter opens it first: left as it was it is a suggestion again, changed it stays', () => {
    const player = new Player().press(']', 'Enter')
    expect(player.state.open).toMatchObject({ slot: 'trigger', trial: true })
    player.press('Tab', 'Escape')
    expect([player.coding.events, player.coding.mentions, player.pending]).toEqual([[], [], ['?1.a', '?1.b']])
    player.press(']', '[', 'Enter', 'Tab', ...'104 ', 'Tab', 'Escape')
    expect(player.coding.events[0]).toMatchObject({ code: '104', suggestion: '?1.a' })
    expect(player.coding.events[0]?.provenance['code']).toEqual({ ...TAKEN, origin: 'edited' })
    expect(player.coding.events[0]?.provenance['source']).toEqual(TAKEN)
  })

  test('Enter and Enter at the end keep it as it was', () => {
    const player = new Player().press(']', 'Enter', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Enter')
    expect(player.state.open).toBeNull()
    expect(player.coding.events).toMatchObject([{ code: '1041', provenance: { code: TAKEN } }])
  })

  test('deleting what was accepted turns it down; undo brings it back accepted', () => {
    const player = new Player().press('y', 'x')
    expect([player.coding.events, player.coding.rejected.map(({ id }) => id)]).toEqual([[], ['?1.a']])
    player.press('u')
    expect([player.coding.events.length, player.coding.rejected]).toEqual([1, []])
  })

  test('swapped, copied or recoded, a model’s value never passes for the coder’s', () => {
    const player = new Player().press('y', 'w')
    const [event] = player.coding.events
    expect(event?.provenance['source']).toEqual({ ...TAKEN, origin: 'edited' })
    expect(event?.provenance['code']).toEqual(TAKEN)
    player.press('d', 'Escape')
    expect(player.coding.events[1]).toMatchObject({ suggestion: null, provenance: { code: TAKEN } })
    const recoded = reduce(player.state, { do: 'recode', event: 'e1', code: '104' }, context)
    expect(recoded.coding.events[0]?.provenance['code']?.origin).toBe('edited')
  })

  test('an actor that the coder marked and coded stays theirs', () => {
    const own = newMention('m9', 'actor', mention('s', 'actor', 'Protesters in Cairo').fragments, { actor_code: 'EGYLAB' })
    const state = initial({ ...EMPTY, mentions: [own], events: [newEvent('e1', { sources: ['m9'] })] })
    const next = reduce(state, { do: 'accept', suggestion: '?1.a' }, context).coding
    expect(next.events[1]).toMatchObject({ sources: ['m9'] })
    expect(next.mentions[0]?.actor_code).toBe('EGYLAB')
    expect(Object.keys(next.events[1]?.provenance ?? {})).not.toContain('source_code')
  })

  test('what is taken twice, or unknown, changes nothing', () => {
    const state = reduce(initial(), { do: 'accept', suggestion: '?1.a' }, context)
    expect(reduce(state, { do: 'accept', suggestion: '?1.a' }, context).coding).toBe(state.coding)
    expect(reduce(state, { do: 'reject', suggestion: '?9.z' }, context).coding).toBe(state.coding)
  })

  test('are in the check-list until they are decided, and do not block', () => {
    const list = (coding: Coding) => {
      const open = pendingOf(coding, context.suggestions).map(({ id }, i) => ({ id, n: i + 1 }))
      return checkList({ coding, table, published: null, ...context }, new Set([0, 1, 2]), open).map((item) => item.kind)
    }
    expect(list({ ...EMPTY, verdict: 'no_codable_event' })).toEqual(['suggestion', 'suggestion'])
    expect(list(new Player().press('y', ']', 'r').coding).filter((kind) => kind === 'suggestion')).toEqual([])
  })

  test('are painted as suggestions, the selected one with its roles', () => {
    const paint = (selected: string | null) => suggestionPaints(context.suggestions, selected).map((p) => [p.look, p.maybe])
    expect(new Set(paint(null).map(String))).toEqual(new Set(['suggestion,true']))
    expect(paint('?1.a').map(([look]) => look)).toEqual(['trigger', 'source', 'target', 'suggestion', 'suggestion', 'suggestion'])
  })

  test('the time in sight counts from the sentence being seen, or from the list being open', () => {
    let now = 1000
    const shown = new Shown(context.suggestions, context.reading, () => now)
    expect(shown.stamp({ do: 'reject', suggestion: '?1.a' })).toEqual({ do: 'reject', suggestion: '?1.a' })
    shown.see(0)
    now = 1900.4
    shown.see(0)
    expect(shown.stamp({ do: 'accept', suggestion: '?1.a' })).toMatchObject({ shown_ms: 900 })
    shown.follow(new Player().press('n', '1').state)
    now += 250
    const from = { origin: 'accepted' as const, rank: 1 }
    expect(shown.stamp({ do: 'code', code: '1041', from })).toMatchObject({ from: { rank: 1, shown_ms: 250 } })
  })
})

describe('candidates and ranked codes', () => {
  test('nine keys for an event with mentions that a model names and its first code', () => {
    const player = new Player().press('n', 'd', 'Tab', 'Tab', '1', 'Tab', '1', 'Enter')
    expect(player.keys).toBeLessThanOrEqual(9)
    expect(player.state.open).toBeNull()
    const [event] = player.coding.events
    expect(event).toMatchObject({ code: '1041', suggestion: null })
    expect(player.coding.mentions.map((m) => m.actor_code)).toEqual([null, 'EGYOPP', 'EGYGOV'])
    expect(Object.entries(event?.provenance ?? {}).map(([slot, one]) => [slot, one.origin, one.model, one.rank])).toEqual([
      ['code', 'accepted', 'mini', 1],
      ['source', 'accepted', 'mini', 1],
      ['source_code', 'accepted', 'mini', 1],
      ['target', 'accepted', 'mini', 2],
      ['target_code', 'accepted', 'mini', 2],
    ])
  })

  test('with the dictionary of the project nineteen keys are enough', () => {
    const actors = [
      { name: 'Protesters in Cairo', code: 'EGYOPP' },
      { name: 'President Morsi', code: 'EGYGOV' },
    ]
    const player = new Player({ actors, table, memory: BLANK })
    player.press('n', 'd', 'Tab', ...'1041', 'Tab', 'p', ' ', ' ', 'Tab', 'Tab', 'p', 'ArrowDown', ' ', 'Tab', 'Enter')
    expect(player.keys).toBeLessThanOrEqual(19)
    expect(player.coding.mentions.map((m) => m.actor_code)).toEqual([null, 'EGYOPP', 'EGYGOV'])
    expect(player.coding.events).toMatchObject([{ code: '1041', provenance: {} }])
  })

  test('a model’s codes come first, then what this word got in the project; in the sample neither', () => {
    const codes = (has: Known) => {
      const player = new Player(has).press('n', 'd', 'Tab')
      const list = listFor(player.state, context, has)
      return list.kind === 'code' ? list.rows.map((row) => row.code.code) : []
    }
    const triggers: Known['triggers'] = [['demand', '024', 7], ['demanding', '104', 1], ['said', '010', 9]]
    expect(codes({ ...known, triggers }).slice(0, 4)).toEqual(['1041', '0241', '024', '104'])
    const live = [{ span: at('demanded'), code: '104', score: 0.95, model: 'live' }]
    expect(codes({ ...known, live })[0]).toBe('104')
    const memory = { ...BLANK, recent: ['173', '010'] }
    expect(codes({ ...known, memory, triggers, suggested: { ...NONE_SENT, why: 'sample' } })).toEqual(['010', '173'])
  })
})
