// @vitest-environment node
import { afterEach, expect, test, vi } from 'vitest'
import { actingAs, api, ApiError } from './api'

function answering(make: () => Promise<Response> | Response): void {
  vi.stubGlobal('fetch', vi.fn(async () => make()))
}

async function refusalOf(asked: Promise<unknown>): Promise<ApiError> {
  return asked.then(
    () => Promise.reject(new Error('it was answered')),
    (error: unknown) => error as ApiError,
  )
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  actingAs.value = null
})

test.each([
  ['cut short', () => new Response('{"seq": 1, "ha')],
  ['empty', () => new Response('', { status: 201 })],
  ['somebody else’s page', () => new Response('<!doctype html><title>Sign in</title>')],
  ['broken off', () => new Response(new ReadableStream({ start: (to) => to.error(new TypeError('network error')) }))],
  ['none', () => Promise.reject(new TypeError('Failed to fetch'))],
])('an answer that is %s is no answer, and worth another try', async (_, make) => {
  answering(make)
  const error = await refusalOf(api.get('/api/x'))
  expect(error).toBeInstanceOf(ApiError)
  expect([error.status, error.passing]).toEqual([0, true])
})

test('no content is an answer; an error without JSON keeps its status', async () => {
  answering(() => new Response(null, { status: 204 }))
  expect(await api.remove('/api/x')).toBeNull()
  answering(() => new Response('Bad gateway', { status: 502 }))
  expect(await refusalOf(api.get('/api/x'))).toMatchObject({ status: 502, passing: true })
})

test('a server that never answers counts as away after its time', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (_url: string, { signal }: RequestInit) =>
    new Promise((_done, failed) => signal?.addEventListener('abort', () => failed(signal.reason as Error))),
  )
  const asked = refusalOf(api.get('/api/x', { within: 5000 }))
  await vi.advanceTimersByTimeAsync(5001)
  expect(await asked).toMatchObject({ status: 0, code: 'unreachable' })
})

test('an answer that has begun and does not end counts as away too; the caller’s own stop does not', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async (_url: string, { signal }: RequestInit) => ({
    ok: true,
    status: 200,
    // as Chromium has it: not the reason of the signal
    text: () => new Promise((_done, failed) => signal?.addEventListener('abort', () => failed(new DOMException('stopped', 'AbortError')))),
  }))
  const asked = refusalOf(api.get('/api/x', { within: 5000 }))
  await vi.advanceTimersByTimeAsync(5001)
  expect(await asked).toMatchObject({ status: 0, code: 'unreachable', passing: true })
  const control = new AbortController()
  const stopped = refusalOf(api.get('/api/x', { within: 5000, signal: control.signal }))
  await vi.advanceTimersByTimeAsync(1)
  control.abort()
  expect(await stopped).toMatchObject({ name: 'AbortError' })
})

test('a request says as whom the page acts, the log-in itself does not', async () => {
  const fetched = vi.fn(async () => new Response('{}'))
  vi.stubGlobal('fetch', fetched)
  actingAs.value = 7
  await api.get('/api/x')
  await api.post('/api/app/session', {})
  const heads = fetched.mock.calls.map((call) => (call as unknown as [string, RequestInit])[1].headers as Record<string, string>)
  expect(heads.map((head) => head['x-annotate-user'])).toEqual(['7', undefined])
})
