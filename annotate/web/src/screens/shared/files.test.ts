import { describe, expect, test } from 'vitest'
import { ApiError } from '../../lib/api'
import { files, importable, nextToSend, type Entry } from './files'
import type { ImportReport } from './types'

const file = (name: string, size = 3) => new File(['x'.repeat(size)], name, { lastModified: 1 })

function report(change: Partial<ImportReport> = {}): ImportReport {
  return { file: 'a.csv', format: 'csv', articles: 2, new: 2, codings: 0, duplicates: [], near_duplicates: [], problems: [], sample: [], imported: false, ...change }
}

function read(name: string, change: Partial<ImportReport> = {}): Entry[] {
  let entries = files([], { do: 'add', files: [file(name)] })
  const id = entries[0]!.id
  entries = files(entries, { do: 'start', id })
  return files(entries, { do: 'report', id, report: report(change) })
}

describe('files', () => {
  test('a file dropped twice is one file', () => {
    const entries = files([], { do: 'add', files: [file('a.csv'), file('a.csv'), file('b.csv')] })
    expect(files(entries, { do: 'add', files: [file('b.csv'), file('c.csv')] }).map((e) => e.file.name)).toEqual(['a.csv', 'b.csv', 'c.csv'])
  })

  test('one file is sent at a time, imports before readings', () => {
    let entries = [...read('a.csv'), ...files([], { do: 'add', files: [file('b.csv')] })]
    entries = files(entries, { do: 'import' })
    expect(nextToSend(entries)?.file.name).toBe('a.csv')
    entries = files(entries, { do: 'start', id: entries[0]!.id })
    expect(entries[0]!.phase).toBe('importing')
    expect(nextToSend(entries)).toBeNull()
  })

  test('only files with something new and nothing wrong are imported', () => {
    const good = read('good.csv', { problems: [{ line: 2, message: 'no date', severity: 'warning' }] })
    const bad = read('bad.csv', { problems: [{ line: 7, message: 'broken', severity: 'error' }] })
    const old = read('old.csv', { new: 0 })
    expect([...good, ...bad, ...old].map(importable)).toEqual([true, false, false])
    expect(files([...good, ...bad, ...old], { do: 'import' }).map((e) => e.phase)).toEqual(['queued', 'read', 'read'])
  })

  test('a stored file is done, and is not read again', () => {
    let entries = files(read('a.csv'), { do: 'import' })
    const id = entries[0]!.id
    entries = files(files(entries, { do: 'start', id }), { do: 'report', id, report: report({ imported: true, task_ids: [1, 2] }) })
    expect(entries[0]!.phase).toBe('done')
    expect(nextToSend(entries)).toBeNull()
  })

  test('another way of reading reads the file anew; a refusal can be tried again', () => {
    let entries = read('a.csv')
    const id = entries[0]!.id
    entries = files(entries, { do: 'readAs', id, readAs: { format: 'text' } })
    expect([entries[0]!.phase, entries[0]!.readAs, entries[0]!.report]).toEqual(['waiting', { format: 'text', text_field: '', encoding: '' }, null])
    entries = files(entries, { do: 'refuse', id, error: new ApiError(0, 'unreachable', 'gone') })
    expect(nextToSend(entries)).toBeNull()
    expect(nextToSend(files(entries, { do: 'again', id }))?.id).toBe(id)
  })
})
