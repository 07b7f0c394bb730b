// Changes of a coding, each a pure function from one coding to the next.
import {
  byId,
  endOf,
  mentionOf,
  newEvent,
  newMention,
  startOf,
  type Coding,
  type Event,
  type Fragment,
  type Mention,
} from '../lib/coding'
import type { Span } from '../lib/screen'
import { originOf, swapped } from './provenance'
import type { Role, Side } from './state'
import type { Reading } from './words'

export function freeId(letter: string, taken: readonly { id: string }[]): string {
  const numbers = taken.map(({ id }) => (id.startsWith(letter) ? Number(id.slice(1)) : NaN)).filter(Number.isInteger)
  return `${letter}${Math.max(0, ...numbers) + 1}`
}

export function eventOf(coding: Coding, id: string | null | undefined): Event | undefined {
  return byId(coding.events, id)
}

export function patchEvent(coding: Coding, id: string, part: Partial<Event>): Coding {
  return { ...coding, events: coding.events.map((e) => (e.id === id ? { ...e, ...part } : e)) }
}

export function patchMention(coding: Coding, id: string, part: Partial<Mention>): Coding {
  return { ...coding, mentions: coding.mentions.map((m) => (m.id === id ? { ...m, ...part } : m)) }
}

export function mentionsOf(event: Event): string[] {
  return [
    ...(event.trigger ? [event.trigger] : []),
    ...event.sources,
    ...event.targets,
    ...event.locations,
    ...event.times,
  ]
}

/** Leaves out those of the mentions that no event refers to any more. */
function sweep(coding: Coding, ids: readonly string[]): Coding {
  const used = new Set(coding.events.flatMap(mentionsOf))
  const gone = new Set(ids.filter((id) => !used.has(id)))
  return gone.size ? { ...coding, mentions: coding.mentions.filter((m) => !gone.has(m.id)) } : coding
}

export function addEvent(coding: Coding, part: Partial<Event> = {}): [Coding, string] {
  const id = freeId('e', coding.events)
  return [{ ...coding, events: [...coding.events, newEvent(id, part)] }, id]
}

export function removeEvent(coding: Coding, id: string): Coding {
  const event = eventOf(coding, id)
  if (!event) return coding
  const events = coding.events.filter((e) => e.id !== id).map((e) => (e.same_as === id ? { ...e, same_as: null } : e))
  return sweep({ ...coding, events }, mentionsOf(event))
}

/** Pieces in reading order; those that touch are one. */
export function joined(spans: readonly Span[]): Span[] {
  const out: Span[] = []
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else out.push([start, end])
  }
  return out
}

function fragmentsOf(reading: Reading, spans: readonly Span[]): Fragment[] {
  return joined(spans).map(([start, end]) => ({ start, end, quote: reading.slice([start, end]) }))
}

export function spansOf(mention: Pick<Mention, 'fragments'>): Span[] {
  return mention.fragments.map(({ start, end }) => [start, end])
}

export function covers(mention: Mention, spans: readonly Span[]): boolean {
  return spansOf(mention).join(';') === joined(spans).join(';')
}

/** A trigger belongs to one event alone, so it is moved rather than shared. */
export function setTrigger(coding: Coding, id: string, reading: Reading, spans: readonly Span[]): Coding {
  const event = eventOf(coding, id)
  if (!event) return coding
  const fragments = fragmentsOf(reading, spans)
  if (event.trigger) return patchMention(coding, event.trigger, { fragments })
  const trigger = freeId('m', coding.mentions)
  const next = { ...coding, mentions: [...coding.mentions, newMention(trigger, 'trigger', fragments)] }
  return patchEvent(next, id, { trigger })
}

export const LIST = { source: 'sources', target: 'targets', location: 'locations', time: 'times' } as const
const TYPE = { source: 'actor', target: 'actor', location: 'location', time: 'time' } as const

/** The mention for the role on exactly these words, made when there is none. */
function mentionOn(coding: Coding, reading: Reading, role: Role, spans: readonly Span[]): [Coding, string] {
  const known = coding.mentions.find((m) => m.type === TYPE[role] && covers(m, spans))
  if (known) return [coding, known.id]
  const id = freeId('m', coding.mentions)
  return [{ ...coding, mentions: [...coding.mentions, newMention(id, TYPE[role], fragmentsOf(reading, spans))] }, id]
}

export const NONE = { source: 'source_not_stated', target: 'target_not_stated' } as const

function isShared(coding: Coding, mention: string): boolean {
  return coding.events.flatMap(mentionsOf).filter((id) => id === mention).length > 1
}

