// A coding as the screen holds it (every field present) and as it travels (defaults left out; schemas/coding.py).

export type MentionType = 'actor' | 'trigger' | 'location' | 'time' | 'quantity'
export type Verdict = 'events' | 'no_codable_event'

export interface Fragment {
  start: number
  end: number
  quote: string
}

export interface Mention {
  id: string
  type: string
  fragments: Fragment[]
  /** Actors: null = not coded yet, '' = unknown actor. */
  actor_code: string | null
  actor_id: string | null
}

export interface Provenance {
  origin?: 'human' | 'accepted' | 'edited'
  model?: string
  score?: number
  rank?: number
  shown_ms?: number
}

/** A suggested event that the coder turned down. */
export interface Rejected {
  id: string
  model?: string
  score?: number
  rank?: number
  shown_ms?: number
}

export interface Event {
  id: string
  trigger: string | null
  code: string | null
  sources: string[]
  targets: string[]
  source_not_stated: boolean
  target_not_stated: boolean
  reciprocal: boolean
  locations: string[]
  times: string[]
  modality: string
  magnitude: number | null
  certainty: number | null
  note: string
  same_as: string | null
  kept: string[]
  provenance: Record<string, Provenance>
  /** The suggestion that it was made of. */
  suggestion: string | null
}

export interface Coding {
  verdict: Verdict | null
  mentions: Mention[]
  events: Event[]
  note: string
  /** Why a manager should look at the article; '' if it is not flagged. */
  flag: string
  rejected: Rejected[]
}

export const MODALITIES = ['asserted', 'future', 'hypothetical', 'negated', 'historical', 'reported'] as const

const EVENT: Omit<Event, 'id'> = {
  trigger: null,
  code: null,
  sources: [],
  targets: [],
  source_not_stated: false,
  target_not_stated: false,
  reciprocal: false,
  locations: [],
  times: [],
  modality: 'asserted',
  magnitude: null,
  certainty: null,
  note: '',
  same_as: null,
  kept: [],
  provenance: {},
  suggestion: null,
}
const MENTION: Omit<Mention, 'id' | 'type' | 'fragments'> = { actor_code: null, actor_id: null }

export const EMPTY: Coding = { verdict: null, mentions: [], events: [], note: '', flag: '', rejected: [] }

export function newEvent(id: string, part: Partial<Event> = {}): Event {
  return { id, ...EVENT, ...part }
}

export function newMention(id: string, type: string, fragments: Fragment[], part: Partial<Mention> = {}): Mention {
  return { id, type, fragments, ...MENTION, ...part }
}

function isDefault(value: unknown, standard: unknown): boolean {
  if (Array.isArray(standard)) return Array.isArray(value) && value.length === 0
  if (typeof standard === 'object' && standard !== null) return Object.keys(value as object).length === 0
  return value === standard
}

const COMPACT = new WeakMap<object, object>()

/** Once for each mention and event: the steps of the undo history share what they have in common. */
function compact<T extends object>(value: T, defaults: Partial<T>): Partial<T> {
  const known = COMPACT.get(value)
  if (known) return known as Partial<T>
  const entries = Object.entries(value).filter(
    ([key, v]) => !(key in defaults && isDefault(v, defaults[key as keyof T])),
  )
  const made = Object.fromEntries(entries) as Partial<T>
  COMPACT.set(value, made)
  return made
}

const DUMPED = new WeakMap<Coding, Record<string, unknown>>()

/** The form that is saved, hashed and sent. */
export function dump(coding: Coding): Record<string, unknown> {
  const known = DUMPED.get(coding)
  if (known) return known
  const made = dumped(coding)
  DUMPED.set(coding, made)
  return made
}

function dumped(coding: Coding): Record<string, unknown> {
  const verdict = coding.events.length > 0 ? 'events' : coding.verdict === 'events' ? null : coding.verdict
  const out: Record<string, unknown> = { verdict }
  if (coding.mentions.length > 0) out['mentions'] = coding.mentions.map((m) => compact(m, MENTION))
  if (coding.events.length > 0) out['events'] = coding.events.map((e) => compact(e, EVENT))
  if (coding.note) out['note'] = coding.note
  if (coding.flag) out['flag'] = coding.flag
  if (coding.rejected.length > 0) out['rejected'] = coding.rejected
  return out
}

export function fullEvent(event: Partial<Event> & { id: string }): Event {
  return { ...EVENT, ...event }
}

export function fullMention(mention: Partial<Mention> & Pick<Mention, 'id' | 'type' | 'fragments'>): Mention {
  return { ...MENTION, ...mention }
}

/** Fills in what `dump` or the server left out. */
export function parse(data: unknown): Coding {
  const raw = (data ?? {}) as Partial<Coding>
  return {
    verdict: raw.verdict ?? null,
    mentions: (raw.mentions ?? []).map(fullMention),
    events: (raw.events ?? []).map(fullEvent),
    note: raw.note ?? '',
    flag: raw.flag ?? '',
    rejected: raw.rejected ?? [],
  }
}

const BY_ID = new WeakMap<readonly { id: string }[], ReadonlyMap<string, { id: string }>>()

/** Look-up by id: lists of a coding are never changed in place, so each is indexed once. */
export function byId<T extends { id: string }>(list: readonly T[], id: string | null | undefined): T | undefined {
  if (!id) return undefined
  let index = BY_ID.get(list)
  if (!index) BY_ID.set(list, (index = new Map([...list].reverse().map((one) => [one.id, one]))))
  return index.get(id) as T | undefined
}

export function mentionOf(coding: Coding, id: string | null | undefined): Mention | undefined {
  return byId(coding.mentions, id)
}

export function startOf(mention: Mention): number {
  return mention.fragments[0]?.start ?? 0
}

export function endOf(mention: Mention): number {
  return mention.fragments.at(-1)?.end ?? 0
}

export function wordsOf(mention: Mention): string {
  return mention.fragments.map((f) => f.quote).join(' … ')
}

const HEAD = 100
const TAIL = 40

/** A text as it fits a card, a slot or a live region: of a very long one its beginning and its end. */
export function brief(text: string): string {
  if (text.length <= HEAD + TAIL + 20) return text
  const head = [...text.slice(0, 2 * HEAD)].slice(0, HEAD).join('')
  const tail = [...text.slice(-2 * TAIL - 2)].slice(-TAIL).join('')
  return `${head} … ${tail}`
}

/** The words of a mention for the eye; never for storing. */
export function shownWords(mention: Mention): string {
  return brief(wordsOf(mention))
}
