// What the agreement page makes of the server's numbers, and of its own address.
import { expect, test } from 'vitest'
import { ladderPicture, outlines, plot, trendPicture } from './charts'
import { csv } from './csv'
import { paint, toSvg, type Picture } from './picture'
import { by, choosing, choosingField, fieldValues, itemsUrl, modelUrl, opened, opening, reportUrl } from './query'
import { betterGroups, byGroup, grid, heat, initials, inOrder, marks, matrix, points, probability, range, sorted, steps, ticks, worst } from './shape'
import type { Estimate, MeasureRow, PairRow, Rung } from './types'

const rung = (key: string, events: number, lost: number): Rung => ({ key, label: key, events, lost, share: null })
const pair = (first: number, second: number, more: Partial<PairRow> = {}): PairRow => ({
  first, second, first_name: `P${first}`, second_name: `P${second}`, articles: 40, n: 60,
  percent: 0.8, kappa: 0.6, root_kappa: 0.7, event_f1: 0.8, trigger_f1: 0.82, first_found: 0.75, second_found: 0.85, ...more,
})
const estimate = (value: number | null, low: number | null = null, high: number | null = null): Estimate => ({ value, low, high, n: 10, articles: 10, why: '' })

test('the ladder marks the largest loss among events that both have found', () => {
  const all = steps([rung('either', 1440, 0), rung('found', 960, 480), rung('root', 672, 288), rung('digits', 598, 74)])
  expect(all.map(({ most }) => most)).toEqual([false, false, true, false])
  expect(all[2]).toMatchObject({ kept: 672 / 1440, before: 960 / 1440 })
  expect(worst(all)).toMatchObject({ of: 960, step: { key: 'root' } })
})

test('a ladder without events or without losses marks nothing', () => {
  expect(worst(steps([rung('either', 0, 0), rung('found', 0, 0), rung('root', 0, 0)]))).toBeNull()
  expect(worst(steps([rung('either', 5, 0), rung('found', 5, 0), rung('root', 5, 0)]))).toBeNull()
  expect(steps([])).toEqual([])
})

test('the heat of a value is its place among those shown', () => {
  expect([0.5, 0.62, 0.74, 0.75].map((v) => heat(v, [0.5, 0.75]))).toEqual([1, 3, 5, 5])
  expect(heat(0.4, [0.4])).toBe(3)
})

test('the matrix shows one number below and one above the diagonal, and none for few articles', () => {
  const made = matrix([pair(7, 3), pair(3, 9, { articles: 14 })].map((p) => (p.first > p.second ? { ...p, first: p.second, second: p.first } : p)))
  expect(made.coders.map(({ id }) => id)).toEqual([3, 7, 9])
  expect(made.rows[0]?.[1]).toMatchObject({ side: 'above', value: 0.7, few: false })
  expect(made.rows[1]?.[0]).toMatchObject({ side: 'below', value: 0.82 })
  expect(made.rows[0]?.[2]).toMatchObject({ few: true, heat: null })
  expect([made.rows[0]?.[0], made.rows[1]?.[2]]).toEqual([null, null])
})

test('initials tell people apart', () => {
  expect(initials(['M. Okonjo', 'Laila Haddad', 'coder1', 'coder12', 'A1'])).toEqual(['MO', 'LH', 'C1', 'C12', 'A1'])
  expect(initials(['Ann Bell', 'Amy Boyd', ''])).toEqual(['AB1', 'AB2', '?'])
})

test('the confusion grid keeps the codes with most confusions and is the same both ways', () => {
  const met = (first: string, second: string, units: number) => ({ first, second, units, first_label: '', second_label: '', question: null })
  const made = grid([met('173', '175', 9), met('010', '173', 2), met('190', '193', 1)], 3)
  expect(made.codes.map(({ code }) => code)).toEqual(['010', '173', '175'])
  expect(made.rows).toEqual([[null, 2, 0], [2, null, 9], [0, 9, null]])
  expect(made.left).toBe(2)
})

test('measures stand by layer, unknown layers last', () => {
  const row = (key: string, group: string) => ({ key, group }) as MeasureRow
  expect(byGroup([row('a', 'new'), row('b', 'lines'), row('c', 'events')]).map(({ group }) => group)).toEqual(['events', 'lines', 'new'])
})

