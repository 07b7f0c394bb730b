// How well what is typed fits one code: its number, label, search words, what stands above it, and its definition.
import type { Code, Codebook } from '../lib/codebook'
import { FIT, type Fits, type Lexicon } from './lexicon'
import { fold } from './words'

export const WORD = /[\p{L}\p{N}]+/gu

/** Words that may be left out of what is compared, unless nothing else is typed. */
const SOFT = new Set(
  'a an the of to in on at by for from with and or as into his her hers its their him them they he she it was were is are be been being has have had that this who'.split(
    ' ',
  ),
)

interface Field {
  /** Number of the word in the lexicon. */
  word: number
  length: number
  score: number
  /** Index of the word in the label, if it stands there. */
  at?: number
}

export interface Entry {
  code: Code
  fields: Field[]
  /** Every search phrase as the numbers of its words, function words left out. */
  phrases: number[][]
}

export function wordsOf(text: string): string[] {
  return fold(text).replace(/['\u2019]/g, '').match(WORD) ?? []
}

export const isSoft = (word: string) => SOFT.has(word)

/** Label 100 less 8 per place, search words 80, what stands above the code 30, definition 10. */
export function entryOf(code: Code, codebook: Codebook, lexicon: Lexicon): Entry {
  const field = (key: string, score: number): Field => ({ word: lexicon.add(key), length: key.length, score })
  const flat = (texts: Iterable<string>, score: number) =>
    [...new Set([...texts].flatMap(wordsOf))].map((key) => field(key, score))
  const above = codebook.path(code.code).slice(0, -1)
  const [root] = above
  const sibling = root ? codebook.children(root.code).find((other) => other.generic && other !== code) : undefined
  const family = [...above, ...(sibling ? [sibling] : [])].flatMap((other) => [
    ...(other === sibling ? [] : [other.label.replace(/, not specified below$/, '')]),
    ...other.words,
  ])
  const fields = [
    ...wordsOf(code.label).map((key, at) => ({ ...field(key, 100 - 8 * at), at })),
    ...code.words.flatMap(wordsOf).map((key) => field(key, 80)),
    ...flat(family, 30),
    ...flat([code.definition], 10),
  ]
  const phrases = code.words.map((text) => wordsOf(text).filter((word) => !isSoft(word)))
  return {
    code,
    fields,
    phrases: phrases.map((words) => words.map((word) => lexicon.add(word))),
  }
}

function digitScore(typed: string, code: string): number {
  if (typed === code) return 1000
  return code.startsWith(typed) ? 300 - code.length : 0
}

export interface Token {
  typed: string
  digits: boolean
  fits: Fits
}

/** What a weaker fit leaves of a score: none, near the beginning, near, same root, beginning, whole. */
const SHARE = [0, 0.6, 0.85, 0.9, 1, 1]
const WHOLE_WORD = 4

function fieldScore({ score, at, length }: Field, fit: number, typed: string): number {
  const whole = fit === FIT.whole
  const base = at === undefined ? score + (whole && score >= 80 ? WHOLE_WORD : 0) : labelScore(score, whole, typed, length)
  return base * (SHARE[fit] ?? 0)
}

function labelScore(score: number, whole: boolean, typed: string, length: number): number {
  return score + (whole ? 50 : 20 * Math.min(1, typed.length / length))
}

export interface Match {
  entry: Entry
  /** One for each token, 0 if it matches nothing. */
  scores: number[]
  hits: ReadonlyMap<number, number>
}

/** Each token takes the dearest word that no token before it took; `free` has for each token the words it fits. */
function matchCode(entry: Entry, tokens: readonly Token[], free: readonly (Field[] | undefined)[]): Match {
  const used: Field[] = []
  const hits = new Map<number, number>()
  const scores = tokens.map(({ typed, digits, fits }, i) => {
    let best = digits ? digitScore(typed, entry.code.code) : 0
    let won: Field | undefined
    for (const field of free[i] ?? []) {
      const value = fieldScore(field, fits.of[field.word] ?? FIT.none, typed)
      if (value > best && !used.includes(field)) [best, won] = [value, field]
    }
    if (won) used.push(won)
    if (won?.at !== undefined) hits.set(won.at, Math.min(typed.length, won.length))
    return best
  })
  return { entry, scores, hits }
}

/** For every word of the lexicon, by its number, where it stands. */
export type Places = { entry: Entry; field: Field }[][]

export function placesOf(entries: readonly Entry[]): Places {
  const places: Places = []
  for (const entry of entries) for (const field of entry.fields) (places[field.word] ??= []).push({ entry, field })
  return places
}

/** The codes that at least one token fits. */
export function matchAll(entries: readonly Entry[], places: Places, tokens: readonly Token[]): Match[] {
  const touched = new Map<Entry, (Field[] | undefined)[]>()
  const fieldsOf = (entry: Entry) => {
    const known = touched.get(entry) ?? []
    touched.set(entry, known)
    return known
  }
  tokens.forEach(({ typed, digits, fits }, i) => {
    for (const word of fits.words)
      for (const { entry, field } of places[word] ?? []) (fieldsOf(entry)[i] ??= []).push(field)
    if (digits) entries.filter(({ code }) => code.code.startsWith(typed)).forEach(fieldsOf)
  })
  return [...touched].map(([entry, free]) => matchCode(entry, tokens, free))
}

/** The most that `together` gives. */
export const TOGETHER = 40
const EXACTLY = 8

/** Words typed that stand together in one search phrase say more than the same words apart. */
export function together({ phrases }: Entry, tokens: readonly Token[]): number {
  let best = 0
  for (const phrase of phrases) {
    const free = [...phrase]
    let hits = 0
    for (const { fits } of tokens) {
      const at = free.findIndex((word) => (fits.of[word] ?? FIT.none) !== FIT.none && fits.of[word] !== FIT.root)
      if (at < 0) continue
      hits += 1
      free.splice(at, 1)
    }
    if (hits > 1) best = Math.max(best, (TOGETHER / 2) * (hits / tokens.length + hits / phrase.length))
    else if (tokens.length === 1 && phrase.length === 1 && tokens[0]?.fits.of[phrase[0] as number] === FIT.whole)
      best = EXACTLY
  }
  return best
}
