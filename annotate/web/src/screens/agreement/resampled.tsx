// Intervals from resampled articles: asked for here, counted in a job, shown beside the quick ones.
import { useEffect, useState } from 'preact/hooks'
import { bootstrapUrl } from '../../agreement/query'
import type { Bootstrap, Bounds } from '../../agreement/types'
import { ApiError, api } from '../../lib/api'
import { agreement } from '../../strings'
import { count, interval } from '../shared/format'
import { useLoad } from '../shared/load'
import { useHere } from './links'

const words = agreement.resampled
const AGAIN = 1_000

export interface Resampling {
  found: Bootstrap | null
  begin: () => void
  stop: () => void
  failed: string
}

function said(error: unknown): string {
  return error instanceof ApiError ? error.message : words.failed
}

/** What is known of them for the filters of the page; asked again and again while the job is under way. */
export function useResampling(): Resampling {
  const { project, asked, report } = useHere()
  const url = bootstrapUrl(project, asked)
  const { data, reload } = useLoad<Bootstrap>(url)
  const [failed, setFailed] = useState('')
  const waiting = data?.job?.state === 'queued' || data?.job?.state === 'running'
  useEffect(() => {
    if (!waiting) return undefined
    const timer = setInterval(reload, AGAIN)
    return () => clearInterval(timer)
  }, [waiting, reload])
  useEffect(() => { reload() }, [report.state.seq, reload])
  const act = (post: Promise<unknown>) => { post.then(() => { setFailed(''); reload() }, (error: unknown) => setFailed(said(error))) }
  return {
    found: data,
    begin: () => act(api.post(url)),
    stop: () => { if (data?.job) act(api.post(`/api/app/jobs/${data.job.id}/cancel`)) },
    failed,
  }
}

/** Beside the heading of the measures: the button, how far the job is, or what the intervals rest on. */
export function Resample({ of: { found, begin, stop, failed } }: { of: Resampling }) {
  const job = found?.job
  if (job && (job.state === 'queued' || job.state === 'running')) {
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
      <button type="button" class="btn btn-link" title={words.title} onClick={begin}>{found?.result ? words.again : words.begin}</button>
    </span>
  )
}

/** Under a quick interval: the one from resampling, pale when something was submitted since. */
export function Resampled({ bounds, current }: { bounds: Bounds | undefined; current: boolean }) {
  const shown = bounds && interval(bounds.low, bounds.high)
  if (!shown) return null
  return <span class={current ? 'resampled nowrap' : 'resampled nowrap pale'}><i aria-hidden="true">{words.mark} </i><span class="hide">{words.label} </span>{shown}</span>
}

/** At the foot of the measures. */
export function ResampledFoot({ of: { found } }: { of: Resampling }) {
  const result = found?.result
  if (!result) return null
  return <p>{words.foot(count(result.replicates), count(result.articles), result.seed)}{result.current ? '' : ` ${words.before}`}</p>
}
