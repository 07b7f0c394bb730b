// What the live region says of a change that moves no focus: without it, nobody hears that it has happened.
import type { Codebook } from '../lib/codebook'
import { coding as words } from '../strings'
import { eventOf } from './edit'
import type { Action } from './reducer'
import { SAID, saidPlain } from './say'
import { numberOf } from './selectors'
import type { State } from './state'

/** Steps are counted, so that one like the last is heard again. */
export function heard(action: Action, before: State, after: State, codebook: Codebook): string | null {
  switch (action.do) {
    case 'remove':
      return words.removed(numberOf(before.coding, action.event))
    case 'undo':
      return before.past.length > 0 ? words.undone(after.past.length) : words.nothingToUndo
    case 'redo':
      return before.future.length > 0 ? words.redone(after.future.length) : words.nothingToRedo
    case 'swap': {
      const event = eventOf(after.coding, action.event)
      return event ? words.swapped(saidPlain(after.coding, event, codebook, SAID)) : null
    }
    case 'none':
      if (after.coding === before.coding) return null
      return after.coding.verdict === 'no_codable_event' ? words.noEventOn : words.noEventOff
    default:
      return null
  }
}
