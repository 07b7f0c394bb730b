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

function offsetAt(reading: Reading, { node, offset }: Place): number | null {
  const run = runOf(node)
  if (!run) return null
  const start = Number(run.dataset['s'])
  const inside = node.nodeType === Node.TEXT_NODE ? offset : offset > 0 ? (run.textContent?.length ?? 0) : 0
  return reading.map.fromUtf16(reading.map.toUtf16(start) + inside)
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

/** The word under the pointer. */
export function wordAt(reading: Reading, x: number, y: number): Span | null {
  const place = placeAt(x, y)
  const at = place && offsetAt(reading, place)
  return at === null ? null : reading.snap(at, at)
}

export interface Selected {
  span: Span
  box: DOMRect
}

/** What is selected in the article, snapped to words; null when nothing is. */
export function selectedSpan(reading: Reading, within: HTMLElement): Selected | null {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null
  const range = selection.getRangeAt(0)
  if (!within.contains(range.commonAncestorContainer)) return null
  const start = offsetAt(reading, { node: range.startContainer, offset: range.startOffset })
  const end = offsetAt(reading, { node: range.endContainer, offset: range.endOffset })
  if (start === null || end === null || end <= start) return null
  const span = reading.snap(start, end)
  return span && { span, box: range.getBoundingClientRect() }
}
