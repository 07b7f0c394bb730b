// Intervals from resampled articles: asked for here, counted in a job, shown beside the quick ones.
import { useEffect } from 'preact/hooks'
import { bootstrapUrl } from '../../agreement/query'
import type { Bootstrap, Bounds } from '../../agreement/types'
import { agreement } from '../../strings'
import { count, interval } from '../shared/format'
import { JobBar, useJob, type ByJob } from './job'
import { useHere } from './links'

const words = agreement.resampled

export type Resampling = ByJob<Bootstrap>

/** What is known of them for the filters of the page, and anew after a submission. */
export function useResampling(): Resampling {
  const { project, asked, report } = useHere()
  const found = useJob<Bootstrap>(bootstrapUrl(project, asked), words.failed)
  const { reload } = found
  useEffect(() => { reload() }, [report.state.seq, reload])
  return found
}

/** Beside the heading of the measures: the button, how far the job is, or what the intervals rest on. */
export function Resample({ of }: { of: Resampling }) {
  return <JobBar of={of} words={words} button={{ label: of.data?.result ? words.again : words.begin, title: words.title }} />
}

/** Under a quick interval: the one from resampling, pale when something was submitted since. */
export function Resampled({ bounds, current }: { bounds: Bounds | undefined; current: boolean }) {
  const shown = bounds && interval(bounds.low, bounds.high)
  if (!shown) return null
  return <span class={current ? 'resampled nowrap' : 'resampled nowrap pale'}><i aria-hidden="true">{words.mark} </i><span class="hide">{words.label} </span>{shown}</span>
}

/** At the foot of the measures. */
export function ResampledFoot({ of: { data } }: { of: Resampling }) {
  const result = data?.result
  if (!result) return null
  return <p>{words.foot(count(result.replicates), count(result.articles), result.seed)}{result.current ? '' : ` ${words.before}`}</p>
}
