// @vitest-environment node
import { expect, test } from 'vitest'
import { matchedWords } from './matched'
import { rank } from './picker'
import { shippedCodebook } from './shipped'

const codebook = shippedCodebook()
const hits = (code: string, typed: string) => {
  const found = codebook.get(code)
  return found ? matchedWords(found, typed).flatMap(({ text, hit }) => (hit ? [text] : [])) : []
}

test('the search words with most of what is typed come first', () => {
  expect(hits('045', 'shuttle dip')).toEqual(['shuttle diplomacy'])
  expect(hits('171', 'stole')).toContain('steal')
  expect(hits('045', '')).toEqual([])
  expect(hits('045', 'the')).toEqual([])
})

test('a row names the search words that led to it, unless the label holds all that was found', () => {
  const phrase = (typed: string) => rank(codebook, typed).rows[0]?.phrase
  expect(phrase('shuttle diplomacy')).toBe('shuttle diplomacy')
  expect(phrase('demand leadership')).toBe(null)
  expect(phrase('1041')).toBe(null)
})
