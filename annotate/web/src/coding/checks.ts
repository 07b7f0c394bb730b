// The desk's view of warnings and of the check-list before a submission.
import { EMPTY, type Coding } from '../lib/coding'
import { eventOf } from './edit'
import { checkList, isBlocking, type CheckItem } from './checklist'
import type { Desk } from './desk'
import { digitOf, type Key } from './command'
import type { Slot } from './state'
import { pendingOf } from './suggestions'
import { closed, warningsOf, type Surroundings, type Warning } from './warnings'

/** What can stand in the dock while no event is open, instead of the commands. */
export type Bar = 'check' | 'find' | 'skip' | 'comment' | 'flag'

export class Checks {
  private readonly seen = new Set<number>()
  /** Warnings of the present coding, by event: cards are drawn anew at every key. */
  private known: { coding: Coding; byEvent: Map<string, Warning[]> } = { coding: EMPTY, byEvent: new Map() }

  constructor(private readonly desk: Desk) {}

  /** The sentence had the cursor, or came into view. */
  see(sentence: number): void {
    this.seen.add(sentence)
    this.desk.shown.see(sentence)
  }

  private get place(): Surroundings {
    const { parts, coding } = this.desk
    const { codebook, reading, table, screen } = parts
    return { coding: coding.value, codebook, reading, table, published: screen.task.published, actors: screen.actors }
  }

  /** Unkept warnings of an event; while it is open, those of the slots before the armed one. */
  warnings(id: string | null, armed?: Slot): Warning[] {
    const coding = this.desk.coding.value
    const event = eventOf(coding, id)
    if (!event) return []
    if (this.known.coding !== coding) this.known = { coding, byEvent: new Map() }
    const found = this.known.byEvent.get(event.id) ?? warningsOf(event, this.place)
    this.known.byEvent.set(event.id, found)
    return armed ? closed(found, armed) : found
  }

  items(): CheckItem[] {
    const { coding, context } = this.desk
    const first = coding.value.events.length + 1
    const open = pendingOf(coding.value, context.suggestions).map(({ id }, i) => ({ id, n: first + i }))
    return checkList(this.place, this.seen, open)
  }

  get blocked(): boolean {
    return this.items().some(isBlocking)
  }

  /** Keys of the check-list: a number goes there, Escape closes it. */
  key(key: Key): boolean {
    if (this.desk.bar.value !== 'check' || key.ctrl) return false
    const digit = digitOf(key)
    const item = digit ? this.items()[digit - 1] : undefined
    if (item) this.desk.jump(item)
    else if (key.key === 'Escape') this.desk.bar.value = null
    return item !== undefined || key.key === 'Escape'
  }
}
