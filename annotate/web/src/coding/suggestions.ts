// Events that a model suggests: which are still open, and what becomes of one that is taken or turned down.
import {
  fullEvent,
  fullMention,
  newEvent,
  newMention,
  startOf,
  mentionOf,
  type Coding,
  type Event,
  type Mention,
  type Provenance,
  type Rejected,
} from '../lib/coding'
import type { SentEvent, Suggestions } from '../lib/screen'
import { covers, eventOf, freeId, patchMention, spansOf } from './edit'
import { originOfAll } from './provenance'

export interface Suggestion {
  id: string
  model: string
  score: number | null
  /** Among those of the article, the surest first. */
  rank: number
  event: Event
  mentions: Mention[]
  /** Where its trigger begins. */
  start: number
}

export const NONE_SENT: Suggestions = { why: null, first: 0, any: false, events: [], codes: [], mentions: [] }

function read({ id, model, score, rank, event, mentions }: SentEvent): Suggestion {
  const full = mentions.map(fullMention)
  const trigger = full.find((m) => m.id === event.trigger)
  return { id, model, score, rank, event: fullEvent(event), mentions: full, start: trigger ? startOf(trigger) : 0 }
}

/** In text order. */
export function suggestionsOf(sent: Suggestions): Suggestion[] {
  return sent.events.map(read).sort((a, b) => a.start - b.start || a.rank - b.rank)
}

const PENDING = new WeakMap<Coding, { all: readonly Suggestion[]; pending: readonly Suggestion[] }>()

/** Those that the coder has neither taken nor turned down. */
export function pendingOf(coding: Coding, all: readonly Suggestion[] = []): readonly Suggestion[] {
  const known = PENDING.get(coding)
  if (known?.all === all) return known.pending
  const done = new Set([...coding.events.flatMap((e) => e.suggestion ?? []), ...coding.rejected.map((r) => r.id)])
  const pending = all.filter((one) => !done.has(one.id))
  PENDING.set(coding, { all, pending })
  return pending
}

/** The number behind the question mark: suggestions are counted after the events. */
export function numberOfSuggestion(coding: Coding, all: readonly Suggestion[], id: string): number {
  return coding.events.length + pendingOf(coding, all).findIndex((one) => one.id === id) + 1
}

/** The one after or before the given one, or around the sentence that begins at the offset. */
export function neighbour(pending: readonly Suggestion[], selected: string | null, at: number, by: 1 | -1): Suggestion | undefined {
  const here = pending.findIndex((one) => one.id === selected)
  if (here >= 0) return pending[(here + by + pending.length) % pending.length]
  if (by > 0) return pending.find((one) => one.start >= at) ?? pending[0]
  return pending.findLast((one) => one.start < at) ?? pending.at(-1)
}

/** The suggestion as a coding of its own, to be drawn and read like an event. */
export function asCoding({ id, event, mentions }: Suggestion): Coding {
  return { verdict: null, mentions, events: [{ ...event, id }], note: '', flag: '', rejected: [] }
}

/** Model, score, rank and time in sight; what the server did not say is left out. */
function shownAs(one: Suggestion, shown_ms: number | undefined) {
  return {
    ...(one.model ? { model: one.model } : {}),
    ...(one.score === null ? {} : { score: one.score }),
    rank: one.rank,
    ...(shown_ms === undefined ? {} : { shown_ms }),
  }
}

/** A mention that is marked already is used again; a code that the coder gave it stays. */
function bring(coding: Coding, mention: Mention): [Coding, string] {
  const known = mention.type === 'trigger' ? undefined : coding.mentions.find((m) => m.type === mention.type && covers(m, spansOf(mention)))
  if (!known) {
    const id = freeId('m', coding.mentions)
    const { type, fragments, actor_code, actor_id } = mention
    return [{ ...coding, mentions: [...coding.mentions, newMention(id, type, fragments, { actor_code, actor_id })] }, id]
  }
  const code = known.actor_code === null && mention.actor_code !== null ? { actor_code: mention.actor_code } : {}
  return [patchMention(coding, known.id, code), known.id]
}

/** What the coder had given before is theirs, also where the model agrees. */
function ofTheModel(before: Coding, event: Event, provenance: Record<string, Provenance>): Record<string, Provenance> {
  const own = (ids: readonly string[]) => ids.length > 0 && ids.every((id) => mentionOf(before, id)?.actor_code != null)
  const theirs = [...(own(event.sources) ? ['source_code'] : []), ...(own(event.targets) ? ['target_code'] : [])]
  return Object.fromEntries(Object.entries(provenance).filter(([part]) => !theirs.includes(part)))
}

/** The suggestion as an event of the coding, each slot marked as accepted. */
export function accepted(coding: Coding, one: Suggestion, shown_ms?: number): [Coding, string] {
  const ids = new Map<string, string>()
  let next = coding
  for (const mention of one.mentions) {
    const [made, id] = bring(next, mention)
    next = made
    ids.set(mention.id, id)
  }
  const own = (list: readonly string[]) => list.flatMap((id) => ids.get(id) ?? [])
  const { event } = one
  const refs = { sources: own(event.sources), targets: own(event.targets), locations: own(event.locations), times: own(event.times) }
  const id = freeId('e', coding.events)
  const made = newEvent(id, { ...event, ...refs, id, trigger: own(event.trigger ? [event.trigger] : [])[0] ?? null, suggestion: one.id })
  const origin: Provenance = { origin: 'accepted', ...shownAs(one, shown_ms) }
  const provenance = ofTheModel(coding, made, originOfAll(next, made, origin))
  return [{ ...next, events: [...next.events, { ...made, provenance }] }, id]
}

export function rejected(coding: Coding, one: Suggestion, shown_ms?: number): Coding {
  return { ...coding, rejected: [...coding.rejected, { id: one.id, ...shownAs(one, shown_ms) }] }
}

/** An event that was made of a suggestion is deleted: the suggestion is turned down, not open again. */
export function withdrawn(coding: Coding, event: string, all: readonly Suggestion[]): Rejected[] {
  const { suggestion } = eventOf(coding, event) ?? {}
  if (!suggestion) return []
  const one = all.find(({ id }) => id === suggestion)
  return [one ? { id: suggestion, ...shownAs(one, undefined) } : { id: suggestion }]
}
