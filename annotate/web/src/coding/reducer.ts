// The pure reducer: every change of the coding screen goes through here.
import { mentionOf, startOf, type Coding, type Event, type Mention, type Provenance } from '../lib/coding'
import type { Span } from '../lib/screen'
import type { Action } from './action'
import * as edit from './edit'
import { ordered, slotFlow } from './selectors'
import {
  isSpanSlot,
  roleOf,
  sideOf,
  type Context,
  type Open,
  type Role,
  type Side,
  type Slot,
  type SpanSlot,
  type State,
  type Step,
} from './state'
import { commit, stepOf } from './step'
import { accepted, pendingOf, rejected, withdrawn } from './suggestions'

export type { Action }

/** Nothing is preselected where nothing is expected. */
function isOptional(slot: Slot): boolean {
  return slot === 'location' || slot === 'time'
}

/** The slot as it looks when it has just been armed: its present span can be changed at once. */
function armed(coding: Coding, event: string, slot: Slot, part = 0): Open {
  const open: Open = { event, slot, part, typed: '', span: null, held: [], row: isOptional(slot) ? -1 : 0, within: null, hints: false, trial: false }
  if (!isSpanSlot(slot)) return open
  const mention = mentionIn(coding, open)
  const spans = mention ? edit.spansOf(mention) : []
  return { ...open, span: spans.at(-1) ?? null, held: spans.slice(0, -1) }
}

function mentionIn(coding: Coding, { event, slot, part }: Open): Mention | undefined {
  const found = edit.eventOf(coding, event)
  const role = roleOf(slot)
  return mentionOf(coding, role ? found?.[edit.LIST[role]][part] : found?.trigger)
}

function arm(state: State, slot: Slot, part = 0): State {
  const { open } = state
  return open ? { ...state, open: { ...armed(state.coding, open.event, slot, part), trial: open.trial } } : state
}

function forward(state: State, context: Context): State {
  const { open } = state
  if (!open) return state
  const side = sideOf(open.slot)
  if (
    open.slot === side &&
    mentionOf(state.coding, edit.eventOf(state.coding, open.event)?.[edit.LIST[side]][open.part])
  ) {
    const code: Slot = side === 'source' ? 'sourceCode' : 'targetCode'
    if (slotFlow(state.coding, open.event, context.codebook).includes(code)) return arm(state, code, open.part)
  }
  const flow = slotFlow(state.coding, open.event, context.codebook)
  const next = flow[flow.indexOf(open.slot) + 1] ?? open.slot
  return next === open.slot ? state : arm(state, next)
}

function back(state: State, context: Context): State {
  if (!state.open) return state
  const flow = slotFlow(state.coding, state.open.event, context.codebook)
  const before = flow[flow.indexOf(state.open.slot) - 1]
  return before ? arm(state, before) : state
}

/** Leaves the composer; an event without any content, or a suggestion that was only looked at, goes as if it had
    never been opened. */
function close(state: State, keep = false): State {
  const event = edit.eventOf(state.coding, state.open?.event)
  const left: State = { ...state, open: null }
  const trial = state.open?.trial === true && !keep && !edit.eventOf(state.past.at(-1)?.coding ?? state.coding, event?.id)
  if (!event || !(trial || edit.isBlank(event))) return left
  const last = state.past.at(-1)
  if (last && !edit.eventOf(last.coding, event.id)) return { ...left, ...last, past: state.past.slice(0, -1) }
  return commit(left, edit.removeEvent(state.coding, event.id), { selected: null })
}

function startNew(state: State, context: Context, action: { sentence?: number; span?: Span }): State {
  const [coding, id] = edit.addEvent(close(state).coding)
  const filled = action.span ? edit.setTrigger(coding, id, context.reading, [action.span]) : coding
  const sentence = action.span ? context.reading.sentenceAt(action.span[0]) : (action.sentence ?? state.sentence)
  return commit(close(state), filled, {
    sentence,
    selected: id,
    open: armed(filled, id, action.span ? 'code' : 'trigger'),
  })
}

function startEdit(state: State, context: Context, id: string, slot: Slot, part: number): State {
  const rest = state.open && state.open.event !== id ? close(state) : state
  const event = edit.eventOf(rest.coding, id)
  if (!event) return rest
  const trigger = mentionOf(rest.coding, event.trigger)
  const sentence = trigger ? context.reading.sentenceAt(startOf(trigger)) : rest.sentence
  return { ...rest, sentence, selected: id, open: armed(rest.coding, id, slot, part) }
}

function select(state: State, context: Context, id: string | null): State {
  const rest = close(state)
  const trigger = mentionOf(rest.coding, edit.eventOf(rest.coding, id)?.trigger)
  const start = trigger ? startOf(trigger) : context.suggestions?.find((one) => one.id === id)?.start
  return { ...rest, selected: id, sentence: start === undefined ? rest.sentence : context.reading.sentenceAt(start) }
}

