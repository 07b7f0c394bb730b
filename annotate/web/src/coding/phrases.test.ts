// @vitest-environment node
import { expect, test } from 'vitest'
import { rank } from './picker'
import { measure, phrases, shippedCodebook, showsCodes, type Phrase } from './shipped'

const cameo = shippedCodebook()
const shows = showsCodes(cameo)
const codesOf = (list: readonly Phrase[]) => new Set(list.flatMap(({ codes }) => codes))

test('no phrase stands twice, and every code that is wanted exists', () => {
  const { actors: _, actorsUnseen: __, ...lists } = phrases
  const all = Object.values(lists).flat()
  expect(new Set(all.map(({ typed }) => typed)).size).toBe(all.length)
  for (const code of codesOf(all)) expect(cameo.get(code), code).toBeDefined()
})

test('what coders type leads to the code: 95 % among the first five, half of them within six keys', () => {
  expect(phrases.phrases.length).toBeGreaterThanOrEqual(300)
  expect(codesOf(phrases.phrases).size).toBeGreaterThanOrEqual(150)
  const { top5, keys, missed } = measure(phrases.phrases, shows)
  expect(top5, missed.join('\n')).toBeGreaterThanOrEqual(0.95)
  expect(keys).toBeLessThanOrEqual(6)
})

test.each(['holdout', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'] as const)('so do phrases the search words were not made from: %s', (name) => {
  expect(codesOf(phrases[name]).size).toBeGreaterThanOrEqual(90)
  const { top5, keys, missed } = measure(phrases[name], shows)
  expect(top5, missed.join('\n')).toBeGreaterThanOrEqual(0.95)
  expect(keys).toBeLessThanOrEqual(6)
})

test.each(['cameo-root', 'plover', 'quad', 'penta'])('the codes of %s are found by label, number and most search words', (name) => {
  const codebook = shippedCodebook(name)
  const first = (typed: string) => rank(codebook, typed).rows.slice(0, 5).map(({ code }) => code.code)
  const words = codebook.data.codes.flatMap(({ code, words: own }) => own.map((word) => ({ code, word })))
  for (const { code, label } of codebook.data.codes) {
    expect(first(label), label).toContain(code)
    expect(first(code), code).toContain(code)
  }
  const found = words.filter(({ code, word }) => first(word).includes(code))
  expect(found.length / words.length).toBeGreaterThanOrEqual(0.95)
})
