// Keys of the details: one letter for each modality, digits for certainty, letters that open a text box.
import type { Coding, Event } from '../lib/coding'
import { digitOf, letterOf, run, wish, type Command, type Field, type Key, type View } from './command'
import { eventOf } from './edit'
import { ordered } from './selectors'

const DETAIL_LETTERS: ReadonlyMap<string, Field | 'reciprocal' | 'sameAs'> = new Map([
  ['b', 'reciprocal'],
  ['s', 'sameAs'],
  ['t', 'date'],
  ['m', 'magnitude'],
  ['o', 'note'],
])

export function modalityLetters(modalities: readonly string[]): Map<string, string> {
  const letters = new Map<string, string>()
  for (const modality of modalities) {
    const letter = [...modality, ...'qwyz'].find((l) => !DETAIL_LETTERS.has(l) && !letters.has(l))
    if (letter) letters.set(letter, modality)
  }
  return letters
}

/** The other event that is the same one: the next of them, after the last none. */
export function nextSameAs(coding: Coding, event: Event): string | null {
  const others = ordered(coding).filter((e) => e.id !== event.id)
  return others[others.findIndex((e) => e.id === event.same_as) + 1]?.id ?? null
}

export function detailsKey(k: Key, view: View): Command | null {
  const letter = letterOf(k)
  const event = eventOf(view.state.coding, view.state.open?.event)
  const what = DETAIL_LETTERS.get(letter)
  if (!event) return null
  if (what === 'sameAs') return run({ do: 'details', part: { same_as: nextSameAs(view.state.coding, event) } })
  if (what === 'reciprocal') return run({ do: 'details', part: { reciprocal: !event.reciprocal } })
  if (what) return wish(what)
  const modality = modalityLetters(view.context.codebook.data.modalities).get(letter)
  if (modality) return run({ do: 'details', part: { modality } })
  const digit = digitOf(k)
  if (digit && digit <= 3) return run({ do: 'details', part: { certainty: event.certainty === digit ? null : digit } })
  return null
}
