// Ranking of event codes: number, label, search words, root label, definition.
import type { Code, Codebook } from '../lib/codebook'
import { fold } from './words'

export interface Use {
  /** How often each code has been used in the project, and by this coder. */
  project: ReadonlyMap<string, number>
  mine: ReadonlyMap<string, number>
}

export interface CodeRow {
  code: Code
  score: number
  /** Parts of the label; the bold ones were matched. */
  label: { text: string; bold: boolean }[]
  why: string
}

export interface Ranked {
  rows: CodeRow[]
  /** True when nothing matched and one slip of the finger was allowed. */
  closest: boolean
}

interface Field {
  key: string
  score: (typed: string) => number
  /** Index of the word in the label, if it stands there. */
  at?: number
}

export const ROWS = 9
const WORD = /[\p{L}\p{N}]+/gu
const GENERIC = new Set(['not', 'specified', 'below'])
export const NO_USE: Use = { project: new Map(), mine: new Map() }

function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? []
}

function labelScore(at: number, key: string): (typed: string) => number {
  return (typed) => 100 - 8 * at + (typed === key ? 30 : 0) + (20 * typed.length) / key.length
}

function fieldsOf(code: Code, codebook: Codebook): Field[] {
  const root = codebook.path(code.code)[0]
  const flat = (texts: readonly string[], score: number): Field[] =>
    texts.flatMap((text) => wordsOf(text).map((key) => ({ key, score: () => score })))
  return [
    ...wordsOf(code.label).map((key, at) => ({ key, at, score: labelScore(at, key) })),
    ...flat(code.words, 80),
    ...(root && root !== code ? flat([root.label], 30) : []),
    ...flat([code.definition], 10),
  ]
}

const INDEX = new WeakMap<Codebook, Map<string, Field[]>>()

function indexOf(codebook: Codebook): Map<string, Field[]> {
  let index = INDEX.get(codebook)
  if (!index) {
    index = new Map(codebook.data.codes.map((code) => [code.code, fieldsOf(code, codebook)]))
    INDEX.set(codebook, index)
  }
  return index
}

/** True if the typed letters begin the word, one letter wrong, missing, doubled or swapped. */
export function nearlyPrefix(typed: string, word: string): boolean {
  if (typed.length < 3) return false
  for (let i = 0; i < typed.length; i++) {
    const head = typed.slice(0, i)
    if (!word.startsWith(head)) return false
    const rest = typed.slice(i)
    const tail = word.slice(i)
    if (tail.startsWith(rest.slice(1)) || tail.slice(1).startsWith(rest.slice(1)) || tail.slice(1).startsWith(rest))
      return true
    if (rest.length > 1 && tail.startsWith(rest.charAt(1) + rest.charAt(0) + rest.slice(2))) return true
  }
  return word.startsWith(typed)
}

type Fits = (typed: string, word: string) => boolean
const exactly: Fits = (typed, word) => word.startsWith(typed)

function digitScore(typed: string, code: string): number {
  if (typed === code) return 1000
  return code.startsWith(typed) ? 300 - code.length : 0
}

interface Match {
  score: number
  hits: ReadonlyMap<number, number>
}

/** Every token has to match, each a word of its own; the dearest free word wins. */
function matchCode(code: Code, fields: readonly Field[], tokens: readonly string[], fits: Fits): Match | null {
  const used = new Set<Field>()
  const hits = new Map<number, number>()
  let score = 0
  for (const token of tokens) {
    let best = /^\d+$/.test(token) ? digitScore(token, code.code) : 0
    let field: Field | undefined
    for (const candidate of fields) {
      if (used.has(candidate) || !fits(token, candidate.key)) continue
      const value = candidate.score(token)
      if (value > best) [best, field] = [value, candidate]
    }
    if (best <= 0) return null
    if (field) used.add(field)
    if (field?.at !== undefined) hits.set(field.at, token.length)
    score += best
  }
  return { score, hits }
}

function boost(code: Code, use: Use, tokens: readonly string[]): number {
  const often = (n: number | undefined) => Math.log2(1 + (n ?? 0))
  const generic = code.generic && !tokens.some((t) => GENERIC.has(t) || /^\d+$/.test(t)) ? -4 : 0
  return often(use.project.get(code.code)) * 3 + often(use.mine.get(code.code)) * 5 + generic
}

/** The label cut so that the letters that were typed stand out. */
function emphasise(label: string, hits: ReadonlyMap<number, number>): CodeRow['label'] {
  const parts: CodeRow['label'] = []
  let at = 0
  let from = 0
  for (const word of label.matchAll(WORD)) {
    const length = hits.get(at)
    if (length !== undefined) {
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

function whyOf(code: Code, use: Use): string {
  const mine = use.mine.get(code.code) ?? 0
  const project = use.project.get(code.code) ?? 0
  if (project > 0) return `${project} in project`
  return mine > 0 ? `used ${mine}×` : ''
}

function search(codebook: Codebook, tokens: readonly string[], use: Use, fits: Fits): CodeRow[] {
  const index = indexOf(codebook)
  const rows: CodeRow[] = []
  for (const code of codebook.data.codes) {
    if (!codebook.mayChoose(code)) continue
    const match = matchCode(code, index.get(code.code) ?? [], tokens, fits)
    if (!match) continue
    rows.push({
      code,
      score: match.score + boost(code, use, tokens),
      label: emphasise(code.label, match.hits),
      why: whyOf(code, use),
    })
  }
  return rows.sort((a, b) => b.score - a.score || (a.code.code < b.code.code ? -1 : 1)).slice(0, ROWS)
}

export function rank(codebook: Codebook, query: string, use: Use = NO_USE): Ranked {
  const tokens = wordsOf(query)
  if (tokens.length === 0) return { rows: [], closest: false }
  const rows = search(codebook, tokens, use, exactly)
  if (rows.length > 0) return { rows, closest: false }
  return { rows: search(codebook, tokens, use, nearlyPrefix), closest: true }
}

export function plainRow(code: Code, why: string): CodeRow {
  return { code, score: 0, label: [{ text: code.label, bold: false }], why }
}

/** What stands there before anything is typed: codes for this trigger word, then the coder's last ones. */
export function offered(codebook: Codebook, forTrigger: readonly string[], recent: readonly string[]): CodeRow[] {
  const seen = new Set<string>()
  const rows: CodeRow[] = []
  const add = (code: string, why: string) => {
    const found = codebook.get(code)
    if (!found || seen.has(code) || !codebook.mayChoose(found) || rows.length >= ROWS) return
    seen.add(code)
    rows.push(plainRow(found, why))
  }
  forTrigger.forEach((code) => add(code, 'fits the trigger'))
  recent.slice(0, 5).forEach((code) => add(code, 'used lately'))
  return rows
}
