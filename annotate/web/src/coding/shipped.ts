// For the tests and the bench: the shipped codebook, the actor table and the phrases a coder may type, read from disk.
import { readFileSync } from 'node:fs'
import { Codebook, type Code } from '../lib/codebook'
import { actorTable, pickActors, type ActorTable, type Block } from './actors'
import { rank } from './picker'

const read = (path: string) => readFileSync(`../../${path}`, 'utf8')

export interface Phrase {
  typed: string
  /** Any of these is right. */
  codes: string[]
}

export interface Phrases {
  /** What the search words were improved with. */
  phrases: Phrase[]
  /** Written before that, never looked at one by one. */
  holdout: Phrase[]
  /** The same, later and broader. */
  second: Phrase[]
  third: Phrase[]
  /** Everyday and headline words, measured once: nothing was improved with them. */
  fourth: Phrase[]
  /** Written without sight of the search words; improved with after the first measurement that README states. */
  fifth: Phrase[]
  sixth: Phrase[]
  seventh: Phrase[]
  actors: Phrase[]
  /** Actors, written before the names and nouns that lead to them. */
  actorsUnseen: Phrase[]
}

export const phrases = JSON.parse(read('tests/vectors/phrases.json')) as Phrases

/** Enough TOML for the `[[codes]]` of our own files, whose values on one line are JSON as well. */
function codeOf(table: string): Code {
  const code: Record<string, unknown> = {
    words: [],
    parent: null,
    level: 1,
    generic: false,
    selectable: true,
    retired: false,
    not_to_confuse: [],
  }
  for (const [, key = '', value = ''] of table.matchAll(/^(\w+) = (["[].*|true|false|\d+)$/gm))
    if (value !== '[') code[key] = JSON.parse(value)
  return code as unknown as Code
}

export function shippedCodebook(name = 'cameo'): Codebook {
  const tables = read(`schemas/codebooks/${name}.toml`).split('[[codes]]').slice(1)
  const codes = tables.map(codeOf)
  const about = { name, title: name, version: '1', modalities: [], sha256: '' }
  return new Codebook({ ...about, inner_codes: true, certainty: true, actors: 'cameo', codes })
}

export function shippedActors(): ActorTable {
  const list = (name: string) => {
    const [, names = ''] = new RegExp(`^${name}:.*? = \\(([^)]*)\\)`, 'ms').exec(read('schemas/actors.py')) ?? []
    return [...names.matchAll(/"(\w+)"/g)].map(([, kind = '']) => kind)
  }
  const rows = read('schemas/data/actor_blocks.csv').trim().split('\n').slice(1)
  const blocks = rows.map((line): Block => {
    const [, kind = '', code = '', label = ''] = /^(\w+),(\w+),"?(.*?)"?$/.exec(line) ?? []
    return { kind, code, label }
  })
  const names = read('schemas/data/actor_names.csv').trim().split('\n').slice(1).map((line) => {
    const [, kind = '', code = '', text = ''] = /^(\w+),(\w+),"?(.*?)"?$/.exec(line) ?? []
    return { kind, code, names: text.split('; ') }
  })
  const later = ['role', 'religion', 'organisation', 'group', 'region', 'country', 'territory', 'international']
  return actorTable({ blocks, names, first: list('FIRST'), later, after_international: ['organisation', 'group', ...later] })
}

export type Shown = (typed: string) => string[]

export function showsCodes(codebook: Codebook): Shown {
  return (typed) => rank(codebook, typed).rows.map((row) => row.code.code)
}

export function showsActors(table: ActorTable): Shown {
  return (typed) => pickActors(table, typed, []).rows.map((row) => row.code)
}

export interface Figures {
  /** Share of the phrases whose code is among the first five rows when all is typed. */
  top5: number
  missed: string[]
  /** Median number of letters until the code is among the first five rows; a miss counts as one more than typed. */
  keys: number
  /** Milliseconds per key, every one of them: elapsed, and of the processor alone (what a quiet machine shows). */
  times: number[]
  processor: number[]
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}

/** Types every phrase letter by letter; without `every`, only until the code shows, and then the whole of it. */
export function measure(list: readonly Phrase[], shows: Shown, every = false): Figures {
  const missed: string[] = []
  const keys: number[] = []
  const times: number[] = []
  const processor: number[] = []
  for (const { typed, codes } of list) {
    let first = typed.length + 1
    let last: string[] = []
    for (let n = 1; n <= typed.length; n++) {
      if (!every && first < n && n < typed.length) continue
      const before = process.cpuUsage()
      const from = performance.now()
      const rows = shows(typed.slice(0, n))
      times.push(performance.now() - from)
      const { user, system } = process.cpuUsage(before)
      processor.push((user + system) / 1000)
      last = rows.slice(0, 5)
      if (first > n && last.some((code) => codes.includes(code))) first = n
    }
    keys.push(first)
    if (!last.some((code) => codes.includes(code))) missed.push(`${typed}: ${codes.join()}, not ${last.join()}`)
  }
  return { top5: 1 - missed.length / list.length, missed, keys: quantile(keys, 0.5), times, processor }
}
