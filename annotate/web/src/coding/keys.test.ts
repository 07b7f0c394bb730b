// @vitest-environment node
import { expect, test } from 'vitest'
import { wordsOf } from '../lib/coding'
import { actorTable, explain, pickActors, pickFree } from './actors'
import { context as make } from './fixtures'
import type { Key, Wish } from './command'
import { composeKey, readKey, typeSpan } from './keys'
import { listFor, type Known } from './lists'
import { BLANK } from './memory'
import { reduce } from './reducer'
import { initial, isSpanSlot, type State } from './state'

const context = make()
const table = actorTable({
  blocks: [
    { code: 'EGY', label: 'Egypt', kind: 'country' },
    { code: 'GOV', label: 'government', kind: 'role' },
    { code: 'OPP', label: 'opposition', kind: 'role' },
    { code: 'COP', label: 'police', kind: 'role' },
    { code: 'MUS', label: 'Mauritius', kind: 'country' },
    { code: 'MUS', label: 'Muslim', kind: 'religion' },
  ],
  names: [{ kind: 'country', code: 'EGY', names: ['egyptian'] }],
  first: ['country', 'role', 'religion'],
  later: ['role', 'religion', 'country'],
  after_international: ['role'],
})
const known: Known = { actors: [{ name: 'President Morsi', code: 'EGYGOV' }], table, memory: BLANK }

const CODES: Record<string, string> = { '?': 'Slash', '-': 'Minus', '=': 'Equal' }

/** Plays keys as the screen does: first the command keys, then typing. */
class Player {
  state: State = initial()
  wishes: Wish[] = []

  press(...keys: string[]): this {
    for (const name of keys) this.one(name)
    return this
  }

  type(text: string): this {
    return this.press(...text)
  }

  private one(name: string): void {
    const shift = name.startsWith('Shift+')
    const key = shift ? name.slice(6) : name
    const event: Key = { key, code: CODES[key] ?? '', shift, ctrl: false, atEnd: true }
    const view = { state: this.state, context, list: listFor(this.state, context, known) }
    const { open } = this.state
    const command = open ? composeKey(event, view) : readKey(event, view)
    if (command) {
      for (const action of command.actions) this.state = reduce(this.state, action, context)
      if (command.wish) this.wishes.push(command.wish)
      return
    }
    if (!open) return
    const typed = key === 'Backspace' ? open.typed.slice(0, -1) : open.typed + key
    const next = isSpanSlot(open.slot) ? typeSpan(typed, view).actions : [{ do: 'typed' as const, text: typed }]
    for (const action of next) this.state = reduce(this.state, action, context)
  }

  /** The code under the cursor. */
  get cursor(): string | undefined {
    const list = listFor(this.state, context, known)
    const row = list.kind === 'none' || list.kind === 'span' ? undefined : list.rows[this.state.open?.row ?? 0]
    return row && (typeof row.code === 'string' ? row.code : row.code.code)
  }

  get quotes(): string[] {
    return this.state.coding.mentions.map(wordsOf)
  }
}

/** The rows of a tree of event codes with their levels. */
function codesOf(state: State): string[] {
  const list = listFor(state, context, known)
  return list.kind === 'code' ? list.rows.map(({ code, tree }) => `${tree?.level} ${code.code}`) : []
}

test('one event with the keyboard alone takes 31 keys', () => {
  const keys = [
    'n',
    'd',
    'Tab',
    ...'1041',
    'Tab',
    'p',
    ' ',
    ' ',
    'Tab',
    ...'egyopp',
    'Tab',
    'p',
    'ArrowDown',
    ' ',
    'Tab',
    ...'egygov',
    'Enter',
  ]
  const player = new Player().press(...keys)
  expect(keys.length).toBeLessThanOrEqual(31)
  expect(player.wishes).toEqual(['save'])
  expect(player.quotes).toEqual(['demanded', 'Protesters in Cairo', 'President Morsi'])
  expect(player.state.coding.mentions.map((m) => m.actor_code)).toEqual([null, 'EGYOPP', 'EGYGOV'])
  expect(player.state.coding.events).toMatchObject([{ code: '1041', sources: ['m2'], targets: ['m3'] }])
})

test('candidates carry their code: nine keys for a whole event', () => {
  const player = new Player().press('n', 'd', 'Tab', 'Tab')
  expect(player.state.coding.events[0]?.code).toBe('1041')
  player.press('1', '-', '1', 'Tab')
  expect(player.quotes).toEqual(['demanded', 'Protesters', 'President Morsi'])
  expect(player.state.coding.mentions.map((m) => m.actor_code)).toEqual([null, '', 'EGYGOV'])
  expect(player.state.open?.slot).toBe('details')
})

test('in an empty slot Tab takes the first candidate, minus says "not stated"', () => {
  const player = new Player().press('n', 'd', 'Tab', ...'1041', 'Tab', 'Tab')
  expect(player.quotes).toEqual(['demanded', 'Protesters'])
  player.press('Escape', 'Enter', 'Tab', 'Tab', '-')
  expect(player.state.coding.events[0]).toMatchObject({ sources: [], source_not_stated: true })
  expect(player.state.open?.slot).toBe('target')
})

test('digits in a span slot never type, and a number without a candidate does nothing', () => {
  const player = new Player().press('n', '9')
  expect(player.state.open).toMatchObject({ typed: '', slot: 'trigger' })
})

