// What looks doubtful about an event: shown beside its slot, kept with one key. The codes are those of schemas/validation.
import type { Code, Codebook } from '../lib/codebook'
import { brief, endOf, mentionOf, shownWords, startOf, wordsOf, type Coding, type Event, type Mention } from '../lib/coding'
import type { KnownActor } from '../lib/screen'
import { warnings as words } from '../strings/warnings'
import { explain, isActorCode, type ActorTable } from './actors'
import { earliestDay } from './dates'
import { LIST, spansOf } from './edit'
import { codesFor } from './lemma'
import { numberOf } from './selectors'
import { SLOTS, type Side, type Slot } from './state'
import { dateOf } from './when'
import { fold, type Reading } from './words'

export interface Warning {
  code: string
  slot: Slot
  lines: readonly [string, string]
  /** An event code that would mend it. */
  use?: string
}

export interface Surroundings {
  coding: Coding
  codebook: Codebook
  reading: Reading
  table: ActorTable
  published: string | null
  /** Names with the code they got in this project. */
  actors?: readonly KnownActor[]
}

const FUTURE =
  /\b(?:will|won['’]t|shall|imminent(?:ly)?|upcoming|forthcoming|tomorrow|going to|about to|plans? to|set to|next (?:week|month|year)|before the end of)\b/i
const NEAR = 40
const HALVES = /^[\p{L}\p{N}]{2}$/u
const PROTESTERS = /\b(?:protest[eo]r|demonstrator|marcher|rioter|picketer)s?\b/i
const PASSIVE = /\b(?:was|were|is|are|been|being|be|got)\s+(?:[\p{L}\p{N}_]+\s+)?$/iu
const BY = /^\s+by\b[^,.;:]{0,25}$/i
const ADMITTED = /\b(?:peacekeeper|blue helmet|inspector|monitor|observer)s?\b/i
const SIDES = ['source', 'target'] as const

interface Index {
  /** Mentions with an actor code, by their folded name. */
  named: ReadonlyMap<string, readonly Mention[]>
  /** Events by the place of their trigger. */
  triggered: ReadonlyMap<string, readonly Event[]>
}

const INDEX = new WeakMap<Coding, Index>()

function indexOf(coding: Coding): Index {
  let index = INDEX.get(coding)
  if (!index) {
    const named = coding.mentions.filter((m) => m.actor_code)
    INDEX.set(
      coding,
      (index = {
        named: grouped(named, (m) => fold(wordsOf(m))),
        triggered: grouped(coding.events, (event) => placeOf(mentionOf(coding, event.trigger))),
      }),
    )
  }
  return index
}

function grouped<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(key(one))
    if (group) group.push(one)
    else groups.set(key(one), [one])
  }
  return groups
}

function placeOf(mention: Mention | undefined): string {
  return mention ? spansOf(mention).join(';') : ''
}

/** Events on the same words as the trigger, in the order of the coding. */
function onSameTrigger(coding: Coding, trigger: Mention | undefined): readonly Event[] {
  return (trigger && indexOf(coding).triggered.get(placeOf(trigger))) ?? []
}

function fillers(coding: Coding, event: Event, side: Side): Mention[] {
  return event[LIST[side]].flatMap((id) => mentionOf(coding, id) ?? [])
}

function root(codebook: Codebook, code: string | null): string {
  return codebook.path(code ?? '')[0]?.code ?? ''
}

function residual(event: Event, code: Code, trigger: Mention, { codebook }: Surroundings): Warning[] {
  if (!code.generic) return []
  const fitting = codesFor(codebook, wordsOf(trigger))
  const below = codebook.children(code.code).length > 0 ? code.code : code.parent
  const under = (other: string) =>
    codebook
      .path(other)
      .slice(0, -1)
      .some((one) => one.code === below)
  const better = fitting.includes(code.code) ? undefined : fitting.find((other) => other !== event.code && under(other))
  return better ? [{ code: 'residual-code', slot: 'code', lines: words.residual(code.code, better), use: better }] : []
}

