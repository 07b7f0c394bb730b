// How many articles stand where: one bar, and the same as a list.
import { pages } from '../strings'
import { count, percent } from './shared/format'
import type { Progress } from './shared/types'

const words = pages.state
const STATES = ['unassigned', 'in_progress', 'partly', 'complete'] as const

function Swatch({ state }: { state: string }) {
  return <svg width="8" height="8" aria-hidden="true"><rect class={`s-${state}`} width="8" height="8" rx="1" /></svg>
}

function Bar({ progress }: { progress: Progress }) {
  let start = 0
  return (
    <svg width="100%" height="12" aria-hidden="true">
      {STATES.map((state) => {
        const share = (progress[state] / progress.tasks) * 100
        const x = start
        start += share
        return share > 0 && <rect key={state} class={`s-${state}`} x={`${x}%`} y="0" width={`${share}%`} height="12" />
      })}
    </svg>
  )
}

export function StateBar({ progress }: { progress: Progress }) {
  return (
    <section class="states" aria-label={words.title}>
      <Bar progress={progress} />
      <ol>
        {STATES.map((state) => (
          <li key={state}>
            <span class="figure-name"><Swatch state={state} />{words.names[state]}</span>
            <b>{count(progress[state])}</b>
            <span class="note">{percent(progress[state], progress.tasks)}</span>
          </li>
        ))}
        <li>
          <span class="figure-name"><Swatch state="skipped" />{words.skipped}</span>
          <b>{count(progress.skipped)}</b>
          <span class="note">{words.codings(count(progress.annotations))}</span>
        </li>
      </ol>
    </section>
  )
}
