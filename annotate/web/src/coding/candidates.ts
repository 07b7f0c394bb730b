// Numbered offers for a span slot: known actors, earlier mentions, names in the sentence, likely triggers.
import { endOf, mentionOf, startOf, wordsOf, type Coding, type Event } from '../lib/coding'
import type { KnownActor, NamedMention, RankedCode, Span } from '../lib/screen'
import type { ActorNames } from './actornames'
import { codesFor } from './lemma'
import type { Sure } from './picker'
import { numberOf } from './selectors'
import type { Context, Side } from './state'
import { fold, type Reading, type Word } from './words'
import { why as reason } from '../strings'

export interface Candidate {
  span: Span
  words: string
  /** Actor code that comes with it. */
  code: string | null
  why: string
  /** Of what a model named. */
  sure?: Sure
}

export const MOST = 9

function isCapital(word: Word): boolean {
  const first = [...word.text][0] ?? ''
  return first !== first.toLowerCase()
}

const OPENERS = new Set([
  'the',
  'a',
  'an',
  'in',
  'on',
  'at',
  'it',
  'he',
  'she',
  'they',
  'we',
  'this',
  'that',
  'but',
  'and',
  'after',
  'when',
  'as',
  'for',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
])

/** Runs of capitalised words; a lone function word at the beginning is no name. */
export function namesIn(reading: Reading, sentence: number): Span[] {
  const names: Span[] = []
  let last: Word | null = null
  for (const word of reading.words(sentence)) {
    if (!isCapital(word) || OPENERS.has(word.key)) {
      last = null
      continue
    }
    const open = names.at(-1)
    if (last && open && /^[ \u00a0\-.]*$/.test(reading.slice([last.end, word.start]))) open[1] = word.end
    else names.push([word.start, word.end])
    last = word
  }
  return names
}

const NAME_WORDS = new Map<string, readonly string[]>()

function nameWords(name: string): readonly string[] {
  let found = NAME_WORDS.get(name)
  if (!found) NAME_WORDS.set(name, (found = fold(name).match(/[\p{L}\p{N}]+/gu) ?? []))
  return found
}

