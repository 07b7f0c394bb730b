// Typed dates: "-1", "mon", "2013-06-30". The coding has no place for a date of its own, so it opens the event's note.

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const NOTED = /^date (\d{4}(?:-\d\d){0,2})(?:; |$)/

function iso(day: Date): string {
  return day.toISOString().slice(0, 10)
}

/** True for a year, a month or a day that the calendar has. */
export function isDate(text: string): boolean {
  const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text)
  if (!parts) return false
  const full = `${parts[1]}-${parts[2] ?? '01'}-${parts[3] ?? '01'}`
  const day = new Date(`${full}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && iso(day) === full
}

function before(published: string, days: number): string {
  const day = new Date(`${published.slice(0, 10)}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return iso(day)
}

/** The date that is meant, counted from the day of publication; null when it cannot be told. */
export function dateMeant(typed: string, published: string | null): string | null {
  const text = typed.trim().toLowerCase()
  if (isDate(text)) return text
  if (!published || !isDate(published.slice(0, 10))) return null
  if (/^[+-]\d{1,3}$/.test(text)) return before(published, Number(text))
  const weekday = text.length >= 3 ? DAYS.findIndex((day) => day.startsWith(text)) : -1
  if (weekday < 0) return null
  const here = new Date(`${published.slice(0, 10)}T00:00:00Z`).getUTCDay()
  return before(published, -((here - weekday + 7) % 7))
}

/** The date at the beginning of a note, or ''. */
export function dateOf(note: string): string {
  return NOTED.exec(note)?.[1] ?? ''
}

/** The note without its date. */
export function restOf(note: string): string {
  return note.replace(NOTED, '')
}

export function noteWith(date: string, rest: string): string {
  return date ? [`date ${date}`, rest].filter(Boolean).join('; ') : rest
}
