// @vitest-environment node
import { expect, test } from 'vitest'
import { contentHash } from '../lib/canonical'
import type { Found, Kept } from '../lib/outbox'
import type { Screen } from '../lib/screen'
import { reading, TEXT } from './fixtures'
import { openWith } from './opening'
import { hashOf, START } from './saverbench'

const note = (text: string) => ({ verdict: null, note: text })
const EMPTY = { verdict: null }
const READING = reading(TEXT)
const SCREEN = { task: { id: 7, text_sha256: 'text' }, annotation: null, draft: null } as unknown as Screen
const me = { user: 1, client_id: 'now' }

function found(part: Partial<Kept>, states: unknown[] = [EMPTY, part.coding]): Found {
  return { kept: { ...START, at: states.length - 1, length: states.length, acked: false, ...part }, states }
}

function draft(text: string, client_id = 'other', seq = 9): Screen['draft'] {
  return { seq, base_version: 0, client_id, coding: note(text), hash: hashOf(text), saved_at: '' }
}

function annotation(text: string, version = 1): Screen['annotation'] {
  return { id: 5, version, coding: note(text), content_hash: contentHash(note(text)), was_cancelled: false }
}

function open(screen: Partial<Screen>, kept?: Found) {
  const opening = openWith({ ...SCREEN, ...screen }, READING, me, kept)
  const { conflict, stale } = opening
  return { note: opening.state.coding.note, past: opening.state.past.length, conflict, stale, kept: opening.kept }
}

test('nothing kept: the draft, else the submitted coding, else nothing', () => {
  expect(open({ draft: draft('d'), annotation: annotation('a') }).note).toBe('d')
  expect(open({ annotation: annotation('a') })).toMatchObject({ note: 'a', kept: { base_version: 1, annotation: 5 } })
  expect(open({})).toMatchObject({ note: '', conflict: false, kept: { acked: true, seen: null } })
})

test('unsent work on what the server has goes on, with its history and under a new name', () => {
  const mine = found({ coding: note('b'), seen: hashOf('a') }, [EMPTY, note('a'), note('b')])
  const expected = { note: 'b', past: 2, conflict: false, kept: { client_id: 'now', seen: hashOf('a'), acked: false } }
  expect(open({ draft: draft('a') }, mine)).toMatchObject(expected)
})

test('a draft that is one of our earlier states is ours, whoever brought it', () => {
  const mine = found({ coding: note('b') }, [EMPTY, note('a'), note('b')])
  expect(open({ draft: draft('a') }, mine)).toMatchObject({ note: 'b', conflict: false })
})

test('another’s draft and unsent work: the coder chooses, with the history at hand', () => {
  const mine = found({ coding: note('b') })
  expect(open({ draft: draft('theirs') }, mine)).toMatchObject({ note: 'b', past: 1, conflict: true, stale: false })
  expect(open({ annotation: annotation('theirs') }, mine)).toMatchObject({ note: 'b', conflict: true })
})

test('nothing unsent: the server’s newer state is taken and ours is of no use', () => {
  const mine = found({ coding: note('b'), acked: true })
  expect(open({ draft: draft('theirs') }, mine)).toMatchObject({ note: 'theirs', conflict: false, stale: true })
  expect(open({ draft: draft('b') }, mine)).toMatchObject({ note: 'b', past: 1, stale: false, kept: { acked: true } })
})

test('a saved draft that the server has lost is sent again', () => {
  const mine = found({ coding: note('b'), acked: true })
  expect(open({}, mine)).toMatchObject({ note: 'b', stale: false, kept: { acked: false } })
})

const submitOf = (text: string, was_cancelled = false) => {
  const body = { coding: note(text), unique_id: 'u', lead_time: 1, base_version: 0, client_id: 'tab', seq: 4, seen: null }
  return { submit: was_cancelled ? { ...body, was_cancelled } : body, tried: [hashOf(text)] }
}

test('a submission that had arrived is forgotten; a skip is not taken for it', () => {
  const mine = found({ coding: note('s'), ...submitOf('s') })
  expect(open({ annotation: annotation('s') }, mine)).toMatchObject({ note: 's', stale: true, kept: { submit: null } })
  const skip = found({ coding: note('s'), ...submitOf('s', true) })
  expect(open({ annotation: annotation('s') }, skip).stale).toBe(false)
})

test('a submission that had not arrived is kept as it is', () => {
  const mine = found({ coding: note('s'), ...submitOf('s') })
  expect(open({}, mine)).toMatchObject({ note: 's', kept: { submit: { unique_id: 'u' }, client_id: 'now' } })
})

test('a change after a submission that had arrived goes on top of it', () => {
  const mine = found({ coding: note('later'), submit: null, tried: [hashOf('s')] }, [EMPTY, note('s'), note('later')])
  const expected = { note: 'later', conflict: false, kept: { base_version: 1, annotation: 5, acked: false } }
  expect(open({ annotation: annotation('s') }, mine)).toMatchObject(expected)
})

test('another text: nothing of it can be used', () => {
  expect(open({}, found({ coding: note('b'), text_sha256: 'other' }))).toMatchObject({ note: '', conflict: false })
})
