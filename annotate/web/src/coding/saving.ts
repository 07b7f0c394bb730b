// What saving says and needs.
import type { Outbox } from '../lib/outbox'
import type { DraftBody, StoredAnnotation, StoredDraft, SubmitBody } from '../lib/screen'

export type Status =
  | { kind: 'clean' | 'unsaved' | 'saving' | 'submitting' | 'loggedOut' | 'conflict' | 'mismatch' }
  | { kind: 'saved'; at: Date }
  | { kind: 'offline'; changes: number; submission: boolean }
  | { kind: 'refused'; detail: string }

/** What the server has of a coder's work on an article. */
export interface Stored {
  annotation: StoredAnnotation | null
  draft: StoredDraft | null
}

export interface Door {
  draft(body: DraftBody, leaving: boolean): Promise<unknown>
  /** `annotation`: the coder's own that this changes. */
  submit(body: SubmitBody, annotation: number | null): Promise<unknown>
  look(): Promise<Stored>
}

export interface Env {
  door: Door
  outbox: Outbox
  newId: () => string
  leadTime: () => number
  wait: (ms: number, then: () => void) => () => void
}