/** Puts a mention into a slot; a span that only grows or shrinks keeps the actor's code. */
export function setFiller(
  coding: Coding,
  id: string,
  role: Role,
  part: number,
  reading: Reading,
  spans: readonly Span[],
  code?: string | null,
): Coding {
  const event = eventOf(coding, id)
  if (!event) return coding
  const before = mentionOf(coding, event[LIST[role]][part])
  const overlaps = before && spans.some((span) => startOf(before) < span[1] && endOf(before) > span[0])
  const taken = coding.mentions.some((m) => m.type === TYPE[role] && covers(m, spans))
  if (before && overlaps && !taken && !isShared(coding, before.id)) {
    const moved = patchMention(coding, before.id, { fragments: fragmentsOf(reading, spans) })
    return code ? patchMention(moved, before.id, { actor_code: code }) : moved
  }
  const [made, mention] = mentionOn(coding, reading, role, spans)
  const rest = event[LIST[role]].filter((other, i) => i === part || other !== mention)
  const list = [...rest.slice(0, part), mention, ...rest.slice(part + 1)]
  const filled = patchEvent(made, id, { [LIST[role]]: list, ...stated(role) })
  const swept = before ? sweep(filled, [before.id]) : filled
  const coded = mentionOf(swept, mention)
  return code && coded?.actor_code === null ? patchMention(swept, mention, { actor_code: code }) : swept
}

export function clearFiller(coding: Coding, id: string, role: Role, part: number): Coding {
  const event = eventOf(coding, id)
  if (!event) return coding
  const gone = event[LIST[role]][part]
  const list = event[LIST[role]].filter((_, i) => i !== part)
  const next = patchEvent(coding, id, { [LIST[role]]: list, ...stated(role) })
  return gone ? sweep(next, [gone]) : next
}

function stated(role: Role): Partial<Event> {
  return role === 'source' || role === 'target' ? { [NONE[role]]: false } : {}
}

export function clearTrigger(coding: Coding, id: string): Coding {
  const event = eventOf(coding, id)
  return event?.trigger ? sweep(patchEvent(coding, id, { trigger: null }), [event.trigger]) : coding
}

/** "Not stated": an explicit empty. */
export function setNotStated(coding: Coding, id: string, side: Side): Coding {
  const event = eventOf(coding, id)
  if (!event) return coding
  return sweep(patchEvent(coding, id, { [LIST[side]]: [], [NONE[side]]: true }), event[LIST[side]])
}

/** Takes over what another event has in that slot. */
export function copyFiller(coding: Coding, from: string, to: string, role: Role): Coding {
  const model = eventOf(coding, from)
  const event = eventOf(coding, to)
  if (!model || !event) return coding
  const none = role === 'source' || role === 'target' ? { [NONE[role]]: model[NONE[role]] } : {}
  const provenance = { ...event.provenance, ...originOf(model, role) }
  const next = patchEvent(coding, to, { [LIST[role]]: model[LIST[role]], ...none, provenance })
  return sweep(next, event[LIST[role]])
}

export function setActorCode(coding: Coding, id: string, side: Side, part: number, code: string | null): Coding {
  const mention = eventOf(coding, id)?.[LIST[side]][part]
  return mention ? patchMention(coding, mention, { actor_code: code }) : coding
}

export function swapSides(coding: Coding, id: string): Coding {
  const e = eventOf(coding, id)
  if (!e) return coding
  const part = {
    sources: e.targets,
    targets: e.sources,
    source_not_stated: e.target_not_stated,
    target_not_stated: e.source_not_stated,
    provenance: swapped(e.provenance),
  }
  return patchEvent(coding, id, part)
}

/** A copy with the same trigger words (as a mention of its own), code and actors, and where those came from. */
export function duplicate(coding: Coding, id: string): [Coding, string] {
  const event = eventOf(coding, id)
  if (!event) return [coding, id]
  const { id: _id, suggestion: _suggestion, kept: _kept, same_as: _same, ...part } = event
  const trigger = mentionOf(coding, event.trigger)
  if (!trigger) return addEvent(coding, { ...part, trigger: null })
  const copy = { ...trigger, id: freeId('m', coding.mentions) }
  return addEvent({ ...coding, mentions: [...coding.mentions, copy] }, { ...part, trigger: copy.id })
}

/** Nothing of the event has been filled in. */
export function isBlank(event: Event): boolean {
  return (
    mentionsOf(event).length === 0 && !event.code && !event.source_not_stated && !event.target_not_stated && !event.note
  )
}
