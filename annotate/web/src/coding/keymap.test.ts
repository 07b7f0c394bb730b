// @vitest-environment node
import { expect, test } from 'vitest'
import { commandOf, DEFAULT_KEYS, loadKeymap, remap, saveKeymap } from './keymap'

function storage(text: string | null = null): Storage {
  let held = text
  return {
    getItem: () => held,
    setItem: (_: string, value: string) => (held = value),
  } as unknown as Storage
}

test('a command is put on another key, and whatever was there moves over', () => {
  const changed = remap(DEFAULT_KEYS, 'new', 'J')
  expect([changed.keys.new, changed.keys.next]).toEqual(['j', 'n'])
  expect(commandOf(changed, 'j')).toBe('new')
})

test.each(['1', '?', '!', ' ', '', 'ab'])('no command can be put on “%s”', (key) => {
  expect(remap(DEFAULT_KEYS, 'new', key)).toBe(DEFAULT_KEYS)
})

test('what was chosen is there again, and what is broken is not taken', () => {
  const store = storage()
  const mine = { ...remap(DEFAULT_KEYS, 'skip', 'q'), single: false }
  saveKeymap(store, mine)
  expect(loadKeymap(store)).toEqual(mine)
  expect(loadKeymap(storage('{'))).toEqual(DEFAULT_KEYS)
  expect(loadKeymap(storage('{"keys": {"new": "j"}}'))).toEqual(DEFAULT_KEYS)
  expect(loadKeymap(storage())).toEqual(DEFAULT_KEYS)
})
