// The rows under the slots: what can be taken now, for the armed slot.
import { mentionOf, startOf, wordsOf } from '../lib/coding'
import type { KnownActor } from '../lib/screen'
import { pickActors, pickFree, type ActorOffer, type ActorPick, type ActorTable } from './actors'
import { actorCandidates, codesOfName, triggerCandidates, type Candidate } from './candidates'
import { eventOf, LIST } from './edit'
import { codesFor } from './lemma'
import { codesForTrigger, type Memory } from './memory'
import { placeCandidates } from './places'
import { offered, plainRow, rank, ROWS, type CodeRow } from './picker'
import { isActorCodeSlot, isSpanSlot, sideOf, type Context, type Open, type State } from './state'

export interface Known {
  actors: readonly KnownActor[]
  table: ActorTable
  memory: Memory
}

export type List =
  | { kind: 'span'; rows: Candidate[] }
  | { kind: 'code'; rows: CodeRow[]; closest: boolean }
  | ({ kind: 'actor' } & ActorPick)
  | { kind: 'none' }

const NOTHING: List = { kind: 'none' }

/** Labels of the two-letter hints: aa, ab, … */
const LETTERS = 'asdfghjklqwertyuiopzxcvbnm'

export function hintLabel(i: number): string {
  return (LETTERS[Math.floor(i / LETTERS.length) % LETTERS.length] ?? '') + (LETTERS[i % LETTERS.length] ?? '')
}

function hints(state: State, { reading }: Context): Candidate[] {
  return reading
    .words(state.sentence)
    .map((word, i) => ({ span: [word.start, word.end], words: word.text, code: null, why: hintLabel(i) }))
}

function spanList(state: State, open: Open, context: Context, known: Known): List {
  if (open.hints) return { kind: 'span', rows: hints(state, context) }
  const event = eventOf(state.coding, open.event)
  if (!event || open.span || open.typed || open.held.length > 0) return { kind: 'span', rows: [] }
  if (open.slot === 'trigger')
    return { kind: 'span', rows: triggerCandidates(context.reading, state.coding, context.codebook, state.sentence) }
  if (open.slot === 'location' || open.slot === 'time') {
    const place = { reading: context.reading, coding: state.coding, sentence: state.sentence, event }
    return { kind: 'span', rows: placeCandidates(place, open.slot) }
  }
  const side = sideOf(open.slot) ?? 'source'
  const place = {
    reading: context.reading,
    coding: state.coding,
    actors: known.actors,
    sentence: state.sentence,
    event,
    side,
  }
  return { kind: 'span', rows: actorCandidates(place) }
}

function recentCodes(state: State, known: Known): string[] {
  const here = state.coding.events.flatMap((e) => e.code ?? []).reverse()
  return [...new Set([...here, ...known.memory.recent])]
}

function use(known: Known): { project: Map<string, number>; mine: Map<string, number> } {
  return { project: new Map(), mine: new Map(Object.entries(known.memory.uses)) }
}

function codeList(state: State, open: Open, { codebook, reading }: Context, known: Known): List {
  if (open.typed.trim()) return { kind: 'code', ...rank(codebook, open.typed, use(known)) }
  if (open.within !== null) {
    return { kind: 'code', rows: codebook.children(open.within).map((code) => plainRow(code, '')), closest: false }
  }
  const event = eventOf(state.coding, open.event)
  const chosen = codebook.get(event?.code)
  const trigger = mentionOf(state.coding, event?.trigger)
  const words = trigger ? wordsOf(trigger) : ''
  const place = trigger ? reading.sentences[reading.sentenceAt(startOf(trigger))] : undefined
  const around = place ? reading.slice(place) : ''
  const fitting = trigger ? [...codesForTrigger(known.memory, words), ...codesFor(codebook, words, around)] : []
  const rows = offered(codebook, fitting, recentCodes(state, known), use(known)).filter((row) => row.code !== chosen)
  return { kind: 'code', rows: (chosen ? [plainRow(chosen, 'chosen'), ...rows] : rows).slice(0, ROWS), closest: false }
}

function actorList(state: State, open: Open, { codebook }: Context, known: Known): List {
  const side = sideOf(open.slot) ?? 'source'
  const mention = mentionOf(state.coding, eventOf(state.coding, open.event)?.[LIST[side]][open.part])
  const offers: ActorOffer[] = []
  if (mention?.actor_code) offers.push({ code: mention.actor_code, why: 'chosen' })
  const named = mention ? codesOfName(state.coding, known.actors, wordsOf(mention)) : []
  for (const code of named) offers.push({ code, why: 'same name' })
  for (const m of [...state.coding.mentions].reverse())
    if (m.actor_code) offers.push({ code: m.actor_code, why: 'in this article' })
  for (const code of known.memory.actors) offers.push({ code, why: 'used lately' })
  if (codebook.data.actors === 'free') return { kind: 'actor', ...pickFree(open.typed, offers) }
  return { kind: 'actor', ...pickActors(known.table, open.typed, offers) }
}

export function listFor(state: State, context: Context, known: Known): List {
  const { open } = state
  if (!open) return NOTHING
  if (isSpanSlot(open.slot)) return spanList(state, open, context, known)
  if (open.slot === 'code') return codeList(state, open, context, known)
  return isActorCodeSlot(open.slot) ? actorList(state, open, context, known) : NOTHING
}

export function rowCount(list: List): number {
  return list.kind === 'none' ? 0 : list.rows.length
}