test('the axis takes in all intervals and marks .667 for alpha', () => {
  const all = points({ by: 'week', rows: [{ group: 'a', articles: 5, measures: { k: estimate(0.58, 0.49, 0.67) } }, { group: 'b', articles: 3, measures: {} }] }, 'k')
  expect(range(all)).toEqual([0.4, 0.7])
  expect(ticks([0.4, 0.7], true)).toEqual([0.4, 0.5, 0.6, 0.667])
  expect(ticks([0.4, 0.7], false)).toEqual([0.4, 0.5, 0.6, 0.7])
  expect(range([{ group: 'a', articles: 0, estimate: null }])).toEqual([0, 1])
  expect(ticks([-1, 1], false)).toEqual([-1, -0.5, 0, 0.5, 1])
})

test('the line breaks where a group has no value, the band where it has no interval', () => {
  const row = (group: string, e: Estimate | null) => ({ group, articles: 30, estimate: e })
  const all = [row('a', estimate(0.5, 0.4, 0.6)), row('b', estimate(0.6)), row('c', null), row('d', estimate(0.7, 0.6, 0.8))]
  const { bands, curves } = outlines(all, plot(all, false, [400, 100]), true)
  expect(curves.map((curve) => curve.length)).toEqual([2, 1])
  expect(bands.map((band) => band.length)).toEqual([4, 4])
  expect(curves[0]?.[0]?.[0]).toBe(50)
  expect(outlines(all, plot(all, false, [400, 100]), false).curves.map((curve) => curve.length)).toEqual([1, 1, 1])
  expect([inOrder('week', ['x']), inOrder('round', ['1', '2']), inOrder('outlet', ['Reuters', 'AP'])]).toEqual([true, true, false])
})

test('sorting puts what has no value last, whichever the direction', () => {
  const rows = [{ v: 2 }, { v: null }, { v: 10 }, { v: 1 }]
  expect(sorted(rows, (r) => r.v, true).map((r) => r.v)).toEqual([10, 2, 1, null])
  expect(sorted(rows, (r) => r.v, false).map((r) => r.v)).toEqual([1, 2, 10, null])
})

test('a table as CSV keeps commas, quotes and lines, and no cell becomes a formula', () => {
  expect(csv(['a', 'b'], [['x, "y"', null], ['=1+1', -0.5], ['two\nlines', 3]])).toBe('\ufeffa,b\r\n"x, ""y""",\r\n\'=1+1,-0.5\r\n"two\nlines",3\r\n')
})

test('a picture escapes words, as SVG and on a canvas', () => {
  const picture: Picture = { title: 'A & B', width: 20, height: 10, shapes: [{ do: 'text', x: 1, y: 2, text: '<α "q">' }, { do: 'rect', x: 0, y: 0, width: 4, height: 4, colour: '#123456' }] }
  const svg = new DOMParser().parseFromString(toSvg(picture), 'image/svg+xml')
  expect(svg.querySelector('parsererror')).toBeNull()
  expect([svg.querySelector('title')?.textContent, svg.querySelector('text')?.textContent]).toEqual(['A & B', '<α "q">'])
  const said: unknown[][] = []
  const brush = new Proxy({}, { get: (_, name) => (...given: unknown[]) => said.push([name, ...given]), set: () => true })
  paint(brush as Parameters<typeof paint>[0], picture)
  expect(said).toEqual([['fillRect', 0, 0, 20, 10], ['fillText', '<α "q">', 1, 2], ['fillRect', 0, 0, 4, 4]])
})

test('pictures of charts hold every number', () => {
  const all = steps([rung('either', 12, 0), rung('found', 9, 3), rung('root', 4, 5)])
  const words = ladderPicture('Ladder', '', all).shapes.flatMap((shape) => (shape.do === 'text' ? [shape.text] : []))
  expect(words).toEqual(expect.arrayContaining(['12', '9', '4', '−3', '−5']))
  const trend = trendPicture({ title: 'T', say: '', alpha: true, ordered: true }, [{ group: '2026-01-05', articles: 3, estimate: estimate(0.5, 0.4, 0.6) }])
  expect(trend.shapes.filter((shape) => shape.do === 'dot')).toHaveLength(1)
})

