// What a key does. Pure: a key and the present view in, actions out.
import { brief, endOf, mentionOf, startOf, type Coding, type Provenance } from '../lib/coding'
import { coding as words } from '../strings'
import type { Span } from '../lib/screen'
import { isActorCode } from './actors'
import { hasActorTree } from './actortree'
import { treeKey, turn } from './browse'
import type { Candidate } from './candidates'
import { digitOf, letterOf, out, run, signOf, wish, type Command, type Key, type View } from './command'
import { detailsKey } from './detailkeys'
import { eventOf, LIST } from './edit'
import { commandOf, DEFAULT_KEYS, type CommandName } from './keymap'
import { rowCount } from './lists'
import type { Sure } from './picker'
import { previousEvent, type Action } from './reducer'
import { ordered } from './selectors'
import { extend, extendStart, neighbour, nudge, runOut, shrink } from './spans'
import { isActorCodeSlot, isInTree, isSpanSlot, roleOf, sideOf, type Open } from './state'
import { decide, pendingIn, suggestionAt, toSuggestion } from './suggestkeys'
import { land, landNext, type Landing } from './words'

/** Keys that mean the same everywhere on the screen. */
export function everywhere(k: Key): Command | null {
  if (k.key === 'F1') return wish('keys')
  if (k.key === 'F4' && !k.ctrl) return wish('guideline')
  if (!k.ctrl) return null
  if (k.key === 'Enter') return wish('submit')
  const letter = letterOf(k)
  if (letter === 'z') return run({ do: k.shift ? 'redo' : 'undo' })
  return letter === 'y' ? run({ do: 'redo' }) : null
}

function readCommand(name: CommandName | null, k: Key, view: View): Command | null {
  const { state } = view
  const event = eventOf(state.coding, state.selected)?.id
  switch (name) {
    case 'next':
      return run({ do: 'sentence', to: state.sentence + 1 })
    case 'previous':
      return run({ do: 'sentence', to: state.sentence - 1 })
    case 'new':
      return run({ do: 'new' })
    case 'undo':
      return run({ do: k.shift ? 'redo' : 'undo' })
    case 'accept':
    case 'reject':
      return decide(view, name)
    case 'suggestion':
      return toSuggestion(view, 1)
    case 'suggestionBack':
      return toSuggestion(view, -1)
    case 'remove':
      return event ? run({ do: name, event }) : suggestionAt(view) ? decide(view, 'reject') : null
    case 'duplicate':
    case 'swap':
      return event ? run({ do: name, event }) : null
    case 'note':
      return wish('comment')
    case 'guideline':
    case 'find':
    case 'skip':
    case 'flag':
      return wish(name)
    default:
      return null
  }
}

export function readKey(k: Key, view: View): Command | null {
  const { state, keymap = DEFAULT_KEYS } = view
  if (!keymap.single && [...k.key].length === 1) return null
  const digit = digitOf(k)
  if (digit === 0) return run({ do: 'none', on: state.coding.verdict !== 'no_codable_event' })
  if (digit !== null) {
    const event = ordered(state.coding)[digit - 1] ?? pendingIn(view)[digit - 1 - state.coding.events.length]
    return event ? run({ do: 'select', event: event.id }) : null
  }
  const sign = signOf(k)
  switch (sign) {
    case '!':
      return wish('keep')
    case '?':
      return wish('keys')
    case 'ArrowDown':
      return run({ do: 'sentence', to: state.sentence + 1 })
    case 'ArrowUp':
      return run({ do: 'sentence', to: state.sentence - 1 })
    case 'Escape':
      return run({ do: 'select', event: null })
    case 'Enter': {
      const one = suggestionAt(view)
      if (one) return run({ do: 'accept', suggestion: one.id, open: true })
      return eventOf(state.coding, state.selected) ? run({ do: 'edit', event: state.selected ?? '' }) : null
    }
    default:
      return readCommand(commandOf(keymap, letterOf(k) || sign), k, view)
  }
}

function landed(landing: Landing, view: View, typed: string): Command {
  const { reading } = view.context
  const word = reading.slice(landing.span)
  const say =
    landing.sentence === view.state.sentence
      ? words.landed(word, landing.word + 1, reading.words(landing.sentence).length)
      : words.landedElsewhere(word, landing.sentence + 1)
  return { actions: [{ do: 'aim', span: landing.span, typed }], say }
}

/** Letters typed into a span slot. */
export function typeSpan(text: string, view: View): Command {
  const { open } = view.state
  if (open?.hints) {
    const hit = view.list.kind === 'span' ? view.list.rows.find((row) => row.why === text.toLowerCase()) : undefined
    return hit ? run({ do: 'aim', span: hit.span, typed: '' }) : run({ do: 'typed', text: text.slice(0, 2) })
  }
  if (!text.trim()) return run({ do: 'aim', span: null, typed: '' })
  const landing = land(view.context.reading, view.state.sentence, text)
  if (landing) return landed(landing, view, text)
  return { actions: [{ do: 'aim', span: null, typed: text }], say: words.notFound(text) }
}

