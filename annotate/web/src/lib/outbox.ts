// What this computer keeps of a coding until the server has acknowledged it (IndexedDB).
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { SubmitBody } from './screen'

export interface Kept {
  key: string
  task: number
  client_id: string
  base_version: number
  text_sha256: string
  seq: number
  coding: Record<string, unknown>
  /** Earlier and undone states, for undo after a reload; latest last. */
  past: unknown[]
  future: unknown[]
  /** True when the server has answered with the same hash. */
  acked: boolean
  /** A submission whose answer has not arrived. */
  submit: SubmitBody | null
}

export interface Outbox {
  read(key: string): Promise<Kept | undefined>
  write(kept: Kept): Promise<void>
  forget(key: string): Promise<void>
}

interface Tables extends DBSchema {
  codings: { key: string; value: Kept }
}

let opened: Promise<IDBPDatabase<Tables>> | null = null

function database(): Promise<IDBPDatabase<Tables>> {
  opened ??= openDB<Tables>('annotate', 1, {
    upgrade: (db) => void db.createObjectStore('codings', { keyPath: 'key' }),
  })
  return opened
}

export const outbox: Outbox = {
  read: async (key) => (await database()).get('codings', key),
  write: async (kept) => void (await (await database()).put('codings', kept)),
  forget: async (key) => (await database()).delete('codings', key),
}

export function keyOf(user: number, task: number): string {
  return `${user}:${task}`
}

/** Forgets everything this computer keeps, as on log-out. */
export async function emptyOutbox(): Promise<void> {
  await (await database()).clear('codings')
}

/** One name per tab, the same after a reload. */
export function clientId(): string {
  const known = sessionStorage.getItem('annotate-client')
  if (known) return known
  const made = crypto.randomUUID()
  sessionStorage.setItem('annotate-client', made)
  return made
}
