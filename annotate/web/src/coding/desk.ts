// One article on the desk: its state as signals, and everything that changes it.
import { batch, computed, signal } from '@preact/signals'
import type { Coding } from '../lib/coding'
import type { Codebook } from '../lib/codebook'
import type { Screen, Span } from '../lib/screen'
import { coding as words } from '../strings'
import { Checks, type Bar } from './checks'
import type { Activity } from './activity'
import type { ActorTable } from './actors'
import { eventOf } from './edit'
import type { Command, Field, Key, View } from './command'
import { heard } from './heard'
import { composeKey, everywhere, readKey, typeSpan } from './keys'
import type { Keymap } from './keymap'
import { isOffering, listFor, spanOffers, type Known, type List } from './lists'
import type { Memory } from './memory'
import { fromServer } from './opening'
import { isBlocking, type CheckItem } from './checklist'
import { problemsOf } from './problems'
import type { Ranker } from './ranker'
import { reduce, type Action } from './reducer'
import type { Saver } from './saver'
import { numberOf } from './selectors'
import { Shown } from './shown'
import { isSpanSlot, type Context, type Slot, type State } from './state'
import { suggestionsOf } from './suggestions'
import type { Reading } from './words'

export type DialogName = 'keys' | 'guideline' | 'login'

/** A reader's screen; an article that is not in this coder's hands; one that another tab codes. */
export type Lock = 'reader' | 'foreign' | 'elsewhere'

