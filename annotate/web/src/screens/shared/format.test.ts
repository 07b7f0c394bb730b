import { expect, test } from 'vitest'
import { ago, bytes, figure, interval, language, percent, plural } from './format'

test('coefficients have two decimals and no leading nought', () => {
  expect([figure(0.784), figure(-0.05), figure(1), figure(0), figure(-0.001)]).toEqual(['.78', '−.05', '1.00', '.00', '.00'])
  expect(interval(0.7, 0.815)).toBe('[.70, .81]')
  expect(interval(null, 0.8)).toBe('')
})

test('shares are never rounded to nothing or to all', () => {
  expect([percent(1, 1000), percent(999, 1000), percent(0, 9), percent(9, 9), percent(1, 3), percent(0, 0)]).toEqual(['< 1 %', '> 99 %', '0 %', '100 %', '33 %', '–'])
})

test('moments are told as far as a reader needs them', () => {
  const now = Date.parse('2026-11-24T12:00:00Z')
  const at = (iso: string | null) => ago(iso, now)
  expect([at('2026-11-24T11:59:40Z'), at('2026-11-24T11:13:00Z'), at('2026-11-24T02:00:00Z'), at('2026-11-23T11:00:00Z'), at('2026-11-01T11:00:00Z'), at(null), at('soon')])
    .toEqual(['now', '47 min ago', '10 h ago', '1 day ago', '1 Nov 2026', '–', '–'])
})

test('counts, sizes and languages are words', () => {
  expect([plural(1, 'article'), plural(1204, 'article'), bytes(1), bytes(48213), bytes(5_250_000)]).toEqual(['1 article', '1,204 articles', '1 byte', '48 kB', '5.3 MB'])
  expect([language('ar'), language(''), language('not a code')]).toEqual(['Arabic', '', 'not a code'])
})
