// From the numbers of the report to what the charts and tables show; nothing here draws.
import type { CodeRow, Confused, Estimate, MeasureRow, PairRow, Report, Rung, Series } from './types'

/** Below this many shared articles a pair has no number. */
export const FEW = 20

export interface Step extends Rung {
  /** Part of the whole bar that this rung keeps, and where the part begins that it loses. */
  kept: number
  before: number
  most: boolean
}

/** The ladder with its bars; the largest loss after "found by both" is marked, for there training helps. */
export function steps(ladder: readonly Rung[]): Step[] {
  const whole = ladder[0]?.events ?? 0
  const lost = ladder.slice(2).map((rung) => rung.lost)
  const largest = Math.max(0, ...lost)
  const at = largest > 0 ? lost.indexOf(largest) + 2 : -1
  return ladder.map((rung, i) => {
    const before = ladder[i - 1]?.events ?? rung.events
    return { ...rung, kept: whole ? rung.events / whole : 0, before: whole ? before / whole : 0, most: i === at }
  })
}

/** The rung with the largest loss and how many events reached it. */
export function worst(all: readonly Step[]): { step: Step; of: number } | null {
  const at = all.findIndex((step) => step.most)
  const step = all[at]
  return step ? { step, of: all[at - 1]?.events ?? 0 } : null
}

/** Five steps of the heat scale over the values there are; the middle one when all are equal. */
export function heat(value: number, all: readonly number[]): 1 | 2 | 3 | 4 | 5 {
  const [low, high] = [Math.min(...all), Math.max(...all)]
  if (!(high > low)) return 3
  return Math.min(5, 1 + Math.floor(((value - low) / (high - low)) * 5)) as 1 | 2 | 3 | 4 | 5
}

export interface Coder {
  id: number
  name: string
  short: string
}

/** Initials, made different where two people share them. */
export function initials(names: readonly string[]): string[] {
  const short = names.map((name) => {
    const parts = name.split(/[\s._@-]+/).filter(Boolean)
    const first = [...(parts[0] ?? '?')]
    const digits = /\d+$/.exec(parts[0] ?? '')?.[0]
    if (parts.length > 1) return (first[0] ?? '') + [...(parts.at(-1) ?? '')].slice(0, 2).filter((c, i) => i === 0 || /\d/.test(c)).join('')
    return digits ? `${first[0]}${digits}` : first.slice(0, 2).join('')
  }).map((text) => text.toUpperCase())
  const seen = new Map<string, number>()
  return short.map((text) => {
    if (short.filter((other) => other === text).length === 1) return text
    const n = (seen.get(text) ?? 0) + 1
    seen.set(text, n)
    return `${text}${n}`
  })
}

export interface Cell {
  pair: PairRow
  /** Which of the two numbers stands here. */
  side: 'above' | 'below'
  value: number | null
  few: boolean
  heat: 1 | 2 | 3 | 4 | 5 | null
}

export interface Matrix {
  coders: Coder[]
  /** One row a coder, one cell a coder; null where there is nothing, as on the diagonal. */
  rows: (Cell | null)[][]
}

/** Coder by coder: trigger F1 below the diagonal, kappa on roots above it, each half with a scale of its own. */
export function matrix(pairs: readonly PairRow[]): Matrix {
  const names = new Map<number, string>()
  for (const pair of pairs) names.set(pair.first, pair.first_name).set(pair.second, pair.second_name)
  const ids = [...names.keys()].sort((a, b) => a - b)
  const short = initials(ids.map((id) => names.get(id) ?? ''))
  const shown = (pick: (pair: PairRow) => number | null) =>
    pairs.filter((pair) => pair.articles >= FEW).map(pick).filter((value) => value !== null)
  const all = { above: shown((pair) => pair.root_kappa), below: shown((pair) => pair.trigger_f1) }
  const at = (i: number, j: number): Cell | null => {
    const pair = pairs.find((one) => one.first === ids[Math.min(i, j)] && one.second === ids[Math.max(i, j)])
    if (i === j || !pair) return null
    const side = j > i ? 'above' : 'below'
    const value = side === 'above' ? pair.root_kappa : pair.trigger_f1
    const few = pair.articles < FEW
    return { pair, side, value, few, heat: few || value === null ? null : heat(value, all[side]) }
  }
  const coders = ids.map((id, i) => ({ id, name: names.get(id) ?? '', short: short[i] ?? '' }))
  return { coders, rows: ids.map((_, i) => ids.map((__, j) => at(i, j))) }
}

export interface Grid {
  codes: { code: string; label: string }[]
  /** How often two codes stood against each other; null on the diagonal. */
  rows: (number | null)[][]
  left: number
}

/** Code by code, of the codes in the most frequent pairs (the list comes in that order); by number. */
export function grid(confusion: readonly Confused[], most = 12): Grid {
  const label = new Map<string, string>()
  for (const row of confusion) label.set(row.first, row.first_label).set(row.second, row.second_label)
  const codes = [...label.keys()].slice(0, most).sort()
  const units = new Map(confusion.flatMap((row) => [[`${row.first} ${row.second}`, row.units], [`${row.second} ${row.first}`, row.units]] as const))
  return {
    codes: codes.map((code) => ({ code, label: label.get(code) ?? '' })),
    rows: codes.map((a) => codes.map((b) => (a === b ? null : (units.get(`${a} ${b}`) ?? 0)))),
    left: Math.max(0, label.size - most),
  }
}

