// The state of the coding screen: one plain object, changed by the reducer alone.
import type { Codebook } from '../lib/codebook'
import { EMPTY, type Coding } from '../lib/coding'
import type { Span } from '../lib/screen'
import type { Suggestion } from './suggestions'
import type { Reading } from './words'

export const SLOTS = [
  'trigger',
  'code',
  'source',
  'sourceCode',
  'target',
  'targetCode',
  'location',
  'time',
  'details',
] as const
export type Slot = (typeof SLOTS)[number]
export type Side = 'source' | 'target'
/** What mentions can be of an event, the trigger aside. */
export type Role = Side | 'location' | 'time'
export type SpanSlot = 'trigger' | Role

/** The event card that is open in the composer, and its armed slot. */
export interface Open {
  event: string
  slot: Slot
  /** Which of several sources or targets. */
  part: number
  /** What has been typed into the slot. */
  typed: string
  /** The span that the slot would take. */
  span: Span | null
  /** Pieces of the same mention that are marked already (`+`). */
  held: readonly Span[]
  /** The highlighted row of the list. */
  row: number
  /** The code whose children are listed (browsing the tree). */
  within: string | null
  /** Two-letter hints stand on the words of the sentence. */
  hints: boolean
  /** A suggestion that is looked at before it is taken: left untouched, it is a suggestion again. */
  trial: boolean
}

/** A list of the tree is shown, not what fits the letters typed. */
export function isInTree({ within, typed }: Open): boolean {
  return within !== null && !typed.trim()
}

/** What undo and redo step through. */
export interface Step {
  coding: Coding
  sentence: number
  selected: string | null
}

export interface State extends Step {
  open: Open | null
  past: readonly Step[]
  future: readonly Step[]
}

/** What the reducer needs to know about the article and the codebook. */
export interface Context {
  reading: Reading
  codebook: Codebook
  /** In text order. */
  suggestions?: readonly Suggestion[]
}

export function initial(coding: Coding = EMPTY, sentence = 0): State {
  return { coding, sentence, selected: null, open: null, past: [], future: [] }
}

export function roleOf(slot: Slot): Role | null {
  return slot === 'source' || slot === 'target' || slot === 'location' || slot === 'time' ? slot : null
}

export function isSpanSlot(slot: Slot): slot is SpanSlot {
  return slot === 'trigger' || roleOf(slot) !== null
}

export function isActorCodeSlot(slot: Slot): slot is 'sourceCode' | 'targetCode' {
  return slot === 'sourceCode' || slot === 'targetCode'
}

export function sideOf(slot: Slot): Side | null {
  if (slot === 'source' || slot === 'sourceCode') return 'source'
  if (slot === 'target' || slot === 'targetCode') return 'target'
  return null
}
