import { afterEach, expect, test, vi } from 'vitest'
import { ApiError } from '../lib/api'
import { outbox, type Kept } from '../lib/outbox'
import { deliverAll, discard, waiting } from './courier'
import * as door from './door'

const LEFT = { key: '1:7', task: 7, client_id: 'a', coding: {}, submit: null } as unknown as Kept

afterEach(() => {
  vi.restoreAllMocks()
  waiting.value = []
})

test('what is discarded is shown until it is gone, so that a reload cannot bring it back', async () => {
  let gone = () => {}
  vi.spyOn(outbox, 'discard').mockReturnValue(new Promise((done) => (gone = done)))
  waiting.value = [LEFT]
  const asked = discard(LEFT)
  await Promise.resolve()
  expect(waiting.value).toEqual([LEFT])
  gone()
  await asked
  expect(waiting.value).toEqual([])
})

test('a delivery under way does not bring back what has been discarded meanwhile', async () => {
  let kept = [LEFT]
  vi.spyOn(outbox, 'waiting').mockImplementation(() => Promise.resolve(kept))
  vi.spyOn(outbox, 'discard').mockImplementation(() => Promise.resolve(void (kept = [])))
  let refuse = (_: Error) => {}
  const draft = () => new Promise<never>((_, failed) => (refuse = failed))
  vi.spyOn(door, 'doorTo').mockReturnValue({ draft } as unknown as ReturnType<typeof door.doorTo>)
  waiting.value = [LEFT]
  const delivery = deliverAll(1, null)
  await vi.waitFor(() => expect(door.doorTo).toHaveBeenCalled())
  await discard(LEFT)
  refuse(new ApiError(404, 'not_found', 'gone'))
  await delivery
  expect(waiting.value).toEqual([])
})