test('Escape leaves, Backspace removes a letter, then the span', () => {
  const player = new Player().press('n', 'd', 'e', 'Backspace')
  expect(player.state.open).toMatchObject({ typed: 'd' })
  player.press('Tab', 'Shift+Tab', 'Backspace')
  expect(player.state.coding.events[0]?.trigger).toBeNull()
  player.press('Escape')
  expect(player.state.coding.events).toEqual([])
})

test('Escape goes one step out: of the hints, of the tree, of the event', () => {
  const player = new Player().press('n', ';', 'Escape')
  expect(player.state.open).toMatchObject({ slot: 'trigger', hints: false })
  player.press('d', 'Tab', 'ArrowLeft', 'Escape')
  expect(player.state.open).toMatchObject({ slot: 'code', within: null })
  player.press(...'104', 'Escape')
  expect(player.state.open).toBeNull()
})

test('hints reach a word that no letter can type', () => {
  const player = new Player().press('j', 'n', ';', 'a', 'g')
  const span = player.state.open?.span
  expect(span && context.reading.slice(span)).toBe('48')
})

test('reading: sentences, none, undo, selection', () => {
  const player = new Player().press('j', 'j', 'j', 'k')
  expect(player.state.sentence).toBe(1)
  player.press('0')
  expect(player.state.coding.verdict).toBe('no_codable_event')
  player.press('u')
  expect(player.state.coding.verdict).toBeNull()
  player.press('Shift+u')
  expect(player.state.coding.verdict).toBe('no_codable_event')
  player.press('?', 'g')
  expect(player.wishes).toEqual(['keys', 'guideline'])
})

test('letters of another layout are read by their place on the keyboard', () => {
  const view = { state: initial(), context, list: listFor(initial(), context, known) }
  const arabic = { key: 'ت', code: 'KeyJ', shift: false, ctrl: false, atEnd: true }
  expect(readKey(arabic, view)?.actions).toEqual([{ do: 'sentence', to: 1 }])
  expect(readKey({ ...arabic, key: 'ظ', code: 'Slash' }, view)?.wish).toBe('find')
  expect(readKey({ ...arabic, key: '؟', code: 'Slash', shift: true }, view)?.wish).toBe('keys')
  expect(readKey({ ...arabic, key: 'د', code: 'BracketRight' }, view)?.say).toBe('No suggestion is open.')
})

test('the tree opens in place to the right and shuts to the left', () => {
  const player = new Player().press('n', 'd', 'Tab', ...'104', 'ArrowRight')
  const shown = () => codesOf(player.state)
  expect(shown()).toEqual(['1 01', '1 02', '1 10', '2 104', '3 1041', '1 17'])
  expect(player.cursor).toBe('104')
  player.press('ArrowRight')
  expect(player.cursor).toBe('1041')
  player.press('ArrowLeft')
  expect(player.cursor).toBe('104')
  player.press('ArrowLeft')
  expect([player.cursor, shown()]).toEqual(['104', ['1 01', '1 02', '1 10', '2 104', '1 17']])
  player.press('ArrowLeft', 'ArrowLeft')
  expect([player.cursor, shown()]).toEqual(['10', ['1 01', '1 02', '1 10', '1 17']])
  player.press('ArrowLeft')
  expect(player.cursor).toBe('10')
  player.press('ArrowUp', 'ArrowRight', 'ArrowRight')
  expect([player.cursor, shown()]).toEqual(['024', ['1 01', '1 02', '2 024', '1 10', '1 17']])
})

test('one branch is open at a time, and Backspace climbs out of it and at last out of the tree', () => {
  const player = new Player().press('n', 'd', 'Tab', ...'104', 'ArrowRight', 'ArrowUp', 'ArrowUp')
  expect(player.cursor).toBe('02')
  player.press('ArrowRight')
  expect([player.cursor, codesOf(player.state)]).toEqual(['02', ['1 01', '1 02', '2 024', '1 10', '1 17']])
  player.press('Backspace')
  expect([player.cursor, player.state.open?.within]).toEqual(['02', ''])
  player.press('Backspace')
  expect(player.state.open?.within).toBeNull()
})

test('ArrowLeft leads from an offer to its place in the tree', () => {
  const player = new Player().press('n', 'd', 'Tab', ...'1041', 'Tab', 'Shift+Tab', 'ArrowLeft')
  expect([player.cursor, player.state.open?.within]).toEqual(['1041', '104'])
})

test('actor codes are read by position, from letters or from words', () => {
  expect(explain(table, 'MUSMUS').text).toBe('Mauritius, Muslim')
  expect(explain(table, 'EGYXYZ').unknown).toEqual(['XYZ'])
  expect(pickActors(table, 'egyptian opp', []).rows[0]).toMatchObject({ code: 'EGYOPP', says: 'Egypt, opposition' })
  expect(pickActors(table, 'egyo', []).rows.map((row) => row.code)).toEqual(['EGYOPP'])
  expect(pickActors(table, 'xyzopp', [])).toMatchObject({
    rows: [{ code: 'XYZOPP', why: 'not in the table' }],
    unknown: ['XYZ'],
  })
  expect(pickActors(table, 'eg1', []).rows).toEqual([])
})

test('free actor codes: any words, those used before first', () => {
  const offers = [
    { code: 'police', why: 'a' },
    { code: 'police', why: 'b' },
    { code: 'party', why: 'c' },
  ]
  expect(pickFree('', offers).rows.map((row) => row.code)).toEqual(['police', 'party'])
  expect(pickFree('pol', offers).rows.map((row) => row.code)).toEqual(['police', 'pol'])
})