function remove(state: State, context: Context, id: string): State {
  const order = ordered(state.coding)
  const at = order.findIndex((e) => e.id === id)
  const selected = (order[at + 1] ?? order[at - 1])?.id ?? null
  const rejected = [...state.coding.rejected, ...withdrawn(state.coding, id, context.suggestions ?? [])]
  const next = commit({ ...state, open: null }, { ...edit.removeEvent(state.coding, id), rejected })
  return { ...select({ ...next, selected: null }, context, selected), sentence: state.sentence }
}

function put(
  coding: Coding,
  context: Context,
  event: string,
  slot: SpanSlot,
  part: number,
  spans: readonly Span[],
  code?: string | null,
): Coding {
  if (slot === 'trigger') return edit.setTrigger(coding, event, context.reading, spans)
  return edit.setFiller(coding, event, slot, part, context.reading, spans, code)
}

/** Marks what a slot was filled with as a model's. */
function marked(coding: Coding, event: string, slot: string, from: Provenance | undefined): Coding {
  const provenance = edit.eventOf(coding, event)?.provenance
  return from && provenance ? edit.patchEvent(coding, event, { provenance: { ...provenance, [slot]: from } }) : coding
}

function take(state: State, context: Context, span: Span, code?: string | null, from?: Provenance): State {
  const { open } = state
  if (!open || !isSpanSlot(open.slot)) return state
  const spans = [...open.held, span]
  const now = mentionIn(state.coding, open)
  const same = now !== undefined && edit.covers(now, spans)
  const known = open.held.length > 0 ? null : code // the code belongs to the words of the candidate alone
  const coding = same ? state.coding : put(state.coding, context, open.event, open.slot, open.part, spans, known)
  const sentence = open.slot === 'trigger' ? context.reading.sentenceAt(span[0]) : state.sentence
  const spanned = same ? coding : marked(coding, open.event, open.slot, from)
  const whole = code && !same ? marked(spanned, open.event, `${open.slot}_code`, from) : spanned
  return forward(commit(state, whole, { sentence }), context)
}

function clear(state: State): State {
  const { open } = state
  if (!open) return state
  const side = sideOf(open.slot)
  const role = roleOf(open.slot)
  let { coding } = state
  if (open.slot === 'trigger') coding = edit.clearTrigger(coding, open.event)
  else if (open.slot === 'code') coding = edit.patchEvent(coding, open.event, { code: null })
  else if (role) coding = edit.clearFiller(coding, open.event, role, open.part)
  else if (side) coding = edit.setActorCode(coding, open.event, side, open.part, null)
  return arm(commit(state, coding), open.slot, 0)
}

function notStated(state: State, context: Context, side: Side | null): State {
  if (!state.open || !side) return state
  return forward(commit(state, edit.setNotStated(state.coding, state.open.event, side)), context)
}

function asBefore(state: State, context: Context, role: Role | null): State {
  const before = previousEvent(state.coding, state.open?.event ?? '')
  if (!state.open || !before || !role) return state
  const coding = edit.copyFiller(state.coding, before.id, state.open.event, role)
  const next = forward(commit(state, coding), context)
  const ids = edit.eventOf(coding, state.open.event)?.[edit.LIST[role]] ?? []
  const coded = ids.every((id) => mentionOf(coding, id)?.actor_code != null)
  return next.open && next.open.slot === `${role}Code` && coded ? forward(next, context) : next
}

/** The event before this one in the text, or the last one of the others. */
export function previousEvent(coding: Coding, id: string): Event | undefined {
  const order = ordered(coding)
  const at = order.findIndex((e) => e.id === id)
  return order[at - 1] ?? order.filter((e) => e.id !== id).at(-1)
}

/** Where to go on after a suggestion: whoever walks from one to the next goes to the next, others stay. */
function after(state: State, context: Context, decided: string, event: string | null): string | null {
  const all = context.suggestions ?? []
  const sentence = state.sentence
  const left = pendingOf(state.coding, all)
  const start = all.find((one) => one.id === decided)?.start ?? 0
  const next = left.find((one) => one.start >= start) ?? left[0]
  const here = next !== undefined && context.reading.sentenceAt(next.start) === sentence
  return next && (here || state.selected === decided) ? next.id : event
}

function accept(before: State, context: Context, id: string, open: boolean, shown_ms?: number): State {
  const state = close(before)
  const one = pendingOf(state.coding, context.suggestions).find((other) => other.id === id)
  if (!one) return state
  const [coding, event] = accepted(state.coding, one, shown_ms)
  const next = commit(state, coding)
  if (!open) return select(next, context, after(next, context, id, event))
  const opened = startEdit(next, context, event, 'trigger', 0)
  return { ...opened, open: opened.open && { ...opened.open, trial: true } }
}