function onCode(event: Event, place: Surroundings): Warning[] {
  const { coding, codebook } = place
  const code = codebook.get(event.code)
  const trigger = mentionOf(coding, event.trigger)
  if (!code) return []
  const out = trigger ? residual(event, code, trigger, place) : []
  if (code.parent === null && codebook.children(code.code).length > 0)
    out.push({ code: 'root-only', slot: 'code', lines: words.rootOnly(code.label) })
  const beside = onSameTrigger(coding, trigger).find(
    (other) =>
      !['', '01'].includes(root(codebook, other.code)) &&
      other.sources.some((id) => event.sources.includes(id)),
  )
  if (beside && root(codebook, code.code) === '01')
    out.push({ code: 'statement-beside-event', slot: 'code', lines: words.statement(beside.code ?? '') })
  const protest = fillers(coding, event, 'target').some((m) => PROTESTERS.test(wordsOf(m)))
  if (code.code === '173' && codebook.get('175') && protest)
    out.push({ code: 'protesters-173', slot: 'code', lines: words.protesters(), use: '175' })
  return out
}

/** The costliest slip that nothing else shows: the one acted upon as source. */
function onRoles(event: Event, { coding, codebook, reading }: Surroundings): Warning[] {
  const trigger = mentionOf(coding, event.trigger)
  if (!trigger || !codebook.get(event.code) || event.reciprocal) return []
  const [start, end] = [startOf(trigger), endOf(trigger)]
  const behindBy = (m: Mention) => startOf(m) > end && BY.test(reading.slice([end, startOf(m)]))
  const passive = PASSIVE.test(reading.slice([Math.max(0, start - NEAR), start]))
  const actor = passive ? fillers(coding, event, 'target').find(behindBy) : undefined
  if (actor) return [{ code: 'roles-swapped', slot: 'targetCode', lines: words.behindBy(wordsOf(actor)) }]
  if (!codebook.path(event.code ?? '').some(({ code }) => code === '086')) return []
  const guest = fillers(coding, event, 'source').find((m) => ADMITTED.test(wordsOf(m)))
  return guest ? [{ code: 'roles-swapped', slot: 'targetCode', lines: words.guest(wordsOf(guest)) }] : []
}

/** The words around the trigger within its sentence. */
function around({ reading }: Surroundings, trigger: Mention): string {
  const [from, to] = reading.sentences[reading.sentenceAt(startOf(trigger))] ?? [0, reading.map.length]
  let start = Math.max(from, startOf(trigger) - NEAR)
  let end = Math.max(start, Math.min(to, (trigger.fragments.at(-1)?.end ?? 0) + NEAR))
  // of "goodwill" no "will" is to be left
  const cuts = (at: number) => at > from && at < to && HALVES.test(reading.slice([at - 1, at + 1]))
  while (cuts(start)) start += 1
  while (end > start && cuts(end)) end -= 1
  return reading.slice([start, end])
}

function onTrigger(event: Event, place: Surroundings): Warning[] {
  const { coding, reading } = place
  const trigger = mentionOf(coding, event.trigger)
  if (!trigger) return []
  const out: Warning[] = []
  const [first] = onSameTrigger(coding, trigger)
  if (first && first.id !== event.id) {
    const twin = ['code', 'sources', 'targets'].every(
      (name) => String(first[name as keyof Event]) === String(event[name as keyof Event]),
    )
    const lines = twin ? words.sameEvent(numberOf(coding, first.id)) : words.sameTrigger(shownWords(trigger))
    out.push({ code: 'same-trigger-twice', slot: 'trigger', lines })
  }
  const future = event.modality === 'asserted' ? FUTURE.exec(around(place, trigger)) : null
  if (future) out.push({ code: 'future-word', slot: 'details', lines: words.future(future[0]) })
  const here = reading.sentenceAt(startOf(trigger))
  const spans = SIDES.flatMap((side) => fillers(coding, event, side)).flatMap(spansOf)
  if (spans.length > 0 && spans.every(([start]) => reading.sentenceAt(start) !== here))
    out.push({ code: 'actors-elsewhere', slot: 'trigger', lines: words.elsewhere() })
  return out
}

