// Which search words of a code hold what is typed: for its definition card.
import type { Code } from '../lib/codebook'
import { stems } from './forms'
import { isSoft, wordsOf } from './matching'

export interface SearchWord {
  text: string
  hit: boolean
}

const HITS = 3
const SHOWN = 12

/** The first search words of a code; those with a word that is typed, or begun, come before the others. */
export function matchedWords(code: Code, typed: string): SearchWord[] {
  const wanted = wordsOf(typed).filter((word) => !isSoft(word))
  const bases = wanted.map((word) => new Set(stems(word)))
  const holds = (text: string) => {
    const words = wordsOf(text)
    return wanted.filter((typedWord, i) =>
      words.some((word) => word.startsWith(typedWord) || stems(word).some((base) => bases[i]?.has(base))),
    ).length
  }
  const found = code.words.map((text) => ({ text, hits: wanted.length > 0 ? holds(text) : 0 }))
  const most = Math.max(0, ...found.map(({ hits }) => hits))
  const first = most > 0 ? found.filter(({ hits }) => hits === most) : []
  const rest = found.filter((one) => !first.includes(one))
  const some = (list: typeof found, hit: boolean, most: number) => list.slice(0, most).map(({ text }) => ({ text, hit }))
  return [...some(first, true, HITS), ...some(rest, false, SHOWN)]
}
