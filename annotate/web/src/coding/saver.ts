// Keeps every change on this computer at once, and brings it to the server at most once a second.
import { signal } from '@preact/signals'
import { ApiError } from '../lib/api'
import { contentHash } from '../lib/canonical'
import { dump } from '../lib/coding'
import type { Kept } from '../lib/outbox'
import type { SubmitBody, Submitted } from '../lib/screen'
import { Keeper } from './keeper'
import { draftAnswer, draftBody, submission, submitAnswer, type DraftAnswer } from './letters'
import { lineOf, reaches, type Line, type Steps } from './line'
import type { Env, Status, Stored } from './saving'

const PAUSE = 1000
const LONGEST = 30_000
const TRIES_KNOWN = 20

export class Saver {
  readonly status = signal<Status>({ kind: 'clean' })
  readonly keeper: Keeper
  /** True when a submission went through while the coder was changing the coding already. */
  readonly overtaken = signal(false)
  /** Brings a waiting submission on its way again. */
  redeliver: () => void = () => void this.submit()
  /** Another opening of the article has taken it. */
  onTaken: () => void = () => undefined
  private cancel: (() => void) | null = null
  private sending: Promise<void> | null = null
  private submitting: Promise<Submitted | null> | null = null
  private sentSeq: number
  private failures = 0
  private changes = 0
  private started = false
  private closed = false

  constructor(
    private kept: Kept,
    private line: Line,
    private readonly env: Env,
  ) {
    this.sentSeq = kept.acked ? kept.seq : -1
    this.keeper = new Keeper(env.outbox, () => this.taken())
  }

  /** Whose coding of which article this is. */
  get key(): string {
    return this.kept.key
  }

  /** True while something has not been acknowledged. */
  get pending(): boolean {
    return !this.closed && (!this.kept.acked || this.kept.submit !== null)
  }

  /** True while a submission waits for its answer. */
  get submission(): boolean {
    return this.kept.submit !== null
  }

  /** True while a submission is on its way. */
  get busy(): boolean {
    return this.submitting !== null
  }

  /** From here on this opening holds the article: what an earlier one left is taken over and sent. */
  start(): void {
    if (this.started || this.closed) return
    this.started = true
    if (this.pending || this.line.length > 1) this.keep()
    if (!this.pending || this.status.value.kind === 'conflict') return
    this.changes = Math.max(1, this.changes) // what was changed while the other tabs were asked counts as well
    this.status.value = { kind: 'unsaved' }
    this.plan(0)
  }

  /** A new state of the coding: kept here now, sent soon. */
  change(now: Steps): void {
    if (this.closed) return
    this.changes += 1
    this.place(now)
    this.kept = { ...this.kept, coding: dump(now.coding), seq: this.kept.seq + 1, acked: false, submit: null }
    this.keep()
    const { kind } = this.status.value
    if (kind === 'conflict') return
    this.status.value = kind === 'offline' ? this.offline() : { kind: 'unsaved' }
    this.plan(PAUSE)
  }

  private place(now: Steps): void {
    this.line = lineOf(now)
    this.kept = { ...this.kept, at: now.past.length, length: this.line.length }
  }

  private offline(): Status {
    return { kind: 'offline', changes: Math.max(1, this.changes), submission: this.submission }
  }

  private keep(): void {
    this.keeper.write(this.kept, this.line, this.started)
  }

  private taken(): void {
    if (this.closed) return
    this.stop()
    void this.keeper.forget(this.kept)
    this.onTaken()
  }

  private plan(ms: number): void {
    if (this.cancel || this.closed || !this.started) return
    this.cancel = this.env.wait(ms, () => {
      this.cancel = null
      if (this.submission) this.redeliver()
      else void this.flush()
    })
  }

  /** The next try after a failure, later each time. */
  private planAgain(): void {
    this.failures += 1
    this.plan(Math.min(LONGEST, PAUSE * 2 ** this.failures))
  }

