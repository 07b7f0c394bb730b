// From a place in the page to an offset in the article. Every run of text carries its first offset in data-s.
import type { Reading } from '../../coding/words'
import type { Span } from '../../lib/screen'

interface Place {
  node: Node
  offset: number
}

function runOf(node: Node): HTMLElement | null {
  const element = node instanceof Element ? node : node.parentElement
  return element?.closest<HTMLElement>('[data-s]') ?? null
}

/** The offset after so many UTF-16 units of the run. */
function within(reading: Reading, run: HTMLElement, units: number): number {
  return reading.map.fromUtf16(reading.map.toUtf16(Number(run.dataset['s'])) + units)
}

function offsetAt(reading: Reading, { node, offset }: Place): number | null {
  const run = runOf(node)
  if (!run) return null
  const before = document.createRange()
  before.setStart(run, 0)
  before.setEnd(node, offset)
  return within(reading, run, before.toString().length)
}

interface CaretDocument {
  caretPositionFromPoint?: (x: number, y: number) => { offsetNode: Node; offset: number } | null
  caretRangeFromPoint?: (x: number, y: number) => Range | null
}

function placeAt(x: number, y: number): Place | null {
  const page = document as unknown as CaretDocument
  if (page.caretPositionFromPoint) {
    const at = page.caretPositionFromPoint(x, y)
    return at && { node: at.offsetNode, offset: at.offset }
  }
  const range = page.caretRangeFromPoint?.(x, y)
  return range ? { node: range.startContainer, offset: range.startOffset } : null
}

/** The offset under the pointer; null beside the text. */
export function offsetUnder(reading: Reading, x: number, y: number): number | null {
  const place = placeAt(x, y)
  return place && offsetAt(reading, place)
}

/** The word under the pointer. */
export function wordAt(reading: Reading, x: number, y: number): Span | null {
  const at = offsetUnder(reading, x, y)
  return at === null ? null : reading.snap(at, at)
}

export interface Selected {
  span: Span
  box: DOMRect
  /** By a finger: the browser's own menu stands above the words. */
  touch?: boolean
}

/** Where the range begins and ends; an end beside the text (after a triple click) means the run next to it. */
function offsetsOf(reading: Reading, range: Range, article: HTMLElement): [number | null, number | null] {
  const runs = [...article.querySelectorAll<HTMLElement>('[data-s]')].filter((run) => range.intersectsNode(run))
  const [first, last] = [runs[0], runs.at(-1)]
  return [
    offsetAt(reading, { node: range.startContainer, offset: range.startOffset }) ??
      (first ? within(reading, first, 0) : null),
    offsetAt(reading, { node: range.endContainer, offset: range.endOffset }) ??
      (last ? within(reading, last, last.textContent?.length ?? 0) : null),
  ]
}

/** What is selected in the article, snapped to words; null when nothing is. */
export function selectedSpan(reading: Reading, article: HTMLElement): Selected | null {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  if (!article.contains(range.commonAncestorContainer)) return null
  const [start, end] = offsetsOf(reading, range, article)
  if (start === null || end === null || end <= start) return null
  const span = reading.snap(start, end)
  return span && { span, box: range.getBoundingClientRect() }
}
