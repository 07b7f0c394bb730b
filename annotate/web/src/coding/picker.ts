// Ranking of event codes: number, label, search words, root label, definition.
import type { Code, Codebook } from '../lib/codebook'
import { Lexicon } from './lexicon'
import { addEntry, isSoft, matchAll, phraseFor, queryWords, together, WORD, type Entry, type Match, type Places, type Token } from './matching'
import { why as reason } from '../strings'

export interface Use {
  /** How often each code has been used in the project, and by this coder. */
  project: ReadonlyMap<string, number>
  mine: ReadonlyMap<string, number>
}

/** What a model says of a row: its name, how sure it is, and which of its rows this is. */
export interface Sure {
  model?: string
  score?: number
  rank: number
}

/** Where a row stands in its tree. */
export interface InTree {
  /** 1 for a root. */
  level: number
  /** Whether something is below it. */
  more: boolean
  /** Whether that is shown. */
  open: boolean
}

export interface CodeRow {
  code: Code
  /** Of rows that a model offers. */
  sure?: Sure
  score: number
  /** Parts of the label; the bold ones were matched. */
  label: { text: string; bold: boolean }[]
  /** The search words that led here, where the label did not. */
  phrase: string | null
  why: string
  /** Of rows of a tree. */
  tree?: InTree
}

export interface Ranked {
  rows: CodeRow[]
  /** True when nothing matched and one slip of the finger was allowed. */
  closest: boolean
}

export const ROWS = 9
/** With fewer rows that all words lead to, rows follow that some of them lead to. */
const ENOUGH = 5
const GENERIC = new Set(['not', 'specified', 'below'])
export const NO_USE: Use = { project: new Map(), mine: new Map() }

interface Index {
  lexicon: Lexicon
  entries: Entry[]
  places: Places
}

const INDEX = new WeakMap<Codebook, Index>()

function indexOf(codebook: Codebook): Index {
  let index = INDEX.get(codebook)
  if (!index) {
    const lexicon = new Lexicon()
    const codes = codebook.data.codes.filter((code) => codebook.mayChoose(code))
    const places: Places = { fields: [], phrases: [] }
    const entries = codes.map((code, at) => addEntry(code, at, codebook, lexicon, places))
    index = { lexicon: lexicon.close(), entries, places }
    INDEX.set(codebook, index)
  }
  return index
}

function boost(code: Code, use: Use, tokens: readonly Token[]): number {
  const often = (n: number | undefined) => Math.log2(1 + (n ?? 0))
  const generic = code.generic && !tokens.some(({ typed, digits }) => digits || GENERIC.has(typed)) ? -4 : 0
  return often(use.project.get(code.code)) * 3 + often(use.mine.get(code.code)) * 5 + generic
}

/** The label cut so that the letters that were typed stand out. */
function emphasise(label: string, { won, tokens }: Match): CodeRow['label'] {
  const hits = new Map(won.flatMap((field, i) => (field?.at === undefined ? [] : [[field.at, tokens[i]?.typed.length ?? 0]])))
  const parts: CodeRow['label'] = []
  let at = 0
  let from = 0
  for (const word of label.matchAll(WORD)) {
    const length = Math.min(word[0].length, hits.get(at) ?? 0)
    if (length > 0) {
      parts.push(
        { text: label.slice(from, word.index), bold: false },
        { text: label.slice(word.index, word.index + length), bold: true },
      )
      from = word.index + length
    }
    at += 1
  }
  parts.push({ text: label.slice(from), bold: false })
  return parts.filter((part) => part.text !== '')
}

function uses(code: string, use: Use): string {
  const mine = use.mine.get(code) ?? 0
  const project = use.project.get(code) ?? 0
  if (project > 0) return reason.inProject(project)
  return mine > 0 ? reason.used(mine) : ''
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** How much a token tells codes apart: 1 if one code has it, near 0 if nearly all do. */
function weights(matches: readonly Match[], tokens: readonly Token[], codes: number): number[] {
  return tokens.map((_, i) => {
    const having = matches.filter(({ scores }) => (scores[i] ?? 0) > 30).length
    return 1 - Math.log(1 + having) / Math.log(2 + codes)
  })
}

interface Scored {
  match: Match
  score: number
}

function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || (a.match.entry.code.code < b.match.entry.code.code ? -1 : 1)
}

