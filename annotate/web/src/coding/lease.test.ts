// @vitest-environment node
import { expect, test } from 'vitest'
import { ApiError } from '../lib/api'
import { Lease } from './lease'

const settled = () => new Promise((done) => setTimeout(done))

function make(...answers: (number | null | ApiError)[]) {
  let now = 0
  let timer: { at: number; then: () => void } | null = null
  const asked: number[] = []
  const lease = new Lease(
    {
      renew: () => {
        asked.push(now / 60_000)
        const answer = answers.length > 0 ? (answers.shift() ?? null) : 7200
        return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer)
      },
      wait: (ms, then) => {
        timer = { at: now + ms, then }
        return () => (timer = null)
      },
    },
    true,
  )
  lease.begin()
  /** Lets so many minutes go by. */
  const pass = async (minutes: number) => {
    const end = now + minutes * 60_000
    while (timer && timer.at <= end) {
      const { at, then }: { at: number; then: () => void } = timer
      ;[now, timer] = [at, null]
      then()
      await settled()
    }
    now = end
  }
  return { lease, asked, pass }
}

test('who works keeps the article; who rests is told two minutes before it goes', async () => {
  const { lease, asked, pass } = make()
  await pass(20)
  expect(asked).toEqual([1])
  lease.touch()
  await pass(12)
  expect(asked).toEqual([1, 31])
  await pass(116.9)
  expect(lease.state.value).toBe('held')
  await pass(0.2)
  expect([lease.state.value, asked.length]).toEqual(['ending', 2])
  lease.touch()
  await settled()
  expect([lease.state.value, asked.length]).toEqual(['held', 3])
})

test('after the end it is asked for again, and may be with somebody else', async () => {
  const { lease, pass } = make(7200, null)
  await pass(121)
  expect(lease.state.value).toBe('over')
  lease.touch()
  await settled()
  expect(lease.state.value).toBe('gone')
})

test('an absent server is asked again, a refusal is not', async () => {
  const away = make(new ApiError(0, 'unreachable', ''), 7200)
  await away.pass(3)
  expect(away.asked).toEqual([1, 2])
  const refused = make(new ApiError(403, 'forbidden', ''))
  await refused.pass(500)
  expect([refused.asked, refused.lease.state.value]).toEqual([[1], 'held'])
})

test('nothing is asked or said after the article has left the screen', async () => {
  const { lease, asked, pass } = make()
  lease.end()
  await pass(500)
  expect([asked, lease.state.value]).toEqual([[], 'held'])
})