function onActor(mention: Mention, slot: Slot, { coding, codebook, table, actors = NO_ACTORS }: Surroundings): Warning[] {
  const name = wordsOf(mention)
  const { actor_code } = mention
  if (actor_code === null) return [{ code: 'actor-uncoded', slot, lines: words.uncoded(brief(name)) }]
  if (!actor_code) return mention.actor_id ? [] : [{ code: 'unknown-actor', slot, lines: words.unknown(brief(name)) }]
  const [block] = codebook.data.actors === 'cameo' && isActorCode(actor_code) ? explain(table, actor_code).unknown : []
  if (block) return [{ code: 'unknown-block', slot, lines: words.unknownBlock(block) }]
  const other = indexOf(coding)
    .named.get(fold(name))
    ?.find((m) => m.id !== mention.id && m.actor_code !== actor_code)
  if (other?.actor_code) return [{ code: 'name-coded-otherwise', slot, lines: words.otherwise(brief(name), other.actor_code) }]
  const [usual, ...others] = usualCodes(actors).get(fold(name)) ?? []
  return usual && usual !== actor_code && !others.includes(actor_code) ? [{ code: 'name-coded-otherwise', slot, lines: words.unusual(brief(name), usual) }] : []
}

const USUAL = new WeakMap<readonly KnownActor[], ReadonlyMap<string, readonly string[]>>()
const NO_ACTORS: readonly KnownActor[] = []

/** The codes that each name has got in the project, the most used first. */
function usualCodes(actors: readonly KnownActor[]): ReadonlyMap<string, readonly string[]> {
  let usual = USUAL.get(actors)
  if (!usual) {
    const found = new Map<string, string[]>()
    for (const { name, code } of actors) found.set(fold(name), [...(found.get(fold(name)) ?? []), code])
    USUAL.set(actors, (usual = found))
  }
  return usual
}

function onSides(event: Event, place: Surroundings): Warning[] {
  const { coding, codebook } = place
  const code = codebook.get(event.code)
  const out: Warning[] = []
  for (const side of SIDES) {
    if (event[`${side}_not_stated`] && code?.[side] === 'required')
      out.push({ code: `${side}-not-stated`, slot: side, lines: words[`${side}NotStated`]() })
    if (codebook.data.actors !== 'none')
      out.push(...fillers(coding, event, side).flatMap((m) => onActor(m, `${side}Code`, place)))
  }
  const sources = new Set(fillers(coding, event, 'source').map((m) => m.actor_code))
  const shared = fillers(coding, event, 'target').find((m) => m.actor_code && sources.has(m.actor_code))
  const one = event.sources.some((id) => event.targets.includes(id))
  if (shared?.actor_code && !event.reciprocal && !one)
    out.push({ code: 'same-actor-code', slot: 'targetCode', lines: words.sameActorCode(shared.actor_code) })
  return out
}

function onTimes(event: Event, { coding, published }: Surroundings): Warning[] {
  if (!published || ['future', 'hypothetical'].includes(event.modality)) return []
  const mentions = event.times.flatMap((id) => mentionOf(coding, id) ?? [])
  const said = mentions.map((mention) => ({ slot: 'time' as const, text: shownWords(mention), day: earliestDay(wordsOf(mention)) }))
  const typed = dateOf(event.note)
  const first = typed ? `${typed}-01-01`.slice(0, 10) : null // of the year or month
  return [...said, { slot: 'details' as const, text: typed, day: first }]
    .filter(({ day }) => day !== null && day > published.slice(0, 10))
    .map(({ slot, text }): Warning => ({ code: 'date-after-publication', slot, lines: words.lateDate(text, published) }))
}

/** What the coder has not kept yet, in the order of the slots. */
export function warningsOf(event: Event, place: Surroundings): Warning[] {
  const all = [...onTrigger(event, place), ...onCode(event, place), ...onRoles(event, place), ...onSides(event, place), ...onTimes(event, place)]
  return all
    .filter(({ code }) => !event.kept.includes(code))
    .sort((a, b) => SLOTS.indexOf(a.slot) - SLOTS.indexOf(b.slot))
}

/** Those of slots that have been left: a slot that is still open is not judged. */
export function closed(all: readonly Warning[], armed: Slot): Warning[] {
  return all.filter(({ slot }) => SLOTS.indexOf(slot) < SLOTS.indexOf(armed))
}
