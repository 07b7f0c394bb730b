// Light, dark, or as the system has it; kept in this browser.
import { signal } from '@preact/signals'

export type Theme = 'system' | 'light' | 'dark'
export const THEMES: readonly Theme[] = ['system', 'light', 'dark']
const KEY = 'annotate-theme'

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system' // storage is switched off in this browser
  }
}

export const theme = signal<Theme>(stored())

export function applyTheme(value: Theme = theme.value): void {
  const root = document.documentElement
  if (value === 'system') root.removeAttribute('data-theme')
  else root.setAttribute('data-theme', value)
}

/** Applies the choice and remembers it; false when this browser keeps nothing. */
export function chooseTheme(value: Theme): boolean {
  theme.value = value
  applyTheme(value)
  try {
    if (value === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, value)
    return true
  } catch {
    return false
  }
}
