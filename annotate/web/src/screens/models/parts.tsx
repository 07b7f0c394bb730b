// A score with its doubt, and the small charts of a report.
import type { ComponentChildren } from 'preact'
import { models as words } from '../../strings'
import { count, figure, interval } from '../shared/format'
import type { Score } from './types'

export function Value({ of: score, strong = false }: { of: Score | undefined; strong?: boolean }) {
  if (!score || score.value === null) return <span class="quiet" title={score?.why}>–</span>
  const shown = figure(score.value)
  const range = interval(score.low, score.high)
  return <span class="nowrap">{strong ? <b>{shown}</b> : shown}{range && <small class="range">{range}</small>}</span>
}

const [WIDE, HIGH] = [300, 170]
const TICKS = [0, 0.5, 1]

export interface Dot {
  x: number
  y: number
  low?: number | null
  high?: number | null
  /** Share of the largest. */
  size?: number
}

interface ChartProps {
  dots: readonly Dot[]
  x: string
  y: string
  diagonal?: boolean
  ticks?: readonly [number, string][]
}

const at = ({ x, y }: { x: number; y: number }) => `${(x * WIDE).toFixed(1)},${((1 - y) * HIGH).toFixed(1)}`
const PERCENT: readonly [number, string][] = [[0, '0'], [0.5, '.5'], [1, '1']]

/** Both axes from 0 to 1. The values stand in the table below it. */
export function Chart({ dots, x, y, diagonal = false, ticks = PERCENT }: ChartProps) {
  const band = dots.every(({ low, high }) => low != null && high != null) && dots.length > 1
  const edge = [...dots.map((dot) => ({ x: dot.x, y: dot.high ?? dot.y })), ...dots.map((dot) => ({ x: dot.x, y: dot.low ?? dot.y })).reverse()]
  return (
    <svg class="unit-chart" viewBox={`-34 -8 ${WIDE + 46} ${HIGH + 48}`} aria-hidden="true">
      {TICKS.map((tick) => <line key={tick} class="grid-line" x1="0" x2={WIDE} y1={(1 - tick) * HIGH} y2={(1 - tick) * HIGH} />)}
      {TICKS.map((tick) => <text key={tick} class="tick-text" x="-8" y={(1 - tick) * HIGH + 4} text-anchor="end">{tick === 0.5 ? '.5' : tick}</text>)}
      {ticks.map(([place, text]) => <text key={text} class="tick-text" x={place * WIDE} y={HIGH + 17} text-anchor="middle">{text}</text>)}
      <text class="tick-text" x={WIDE / 2} y={HIGH + 36} text-anchor="middle">{x}</text>
      <text class="tick-text" x={0} y={0} transform={`translate(-26 ${HIGH / 2}) rotate(-90)`} text-anchor="middle">{y}</text>
      {diagonal && <line class="axis dashed" x1="0" y1={HIGH} x2={WIDE} y2="0" />}
      {band && <polygon class="band" points={edge.map(at).join(' ')} />}
      <polyline class="curve" points={dots.map(at).join(' ')} />
      {dots.map((dot, i) => <circle key={i} class="dot" cx={dot.x * WIDE} cy={(1 - dot.y) * HIGH} r={dot.size === undefined ? 3.5 : 2.5 + 4 * Math.sqrt(dot.size)} />)}
    </svg>
  )
}

/** The same numbers for those who do not see the chart, and to check it. */
export function Numbers({ label, heads, rows }: { label: string; heads: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <details class="more">
      <summary>{words.numbers}<span class="hide"> {label}</span></summary>
      <table class="table">
        <thead><tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>{rows.map((row, i) => <tr key={i}>{row.map((cell, j) => <td key={j}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </details>
  )
}

export function Tile({ name, children, note }: { name: string; children: ComponentChildren; note?: ComponentChildren }) {
  return <div class="figure"><p class="figure-name">{name}</p><p class="figure-value">{children}</p>{note && <p class="note">{note}</p>}</div>
}

export const spans = (n: number) => `${count(n)} ${n === 1 ? 'span' : words.spans}`
