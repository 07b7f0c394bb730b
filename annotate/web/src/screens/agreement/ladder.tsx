// How far down events agree: the ladder, which is its own table.
import { ladderPicture } from '../../agreement/charts'
import { steps, worst, type Step } from '../../agreement/shape'
import type { Rung } from '../../agreement/types'
import { agreement } from '../../strings'
import { count, percent } from '../shared/format'
import { Open } from './links'
import { Downloads, Panel } from './parts'

const words = agreement.ladder
const part = (share: number) => `${share * 100}%`

function Row({ step, whole }: { step: Step; whole: number }) {
  const lost = step.before - step.kept
  return (
    <tr class={step.most ? 'most' : undefined}>
      <th scope="row" class="start">{step.label}</th>
      <td class="plot">
        <svg width="100%" height="18" aria-hidden="true">
          {step.lost > 0 && <rect class={step.most ? 'bar-most' : 'bar-lost'} x={part(step.kept)} y=".75" width={part(lost)} height="16.5" />}
          <rect class="bar-kept" x="0" y="0" width={part(step.kept)} height="18" />
        </svg>
      </td>
      <td>{count(step.events)}</td>
      <td>{percent(step.events, whole)}</td>
      <td class="lost">
        {step.lost > 0 && (
          <Open behind={{ measure: `step_${step.key}` }} title={words.openLost(count(step.lost))}>
            <span class="hide">{words.openStep(step.label, count(step.lost))}</span><span aria-hidden="true">−{count(step.lost)}</span>
          </Open>
        )}
      </td>
    </tr>
  )
}

function Advice({ all }: { all: readonly Step[] }) {
  const found = worst(all)
  if (!found) return all[0]?.events ? <p class="advice">{words.loseNothing}</p> : null
  const { step, of } = found
  const lost = count(step.lost)
  return (
    <p class="advice">
      <b>{words.advice(step.label)}</b> {words.adviceSay(lost, count(of))} <Open behind={{ measure: `step_${step.key}` }}>{words.openLost(lost)}</Open>
    </p>
  )
}

export function Ladder({ ladder }: { ladder: readonly Rung[] }) {
  const all = steps(ladder)
  const whole = ladder[0]?.events ?? 0
  const tools = (
    <Downloads what={words.title} file="ladder" picture={() => ladderPicture(words.title, words.say, all)}
      data={() => ({ head: ['rung', 'events', 'share', 'lost'], rows: ladder.map((rung) => [rung.label, rung.events, rung.share, rung.lost]) })} />
  )
  return (
    <Panel id="ladder" title={words.title} say={words.say} tools={tools}>
      <table class="ladder">
        <thead><tr><th scope="col" class="start">{words.rung}</th><td></td><th scope="col">{words.events}</th><th scope="col">{words.share}</th><th scope="col">{words.lost}</th></tr></thead>
        <tbody>{all.map((step) => <Row key={step.key} step={step} whole={whole} />)}</tbody>
      </table>
      <Advice all={all} />
    </Panel>
  )
}
