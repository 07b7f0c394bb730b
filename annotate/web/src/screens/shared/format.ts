// Numbers, dates and sizes as words.
import { common } from '../../strings/common'

const LOCALE = 'en-GB'

/** Made when first asked for: a browser takes some milliseconds for each, and the coding screen needs none. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

const whole = once(() => new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 }))
const dayFormat = once(() => new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' }))
const timeFormat = once(() => new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' }))
const languages = once(() => new Intl.DisplayNames(LOCALE, { type: 'language', fallback: 'code' }))
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function count(value: number): string {
  return whole().format(value)
}

/** "1 article", "1,204 articles". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Share of a whole in per cent; small shares are never rounded to nothing, nor nearly all to all. */
export function percent(part: number, all: number): string {
  if (all <= 0) return '–'
  const share = (part / all) * 100
  if (part > 0 && share < 1) return '< 1 %'
  if (part < all && share > 99) return '> 99 %'
  return `${Math.round(share)} %`
}

/** Coefficient with two decimals and no leading nought: .78, −.05, 1.00. */
export function figure(value: number): string {
  const text = Math.abs(value).toFixed(2).replace(/^0/, '')
  return value < 0 && text !== '.00' ? `−${text}` : text
}

/** "[.71, .84]", or nothing where one end is unknown. */
export function interval(low: number | null | undefined, high: number | null | undefined): string {
  return low == null || high == null ? '' : `[${figure(low)}, ${figure(high)}]`
}

export function day(iso: string | null | undefined): string {
  const at = parse(iso)
  return at ? dayFormat().format(at) : '–'
}

export function moment(iso: string | null | undefined): string {
  const at = parse(iso)
  return at ? `${dayFormat().format(at)}, ${timeFormat().format(at)}` : '–'
}

/** How long ago, as far as a reader needs it: "now", "5 min ago", "3 h ago", "2 days ago", then the date. */
export function ago(iso: string | null | undefined, now: number = Date.now()): string {
  const at = parse(iso)
  if (!at) return '–'
  const gone = now - at.getTime()
  if (gone < MINUTE) return common.ago.now
  if (gone < HOUR) return common.ago.minutes(Math.floor(gone / MINUTE))
  if (gone < DAY) return common.ago.hours(Math.floor(gone / HOUR))
  if (gone < 7 * DAY) return common.ago.days(plural(Math.floor(gone / DAY), 'day'))
  return dayFormat().format(at)
}

export function bytes(size: number): string {
  if (size < 1000) return plural(size, 'byte')
  if (size < 1_000_000) return `${whole().format(size / 1000)} kB`
  return `${(size / 1_000_000).toFixed(1)} MB`
}

/** The English name of a language code; the code itself where there is none. */
export function language(code: string): string {
  try {
    return code ? (languages().of(code) ?? code) : ''
  } catch {
    return code
  }
}

function parse(iso: string | null | undefined): Date | null {
  if (!iso) return null
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? null : at
}
