// The charts of the page as pictures for a file.
import { figure } from '../screens/shared/format'
import { INK, type Picture, type Shape } from './picture'
import { range, stretches, ticks, type Grid, type Matrix, type Point, type Step } from './shape'

const WIDTH = 720
const EDGE = 24
const TOP = 64

function heading(title: string, say: string): Shape[] {
  return [
    { do: 'text', x: EDGE, y: 30, text: title, size: 16, strong: true },
    { do: 'text', x: EDGE, y: 48, text: say, colour: INK.quiet },
  ]
}

function rung(step: Step, i: number): Shape[] {
  const [left, width, y] = [EDGE + 150, 380, TOP + i * 30]
  const strong = step.most
  const shapes: Shape[] = [{ do: 'text', x: EDGE, y: y + 14, text: step.label, strong }]
  const lost = { x: left + step.kept * width, y: y + 1, width: (step.before - step.kept) * width, height: 16 }
  if (step.lost > 0) {
    shapes.push({ do: 'rect', ...lost, colour: strong ? INK.mostTint : INK.lost })
    shapes.push({ do: 'rect', ...lost, colour: strong ? INK.most : INK.accent, look: 'stroke' })
  }
  shapes.push({ do: 'rect', x: left, y, width: step.kept * width, height: 18, colour: INK.accent })
  shapes.push({ do: 'text', x: left + width + 64, y: y + 14, text: String(step.events), strong, anchor: 'end' })
  if (step.lost > 0) shapes.push({ do: 'text', x: WIDTH - EDGE, y: y + 14, text: `−${step.lost}`, strong, anchor: 'end', colour: INK.quiet })
  return shapes
}

export function ladderPicture(title: string, say: string, all: readonly Step[]): Picture {
  const shapes = [...heading(title, say), ...all.flatMap(rung)]
  return { title, width: WIDTH, height: TOP + all.length * 30 + EDGE, shapes }
}

interface Table {
  columns: readonly string[]
  rows: readonly { head: string; cells: readonly { text: string; heat: number | null }[] }[]
}

function table({ columns, rows }: Table, [left, wide, high]: readonly [number, number, number]): Shape[] {
  const shapes: Shape[] = columns.map((text, i) => ({ do: 'text', x: left + (i + 0.5) * wide, y: TOP + 12, text, colour: INK.quiet, anchor: 'middle' }))
  rows.forEach(({ head, cells }, r) => {
    const y = TOP + 20 + r * high
    shapes.push({ do: 'text', x: EDGE, y: y + high / 2 + 4, text: head })
    cells.forEach(({ text, heat }, c) => {
      const x = left + c * wide
      if (heat !== null) shapes.push({ do: 'rect', x: x + 1, y: y + 1, width: wide - 2, height: high - 2, colour: INK.heat[heat - 1] ?? INK.paper })
      shapes.push({ do: 'text', x: x + wide / 2, y: y + high / 2 + 4, text, anchor: 'middle', ...(heat === null ? { colour: INK.quiet } : {}) })
    })
  })
  return shapes
}

export function matrixPicture(title: string, say: string, { coders, rows }: Matrix): Picture {
  const [left, wide, high] = [EDGE + 150, 64, 36]
  const drawn = rows.map((cells, i) => ({
    head: `${coders[i]?.name ?? ''} (${coders[i]?.short ?? ''})`,
    cells: cells.map((cell) => (cell ? { text: cell.few ? `n ${cell.pair.articles}` : cell.value === null ? '–' : figure(cell.value), heat: cell.heat } : { text: '', heat: null })),
  }))
  const shapes = [...heading(title, say), ...table({ columns: coders.map(({ short }) => short), rows: drawn }, [left, wide, high])]
  return { title, width: Math.max(480, left + coders.length * wide + EDGE), height: TOP + 20 + rows.length * high + EDGE, shapes }
}

