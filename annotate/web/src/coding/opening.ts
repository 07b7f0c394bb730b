// Which state an article opens with: what this computer kept, the server's draft, the submitted coding, or nothing.
import { contentHash } from '../lib/canonical'
import { dump, EMPTY, parse, type Coding } from '../lib/coding'
import { isWaiting, keyOf, type Found, type Kept } from '../lib/outbox'
import type { Screen } from '../lib/screen'
import { lineOf } from './line'
import { initial, type State, type Step } from './state'
import type { Reading } from './words'

export interface Opening {
  state: State
  kept: Kept
  /** True when this computer kept something that the server has not seen, and the server has moved on. */
  conflict: boolean
  /** True when what was found here is of no use any more: the server has it, or it is older than the server's. */
  stale: boolean
}

/** Who opens, and under which name of this opening. */
export interface Opener {
  user: number
  client_id: string
}

type Stored = Pick<Screen, 'annotation' | 'draft'>

export function fromServer(screen: Stored): Coding {
  if (screen.draft) return parse(screen.draft.coding)
  return screen.annotation ? parse(screen.annotation.coding) : EMPTY
}

function stateOf({ kept, states }: Found, sentence: number): State {
  const steps = states.map((coding): Step => ({ coding: parse(coding), sentence, selected: null }))
  const at = Math.min(kept.at, steps.length - 1)
  return {
    ...initial(parse(kept.coding), sentence),
    past: steps.slice(0, at),
    future: steps.slice(at + 1).reverse(),
  }
}

function fresh(screen: Screen, coding: Coding, { user, client_id }: Opener): Kept {
  return {
    key: keyOf(user, screen.task.id),
    task: screen.task.id,
    client_id,
    base_version: screen.annotation?.version ?? 0,
    annotation: screen.annotation?.id ?? null,
    text_sha256: screen.task.text_sha256,
    seq: screen.draft?.seq ?? 0,
    seen: screen.draft?.hash ?? null,
    coding: dump(coding),
    at: 0,
    length: 1,
    acked: true,
    submit: null,
    tried: [],
  }
}

/** The server's newest version is the one that the kept coding is based on, or a submission of ours. */
function sameVersion({ annotation }: Screen, kept: Kept): boolean {
  return (annotation?.version ?? 0) === kept.base_version || kept.tried.includes(annotation?.content_hash ?? '')
}

/** The server's draft is one that this computer has sent or knows. */
function knownDraft({ draft }: Screen, { kept, states }: Found): boolean {
  if (!draft || draft.hash === kept.seen || draft.client_id === kept.client_id) return true
  return [kept.coding, ...states].some((coding) => contentHash(coding) === draft.hash)
}

/** A submission whose answer was lost, yet the server has it, and nothing was changed since. */
function hasArrived({ annotation, draft }: Screen, { submit }: Kept): boolean {
  if (!submit || draft || !annotation) return false
  const same = annotation.was_cancelled === (submit.was_cancelled ?? false)
  return same && annotation.content_hash === contentHash(submit.coding)
}

function serverHas({ draft, annotation }: Screen, coding: unknown): boolean {
  return (draft?.hash ?? annotation?.content_hash) === contentHash(coding)
}

/** What was kept, on top of what the server has now. */
function resumed(screen: Screen, kept: Kept, { client_id, base_version, annotation, seen }: Kept): Kept {
  const acked = kept.acked && serverHas(screen, kept.coding)
  return { ...kept, client_id, base_version, annotation, seen, seq: kept.seq + 1, acked }
}

export function openWith(screen: Screen, reading: Reading, opener: Opener, found: Found | undefined): Opening {
  const sentence = reading.firstSentence()
  const clean = fresh(screen, fromServer(screen), opener)
  const server = { state: initial(fromServer(screen), sentence), kept: clean, conflict: false }
  if (!found || found.kept.text_sha256 !== screen.task.text_sha256) return { ...server, stale: false }
  const state = stateOf(found, sentence)
  const kept = { ...found.kept, at: state.past.length, length: lineOf(state).length }
  if (hasArrived(screen, kept)) return { ...server, stale: true }
  const same = sameVersion(screen, kept) && knownDraft(screen, found)
  const current = same && (serverHas(screen, kept.coding) || !screen.draft)
  if (!isWaiting(kept) && !current) return { ...server, stale: true }
  if (same) return { state, kept: resumed(screen, kept, clean), conflict: false, stale: false }
  const ours = { ...kept, client_id: opener.client_id, acked: false, submit: null }
  return { state, kept: ours, conflict: true, stale: false }
}
