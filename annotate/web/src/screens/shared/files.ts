// Files on their way into a project: each is first read without storing, then imported. Pure state, no DOM.
import type { ApiError } from '../../lib/api'
import type { ImportReport } from './types'

/** `read` holds a report to look at; `queued` waits for its import; `done` is stored. */
export type Phase = 'waiting' | 'reading' | 'read' | 'refused' | 'queued' | 'importing' | 'done'

/** How a file shall be read, where detection does not do. */
export interface ReadAs {
  format: string
  text_field: string
  encoding: string
}

export interface Entry {
  id: number
  file: File
  readAs: ReadAs
  phase: Phase
  /** Sent so far, 0 to 1. */
  share: number
  report: ImportReport | null
  error: ApiError | null
}

export type Action =
  | { do: 'add'; files: readonly File[] }
  | { do: 'remove'; id: number }
  | { do: 'readAs'; id: number; readAs: Partial<ReadAs> }
  | { do: 'again'; id: number }
  | { do: 'start'; id: number }
  | { do: 'progress'; id: number; share: number }
  | { do: 'report'; id: number; report: ImportReport }
  | { do: 'refuse'; id: number; error: ApiError }
  | { do: 'import' }

let lastId = 0

function fresh(file: File): Entry {
  lastId += 1
  return { id: lastId, file, readAs: { format: 'auto', text_field: '', encoding: '' }, phase: 'waiting', share: 0, report: null, error: null }
}

function same(a: File, b: File): boolean {
  return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified
}

/** Files that are not in the list yet; a file dropped twice is one file. */
function newFiles(entries: readonly Entry[], files: readonly File[]): File[] {
  return files.filter((file, i) => !entries.some((entry) => same(entry.file, file)) && !files.slice(0, i).some((other) => same(other, file)))
}

export function blocked(report: ImportReport): boolean {
  return report.problems.some((problem) => problem.severity === 'error')
}

/** A file can go in when something new was understood in it and nothing in it is wrong. */
export function importable(entry: Entry): boolean {
  return entry.phase === 'read' && entry.report !== null && entry.report.new > 0 && !blocked(entry.report)
}

/** The next file to send, when none is on its way. */
export function nextToSend(entries: readonly Entry[]): Entry | null {
  if (entries.some((entry) => entry.phase === 'reading' || entry.phase === 'importing')) return null
  return entries.find((entry) => entry.phase === 'queued') ?? entries.find((entry) => entry.phase === 'waiting') ?? null
}

export function isImport(entry: Entry): boolean {
  return entry.phase === 'queued' || entry.phase === 'importing'
}

function one(entries: readonly Entry[], id: number, change: (entry: Entry) => Entry): Entry[] {
  return entries.map((entry) => (entry.id === id ? change(entry) : entry))
}

export function files(entries: readonly Entry[], action: Action): Entry[] {
  switch (action.do) {
    case 'add': return [...entries, ...newFiles(entries, action.files).map(fresh)]
    case 'remove': return entries.filter((entry) => entry.id !== action.id)
    case 'readAs': return one(entries, action.id, (e) => ({ ...e, readAs: { ...e.readAs, ...action.readAs }, phase: 'waiting', report: null, error: null }))
    case 'again': return one(entries, action.id, (e) => ({ ...e, phase: 'waiting', error: null }))
    case 'start': return one(entries, action.id, (e) => ({ ...e, phase: e.phase === 'queued' ? 'importing' : 'reading', share: 0, error: null }))
    case 'progress': return one(entries, action.id, (e) => ({ ...e, share: action.share }))
    case 'report': return one(entries, action.id, (e) => ({ ...e, report: action.report, phase: action.report.imported ? 'done' : 'read' }))
    case 'refuse': return one(entries, action.id, (e) => ({ ...e, phase: 'refused', error: action.error }))
    case 'import': return entries.map((entry) => (importable(entry) ? { ...entry, phase: 'queued' } : entry))
  }
}
