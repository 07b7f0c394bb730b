// @vitest-environment node
import { expect, test } from 'vitest'
import { inlines, markdown, type Block, type Inline } from './markdown'

const flat = (of: Inline[]): string =>
  of
    .map((i) => ('of' in i ? `<${i.kind}${i.kind === 'link' ? ` ${i.href}` : ''}>${flat(i.of)}</>` : i.kind === 'code' ? `<code>${i.text}</>` : i.text))
    .join('')

test.each([
  ['plain 2 * 3 * 4', 'plain 2 * 3 * 4'],
  ['a **strong *and em* word**', 'a <strong>strong <em>and em</> word</>'],
  ['snake_case_name and _em_', 'snake_case_name and <em>em</>'],
  ['`**code**` \\*star\\*', '<code>**code**</> *star*'],
  ['[the book](https://example.org/a?b=1#c)', '<link https://example.org/a?b=1#c>the book</>'],
  ['write to [us](mailto:us@example.org).', 'write to <link mailto:us@example.org>us</>.'],
  ['see https://example.org/x.', 'see <link https://example.org/x>https://example.org/x</>.'],
  ['2 < 3 & 4 > 1 <b>bold</b>', '2 < 3 & 4 > 1 <b>bold</b>'],
  ['**open', '**open'],
])('inline: %s', (text, out) => {
  expect(flat(inlines(text))).toBe(out)
})

test.each([
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert)',
  '[x](data:text/html,a)',
  '[x](//example.org)',
  '[x](vbscript:x)',
])('%s is no link', (text) => {
  expect(JSON.stringify(markdown(text))).not.toContain('"href"')
})

test('an address ends where it could break out', () => {
  const out = flat(inlines('[x](https://e.org" onclick="x) [y](\u0001https://e.org) <https://e.org>'))
  expect(out.match(/<link ([^>]*)>/g)).toEqual(Array(3).fill('<link https://e.org>'))
})

test('blocks of every kind', () => {
  const kinds = (all: Block[]) => all.map((b) => b.kind)
  const text =
    '# One\n\ntext\nmore\n\n- a\n- b\n  - c\n\n3. x\n4. y\n\n> said\n> so\n\n```\n<b>\n```\n---\n| a | b |\n|---|---|\n| 1 | 2 |\n'
  const all = markdown(text)
  expect(kinds(all)).toEqual(['heading', 'paragraph', 'list', 'list', 'quote', 'code', 'rule', 'table'])
  const [, , list, numbers, , code, , table] = all
  expect(list?.kind === 'list' && list.items.map(kinds)).toEqual([['paragraph'], ['paragraph', 'list']])
  expect(numbers).toMatchObject({ ordered: true, start: 3 })
  expect(code).toEqual({ kind: 'code', text: '<b>' })
  expect(table).toMatchObject({ head: [[{ text: 'a' }], [{ text: 'b' }]], rows: [[[{ text: '1' }], [{ text: '2' }]]] })
})

// what took the square of their number would not come to an end within a test's time
test.each([
  ['stars', '*'.repeat(100_000)],
  ['brackets', '['.repeat(100_000)],
  ['quotes', '> '.repeat(25_000)],
  ['lists', `${'  '.repeat(200)}- a\n`.repeat(200)],
  ['ticks', '`'.repeat(100_000)],
  ['pairs', '**a'.repeat(25_000)],
  ['tables', '|-'.repeat(25_000)],
  ['unclosed fence', '```\n'.repeat(10_001)],
  ['lines', '-\n'.repeat(100_000)],
])('%s in any number are read, not each with all before it, and lose no text', (_, text) => {
  expect(JSON.stringify(markdown(text)).length).toBeGreaterThan(0)
})
