// What the server sends to open one article for coding, and the calls that the coding screen makes.
import { api } from './api'
import { Codebook, type CodebookData } from './codebook'
import type { Event, Mention } from './coding'

export type Span = [start: number, end: number]

export interface Article {
  id: number
  inner_id: number
  project: number
  text: string
  text_sha256: string
  title: Span | null
  paragraphs: Span[]
  sentences: Span[]
  boilerplate: [start: number, end: number, reason: string][]
  outlet: string | null
  place: string | null
  published: string | null
  lang: string | null
  words: number
}

export interface StoredAnnotation {
  id: number
  version: number
  coding: unknown
  content_hash: string
  was_cancelled: boolean
}

export interface StoredDraft {
  seq: number
  base_version: number
  client_id: string
  coding: unknown
  hash: string
  saved_at: string
}

export interface KnownActor {
  name: string
  code: string
}

export interface SentEvent {
  id: string
  model: string
  score: number | null
  rank: number
  event: Partial<Event> & { id: string }
  mentions: (Partial<Mention> & Pick<Mention, 'id' | 'type' | 'fragments'>)[]
}

/** A code that a model gives the words in the span; a live ranker answers in the same form. */
export interface RankedCode {
  span: Span
  code: string
  score: number | null
  model: string
}

/** What the project's model says of the words that were asked of; nothing where there is none. */
export interface LiveAnswer {
  why: Suggestions['why']
  model: string | null
  codes: RankedCode[]
}

export interface NamedMention {
  type: string
  span: Span
  code: string | null
  model: string
}

/** What the article's predictions say; `why` nothing may be suggested, where that is so. */
export interface Suggestions {
  why: 'off' | 'sample' | 'new' | null
  /** How many articles a new coder codes without. */
  first: number
  /** Whether the project has predictions at all. */
  any: boolean
  events: SentEvent[]
  codes: RankedCode[]
  mentions: NamedMention[]
}

/** How the project codes a doubtful case of a code. */
export interface Ruling {
  id: number
  code: string
  label: string
  text: string
  at: string
}

export interface Screen {
  task: Article
  annotation: StoredAnnotation | null
  draft: StoredDraft | null
  seat: { until: string } | null
  progress: { done: number; total: number; title: string }
  project: { id: number; title: string; instructions: string; codebook_sha256: string; role: string; rulings: Ruling[] }
  suggestions: Suggestions
  actors: KnownActor[]
  /** Trigger words with the codes they got in this project, and how often. */
  triggers: [words: string, code: string, uses: number][]
  /** How often each code has been used in this project. */
  codes: Record<string, number>
}

export interface NoneLeft {
  none: true
  reason: string
}

export interface DraftBody {
  client_id: string
  base_version: number
  text_sha256: string
  seq: number
  /** Hash of the stored draft that this client knows; another one is not overwritten. */
  seen: string | null
  coding: Record<string, unknown>
  lead_time: number
}

export interface SubmitBody {
  coding: Record<string, unknown>
  unique_id: string
  lead_time: number
  base_version: number
  client_id: string
  seq: number
  seen: string | null
  was_cancelled?: boolean
}

export interface Submitted {
  id: number
  version: number
  content_hash: string
  /** The article that was fetched ahead, if it is this coder's now. */
  next?: number | null
}

/** An article that is kept for this coder for so many seconds. */
export interface ScreenAhead extends Screen {
  seconds: number
}

/** Milliseconds for an article, a draft or a submission; after that the server counts as away. */
export const PATIENCE = 15_000
const OPTIONS = { within: PATIENCE }

export const openNext = (project: number) =>
  api.post<Screen | NoneLeft>(`/api/app/projects/${project}/next`, undefined, OPTIONS)
export const openTask = (task: number) => api.get<Screen>(`/api/app/tasks/${task}`, OPTIONS)

export const fetchAhead = (project: number, after: number) =>
  api.post<ScreenAhead | NoneLeft>(`/api/app/projects/${project}/ahead?after=${after}`)
/** Also while the page goes away. */
export const releaseAhead = (task: number) =>
  api.post<null>(`/api/app/tasks/${task}/release?ahead=true`, undefined, { keepalive: true })

/** Milliseconds after which an answer would come too late to be of use. */
const SOON = 5_000
export const askModel = (task: number, kind: 'trigger' | 'actor', span: Span | null) =>
  api.post<LiveAnswer>(`/api/app/tasks/${task}/suggest`, { kind, span }, { within: SOON })

/** Keeps the article in hand: for how many seconds from now on, or null when it is in other hands. */
export const renewLease = (task: number) =>
  api.post<{ seconds: number | null }>(`/api/app/tasks/${task}/renew`, undefined, OPTIONS).then(({ seconds }) => seconds)

const codebooks = new Map<string, Promise<Codebook>>()

/** A project's codebook; the same version is fetched once. */
export function loadCodebook(project: number, sha256: string): Promise<Codebook> {
  const known = codebooks.get(sha256)
  if (known) return known
  const wanted = api.get<CodebookData>(`/api/app/projects/${project}/codebook`).then((data) => new Codebook(data))
  codebooks.set(sha256, wanted)
  wanted.catch(() => codebooks.delete(sha256))
  return wanted
}
