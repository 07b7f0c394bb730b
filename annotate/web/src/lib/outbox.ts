// What this computer keeps of a coding until the server has acknowledged it (IndexedDB): for each opening of an
// article its newest state, and beside it the states that undo and redo step through, one record each.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { SubmitBody } from './screen'

export interface Kept {
  /** Whose coding of which article: `user:task`. */
  key: string
  task: number
  /** Name of the opening that writes this, unlike any other. */
  client_id: string
  base_version: number
  /** The coder's submitted annotation, which a submission would change. */
  annotation: number | null
  text_sha256: string
  seq: number
  /** Hash of the server's draft that is known here. */
  seen: string | null
  coding: Record<string, unknown>
  /** Where the coding stands among the states, and how many there are. */
  at: number
  length: number
  /** True when the server has answered with the same hash. */
  acked: boolean
  /** A submission whose answer has not arrived. */
  submit: SubmitBody | null
  /** Hashes of submissions that may have arrived without our knowing. */
  tried: string[]
}

export interface Found {
  kept: Kept
  /** Every state that undo and redo reach, the present one among them. */
  states: unknown[]
}

/** States to be written, by their place. */
export type States = readonly (readonly [at: number, coding: unknown])[]

export interface Outbox {
  read(key: string): Promise<Found | undefined>
  /** False when another opening has taken the article; it then goes on, and this one is a copy that nobody reads. */
  write(kept: Kept, states: States): Promise<boolean>
  /** The same, and takes the article from any other opening. */
  claim(kept: Kept, states: States): Promise<void>
  /** Drops what an opening kept. */
  forget(kept: Kept): Promise<void>
  /** Drops what every opening kept of an article. */
  discard(key: string): Promise<void>
  /** What waits for the server, of a person. */
  waiting(user: number): Promise<Kept[]>
  /** Notes that the server has this very state; a newer one stays as it is. */
  settle(kept: Kept): Promise<void>
}

type Place = [key: string, client: string]

interface Tables extends DBSchema {
  codings: { key: Place; value: Kept }
  states: { key: [key: string, client: string, at: number]; value: unknown }
  holders: { key: string; value: string }
}

type Base = IDBPDatabase<Tables>

const PATIENCE = 4000
let opened: Promise<Base> | null = null

function open(): Promise<Base> {
  return openDB<Tables>('annotate', 2, {
    upgrade: (db) => {
      for (const name of [...db.objectStoreNames]) db.deleteObjectStore(name)
      db.createObjectStore('codings', { keyPath: ['key', 'client_id'] })
      db.createObjectStore('states')
      db.createObjectStore('holders')
    },
    blocking: (_now, _wanted, event) => {
      opened = null
      ;(event.target as IDBDatabase).close()
    },
    terminated: () => void (opened = null),
  })
}

/** Fails rather than hangs: some browsers never answer where storage is switched off. */
function inTime(asked: Promise<Base>): Promise<Base> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error('no answer from IndexedDB')), PATIENCE)
    asked.then(done, failed).finally(() => clearTimeout(timer))
  })
}

function database(): Promise<Base> {
  if (opened) return opened
  const asked = inTime(open())
  opened = asked
  asked.catch(() => void (opened = null))
  return asked
}

/** Every client's records under a key. */
function of(key: string, client?: string): IDBKeyRange {
  return client === undefined ? IDBKeyRange.bound([key], [key, []]) : IDBKeyRange.bound([key, client], [key, client, []])
}

const STORES = ['codings', 'states', 'holders'] as const

/** Everything of the other clients under a key. */
function others(key: string, client: string): [IDBKeyRange, IDBKeyRange] {
  return [IDBKeyRange.bound([key], [key, client], false, true), IDBKeyRange.bound([key, client, []], [key, []])]
}

/** Committed at once: what is on the screen at the next frame is on its way to the disk. */
async function put(kept: Kept, states: States, claim: boolean): Promise<boolean> {
  const tx = (await database()).transaction(STORES, 'readwrite')
  const { key, client_id } = kept
  const asked: Promise<unknown>[] = [tx.done, tx.objectStore('codings').put(kept)]
  for (const [at, coding] of states) asked.push(tx.objectStore('states').put(coding, [key, client_id, at]))
  for (const range of claim ? others(key, client_id) : []) {
    asked.push(tx.objectStore('codings').delete(range), tx.objectStore('states').delete(range))
  }
  if (claim) asked.push(tx.objectStore('holders').put(client_id, key))
  const holder = tx.objectStore('holders').get(key)
  tx.commit()
  await Promise.all([...asked, holder])
  return ((await holder) ?? client_id) === client_id
}

async function read(key: string): Promise<Found | undefined> {
  const tx = (await database()).transaction(STORES)
  const [all, holder] = await Promise.all([tx.objectStore('codings').getAll(of(key)), tx.objectStore('holders').get(key)])
  // an opening that was cut off before it could claim the article has gone on from the holder's state
  const [kept] = all.sort((a, b) => b.seq - a.seq || Number(b.client_id === holder) - Number(a.client_id === holder))
  if (!kept) return undefined
  const states = await tx.objectStore('states').getAll(of(key, kept.client_id), kept.length)
  return { kept, states: states.length === kept.length ? states : [kept.coding] }
}

async function drop(keys: readonly Place[]): Promise<void> {
  const tx = (await database()).transaction(STORES, 'readwrite')
  for (const [key, client] of keys) {
    void tx.objectStore('codings').delete([key, client])
    void tx.objectStore('states').delete(of(key, client))
  }
  await tx.done
}

async function discard(key: string): Promise<void> {
  const tx = (await database()).transaction(STORES, 'readwrite')
  void tx.objectStore('codings').delete(of(key))
  void tx.objectStore('states').delete(of(key))
  await tx.done
}

async function settle(kept: Kept): Promise<void> {
  const tx = (await database()).transaction(STORES, 'readwrite')
  const codings = tx.objectStore('codings')
  const place: Place = [kept.key, kept.client_id]
  const now = await codings.get(place)
  if (now?.seq === kept.seq && (now.submit === null) === (kept.submit === null)) {
    if (kept.submit) {
      void codings.delete(place)
      void tx.objectStore('states').delete(of(...place))
    } else void codings.put({ ...now, acked: true })
  }
  await tx.done
}

/** A person's records; `key` begins with the person. */
async function ofUser(user: number): Promise<Kept[]> {
  return (await database()).getAll('codings', IDBKeyRange.bound([`${user}:`], [`${user};`], false, true))
}

export function isWaiting(kept: Kept): boolean {
  return !kept.acked || kept.submit !== null
}

/** The newest of each article. */
function newest(all: readonly Kept[]): Kept[] {
  const byKey = new Map<string, Kept>()
  for (const kept of all) if ((byKey.get(kept.key)?.seq ?? -1) < kept.seq) byKey.set(kept.key, kept)
  return [...byKey.values()]
}

export const outbox: Outbox = {
  read,
  write: (kept, states) => put(kept, states, false),
  claim: async (kept, states) => void (await put(kept, states, true)),
  forget: (kept) => drop([[kept.key, kept.client_id]]),
  discard,
  waiting: async (user) => newest(await ofUser(user)).filter(isWaiting),
  settle,
}

export function keyOf(user: number, task: number): string {
  return `${user}:${task}`
}

/** Forgets everything that this computer keeps of a person, as on log-out; nobody else's. */
export async function emptyOutbox(user: number): Promise<void> {
  await drop((await ofUser(user)).map((kept) => [kept.key, kept.client_id]))
}