/** Where a known name stands in the sentence, word by word, accents aside. */
function occurrences(reading: Reading, sentence: number, name: string): Span[] {
  const wanted = nameWords(name)
  const words = reading.words(sentence)
  const found: Span[] = []
  for (let i = 0; wanted.length > 0 && i + wanted.length <= words.length; i++) {
    const run = words.slice(i, i + wanted.length)
    if (run.every((word, j) => word.key.replace(/['’]/g, '') === wanted[j]))
      found.push([(run[0] as Word).start, (run.at(-1) as Word).end])
  }
  return found
}

/** Names with their codes as this coder gave them, the latest first. */
function named(coding: Coding, actors: readonly KnownActor[]): KnownActor[] {
  const here = coding.mentions.flatMap((m) =>
    m.type === 'actor' && m.actor_code ? [{ name: wordsOf(m), code: m.actor_code }] : [],
  )
  return [...here.reverse(), ...actors]
}

function knownActors(coding: Coding, actors: readonly KnownActor[]): KnownActor[] {
  const all = new Map<string, KnownActor>()
  for (const actor of named(coding, actors)) if (!all.has(fold(actor.name))) all.set(fold(actor.name), actor)
  return [...all.values()]
}

/** Codes of actors of that name, the latest first: "the government" is not the same everywhere. */
export function codesOfName(coding: Coding, actors: readonly KnownActor[], name: string): string[] {
  const key = fold(name)
  return named(coding, actors).flatMap((actor) => (fold(actor.name) === key ? [actor.code] : []))
}

function overlaps(a: Span, b: Span): boolean {
  return a[0] < b[1] && b[0] < a[1]
}

interface Place {
  reading: Reading
  coding: Coding
  actors: readonly KnownActor[]
  /** What predictions name. */
  named: readonly NamedMention[]
  sentence: number
  event: Event
  side: Side
}

/** Mentions of that type that a model names in the sentence. */
export function namedIn(reading: Reading, named: readonly NamedMention[], sentence: number, type: string): Candidate[] {
  return named
    .filter((one) => one.type === type && reading.sentenceAt(one.span[0]) === sentence)
    .map(({ span, code, model }, i) => {
      const sure: Sure = { ...(model ? { model } : {}), rank: i + 1 }
      return { span, words: reading.slice(span), code, why: reason.suggested, sure }
    })
}

function fromHere({ reading, coding, actors, named, sentence, event }: Place): Candidate[] {
  const trigger = mentionOf(coding, event.trigger)
  const where = (span: Span) =>
    !trigger ? reason.thisSentence : span[0] < startOf(trigger) ? reason.beforeTrigger : reason.afterTrigger
  const marked = coding.mentions
    .filter((m) => m.type === 'actor' && reading.sentenceAt(startOf(m)) === sentence)
    .map((m): Candidate => ({
      span: [startOf(m), endOf(m)],
      words: wordsOf(m),
      code: m.actor_code,
      why: where([startOf(m), endOf(m)]),
    }))
  const known = knownActors(coding, actors)
    .flatMap(({ name, code }) =>
      occurrences(reading, sentence, name).map((span) => ({
        span,
        words: reading.slice(span),
        code,
        why: reason.codedBefore,
      })),
    )
    .sort((a, b) => b.span[1] - b.span[0] - (a.span[1] - a.span[0]))
  const names = namesIn(reading, sentence).map((span): Candidate => ({
    span,
    words: reading.slice(span),
    code: null,
    why: where(span),
  }))
  const out: Candidate[] = []
  for (const one of [...marked, ...known, ...namedIn(reading, named, sentence, 'actor'), ...names])
    if (!out.some((other) => overlaps(other.span, one.span))) out.push(one)
  return out.sort((a, b) => a.span[0] - b.span[0])
}

function fromElsewhere({ reading, coding, sentence }: Place): Candidate[] {
  return coding.mentions
    .filter((m) => m.type === 'actor' && reading.sentenceAt(startOf(m)) !== sentence)
    .reverse()
    .map((m) => {
      const owner = coding.events.find((e) => e.sources.includes(m.id) || e.targets.includes(m.id))
      const why = owner ? `event ${numberOf(coding, owner.id)}` : `sentence ${reading.sentenceAt(startOf(m)) + 1}`
      return { span: [startOf(m), endOf(m)], words: wordsOf(m), code: m.actor_code, why }
    })
}

/** Offers for source or target: on the expected side of the trigger first, then the rest of the sentence, then the article. */
export function actorCandidates(place: Place): Candidate[] {
  const { coding, event, side } = place
  const trigger = mentionOf(coding, event.trigger)
  const middle = trigger ? startOf(trigger) : 0
  const taken = [...event.sources, ...event.targets]
    .flatMap((id) => mentionOf(coding, id) ?? [])
    .map((m): Span => [startOf(m), endOf(m)])
  if (trigger) taken.push([startOf(trigger), endOf(trigger)])
  const here = fromHere(place)
  const expected = (c: Candidate) => c.span[0] < middle === (side === 'source')
  const sorted = [...here.filter(expected), ...here.filter((c) => !expected(c)), ...fromElsewhere(place)]
  const seen = new Set<string>()
  return sorted
    .filter((c) => {
      if (taken.some((span) => overlaps(span, c.span)) || seen.has(fold(c.words))) return false
      seen.add(fold(c.words))
      return true
    })
    .slice(0, MOST)
}

const LONGEST_NAME = 3

/** Where the sentence has an actor: one that is marked or was coded before, or a name of several words. */
function actorsIn(reading: Reading, coding: Coding, actors: readonly KnownActor[], names: ActorNames, sentence: number): Span[] {
  const words = reading.words(sentence)
  const named = words.flatMap((first, i) =>
    words.slice(i + 1, i + LONGEST_NAME).map((last): Span => [first.start, last.end]),
  )
  return [
    ...coding.mentions.filter((m) => m.type === 'actor').map((m): Span => [startOf(m), endOf(m)]),
    ...knownActors(coding, actors).flatMap(({ name }) => occurrences(reading, sentence, name)),
    ...named.filter((span) => names.isName(reading.slice(span))),
  ]
}

/** Words of the sentence that the codebook's search words name and that are no trigger or actor yet. */
export function triggerCandidates(
  { reading, codebook }: Context,
  coding: Coding,
  sentence: number,
  { actors, names, ranked }: { actors: readonly KnownActor[]; names: ActorNames; ranked: readonly RankedCode[] },
): Candidate[] {
  const taken = coding.mentions.filter((m) => m.type === 'trigger').map((m): Span => [startOf(m), endOf(m)])
  const who = actorsIn(reading, coding, actors, names, sentence)
  const all = reading.sentences[sentence]
  const around = all ? reading.slice(all) : ''
  const free = (span: Span) => !taken.some((t) => overlaps(t, span))
  const predicted = new Map<string, Candidate>()
  for (const { span, code, model } of ranked)
    if (reading.sentenceAt(span[0]) === sentence && free(span) && !predicted.has(span.join()))
      predicted.set(span.join(), {
        span,
        words: reading.slice(span),
        code: null,
        why: codebook.get(code)?.label ?? code,
        sure: { ...(model ? { model } : {}), rank: predicted.size + 1 },
      })
  const others = reading
    .words(sentence)
    .flatMap((word): Candidate[] => {
      const span: Span = [word.start, word.end]
      const other = [...taken, ...who].some((one) => overlaps(one, span))
      if (word.text.length < 4 || other || isNameInside(reading, sentence, word)) return []
      const first = codebook.get(codesFor(codebook, word.text, around)[0])
      return first ? [{ span, words: word.text, code: null, why: first.label }] : []
    })
  const known = [...predicted.values()]
  return [...known, ...others.filter((one) => !known.some((other) => overlaps(other.span, one.span)))].slice(0, MOST)
}

function isNameInside(reading: Reading, sentence: number, word: Word): boolean {
  return isCapital(word) && word !== reading.words(sentence)[0]
}
