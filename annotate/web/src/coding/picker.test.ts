// @vitest-environment node
import { expect, test } from 'vitest'
import { codebook } from './fixtures'
import { stems } from './forms'
import { codesFor } from './lemma'
import { nearlyPrefix } from './lexicon'
import { NO_USE, offered, ownOnly, rank } from './picker'

const codes = (query: string, use = NO_USE) => rank(codebook, query, use).rows.map((row) => row.code.code)

test('an exact number comes first, then the shorter codes that begin with it', () => {
  expect(codes('104')).toEqual(['104', '1041'])
  expect(rank(codebook, '104').rows.map((row) => Math.round(row.score))).toEqual([1000, 296])
  expect(codes('10')).toEqual(['10', '104', '1041'])
})

test('words match label, search words, root label and definition, each a word of its own', () => {
  expect(codes('change lead')).toEqual(['1041', '0241'])
  expect(codes('arrest')[0]).toBe('173')
  expect(codes('coerce')).toContain('173')
  expect(codes('leader')).toContain('0241')
  expect(rank(codebook, 'change lead').closest).toBe(false)
  expect(rank(codebook, 'lead lead lead').closest).toBe(true)
})

test('numbers and words mix', () => {
  expect(codes('10 lead')).toEqual(['1041'])
  expect(codes('02 lead')).toEqual(['0241'])
})

test('label words score by position, whole word and share typed', () => {
  const scoreOf = (code: string) => rank(codebook, 'demand').rows.find((row) => row.code.code === code)?.score
  const [alsoSearchWord, ofGeneral] = [45, 75]
  expect(scoreOf('10')).toBeCloseTo(100 + 30 + 20 + alsoSearchWord)
  expect(scoreOf('104')).toBeCloseTo(100 + 30 + 20 + ofGeneral - 4)
  const part = rank(codebook, 'appe').rows.find((r) => r.code.code === '02')
  expect(part?.score).toBeCloseTo(100 + (20 * 4) / 6)
})

test('use lifts a code, "not specified below" lowers it unless it is typed', () => {
  const use = { project: new Map([['0241', 7]]), mine: new Map([['0241', 1]]) }
  const plain = rank(codebook, 'change', NO_USE).rows.find((r) => r.code.code === '0241')?.score ?? 0
  const used = rank(codebook, 'change', use).rows.find((r) => r.code.code === '0241')?.score ?? 0
  expect(used - plain).toBeCloseTo(3 * 3 + 5)
  const score = (query: string) => rank(codebook, query).rows.find((r) => r.code.code === '104')?.score ?? 0
  expect(score('reform')).toBeCloseTo(100 - 16 + 30 + 20 - 4)
  expect(score('reform below')).toBeCloseTo(100 - 16 + 30 + 20 + 100 - 40 + 30 + 20)
})

test('retired codes are not offered', () => {
  expect(codes('old')).toEqual([])
})

test('nothing found: one slip is allowed, and said', () => {
  expect(rank(codebook, 'arest')).toMatchObject({ closest: true })
  expect(codes('arest')).toEqual(['173'])
  expect(rank(codebook, 'xyzzy').rows).toEqual([])
  expect(nearlyPrefix('daemnd', 'demand')).toBe(false)
  for (const slip of ['dmeand', 'demnd', 'demmand', 'demend']) expect(nearlyPrefix(slip, 'demand')).toBe(true)
})

test('the matched letters of the label stand out', () => {
  const label = rank(codebook, 'lead change').rows[0]?.label ?? []
  expect(label.filter((part) => part.bold).map((part) => part.text)).toEqual(['change', 'lead'])
  expect(label.map((part) => part.text).join('')).toBe('Demand change in leadership')
})

test('a trigger word points to codes through its base form', () => {
  expect(stems('detained')).toContain('detain')
  expect(stems('said')).toContain('say')
  expect(stems('hitting')).toContain('hit')
  expect(codesFor(codebook, 'demanded').slice(0, 3)).toEqual(['10', '104', '1041'])
  expect(codesFor(codebook, 'demanded', 'They demanded that he resign')[0]).toBe('1041')
  expect(codesFor(codebook, 'sang')).toEqual([])
})

test('before anything is typed: the model’s three, this word’s codes, fitting ones, the last five used, each once', () => {
  const ranked = ['0241', '99', '104', '1041', '010'].map((code, i) => ({ code, sure: { model: 'm', score: 0.9 - i / 10, rank: i + 1 } }))
  const rows = offered(codebook, { ranked, habit: ['104', '024'], fitting: ['1041', '99'], recent: ['173', '1041', '010'] })
  expect(rows.map((row) => [row.code.code, row.why, row.sure?.rank])).toEqual([
    ['0241', 'm', 1],
    ['104', 'm', 2],
    ['1041', 'm', 3],
    ['024', 'used for this word', undefined],
    ['173', 'used lately', undefined],
    ['010', 'used lately', undefined],
  ])
  expect(rows[0]?.sure).toEqual({ model: 'm', score: 0.9, rank: 1 })
})

test('in the sample only the coder’s own codes stand there, by number', () => {
  const rows = ownOnly(codebook, ['173', '1041', '99', '010'])
  expect(rows.map((row) => [row.code.code, row.sure])).toEqual([
    ['010', undefined],
    ['1041', undefined],
    ['173', undefined],
  ])
})
