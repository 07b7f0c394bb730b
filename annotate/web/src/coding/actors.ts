// Actor codes: three-letter blocks, a country or organisation first, roles after it.
import { fold } from './words'

export interface Block {
  code: string
  label: string
  kind: string
}

/** As the server gives it: the blocks, and the kinds in the order in which a block is looked up at its place. */
export interface ActorData {
  blocks: Block[]
  first: string[]
  later: string[]
  after_international: string[]
}

export interface ActorTable extends ActorData {
  byCode: ReadonlyMap<string, readonly Block[]>
}

export function actorTable(data: ActorData): ActorTable {
  const byCode = new Map<string, Block[]>()
  for (const block of data.blocks) byCode.set(block.code, [...(byCode.get(block.code) ?? []), block])
  return { ...data, byCode }
}

/** Without a table every well-formed code is taken as it is typed. */
export const NO_TABLE: ActorTable = actorTable({ blocks: [], first: [], later: [], after_international: [] })
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
}

function row(table: ActorTable, code: string, why: string): ActorRow {
  return { code, says: explain(table, code).text, why }
}

function scoreOf(block: Block, token: string): number {
  if (block.code.toLowerCase() === token) return 100
  const words = fold(block.label).match(/[\p{L}\p{N}]+/gu) ?? []
  const at = words.findIndex(
    (word) => word.startsWith(token) || (token.length > 4 && word.length > 3 && token.startsWith(word.slice(0, -1))),
  )
  if (at >= 0) return 60 - at * 5 + (words[at] === token ? 10 : 0)
  return block.code.toLowerCase().startsWith(token) ? 40 : 0
}

function isFirst(table: ActorTable, block: Block): boolean {
  return ['country', 'region', 'territory', 'international'].includes(block.kind) && table.first.includes(block.kind)
}

/** Codes put together from words: "egyptian opp" → EGYOPP. */
function fromWords(table: ActorTable, tokens: readonly string[]): string[] {
  let codes = ['']
  tokens.forEach((token, i) => {
    const hits = table.blocks
      .map((block) => ({ block, score: scoreOf(block, token) }))
      .filter(({ block, score }) => score > 0 && (i === 0 || !isFirst(table, block) || score >= 100))
      .map(({ block, score }) => ({
        block,
        score: score + (isFirst(table, block) === (i === 0) ? 15 : 0) + (block.kind === 'role' ? 5 : 0),
      }))
      .sort((a, b) => b.score - a.score || (a.block.code < b.block.code ? -1 : 1))
      .slice(0, tokens.length > 1 ? 3 : 9)
    codes = codes.flatMap((code) => hits.map(({ block }) => code + block.code))
  })
  return [...new Set(codes)]
}

/** "egyop" → EGY and everything that OP may become. */
function fromLetters(table: ActorTable, typed: string): string[] {
  if (!/^[A-Z]+$/.test(typed)) return []
  const whole = typed.slice(0, typed.length - (typed.length % 3))
  const rest = typed.slice(whole.length)
  if (whole && explain(table, whole).unknown.length > 0) return []
  if (!rest) return [typed]
  const fits = table.blocks.filter((b) => b.code.startsWith(rest) && isFirst(table, b) === !whole)
  const roles = fits.filter((b) => b.kind === 'role')
  return [...new Set([...roles, ...fits].map((b) => whole + b.code))].slice(0, 9)
}

export interface ActorPick {
  rows: ActorRow[]
  /** Blocks in the typed code that no table knows; it may be used all the same. */
  unknown: string[]
}

export interface ActorOffer {
  code: string
  why: string
}

/** Rows for what is typed; with nothing typed, the offers as they come. */
export function pickActors(table: ActorTable, typed: string, offers: readonly ActorOffer[]): ActorPick {
  const query = fold(typed).trim()
  const rows = new Map<string, ActorRow>()
  const add = (code: string, why: string) => rows.has(code) || rows.size >= 9 || rows.set(code, row(table, code, why))
  if (!query) {
    for (const offer of offers) add(offer.code, offer.why)
    return { rows: [...rows.values()], unknown: [] }
  }
  const compact = query.replace(/\s+/g, '').toUpperCase()
  for (const offer of offers) if (offer.code.startsWith(compact)) add(offer.code, offer.why)
  for (const code of fromLetters(table, compact)) add(code, '')
  for (const code of fromWords(table, query.split(/\s+/))) add(code, '')
  const { unknown } = explain(table, compact)
  if (isActorCode(compact) && !rows.has(compact)) {
    const own = row(table, compact, unknown.length > 0 ? 'not in the table' : 'as typed')
    return { rows: [...rows.values()].slice(0, 8).concat(own), unknown }
  }
  return { rows: [...rows.values()], unknown: rows.has(compact) ? unknown : [] }
}

/** Codebooks with free actor codes: what was used before, and whatever is typed. */
export function pickFree(typed: string, offers: readonly ActorOffer[]): ActorPick {
  const query = fold(typed).trim()
  const known = offers.filter(
    (offer, i) => fold(offer.code).startsWith(query) && offers.findIndex((o) => o.code === offer.code) === i,
  )
  const rows = known.slice(0, 8).map(({ code, why }): ActorRow => ({ code, says: '', why }))
  const own = typed.trim()
  const isNew = own !== '' && !rows.some((r) => r.code === own)
  return { rows: isNew ? [...rows, { code: own, says: '', why: 'as typed' }] : rows, unknown: [] }
}
