// @vitest-environment node
import 'fake-indexeddb/auto'
import { beforeEach, expect, test } from 'vitest'
import { emptyOutbox, outbox, type Kept } from './outbox'

function kept(part: Partial<Kept> = {}): Kept {
  return {
    key: '1:7',
    task: 7,
    client_id: 'a',
    base_version: 0,
    annotation: null,
    text_sha256: 'text',
    seq: 1,
    seen: null,
    coding: { note: 'n1' },
    at: 1,
    length: 2,
    acked: false,
    submit: null,
    tried: [],
    ...part,
  }
}

const STATES = [
  [0, {}],
  [1, { note: 'n1' }],
] as const

beforeEach(async () => {
  await emptyOutbox(1)
  await emptyOutbox(12)
})

test('a state and its history come back as they were kept', async () => {
  await outbox.claim(kept(), STATES)
  expect(await outbox.write(kept({ seq: 2, at: 2, length: 3, coding: { note: 'n2' } }), [[2, { note: 'n2' }]])).toBe(true)
  const found = await outbox.read('1:7')
  expect(found?.states).toEqual([{}, { note: 'n1' }, { note: 'n2' }])
  expect(found?.kept).toMatchObject({ seq: 2, at: 2 })
})

test('an undone branch that was written over does not come back', async () => {
  await outbox.claim(kept({ length: 3 }), [...STATES, [2, { note: 'gone' }]])
  await outbox.write(kept({ seq: 2, at: 1, length: 2 }), [])
  expect((await outbox.read('1:7'))?.states).toEqual([{}, { note: 'n1' }])
})

test('an opening that has been followed by another learns it, and damages nothing', async () => {
  await outbox.claim(kept(), STATES)
  await outbox.claim(kept({ client_id: 'b', seq: 5, coding: { note: 'n5' } }), STATES)
  expect(await outbox.write(kept({ seq: 2 }), [])).toBe(false)
  expect((await outbox.read('1:7'))?.kept).toMatchObject({ client_id: 'b', seq: 5 })
  await outbox.forget(kept())
  expect((await outbox.read('1:7'))?.kept.client_id).toBe('b')
})

test('an opening that was cut off before it could claim is found', async () => {
  await outbox.claim(kept(), STATES)
  expect(await outbox.write(kept({ client_id: 'b', seq: 2, coding: { note: 'n2' } }), STATES)).toBe(false)
  expect((await outbox.read('1:7'))?.kept).toMatchObject({ client_id: 'b', coding: { note: 'n2' } })
})

test('what waits is listed by person, and another person’s is not touched on log-out', async () => {
  await outbox.claim(kept(), STATES)
  await outbox.claim(kept({ key: '12:7', client_id: 'c' }), STATES)
  await outbox.claim(kept({ key: '1:8', task: 8, acked: true }), STATES)
  expect((await outbox.waiting(1)).map((one) => one.key)).toEqual(['1:7'])
  await emptyOutbox(1)
  expect(await outbox.waiting(1)).toEqual([])
  expect((await outbox.waiting(12)).map((one) => one.key)).toEqual(['12:7'])
})

test('a delivery is noted for that very state alone', async () => {
  await outbox.claim(kept(), STATES)
  await outbox.settle(kept({ seq: 0 }))
  expect(await outbox.waiting(1)).toHaveLength(1)
  await outbox.settle(kept())
  expect(await outbox.waiting(1)).toEqual([])
  const submit = { coding: {}, unique_id: 'u', lead_time: 0, base_version: 0, client_id: 'a', seq: 1, seen: null }
  await outbox.write(kept({ submit }), [])
  await outbox.settle(kept({ submit }))
  expect(await outbox.read('1:7')).toBeUndefined()
})

test('what is discarded of an article is gone, whichever opening kept it; other articles stay', async () => {
  await outbox.claim(kept(), STATES)
  await outbox.claim(kept({ key: '1:8', task: 8 }), STATES)
  await outbox.write(kept({ client_id: 'b', seq: 2 }), STATES)
  await outbox.discard('1:7')
  expect(await outbox.read('1:7')).toBeUndefined()
  expect((await outbox.waiting(1)).map((one) => one.key)).toEqual(['1:8'])
})
