// What is looked at before a submission: what forbids it, and what may have been overlooked.
import type { Coding } from '../lib/coding'
import { isAnswered, problemsOf, type ProblemKey } from './problems'
import { numberOf, ordered } from './selectors'
import type { Slot } from './state'
import { warningsOf, type Surroundings, type Warning } from './warnings'

export type CheckItem =
  | { kind: 'draft'; event: string; n: number; slot: Slot; problem: ProblemKey }
  | { kind: 'verdict' }
  | { kind: 'suggestion'; id: string; n: number }
  | { kind: 'warning'; event: string; n: number; warning: Warning }
  | { kind: 'unread'; sentences: readonly number[] }

/** True for what has to be mended; the rest may be passed over. */
export function isBlocking(item: CheckItem): boolean {
  return item.kind === 'draft' || item.kind === 'verdict'
}

function drafts(coding: Coding, place: Surroundings): CheckItem[] {
  return ordered(coding).flatMap((event): CheckItem[] => {
    const [first] = problemsOf(coding, event, place.codebook)
    const n = numberOf(coding, event.id)
    return first ? [{ kind: 'draft', event: event.id, n, slot: first.slot, problem: first.key }] : []
  })
}

function doubts(coding: Coding, place: Surroundings): CheckItem[] {
  return ordered(coding).flatMap((event) =>
    warningsOf(event, place).map((warning): CheckItem => ({
      kind: 'warning',
      event: event.id,
      n: numberOf(coding, event.id),
      warning,
    })),
  )
}

/** Sentences that neither had the cursor nor came into view, page boilerplate left out. */
export function unread(place: Surroundings, seen: ReadonlySet<number>): number[] {
  const { boilerplate } = place.reading.article
  return place.reading.sentences.flatMap(([start, end], i) =>
    seen.has(i) || boilerplate.some(([s, e]) => s <= start && end <= e) ? [] : [i],
  )
}

export function checkList(
  place: Surroundings,
  seen: ReadonlySet<number>,
  suggestions: readonly { id: string; n: number }[],
): CheckItem[] {
  const { coding } = place
  const left = unread(place, seen)
  return [
    ...drafts(coding, place),
    ...(isAnswered(coding) ? [] : [{ kind: 'verdict' } as const]),
    ...suggestions.map(({ id, n }): CheckItem => ({ kind: 'suggestion', id, n })),
    ...(left.length > 0 ? [{ kind: 'unread', sentences: left } as const] : []),
    ...doubts(coding, place),
  ]
}

/** Whether the list is worth stopping for: doubts alone have been shown beside their events all the time. */
export function needsLook(items: readonly CheckItem[]): boolean {
  return items.some((item) => item.kind !== 'warning')
}