function reject(before: State, context: Context, id: string, shown_ms?: number): State {
  const state = close(before)
  const one = pendingOf(state.coding, context.suggestions).find((other) => other.id === id)
  if (!one) return state
  const next = commit(state, rejected(state.coding, one, shown_ms))
  return select(next, context, after(next, context, id, null))
}

function travel(state: State, from: readonly Step[], by: 'undo' | 'redo'): State {
  const to = from.at(-1)
  if (!to) return state
  const past = by === 'undo' ? from.slice(0, -1) : [...state.past, stepOf(state)]
  const future = by === 'undo' ? [...state.future, stepOf(state)] : from.slice(0, -1)
  const still = state.open && edit.eventOf(to.coding, state.open.event)
  const open = still && state.open ? armed(to.coding, state.open.event, state.open.slot, state.open.part) : null
  return { ...to, open, past, future }
}

function inSlot(state: State, context: Context, action: Action): State {
  const { open } = state
  if (!open) return state
  switch (action.do) {
    case 'typed':
      return { ...state, open: { ...open, typed: action.text, row: 0, within: action.text ? null : open.within } }
    case 'aim':
      return { ...state, open: { ...open, span: action.span, typed: action.typed ?? open.typed, hints: false } }
    case 'fragment':
      return open.span
        ? { ...state, open: { ...open, held: [...open.held, open.span], span: null, typed: '' } }
        : state
    case 'row':
      return { ...state, open: { ...open, row: action.to } }
    case 'within':
      return { ...state, open: { ...open, within: action.code, typed: '', row: action.row ?? 0 } }
    case 'hints':
      return { ...state, open: { ...open, hints: action.on, typed: '', row: 0 } }
    case 'arm':
      return arm(state, action.slot, action.part)
    case 'forward':
      return forward(state, context)
    case 'back':
      return back(state, context)
    case 'clear':
      return clear(state)
    case 'take':
      return take(state, context, action.span, action.code, action.from)
    case 'notStated':
      return notStated(state, context, sideOf(open.slot))
    case 'same':
      return asBefore(state, context, roleOf(open.slot))
    case 'code': {
      const coded = edit.patchEvent(state.coding, open.event, { code: action.code })
      const next = commit(state, marked(coded, open.event, 'code', action.from))
      return action.stay ? next : forward(next, context)
    }
    case 'actorCode': {
      const side = sideOf(open.slot)
      if (!side) return action.stay ? state : forward(state, context)
      const coded = edit.setActorCode(state.coding, open.event, side, open.part, action.code)
      const next = commit(state, marked(coded, open.event, `${side}_code`, action.from))
      return action.stay ? next : forward(next, context)
    }
    case 'details':
      return commit(state, edit.patchEvent(state.coding, open.event, action.part))
    default:
      return state
  }
}

export function reduce(state: State, action: Action, context: Context): State {
  switch (action.do) {
    case 'sentence': {
      const to = Math.max(0, Math.min(context.reading.sentences.length - 1, action.to))
      return { ...close(state), sentence: to }
    }
    case 'select':
      return select(state, context, action.event)
    case 'new':
      return startNew(state, context, action)
    case 'edit':
      return startEdit(state, context, action.event, action.slot ?? 'trigger', action.part ?? 0)
    case 'duplicate': {
      const [coding, id] = edit.duplicate(state.coding, action.event)
      return startEdit(commit(state, coding), context, id, 'source', 0)
    }
    case 'remove':
      return remove(state, context, action.event)
    case 'swap':
      return commit(state, edit.swapSides(state.coding, action.event))
    case 'articleNote':
      return commit(state, { ...state.coding, note: action.note })
    case 'flag':
      return commit(state, { ...state.coding, flag: action.reason })
    case 'accept':
      return accept(state, context, action.suggestion, action.open === true, action.shown_ms)
    case 'reject':
      return reject(state, context, action.suggestion, action.shown_ms)
    case 'eventNote':
      return commit(state, edit.patchEvent(state.coding, action.event, { note: action.note }))
    case 'keep': {
      const kept = edit.eventOf(state.coding, action.event)?.kept ?? []
      return commit(state, edit.patchEvent(state.coding, action.event, { kept: [...kept, action.warning] }))
    }
    case 'recode':
      return commit(state, edit.patchEvent(state.coding, action.event, { code: action.code }))
    case 'put': {
      const event = edit.eventOf(state.coding, action.event)
      const role = roleOf(action.slot)
      const part = role && context.codebook.takesMany(role) ? (event?.[edit.LIST[role]].length ?? 0) : 0
      return commit(state, put(state.coding, context, action.event, action.slot, part, [action.span]))
    }
    case 'none': {
      if (state.coding.events.length > 0) return state
      return commit(state, { ...state.coding, verdict: action.on ? 'no_codable_event' : null })
    }
    case 'close':
      return close(state, action.keep)
    case 'undo':
      return travel(state, state.past, 'undo')
    case 'redo':
      return travel(state, state.future, 'redo')
    default:
      return inSlot(state, context, action)
  }
}
