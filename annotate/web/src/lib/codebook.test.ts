// @vitest-environment node
import { expect, test } from 'vitest'
import { shippedCodebook } from '../coding/shipped'
import { exampleParts } from './codebook'

test('an example is read around its trigger', () => {
  expect(exampleParts('Police [arrested] dozens.')).toEqual({ before: 'Police ', trigger: 'arrested', after: ' dozens.' })
  expect(exampleParts('[Strike]')).toEqual({ before: '', trigger: 'Strike', after: '' })
})

test.each(['Police arrested dozens.', '', 'Police [] left.', 'Police ]held[ a man.', 'Police [held] a [man].', 'Police [held'])(
  'without one pair of brackets it stays as it is: %s',
  (sentence) => expect(exampleParts(sentence)).toEqual({ before: sentence, trigger: '', after: '' }),
)

test('every example of the shipped codebook has a trigger to show', () => {
  const sentences = shippedCodebook().data.codes.map(({ examples = [] }) => examples)
  expect(sentences.every(({ length }) => length > 0)).toBe(true)
  expect(sentences.flat().filter((one) => !exampleParts(one).trigger)).toEqual([])
})
