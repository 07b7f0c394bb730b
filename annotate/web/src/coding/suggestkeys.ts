// Keys for suggestions while reading: to the next one, take it, turn it down.
import { coding as words } from '../strings'
import type { Command, View } from './command'
import { eventOf } from './edit'
import { neighbour, numberOfSuggestion, pendingOf, type Suggestion } from './suggestions'

export function pendingIn({ state, context }: View): readonly Suggestion[] {
  return pendingOf(state.coding, context.suggestions)
}

/** The suggestion that is selected. */
export function suggestionAt(view: View): Suggestion | undefined {
  return pendingIn(view).find((one) => one.id === view.state.selected)
}

export function toSuggestion(view: View, by: 1 | -1): Command {
  const { state, context } = view
  const [from = 0] = context.reading.sentences[state.sentence] ?? []
  const next = neighbour(pendingIn(view), state.selected, from, by)
  if (!next) return { actions: [], say: words.noSuggestions }
  const label = context.codebook.get(next.event.code)?.label ?? ''
  const n = numberOfSuggestion(state.coding, context.suggestions ?? [], next.id)
  return { actions: [{ do: 'select', event: next.id }], say: words.suggestionSaid(n, label, next.score) }
}

/** Takes or turns down what is selected, or what stands in this sentence; anything else is looked at first. */
export function decide(view: View, what: 'accept' | 'reject'): Command {
  const { state, context } = view
  const here = pendingIn(view).find((one) => context.reading.sentenceAt(one.start) === state.sentence)
  const one = suggestionAt(view) ?? (eventOf(state.coding, state.selected) ? undefined : here)
  if (!one) return toSuggestion(view, 1)
  const say = what === 'accept' ? words.suggestionTaken : words.suggestionRejected
  return { actions: [{ do: what, suggestion: one.id }], say }
}
