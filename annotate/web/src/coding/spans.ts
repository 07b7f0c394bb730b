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

/** The next (1) or previous (-1) word, also in another sentence; at the ends of the text the span stays. */
export function neighbour(reading: Reading, span: Span, by: 1 | -1): Span {
  const home = reading.sentenceAt(span[0])
  for (let at = home; at >= 0 && at < reading.sentences.length; at += by) {
    const words = reading.words(at)
    const word = by > 0 ? words.find((w) => w.start >= span[1]) : words.filter((w) => w.end <= span[0]).at(-1)
    if (word) return [word.start, word.end]
  }
  return span
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

/** One boundary dragged to the offset: it jumps from word to word, and one word always stays. */
export function dragged(reading: Reading, span: Span, side: 'start' | 'end', at: number): Span {
  const [start, end] = span
  const words = reading.words(reading.sentenceAt(at))
  if (side === 'end') {
    const last = words.filter((w) => w.start < at).at(-1)
    const least = reading.snap(start, start)?.[1] ?? start + 1
    return [start, Math.max(last?.end ?? least, least)]
  }
  const first = words.find((w) => w.end > at)
  const most = reading.snap(end - 1, end - 1)?.[0] ?? end - 1
  return [Math.min(first?.start ?? most, most), end]
}

/** Moves one boundary by characters; a span keeps at least one and stays inside the text. */
export function nudge(reading: Reading, span: Span, side: 'start' | 'end', by: number): Span {
  const [start, end] = span
  if (side === 'start') return [Math.min(Math.max(0, start + by), end - 1), end]
  return [start, Math.max(start + 1, Math.min(reading.map.length, end + by))]
}
