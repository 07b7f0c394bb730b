// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canonicalJson, contentHash } from './canonical'
import { OffsetError, TextMap } from './text'

interface Vectors {
  texts: {
    name: string
    text: string
    offsets: { cp: number; utf16: number }[]
    refused: number[]
    fragments: { start: number; end: number; quote: string; utf16: [number, number] }[]
  }[]
  canonical: { value: unknown; canonical: string; sha256: string }[]
}

const vectors = JSON.parse(readFileSync('../../tests/vectors/offsets.json', 'utf8')) as Vectors

describe.each(vectors.texts)('offsets: $name', ({ text, offsets, refused, fragments }) => {
  const map = new TextMap(text)

  test('every pair converts both ways', () => {
    for (const { cp, utf16 } of offsets) {
      expect(map.toUtf16(cp)).toBe(utf16)
      expect(map.fromUtf16(utf16)).toBe(cp)
    }
    expect(map.length).toBe(offsets.at(-1)?.cp)
  })

  test('what lies outside or inside a pair is refused', () => {
    for (const unit of refused) expect(() => map.fromUtf16(unit)).toThrow(OffsetError)
    expect(() => map.toUtf16(map.length + 1)).toThrow(OffsetError)
    expect(() => map.toUtf16(-1)).toThrow(OffsetError)
  })

  test('fragments are the words they quote', () => {
    for (const { start, end, quote, utf16 } of fragments) {
      expect(map.slice(start, end)).toBe(quote)
      expect([map.toUtf16(start), map.toUtf16(end)]).toEqual(utf16)
    }
  })
})

test.each(vectors.canonical)('canonical JSON $canonical', ({ value, canonical, sha256 }) => {
  expect(canonicalJson(value)).toBe(canonical)
  expect(contentHash(value)).toBe(sha256)
})
