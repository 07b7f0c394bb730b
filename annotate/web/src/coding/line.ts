// The states of a coding in a row: those that undo reaches, the present one, those that redo reaches.
import { contentHash } from '../lib/canonical'
import { dump, type Coding } from '../lib/coding'

export type Line = readonly Coding[]

export interface Steps {
  coding: Coding
  past: readonly { coding: Coding }[]
  future: readonly { coding: Coding }[]
}

export function lineOf({ coding, past, future }: Steps): Line {
  return [...past.map((step) => step.coding), coding, ...future.map((step) => step.coding).reverse()]
}

/** Places of `after` that `before` has not or has otherwise. States never change, so that the same object is equal. */
export function differing(before: Line, after: Line): number[] {
  const found: number[] = []
  for (let at = 0; at < after.length; at++) if (before[at] !== after[at]) found.push(at)
  return found
}

/** Whether undo or redo reach a state with this hash, or are at it. */
export function reaches(line: Line, hash: string): boolean {
  return line.some((coding) => contentHash(dump(coding)) === hash)
}
