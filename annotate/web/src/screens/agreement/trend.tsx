// One measure over time or over batches: a line with its interval as a band, and the same as a table.
import { outlines, plot, trendPicture, type Plot } from '../../agreement/charts'
import { choosing } from '../../agreement/query'
import { inOrder, marks, points, type Mark, type Point } from '../../agreement/shape'
import type { Report } from '../../agreement/types'
import { go } from '../../router'
import { agreement } from '../../strings'
import { count, day, figure } from '../shared/format'
import { useLoad } from '../shared/load'
import { Open, useHere } from './links'
import { Downloads, Panel } from './parts'

const words = agreement.trend
const HEIGHT = 150
const WIDE = 1000
const FIRST = 'root_alpha'

const corners = (all: readonly (readonly [number, number])[]) => all.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
const tickWords = (tick: number) => (tick === 0.667 ? '.667' : figure(tick))

function Lines({ all, at, ordered }: { all: readonly Point[]; at: Plot; ordered: boolean }) {
  const { bands, curves } = outlines(all, at, ordered)
  return (
    <>
      <svg viewBox={`0 0 ${WIDE} ${HEIGHT}`} preserveAspectRatio="none">
        {bands.map((band, i) => <polygon key={i} class="band" points={corners(band)} />)}
        {at.ticks.map((tick) => <line key={tick} class={tick === 0.667 ? 'grid-line grid-mark' : 'grid-line'} x1="0" x2={WIDE} y1={at.y(tick)} y2={at.y(tick)} />)}
        {curves.map((curve, i) => <polyline key={i} class="curve" points={corners(curve)} />)}
      </svg>
      <svg>{all.map(({ group, estimate }, i) => estimate?.value != null && <circle key={group} class="dot" cx={`${(at.x(i) / WIDE) * 100}%`} cy={at.y(estimate.value)} r="3.5" />)}</svg>
    </>
  )
}

const ROWS = [['value', words.value], ['low', words.low], ['high', words.high]] as const

function Twin({ all, by, measure, label }: { all: readonly Point[]; by: string; measure: string; label: string }) {
  return (
    <table>
      <caption class="hide">{label}</caption>
      <thead><tr><td></td>{all.map(({ group }) => <th key={group} scope="col">{group}</th>)}</tr></thead>
      <tbody>
        {ROWS.map(([key, name]) => (
          <tr key={key}>
            <th scope="row" class="start">{name}</th>
            {all.map(({ group, estimate }) => {
              const value = estimate?.[key] ?? null
              if (value === null) return <td key={group} class="quiet" title={estimate?.why || words.few}>–</td>
              return <td key={group}>{key === 'value' ? <Open behind={{ measure, at: `${by}:${group}` }} what={`${label}, ${group}`}>{figure(value)}</Open> : figure(value)}</td>
            })}
          </tr>
        ))}
        <tr><th scope="row" class="start">{words.n}</th>{all.map(({ group, articles }) => <td key={group}>{count(articles)}</td>)}</tr>
      </tbody>
    </table>
  )
}

interface PickerProps {
  label: string
  name: 'trend' | 'by'
  value: string
  options: readonly (readonly [string, string])[]
}

function Picker({ label, name, value, options }: PickerProps) {
  const { asked } = useHere()
  return (
    <label class="inline-entry"><span>{label}</span>
      <select class="input" value={value} onChange={(event) => go(choosing(asked, name, [event.currentTarget.value]))}>
        {options.map(([key, shown]) => <option key={key} value={key}>{shown}</option>)}
      </select>
    </label>
  )
}

function Chart({ all, by, measure, label, changed }: { all: readonly Point[]; by: string; measure: string; label: string; changed: readonly Mark[] }) {
  const at = plot(all, measure.endsWith('_alpha'), [WIDE, HEIGHT])
  return (
    <div class="scroll-x pad" tabIndex={0} role="group" aria-label={words.label}>
      <div class="trend" style={{ minWidth: `${Math.max(all.length, 4) * 76 + 44}px` }}>
        <div class="y" aria-hidden="true">{at.ticks.map((tick) => <span key={tick} style={{ top: `${at.y(tick)}px` }}>{tickWords(tick)}</span>)}</div>
        <div class="plot" aria-hidden="true"><Lines all={all} at={at} ordered={inOrder(by, all.map(({ group }) => group))} />
          {changed.map((mark) => <span key={mark.at} class="mark" style={{ insetInlineStart: `${(mark.at / all.length) * 100}%` }}>{words.guideline(day(mark.day))}</span>)}
        </div>
        <Twin all={all} by={by} measure={measure} label={label} />
        {changed.map((mark) => <p key={mark.at} class="hide">{words.guidelineBefore(day(mark.day), all[mark.at]?.group ?? '')}</p>)}
      </div>
    </div>
  )
}

export function Trend({ report }: { report: Report }) {
  const { asked, project } = useHere()
  const { data: changes } = useLoad<{ guideline: string[] }>(`/api/app/projects/${project}/agreement/changes`)
  const [first] = report.series?.rows ?? []
  const keys = Object.keys(first?.measures ?? {})
  const wanted = asked.get('trend') ?? FIRST
  const measure = keys.includes(wanted) ? wanted : (keys[0] ?? FIRST)
  const labels = new Map(report.measures.map((row) => [row.key, row.label]))
  const label = labels.get(measure) ?? measure
  const by = report.series?.by ?? ''
  const all = points(report.series, measure)
  const changed = marks(by, all.map(({ group }) => group), changes?.guideline ?? [])
  const groups = [...report.choices.periods.map((name) => [name, words.periods[name] ?? name] as const), ...report.choices.fields.map(({ field }) => [field, agreement.field(field)] as const)]
  const title = words.title(label, words.periods[by] ?? agreement.field(by).toLowerCase())
  const data = () => ({
    head: [by, 'value', 'low', 'high', 'n', 'articles', 'why'],
    rows: all.map(({ group, articles, estimate }) => [group, estimate?.value, estimate?.low, estimate?.high, estimate?.n, articles, estimate?.why]),
  })
  const tools = (
    <span class="tools">
      <Picker label={words.measure} name="trend" value={measure} options={keys.map((key) => [key, labels.get(key) ?? key] as const)} />
      <Picker label={words.by} name="by" value={by} options={groups} />
      <Downloads what={title} file={`trend-${measure}-${by}`} data={data} picture={() => trendPicture({ title, say: words.say, alpha: measure.endsWith('_alpha'), ordered: inOrder(by, all.map(({ group }) => group)) }, all, changed.map((mark) => ({ at: mark.at, label: words.guideline(day(mark.day)) })))} />
    </span>
  )
  return (
    <Panel id="trend" title={title} say={words.say} tools={tools}>
      {all.length === 0 ? <p class="empty">{words.none}</p> : <Chart all={all} by={by} measure={measure} label={label} changed={changed} />}
    </Panel>
  )
}
