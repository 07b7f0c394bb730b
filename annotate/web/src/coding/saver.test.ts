// @vitest-environment node
import { expect, test } from 'vitest'
import { ApiError } from '../lib/api'
import { Bench, coding, gone, hashOf, stale, START } from './saverbench'

test('a change is kept here at once and sent with the next bell, several as one', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.change('b')
  expect(bench.store.kept.get('1:7')).toMatchObject({ coding: { note: 'b' }, seq: 6, acked: false })
  expect([bench.drafts.length, bench.bells.length]).toEqual([0, 1])
  await bench.ring()
  expect(bench.drafts.map((d) => d.seq)).toEqual([6])
  expect(bench.saver.status.value).toEqual({ kind: 'saved', at: new Date('2026-03-14T14:02:11Z') })
  expect(bench.saver.pending).toBe(false)
})

test('each change writes one state of the history, not all of them', async () => {
  const bench = new Bench()
  for (let n = 0; n < 50; n++) bench.change(`n${n}`)
  await bench.settle()
  expect(bench.store.writes).toEqual([2, ...Array<number>(49).fill(1)])
  expect(bench.store.kept.get('1:7')).toMatchObject({ at: 50, length: 51 })
})

test('"saved" is not said when the server has another hash; it is tried again', async () => {
  const bench = new Bench()
  bench.hash = () => 'other'
  bench.change('a')
  await bench.ring()
  expect([bench.kind, bench.saver.pending]).toEqual(['mismatch', true])
  bench.hash = () => hashOf('a')
  await bench.ring()
  expect(bench.kind).toBe('saved')
})

test.each([null, {}, '', { detail: '<html>' }, { seq: 5 }, [1]])('an answer that is none does not count: %j', async (answer) => {
  const bench = new Bench()
  bench.holding = true
  bench.change('a')
  await bench.ring()
  bench.held[0]?.answer(answer)
  await bench.settle()
  expect([bench.kind, bench.saver.pending]).toEqual(['offline', true])
  bench.holding = false
  await bench.ring()
  expect(bench.kind).toBe('saved')
})

test('a change while a draft is on its way: its answer is not "saved", the change follows', async () => {
  const bench = new Bench()
  bench.holding = true
  bench.change('a')
  await bench.ring()
  bench.change('b')
  bench.held[0]?.answer()
  await bench.settle()
  expect([bench.kind, bench.saver.pending]).toEqual(['unsaved', true])
  expect(bench.store.kept.get('1:7')).toMatchObject({ coding: { note: 'b' }, acked: false })
  bench.holding = false
  await bench.ring()
  expect(bench.drafts.map((d) => d.coding['note'])).toEqual(['a', 'b'])
  expect(bench.kind).toBe('saved')
})

test('an answer about another number and another state is no acknowledgement', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.holding = true
  await bench.ring()
  bench.stored = { annotation: null, draft: { seq: 9, base_version: 0, client_id: 'tab', coding: {}, hash: 'x', saved_at: '' } }
  bench.held[0]?.answer({ seq: 9, hash: 'x', saved_at: '2026-03-14T14:02:11Z' })
  await bench.settle()
  expect([bench.kind, bench.saver.pending]).toEqual(['conflict', true])
})

test('offline: every change is counted at once, kept, and sent when it works again', async () => {
  const bench = new Bench()
  bench.failing = gone()
  bench.change('a')
  bench.change('b')
  await bench.ring()
  expect(bench.saver.status.value).toMatchObject({ kind: 'offline', changes: 2 })
  bench.change('c')
  expect(bench.saver.status.value).toMatchObject({ kind: 'offline', changes: 3 })
  bench.failing = null
  bench.saver.retry()
  await bench.settle()
  expect([bench.kind, bench.drafts.at(-1)?.coding['note']]).toEqual(['saved', 'c'])
})

test.each([408, 429, 500, 503])('%i is tried again, later each time', async (status) => {
  const bench = new Bench()
  bench.failing = new ApiError(status, 'x', 'no')
  bench.change('a')
  await bench.ring()
  await bench.ring()
  expect([bench.kind, bench.drafts.length, bench.bells.length]).toEqual(['offline', 2, 1])
  bench.failing = null
  await bench.ring()
  expect(bench.kind).toBe('saved')
})

