// One GET as state: loading, data or error, and again on demand.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, api } from '../../lib/api'

export interface Loaded<T> {
  data: T | null
  error: ApiError | null
  loading: boolean
  reload: () => void
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError(0, 'failed', error instanceof Error ? error.message : String(error))
}

/** Keeps the data of the last answer while a newer one is on its way; an older answer never replaces a newer. */
export function useLoad<T>(url: string): Loaded<T> {
  const [state, setState] = useState<{ data: T | null; error: ApiError | null; loading: boolean }>({ data: null, error: null, loading: true })
  const running = useRef<AbortController | null>(null)

  const load = useCallback(() => {
    running.current?.abort()
    const control = new AbortController()
    running.current = control
    setState((old) => ({ ...old, loading: true }))
    api.get<T>(url, { signal: control.signal }).then(
      (data) => control.signal.aborted || setState({ data, error: null, loading: false }),
      (error: unknown) => control.signal.aborted || setState((old) => ({ ...old, error: asApiError(error), loading: false })),
    )
  }, [url])

  useEffect(() => {
    load()
    return () => running.current?.abort()
  }, [load])

  return { ...state, reload: load }
}
