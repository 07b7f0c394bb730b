// The first day that an English or ISO date in a text can mean, as schemas/validation/dates.py has it.
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = '(?<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\\.?'
const YEAR = '(?<year>(?:19|20)\\d\\d)'
const FORMS = [
  `\\b${YEAR}-(?<number>\\d\\d)-(?<day>\\d\\d)\\b`,
  `\\b(?<day>\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH},? ${YEAR}\\b`,
  `\\b${MONTH} (?<day>\\d{1,2})(?:st|nd|rd|th)?,? ${YEAR}\\b`,
  `\\b${MONTH},? ${YEAR}\\b`,
  `\\b${YEAR}\\b`,
].map((form) => new RegExp(form, 'i'))

/** "YYYY-MM-DD": a full date, or the first day of a month or year; null where there is none or it does not exist. */
export function earliestDay(text: string): string | null {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups
    if (!groups) continue
    const named = groups['month']
    const month = named ? MONTHS.indexOf(named.slice(0, 3).toLowerCase()) + 1 : Number(groups['number'] ?? 1)
    const day = [groups['year'], String(month).padStart(2, '0'), (groups['day'] ?? '1').padStart(2, '0')].join('-')
    const real = new Date(`${day}T00:00:00Z`)
    return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(day) ? day : null
  }
  return null
}
