// One article on the desk: its state as signals, and everything that changes it.
import { batch, computed, signal } from '@preact/signals'
import { dump, type Coding } from '../lib/coding'
import type { Codebook } from '../lib/codebook'
import type { Screen } from '../lib/screen'
import { coding as words } from '../strings'
import type { Activity } from './activity'
import type { ActorTable } from './actors'
import { eventOf } from './edit'
import { composeKey, everywhere, readKey, typeSpan, type Command, type Field, type Key, type View } from './keys'
import { listFor, type Known } from './lists'
import type { Memory } from './memory'
import { isAnswered, isDraft, problemsOf } from './problems'
import { reduce, type Action } from './reducer'
import type { Saver } from './saver'
import { numberOf, ordered } from './selectors'
import { isSpanSlot, type Context, type State } from './state'
import type { Reading } from './words'

export type DialogName = 'keys' | 'guideline'

export interface Toast {
  text: string
  undo: boolean
}

export interface Parts {
  screen: Screen
  codebook: Codebook
  reading: Reading
  state: State
  saver: Saver
  table: ActorTable
  memory: Memory
  activity: Activity
  /** Called when the server has acknowledged the submission. */
  onSubmitted: (coding: Coding) => void
}

export class Desk {
  readonly state
  readonly dialog = signal<DialogName | null>(null)
  /** What the live region says last. */
  readonly spoken = signal('')
  readonly toast = signal<Toast | null>(null)
  /** The event that was to be saved and could not be: its problems are shown in the composer. */
  readonly tried = signal<string | null>(null)
  /** True once a submission was refused for an unfinished coding. */
  readonly triedSubmit = signal(false)
  readonly pinned = signal<string | null>(null)
  /** The text box among the details that wants the focus. */
  readonly field = signal<Field | null>(null)
  /** Counts up whenever the focus has to go back to where the keys belong. */
  readonly focus = signal(0)
  readonly list
  readonly context: Context

  constructor(readonly parts: Parts) {
    this.context = { reading: parts.reading, codebook: parts.codebook }
    this.state = signal(parts.state)
    const known: Known = { actors: parts.screen.actors, table: parts.table, memory: parts.memory }
    this.list = computed(() => listFor(this.state.value, this.context, known))
  }

  get view(): View {
    return { state: this.state.value, context: this.context, list: this.list.value }
  }

  dispatch(...actions: Action[]): void {
    this.parts.activity.mark()
    const before = this.state.value
    const after = actions.reduce((state, action) => reduce(state, action, this.context), before)
    batch(() => {
      this.state.value = after
      if (before.open?.event !== after.open?.event) this.tried.value = null
      this.focus.value += 1
      if (actions.some((a) => a.do === 'remove')) this.sayRemoved(before, actions)
      else if (after.coding !== before.coding) this.toast.value = null
    })
    if (after.coding !== before.coding) {
      this.parts.saver.change(
        dump(after.coding),
        after.past.map((s) => dump(s.coding)),
        after.future.map((s) => dump(s.coding)),
      )
    }
  }

  private sayRemoved(before: State, actions: readonly Action[]): void {
    const gone = actions.find((a) => a.do === 'remove')
    if (!gone || !('event' in gone) || gone.event === null) return
    const text = words.removed(numberOf(before.coding, gone.event))
    this.toast.value = { text, undo: true }
    this.say(text)
  }

  say(text: string): void {
    this.spoken.value = text
  }

  perform(command: Command): void {
    if (command.actions.length > 0) this.dispatch(...command.actions)
    if (command.say) this.say(command.say)
    switch (command.wish) {
      case 'submit':
        return void this.submit()
      case 'keys':
      case 'guideline':
        this.dialog.value = command.wish
        return
      case 'save':
        return this.save()
      case 'pin':
        return this.pin()
      case 'date':
      case 'magnitude':
      case 'note':
        this.field.value = command.wish
        return
      default:
        return
    }
  }

  /** Handles a key; false when it is not ours. */
  key(key: Key, reading: boolean): boolean {
    const { open } = this.state.value
    const command =
      everywhere(key) ?? (open ? composeKey(key, this.view) : reading && !key.ctrl ? readKey(key, this.view) : null)
    if (!command) return false
    this.perform(command)
    return true
  }

  type(text: string): void {
    const { open } = this.state.value
    if (!open || text === open.typed) return
    if (isSpanSlot(open.slot)) this.perform(typeSpan(text, this.view))
    else this.dispatch({ do: 'typed', text })
  }

  /** Closes the event when it is whole; else goes to the first slot that is not. */
  save(): void {
    const { open, coding } = this.state.value
    const event = eventOf(coding, open?.event)
    if (!event) return
    const [first] = problemsOf(coding, event, this.parts.codebook)
    if (first) {
      this.dispatch({ do: 'arm', slot: first.slot })
      this.tried.value = event.id
      this.say(words.problems[first.key].join(' '))
      return
    }
    this.dispatch({ do: 'close' })
    this.say(words.eventDone(numberOf(coding, event.id)))
  }

  private pin(): void {
    const row = this.list.value.kind === 'code' ? this.list.value.rows[this.state.value.open?.row ?? 0] : undefined
    const code = row?.code.code ?? eventOf(this.state.value.coding, this.state.value.open?.event)?.code ?? null
    this.pinned.value = this.pinned.value === null ? code : null
  }

  private unfinished(): string | null {
    const { coding } = this.state.value
    return ordered(coding).find((event) => isDraft(coding, event, this.parts.codebook))?.id ?? null
  }

  /** Validates and submits; what is missing is opened instead. */
  async submit(): Promise<void> {
    if (this.parts.saver.status.value.kind === 'submitting') return
    this.dispatch({ do: 'close' })
    const { coding } = this.state.value
    const draft = this.unfinished()
    if (draft) {
      const event = eventOf(coding, draft)
      const slot = event && problemsOf(coding, event, this.parts.codebook)[0]?.slot
      this.dispatch({ do: 'edit', event: draft, ...(slot ? { slot } : {}) })
      this.tried.value = draft
      return
    }
    if (!isAnswered(coding)) {
      this.triedSubmit.value = true
      this.say(words.problems.verdict.join(' '))
      return
    }
    const done = await this.parts.saver.submit()
    if (done) this.parts.onSubmitted(coding)
  }
}