const LOOKING: readonly Action['do'][] = ['sentence', 'select', 'close']

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
  ranker: Ranker
  keymap: Keymap
  locked: Lock | null
  /** Called when the server has acknowledged the submission; `next` is in this coder's hands now. */
  onSubmitted: (coding: Coding, next: number | null) => void
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
  /** What stands in the dock instead of the commands. */
  readonly bar = signal<Bar | null>(null)
  readonly checks: Checks
  /** What `/` has found, and which of it the cursor is on. */
  readonly found = signal<{ spans: readonly Span[]; at: number }>({ spans: [], at: 0 })
  readonly keymap
  /** Why this screen only shows the article; null where it is coded. */
  readonly locked = signal<Lock | null>(null)
  /** Asks the tab that codes this article to let go of it. */
  takeOver: () => Promise<void> = () => Promise.resolve()
  readonly pinned = signal<string | null>(null)
  /** The text box among the details that wants the focus. */
  readonly field = signal<Field | null>(null)
  /** Counts up whenever the focus has to go back to where the keys belong. */
  readonly focus = signal(0)
  readonly list
  // parts of the state: what reads one of them is not drawn again for the others
  readonly coding
  readonly selected
  readonly sentence
  readonly open
  readonly composing
  /** True once another article, or this one anew, is on its way to the screen: a change would be lost. */
  gone = false
  readonly context: Context
  readonly shown: Shown

  constructor(readonly parts: Parts) {
    const { suggestions, actors, triggers, codes } = parts.screen
    this.context = { reading: parts.reading, codebook: parts.codebook, suggestions: suggestionsOf(suggestions) }
    this.shown = new Shown(this.context.suggestions ?? [], parts.reading, () => performance.now())
    this.state = signal(parts.state)
    const known: Known = { actors, table: parts.table, memory: parts.memory, suggested: suggestions, triggers, codes }
    this.checks = new Checks(this)
    this.keymap = signal(parts.keymap)
    this.locked.value = parts.locked
    this.coding = computed(() => this.state.value.coding)
    this.selected = computed(() => this.state.value.selected)
    this.sentence = computed(() => this.state.value.sentence)
    this.open = computed(() => this.state.value.open)
    this.composing = computed(() => this.state.value.open?.event ?? null)
    const ranked = parts.ranker.offers
    parts.saver.redeliver = () => void this.deliver()
    parts.saver.onTaken = () => void (this.locked.value = 'elsewhere')
    const slot = computed(() => this.open.value?.slot ?? 'trigger')
    const aim = () => ({ coding: this.coding.value, sentence: this.sentence.value, event: this.composing.value ?? '', slot: slot.value })
    const offers = computed(() => spanOffers(aim(), this.context, known))
    this.list = computed((): List => {
      const open = this.open.value
      if (open && isOffering(open)) return { kind: 'span', rows: offers.value } // not reckoned anew when a word is given up
      return listFor(this.state.value, this.context, { ...known, live: ranked.trigger.value, liveActors: ranked.actor.value })
    })
    if (this.asks) parts.ranker.warm()
  }

  get view(): View {
    const { codebook, table } = this.parts
    const actors = codebook.data.actors === 'cameo' ? { actors: table } : {}
    return { state: this.state.value, context: this.context, list: this.list.value, keymap: this.keymap.value, ...actors }
  }

  dispatch(...actions: Action[]): void {
    if (this.gone) return
    if (this.locked.value && !actions.every((a) => LOOKING.includes(a.do))) return this.say(words.locked[this.locked.value])
    this.parts.activity.mark()
    this.checks.see(this.state.value.sentence)
    const before = this.state.value
    const after = actions.map((action) => this.shown.stamp(action)).reduce((state, action) => reduce(state, action, this.context), before)
    this.shown.follow(after)
    if (this.asks) this.parts.ranker.follow(after)
    batch(() => {
      this.state.value = after
      if (before.open?.event !== after.open?.event) this.tried.value = null
      this.focus.value += 1
      this.tell(before, after, actions)
    })
    if (after.coding !== before.coding) {
      this.parts.saver.change(after)
    }
  }

  /** Whether the model may be asked: not where nothing may be suggested, not of an article that is only looked at. */
  private get asks(): boolean {
    return this.parts.screen.suggestions.why === null && this.locked.value === null
  }

  private tell(before: State, after: State, actions: readonly Action[]): void {
    const text = actions.map((action) => heard(action, before, after, this.parts.codebook)).find((one) => one !== null)
    if (text !== undefined) this.say(text)
    if (text !== undefined && actions.some((a) => a.do === 'remove')) this.toast.value = { text, undo: true }
    else if (after.coding !== before.coding) this.toast.value = null
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
      case 'find':
      case 'skip':
      case 'comment':
      case 'flag':
        if (command.wish !== 'find' && this.locked.value) return this.say(words.locked[this.locked.value])
        this.bar.value = command.wish
        return
      case 'keep':
        return this.keep()
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
    if (!open && reading && this.checks.key(key)) return true
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
    this.dispatch({ do: 'close', keep: true })
    this.say(words.eventDone(numberOf(coding, event.id)))
  }

  private pin(): void {
    const row = this.list.value.kind === 'code' ? this.list.value.rows[this.state.value.open?.row ?? 0] : undefined
    const code = row?.code.code ?? eventOf(this.state.value.coding, this.state.value.open?.event)?.code ?? null
    this.pinned.value = this.pinned.value === null ? code : null
  }

  /** Keeps the first warning of the event at hand. */
  keep(): void {
    const { open, selected } = this.state.value
    const [first] = this.checks.warnings(open?.event ?? selected, open?.slot)
    const event = open?.event ?? selected
    if (!first || !event) return
    this.dispatch({ do: 'keep', event, warning: first.code })
    this.say(words.keptWarning(first.lines[0]))
  }

  private openDraft(event: string, slot: Slot): void {
    this.dispatch({ do: 'edit', event, slot })
    this.tried.value = event
  }

  /** Submits when nothing is missing; what is missing is opened, what may have been overlooked is listed first. */
  async submit(): Promise<void> {
    if (this.locked.value) return this.say(words.locked[this.locked.value])
    if (this.parts.saver.busy) return
    this.dispatch({ do: 'close' })
    const items = this.checks.items().filter((item) => item.kind !== 'warning')
    const [first] = items
    const blocked = items.some(isBlocking)
    if (first?.kind === 'draft' && items.length === 1) return this.openDraft(first.event, first.slot)
    if (items.some((item) => item.kind === 'verdict')) {
      this.triedSubmit.value = true
      this.say(words.problems.verdict.join(' '))
      if (items.length === 1) return
    }
    if (items.length > 0 && (blocked || this.bar.value !== 'check')) {
      this.bar.value = 'check'
      return this.say(words.checkSaid(items.length))
    }
    await this.deliver(false)
  }

  /** Sends the submission, or an earlier one again. */
  async deliver(skipped?: boolean): Promise<void> {
    if (this.locked.value || this.parts.saver.busy) return
    const { coding } = this.state.value
    const done = await this.parts.saver.submit(skipped)
    if (!done) return
    this.gone = true
    this.parts.onSubmitted(coding, done.next ?? null)
  }

  /** Another tab takes the article: what is unsent goes out, then this one only shows it. */
  async giveAway(): Promise<void> {
    this.dispatch({ do: 'close' })
    this.locked.value = 'elsewhere'
    await this.parts.saver.leave()
  }

  /** The coder has chosen between two versions; undo brings back the other. False: the server cannot be asked. */
  async choose(which: 'mine' | 'theirs'): Promise<boolean> {
    const { saver } = this.parts
    const now = await saver.look()
    if (!now) return false
    const theirs = fromServer(now)
    const { sentence, past, coding } = this.state.value
    const other = { coding: which === 'mine' ? theirs : coding, sentence, selected: null }
    const kept = { ...this.state.value, past: [...past, other], future: [] }
    this.state.value = which === 'mine' ? kept : { ...kept, coding: theirs, selected: null, open: null }
    if (which === 'mine') saver.keepMine(now, this.state.value)
    else saver.takeTheirs(now, this.state.value)
    return true
  }

  /** Another tab had the article all the time: what was pressed here before it said so is taken back. */
  standBack(): void {
    this.locked.value ??= 'elsewhere'
    this.state.value = this.parts.state
    void this.parts.saver.standBack()
  }

  /** The coder takes up an article that was not in their hands. */
  takeUp(): void {
    this.locked.value = null
    this.parts.saver.start()
  }

  /** Gives the article up, with the reason as its note. */
  skip(reason: string): void {
    this.bar.value = null
    this.dispatch({ do: 'close' }, { do: 'articleNote', note: words.skippedNote(reason) })
    void this.deliver(true)
  }

  /** Goes to what an item of the check-list is about. */
  jump(item: CheckItem): void {
    this.bar.value = null
    switch (item.kind) {
      case 'draft':
        return this.openDraft(item.event, item.slot)
      case 'verdict':
        return this.dispatch({ do: 'none', on: true })
      case 'warning':
        return this.dispatch({ do: 'select', event: item.event })
      case 'unread':
        return this.dispatch({ do: 'sentence', to: item.sentences[0] ?? 0 })
      case 'suggestion':
        return this.dispatch({ do: 'select', event: item.id })
    }
  }
}
