// Keeps every change on this computer at once, and brings it to the server at most once a second.
import { signal } from '@preact/signals'
import { ApiError } from '../lib/api'
import { contentHash } from '../lib/canonical'
import type { Kept, Outbox } from '../lib/outbox'
import type { DraftBody, SubmitBody, Submitted } from '../lib/screen'

export type Status =
  | { kind: 'clean' | 'unsaved' | 'saving' | 'submitting' | 'loggedOut' | 'conflict' | 'mismatch' }
  | { kind: 'saved'; at: Date }
  | { kind: 'offline'; changes: number; submission: boolean }
  | { kind: 'refused'; detail: string }

export interface Door {
  draft(body: DraftBody): Promise<{ seq: number; hash: string; saved_at: string }>
  submit(body: SubmitBody): Promise<Submitted>
}

export interface Env {
  door: Door
  outbox: Outbox
  newId: () => string
  leadTime: () => number
  wait: (ms: number, then: () => void) => () => void
}

const PAUSE = 1000
const LONGEST = 30_000

export class Saver {
  readonly status = signal<Status>({ kind: 'clean' })
  private cancel: (() => void) | null = null
  private sending: Promise<void> | null = null
  private sentSeq: number
  private failures = 0
  private changes = 0
  private closed = false

  constructor(
    private kept: Kept,
    private readonly env: Env,
  ) {
    this.sentSeq = kept.acked ? kept.seq : -1
  }

  /** Whose coding of which article this is. */
  get key(): string {
    return this.kept.key
  }

  /** True while something has not been acknowledged. */
  get pending(): boolean {
    return !this.kept.acked || this.kept.submit !== null
  }

  /** True while a submission waits for its answer. */
  get submission(): boolean {
    return this.kept.submit !== null
  }

  /** A new state of the coding: kept here now, sent soon. */
  change(coding: Record<string, unknown>, past: unknown[], future: unknown[]): void {
    this.changes += 1
    this.kept = { ...this.kept, coding, past, future, seq: this.kept.seq + 1, acked: false, submit: null }
    this.keep()
    if (this.status.value.kind !== 'offline' && this.status.value.kind !== 'conflict')
      this.status.value = { kind: 'unsaved' }
    if (this.status.value.kind !== 'conflict') this.plan(PAUSE)
  }

  /** Sends what is left of an earlier visit. */
  resume(): void {
    if (!this.pending) return
    this.changes = 1
    this.status.value = { kind: 'unsaved' }
    if (this.kept.submit === null) this.plan(0)
  }

  private keep(): void {
    this.env.outbox.write(this.kept).catch((error: unknown) => {
      this.status.value = { kind: 'refused', detail: `This browser keeps nothing: ${String(error)}` }
    })
  }

  private plan(ms: number): void {
    if (this.cancel || this.closed) return
    this.cancel = this.env.wait(ms, () => {
      this.cancel = null
      void this.flush()
    })
  }

  /** Sends the newest state now; one request at a time. */
  flush(): Promise<void> {
    this.cancel?.()
    this.cancel = null
    if (this.sending) return this.sending.then(() => this.flush())
    if (this.closed || this.sentSeq === this.kept.seq) return Promise.resolve()
    this.sending = this.send(this.kept).finally(() => (this.sending = null))
    return this.sending
  }

  private async send(kept: Kept): Promise<void> {
    if (this.status.value.kind !== 'offline') this.status.value = { kind: 'saving' }
    const { client_id, base_version, text_sha256, seq, coding } = kept
    try {
      const answer = await this.env.door.draft({
        client_id,
        base_version,
        text_sha256,
        seq,
        coding,
        lead_time: this.env.leadTime(),
      })
      this.failures = 0
      this.acknowledge(kept, answer)
    } catch (error) {
      this.fail(error)
    }
  }

  private acknowledge(kept: Kept, answer: { seq: number; hash: string; saved_at: string }): void {
    if (answer.seq === kept.seq && answer.hash !== contentHash(kept.coding)) {
      this.status.value = { kind: 'mismatch' }
      return
    }
    this.sentSeq = kept.seq
    if (this.kept.seq !== kept.seq) return this.plan(PAUSE)
    this.changes = 0
    this.kept = { ...this.kept, acked: true }
    this.keep()
    this.status.value = { kind: 'saved', at: new Date(answer.saved_at) }
  }

  private fail(error: unknown): void {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 401) this.status.value = { kind: 'loggedOut' }
    else if (error.status === 412) this.status.value = { kind: 'conflict' }
    else if (!error.passing) this.status.value = { kind: 'refused', detail: error.detail }
    else {
      this.status.value = { kind: 'offline', changes: Math.max(1, this.changes), submission: this.kept.submit !== null }
      this.failures += 1
      if (this.kept.submit === null) this.plan(Math.min(LONGEST, PAUSE * 2 ** this.failures))
    }
  }

  /** Submits; the same id goes with every try until it is acknowledged or the coding changes. Null: kept, try again. */
  async submit(skipped = false): Promise<Submitted | null> {
    this.cancel?.()
    this.cancel = null
    if (this.sending) await this.sending
    const { coding, base_version } = this.kept
    const body = this.kept.submit ?? {
      coding,
      unique_id: this.env.newId(),
      lead_time: this.env.leadTime(),
      base_version,
      ...(skipped ? { was_cancelled: true } : {}),
    }
    this.kept = { ...this.kept, submit: body }
    this.keep()
    this.status.value = { kind: 'submitting' }
    try {
      const done = await this.env.door.submit(body)
      if (done.content_hash !== contentHash(body.coding)) {
        this.status.value = { kind: 'mismatch' }
        return null
      }
      this.closed = true
      this.kept = { ...this.kept, acked: true, submit: null }
      await this.env.outbox.forget(this.kept.key)
      this.status.value = { kind: 'saved', at: new Date() }
      return done
    } catch (error) {
      this.refuseSubmit(error)
      return null
    }
  }

  private refuseSubmit(error: unknown): void {
    this.fail(error)
    if (error instanceof ApiError && !error.passing && error.status !== 401) {
      this.kept = { ...this.kept, submit: null }
      this.keep()
    }
  }

  /** The network is back. */
  retry(): void {
    if (this.status.value.kind !== 'offline') return
    this.failures = 0
    if (this.kept.submit === null) void this.flush()
  }

  /** After a refusal for a newer version: our state goes on top of that version. */
  rebase(base_version: number, seq: number): void {
    this.kept = { ...this.kept, base_version, seq: Math.max(seq, this.kept.seq) + 1, submit: null }
    this.keep()
    this.status.value = { kind: 'unsaved' }
    this.plan(0)
  }

  /** Takes the server's state instead of ours, which stays one undo away. */
  async yieldTo(coding: Record<string, unknown>, base_version: number, seq: number): Promise<void> {
    this.stop()
    const past = [...this.kept.past, this.kept.coding]
    const next = { coding, base_version, seq: seq + 1, past, future: [], acked: true, submit: null }
    await this.env.outbox.write({ ...this.kept, ...next })
  }

  /** Says that the server has gone on without us; nothing is sent until the coder has chosen. */
  disagree(): void {
    this.status.value = { kind: 'conflict' }
  }

  /** The article leaves the desk: what is unsent goes out once more, then nothing. */
  async leave(): Promise<void> {
    if (this.pending && !this.submission && this.status.value.kind !== 'conflict') await this.flush()
    this.stop()
  }

  /** No request after this; what is unacknowledged stays kept. */
  stop(): void {
    this.closed = true
    this.cancel?.()
  }
}
