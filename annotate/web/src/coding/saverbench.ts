// For tests: a server under our hand, a computer that keeps or refuses to, and a clock that rings when told.
import { ApiError } from '../lib/api'
import { contentHash } from '../lib/canonical'
import { dump, parse, type Coding } from '../lib/coding'
import type { Found, Kept, Outbox, States } from '../lib/outbox'
import type { DraftBody, SubmitBody } from '../lib/screen'
import type { Steps } from './line'
import { Saver } from './saver'
import type { Door, Stored } from './saving'

export const START: Kept = {
  key: '1:7',
  task: 7,
  client_id: 'tab',
  base_version: 0,
  annotation: null,
  text_sha256: 'text',
  seq: 4,
  seen: null,
  coding: dump(parse({})),
  at: 0,
  length: 1,
  acked: true,
  submit: null,
  tried: [],
}

export const coding = (note: string): Coding => parse({ note })
export const hashOf = (note: string): string => contentHash(dump(coding(note)))
export const gone = () => new ApiError(0, 'unreachable', 'gone')
export const stale = () => new ApiError(412, 'stale-version', 'newer')

export class Store implements Outbox {
  kept = new Map<string, Kept>()
  states = new Map<number, unknown>()
  broken: Error | null = null
  holder: string | null = null
  writes: number[] = []

  private put(kept: Kept, states: States): Promise<boolean> {
    if (this.broken) return Promise.reject(this.broken)
    this.writes.push(states.length)
    this.kept.set(kept.key, kept)
    for (const [at, state] of states) this.states.set(at, state)
    return Promise.resolve((this.holder ?? kept.client_id) === kept.client_id)
  }
  read = (key: string): Promise<Found | undefined> => {
    const kept = this.kept.get(key)
    return Promise.resolve(kept && { kept, states: [...this.states.values()] })
  }
  write = (kept: Kept, states: States) => this.put(kept, states)
  claim = async (kept: Kept, states: States) => {
    this.holder = kept.client_id
    await this.put(kept, states)
  }
  forget = (kept: Kept) => Promise.resolve(void this.kept.delete(kept.key))
  discard = (key: string) => Promise.resolve(void this.kept.delete(key))
  waiting = () => Promise.resolve([...this.kept.values()])
  settle = () => Promise.resolve()
}

/** An answer that comes when it is told to. */
export interface Pending {
  answer: (value?: unknown) => void
  fail: (error: Error) => void
}

export class Bench {
  store = new Store()
  drafts: DraftBody[] = []
  submits: [SubmitBody, number | null][] = []
  bells: (() => void)[] = []
  failing: Error | null = null
  /** What the server has, for whoever looks. */
  stored: Stored = { annotation: null, draft: null }
  /** While true, answers wait in `held`. */
  holding = false
  held: Pending[] = []
  hash: (coding: unknown) => string = contentHash
  past: Coding[] = []
  now: Coding
  saver: Saver
  private ids = 0

  constructor(kept: Kept = START, started = true) {
    this.now = parse(kept.coding)
    const door: Door = {
      draft: (body) => {
        this.drafts.push(body)
        return this.answer({ seq: body.seq, hash: this.hash(body.coding), saved_at: '2026-03-14T14:02:11Z' })
      },
      submit: (body, annotation) => {
        this.submits.push([body, annotation])
        return this.answer({ id: 1, version: (annotation ?? 0) + 1, content_hash: this.hash(body.coding) })
      },
      look: () => (this.failing && !(this.failing instanceof ApiError && this.failing.status === 412) ? Promise.reject(this.failing) : Promise.resolve(this.stored)),
    }
    const wait = (_ms: number, then: () => void) => {
      this.bells.push(then)
      return () => void (this.bells = this.bells.filter((bell) => bell !== then))
    }
    const newId = () => `id-${++this.ids}`
    this.saver = new Saver(kept, [this.now], { door, outbox: this.store, newId, leadTime: () => 12, wait })
    if (started) this.saver.start()
  }

  private answer(usual: unknown): Promise<unknown> {
    if (this.failing) return Promise.reject(this.failing)
    if (!this.holding) return Promise.resolve(usual)
    return new Promise((done, failed) => this.held.push({ answer: (value = usual) => done(value), fail: failed }))
  }

  get history(): Steps {
    return { coding: this.now, past: this.past.map((c) => ({ coding: c })), future: [] }
  }

  change(note: string): void {
    this.past.push(this.now)
    this.now = coding(note)
    this.saver.change(this.history)
  }

  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }

  async ring(): Promise<void> {
    const [bell] = this.bells.splice(0, 1)
    bell?.()
    await this.settle()
  }

  get kind(): string {
    return this.saver.status.value.kind
  }
}