  private unplan(): void {
    this.cancel?.()
    this.cancel = null
  }

  /** Sends the newest state now; one request at a time. */
  flush(leaving = false): Promise<void> {
    this.unplan()
    if (this.submitting) return this.submitting.then(() => this.flush(leaving))
    if (this.sending) return this.sending.then(() => this.flush(leaving))
    if (this.closed || !this.started || this.submission) return Promise.resolve()
    if (this.sentSeq === this.kept.seq || this.status.value.kind === 'conflict') return Promise.resolve()
    this.sending = this.send(this.kept, leaving).finally(() => (this.sending = null))
    return this.sending
  }

  private async send(kept: Kept, leaving: boolean): Promise<void> {
    if (this.status.value.kind !== 'offline') this.status.value = { kind: 'saving' }
    try {
      const answer = draftAnswer(await this.env.door.draft(draftBody(kept, this.env.leadTime()), leaving))
      this.failures = 0
      await this.acknowledge(kept, answer)
    } catch (error) {
      await this.fail(error)
    }
  }

  private async acknowledge(kept: Kept, answer: DraftAnswer): Promise<void> {
    if (answer.hash !== contentHash(kept.coding)) {
      if (answer.seq !== kept.seq) return this.reconcile()
      this.status.value = { kind: 'mismatch' }
      return this.planAgain()
    }
    this.sentSeq = kept.seq
    const newer = this.kept.seq !== kept.seq
    this.kept = { ...this.kept, seen: answer.hash, acked: !newer }
    if (newer) {
      if (this.status.value.kind === 'offline') this.status.value = { kind: 'unsaved' }
      return this.plan(PAUSE)
    }
    this.changes = 0
    this.keep()
    this.status.value = { kind: 'saved', at: new Date(answer.saved_at) }
  }