export const GROUPS = ['events', 'ladder', 'codes', 'slots', 'spans', 'article', 'lines'] as const

/** Measures by layer, the layers in reading order; a layer that this page does not know comes last. */
export function byGroup(measures: readonly MeasureRow[]): { group: string; rows: MeasureRow[] }[] {
  const names = [...new Set([...GROUPS, ...measures.map((row) => row.group)])]
  return names.map((group) => ({ group, rows: measures.filter((row) => row.group === group) })).filter(({ rows }) => rows.length > 0)
}

export interface Point {
  group: string
  articles: number
  estimate: Estimate | null
}

/** One measure over time, newest last. */
export function points(series: Series | undefined, key: string): Point[] {
  return (series?.rows ?? []).map(({ group, articles, measures }) => ({ group, articles, estimate: measures[key] ?? null }))
}

/** The lowest and highest values of the axis: a round number of tenths around all intervals, never beyond [-1, 1]. */
export function range(all: readonly Point[]): [number, number] {
  const values = all.flatMap(({ estimate }) => (estimate ? [estimate.value, estimate.low, estimate.high] : [])).filter((v) => v !== null)
  if (values.length === 0) return [0, 1]
  const low = Math.max(-1, Math.floor((Math.min(...values) - 0.02) * 10) / 10)
  const high = Math.min(1, Math.ceil((Math.max(...values) + 0.02) * 10) / 10)
  return high - low < 0.2 ? [Math.max(-1, high - 0.2), high] : [low, high]
}

/** Round values inside the range, and .667 where it is in view: three to six lines. */
export function ticks([low, high]: [number, number], alpha: boolean): number[] {
  const step = high - low > 1 ? 0.5 : high - low > 0.5 ? 0.2 : 0.1
  const found: number[] = []
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9; at += 1) found.push(Math.round(at * step * 100) / 100)
  const marked = alpha && low < 0.667 && high > 0.667
  return marked ? [...found.filter((value) => Math.abs(value - 0.667) > step / 2), 0.667].sort((a, b) => a - b) : found
}

/** Whether the groups follow each other: only then does a line between them say anything. */
export function inOrder(by: string, groups: readonly string[]): boolean {
  return ['day', 'week', 'month', 'import', 'batch'].includes(by) || groups.every((group) => /^-?\d+$/.test(group))
}

/** Runs of points that have a value: the line is not drawn across a gap, nor between groups that are in no order. */
export function stretches<T extends { estimate: Estimate | null }>(all: readonly T[], ordered: boolean, has: (estimate: Estimate) => boolean): { at: number; point: T }[][] {
  const found: { at: number; point: T }[][] = []
  all.forEach((point, at) => {
    if (!point.estimate || !has(point.estimate)) return
    const last = found.at(-1)
    if (ordered && last && last.at(-1)?.at === at - 1) last.push({ at, point })
    else found.push([{ at, point }])
  })
  return found
}

export type Sortable = string | number | null

/** Sorted by what `of` gives, without a value last whichever the direction; equal rows keep their order. */
export function sorted<T>(rows: readonly T[], of: (row: T) => Sortable, down: boolean): T[] {
  return rows
    .map((row, i) => ({ row, i, key: of(row) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || a.i - b.i
      const order = typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : String(a.key).localeCompare(String(b.key))
      return (down ? -order : order) || a.i - b.i
    })
    .map(({ row }) => row)
}

/** Codes that met this one, most frequent first, as words. */
export function mixedWords(row: CodeRow): string {
  return row.mixed.map(({ code, units }) => `${code} (${units})`).join(', ')
}

/** A probability as a relation: never rounded to certainty. */
export function probability(p: number): string {
  if (p >= 0.995) return '> .99'
  if (p < 0.005) return '< .01'
  return `= ${p.toFixed(2).slice(1)}`
}

/** Whether a row says in words what the row before it says. */
export function saysTheSame(rows: readonly MeasureRow[], at: number): boolean {
  const [before, row] = [rows[at - 1], rows[at]]
  return before !== undefined && row !== undefined && before.about.says === row.about.says && before.about.not === row.about.not
}

/** Fields that say more than one lone week does, the likeliest first. */
const BATCHES = ['batch', 'round', 'import', 'lang', 'outlet']
const MOST_GROUPS = 24

/** What to group by instead, where everything was submitted in one week; null where weeks will do. */
export function betterGroups({ series, choices }: Pick<Report, 'series' | 'choices'>): string | null {
  if (series?.by !== 'week' || series.rows.length !== 1) return null
  return BATCHES.find((name) => choices.fields.some(({ field, values }) => field === name && values.length <= MOST_GROUPS)) ?? null
}

export interface Mark {
  /** The group before which the line stands. */
  at: number
  day: string
}

function periodOf(day: string, by: string): string {
  if (by !== 'week') return by === 'month' ? day.slice(0, 7) : day
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

/** Where changes lie among groups of time: before the first group that they reach. Nothing stands before the first
 *  group or after the last, and of several at one place only the last. */
export function marks(by: string, groups: readonly string[], moments: readonly string[]): Mark[] {
  if (!['day', 'week', 'month'].includes(by)) return []
  const found = new Map<number, string>()
  for (const moment of moments) {
    const day = moment.slice(0, 10)
    const at = groups.findIndex((group) => group >= periodOf(day, by))
    if (at > 0) found.set(at, day)
  }
  return [...found].map(([at, day]) => ({ at, day }))
}
