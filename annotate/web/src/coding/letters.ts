// What goes to the server, and the check that what comes back is an answer to it.
import { ApiError } from '../lib/api'
import type { Kept } from '../lib/outbox'
import type { DraftBody, SubmitBody, Submitted } from '../lib/screen'
import { common } from '../strings/common'

export function draftBody(kept: Kept, lead_time: number): DraftBody {
  const { client_id, base_version, text_sha256, seq, seen, coding } = kept
  return { client_id, base_version, text_sha256, seq, seen, coding, lead_time }
}

export function submission(kept: Kept, unique_id: string, lead_time: number, skipped: boolean): SubmitBody {
  const { coding, base_version, client_id, seq, seen } = kept
  const body = { coding, unique_id, lead_time, base_version, client_id, seq, seen }
  return skipped ? { ...body, was_cancelled: true } : body
}

/** An answer without what it must hold is somebody else's (a proxy, a log-in page): as good as none. */
function checked<T extends object>(answer: unknown, wanted: Partial<Record<keyof T, 'string' | 'number'>>): T {
  const found = (typeof answer === 'object' && answer !== null ? answer : {}) as T
  const whole = Object.entries(wanted).every(([name, type]) => typeof found[name as keyof T] === type)
  if (!whole) throw new ApiError(0, 'no-answer', common.notWhole)
  return found
}

export interface DraftAnswer {
  seq: number
  hash: string
  saved_at: string
}

export function draftAnswer(answer: unknown): DraftAnswer {
  return checked<DraftAnswer>(answer, { seq: 'number', hash: 'string', saved_at: 'string' })
}

export function submitAnswer(answer: unknown): Submitted {
  return checked<Submitted>(answer, { id: 'number', version: 'number', content_hash: 'string' })
}