  /** Says what is wrong, and plans another try where that can mend it. */
  private async fail(error: unknown): Promise<void> {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 401) this.status.value = { kind: 'loggedOut' }
    else if (error.status === 412 || error.code === 'already-annotated') await this.reconcile()
    else if (!error.passing) this.status.value = { kind: 'refused', detail: error.detail }
    else {
      this.status.value = this.offline()
      this.planAgain()
    }
  }

  /** The server has something else than we knew: if it is a state of ours we go on from it, else the coder chooses. */
  private async reconcile(): Promise<void> {
    let now: Stored
    try {
      now = await this.env.door.look()
    } catch (error) {
      return this.fail(error)
    }
    if (!this.isOurs(now)) {
      this.status.value = { kind: 'conflict' }
      return
    }
    this.base(now)
    this.status.value = { kind: 'unsaved' }
    this.planAgain()
  }

  private isOurs({ annotation, draft }: Stored): boolean {
    const version = annotation?.version ?? 0
    if (version !== this.kept.base_version && !this.kept.tried.includes(annotation?.content_hash ?? '')) return false
    return !draft || draft.hash === this.kept.seen || reaches(this.line, draft.hash)
  }

  /** Goes on from what the server has now. */
  private base({ annotation, draft }: Stored): void {
    const submit = this.kept.submit
    this.kept = {
      ...this.kept,
      base_version: annotation?.version ?? 0,
      annotation: annotation?.id ?? null,
      seen: draft?.hash ?? null,
      seq: this.kept.seq + 1,
      acked: false,
    }
    if (submit) this.kept.submit = this.letter(submit.was_cancelled ?? false)
    this.keep()
  }

  private letter(skipped: boolean): SubmitBody {
    return submission(this.kept, this.env.newId(), this.env.leadTime(), skipped)
  }

  /** Submits; the same id goes with every try until it is acknowledged or the coding changes. Null: kept, try again. */
  submit(skipped = this.kept.submit?.was_cancelled ?? false): Promise<Submitted | null> {
    this.submitting ??= this.deliver(skipped).finally(() => (this.submitting = null))
    return this.submitting
  }

  private async deliver(skipped: boolean): Promise<Submitted | null> {
    this.unplan()
    if (this.sending) await this.sending
    if (this.closed || this.status.value.kind === 'conflict') return null
    const again = this.kept.submit
    const body = again && (again.was_cancelled ?? false) === skipped ? again : this.letter(skipped)
    const tried = [...new Set([...this.kept.tried, contentHash(body.coding)])].slice(-TRIES_KNOWN)
    this.started = true
    this.kept = { ...this.kept, submit: body, tried }
    this.keep()
    this.overtaken.value = false
    this.status.value = { kind: 'submitting' }
    try {
      return await this.arrived(body, submitAnswer(await this.env.door.submit(body, this.kept.annotation)))
    } catch (error) {
      await this.fail(error)
      if (this.refused) this.withdraw()
      return null
    }
  }

  private get refused(): boolean {
    return this.status.value.kind === 'refused' || this.status.value.kind === 'conflict'
  }

  /** A refusal is final: the next submission is another one. */
  private withdraw(): void {
    this.kept = { ...this.kept, submit: null }
    this.keep()
  }

  private async arrived(body: SubmitBody, done: Submitted): Promise<Submitted | null> {
    if (done.content_hash !== contentHash(body.coding)) {
      this.status.value = { kind: 'mismatch' }
      this.planAgain()
      return null
    }
    this.failures = 0
    if (this.kept.submit === body) {
      this.stop()
      this.kept = { ...this.kept, acked: true, submit: null }
      void this.keeper.forget(this.kept)
      this.status.value = { kind: 'saved', at: new Date() }
      return done
    }
    this.kept = { ...this.kept, base_version: done.version, annotation: done.id, seen: null }
    this.keep()
    this.overtaken.value = true
    this.status.value = { kind: 'unsaved' }
    this.plan(0)
    return null
  }

  /** The network is back, or the coder: what waits goes out now. */
  retry(): void {
    if (!['offline', 'loggedOut', 'mismatch', 'refused'].includes(this.status.value.kind)) return
    this.failures = 0
    this.unplan()
    if (this.submission) this.redeliver()
    else void this.flush()
  }

  /** What the server has now, for the coder to choose; null when it cannot be asked. */
  async look(): Promise<Stored | null> {
    try {
      return await this.env.door.look()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!error.passing) await this.fail(error)
      return null
    }
  }

  /** Ours goes on top of what the server has. */
  keepMine(now: Stored, history: Steps): void {
    this.place(history)
    this.kept.submit = null
    this.base(now)
    this.status.value = { kind: 'unsaved' }
    this.plan(0)
  }

  /** The server's state is on the screen; ours is one undo away. */
  takeTheirs(now: Stored, history: Steps): void {
    const theirs = now.draft?.hash ?? now.annotation?.content_hash
    this.place(history)
    this.kept = { ...this.kept, submit: null, coding: dump(history.coding) }
    this.base(now)
    if (theirs === contentHash(this.kept.coding)) {
      this.kept.acked = true
      this.sentSeq = this.kept.seq
      this.keep()
      this.status.value = { kind: 'clean' }
      return
    }
    this.status.value = { kind: 'unsaved' }
    this.plan(0)
  }

  /** Says that the server has gone on without us; nothing is sent until the coder has chosen. */
  disagree(): void {
    this.status.value = { kind: 'conflict' }
  }

  /** The article leaves the desk: what is unsent goes out once more, then nothing. */
  async leave(): Promise<void> {
    if (this.pending && !this.submission) await this.flush(true)
    this.stop()
    await this.keeper.settled()
  }

  /** Another tab has the article: what this one wrote before it knew is dropped. */
  async standBack(): Promise<void> {
    this.stop()
    await this.keeper.forget(this.kept)
  }

  /** No request after this; what is unacknowledged stays kept. */
  stop(): void {
    this.closed = true
    this.unplan()
  }
}
