// Which codes a trigger word points to: its base form is looked up among the codebook's search words.
import type { Code, Codebook } from '../lib/codebook'
import { stems } from './forms'
import { fold } from './words'

interface Entry {
  code: Code
  /** Search words and the label, each cut into words. */
  phrases: string[][]
}

const INDEX = new WeakMap<Codebook, Map<string, Entry[]>>()

function cut(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** First word of a search phrase or of the label → the codes that have it. */
function wordIndex(codebook: Codebook): Map<string, Entry[]> {
  const known = INDEX.get(codebook)
  if (known) return known
  const index = new Map<string, Entry[]>()
  for (const code of codebook.data.codes) {
    const phrases = [cut(code.label), ...code.words.map(cut)]
    for (const first of new Set(phrases.map((words) => words[0]))) {
      if (first) index.set(first, [...(index.get(first) ?? []), { code, phrases }])
    }
  }
  INDEX.set(codebook, index)
  return index
}

const MOST_CONTEXT = 3
let lately: { text: string; forms: ReadonlySet<string> } = { text: '', forms: new Set() }

/** The same sentence is asked for again and again, once for each of its words. */
function formsOf(sentence: string): ReadonlySet<string> {
  if (lately.text !== sentence) lately = { text: sentence, forms: new Set(cut(sentence).flatMap(stems)) }
  return lately.forms
}

/** How well the code fits: by the trigger itself, then by what else its search words find in the sentence. */
function fit({ phrases }: Entry, trigger: ReadonlySet<string>, sentence: ReadonlySet<string>): number {
  const own = phrases.filter((words) => trigger.has(words[0] ?? ''))
  const named = trigger.has(phrases[0]?.[0] ?? '') ? 2 : 0
  const alone = own.some((words) => words.length === 1) ? 1 : 0
  const around = new Set(phrases.flat().filter((word) => word.length > 3 && !trigger.has(word) && sentence.has(word)))
  return named + alone + 1.5 * Math.min(around.size, MOST_CONTEXT)
}

/** Codes whose search words name the trigger, the ones that fit its sentence best first. */
export function codesFor(codebook: Codebook, trigger: string, sentence = ''): string[] {
  const index = wordIndex(codebook)
  const forms = new Set(cut(trigger).flatMap(stems))
  const around = formsOf(sentence)
  const found = new Map<string, number>()
  for (const form of forms)
    for (const entry of index.get(form) ?? []) found.set(entry.code.code, fit(entry, forms, around))
  return [...found].sort((a, b) => b[1] - a[1]).map(([code]) => code)
}