export function gridPicture(title: string, say: string, { codes, rows }: Grid, heatOf: (units: number) => number): Picture {
  const [left, wide, high] = [EDGE + 60, 48, 28]
  const drawn = rows.map((cells, i) => ({
    head: codes[i]?.code ?? '',
    cells: cells.map((units) => (units === null || units === 0 ? { text: '', heat: null } : { text: String(units), heat: heatOf(units) })),
  }))
  const shapes = [...heading(title, say), ...table({ columns: codes.map(({ code }) => code), rows: drawn }, [left, wide, high])]
  return { title, width: Math.max(480, left + codes.length * wide + EDGE), height: TOP + 20 + rows.length * high + EDGE, shapes }
}

export interface Plot {
  x: (at: number) => number
  y: (value: number) => number
  range: [number, number]
  ticks: number[]
}

/** Where the points of a trend lie in a box. */
export function plot(all: readonly Point[], alpha: boolean, [width, height]: readonly [number, number]): Plot {
  const [low, high] = range(all)
  return {
    x: (at) => ((at + 0.5) / Math.max(1, all.length)) * width,
    y: (value) => ((high - value) / (high - low)) * height,
    range: [low, high],
    ticks: ticks([low, high], alpha),
  }
}

type Corner = readonly [number, number]

/** Half the width of a band that only one group has. */
const LONE = 14

/** The outlines of the band and of the curve, one for each run of groups without a gap. */
export function outlines(all: readonly Point[], { x, y }: Plot, ordered: boolean): { bands: Corner[][]; curves: Corner[][] } {
  const bands = stretches(all, ordered, (e) => e.low !== null && e.high !== null).map((run) => {
    const lone = run.length === 1 ? LONE : 0
    const ends = run.flatMap(({ at, point }) => (lone ? [{ x: x(at) - lone, point }, { x: x(at) + lone, point }] : [{ x: x(at), point }]))
    return [
      ...ends.map((end): Corner => [end.x, y(end.point.estimate?.high ?? 0)]),
      ...ends.toReversed().map((end): Corner => [end.x, y(end.point.estimate?.low ?? 0)]),
    ]
  })
  const curves = stretches(all, ordered, (e) => e.value !== null).map((run) => run.map(({ at, point }): Corner => [x(at), y(point.estimate?.value ?? 0)]))
  return { bands, curves }
}

export function trendPicture({ title, say, alpha, ordered }: { title: string; say: string; alpha: boolean; ordered: boolean }, all: readonly Point[], changed: readonly { at: number; label: string }[] = []): Picture {
  const [left, width, height] = [EDGE + 40, WIDTH - 2 * EDGE - 40, 180]
  const at = plot(all, alpha, [width, height])
  const { bands, curves } = outlines(all, at, ordered)
  const moved = (corners: readonly Corner[]) => corners.map(([x, y]): Corner => [left + x, TOP + y])
  const shapes: Shape[] = heading(title, say)
  for (const band of bands) shapes.push({ do: 'area', points: moved(band), colour: INK.tint })
  for (const tick of at.ticks) {
    shapes.push({ do: 'line', points: moved([[0, at.y(tick)], [width, at.y(tick)]]), colour: INK.line })
    shapes.push({ do: 'text', x: left - 8, y: TOP + at.y(tick) + 4, text: tick === 0.667 ? '.667' : figure(tick), size: 11, colour: INK.quiet, anchor: 'end' })
  }
  for (const { at: i, label } of changed) {
    const x = (i / all.length) * width
    shapes.push({ do: 'line', points: moved([[x, 0], [x, height]]), colour: INK.quiet, dash: true })
    shapes.push({ do: 'text', x: left + x + 6, y: TOP + 10, text: label, size: 11, colour: INK.quiet })
  }
  for (const curve of curves) {
    shapes.push({ do: 'line', points: moved(curve), colour: INK.accent, width: 2 })
    for (const [x, y] of moved(curve)) shapes.push({ do: 'dot', x, y, r: 3.5, colour: INK.accent })
  }
  const every = Math.ceil(all.length / 12)
  all.forEach(({ group }, i) => {
    if (i % every === 0) shapes.push({ do: 'text', x: left + at.x(i), y: TOP + height + 20, text: group, size: 11, colour: INK.quiet, anchor: 'middle' })
  })
  return { title, width: WIDTH, height: TOP + height + 32 + EDGE, shapes }
}
