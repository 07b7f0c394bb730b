// The rows under the slots: what can be taken now, for the armed slot.
import { endOf, mentionOf, startOf, wordsOf, type Coding, type Mention } from '../lib/coding'
import type { KnownActor, RankedCode, Screen, Span, Suggestions } from '../lib/screen'
import { pickActors, pickFree, type ActorOffer, type ActorPick, type ActorTable } from './actors'
import { actorTree, codeTree, unfolded } from './browse'
import { actorCandidates, codesOfName, triggerCandidates, type Candidate } from './candidates'
import { eventOf, LIST } from './edit'
import { codesFor } from './lemma'
import { codesForTrigger, sameWord, type Memory } from './memory'
import { placeCandidates } from './places'
import { offered, ownOnly, plainRow, rank, ROWS, type CodeRow, type Sure } from './picker'
import { isActorCodeSlot, isSpanSlot, sideOf, type Context, type Open, type Slot, type State } from './state'
import { why as reason } from '../strings'

export interface Known {
  actors: readonly KnownActor[]
  table: ActorTable
  memory: Memory
  /** What predictions say of this article; nothing where nothing may be suggested. */
  suggested?: Pick<Suggestions, 'why' | 'codes' | 'mentions'>
  /** Habits of the project: trigger words with their codes, and uses of each code. */
  triggers?: Screen['triggers']
  codes?: Readonly<Record<string, number>>
  /** Codes for the span at hand from a live ranker, the surest first. */
  live?: readonly RankedCode[]
  /** Actor codes likewise. */
  liveActors?: readonly RankedCode[]
}

const MOST_OWN = 20

export type List =
  | { kind: 'span'; rows: Candidate[] }
  | { kind: 'code'; rows: CodeRow[]; closest: boolean }
  | ({ kind: 'actor' } & ActorPick)
  | { kind: 'none' }

const NOTHING: List = { kind: 'none' }

/** Labels of the two-letter hints: aa, ab, … */
const LETTERS = 'asdfghjklqwertyuiopzxcvbnm'

export function hintLabel(i: number): string {
  return (LETTERS[Math.floor(i / LETTERS.length) % LETTERS.length] ?? '') + (LETTERS[i % LETTERS.length] ?? '')
}

function hints(sentence: number, { reading }: Context): Candidate[] {
  return reading
    .words(sentence)
    .map((word, i) => ({ span: [word.start, word.end], words: word.text, code: null, why: hintLabel(i) }))
}

/** Where the offers for a span are for: they do not change with what is typed. */
export interface Aim {
  coding: Coding
  sentence: number
  event: string
  slot: Slot
}

/** Whether the armed slot shows what it offers: nothing has been typed or marked for it. */
export function isOffering(open: Open): boolean {
  return isSpanSlot(open.slot) && !open.hints && !open.span && !open.typed && open.held.length === 0
}

/** The numbered offers of a slot that takes words of the text. */
export function spanOffers({ coding, sentence, event: id, slot }: Aim, context: Context, known: Known): Candidate[] {
  const event = eventOf(coding, id)
  const named = known.suggested?.mentions ?? []
  if (!event) return []
  if (slot === 'trigger') {
    const more = { actors: known.actors, names: known.table.names, ranked: known.suggested?.codes ?? [] }
    return triggerCandidates(context, coding, sentence, more)
  }
  const place = { reading: context.reading, coding, named, sentence, event }
  if (slot === 'location' || slot === 'time') return placeCandidates(place, slot)
  return actorCandidates({ ...place, actors: known.actors, side: sideOf(slot) ?? 'source' })
}

function spanList({ coding, sentence }: State, open: Open, context: Context, known: Known): Candidate[] {
  if (open.hints) return hints(sentence, context)
  if (!isOffering(open)) return []
  return spanOffers({ coding, sentence, event: open.event, slot: open.slot }, context, known)
}

function recentCodes(state: State, known: Known): string[] {
  const here = state.coding.events.flatMap((e) => e.code ?? []).reverse()
  return [...new Set([...here, ...known.memory.recent])]
}

function use(known: Known): { project: Map<string, number>; mine: Map<string, number> } {
  return { project: new Map(Object.entries(known.codes ?? {})), mine: new Map(Object.entries(known.memory.uses)) }
}

/** What models say of the words, each code once, the surest first. */
function rankedFor(known: Known, span: Span): { code: string; sure: Sure }[] {
  return rankedIn([...(known.live ?? []), ...(known.suggested?.codes ?? [])], span)
}