function origin(sure: Sure | undefined): { from?: Provenance } {
  return sure ? { from: { origin: 'accepted', ...sure } } : {}
}

/** A candidate fills the slot and brings its code; what a model named is marked as such. */
export function taking({ span, code, sure }: Candidate): Action {
  return { do: 'take', span, code, ...origin(sure) }
}

/** Takes what stands in the slot, or the highlighted row. */
export function accept(view: View, row?: number): Command {
  const { open } = view.state
  if (!open) return run()
  const { list } = view
  if (list.kind === 'span') {
    const chosen = list.rows[row ?? open.row]
    if (row === undefined && open.span) return run({ do: 'take', span: open.span })
    const piece = open.held.at(-1)
    if (row === undefined && piece && !open.typed) return run({ do: 'take', span: piece })
    if (row === undefined && open.typed) return { actions: [], say: words.notFound(open.typed) }
    return chosen && !open.hints ? run(taking(chosen)) : run({ do: 'forward' })
  }
  if (list.kind === 'code') {
    const chosen = list.rows[row ?? open.row]
    return chosen
      ? run({ do: 'code', code: chosen.code.code, ...origin(chosen.sure) })
      : open.typed
        ? { actions: [], say: words.noRows }
        : run({ do: 'forward' })
  }
  if (list.kind === 'actor') {
    const chosen = list.rows[row ?? open.row]
    if (chosen?.step) return turn(view, row ?? open.row, true) ?? run()
    const typed = open.typed.replace(/\s+/g, '').toUpperCase()
    const code = chosen?.code ?? (isActorCode(typed) ? typed : null)
    return code
      ? run({ do: 'actorCode', code, ...origin(chosen?.sure) })
      : open.typed
        ? { actions: [], say: words.noActorRows }
        : run({ do: 'forward' })
  }
  return run({ do: 'forward' })
}

/** Whether Enter here ends the event rather than going on to the next slot. */
export function isEnd(view: View): boolean {
  const { open } = view.state
  return open !== null && ['targetCode', 'location', 'time', 'details'].includes(open.slot)
}

function enter(view: View): Command {
  const { open } = view.state
  if (!open) return run()
  if (open.slot === 'details') return wish('save')
  const done = accept(view)
  if (done.actions[0]?.do === 'within') return done
  if (isEnd(view) && done.actions.length > 0) return { ...done, wish: 'save' }
  const nothing = done.actions[0]?.do === 'forward' && open.slot === 'target'
  return nothing ? wish('save') : done
}

function moveRow(view: View, by: 1 | -1): Command {
  const count = rowCount(view.list)
  const row = view.state.open?.row ?? 0
  return count > 0 ? run({ do: 'row', to: (row + by + count) % count }) : run()
}

function aim(span: Span): Command {
  return run({ do: 'aim', span })
}

const GROW: Record<string, (view: View, span: Span) => Span> = {
  ' ': ({ context }, span) => extend(context.reading, span),
  'shift ': ({ context }, span) => shrink(context.reading, span),
  ',': ({ context }, span) => extendStart(context.reading, span),
  '.': ({ context }, span) => runOut(context.reading, span),
  '<': ({ context }, span) => nudge(context.reading, span, 'end', -1),
  '>': ({ context }, span) => nudge(context.reading, span, 'end', 1),
  '{': ({ context }, span) => nudge(context.reading, span, 'start', -1),
  '}': ({ context }, span) => nudge(context.reading, span, 'start', 1),
}

function sameSpan(coding: Coding, event: string): Command {
  const trigger = mentionOf(coding, previousEvent(coding, event)?.trigger)
  return trigger ? aim([startOf(trigger), endOf(trigger)]) : run()
}

/** The changed span, said as a whole. */
function grown(view: View, span: Span): Command {
  return { ...aim(span), say: brief(view.context.reading.slice(span)) }
}

/** Grows or moves the span in the slot; without one, the highlighted candidate is meant. */
export function grow(name: string, view: View): Command {
  const { open } = view.state
  const change = GROW[name]
  const row = view.list.kind === 'span' ? view.list.rows[open?.row ?? 0]?.span : undefined
  const span = open?.span ?? row
  return change && span ? grown(view, change(view, span)) : run()
}

