// @vitest-environment node
import { expect, test } from 'vitest'
import { newEvent, newMention, type Coding } from '../lib/coding'
import { reading, TEXT } from './fixtures'
import { livePaints, otherPaints, runs, selectedPaints } from './runs'

const span = (words: string): [number, number] => [TEXT.indexOf(words), TEXT.indexOf(words) + words.length]
const mention = (id: string, type: string, words: string) => {
  const [start, end] = span(words)
  return newMention(id, type, [{ start, end, quote: words }])
}
const coding: Coding = {
  verdict: null,
  note: '',
  flag: '',
  rejected: [],
  mentions: [
    mention('m1', 'trigger', 'demanded'),
    mention('m2', 'actor', 'Protesters in Cairo'),
    mention('m3', 'actor', 'Cairo'),
  ],
  events: [newEvent('e1', { trigger: 'm1', sources: ['m2'] }), newEvent('e2', { targets: ['m3'] })],
}
const text = reading(TEXT)
const shown = (selected: string | null) =>
  runs([0, 57], [...selectedPaints(coding, selected, null), ...otherPaints(coding, selected)]).map((run) => [
    text.slice([run.start, run.end]),
    run.paint?.look ?? '',
    run.opens ? (run.paint?.letter ?? '') : '',
  ])

test('only the selected event is painted in full; the others are one thin line', () => {
  expect(shown('e1').filter(([, look]) => look)).toEqual([
    ['Protesters in Cairo', 'source', 'S'],
    ['demanded', 'trigger', 'T'],
  ])
  expect(new Set(shown(null).map(([, look]) => look))).toEqual(new Set(['other', '']))
})

test('overlapping spans are cut into runs and no letter is lost', () => {
  const cut = shown('e2')
  expect(cut.map(([words]) => words).join('')).toBe(TEXT.slice(0, 57))
  expect(cut.slice(0, 2)).toEqual([
    ['Protesters in ', 'other', ''],
    ['Cairo', 'target', 'G'],
  ])
})

test('the armed slot shows the span it would take, with the numbered candidates around it', () => {
  const open = {
    event: 'e1',
    slot: 'source' as const,
    part: 0,
    typed: '',
    span: null, held: [],
    row: 0,
    within: null,
    hints: false,
    trial: false,
  }
  const picks = [{ span: span('Cairo') }, { span: span('President Morsi') }]
  const all = runs(
    [0, 57],
    [
      ...livePaints(open, picks),
      ...selectedPaints({ ...coding, mentions: [coding.mentions[0]!], events: [newEvent('e1', { trigger: 'm1' })] }, 'e1', null),
    ],
  )
  expect(all.filter((r) => r.paint).map((r) => [r.paint?.look, r.paint?.letter])).toEqual([
    ['source', '1'],
    ['trigger', 'T'],
    ['pick', '2'],
  ])
})