test('another version on the server stops the sending until the coder has chosen', async () => {
  const bench = new Bench()
  const theirs = { seq: 20, base_version: 0, client_id: 'other', coding: { note: 'theirs' }, hash: 'theirs', saved_at: '' }
  bench.failing = stale()
  bench.stored = { annotation: { id: 3, version: 3, coding: {}, content_hash: 'v3', was_cancelled: false }, draft: theirs }
  bench.change('a')
  await bench.ring()
  bench.change('b')
  expect([bench.kind, bench.bells.length]).toEqual(['conflict', 0])
  await bench.saver.flush(true)
  expect(bench.drafts).toHaveLength(1)
  bench.failing = null
  bench.saver.keepMine(bench.stored, bench.history)
  await bench.ring()
  expect(bench.drafts.at(-1)).toMatchObject({ base_version: 3, seen: 'theirs', coding: { note: 'b' } })
  await bench.saver.submit()
  expect(bench.submits.at(-1)?.[1]).toBe(3)
})

test('the server’s version taken: nothing is sent, what was ours is kept one undo away', async () => {
  const bench = new Bench()
  bench.failing = stale()
  const draft = { seq: 20, base_version: 0, client_id: 'other', coding: { note: 'x' }, hash: hashOf('x'), saved_at: '' }
  bench.stored = { annotation: null, draft }
  bench.change('a')
  await bench.ring()
  bench.past.push(bench.now)
  bench.now = coding('x')
  bench.saver.takeTheirs(bench.stored, bench.history)
  await bench.settle()
  expect([bench.kind, bench.saver.pending, bench.bells.length]).toEqual(['clean', false, 0])
  expect(bench.store.kept.get('1:7')).toMatchObject({ coding: { note: 'x' }, at: 2, acked: true, seen: hashOf('x') })
  expect(bench.store.states.get(1)).toMatchObject({ note: 'a' })
})

test('a draft of ours that arrived without our knowing is no conflict', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.change('b')
  bench.failing = stale()
  bench.stored = { annotation: null, draft: { seq: 2, base_version: 0, client_id: 'before', coding: {}, hash: hashOf('a'), saved_at: '' } }
  await bench.ring()
  expect(bench.kind).toBe('unsaved')
  bench.failing = null
  await bench.ring()
  expect(bench.drafts.at(-1)).toMatchObject({ seen: hashOf('a'), coding: { note: 'b' } })
  expect(bench.kind).toBe('saved')
})

test('logged out: nothing is lost, and it goes on after the log-in', async () => {
  const bench = new Bench()
  bench.failing = new ApiError(401, 'not-signed-in', 'who?')
  bench.change('a')
  await bench.ring()
  expect(bench.kind).toBe('loggedOut')
  expect(bench.store.kept.get('1:7')).toMatchObject({ acked: false, coding: { note: 'a' } })
  bench.failing = null
  bench.saver.retry()
  await bench.settle()
  expect(bench.kind).toBe('saved')
})

test('a submission is tried again with the same id and the same body, then forgotten', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.failing = gone()
  expect(await bench.saver.submit()).toBeNull()
  expect(bench.saver.status.value).toMatchObject({ kind: 'offline', submission: true })
  bench.failing = null
  await bench.ring()
  expect(bench.submits[0]).toEqual(bench.submits[1])
  expect(bench.store.kept.size).toBe(0)
  expect([bench.bells.length, bench.saver.pending]).toEqual([0, false])
})

test('submitting twice at once is one request', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.holding = true
  const both = Promise.all([bench.saver.submit(), bench.saver.submit()])
  await bench.settle()
  bench.held[0]?.answer()
  await both
  expect(bench.submits).toHaveLength(1)
})

test('a skip after a submission that waits is a skip', async () => {
  const bench = new Bench()
  bench.failing = gone()
  await bench.saver.submit(false)
  bench.failing = null
  await bench.saver.submit(true)
  expect(bench.submits.map(([body]) => [body.unique_id, body.was_cancelled])).toEqual([['id-1', undefined], ['id-2', true]])
})

test('after a change, or a refusal, a submission gets a new id', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.failing = gone()
  await bench.saver.submit()
  bench.change('b')
  bench.failing = new ApiError(400, 'invalid', 'no')
  await bench.saver.submit()
  bench.failing = null
  await bench.saver.submit()
  expect(bench.submits.map(([s]) => s.unique_id)).toEqual(['id-1', 'id-2', 'id-3'])
})

