// Which single key stands for which command while reading; each can be changed, all can be switched off.

export const COMMANDS = {
  next: 'j',
  previous: 'k',
  new: 'n',
  duplicate: 'd',
  remove: 'x',
  swap: 'w',
  undo: 'u',
  guideline: 'g',
  find: '/',
  skip: 's',
  note: 'c',
  flag: 'f',
  accept: 'y',
  reject: 'r',
  suggestion: ']',
  suggestionBack: '[',
} as const
export type CommandName = keyof typeof COMMANDS

export interface Keymap {
  /** Single characters are commands at all. */
  single: boolean
  keys: Readonly<Record<CommandName, string>>
}

export const DEFAULT_KEYS: Keymap = { single: true, keys: COMMANDS }
const NAMES = Object.keys(COMMANDS) as CommandName[]
const FIXED = /^[\d?!]$/

export function commandOf(keymap: Keymap, key: string): CommandName | null {
  return NAMES.find((name) => keymap.keys[name] === key) ?? null
}

/** True for what a command may be put on: one character that nothing fixed stands on. */
export function mayBeKey(key: string): boolean {
  return [...key].length === 1 && key.trim() !== '' && !FIXED.test(key)
}

/** Puts a command on a key; a command that was there gets the old one. */
export function remap(keymap: Keymap, name: CommandName, typed: string): Keymap {
  const key = typed.toLowerCase()
  if (!mayBeKey(key)) return keymap
  const other = commandOf(keymap, key)
  const keys = { ...keymap.keys, ...(other ? { [other]: keymap.keys[name] } : {}), [name]: key }
  return { ...keymap, keys }
}

const STORED = 'annotate-keys'

export function loadKeymap(store: Storage): Keymap {
  try {
    const raw = JSON.parse(store.getItem(STORED) ?? '{}') as { single?: boolean; keys?: Record<string, unknown> }
    const wanted = NAMES.map((name) => [name, String(raw.keys?.[name] ?? COMMANDS[name])] as const)
    const sound = wanted.every(([, key]) => mayBeKey(key)) && new Set(wanted.map(([, key]) => key)).size === NAMES.length
    const keys = sound ? (Object.fromEntries(wanted) as Record<CommandName, string>) : COMMANDS
    return { single: raw.single !== false, keys }
  } catch (error) {
    if (error instanceof SyntaxError) return DEFAULT_KEYS // written by something else
    throw error
  }
}

export function saveKeymap(store: Storage, keymap: Keymap): void {
  store.setItem(STORED, JSON.stringify(keymap))
}
