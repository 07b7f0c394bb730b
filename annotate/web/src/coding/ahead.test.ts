import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '../lib/api'
import { EMPTY, newMention } from '../lib/coding'
import type { NoneLeft, Screen, ScreenAhead } from '../lib/screen'
import { Ahead, caughtUp } from './ahead'

const screen = (id: number) =>
  ({ task: { id }, seconds: 600, progress: { done: 3, total: 9, title: '' }, actors: [], annotation: null }) as unknown as ScreenAhead

function make(answers: (ScreenAhead | NoneLeft | ApiError)[]) {
  const waiting: { ms: number; then: () => void }[] = []
  const released: number[] = []
  let active = true
  const fetch = vi.fn(() => {
    const answer = answers.shift() ?? { none: true as const, reason: '' }
    return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer)
  })
  const ahead = new Ahead({
    fetch,
    release: (task) => Promise.resolve(released.push(task)),
    active: () => active,
    wait: (ms, then) => {
      const one = { ms, then }
      waiting.push(one)
      return () => void waiting.splice(waiting.indexOf(one), 1)
    },
  })
  return { ahead, fetch, waiting, released, rest: () => (active = false) }
}

describe('the article ahead', () => {
  it('is handed out once, and only under its own number', async () => {
    const { ahead, waiting } = make([screen(2)])
    await ahead.begin(1, 1)
    expect(ahead.task).toBe(2)
    expect(ahead.take(2)?.task.id).toBe(2)
    expect([ahead.task, ahead.take(2), waiting.length]).toEqual([null, null, 0])
    await ahead.begin(1, 1)
    expect(ahead.task).toBeNull()
  })

  it('is thrown away when the server names another one', async () => {
    const { ahead } = make([screen(2)])
    await ahead.begin(1, 1)
    expect(ahead.take(3)).toBeNull()
    expect(ahead.task).toBeNull()
  })

  it('is asked for again while the coder works, and left to lapse while they rest', async () => {
    const { ahead, fetch, waiting, rest } = make([screen(2), screen(4)])
    await ahead.begin(1, 1)
    expect(waiting[0]?.ms).toBe(300_000)
    waiting.shift()?.then()
    await vi.waitFor(() => expect(ahead.task).toBe(4))
    rest()
    waiting.shift()?.then()
    expect(fetch).toHaveBeenCalledTimes(2)
    expect(waiting.length).toBe(1)
  })

  it('is given back by who leaves, also when the answer comes too late', async () => {
    const { ahead, released } = make([screen(2), screen(5)])
    await ahead.begin(1, 1)
    await ahead.leave()
    const late = ahead.begin(1, 1)
    await ahead.leave()
    await late
    expect([released, ahead.task]).toEqual([[2, 5], null])
  })

  it('is tried again later when the server cannot be reached, not when it refuses', async () => {
    const lost = make([new ApiError(0, 'unreachable', ''), screen(2)])
    await lost.ahead.begin(1, 1)
    expect([lost.ahead.task, lost.waiting.length]).toEqual([null, 1])
    lost.waiting.shift()?.then()
    await vi.waitFor(() => expect(lost.ahead.task).toBe(2))
    const refused = make([new ApiError(403, 'forbidden', '')])
    await refused.ahead.begin(1, 1)
    expect(refused.waiting.length).toBe(0)
  })

  it('knows what the article before it added', () => {
    const fragments = [{ start: 0, end: 3, quote: 'SDF' }]
    const coding = { ...EMPTY, mentions: [newMention('m1', 'actor', fragments, { actor_code: 'SYRREB' })] }
    const next = caughtUp(screen(2), screen(1), coding)
    expect([next.progress.done, next.actors]).toEqual([4, [{ name: 'SDF', code: 'SYRREB' }]])
    const again = caughtUp(screen(2), { ...screen(1), annotation: {} } as unknown as Screen, coding)
    expect(again.progress.done).toBe(3)
  })
})
