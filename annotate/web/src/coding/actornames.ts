// Which blocks the words of an actor mean: "british troops" → GBR and MIL, "un" → IGOUNO.
import { nearlyPrefix } from './lexicon'
import { wordsOf } from './matching'

/** Everyday names of a block or, with kind `actor`, of a whole code. */
export interface Named {
  kind: string
  code: string
  names: string[]
}

/** A block or whole code that some of the words name. */
export interface Part {
  kind: string
  code: string
  score: number
}

interface Entry {
  /** The name, or what is left of it from a later word on. */
  text: string
  /** 1, less where it is only part of a name, or three letters that nobody types. */
  worth: number
  kind: string
  code: string
}

/** Places come before languages, religions and peoples of the same name; whole codes before bare blocks. */
const WEIGHT: Record<string, number> = {
  actor: 32,
  country: 30,
  role: 28,
  international: 24,
  group: 18,
  region: 16,
  territory: 16,
  religion: 10,
  organisation: 6,
  ethnic: 4,
}
const EXACT = 100
const PARTLY = 50
const SLIP = 50
const LESS = 0.6
/** Roles that most events name. */
export const COMMON = ['GOV', 'MIL', 'OPP', 'COP', 'CVL', 'REB']
const IS_COMMON = 8
const MOST_PARTS = 8
const MOST_WORDS = 5
const MOST_KEPT = 300
const SILENT = new Set('a an the of and in from at for on by to with'.split(' '))

/** Words that count, dots and hyphens taken apart. */
export function nameWords(text: string): string[] {
  const words = wordsOf(text)
  const loud = words.filter((word) => !SILENT.has(word))
  return loud.length > 0 ? loud : words
}

/** The words as they stand, and the last one without its plural ending. */
function numbers(text: string): string[] {
  const found = [text]
  if (text.length > 3 && text.endsWith('s')) found.push(text.slice(0, -1))
  if (text.endsWith('ies')) found.push(`${text.slice(0, -3)}y`)
  if (/(?:s|x|ch|sh)es$/.test(text)) found.push(text.slice(0, -2))
  return found
}

/** The name, and what is left of it from each later word on. */
function entriesOf(name: string, kind: string, code: string): Entry[] {
  const words = nameWords(name)
  return words.map((_, at) => ({ text: words.slice(at).join(' '), worth: at === 0 ? 1 : LESS, kind, code }))
}

export class ActorNames {
  private indexed: Entry[] | null = null
  private readonly kept = new Map<string, Part[]>()

  constructor(
    private readonly blocks: readonly { code: string; label: string; kind: string }[],
    private readonly named: readonly Named[],
  ) {}

  /** In the order of their texts; made by the first question, not while the page opens. */
  private get entries(): readonly Entry[] {
    return (this.indexed ??= this.index())
  }

  private index(): Entry[] {
    const own = this.blocks.flatMap(({ code, label, kind }) => [
      { text: code.toLowerCase(), worth: kind === 'ethnic' ? LESS : 1, kind, code },
      ...label.split(/[()]/).flatMap((name) => entriesOf(name, kind, code)),
    ])
    const called = this.named.flatMap(({ kind, code, names }) => names.flatMap((name) => entriesOf(name, kind, code)))
    return [...own, ...called].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  }

  /** What the words between may name, best first. */
  private parts(text: string, slips: boolean): Part[] {
    const key = (slips ? '~' : '') + text
    let found = this.kept.get(key)
    if (!found) {
      if (this.kept.size >= MOST_KEPT) this.kept.clear()
      found = this.find(text, slips)
      this.kept.set(key, found)
    }
    return found
  }

  private find(text: string, slips: boolean): Part[] {
    const best = new Map<string, Part>()
    const take = (part: Part) => {
      const key = `${part.kind} ${part.code}`
      if ((best.get(key)?.score ?? 0) < part.score) best.set(key, part)
    }
    for (const start of numbers(text))
      for (const entry of this.begunBy(start)) {
        const whole = entry.text.length === start.length
        const share = whole ? EXACT : PARTLY + (30 * start.length) / entry.text.length
        take(scored(entry, share))
      }
    if (slips && best.size === 0 && text.length > 3)
      for (const entry of this.entries) if (nearlyPrefix(text, entry.text)) take(scored(entry, nearness(text, entry.text)))
    return [...best.values()].sort(byScore).slice(0, MOST_PARTS)
  }

