// How the article's text is laid out: its paragraphs with their sentences, cut once; and what is painted in which of them.
import type { Article, Span } from '../lib/screen'
import type { Paint } from './runs'
import type { Reading } from './words'

export interface Piece {
  span: Span
  /** Null for white space between sentences. */
  sentence: number | null
}

export interface Block {
  span: Span
  title: boolean
  pieces: readonly Piece[]
  /** Sentences that begin close behind another share its place in the gutter. */
  gutters: ReadonlyMap<number, readonly number[]>
  /** The script, as a language tag, where it is not that of the article's language. */
  lang: string | undefined
  /** More marks on one letter than any language sets: they would reach over their neighbours. */
  stacked: boolean
}

const STACKED = /\p{M}{9}/u
const SCRIPTS = ['Latn', 'Arab', 'Hebr', 'Cyrl', 'Grek', 'Hani', 'Hira', 'Kana', 'Hang', 'Deva', 'Thai'] as const
const SCRIPT = SCRIPTS.map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const)
const WRITTEN: Record<string, readonly string[]> = {
  Jpan: ['Hani', 'Hira', 'Kana', 'Latn'],
  Hans: ['Hani', 'Latn'],
  Hant: ['Hani', 'Latn'],
  Kore: ['Hang', 'Hani', 'Latn'],
}

/** `und-Arab` and the like for a text whose first letter the language is not written with. */
export function foreignScript(text: string, lang: string | null): string | undefined {
  const letter = /\p{L}/u.exec(text)?.[0]
  const found = letter === undefined ? undefined : SCRIPT.find(([, of]) => of.test(letter))?.[0]
  if (!found || !lang) return undefined
  try {
    const own = new Intl.Locale(lang).maximize().script ?? ''
    return (WRITTEN[own] ?? [own]).includes(found) ? undefined : `und-${found}`
  } catch {
    return undefined // not a language tag
  }
}

function piecesOf([start, end]: Span, reading: Reading): Piece[] {
  const out: Piece[] = []
  let at = start
  for (let i = reading.sentenceAt(start); i < reading.sentences.length; i++) {
    const [s, e] = reading.sentences[i] as Span
    if (s >= end) break
    if (e <= start) continue
    if (s > at) out.push({ span: [at, s], sentence: null })
    out.push({ span: [Math.max(s, start), Math.min(e, end)], sentence: i })
    at = Math.min(e, end)
  }
  if (at < end) out.push({ span: [at, end], sentence: null })
  return out
}

const SHORT = 70

function guttersOf(pieces: readonly Piece[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  let head: Piece | null = null
  for (const piece of pieces) {
    if (piece.sentence === null) continue
    if (head?.sentence != null && piece.span[0] - head.span[0] < SHORT) groups.get(head.sentence)?.push(piece.sentence)
    else {
      head = piece
      groups.set(piece.sentence, [piece.sentence])
    }
  }
  return groups
}

/** The article's paragraphs in text order. */
export function blocksOf(
  { title, paragraphs, lang }: Pick<Article, 'title' | 'paragraphs' | 'lang'>,
  reading: Reading,
): Block[] {
  const spans = paragraphs.length > 0 ? paragraphs : [...reading.sentences]
  return spans.map((span) => {
    const pieces = piecesOf(span, reading)
    const text = reading.slice(span)
    return {
      span,
      title: title !== null && span[0] < title[1] && span[1] > title[0],
      pieces,
      gutters: guttersOf(pieces),
      lang: foreignScript(text, lang),
      stacked: STACKED.test(text),
    }
  })
}

const NOTHING: readonly never[] = []

/** For each block what touches it, in the given order. */
export function spread<T extends { span: Span }>(blocks: readonly Block[], all: readonly T[]): (readonly T[])[] {
  const out = blocks.map((): T[] | readonly never[] => NOTHING)
  for (const one of all) {
    for (let i = firstAfter(blocks, one.span[0]); i < blocks.length; i++) {
      if ((blocks[i] as Block).span[0] >= one.span[1]) break
      const there = out[i]
      if (there === undefined || there === NOTHING) out[i] = [one]
      else (there as T[]).push(one)
    }
  }
  return out
}

/** The first block that ends behind the offset. */
function firstAfter(blocks: readonly Block[], offset: number): number {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((blocks[middle] as Block).span[1] <= offset) low = middle + 1
    else high = middle
  }
  return low
}

function samePaint(a: Paint, b: Paint | undefined): boolean {
  if (a === b) return true
  return (
    b !== undefined &&
    a.span[0] === b.span[0] &&
    a.span[1] === b.span[1] &&
    a.look === b.look &&
    a.letter === b.letter &&
    a.event === b.event &&
    a.pick === b.pick &&
    a.first === b.first &&
    a.maybe === b.maybe &&
    a.live === b.live
  )
}

/** True if both are drawn alike. */
export function samePaints(a: readonly Paint[], b: readonly Paint[]): boolean {
  return a === b || (a.length === b.length && a.every((paint, i) => samePaint(paint, b[i])))
}
