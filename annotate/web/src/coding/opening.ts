// Which state an article opens with: what this computer kept, the server's draft, the submitted coding, or nothing.
import { contentHash } from '../lib/canonical'
import { dump, EMPTY, parse, type Coding } from '../lib/coding'
import type { Kept } from '../lib/outbox'
import { clientId, keyOf } from '../lib/outbox'
import type { Screen } from '../lib/screen'
import { initial, type State, type Step } from './state'
import type { Reading } from './words'

export interface Opening {
  state: State
  kept: Kept
  /** True when this computer kept something that the server has not seen, and the server has moved on. */
  conflict: boolean
}

function steps(codings: readonly unknown[], sentence: number): Step[] {
  return codings.map((coding) => ({ coding: parse(coding), sentence, selected: null }))
}

export function fromServer(screen: Screen): Coding {
  if (screen.draft) return parse(screen.draft.coding)
  return screen.annotation ? parse(screen.annotation.coding) : EMPTY
}

/** A submission whose answer was lost, yet the server has it. */
function hasArrived(screen: Screen, kept: Kept | undefined): boolean {
  return kept?.submit != null && screen.annotation?.content_hash === contentHash(kept.submit.coding)
}

export function openWith(screen: Screen, reading: Reading, user: number, found: Kept | undefined): Opening {
  const known = hasArrived(screen, found) ? undefined : found
  const base = screen.annotation?.version ?? 0
  const serverSeq = screen.draft?.seq ?? 0
  const first = reading.firstSentence()
  const same = known?.text_sha256 === screen.task.text_sha256 && known.base_version === base
  const foreign =
    screen.draft !== null && known !== undefined && screen.draft.client_id !== known.client_id && serverSeq >= known.seq
  const fresh = fromServer(screen)
  const kept: Kept = {
    key: keyOf(user, screen.task.id),
    task: screen.task.id,
    client_id: clientId(),
    base_version: base,
    text_sha256: screen.task.text_sha256,
    seq: serverSeq,
    coding: dump(fresh),
    past: [],
    future: [],
    acked: true,
    submit: null,
  }
  if (known && same && !foreign && known.seq >= serverSeq) {
    const state = {
      ...initial(parse(known.coding), first),
      past: steps(known.past, first),
      future: steps(known.future, first),
    }
    return { state, kept: { ...kept, ...known, client_id: kept.client_id }, conflict: false }
  }
  if (known && !known.acked && known.text_sha256 === screen.task.text_sha256) {
    return { state: initial(parse(known.coding), first), kept: { ...known, client_id: kept.client_id }, conflict: true }
  }
  return { state: initial(fresh, first), kept, conflict: false }
}