  private *begunBy(start: string): Generator<Entry> {
    let [low, high] = [0, this.entries.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.entries[middle]?.text ?? '') < start) low = middle + 1
      else high = middle
    }
    for (let entry = this.entries[low]; entry?.text.startsWith(start); entry = this.entries[++low]) yield entry
  }

  /** True if the words are the whole of a name. */
  isName(words: string): boolean {
    return numbers(nameWords(words).join(' ')).some((name) => {
      for (const { text, worth } of this.begunBy(name)) {
        if (text.length > name.length) return false
        if (worth === 1) return true
      }
      return false
    })
  }

  /** Codes that the words spell out, best first; `whole` where every word has been understood. */
  codes(typed: string, slips: boolean): Spelled[] {
    const words = nameWords(typed).slice(0, MOST_WORDS)
    const best = new Map<string, Spelled>()
    for (const reading of this.readings(words, slips)) {
      if (reading.parts.length === 0) continue
      const found = compose(reading, words.length)
      if ((best.get(found.code)?.score ?? -Infinity) < found.score) best.set(found.code, found)
    }
    return [...best.values()].sort(byScore)
  }

  /** All ways to read the words as names one after the other, the best few of each length. */
  private readings(words: readonly string[], slips: boolean): Reading[] {
    const until: Reading[][] = [[{ parts: [], score: 0, unread: 0 }]]
    for (let to = 1; to <= words.length; to++) {
      const here: Reading[] = (until[to - 1] ?? []).map((before) => ({
        ...before,
        score: before.score - UNREAD,
        unread: before.unread + 1,
      }))
      for (let from = 0; from < to; from++)
        for (const part of this.parts(words.slice(from, to).join(' '), slips))
          for (const { parts, score, unread } of until[from] ?? [])
            here.push({ parts: [...parts, part], score: score + part.score * (to - from) - PER_NAME, unread })
      until[to] = here.sort((a, b) => b.score - a.score).slice(0, MOST_READINGS)
    }
    return until[words.length] ?? []
  }
}

interface Reading {
  parts: Part[]
  score: number
  /** Words that name nothing. */
  unread: number
}

export interface Spelled {
  code: string
  score: number
  whole: boolean
}

const UNREAD = 30
const PER_NAME = 15
const SECOND_PLACE = 60
const MOST_READINGS = 24
const HEADS = new Set(['actor', 'country', 'region', 'territory', 'international'])
const TAILS = new Set(['religion', 'ethnic'])

const byScore = (a: { code: string; score: number }, b: { code: string; score: number }) =>
  b.score - a.score || (a.code < b.code ? -1 : 1)

function scored({ kind, code, worth }: Entry, share: number): Part {
  const common = kind === 'role' && COMMON.includes(code) ? IS_COMMON : 0
  return { kind, code, score: share * worth + (WEIGHT[kind] ?? 0) + common }
}

const blocksOf = (code: string): readonly string[] => code.match(/.{3}/g) ?? []

/** A slip in a whole name is nearer than one in its beginning. */
const nearness = (typed: string, name: string) => (Math.abs(typed.length - name.length) <= 1 ? SLIP + 30 : SLIP)

/** One code of the parts: where it is, then who, then of what faith or people; nothing twice. */
function compose({ parts, score, unread }: Reading, words: number): Spelled {
  const rank = ({ kind }: Part) => (HEADS.has(kind) ? 0 : TAILS.has(kind) ? 2 : 1)
  const ordered = [...parts].sort((a, b) => rank(a) - rank(b))
  let code = ''
  let apart = 0
  for (const part of ordered) {
    if (rank(part) === 0 && part.code.startsWith(code)) code = part.code
    else if (!blocksOf(code).includes(part.code)) {
      if (rank(part) === 0 && !code.startsWith(part.code)) apart += SECOND_PLACE
      code = code.startsWith(part.code) ? code : code + part.code
    }
  }
  return { code, score: (score - apart) / words, whole: unread === 0 }
}
