// What the server answers about agreement; the words of annotate/agreement/report.py.

/** A measure with its doubt; `why` says in words why there is no value. */
export interface Estimate {
  value: number | null
  n: number
  articles: number
  low: number | null
  high: number | null
  why: string
}

export interface About {
  says: string
  not: string
  usual: { low: number; high: number; source: string } | null
  reading: string
}

export interface Kin {
  same: number
  ac1: number | null
  /** Where all units have the same number of values. */
  fleiss: number | null
}

export interface MeasureRow extends Estimate {
  key: string
  label: string
  group: string
  unit: string
  /** How probable it is that the truth lies below .667; only for alpha with an interval. */
  below_tentative: number | null
  /** Of an alpha on values: how often coders say the same, and coefficients with another idea of chance. */
  beside: Kin | null
  about: About
}

export interface Rung {
  key: string
  label: string
  events: number
  lost: number
  share: number | null
}

export interface CodeRow extends Estimate {
  code: string
  label: string
  root: string | null
  support: number
  mixed: { code: string; label: string; units: number }[]
}

export interface Confused {
  first: string
  second: string
  first_label: string
  second_label: string
  units: number
  question: string | null
}

export interface PairRow {
  first: number
  second: number
  first_name: string
  second_name: string
  articles: number
  n: number
  percent: number | null
  kappa: number | null
  root_kappa: number | null
  event_f1: number | null
  trigger_f1: number | null
  /** Shares of each one's events that the other found too: precision of the one, recall of the other. */
  first_found: number | null
  second_found: number | null
}

export interface PersonRow {
  coder: number
  name: string
  articles: number
  events: number
  event_f1: number | null
  trigger_f1: number | null
  percent: number | null
  without: number | null
  without_root: number | null
  /** Codes against those that more than half of the others gave; null below three coders. */
  majority_f1: number | null
  gold_articles: number
  gold_f1: number | null
  gold_f1_strict: number | null
}

export interface Pull {
  task: number
  inner_id: number
  title: string
  pull: number
  units: number
  differing: number
}

export interface Series {
  by: string
  rows: { group: string; articles: number; measures: Record<string, Estimate> }[]
}

export interface Choices {
  fields: { field: string; values: { value: string; articles: number }[] }[]
  periods: string[]
  people: { id: number; name: string }[]
}

export interface State {
  stale: boolean
  seq: number
  progress: { done: number; total: number | null; job: number } | null
  why?: string
}

/** Bounds from resampled articles, and the share of resamplings in which an alpha lies below .667. */
export interface Bounds {
  low: number | null
  high: number | null
  below_tentative: number | null
}

/** `job`: while it is not done; `result`: of the newest that is. */
export interface Bootstrap {
  job: { id: number; state: 'queued' | 'running' | 'failed' | 'cancelled'; done: number; total: number; error: string | null } | null
  result: { articles: number; replicates: number; seed: number; current: boolean; measures: Record<string, Bounds> } | null
}

/** The model beside one coder; `events`: how many the model has, the coder has, and are the same one. */
export interface ModelRow {
  coder: number
  name: string
  articles: number
  measures: Record<string, Estimate>
  events: { model: number; coder: number; both: number } | null
}

/** Over one sort of articles; `of`: how many there are, of which some may have been sampled. */
export interface ModelPart {
  articles: number
  of: number
  coders: ModelRow[]
  people: { articles: number; measures: Record<string, Estimate> }
}

/** `model`: the active one; `result`: of the newest comparison, `current` when it is of the active model. */
export interface Comparison {
  model: string | null
  job: Bootstrap['job']
  result: { model: string; version: number; made_at: string; current: boolean; assisted: number; most: number; fresh: ModelPart; trained: ModelPart } | null
}

export interface Report {
  articles: number
  coders: number
  interval: { level: number; least_articles: number; grey_below: number }
  measures: MeasureRow[]
  ladder: Rung[]
  codes: CodeRow[]
  confusion: Confused[]
  pairs: PairRow[]
  people: PersonRow[]
  pulls: Pull[]
  series?: Series
  choices: Choices
  suggestions: { with: MeasureRow[]; without: MeasureRow[] } | null
  state: State
}

/** What annotators get: the main figures, nothing about single people. */
export interface Limited {
  limited: true
  articles: number
  coders: number
  measures: MeasureRow[]
  state: State
}

/** How codes and measures went, group by group; one value a group, null where there is none. */
export interface Trends {
  by: string
  groups: string[]
  codes: Record<string, (number | null)[]>
  measures: Record<string, (number | null)[]>
}

export interface Said {
  coder: number
  name: string
  /** Null: this coder has nothing there. */
  value: string | null
  label: string
  pieces: { start: number; end: number; text: string }[]
  event: string | null
  by_suggestion: boolean
}

export interface Item {
  task: number
  inner_id: number
  title: string
  /** Null: the article as a whole. */
  start: number | null
  end: number | null
  sentence: { start: number; end: number; text: string } | null
  said: Said[]
}

export interface Items {
  articles: number
  /** How many places there are, where only the first are kept. */
  places?: number
  items: Item[]
  /** Where the next page begins; null at the end. */
  next: number | null
}
