// Which pieces of the text are painted how. Overlapping spans are cut into runs; the strongest one shows.
import { byId, mentionOf, type Coding, type Event } from '../lib/coding'
import type { Span } from '../lib/screen'
import type { Open } from './state'
import { isSpanSlot } from './state'
import { asCoding, type Suggestion } from './suggestions'

export type Look = 'trigger' | 'source' | 'target' | 'location' | 'time' | 'pick' | 'found' | 'other' | 'suggestion' | 'boilerplate'

export interface Paint {
  span: Span
  look: Look
  /** Letter or number above the first word. */
  letter?: string
  /** The events it belongs to, for clicks. */
  event?: string
  pick?: number
  /** The candidate that Tab takes. */
  first?: boolean
  /** Only suggested. */
  maybe?: boolean
  /** The span in the armed slot, whose boundaries can be dragged. */
  live?: boolean
}

export interface Run {
  start: number
  end: number
  paint: Paint | null
  /** True where the paint begins: the letter stands here alone. */
  opens: boolean
}

const RANK: Look[] = ['trigger', 'source', 'target', 'location', 'time', 'pick', 'found', 'other', 'suggestion', 'boilerplate']
const LETTER = { trigger: 'T', source: 'S', target: 'G', location: 'L', time: 'W' } as const
const ROLES = ['trigger', 'source', 'target', 'location', 'time'] as const
type Role = (typeof ROLES)[number]

function mentionIds(event: Event, role: Role): readonly string[] {
  if (role === 'trigger') return event.trigger ? [event.trigger] : []
  return { source: event.sources, target: event.targets, location: event.locations, time: event.times }[role]
}

function fragmentsOf(coding: Coding, event: Event, role: Role): readonly Span[][] {
  return mentionIds(event, role).map((id) => (mentionOf(coding, id)?.fragments ?? []).map(({ start, end }): Span => [start, end]))
}

/** One event in full: every role in its look, with its letter. */
function inFull(coding: Coding, event: Event, skip: Role | null): Paint[] {
  return ROLES.filter((role) => role !== skip).flatMap((role) =>
    fragmentsOf(coding, event, role).flatMap((spans) =>
      spans.map((span, i): Paint => ({ span, look: role, event: event.id, ...(i === 0 ? { letter: LETTER[role] } : {}) })),
    ),
  )
}

function quietly(coding: Coding, event: Event): Paint[] {
  return ROLES.flatMap((role) => fragmentsOf(coding, event, role).flat().map((span): Paint => ({ span, look: 'other', event: event.id })))
}

/** The armed slot shows the span it would take, not the one it has. */
function live(open: Open | null): Paint[] {
  const { slot, span, held, event } = open ?? { slot: 'code', span: null, held: [], event: '' }
  if (!isSpanSlot(slot)) return []
  const spans = span ? [...held, span] : held
  return spans.map((one, i) => ({
    span: one,
    look: slot,
    event,
    ...(i === 0 ? { letter: LETTER[slot] } : {}),
    ...(one === span ? { live: true } : {}),
  }))
}

/** The role whose place in the open event is shown as the armed slot has it, not as it is stored. */
export function replacedRole(open: Open | null): Role | null {
  if (!open || (!open.span && open.held.length === 0) || !isSpanSlot(open.slot)) return null
  return open.slot === 'trigger' || open.part === 0 ? open.slot : null
}

/** The selected event in full, but for the role that the armed slot shows. */
export function selectedPaints(coding: Coding, selected: string | null, replaced: Role | null): Paint[] {
  const event = byId(coding.events, selected)
  return event ? inFull(coding, event, replaced) : []
}

/** The other events, quietly. */
export function otherPaints(coding: Coding, selected: string | null): Paint[] {
  return coding.events.flatMap((event) => (event.id === selected ? [] : quietly(coding, event)))
}

/** Suggested events: the selected one in full, the others under a wavy line. */
export function suggestionPaints(pending: readonly Suggestion[], selected: string | null): Paint[] {
  return pending.flatMap((one) => {
    const coding = asCoding(one)
    const full = selectedPaints(coding, selected, null)
    const quiet = otherPaints(coding, selected).map((paint): Paint => ({ ...paint, look: 'suggestion' }))
    return [...full, ...quiet].map((paint): Paint => ({ ...paint, maybe: true }))
  })
}

/** What changes with every key: the span in the armed slot, and the numbered offers. */
export function livePaints(open: Open | null, picks: readonly { span: Span }[]): Paint[] {
  const slot = open && isSpanSlot(open.slot) ? open.slot : null
  const offers = picks.map(({ span }, i): Paint => {
    const first = i === open?.row && slot !== null
    return { span, look: first ? slot : 'pick', letter: String(i + 1), pick: i, first }
  })
  return [...live(open), ...offers]
}

function strongest(all: readonly Paint[], at: number): Paint | null {
  let best: Paint | null = null
  for (const paint of all) {
    if (paint.span[0] > at || paint.span[1] <= at) continue
    if (!best || RANK.indexOf(paint.look) < RANK.indexOf(best.look)) best = paint
  }
  return best
}

/** The range cut wherever a paint begins or ends. */
export function runs(range: Span, all: readonly Paint[]): Run[] {
  const [start, end] = range
  const inside = all.filter(({ span }) => span[0] < end && span[1] > start)
  const cuts = new Set([start, end])
  for (const { span } of inside) for (const cut of span) if (cut > start && cut < end) cuts.add(cut)
  const at = [...cuts].sort((a, b) => a - b)
  const out: Run[] = []
  at.slice(0, -1).forEach((from, i) => {
    const paint = strongest(inside, from)
    const last = out.at(-1)
    const to = at[i + 1] as number
    if (last && last.paint === paint) last.end = to
    else
      out.push({
        start: from,
        end: to,
        paint,
        opens: paint !== null && (paint.span[0] === from || !out.some((r) => r.paint === paint)),
      })
  })
  return out
}
