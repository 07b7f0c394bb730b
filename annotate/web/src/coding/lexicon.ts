// All words that a codebook can be searched by, and which of them a typed word means.
import { oneSpelling, roots, stems } from './forms'

/** How a typed word meets a word of the codebook, from not at all to best. */
export const FIT = { none: 0, nearBegin: 1, near: 2, root: 3, begin: 4, whole: 5 } as const

/** How every word of the lexicon fits, by its number, and the numbers of those that fit at all. */
export interface Fits {
  of: Uint8Array
  words: number[]
}

interface Shape {
  spellings: readonly string[]
  bases: readonly string[]
  roots: readonly string[]
}

function shapeOf(word: string): Shape {
  const spellings = [...new Set([word, oneSpelling(word)])]
  const bases = [...new Set(spellings.flatMap(stems).flatMap((base) => [base, oneSpelling(base)]))]
  return { spellings, bases, roots: roots(bases) }
}

/** How many letters the two words share from the start. */
function common(a: string, b: string): number {
  let i = 0
  while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i += 1
  return i
}

/** True if the rest of what is typed goes on as the word does. */
function goesOn(typed: string, from: number, word: string, to: number): boolean {
  for (let i = from; i < typed.length; i++) if (typed.charCodeAt(i) !== word.charCodeAt(to + i - from)) return false
  return true
}

/** True if the typed letters begin the word, one letter wrong, missing, doubled or swapped. */
export function nearlyPrefix(typed: string, word: string): boolean {
  if (typed.length < 4) return false
  const at = common(typed, word)
  if (at === typed.length) return true
  if (goesOn(typed, at + 1, word, at) || goesOn(typed, at + 1, word, at + 1) || goesOn(typed, at, word, at + 1)) return true
  const swapped = typed[at] === word[at + 1] && typed[at + 1] === word[at]
  return swapped && goesOn(typed, at + 2, word, at + 2)
}

/** The word without one of its letters, or with two neighbours swapped: what an ending may be taken off. */
function slipsOf(word: string): string[] {
  if (word.length < 5) return []
  const at = Array.from({ length: word.length - 1 }, (_, i) => i + 1)
  return at.flatMap((i) => [
    word.slice(0, i) + word.slice(i + 1),
    word.slice(0, i - 1) + word.charAt(i) + word.charAt(i - 1) + word.slice(i + 1),
  ])
}

const MOST_KEPT = 200
/** A base shorter than this is not looked for with a slip: it would be near to too much. */
const SURE = 5

export class Lexicon {
  private readonly ids = new Map<string, number>()
  private readonly words: string[] = []
  private readonly byBase = new Map<string, number[]>()
  private readonly byRoot = new Map<string, number[]>()
  private readonly spelled: (readonly [string, number])[] = []
  private readonly kept = [new Map<string, Fits>(), new Map<string, Fits>()] as const

  /** Number of the word, given when it is first seen. */
  add(word: string): number {
    const known = this.ids.get(word)
    if (known !== undefined) return known
    const id = this.words.push(word) - 1
    const shape = shapeOf(word)
    this.ids.set(word, id)
    for (const spelling of shape.spellings) this.spelled.push([spelling, id])
    for (const base of shape.bases) push(this.byBase, base, id)
    for (const root of shape.roots) push(this.byRoot, root, id)
    return id
  }

  /** Puts the words in order; none is added after that. */
  close(): this {
    this.spelled.sort(([a], [b]) => (a < b ? -1 : 1))
    return this
  }

  /** True if the codebook has this very word. */
  has(word: string): boolean {
    return this.ids.has(word)
  }

  /** True if the codebook has this word in some form. */
  hasForm(word: string): boolean {
    return shapeOf(word).bases.some((base) => this.byBase.has(base))
  }

  /** `slips` allows one wrong letter. */
  fits(typed: string, slips: boolean): Fits {
    const kept = this.kept[slips ? 1 : 0]
    let found = kept.get(typed)
    if (!found) {
      if (kept.size >= MOST_KEPT) kept.clear()
      const of = this.find(typed, slips)
      const words: number[] = []
      for (let id = 0; id < of.length; id++) if (of[id] !== FIT.none) words.push(id)
      found = { of, words }
      kept.set(typed, found)
    }
    return found
  }

  private find(typed: string, slips: boolean): Uint8Array {
    const found = new Uint8Array(this.words.length)
    const shape = shapeOf(typed)
    if (slips) this.findNear(shape, found)
    for (const root of shape.roots) for (const id of this.byRoot.get(root) ?? []) found[id] = FIT.root
    for (const spelling of shape.spellings) for (const id of this.begunBy(spelling)) found[id] = FIT.begin
    for (const base of shape.bases) for (const id of this.byBase.get(base) ?? []) found[id] = FIT.whole
    return found
  }

  private *begunBy(start: string): Generator<number> {
    let [low, high] = [0, this.spelled.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.spelled[middle]?.[0] ?? '') < start) low = middle + 1
      else high = middle
    }
    for (let entry = this.spelled[low]; entry?.[0].startsWith(start); entry = this.spelled[++low]) yield entry[1]
  }

  private findNear(typed: Shape, found: Uint8Array): void {
    for (const other of slipsOf(typed.spellings[0] ?? ''))
      for (const base of shapeOf(other).bases) for (const id of this.byBase.get(base) ?? []) found[id] = FIT.near
    for (const base of typed.bases.filter((one, i) => i === 0 || one.length >= SURE)) {
      this.words.forEach((word, id) => {
        if (!nearlyPrefix(base, word)) return
        const whole = Math.abs(word.length - base.length) <= 1
        found[id] = Math.max(found[id] ?? 0, whole ? FIT.near : FIT.nearBegin)
      })
    }
  }
}

function push(index: Map<string, number[]>, key: string, id: number): void {
  const list = index.get(key)
  if (list) list.push(id)
  else index.set(key, [id])
}
