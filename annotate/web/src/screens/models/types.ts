// What the server answers about trained models.

export interface Score {
  value: number | null
  low: number | null
  high: number | null
  n: number
  why: string
}

export interface SummaryRow extends Score {
  key: string
  label: string
}

export interface Model {
  version: number
  name: string
  active: boolean
  /** Since when it suggests; null for one that does not. */
  active_since: string | null
  algorithm: string
  seed: number
  codebook: { name: string; version: string; sha256: string }
  release_hash: string
  model_hash: string
  spans: number
  articles: number
  scores: SummaryRow[]
  created_by: string
  created_at: string
}

export interface Release {
  hash: string
  versions: number[]
  articles: number
  made_at: string
}

export interface Models {
  models: Model[]
  releases: Release[]
}

export interface Job {
  id: number
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  message: string
  done: number
  total: number
  result: { version: number; name: string } | null
  error: string | null
  finished_at: string | null
}

export const AVERAGES = ['micro', 'macro', 'weighted'] as const
export type Averages = Record<(typeof AVERAGES)[number], Score>

export interface Level {
  key: string
  label: string
  classes: number
  systems: Record<string, Averages>
}

export interface Doubt {
  article: string
  start: number
  words: string
  sentence: string
  gold: string
  gold_label: string
  gold_probability: number
  predicted: string
  predicted_label: string
  probability: number
}

export interface CodeScore {
  code: string
  label: string
  support: number
  precision: number | null
  recall: number
  f1: number | null
  low: number | null
  high: number | null
  too_few: boolean
}

export interface Report {
  mode: string
  why: string
  source: string
  seed: number
  spans: number
  articles: number
  left_out: Record<string, number>
  summary: SummaryRow[]
  levels: Level[]
  hierarchical_f1: Record<string, Score>
  goldstein_error: Record<string, Score>
  leak_gap: Partial<Record<(typeof AVERAGES)[number], { grouped: number; random: number; gap: number }>> | null
  leak_check: {
    stories: number
    shared_sentences: number
    spans_in_shared_sentences: number
    share: number
    examples: { sentence: string; stories: string[] }[]
  }
  learning_curve: (Score & { share: number })[]
  calibration: {
    ece: number
    accuracy_on_surest_half: number
    reliability: { probability: number; accuracy: number; n: number }[]
    coverage: { coverage: number; accuracy: number }[]
  }
  confusion: { codes: string[]; labels: string[]; counts: number[][]; shares: number[][] }
  codes: CodeScore[]
  too_few: { code: string; label: string; support: number; scored_as: string }[]
  doubtful_labels: Doubt[]
  notes: string[]
}

export interface Whole extends Model {
  card: { versions: Record<string, string>; trained_on: { stories: number } }
  report: Report
}
