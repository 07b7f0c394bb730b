// The part of the password rule that the browser can check; the server also refuses common ones.
import type { Fields } from '../../lib/api'
import { pages } from '../../strings'

export const MIN_PASSWORD = 10

export function passwordErrors(password: string): string[] {
  const missing = MIN_PASSWORD - [...password].length
  return missing > 0 ? [pages.password.short(missing)] : []
}

export function emailErrors(email: string): string[] {
  return /^\S+@\S+$/.test(email.trim()) ? [] : [pages.fields.emailWrong]
}

/** Keeps the fields that have something wrong. */
export function wrong(checks: Fields): Fields {
  return Object.fromEntries(Object.entries(checks).filter(([, messages]) => messages.length > 0))
}