/** Arrows go where they point: in a paragraph that runs to the left, the left one goes on. With Shift the end moves. */
function sideways(k: Key, view: View, open: Open): Command {
  const { reading } = view.context
  const row = view.list.kind === 'span' ? view.list.rows[open.row]?.span : undefined
  const start = reading.sentences[view.state.sentence]?.[0] ?? 0
  const span = open.span ?? row ?? [start, start]
  const on = (k.key === 'ArrowRight') !== reading.isRtl(span[0])
  if (k.shift) return grown(view, (on ? extend : shrink)(reading, span))
  const to = neighbour(reading, span, on ? 1 : -1)
  const sentence = reading.sentenceAt(to[0])
  const nth = reading.words(sentence).findIndex((word) => word.start === to[0])
  const say =
    sentence === view.state.sentence
      ? words.landed(reading.slice(to), nth + 1, reading.words(sentence).length)
      : words.landedElsewhere(reading.slice(to), sentence + 1)
  return { actions: [{ do: 'aim', span: to, typed: '' }], say }
}

function spanKey(k: Key, view: View, open: Open): Command | null {
  const name = k.key === ' ' && k.shift ? 'shift ' : k.key
  if (GROW[name]) return grow(name, view)
  const digit = digitOf(k)
  if (digit !== null) return digit > 0 && digit <= rowCount(view.list) ? accept(view, digit - 1) : run()
  switch (k.key) {
    case 'ArrowDown':
    case 'ArrowUp': {
      const by = k.key === 'ArrowDown' ? 1 : -1
      if (!open.typed || !open.span) return moveRow(view, by)
      const next = landNext(view.context.reading, open.span, open.typed, by)
      return next ? landed(next, view, open.typed) : run()
    }
    case 'ArrowLeft':
    case 'ArrowRight':
      return sideways(k, view, open)
    case '-':
      return sideOf(open.slot) ? run({ do: 'notStated' }) : run()
    case '=':
      return roleOf(open.slot) ? run({ do: 'same' }) : sameSpan(view.state.coding, open.event)
    case ';':
      return run({ do: 'hints', on: !open.hints })
    case '+':
      return run({ do: 'fragment' })
    case '&':
      return run(...another(view))
    case 'Backspace':
      return open.typed ? null : run({ do: 'clear' })
    default:
      return null
  }
}

/** One more mention in the same role. */
export function another(view: View): Action[] {
  const { open, coding } = view.state
  const role = open ? (sideOf(open.slot) ?? roleOf(open.slot)) : null
  const event = eventOf(coding, open?.event)
  if (!open || !role || !event || !view.context.codebook.takesMany(role)) return []
  const keep: Action[] =
    isSpanSlot(open.slot) && open.span
      ? [{ do: 'take', span: open.span }]
      : isActorCodeSlot(open.slot) && open.typed
        ? accept(view).actions
        : []
  const count = event[LIST[role]].length + (keep.length > 0 && isSpanSlot(open.slot) && open.part >= event[LIST[role]].length ? 1 : 0)
  return [...keep, { do: 'arm', slot: role, part: count }]
}

function codeKey(k: Key, view: View, open: Open): Command | null {
  if (open.hints && digitOf(k)) return accept(view, (digitOf(k) ?? 1) - 1)
  switch (k.key) {
    case ';':
      return run({ do: 'hints', on: !open.hints })
    case 'F2':
      return wish('pin')
    case 'ArrowRight':
      return treeKey(k, view, open)
    case 'ArrowLeft':
    case 'Backspace':
      if (open.typed) return null
      return treeKey(k, view, open) ?? run({ do: 'clear' })
    default:
      return null
  }
}

function actorKey(k: Key, view: View, open: Open): Command | null {
  const digit = digitOf(k)
  if (digit) return !isInTree(open) && digit <= rowCount(view.list) ? accept(view, digit - 1) : run()
  if (k.key === '-' && !open.typed) return run({ do: 'actorCode', code: '' })
  if (k.key === '&') return run(...another(view))
  if (k.key === 'ArrowRight') return treeKey(k, view, open)
  if (open.typed || !['ArrowLeft', 'Backspace'].includes(k.key)) return null
  const inTree = view.actors && hasActorTree(view.actors) ? treeKey(k, view, open) : null
  return inTree ?? (k.key === 'Backspace' ? run({ do: 'clear' }) : null)
}

/** Null: the key is ordinary typing. */
export function composeKey(k: Key, view: View): Command | null {
  const { open } = view.state
  if (!open) return null
  if (k.key === 'Escape') return out(view)
  if (k.key === 'Enter') return enter(view)
  if (k.key === '!') return wish('keep')
  if (k.key === 'Tab' && k.shift) return run({ do: 'back' })
  if (k.key === 'Tab' && open.slot !== 'details') return accept(view)
  if (k.ctrl) return null
  if (isSpanSlot(open.slot)) return spanKey(k, view, open)
  if (open.slot === 'details') return detailsKey(k, view)
  if (k.key === 'ArrowDown') return moveRow(view, 1)
  if (k.key === 'ArrowUp') return moveRow(view, -1)
  return isActorCodeSlot(open.slot) ? actorKey(k, view, open) : codeKey(k, view, open)
}
