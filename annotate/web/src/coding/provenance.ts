// Where the value of each slot comes from. A slot without an entry was filled in by the coder alone.
import { mentionOf, type Coding, type Event, type Provenance } from '../lib/coding'
import { spansOf } from './edit'

const PARTS = ['trigger', 'code', 'source', 'source_code', 'target', 'target_code', 'location', 'time', 'modality', 'certainty', 'magnitude'] as const
type Part = (typeof PARTS)[number]

function places(coding: Coding, ids: readonly string[]): string {
  return ids.map((id) => spansOf(mentionOf(coding, id) ?? { fragments: [] }).join(';')).join('|')
}

function codes(coding: Coding, ids: readonly string[]): string {
  return ids.map((id) => mentionOf(coding, id)?.actor_code ?? '').join('|')
}

/** What stands in a slot, as text that is equal for equal content; '' for nothing. */
function valueOf(coding: Coding, event: Event, part: Part): string {
  switch (part) {
    case 'trigger':
      return event.trigger ? places(coding, [event.trigger]) : ''
    case 'source':
      return event.source_not_stated ? '-' : places(coding, event.sources)
    case 'target':
      return event.target_not_stated ? '-' : places(coding, event.targets)
    case 'source_code':
      return codes(coding, event.sources)
    case 'target_code':
      return codes(coding, event.targets)
    case 'location':
      return places(coding, event.locations)
    case 'time':
      return places(coding, event.times)
    case 'modality':
      return event.modality === 'asserted' ? '' : event.modality
    default:
      return String(event[part] ?? '')
  }
}

/** The same origin for every slot that has something in it. */
export function originOfAll(coding: Coding, event: Event, from: Provenance): Record<string, Provenance> {
  return Object.fromEntries(PARTS.filter((part) => valueOf(coding, event, part) !== '').map((part) => [part, from]))
}

function changedIn(event: Event, was: Event, before: Coding, after: Coding): Event {
  let provenance = event.provenance
  for (const part of PARTS) {
    const entry = provenance[part]
    if (entry?.origin !== 'accepted' || entry !== was.provenance[part]) continue
    if (valueOf(before, was, part) !== valueOf(after, event, part))
      provenance = { ...provenance, [part]: { ...entry, origin: 'edited' } }
  }
  return provenance === event.provenance ? event : { ...event, provenance }
}

/** A suggested value that the coder has changed since is no longer one that was taken as it was. */
export function withEdits(before: Coding, after: Coding): Coding {
  if (!before.events.some((event) => Object.keys(event.provenance).length > 0)) return after
  const known = new Map(before.events.map((event) => [event.id, event]))
  const events = after.events.map((event) => {
    const was = known.get(event.id)
    return was ? changedIn(event, was, before, after) : event
  })
  return events.every((event, i) => event === after.events[i]) ? after : { ...after, events }
}

/** The slots of one side or role with their origin, for who takes them over from another event. */
export function originOf(event: Event, role: string): Record<string, Provenance> {
  const wanted = [role, `${role}_code`]
  return Object.fromEntries(Object.entries(event.provenance).filter(([part]) => wanted.includes(part)))
}

/** After the coder has changed source and target round: what was suggested for one side is edited on the other. */
export function swapped(provenance: Readonly<Record<string, Provenance>>): Record<string, Provenance> {
  const entries = Object.entries(provenance).map(([part, entry]): [string, Provenance] => {
    const [side, rest] = part.startsWith('source') ? ['target', part.slice(6)] : ['source', part.slice(6)]
    return /^(source|target)(_code)?$/.test(part) ? [side + rest, { ...entry, origin: 'edited' }] : [part, entry]
  })
  return Object.fromEntries(entries)
}
