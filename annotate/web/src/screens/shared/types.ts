// What the server answers to these pages.
import type { User } from '../../lib/session'

export type Role = 'manager' | 'adjudicator' | 'annotator' | 'reader'
export const ROLES: readonly Role[] = ['manager', 'adjudicator', 'annotator', 'reader']

/** Articles by state, codings, and what is done and open for the one who asks. */
export interface Progress {
  tasks: number
  unassigned: number
  in_progress: number
  partly: number
  complete: number
  annotations: number
  skipped: number
  mine_done: number
  mine_open: number
}

export interface ProjectSummary {
  id: number
  title: string
  description: string
  role: Role
  codebook: { name: string; version: string }
  overlap: number
  progress: Progress
  updated_at: string
  my_open: number
}

export interface Person {
  user_id: number
  name: string
  /** Null for those who need not know it. */
  email: string | null
  role: Role
  submitted: number
  skipped: number
  drafts: number
  last_at: string | null
  median_seconds: number | null
  /** Articles submitted in under a fifth of this person's usual time. */
  hasty: number
}

export interface GlanceRow {
  key: string
  label: string
  value: number | null
  low?: number | null
  high?: number | null
  n?: number | null
  why?: string | null
}

/** A few figures with their doubt; `why` says in words why there are none. */
export interface Glance {
  articles?: number | null
  coders?: number | null
  rows: GlanceRow[]
  why?: string | null
  note?: string | null
}

export interface ImportRow {
  id: number
  file: string
  tasks: number
  at: string
}

export interface Project {
  id: number
  title: string
  description: string
  instructions: string
  role: Role
  codebook: { id: number; name: string; version: string; title: string; sha256: string }
  overlap: number
  progress: Progress
  people: Person[]
  agreement: Glance | null
  score: Glance | null
  imports: ImportRow[]
  rules: SuggestionRules
}

/** Where predictions are shown to coders. */
export interface SuggestionRules {
  suggestions: boolean
  reliability_share: number
  first_unaided: number
  least_score: number
  by_margin: boolean
}

export interface CodebookChoice {
  name: string
  title: string
  version: string
  codes: number
  description: string
}

export type TaskState = 'unassigned' | 'in_progress' | 'partly' | 'complete'
export const TASK_STATES: readonly TaskState[] = ['unassigned', 'in_progress', 'partly', 'complete']

export interface TaskRow {
  id: number
  inner_id: number
  title: string
  outlet: string
  published: string | null
  words: number
  state: TaskState
  annotations: { user: string | number; at: string; events: number; flag?: string | null }[]
}

export interface TaskPage {
  total: number
  tasks: TaskRow[]
}

export interface Problem {
  line: number | null
  message: string
  severity: string
}

export interface SampleArticle {
  title: string
  outlet: string
  published: string | null
  lang: string
  words: number
  sentences: number
  boilerplate: { text: string; reason: string }[]
}

/** What the server understood of one file; nothing is stored unless `imported`. */
export interface ImportReport {
  file: string
  format: string
  articles: number
  new: number
  /** Codings that come with the articles. */
  codings: number
  duplicates: unknown[]
  near_duplicates: { a: string | number; b: string | number; similarity: number }[]
  problems: Problem[]
  sample: SampleArticle[]
  imported: boolean
  task_ids?: number[]
}

export type TokenKind = 'legacy' | 'pat'

export interface TokenRow {
  id: number
  kind: TokenKind
  label: string
  hint: string
  created_at: string
  last_used_at: string | null
  expires_at: string | null
}

export interface Account {
  user: User
  tokens: TokenRow[]
}

export interface LinkInfo {
  purpose: 'setup' | 'invite' | 'login'
  email: string | null
  project: { id: number; title: string } | null
  role: Role | null
  expires_at: string
  known_user: boolean
}
