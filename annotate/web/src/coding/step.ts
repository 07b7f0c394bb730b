// Steps of undo: what counts as a change of the coding.
import type { Coding } from '../lib/coding'
import { withEdits } from './provenance'
import type { State, Step } from './state'

export function stepOf(state: State): Step {
  return { coding: state.coding, sentence: state.sentence, selected: state.selected }
}

function sameList(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i] || JSON.stringify(one) === JSON.stringify(b[i]))
}

function sameCoding(a: Coding, b: Coding): boolean {
  if (a === b) return true
  const alike = a.verdict === b.verdict && a.note === b.note && a.flag === b.flag
  return alike && sameList(a.events, b.events) && sameList(a.mentions, b.mentions) && sameList(a.rejected, b.rejected)
}

/** A change of the coding: one step of undo. An equal coding is no step. */
export function commit(state: State, coding: Coding, part: Partial<State> = {}): State {
  if (sameCoding(coding, state.coding)) return { ...state, ...part }
  return { ...state, coding: withEdits(state.coding, coding), past: [...state.past, stepOf(state)], future: [], ...part }
}
