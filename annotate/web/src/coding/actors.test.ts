// @vitest-environment node
import { expect, test } from 'vitest'
import { pickActors } from './actors'
import { measure, phrases, shippedActors, showsActors } from './shipped'

const table = shippedActors()
const codes = (typed: string) => pickActors(table, typed, []).rows.map((row) => row.code)

test('actors as coders name them are among the first five, also those nobody looked at', () => {
  const known = measure(phrases.actors, showsActors(table))
  expect(known.top5, known.missed.join('\n')).toBeGreaterThanOrEqual(0.95)
  expect(known.keys).toBeLessThanOrEqual(6)
  const unseen = measure(phrases.actorsUnseen, showsActors(table))
  expect(phrases.actorsUnseen.length).toBeGreaterThanOrEqual(100)
  expect(unseen.top5, unseen.missed.join('\n')).toBeGreaterThanOrEqual(0.95)
})

test('letters of a code are read block by block', () => {
  expect(codes('egyopp')[0]).toBe('EGYOPP')
  expect(codes('egyo')[0]).toBe('EGYOPP')
  expect(codes('EGY OPP')[0]).toBe('EGYOPP')
  expect(codes('egygovmil')[0]).toBe('EGYGOVMIL')
})

test('a name is a place before it is a language, a people or a religion', () => {
  for (const [typed, code] of [
    ['german', 'DEU'],
    ['french', 'FRA'],
    ['thai', 'THA'],
    ['turkish', 'TUR'],
    ['chinese', 'CHN'],
  ] as const)
    expect(codes(typed)[0], typed).toBe(code)
})

test('roles follow the place in any order of words, faith and people come last', () => {
  expect(codes('army of egypt')[0]).toBe('EGYMIL')
  expect(codes('muslim protesters in india')[0]).toMatch(/^INDOPP(MOS|MUS)$/)
  expect(codes('kurdish rebels in turkey')[0]).toBe('TURREBkur')
  expect(codes('un peacekeepers')[0]).toBe('IGOUNOPKO')
})

test('behind a place that stands alone come its usual roles', () => {
  expect(codes('egypt').slice(0, 3)).toEqual(['EGY', 'EGYGOV', 'EGYMIL'])
  expect(codes('congo').slice(0, 2)).toEqual(['COD', 'COG'])
})

test('what was used before rises, with the reason', () => {
  const offers = [{ code: 'EGYJUD', why: 'in this article' }]
  expect(pickActors(table, 'egyptian', offers).rows[1]).toMatchObject({ code: 'EGYJUD', why: 'in this article' })
  expect(pickActors(table, '', offers).rows).toHaveLength(1)
})

test('a code typed in full comes first, whatever longer ones were used before', () => {
  const used = ['TUNEDU', 'AFGGOVTAL', 'INTMIL', 'NGOHLH', 'SOC'].map((code) => ({ code, why: 'in this article' }))
  for (const typed of ['tun', 'afggov', 'int', 'ngo', 'afg gov'])
    expect(pickActors(table, typed, used).rows[0]?.code, typed).toBe(typed.replace(' ', '').toUpperCase())
  expect(pickActors(table, 'tun', used).rows[1]?.code).toBe('TUNEDU')
})

test('a word that names nothing is allowed one slip, and that is said', () => {
  expect(pickActors(table, 'irsaeli army', [])).toMatchObject({ closest: true, unknown: [] })
  expect(codes('irsaeli army')[0]).toBe('ISRMIL')
  expect(codes('untied nations')[0]).toBe('IGOUNO')
  expect(pickActors(table, 'israeli army', []).closest).toBe(false)
})

test('a code that no table knows can be used, with a warning', () => {
  expect(pickActors(table, 'egyxyz', [])).toMatchObject({ unknown: ['XYZ'], rows: [{ code: 'EGYXYZ' }] })
  expect(codes('xyzzy')).toEqual([])
})
