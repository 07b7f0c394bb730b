// What a key press is, and what it asks for: shared by all parts of the keyboard.
import type { Keymap } from './keymap'
import type { ActorTable } from './actors'
import type { List } from './lists'
import type { Action } from './reducer'
import { isInTree, type Context, type State } from './state'

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

/** One step out: of the hints, of the tree, of the event. */
export function out({ state: { open } }: View): Command {
  if (open?.hints) return run({ do: 'hints', on: false })
  return open && isInTree(open) ? run({ do: 'within', code: null }) : run({ do: 'close' })
}

/** The Latin letter of the key; on other layouts the one that is printed at its place. */
export function letterOf({ key, code }: Pick<Key, 'key' | 'code'>): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  return /^[\x20-\x7e]$/.test(key) ? '' : (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? '')
}

const SIGNS: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Slash: ['/', '?'],
}

/** The sign of the key; on layouts that have a letter of another script there, the one that is printed at its place. */
export function signOf({ key, code, shift }: Pick<Key, 'key' | 'code' | 'shift'>): string {
  if ([...key].length !== 1 || /^[\x20-\x7e]$/.test(key)) return key
  return SIGNS[code]?.[shift ? 1 : 0] ?? key
}

export function digitOf({ key, code, shift }: Pick<Key, 'key' | 'code' | 'shift'>): number | null {
  if (/^\d$/.test(key)) return Number(key)
  const digit = shift || /^[\x20-\x7e]$/.test(key) ? undefined : /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1]
  return digit === undefined ? null : Number(digit)
}
