// @vitest-environment node
import { expect, test } from 'vitest'
import { dateMeant, dateOf, noteWith, restOf } from './when'

test.each([
  ['-1', '2013-06-30'],
  ['+2', '2013-07-03'],
  ['mon', '2013-07-01'],
  ['Sun', '2013-06-30'],
  ['tuesday', '2013-06-25'],
  ['2013-06-30', '2013-06-30'],
  ['2012-02-29', '2012-02-29'],
  ['2013-06', '2013-06'],
  ['2013', '2013'],
])('%s, in an article of Monday 1 July 2013, is %s', (typed, meant) => {
  expect(dateMeant(typed, '2013-07-01')).toBe(meant)
})

test.each(['2013-02-30', '2013-13-01', 'xyz', 'mo', '', '--1', '2013-06-30x'])('%s is no date', (typed) => {
  expect(dateMeant(typed, '2013-07-01')).toBeNull()
})

test('without a day of publication only whole dates are understood', () => {
  expect(dateMeant('-1', null)).toBeNull()
  expect(dateMeant('2013-06-30', null)).toBe('2013-06-30')
})

test('the date opens the note and comes off it again', () => {
  const note = noteWith('2013-06-30', 'at night')
  expect(note).toBe('date 2013-06-30; at night')
  expect([dateOf(note), restOf(note)]).toEqual(['2013-06-30', 'at night'])
  expect([dateOf(noteWith('2013', '')), restOf(noteWith('2013', ''))]).toEqual(['2013', ''])
  expect(noteWith('', 'date uncertain')).toBe('date uncertain')
  expect(dateOf('date uncertain')).toBe('')
})
