// Growing and shrinking a span by words, or by characters.
import type { Span } from '../lib/screen'
import type { Reading, Word } from './words'

function sentenceWords(reading: Reading, span: Span): readonly Word[] {
  return reading.words(reading.sentenceAt(span[0]))
}

/** One word more at the end; at the end of the sentence the span stays. */
export function extend(reading: Reading, span: Span): Span {
  const next = sentenceWords(reading, span).find((w) => w.end > span[1])
  return next ? [span[0], next.end] : span
}

/** One word less at the end; the first word always stays. */
export function shrink(reading: Reading, span: Span): Span {
  const inside = sentenceWords(reading, span).filter((w) => w.start >= span[0] && w.end < span[1])
  const last = inside.at(-1)
  return last ? [span[0], last.end] : span
}

/** The start one word further to the front. */
export function extendStart(reading: Reading, span: Span): Span {
  const before = sentenceWords(reading, span)
    .filter((w) => w.start < span[0])
    .at(-1)
  return before ? [before.start, span[1]] : span
}

const LINKS = new Set([
  'of',
  'the',
  'de',
  'del',
  'la',
  'di',
  'da',
  'du',
  'von',
  'van',
  'bin',
  'ibn',
  'al',
  'el',
  'and',
  'for',
])

function isCapital(word: Word): boolean {
  const first = [...word.text][0] ?? ''
  return first !== first.toLowerCase()
}

/** Words from the span's last one on that stand together without a mark between them. */
function runAfter(reading: Reading, span: Span): Word[] {
  const run: Word[] = []
  let at = span[1]
  for (const word of sentenceWords(reading, span).filter((w) => w.start >= span[1])) {
    if (/[^\s\-‐'’.]/u.test(reading.slice([at, word.start]))) break
    run.push(word)
    at = word.end
  }
  return run
}

/** To the end of the name when the span ends in or before one, else to the next punctuation mark. */
export function runOut(reading: Reading, span: Span): Span {
  const run = runAfter(reading, span)
  const last = sentenceWords(reading, span)
    .filter((w) => w.end <= span[1])
    .at(-1)
  const named = [last, run[0]].some((word) => word !== undefined && isCapital(word))
  if (!named) return [span[0], run.at(-1)?.end ?? span[1]]
  let end = span[1]
  for (const word of run) {
    if (isCapital(word) || /^\p{N}/u.test(word.text)) end = word.end
    else if (!LINKS.has(word.key)) break
  }
  return [span[0], end]
}

/** Moves one boundary by characters; a span keeps at least one and stays inside the text. */
export function nudge(reading: Reading, span: Span, side: 'start' | 'end', by: number): Span {
  const [start, end] = span
  if (side === 'start') return [Math.min(Math.max(0, start + by), end - 1), end]
  return [start, Math.max(start + 1, Math.min(reading.map.length, end + by))]
}
