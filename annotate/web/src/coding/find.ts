// Finding words in the article: any case, accents and Arabic vowel signs aside, white space of any length alike.
import type { Span } from '../lib/screen'
import { fold, type Reading } from './words'

interface Folded {
  text: string
  /** Offset in the article of every UTF-16 unit of the folded text. */
  at: number[]
}

const CACHE = new WeakMap<Reading, Folded>()

function folded(reading: Reading): Folded {
  const known = CACHE.get(reading)
  if (known) return known
  let text = ''
  const at: number[] = []
  let cp = 0
  for (const char of reading.map.text) {
    const plain = /\s/.test(char) ? (text.endsWith(' ') ? '' : ' ') : fold(char)
    for (let i = 0; i < plain.length; i++) at.push(cp)
    text += plain
    cp += 1
  }
  const made = { text, at }
  CACHE.set(reading, made)
  return made
}

const MOST = 500

/** Where the words stand, in reading order. Marks that belong to the last letter are part of it. */
export function find(reading: Reading, query: string): Span[] {
  const wanted = fold(query).replace(/\s+/g, ' ')
  const { text, at } = folded(reading)
  const out: Span[] = []
  if (!wanted.trim()) return out
  for (let i = text.indexOf(wanted); i >= 0 && out.length < MOST; i = text.indexOf(wanted, i + wanted.length)) {
    out.push([at[i] as number, at[i + wanted.length] ?? reading.map.length])
  }
  return out
}
