// Actor codes: three-letter blocks, a country or organisation first, roles after it.
import { ActorNames, COMMON, type Named } from './actornames'
import type { InTree, Sure } from './picker'
import { fold } from './words'
import { why as reason } from '../strings'

export interface Block {
  code: string
  label: string
  kind: string
}

/** As the server gives it: the blocks, and the kinds in the order in which a block is looked up at its place. */
export interface ActorData {
  blocks: Block[]
  /** Everyday names of blocks and of whole codes. */
  names: Named[]
  first: string[]
  later: string[]
  after_international: string[]
}

export interface ActorTable extends Omit<ActorData, 'names'> {
  byCode: ReadonlyMap<string, readonly Block[]>
  names: ActorNames
}

export function actorTable(data: ActorData): ActorTable {
  const byCode = new Map<string, Block[]>()
  for (const block of data.blocks) byCode.set(block.code, [...(byCode.get(block.code) ?? []), block])
  return { ...data, byCode, names: new ActorNames(data.blocks, data.names) }
}

/** Without a table every well-formed code is taken as it is typed. */
export const NO_TABLE: ActorTable = actorTable({ blocks: [], names: [], first: [], later: [], after_international: [] })
const SHAPE = /^(?:[A-Z]{3}|[a-z]{3})+$/

/** True for one or more three-letter blocks. */
export function isActorCode(code: string): boolean {
  return SHAPE.test(code)
}

function kindsAt(table: ActorTable, at: number, before: Block | undefined): readonly string[] {
  if (at === 0) return table.first
  return at === 1 && before?.kind === 'international' ? table.after_international : table.later
}

function lookUp(table: ActorTable, code: string, at: number, before: Block | undefined): Block | undefined {
  const known = table.byCode.get(code) ?? []
  for (const kind of kindsAt(table, at, before)) {
    const hit = known.find((block) => block.kind === kind)
    if (hit) return hit
  }
  return table.byCode.get(code.toLowerCase())?.find((block) => block.kind === 'ethnic')
}

export interface Explained {
  text: string
  /** Blocks that the table does not know. */
  unknown: string[]
}

/** "SYRREB" → "Syria, rebels". */
export function explain(table: ActorTable, code: string): Explained {
  const found: { part: string; block: Block | undefined }[] = []
  for (const part of code.match(/.{1,3}/g) ?? [])
    found.push({ part, block: lookUp(table, part, found.length, found.at(-1)?.block) })
  const unknown = table.blocks.length === 0 ? [] : found.filter(({ block }) => !block).map(({ part }) => part)
  return { text: found.flatMap(({ block }) => block?.label ?? []).join(', '), unknown }
}

export interface ActorRow {
  code: string
  says: string
  why: string
  /** Of rows that a model offers. */
  sure?: Sure
  /** What lies below it in the tree of codes. */
  into?: string
  /** No code of its own: choosing it opens what lies below. */
  step?: boolean
  tree?: InTree
}

function row(table: ActorTable, code: string, offer: Partial<ActorOffer> = {}): ActorRow {
  return { code, says: explain(table, code).text, why: offer.why ?? '', ...sureOf(offer) }
}

function sureOf({ sure }: Partial<ActorOffer>): { sure?: Sure } {
  return sure ? { sure } : {}
}

function isFirst(table: ActorTable, block: Block): boolean {
  return PLACES.includes(block.kind) && table.first.includes(block.kind)
}

/** "egyop" → EGY and everything that OP may become. */
function fromLetters(table: ActorTable, words: string): { code: string; score: number }[] {
  if (!/^(?:[A-Z]{3} )*[A-Z]+$/.test(words)) return []
  const typed = words.replace(/ /g, '')
  const whole = typed.slice(0, typed.length - (typed.length % 3))
  const rest = typed.slice(whole.length)
  if (whole && explain(table, whole).unknown.length > 0) return []
  const people = whole && lookUp(table, whole.slice(0, 3), 0, undefined)?.kind === 'ethnic' // german is not GER, MAN
  if (!rest && typed.length === 3 && table.blocks.length > 0) return []
  if (!rest) return [{ code: typed, score: people ? GUESS : SPELLED }]
  return table.blocks
    .filter((block) => block.code.startsWith(rest) && isFirst(table, block) === !whole)
    .map(({ code, kind }) => ({ code: whole + code, score: (whole && !people ? BEGUN : GUESS) + (kind === 'role' ? 10 : 0) }))
    .sort((a, b) => b.score - a.score)
}

