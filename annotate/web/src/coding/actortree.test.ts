// @vitest-environment node
import { expect, test } from 'vitest'
import { aboveActors, actorCrumbs, browseActors } from './actortree'
import { explain } from './actors'
import { actorTree, unfolded } from './browse'
import { shippedActors } from './shipped'

const table = shippedActors()

test('three steps lead from nothing to a country and the roles there', () => {
  const roots = browseActors(table, '')
  expect(roots.find((row) => row.into === '?E')).toMatchObject({ code: 'E …', step: true })
  expect(browseActors(table, '?E').find((row) => row.code === 'EGY')).toMatchObject({ says: 'Egypt', into: 'EGY', step: true })
  const roles = browseActors(table, 'EGY')
  expect(roles.slice(0, 4).map((row) => row.code)).toEqual(['EGY', 'EGYGOV', 'EGYMIL', 'EGYOPP'])
  expect(roles.every((row) => !row.step)).toBe(true)
})

test('every place of the table, every role and every organisation is reached', () => {
  const seen = new Set<string>()
  const walk = (within: string, depth: number) => {
    for (const row of browseActors(table, within)) {
      if (!row.step) seen.add(row.code)
      if (row.into !== undefined && depth < 2) walk(row.into, depth + 1)
    }
  }
  walk('', 0)
  const of = (...kinds: string[]) => table.blocks.filter((block) => kinds.includes(block.kind)).map((block) => block.code)
  expect(of('country', 'region', 'territory', 'international', 'role').filter((code) => !seen.has(code))).toEqual([])
  expect(of('organisation').filter((code) => !seen.has(`IGO${code}`))).toEqual([])
  expect([...seen].filter((code) => explain(table, code).unknown.length > 0)).toEqual([])
})

test('each step leads back to where it came from', () => {
  for (const root of browseActors(table, '')) {
    expect(aboveActors(table, root.into ?? '')).toBe('')
    for (const row of browseActors(table, root.into ?? '').filter((one) => one.into !== undefined))
      expect(aboveActors(table, row.into ?? ''), row.code).toBe(root.into)
  }
  expect(aboveActors(table, 'EGYOPP')).toBe('EGY')
  expect(aboveActors(table, '')).toBeNull()
  expect(actorCrumbs(table, 'EGY').map(({ text }) => text)).toEqual(['E', 'EGY Egypt'])
})

test('a country opens in place, below its letter', () => {
  const rows = unfolded(actorTree(table), 'EGY')
  const at = rows.findIndex((row) => row.into === '?E')
  expect(rows[at]?.tree).toEqual({ level: 1, more: true, open: true })
  const egypt = rows.findIndex((row) => row.into === 'EGY')
  expect(rows[egypt]?.tree).toEqual({ level: 2, more: true, open: true })
  expect(rows.slice(egypt + 1, egypt + 3).map(({ code, tree }) => [code, tree])).toEqual([
    ['EGY', { level: 3, more: false, open: false }],
    ['EGYGOV', { level: 3, more: true, open: false }],
  ])
  expect(rows.filter(({ tree }) => tree?.level === 1)).toHaveLength(browseActors(table, '').length)
})
