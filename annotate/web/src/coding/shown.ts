// How long a suggestion has been in sight when the coder decides on it.
import type { Action } from './action'
import type { State } from './state'
import type { Suggestion } from './suggestions'
import type { Reading } from './words'

export class Shown {
  /** Since when each suggestion has been in sight. */
  private readonly since = new Map<string, number>()
  private slot = ''
  private armed = 0

  constructor(
    private readonly all: readonly Suggestion[],
    private readonly reading: Reading,
    private readonly now: () => number,
  ) {}

  /** The sentence had the cursor, or came into view. */
  see(sentence: number): void {
    if (this.all.length === 0) return
    for (const one of this.all)
      if (!this.since.has(one.id) && this.reading.sentenceAt(one.start) === sentence) this.since.set(one.id, this.now())
  }

  /** Notes when a slot is armed: its list comes into sight. */
  follow({ open }: State): void {
    const slot = open ? `${open.event} ${open.slot} ${open.part}` : ''
    if (slot !== this.slot) this.armed = this.now()
    this.slot = slot
  }

  /** The action with the time that what it decides on was in sight. */
  stamp(action: Action): Action {
    if (action.do === 'accept' || action.do === 'reject') {
      const since = this.since.get(action.suggestion)
      return since === undefined ? action : { ...action, shown_ms: Math.round(this.now() - since) }
    }
    if ((action.do === 'code' || action.do === 'actorCode' || action.do === 'take') && action.from)
      return { ...action, from: { ...action.from, shown_ms: Math.round(this.now() - this.armed) } }
    return action
  }
}