interface Found {
  /** Codes that all words lead to. */
  whole: Scored[]
  /** Codes that some of the words lead to. */
  part: Scored[]
}

function search({ entries, places }: Index, tokens: readonly Token[], use: Use): Found {
  const matches = matchAll(entries, places, tokens)
  const gained = together(places, tokens)
  const scored = (match: Match, score: number): Scored => ({
    match,
    score: score + (gained.get(match.entry) ?? 0) + boost(match.entry.code, use, tokens),
  })
  const isWhole = ({ scores }: Match) => scores.every((score) => score > 0)
  const whole = matches.filter(isWhole).map((match) => scored(match, total(match.scores)))
  const enough = whole.length >= ENOUGH || tokens.length < 2 || tokens.some(({ digits }) => digits)
  if (enough) return { whole, part: [] }
  const weight = weights(matches, tokens, entries.length)
  const part = matches
    .filter((match) => match.scores.some((score) => score > 30))
    .map((match) => scored(match, total(match.scores.map((score, i) => score * (weight[i] ?? 0)))))
  return { whole, part }
}

/** The words typed, also with two neighbours as one (cease fire) or one as two (carbomb), if the codebook has those. */
function readings(lexicon: Lexicon, words: readonly string[]): string[][] {
  const found = [[...words]]
  words.forEach((word, i) => {
    const [before, after] = [words.slice(0, i), words.slice(i + 1)]
    const joined = word + (after[0] ?? '')
    if (after.length > 0 && lexicon.hasForm(joined)) found.push([...before, joined, ...after.slice(1)])
    if (word.length < 6 || lexicon.fits(word, false).words.length > 0) return
    for (let at = 3; at <= word.length - 3; at++) {
      const [head, tail] = [word.slice(0, at), word.slice(at)]
      if (lexicon.has(head) && lexicon.hasForm(tail)) found.push([...before, head, tail, ...after])
    }
  })
  return found
}

/** The better score of each code that is not known yet. */
function best(scored: readonly Scored[], known: Set<string>): Scored[] {
  return [...scored].sort(byScore).filter(({ match }) => {
    const { code } = match.entry.code
    return !known.has(code) && known.add(code)
  })
}

const isNumber = (word: string) => /^\d+$/.test(word)

function searchAll(index: Index, words: readonly string[], use: Use, slips: boolean): Found {
  const { lexicon } = index
  const token = (typed: string): Token => {
    const fits = lexicon.fits(typed, slips && !lexicon.hasForm(typed))
    return { typed, digits: isNumber(typed), fits }
  }
  const found = readings(lexicon, words).map((one) => search(index, one.map(token), use))
  const whole = best(found.flatMap((one) => one.whole), new Set())
  return { whole, part: best(found.flatMap((one) => one.part), new Set()) }
}

/** What has to match: no function words, and no number that says how many. */
function toMatch(index: Index, query: string): string[] {
  const words = queryWords(query)
  const begins = (word: string) => index.entries.some(({ code }) => code.code.startsWith(word))
  const hard = words.filter((word) => !isSoft(word) && (!isNumber(word) || begins(word) || index.lexicon.hasForm(word)))
  return hard.length > 0 ? hard : words
}

function find(index: Index, query: string, use: Use): Found & { closest: boolean } {
  let words = toMatch(index, query)
  let found = searchAll(index, words, use, false)
  if (found.whole.length === 0 && words.some(isNumber) && !words.every(isNumber)) {
    words = words.filter((word) => !isNumber(word))
    found = searchAll(index, words, use, false)
  }
  if (found.whole.length > 0) return { ...found, closest: false }
  const told = words.filter((word) => index.lexicon.fits(word, true).words.length > 0)
  if (told.length > 0 && told.length < words.length) {
    const { whole, part } = searchAll(index, told, use, false) // the rest are names, which no code knows
    if (whole.length > 0) return { whole: [], part: best([...whole, ...part], new Set()), closest: false }
  }
  const { whole, part } = searchAll(index, words, use, true)
  return { whole: part.length > 0 ? [] : whole, part, closest: true }
}

