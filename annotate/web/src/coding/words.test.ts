// @vitest-environment node
import { expect, test } from 'vitest'
import { reading, TEXT } from './fixtures'
import { dragged, extend, extendStart, neighbour, nudge, runOut, shrink } from './spans'
import { fold, land, landNext } from './words'

const en = reading(TEXT)
const at = (words: string, text = TEXT): [number, number] => {
  const start = [...text.slice(0, text.indexOf(words))].length
  return [start, start + [...words].length]
}

test('letters land on the first word of the sentence that begins so', () => {
  expect(land(en, 0, 'p')?.span).toEqual(at('Protesters'))
  expect(land(en, 0, 'PRE')?.span).toEqual(at('President'))
})

test('a word elsewhere is found in the nearest following sentence, then from the top', () => {
  expect(land(en, 0, 'arm')).toMatchObject({ sentence: 1, span: at('army') })
  expect(land(en, 2, 'cai')).toMatchObject({ sentence: 0, span: at('Cairo') })
  expect(land(en, 0, 'zzz')).toBeNull()
})

test('accents are folded, so plain letters find them', () => {
  expect(land(en, 2, 'ela')?.span).toEqual(at('Élan'))
  expect(fold('Straße Łódź')).toBe('strasse lodz')
})

test('Arabic words are found without vowel signs, forms of alef and the article', () => {
  const text = 'طَالَبَ المتظاهرون بإستقالة الوالي.'
  const ar = reading(text, 'ar')
  expect(ar.slice(land(ar, 0, 'طال')?.span ?? [0, 0])).toBe('طَالَبَ')
  expect(ar.slice(land(ar, 0, 'والي')?.span ?? [0, 0])).toBe('الوالي')
  expect(ar.slice(land(ar, 0, 'باستقالة')?.span ?? [0, 0])).toBe('بإستقالة')
})

test('down and up go through the matches and beyond the sentence', () => {
  const first = land(en, 0, 'p')
  const second = landNext(en, first?.span ?? [0, 0], 'p', 1)
  expect(second?.span).toEqual(at('President'))
  expect(landNext(en, second?.span ?? [0, 0], 'p', 1)?.span).toEqual(at('parties'))
  expect(landNext(en, second?.span ?? [0, 0], 'p', -1)?.span).toEqual(at('Protesters'))
})

test('spans grow and shrink by words and never leave their sentence', () => {
  expect(extend(en, at('President'))).toEqual(at('President Morsi'))
  expect(extend(en, at('resign'))).toEqual(at('resign'))
  expect(shrink(en, at('President Morsi'))).toEqual(at('President'))
  expect(shrink(en, at('President'))).toEqual(at('President'))
  expect(extendStart(en, at('Morsi'))).toEqual(at('President Morsi'))
})

test('run out stops at the end of the name, or at a mark', () => {
  expect(runOut(en, at('President'))).toEqual(at('President Morsi'))
  expect(runOut(en, at('Élan'))).toEqual(at('Élan Duval'))
  expect(runOut(en, at('gave'))).toEqual(at('gave parties 48 hours'))
})

test('characters move a boundary, never past the other', () => {
  expect(nudge(en, [5, 6], 'start', 3)).toEqual([5, 6])
  expect(nudge(en, [5, 8], 'end', -1)).toEqual([5, 7])
  expect(nudge(en, [0, 3], 'start', -1)).toEqual([0, 3])
})

test('a drag snaps to whole words, also beyond the basic plane', () => {
  const text = 'Crowd 🔥 in Łódź cheered.'
  const astral = reading(text)
  expect(astral.slice(astral.snap(9, 13) ?? [0, 0])).toBe('in Łódź')
  expect(astral.snap(5, 5)).toBeNull()
})

test('a dragged boundary jumps from word to word and leaves one', () => {
  const [start, end] = at('Protesters')
  const [, far] = at('demanded')
  expect(dragged(en, [start, end], 'end', far - 3)).toEqual([start, far])
  expect(dragged(en, [start, far], 'end', 0)).toEqual([start, end])
  expect(dragged(en, [start, far], 'start', far - 2)).toEqual(at('demanded'))
  expect(dragged(en, [start, far], 'start', far + 40)).toEqual(at('demanded'))
})

test('the neighbouring word may stand in the next sentence, and there is none beyond the ends', () => {
  const last = en.words(0).at(-1)
  const next = en.words(1)[0]
  if (!last || !next) throw new Error('no words')
  expect(neighbour(en, [last.start, last.end], 1)).toEqual([next.start, next.end])
  expect(neighbour(en, [next.start, next.end], -1)).toEqual([last.start, last.end])
  const first = at('Protesters')
  expect(neighbour(en, first, -1)).toEqual(first)
})

test('the first letter of a paragraph gives its direction', () => {
  const mixed = reading('“القاهرة” said it.')
  expect(mixed.isRtl(12)).toBe(true)
  expect(en.isRtl(0)).toBe(false)
})
