// How this browser shows the pages: colours, and size and spacing of what is read. Kept in the browser.
import { signal, type Signal } from '@preact/signals'

export interface Choice<T extends string> {
  name: string
  /** The first is what holds where nothing was chosen. */
  values: readonly T[]
  chosen: Signal<T>
}

function choice<T extends string>(name: string, values: readonly [T, ...T[]]): Choice<T> {
  return { name, values, chosen: signal(stored(name, values)) }
}

function stored<T extends string>(name: string, values: readonly [T, ...T[]]): T {
  try {
    const value = localStorage.getItem(`annotate-${name}`)
    return values.find((one) => one === value) ?? values[0]
  } catch {
    return values[0] // storage is switched off in this browser
  }
}

export const theme = choice('theme', ['system', 'light', 'dark'])
export const textSize = choice('text-size', ['standard', 'large', 'larger', 'largest'])
/** Wide: what WCAG 1.4.12 names; many readers with dyslexia read faster with it. */
export const spacing = choice('spacing', ['standard', 'wide'])

/** As attributes of the root element, which the style sheets know; the first value of a choice needs none. */
function show<T extends string>({ name, values, chosen }: Choice<T>): void {
  const root = document.documentElement
  if (chosen.value === values[0]) root.removeAttribute(`data-${name}`)
  else root.setAttribute(`data-${name}`, chosen.value)
}

export function showChoices(): void {
  show(theme)
  show(textSize)
  show(spacing)
}

/** Shows the choice and remembers it; false when this browser keeps nothing. */
export function choose<T extends string>(what: Choice<T>, value: T): boolean {
  what.chosen.value = value
  show(what)
  try {
    if (value === what.values[0]) localStorage.removeItem(`annotate-${what.name}`)
    else localStorage.setItem(`annotate-${what.name}`, value)
    return true
  } catch {
    return false
  }
}