function rankedIn(all: readonly RankedCode[], span: Span): { code: string; sure: Sure }[] {
  const seen = new Set<string>()
  return all
    .filter((one) => one.span[0] < span[1] && span[0] < one.span[1])
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1))
    .filter(({ code }) => !seen.has(code) && seen.add(code))
    .map(({ code, score, model }, i) => ({
      code,
      sure: { ...(model ? { model } : {}), ...(score === null ? {} : { score }), rank: i + 1 },
    }))
}

/** Codes that the trigger word got before, the coder's own first. */
function habitFor(known: Known, words: string): string[] {
  const uses = new Map<string, number>()
  for (const [trigger, code, n] of known.triggers ?? [])
    if (sameWord(trigger, words)) uses.set(code, (uses.get(code) ?? 0) + n)
  const project = [...uses].sort((a, b) => b[1] - a[1]).map(([code]) => code)
  return [...codesForTrigger(known.memory, words), ...project]
}

function offersFor(state: State, trigger: Mention | undefined, context: Context, known: Known): CodeRow[] {
  const { codebook, reading } = context
  const recent = recentCodes(state, known)
  if (known.suggested?.why === 'sample') return ownOnly(codebook, recent.slice(0, MOST_OWN))
  if (!trigger) return offered(codebook, { ranked: [], habit: [], fitting: [], recent, use: use(known) })
  const words = wordsOf(trigger)
  const place = reading.sentences[reading.sentenceAt(startOf(trigger))]
  const fitting = codesFor(codebook, words, place ? reading.slice(place) : '')
  const ranked = rankedFor(known, [startOf(trigger), endOf(trigger)])
  return offered(codebook, { ranked, habit: habitFor(known, words), fitting, recent, use: use(known) })
}

function codeList(state: State, open: Open, context: Context, known: Known): List {
  const { codebook } = context
  if (open.typed.trim()) return { kind: 'code', ...rank(codebook, open.typed, use(known)) }
  if (open.within !== null) {
    return { kind: 'code', rows: unfolded(codeTree(codebook), open.within), closest: false }
  }
  const event = eventOf(state.coding, open.event)
  const chosen = codebook.get(event?.code)
  const all = offersFor(state, mentionOf(state.coding, event?.trigger), context, known)
  const rows = all.filter((row) => row.code !== chosen)
  return { kind: 'code', rows: (chosen ? [plainRow(chosen, reason.chosen), ...rows] : rows).slice(0, ROWS), closest: false }
}

function actorList(state: State, open: Open, { codebook }: Context, known: Known): List {
  if (open.within !== null && !open.typed.trim())
    return { kind: 'actor', rows: unfolded(actorTree(known.table), open.within), unknown: [], closest: false }
  const side = sideOf(open.slot) ?? 'source'
  const mention = mentionOf(state.coding, eventOf(state.coding, open.event)?.[LIST[side]][open.part])
  const offers: ActorOffer[] = []
  if (mention?.actor_code) offers.push({ code: mention.actor_code, why: reason.chosen })
  const named = mention ? codesOfName(state.coding, known.actors, wordsOf(mention)) : []
  for (const code of named) offers.push({ code, why: reason.sameName })
  const ranked = mention ? rankedIn(known.liveActors ?? [], [startOf(mention), endOf(mention)]) : []
  for (const { code, sure } of ranked) offers.push({ code, why: sure.model ?? reason.suggested, sure })
  for (const m of [...state.coding.mentions].reverse())
    if (m.actor_code) offers.push({ code: m.actor_code, why: reason.inArticle })
  for (const code of known.memory.actors) offers.push({ code, why: reason.usedLately })
  if (codebook.data.actors === 'free') return { kind: 'actor', ...pickFree(open.typed, offers) }
  return { kind: 'actor', ...pickActors(known.table, open.typed, offers) }
}

export function listFor(state: State, context: Context, known: Known): List {
  const { open } = state
  if (!open) return NOTHING
  if (isSpanSlot(open.slot)) return { kind: 'span', rows: spanList(state, open, context, known) }
  if (open.slot === 'code') return codeList(state, open, context, known)
  return isActorCodeSlot(open.slot) ? actorList(state, open, context, known) : NOTHING
}

export function rowCount(list: List): number {
  return list.kind === 'none' ? 0 : list.rows.length
}
