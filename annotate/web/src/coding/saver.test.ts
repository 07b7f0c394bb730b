// @vitest-environment node
import { expect, test } from 'vitest'
import { ApiError } from '../lib/api'
import { contentHash } from '../lib/canonical'
import type { Kept, Outbox } from '../lib/outbox'
import type { DraftBody, SubmitBody } from '../lib/screen'
import { Saver, type Door } from './saver'

const CODING = { verdict: 'no_codable_event' }
const START: Kept = {
  key: '1:7',
  task: 7,
  client_id: 'tab',
  base_version: 0,
  text_sha256: 'text',
  seq: 4,
  coding: {},
  past: [],
  future: [],
  acked: true,
  submit: null,
}

class Store implements Outbox {
  kept = new Map<string, Kept>()
  read = async (key: string) => this.kept.get(key)
  write = async (kept: Kept) => void this.kept.set(kept.key, kept)
  forget = async (key: string) => void this.kept.delete(key)
}

/** A server under our hand, and a clock that rings when told. */
class Bench {
  store = new Store()
  drafts: DraftBody[] = []
  submits: SubmitBody[] = []
  bells: (() => void)[] = []
  failing: ApiError | null = null
  hash: (coding: unknown) => string = contentHash
  private ids = 0
  saver: Saver

  constructor(kept: Kept = START) {
    const door: Door = {
      draft: async (body) => {
        this.drafts.push(body)
        if (this.failing) throw this.failing
        return { seq: body.seq, hash: this.hash(body.coding), saved_at: '2026-03-14T14:02:11Z' }
      },
      submit: async (body) => {
        this.submits.push(body)
        if (this.failing) throw this.failing
        return { id: 1, version: 1, content_hash: this.hash(body.coding) }
      },
    }
    const wait = (_ms: number, then: () => void) => {
      this.bells.push(then)
      return () => void (this.bells = this.bells.filter((bell) => bell !== then))
    }
    this.saver = new Saver(kept, {
      door,
      outbox: this.store,
      newId: () => `id-${++this.ids}`,
      leadTime: () => 12,
      wait,
    })
  }

  async ring(): Promise<void> {
    const [bell] = this.bells.splice(0, 1)
    bell?.()
    await this.saver.flush()
  }

  change(coding: Record<string, unknown> = CODING): void {
    this.saver.change(coding, [], [])
  }

  get kind(): string {
    return this.saver.status.value.kind
  }
}

const gone = () => new ApiError(0, 'unreachable', 'gone')

test('a change is kept here at once and sent with the next bell, several as one', async () => {
  const bench = new Bench()
  bench.change({ verdict: null, note: 'a' })
  bench.change()
  expect(bench.store.kept.get('1:7')).toMatchObject({ coding: CODING, seq: 6, acked: false })
  expect(bench.drafts).toEqual([])
  expect(bench.bells).toHaveLength(1)
  await bench.ring()
  expect(bench.drafts.map((d) => d.seq)).toEqual([6])
  expect(bench.saver.status.value).toEqual({ kind: 'saved', at: new Date('2026-03-14T14:02:11Z') })
  expect(bench.saver.pending).toBe(false)
})

test('"saved" is not said when the server has another hash', async () => {
  const bench = new Bench()
  bench.hash = () => 'other'
  bench.change()
  await bench.ring()
  expect(bench.kind).toBe('mismatch')
  expect(bench.saver.pending).toBe(true)
})

test('offline: the changes are counted, kept and sent when it works again', async () => {
  const bench = new Bench()
  bench.failing = gone()
  bench.change()
  bench.change({ verdict: null })
  await bench.ring()
  expect(bench.saver.status.value).toMatchObject({ kind: 'offline', changes: 2 })
  expect(bench.store.kept.get('1:7')).toMatchObject({ acked: false, coding: { verdict: null } })
  bench.failing = null
  await bench.ring()
  expect(bench.kind).toBe('saved')
})

test('a newer version on the server stops the sending until the coder has chosen', async () => {
  const bench = new Bench()
  bench.failing = new ApiError(412, 'stale-version', 'newer')
  bench.change()
  await bench.ring()
  bench.change({ verdict: null })
  expect(bench.kind).toBe('conflict')
  expect(bench.bells).toEqual([])
  bench.failing = null
  bench.saver.rebase(3, 20)
  await bench.ring()
  expect(bench.drafts.at(-1)).toMatchObject({ base_version: 3, seq: 21, coding: { verdict: null } })
})

test('logged out: nothing is lost', async () => {
  const bench = new Bench()
  bench.failing = new ApiError(401, 'not-signed-in', 'who?')
  bench.change()
  await bench.ring()
  expect(bench.kind).toBe('loggedOut')
  expect(bench.store.kept.get('1:7')).toMatchObject({ acked: false, coding: CODING })
})

test('a submission is tried again with the same id and the same body, then forgotten', async () => {
  const bench = new Bench()
  bench.change()
  bench.failing = gone()
  expect(await bench.saver.submit()).toBeNull()
  expect(bench.store.kept.get('1:7')?.submit).toMatchObject({ unique_id: 'id-1', coding: CODING })
  bench.failing = null
  expect(await bench.saver.submit()).toMatchObject({ version: 1 })
  expect(bench.submits[0]).toEqual(bench.submits[1])
  expect(bench.store.kept.size).toBe(0)
  expect(bench.bells).toEqual([])
})

test('after a change, or a refusal, a submission gets a new id', async () => {
  const bench = new Bench()
  bench.change()
  bench.failing = gone()
  await bench.saver.submit()
  bench.change({ verdict: 'no_codable_event', note: 'x' })
  bench.failing = new ApiError(400, 'invalid', 'no')
  await bench.saver.submit()
  bench.failing = null
  await bench.saver.submit()
  expect(bench.submits.map((s) => s.unique_id)).toEqual(['id-1', 'id-2', 'id-3'])
})

test('what an earlier visit left is sent on opening', async () => {
  const bench = new Bench({ ...START, coding: CODING, acked: false })
  bench.saver.resume()
  await bench.ring()
  expect(bench.drafts).toMatchObject([{ seq: 4, coding: CODING }])
  expect(bench.kind).toBe('saved')
})
