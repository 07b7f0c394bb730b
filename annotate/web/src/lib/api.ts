// Typed fetch: JSON in, JSON out, every refusal an ApiError.
import { signal } from '@preact/signals'
import { common } from '../strings/common'

export type Fields = Record<string, string[]>

interface ErrorBody {
  detail?: unknown
  code?: unknown
  validation_errors?: Fields
}

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: Fields = {},
    /** The whole error body, for answers that carry more (`current` of a 412). */
    readonly body: unknown = null,
  ) {
    super(detail)
    this.name = 'ApiError'
  }

  /** True when trying again later can mend it. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

/** Becomes true when the server says that nobody is logged in. */
export const loggedOut = signal(false)

/** As whom this page acts; the server refuses when another person has logged in with this browser meanwhile. */
export const actingAs = signal<number | null>(null)

export interface Options {
  signal?: AbortSignal
  keepalive?: boolean
  /** Milliseconds after which the server counts as away; without it, never. */
  within?: number
}

function away(): ApiError {
  return new ApiError(0, 'unreachable', common.unreachable)
}

/** The body as JSON. A success that is no JSON is not the server's: it was cut short, or somebody else answered. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (!text && (response.status === 200 || response.status === 201)) throw away()
  if (!text) return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    if (response.ok) throw away()
    return { detail: text.slice(0, 200) }
  }
}

/** The caller's signal and the time limit as one. */
function limit({ signal, within }: Options): { signal: AbortSignal | null; done: () => void } {
  if (within === undefined) return { signal: signal ?? null, done: () => undefined }
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(away()), within)
  return { signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal, done: () => clearTimeout(timer) }
}

async function exchange(url: string, init: RequestInit, options: Options): Promise<[Response, unknown]> {
  const { signal, done } = limit(options)
  try {
    const response = await fetch(url, { ...init, keepalive: options.keepalive ?? false, signal })
    return [response, await readJson(response)]
  } catch (error) {
    // an answer that our time limit cuts in the middle fails as if somebody had asked for it: only the caller may have
    if (error instanceof ApiError || options.signal?.aborted) throw error
    throw away()
  } finally {
    done()
  }
}

function refusal(response: Response, data: unknown): ApiError {
  const body = (typeof data === 'object' && data !== null ? data : {}) as ErrorBody
  const detail = typeof body.detail === 'string' ? body.detail : common.answered(response.status)
  const code = typeof body.code === 'string' ? body.code : String(response.status)
  return new ApiError(response.status, code, detail, body.validation_errors ?? {}, data)
}

function payload(body: unknown): { body?: BodyInit; type?: string } {
  if (body === undefined) return {}
  if (body instanceof Blob || body instanceof ArrayBuffer) return { body, type: 'application/octet-stream' }
  return { body: JSON.stringify(body), type: 'application/json' }
}

export async function call<T>(method: string, url: string, body?: unknown, options: Options = {}): Promise<T> {
  const sent = payload(body)
  const headers: Record<string, string> = { accept: 'application/json' }
  if (sent.type) headers['content-type'] = sent.type
  if (actingAs.value !== null && url !== '/api/app/session') headers['x-annotate-user'] = String(actingAs.value)
  const init: RequestInit = { method, headers, credentials: 'same-origin', ...(sent.body ? { body: sent.body } : {}) }
  const [response, data] = await exchange(url, init, options)
  if (response.ok) return data as T
  if (response.status === 401 && !(method === 'POST' && url === '/api/app/session')) loggedOut.value = true
  throw refusal(response, data)
}

export const api = {
  get: <T>(url: string, options?: Options) => call<T>('GET', url, undefined, options),
  post: <T>(url: string, body?: unknown, options?: Options) => call<T>('POST', url, body, options),
  put: <T>(url: string, body?: unknown, options?: Options) => call<T>('PUT', url, body, options),
  patch: <T>(url: string, body?: unknown, options?: Options) => call<T>('PATCH', url, body, options),
  remove: <T>(url: string, options?: Options) => call<T>('DELETE', url, undefined, options),
}
