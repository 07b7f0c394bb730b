// Something that a job works out: asked for, watched while it is under way, stopped.
import { useEffect, useState } from 'preact/hooks'
import type { Bootstrap } from '../../agreement/types'
import { ApiError, api } from '../../lib/api'
import { count } from '../shared/format'
import { useLoad } from '../shared/load'

const AGAIN = 1_000

type Job = Bootstrap['job']

export interface ByJob<T> {
  data: T | null
  /** True while the job is queued or running. */
  waiting: boolean
  /** Why the last request was refused. */
  failed: string
  begin: () => void
  stop: () => void
  reload: () => void
}

/** What the address tells of it; asked again and again while the job is under way. A POST there begins it. */
export function useJob<T extends { job: Job }>(url: string, unable: string): ByJob<T> {
  const { data, reload } = useLoad<T>(url)
  const [failed, setFailed] = useState('')
  const waiting = data?.job?.state === 'queued' || data?.job?.state === 'running'
  useEffect(() => {
    if (!waiting) return undefined
    const timer = setInterval(reload, AGAIN)
    return () => clearInterval(timer)
  }, [waiting, reload])
  const act = (post: Promise<unknown>) => {
    post.then(() => { setFailed(''); reload() }, (error: unknown) => setFailed(error instanceof ApiError ? error.message : unable))
  }
  return {
    data, waiting, failed, reload,
    begin: () => act(api.post(url)),
    stop: () => { if (data?.job) act(api.post(`/api/app/jobs/${data.job.id}/cancel`)) },
  }
}

interface Words {
  busy: string
  waiting: string
  stop: string
  progress: (done: string, total: string) => string
}

interface BarProps {
  of: ByJob<{ job: Job }>
  words: Words
  /** What begins it, and what it is called; none where it cannot be begun. */
  button: { label: string; title?: string } | null
}

/** How far the job is, or what went wrong and the button that begins it. */
export function JobBar({ of: { data, waiting, failed, begin, stop }, words, button }: BarProps) {
  const job = data?.job
  if (job && waiting) {
    return (
      <span class="resampling" role="status">
        <progress max={1} aria-label={words.busy} {...(job.total > 0 ? { value: job.done / job.total } : {})} />
        <span class="note">{job.total > 0 ? words.progress(count(job.done), count(job.total)) : words.waiting}</span>
        <button type="button" class="btn btn-link" onClick={stop}>{words.stop}</button>
      </span>
    )
  }
  const wrong = failed || (job?.state === 'failed' && job.error)
  return (
    <span class="resampling">
      {wrong && <span role="alert" class="note">{wrong}</span>}
      {button && <button type="button" class="btn btn-link" {...(button.title ? { title: button.title } : {})} onClick={begin}>{button.label}</button>}
    </span>
  )
}