export interface ActorPick {
  rows: ActorRow[]
  /** Blocks in the typed code that no table knows; it may be used all the same. */
  unknown: string[]
  /** True when nothing matched and one slip of the finger was allowed. */
  closest: boolean
}

export interface ActorOffer {
  code: string
  why: string
  sure?: Sure
}

const PLACES = ['country', 'region', 'territory', 'international']
const ROWS = 9
const SPELLED = 200
const OFFERED = 190
const BEGUN = 100
const GUESS = 60
const USED = 15

/** True if it is a code as it stands; peoples aside, whose letters are those of ordinary words: "german". */
function isSpelledOut(table: ActorTable, code: string): boolean {
  const blocks: Block[] = []
  for (const part of isActorCode(code) ? (code.match(/.{3}/g) ?? []) : []) {
    const block = lookUp(table, part, blocks.length, blocks.at(-1))
    if (!block || block.kind === 'ethnic') return false
    blocks.push(block)
  }
  return blocks.length > 0
}

/** Rows for what is typed; with nothing typed, the offers as they come. */
export function pickActors(table: ActorTable, typed: string, offers: readonly ActorOffer[]): ActorPick {
  const whys = new Map([...offers].reverse().map((offer) => [offer.code, offer]))
  if (!typed.trim()) {
    const rows = [...new Set(offers.map(({ code }) => code))].slice(0, ROWS)
    return { rows: rows.map((code) => row(table, code, whys.get(code))), unknown: [], closest: false }
  }
  const compact = fold(typed).replace(/\s+/g, '').toUpperCase()
  const { codes, closest } = found(table, typed, compact, [...whys.keys()])
  const { unknown } = explain(table, compact)
  const whole = isSpelledOut(table, compact)
  const order = whole ? [...new Set([compact, ...codes])] : codes
  const rows = order.slice(0, ROWS).map((code) => row(table, code, whys.get(code)))
  if (whole || !isActorCode(compact) || codes.includes(compact)) return { rows, unknown: order[0] === compact ? unknown : [], closest }
  const own = row(table, compact, { why: unknown.length > 0 ? reason.notInTable : reason.asTyped })
  return { rows: [...rows.slice(0, ROWS - 1), own], unknown: rows.length === 0 ? unknown : [], closest }
}

/** Codes for what is typed, best first: spelled out, begun, named; then what a place alone may go on with. */
function found(table: ActorTable, typed: string, compact: string, used: readonly string[]): { codes: string[]; closest: boolean } {
  const scores = new Map<string, number>()
  const add = (code: string, score: number) => scores.set(code, Math.max(scores.get(code) ?? 0, score))
  for (const { code, score } of fromLetters(table, fold(typed).trim().toUpperCase())) add(code, score)
  for (const code of used) if (code.startsWith(compact)) add(code, OFFERED)
  const named = table.names.codes(typed, false)
  for (const { code, score } of named) add(code, score)
  const closest = named.every(({ whole }) => !whole) && [...scores.values()].every((score) => score < BEGUN)
  if (closest) for (const { code, score } of table.names.codes(typed, true)) add(code, score)
  for (const code of used) if (scores.has(code)) add(code, (scores.get(code) ?? 0) + USED)
  const codes = [...scores].sort((a, b) => b[1] - a[1]).map(([code]) => code)
  const [first = ''] = codes
  if (first.length !== 3 || !PLACES.some((kind) => table.byCode.get(first)?.some((block) => block.kind === kind)))
    return { codes, closest }
  const longer = [...used.filter((code) => code.startsWith(first)), ...COMMON.map((role) => first + role)]
  const others = codes.slice(0, 4).filter((code) => !code.startsWith(first))
  return { codes: [...new Set([first, ...others, ...longer, ...codes])], closest }
}

/** Codebooks with free actor codes: what was used before, and whatever is typed. */
export function pickFree(typed: string, offers: readonly ActorOffer[]): ActorPick {
  const query = fold(typed).trim()
  const known = offers.filter(
    (offer, i) => fold(offer.code).startsWith(query) && offers.findIndex((o) => o.code === offer.code) === i,
  )
  const rows = known.slice(0, 8).map((offer): ActorRow => ({ code: offer.code, says: '', why: offer.why, ...sureOf(offer) }))
  const own = typed.trim()
  const isNew = own !== '' && !rows.some((r) => r.code === own)
  return { rows: isNew ? [...rows, { code: own, says: '', why: reason.asTyped }] : rows, unknown: [], closest: false }
}