export function rank(codebook: Codebook, query: string, use: Use = NO_USE): Ranked {
  if (!query.trim()) return { rows: [], closest: false }
  const { whole, part, closest } = find(indexOf(codebook), query, use)
  const row = ({ match, score }: Scored, why: string): CodeRow => ({
    code: match.entry.code,
    score,
    label: emphasise(match.entry.code.label, match),
    phrase: phraseFor(match),
    why: uses(match.entry.code.code, use) || why,
  })
  const known = new Set(whole.map(({ match }) => match.entry))
  const rest = part.filter(({ match }) => !known.has(match.entry)).slice(0, Math.max(0, ROWS - whole.length))
  const rows = [...whole.slice(0, ROWS).map((one) => row(one, '')), ...rest.map((one) => row(one, closest ? '' : reason.inPart))]
  return { rows, closest }
}

export function plainRow(code: Code, why: string): CodeRow {
  return { code, score: 0, label: [{ text: code.label, bold: false }], phrase: null, why }
}

/** What a code can be offered for before anything is typed, each list in its order. */
export interface Offers {
  ranked: readonly { code: string; sure: Sure }[]
  /** Codes that this trigger word got in this project, or from this coder. */
  habit: readonly string[]
  /** Codes whose search words fit the trigger. */
  fitting: readonly string[]
  recent: readonly string[]
  use?: Use
}

const MOST_RANKED = 3
const MOST_HABIT = 3
const MOST_RECENT = 5
/** How many codes whose search words fit come before the coder's last ones. */
const FITTING = 4

/** Codes by how often they are used here, most often first. */
function often(use: Use): string[] {
  const count = (code: string) => (use.project.get(code) ?? 0) + (use.mine.get(code) ?? 0)
  const codes = [...new Set([...use.mine.keys(), ...use.project.keys()])]
  return codes.sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
}

/** The rows before anything is typed: the model's, this word's in the project, fitting ones, the coder's last, the usual. */
export function offered(codebook: Codebook, { ranked, habit, fitting, recent, use = NO_USE }: Offers): CodeRow[] {
  const rows = new Map<string, CodeRow>()
  const fits = (code: string) => {
    const found = codebook.get(code)
    return found && !rows.has(code) && codebook.mayChoose(found) ? found : undefined
  }
  const add = (codes: readonly string[], why: (code: string) => string, most = ROWS) => {
    let left = Math.min(most, ROWS - rows.size)
    for (const code of codes) {
      const found = left > 0 ? fits(code) : undefined
      if (!found) continue
      rows.set(code, plainRow(found, why(code)))
      left -= 1
    }
  }
  for (const { code, sure } of ranked) {
    const found = rows.size < MOST_RANKED ? fits(code) : undefined
    if (found) rows.set(code, { ...plainRow(found, sure.model ?? 'model'), sure: { ...sure, rank: rows.size + 1 } })
  }
  add(habit, () => reason.thisWord, MOST_HABIT)
  add(fitting, () => reason.fitsTrigger, FITTING)
  add(recent.slice(0, MOST_RECENT), () => reason.usedLately)
  add(fitting, () => reason.fitsTrigger)
  add(often(use), (code) => uses(code, use))
  return [...rows.values()]
}

/** Where nothing may be suggested: the coder's own last codes, in the order of their numbers. */
export function ownOnly(codebook: Codebook, recent: readonly string[]): CodeRow[] {
  return recent
    .flatMap((code) => codebook.get(code) ?? [])
    .filter((code) => codebook.mayChoose(code))
    .slice(0, ROWS)
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map((code) => plainRow(code, reason.usedLately))
}
