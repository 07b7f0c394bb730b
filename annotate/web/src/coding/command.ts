// What a key press is, and what it asks for: shared by all parts of the keyboard.
import type { Keymap } from './keymap'
import type { ActorTable } from './actors'
import type { List } from './lists'
import type { Action } from './reducer'
import type { Context, State } from './state'

export interface Key {
  key: string
  code: string
  shift: boolean
  ctrl: boolean
  /** The text cursor stands at the end of what is typed (also when nothing is). */
  atEnd: boolean
}

/** Text boxes among the details. */
export type Field = 'date' | 'magnitude' | 'note'
export type Wish = 'submit' | 'keys' | 'guideline' | 'save' | 'pin' | 'keep' | 'find' | 'skip' | 'comment' | 'flag' | Field

export interface Command {
  actions: Action[]
  /** Said through the live region. */
  say?: string
  wish?: Wish
}

export interface View {
  state: State
  context: Context
  list: List
  keymap?: Keymap
  /** The table of actor codes, where the codebook uses it. */
  actors?: ActorTable
}

export const run = (...actions: Action[]): Command => ({ actions })
export const wish = (what: Wish): Command => ({ actions: [], wish: what })

/** The Latin letter of the key; on other layouts the one that is printed at its place. */
export function letterOf({ key, code }: Pick<Key, 'key' | 'code'>): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  return /^[\x20-\x7e]$/.test(key) ? '' : (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? '')
}

export function digitOf({ key, code, shift }: Pick<Key, 'key' | 'code' | 'shift'>): number | null {
  if (/^\d$/.test(key)) return Number(key)
  const digit = shift || /^[\x20-\x7e]$/.test(key) ? undefined : /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]
  return digit === undefined ? null : Number(digit)
}
