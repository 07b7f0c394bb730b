// Small parts of the agreement page: a number with its doubt, its scale, a sparkline, a sortable head, downloads.
import type { ComponentChildren } from 'preact'
import { useContext, useState } from 'preact/hooks'
import { csv, save, type Cell } from '../../agreement/csv'
import { toPng, toSvg, type Picture } from '../../agreement/picture'
import { sorted, type Sortable } from '../../agreement/shape'
import type { Estimate } from '../../agreement/types'
import { agreement as words } from '../../strings'
import { figure, interval } from '../shared/format'
import { HereContext, useHere } from './links'

/** As the server has it; annotators are told the main figures alone. */
const LEAST = { least_articles: 20, grey_below: 50 }

/** The interval, or in words why there is none; pale where it rests on few articles. */
export function Interval({ of: estimate }: { of: Estimate }) {
  const { least_articles: least, grey_below: grey } = useContext(HereContext)?.report.interval ?? LEAST
  if (estimate.value === null) return null
  const shown = interval(estimate.low, estimate.high)
  if (shown) return <span class={estimate.articles < grey ? 'pale nowrap' : 'nowrap'}>{shown}</span>
  return <span class="few">{estimate.articles < least ? words.few(least) : '–'}</span>
}

const across = (value: number) => `${Math.min(100, Math.max(0, value * 100))}%`

/** From 0 to 1: the interval as a bar, the value as a dot, the marks of alpha, what is usual as a band. */
export function Scale({ of: estimate, alpha = false, usual }: { of: Estimate; alpha?: boolean; usual?: { low: number; high: number } | null }) {
  if (estimate.value === null) return null
  const { value, low, high } = estimate
  return (
    <svg class="scale-line" width="100%" height="14" aria-hidden="true">
      {usual && <rect class="usual" x={across(usual.low)} y="1" width={across(usual.high - usual.low)} height="12" rx="2" />}
      <line class="axis" x1="0" x2="100%" y1="7" y2="7" />
      {alpha && [0.667, 0.8].map((at) => <line key={at} class="axis" x1={across(at)} x2={across(at)} y1="3" y2="11" />)}
      {low !== null && high !== null && <rect class="bar-kept" x={across(low)} y="5" width={across(Math.max(0, high) - Math.max(0, low))} height="4" rx="2" />}
      <circle class="dot" cx={across(value)} cy="7" r={usual === undefined ? 5 : 4} />
    </svg>
  )
}

const SPARK = [88, 22] as const

/** A line of values without an axis; the values are said, and in the downloads. */
export function Spark({ values }: { values: readonly (number | null)[] | undefined }) {
  const known = (values ?? []).filter((value) => value !== null)
  if (!values || known.length < 2) return <span class="quiet">–</span>
  const [low, high] = [Math.min(...known, 0.4), Math.max(...known, 0.8)]
  const x = (at: number) => 3 + (at / (values.length - 1)) * (SPARK[0] - 6)
  const y = (value: number) => 3 + ((high - value) / (high - low)) * (SPARK[1] - 6)
  const shown = values.flatMap((value, at) => (value === null ? [] : [[x(at), y(value)] as const]))
  const last = shown.at(-1)
  return (
    <>
      <svg class="spark" width={SPARK[0]} height={SPARK[1]} aria-hidden="true">
        <polyline class="curve" points={shown.map((point) => point.join(',')).join(' ')} />
        {last && <circle class="dot" cx={last[0]} cy={last[1]} r="2.5" />}
      </svg>
      <span class="hide">{words.trendWords(known.map(figure).join(', '))}</span>
    </>
  )
}

export interface Column<T> {
  key: string
  label: string
  of: (row: T) => Sortable
  start?: boolean
  class?: string
  /** Numbers are looked at from the top down, names from A to Z. */
  down?: boolean
}

/** Rows in the order that was asked for, and heads that ask. */
export function useSorting<T>(rows: readonly T[], columns: readonly Column<T>[], first: string) {
  const [by, setBy] = useState<{ key: string; down: boolean }>({ key: first, down: columns.find(({ key }) => key === first)?.down ?? true })
  const column = columns.find(({ key }) => key === by.key)
  const ask = ({ key, down = true }: Column<T>) => setBy(by.key === key ? { key, down: !by.down } : { key, down })
  return { rows: column ? sorted(rows, column.of, by.down) : [...rows], by, ask }
}

export function SortHeads<T>({ columns, by, ask }: { columns: readonly Column<T>[]; by: { key: string; down: boolean }; ask: (column: Column<T>) => void }) {
  return (
    <>
      {columns.map((column) => {
        const on = by.key === column.key
        const name = [column.start ? 'start' : '', column.class ?? ''].filter(Boolean).join(' ')
        return (
          <th key={column.key} scope="col" class={name} {...(on ? { 'aria-sort': by.down ? 'descending' as const : 'ascending' as const } : {})}>
            <button type="button" class="sort" onClick={() => ask(column)}>{column.label}<i aria-hidden="true">{on ? (by.down ? '↓' : '↑') : ''}</i></button>
          </th>
        )
      })}
    </>
  )
}

export interface DataTable {
  head: readonly string[]
  rows: readonly (readonly Cell[])[]
}

/** The panel's numbers as a file, and its chart where it has one. */
export function Downloads({ what, file, data, picture }: { what: string; file: string; data: () => DataTable; picture?: () => Picture }) {
  const [failed, setFailed] = useState(false)
  const { project } = useHere()
  const name = (kind: string) => `agreement-${project}-${file}.${kind}`
  const table = () => {
    const { head, rows } = data()
    save(name('csv'), new Blob([csv(head, rows)], { type: 'text/csv;charset=utf-8' }))
  }
  const svg = () => picture && save(name('svg'), new Blob([toSvg(picture())], { type: 'image/svg+xml' }))
  const png = () => picture && void toPng(picture()).then((made) => save(name('png'), made), () => setFailed(true))
  const button = (kind: 'csv' | 'svg' | 'png', run: () => void) => (
    <button type="button" class="btn btn-link" aria-label={words.download.of(what, words.download[kind])} onClick={run}>{words.download[kind]}</button>
  )
  return (
    <span class="downloads">
      {button('csv', table)}
      {picture && button('svg', svg)}
      {picture && button('png', png)}
      <span role="alert" class={failed ? 'note' : 'hide'}>{failed ? words.download.failed : ''}</span>
    </span>
  )
}

interface PanelProps {
  id: string
  title: string
  say?: ComponentChildren
  tools?: ComponentChildren
  class?: string
  children: ComponentChildren
}

export function Panel({ id, title, say, tools, class: name, children }: PanelProps) {
  return (
    <section class={name ? `panel ${name}` : 'panel'} aria-labelledby={`h-${id}`}>
      <div class="section-head"><h2 id={`h-${id}`}>{title}</h2>{say && <p>{say}</p>}{tools}</div>
      {children}
    </section>
  )
}