test('the address carries filters to the server and nothing else', () => {
  const asked = new URLSearchParams('people=3&people=5&where=outlet:a%26b&since=&behind=code_alpha&other=1')
  expect(reportUrl(4, asked)).toBe('/api/app/projects/4/agreement?people=3&people=5&where=outlet%3Aa%26b&by=week')
  expect(by(new URLSearchParams('by=month'))).toBe('month')
  expect(choosing(asked, 'people', ['7'])).toBe('?where=outlet%3Aa%26b&people=7')
  expect(choosingField(asked, 'lang', ['en'])).toBe('?people=3&people=5&where=outlet%3Aa%26b&where=lang%3Aen')
  expect(fieldValues(asked, 'outlet')).toEqual(['a&b'])
})

test('what is opened stands in the address, and two people take the place of the filter', () => {
  const asked = new URLSearchParams('people=9&suggestions=with')
  const link = new URLSearchParams(opening(asked, { measure: 'root_alpha', of: [3, 5], given: ['173', '175'], at: 'week:2026-11-23' }))
  expect(opened(link)).toEqual({ measure: 'root_alpha', of: [3, 5], given: ['173', '175'], at: 'week:2026-11-23' })
  expect(itemsUrl(2, link, opened(link) ?? { measure: '' }, 30)).toBe(
    '/api/app/projects/2/agreement/items?suggestions=with&measure=root_alpha&people=3&people=5&given=173&given=175&where=week%3A2026-11-23&after=30',
  )
  expect(opened(new URLSearchParams('people=9'))).toBeNull()
})

test('where everything was submitted in one week, batches are shown instead', () => {
  const rows = [{ group: '2026-11-23', articles: 3, measures: {} }]
  const fields = [{ field: 'outlet', values: [] }, { field: 'import', values: [] }]
  const choices = { fields, periods: [], people: [] }
  expect(betterGroups({ series: { by: 'week', rows }, choices })).toBe('import')
  expect(betterGroups({ series: { by: 'week', rows: [...rows, ...rows] }, choices })).toBeNull()
  expect(betterGroups({ series: { by: 'week', rows }, choices: { ...choices, fields: [] } })).toBeNull()
  const many = { field: 'outlet', values: Array.from({ length: 40 }, (_, i) => ({ value: String(i), articles: 1 })) }
  expect(betterGroups({ series: { by: 'week', rows }, choices: { ...choices, fields: [many] } })).toBeNull()
})

test('a probability is never rounded to certainty', () => {
  expect([1, 0.996, 0.5, 0.004, 0].map(probability)).toEqual(['> .99', '> .99', '= .50', '< .01', '< .01'])
})

test('changes of the guideline stand before the first period they reach', () => {
  const weeks = ['2026-11-02', '2026-11-09', '2026-11-23']
  const at = (...days: string[]) => marks('week', weeks, days.map((day) => `${day}T10:00:00+00:00`))
  expect(at('2026-10-01', '2026-11-02', '2026-11-08')).toEqual([])
  expect(at('2026-11-11')).toEqual([{ at: 1, day: '2026-11-11' }])
  expect(at('2026-11-16', '2026-11-29')).toEqual([{ at: 2, day: '2026-11-29' }])
  expect(at('2026-11-30')).toEqual([])
  expect(marks('month', ['2026-10', '2026-11'], ['2026-11-30T00:00:00Z'])).toEqual([{ at: 1, day: '2026-11-30' }])
  expect(marks('outlet', ['AP', 'Reuters'], ['2026-11-30T00:00:00Z'])).toEqual([])
})

test('where the model differs from a coder is asked of the comparison, and stands in the address', () => {
  const behind = { measure: 'code_percent', person: 7, model: 'fresh' } as const
  const address = opening(new URLSearchParams('people=3'), behind)
  expect(opened(new URLSearchParams(address))).toMatchObject(behind)
  expect(itemsUrl(4, new URLSearchParams(address), behind, 0)).toBe('/api/app/projects/4/models/agreement/items?people=3&measure=code_percent&coder=7&part=fresh')
  expect(modelUrl(4, new URLSearchParams('code=17&by=week'))).toBe('/api/app/projects/4/models/agreement?code=17')
  expect(opened(new URLSearchParams('behind=event_f1&model=other'))).not.toHaveProperty('model')
})
