// Sentences and words of one article, and the folding that lets plain letters find accented ones.
import type { Article, Span } from '../lib/screen'
import { TextMap } from '../lib/text'

export interface Word {
  start: number
  end: number
  text: string
  /** Folded form: what typed letters are compared with. */
  key: string
}

const ALEF = /[\u0622\u0623\u0625\u0671]/g
const TATWEEL = /\u0640/g

const FOLDED = new Map<string, string>()
const MOST_FOLDED = 20_000
const MOST_REMEMBERED = 80

/** Lower case, no accents, no Arabic vowel signs, one form of alef, ya and ta marbuta. */
export function fold(text: string): string {
  let key = FOLDED.get(text)
  if (key !== undefined) return key
  if (FOLDED.size >= MOST_FOLDED) FOLDED.clear()
  key = foldAnew(text)
  if (text.length <= MOST_REMEMBERED) FOLDED.set(text, key)
  return key
}

const ASCII = /^[\x00-\x7f]*$/

function foldAnew(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase() // most words: nothing below changes them
  return text
    .replace(ALEF, '\u0627')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(TATWEEL, '')
    .replace(/\u0649/g, '\u064a')
    .replace(/\u0629/g, '\u0647')
    .replace(/ß/g, 'ss')
    .replace(/ø/gi, 'o')
    .replace(/ł/gi, 'l')
    .toLowerCase()
}

const RTL_SCRIPT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/** The direction of the first letter. */
export function isRtl(text: string): boolean {
  return RTL_SCRIPT.test(/\p{L}/u.exec(text)?.[0] ?? '')
}

const ARTICLE = /^\u0627\u0644(?=..)/

/** True if the word starts with the typed letters, with or without the Arabic article. */
export function startsWith(word: Word, typed: string): boolean {
  return word.key.startsWith(typed) || word.key.replace(ARTICLE, '').startsWith(typed)
}

function segmenter(lang: string | null): Intl.Segmenter {
  try {
    return new Intl.Segmenter(lang ?? undefined, { granularity: 'word' })
  } catch {
    return new Intl.Segmenter(undefined, { granularity: 'word' }) // not a language tag
  }
}

export class Reading {
  readonly map: TextMap
  readonly sentences: readonly Span[]
  private readonly cut: Intl.Segmenter
  private readonly cache = new Map<number, readonly Word[]>()

  constructor(readonly article: Pick<Article, 'text' | 'sentences' | 'paragraphs' | 'boilerplate' | 'lang'>) {
    this.map = new TextMap(article.text)
    const whole: Span[] = this.map.length > 0 ? [[0, this.map.length]] : []
    this.sentences = [article.sentences, article.paragraphs, whole].find((list) => list.length > 0) ?? []
    this.cut = segmenter(article.lang)
  }

  /** Words of one sentence in reading order. */
  words(sentence: number): readonly Word[] {
    const known = this.cache.get(sentence)
    if (known) return known
    const span = this.sentences[sentence]
    const words = span ? this.wordsIn(span) : []
    this.cache.set(sentence, words)
    return words
  }

  private wordsIn([start, end]: Span): Word[] {
    const text = this.map.slice(start, end)
    const from = this.map.toUtf16(start)
    const words: Word[] = []
    for (const part of this.cut.segment(text)) {
      if (!part.isWordLike) continue
      const left = this.map.fromUtf16(from + part.index)
      const right = this.map.fromUtf16(from + part.index + part.segment.length)
      words.push({ start: left, end: right, text: part.segment, key: fold(part.segment) })
    }
    return words
  }

  /** The sentence that holds the offset, or the last one that begins before it. */
  sentenceAt(offset: number): number {
    let low = 0
    let high = this.sentences.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.sentences[middle] as Span)[0] <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The first sentence that is not page boilerplate. */
  firstSentence(): number {
    const plain = this.sentences.findIndex(
      ([start, end]) => !this.article.boilerplate.some(([s, e]) => s <= start && end <= e),
    )
    return Math.max(plain, 0)
  }

  /** The words that a drag over `[start, end)` touches, as one span; null when it touches none. */
  snap(start: number, end: number): Span | null {
    const touched: Word[] = []
    for (
      let i = this.sentenceAt(start);
      i < this.sentences.length && (this.sentences[i]?.[0] ?? end) < Math.max(end, start + 1);
      i++
    ) {
      touched.push(...this.words(i).filter((w) => w.start < Math.max(end, start + 1) && w.end > start))
    }
    const first = touched[0]
    const last = touched.at(-1)
    return first && last ? [first.start, last.end] : null
  }

  /** Whether the paragraph around the offset runs from right to left: its first letter decides, as for `dir="auto"`. */
  isRtl(offset: number): boolean {
    const around = this.article.paragraphs.find(([start, end]) => start <= offset && offset < end)
    return isRtl(this.slice(around ?? [0, this.map.length]))
  }

  slice(span: Span): string {
    return this.map.slice(span[0], span[1])
  }
}

export interface Landing {
  sentence: number
  word: number
  span: Span
  /** How many words match in that sentence, and which of them this is (from 0). */
  matches: number
  nth: number
}

function landingsIn(reading: Reading, sentence: number, typed: string): Landing[] {
  const words = reading.words(sentence)
  const hits = words.flatMap((word, i) => (startsWith(word, typed) ? [i] : []))
  return hits.map((word, nth) => {
    const at = words[word] as Word
    return { sentence, word, span: [at.start, at.end], matches: hits.length, nth }
  })
}

/** Where typed letters land: in the sentence, else in the nearest following one, else from the top. */
export function land(reading: Reading, sentence: number, typed: string): Landing | null {
  const key = fold(typed)
  if (!key) return null
  const count = reading.sentences.length
  for (let step = 0; step < count; step++) {
    const found = landingsIn(reading, (sentence + step) % count, key)[0]
    if (found) return found
  }
  return null
}

/** The next (1) or previous (-1) match after the span, first in its sentence, then in the ones beyond. */
export function landNext(reading: Reading, span: Span, typed: string, by: 1 | -1): Landing | null {
  const key = fold(typed)
  const home = reading.sentenceAt(span[0])
  const count = reading.sentences.length
  for (let step = 0; step <= count; step++) {
    const all = landingsIn(reading, (((home + step * by) % count) + count) % count, key)
    const hits = step > 0 ? all : all.filter((l) => (by > 0 ? l.span[0] > span[0] : l.span[0] < span[0]))
    const found = by > 0 ? hits[0] : hits.at(-1)
    if (found) return found
  }
  return null
}
