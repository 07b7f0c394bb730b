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

/** One place where a word of the lexicon stands in what a code can be found by. */
export interface Field {
  entry: Entry
  length: number
  score: number
  /** Which word of the label it is, if it stands there. */
  at: number | undefined
}

export interface Entry {
  /** Its place among all entries. */
  at: number
  code: Code
  phrases: Phrase[]
}

/** A search phrase as the numbers of its words, function words left out. */
interface Phrase {
  entry: Entry
  text: string
  words: number[]
}

/** For every word of the lexicon, by its number, where it stands: as a field, and in which search phrases. */
export interface Places {
  fields: Field[][]
  phrases: Phrase[][]
}

export function wordsOf(text: string): string[] {
  return fold(text).replace(/['\u2019]/g, '').match(WORD) ?? []
}

export const isSoft = (word: string) => SOFT.has(word)

const NOT = new Map([
  ['wont', 'will'],
  ['wouldnt', 'would'],
  ['cannot', 'can'],
  ['cant', 'can'],
  ['dont', 'do'],
  ['doesnt', 'do'],
  ['didnt', 'do'],
])

/** What is typed in the words of the codebook: "won't say" is "will not say", a headline's "to send" is "will send". */
export function queryWords(query: string): string[] {
  const [first, ...rest] = wordsOf(query)
  const words = first === 'to' && rest.length > 0 ? ['will', ...rest] : first === undefined ? [] : [first, ...rest]
  return words.flatMap((word) => (NOT.has(word) ? [NOT.get(word) ?? word, 'not'] : [word]))
}

/** What stands above the code, and the search words of the general code beside it. */
function family(code: Code, codebook: Codebook): string[] {
  const above = codebook.path(code.code).slice(0, -1)
  const [root] = above
  const general = root ? codebook.children(root.code).find((other) => other.generic && other !== code) : undefined
  const labels = above.map((other) => other.label.replace(/, not specified below$/, ''))
  return [...labels, ...above.flatMap((other) => other.words), ...(general?.words ?? [])]
}

/** Label 100 less 8 per place, search words 80, what stands above the code 30, definition 10. */
export function addEntry(code: Code, at: number, codebook: Codebook, lexicon: Lexicon, places: Places): Entry {
  const entry: Entry = { at, code, phrases: [] }
  const put = (word: string, score: number, place?: number) => {
    const field: Field = { entry, length: word.length, score, at: place }
    ;(places.fields[lexicon.add(word)] ??= []).push(field)
  }
  for (const text of code.words) {
    const words = wordsOf(text).filter((word) => !isSoft(word)).map((word) => lexicon.add(word))
    const phrase = { entry, text, words }
    entry.phrases.push(phrase)
    for (const word of new Set(words)) (places.phrases[word] ??= []).push(phrase)
  }
  wordsOf(code.label).forEach((word, place) => put(word, 100 - 8 * place, place))
  if (!/^\d+$/.test(code.code)) for (const word of wordsOf(code.code)) put(word, 90)
  for (const word of code.words.flatMap(wordsOf)) put(word, 80)
  for (const word of new Set(family(code, codebook).flatMap(wordsOf))) put(word, 30)
  for (const word of new Set(wordsOf(code.definition))) put(word, 10)
  return entry
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
  tokens: readonly Token[]
  /** One for each token, 0 if it matches nothing. */
  scores: number[]
  /** What each token has matched. */
  won: (Field | undefined)[]
}

/** The codes that at least one token fits; each token takes the dearest word that no token before it took. */
export function matchAll(entries: readonly Entry[], places: Places, tokens: readonly Token[]): Match[] {
  const matches: Match[] = []
  const matchOf = (entry: Entry) => (matches[entry.at] ??= { entry, tokens, scores: tokens.map(() => 0), won: [] })
  tokens.forEach(({ typed, digits, fits }, i) => {
    if (digits)
      for (const entry of entries)
        if (entry.code.code.startsWith(typed)) matchOf(entry).scores[i] = digitScore(typed, entry.code.code)
    for (const word of fits.words)
      for (const field of places.fields[word] ?? []) {
        const value = fieldScore(field, fits.of[word] ?? FIT.none, typed)
        const { scores, won } = matchOf(field.entry)
        if (value <= (scores[i] ?? 0) || won.indexOf(field) >= 0) continue
        scores[i] = value
        won[i] = field
      }
  })
  return matches.filter((match) => match !== undefined)
}

const TOGETHER = 40
/** For a search phrase that is all that is typed. */
const ALL = 70
/** For a word that is a search phrase by itself: more than the same word far down a longer label. */
const ALONE = 45
/** The same for a general code: a verb without more says nothing narrower. */
const ALONE_GENERAL = 75

/** What codes gain by a search phrase: words typed that stand together in it say more than the same words apart. */
export function together({ phrases }: Places, tokens: readonly Token[]): ReadonlyMap<Entry, number> {
  const gained = new Map<Entry, number>()
  const gain = (entry: Entry, value: number) => gained.set(entry, Math.max(gained.get(entry) ?? 0, value))
  const [first] = tokens
  if (first && tokens.length === 1) {
    for (const word of first.fits.words) {
      const fit = first.fits.of[word] ?? FIT.none
      if (fit === FIT.whole || fit === FIT.near)
        for (const { entry, words } of phrases[word] ?? [])
          if (words.length === 1) gain(entry, (entry.code.generic ? ALONE_GENERAL : ALONE) * (SHARE[fit] ?? 0))
    }
    return gained
  }
  const tried = new Set<readonly number[]>()
  const widest = tokens.reduce((a, b) => (b.fits.words.length > a.fits.words.length ? b : a))
  for (const { fits } of tokens.filter((token) => token !== widest))
    for (const { entry, words } of fits.words.flatMap((word) => phrases[word] ?? [])) {
      if (tried.has(words)) continue
      tried.add(words)
      const hits = hitsIn(words, tokens)
      if (hits < 2 && words.length > 1) continue
      const all = hits === tokens.length && hits === words.length
      gain(entry, all ? ALL : (TOGETHER / 2) * (hits / tokens.length + hits / words.length))
    }
  return gained
}

/** How many of the tokens stand in the phrase, each word of it taken once. */
function hitsIn(phrase: readonly number[], tokens: readonly Token[]): number {
  let hits = 0
  let taken = 0
  for (const { fits } of tokens)
    for (let at = 0; at < phrase.length; at++) {
      const fit = fits.of[phrase[at] ?? 0] ?? FIT.none
      if (fit === FIT.none || fit === FIT.root || taken & (1 << at)) continue
      taken |= 1 << at
      hits += 1
      break
    }
  return hits
}

/** The search phrase that holds most of what was typed, if something was found outside the label. */
export function phraseFor({ entry, tokens, won }: Match): string | null {
  if (won.every((field) => field === undefined || field.at !== undefined)) return null
  let best: string | null = null
  let most = 0
  for (const { text, words } of entry.phrases) {
    const hits = hitsIn(words, tokens) - words.length / 100
    if (hits > most) [best, most] = [text, hits]
  }
  return best
}