test('a change while a submission is on its way stays: a draft on top of what was submitted', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.holding = true
  const submitted = bench.saver.submit()
  await bench.settle()
  bench.change('b')
  await bench.ring()
  expect(bench.drafts, 'no draft overtakes the submission').toEqual([])
  bench.holding = false
  bench.held[0]?.answer()
  expect(await submitted).toBeNull()
  expect(bench.saver.overtaken.value).toBe(true)
  await bench.settle()
  await bench.ring()
  expect(bench.drafts.at(-1)).toMatchObject({ base_version: 1, coding: { note: 'b' } })
  await bench.saver.submit()
  expect(bench.submits.at(-1)).toMatchObject([{ coding: { note: 'b' }, base_version: 1 }, 1])
})

test('a submission whose answer was lost, then a change: the change goes on top of it without a question', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.failing = gone()
  await bench.saver.submit()
  bench.change('b')
  bench.failing = stale()
  bench.stored = { annotation: { id: 8, version: 1, coding: {}, content_hash: hashOf('a'), was_cancelled: false }, draft: null }
  await bench.ring()
  expect(bench.kind).toBe('unsaved')
  bench.failing = null
  await bench.ring()
  expect(bench.drafts.at(-1)).toMatchObject({ base_version: 1, coding: { note: 'b' } })
  await bench.saver.submit()
  expect(bench.submits.at(-1)?.[1]).toBe(8)
})

test('the same, submitted again at once: it changes the annotation instead of making a second', async () => {
  const bench = new Bench()
  bench.change('a')
  bench.failing = gone()
  await bench.saver.submit()
  bench.change('b')
  bench.failing = new ApiError(400, 'already-annotated', 'there is one')
  bench.stored = { annotation: { id: 8, version: 1, coding: {}, content_hash: hashOf('a'), was_cancelled: false }, draft: null }
  const lookable = bench.failing
  bench.failing = null
  bench.holding = true
  const again = bench.saver.submit()
  await bench.settle()
  bench.held[0]?.fail(lookable)
  await again
  bench.holding = false
  await bench.ring()
  expect(bench.submits.at(-1)).toMatchObject([{ coding: { note: 'b' }, base_version: 1 }, 8])
})

test('what an earlier visit left is sent on opening; a change before that too', async () => {
  const bench = new Bench({ ...START, coding: { note: 'left' }, acked: false }, false)
  bench.change('more')
  await bench.ring()
  expect(bench.drafts).toEqual([])
  expect(bench.store.kept.get('1:7')).toMatchObject({ coding: { note: 'more' } })
  bench.saver.start()
  await bench.ring()
  expect(bench.drafts).toMatchObject([{ coding: { note: 'more' } }])
  expect(bench.store.holder).toBe('tab')
})

test('what was changed before the article was claimed is counted with the rest', async () => {
  const bench = new Bench(START, false)
  bench.failing = gone()
  bench.change('a')
  bench.change('b')
  bench.saver.start()
  await bench.ring()
  expect(bench.saver.status.value).toMatchObject({ kind: 'offline', changes: 2 })
})

test('a write from before the article was claimed does not count as losing it', async () => {
  const bench = new Bench(START, false)
  bench.store.holder = 'another'
  bench.change('a')
  bench.saver.start()
  await bench.settle()
  bench.change('b')
  await bench.ring()
  expect([bench.kind, bench.drafts.at(-1)?.coding['note']]).toEqual(['saved', 'b'])
})

test('storage that fails is said and does not stop the saving', async () => {
  const bench = new Bench()
  bench.store.broken = new Error('full')
  bench.change('a')
  await bench.ring()
  expect([bench.saver.keeper.unkept.value, bench.kind]).toEqual(['full', 'saved'])
  bench.store.broken = null
  bench.change('b')
  await bench.settle()
  expect(bench.saver.keeper.unkept.value).toBeNull()
  expect(bench.store.writes.at(-1), 'the whole history is written anew').toBe(3)
  bench.store.broken = new Error('full')
  expect(await bench.saver.submit()).toMatchObject({ version: 1 })
  expect(bench.kind).toBe('saved')
})

test('an opening that has lost the article sends nothing more', async () => {
  const bench = new Bench()
  let taken = false
  bench.saver.onTaken = () => void (taken = true)
  bench.change('a')
  await bench.ring()
  bench.store.holder = 'another'
  bench.change('b')
  await bench.settle()
  await bench.ring()
  expect([taken, bench.drafts.length, bench.saver.pending]).toEqual([true, 1, false])
})
