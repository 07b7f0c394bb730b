// Read-only views of a coding.
import type { Codebook } from '../lib/codebook'
import { mentionOf, startOf, type Coding, type Event } from '../lib/coding'
import { eventOf, LIST, mentionsOf } from './edit'
import type { Slot, SpanSlot } from './state'
import type { Reading } from './words'

/** Where the event stands in the text: its trigger, else its first actor, else the end. */
function position(coding: Coding, event: Event): number {
  const ids = event.trigger ? [event.trigger] : mentionsOf(event)
  const starts = ids.flatMap((id) => {
    const mention = mentionOf(coding, id)
    return mention ? [startOf(mention)] : []
  })
  return starts.length > 0 ? Math.min(...starts) : Infinity
}

interface Order {
  events: readonly Event[]
  numbers: ReadonlyMap<string, number>
}

const ORDERS = new WeakMap<Coding, Order>()

function orderOf(coding: Coding): Order {
  let order = ORDERS.get(coding)
  if (!order) {
    const events = inTextOrder(coding)
    ORDERS.set(coding, (order = { events, numbers: new Map(events.map((event, i) => [event.id, i + 1])) }))
  }
  return order
}

function inTextOrder(coding: Coding): Event[] {
  const at = new Map(coding.events.map((event) => [event.id, position(coding, event)]))
  return [...coding.events].sort((a, b) => {
    const left = at.get(a.id) as number
    const right = at.get(b.id) as number
    return left === right ? 0 : left - right
  })
}

/** Events in text order; this order gives them their numbers. */
export function ordered(coding: Coding): readonly Event[] {
  return orderOf(coding).events
}

/** Number of the event from 1; 0 for one that is not there. */
export function numberOf(coding: Coding, id: string): number {
  return orderOf(coding).numbers.get(id) ?? 0
}

/** The sentence an event is listed under; null while it has no place in the text. */
export function sentenceOf(coding: Coding, event: Event, reading: Reading): number | null {
  const at = position(coding, event)
  return at === Infinity ? null : reading.sentenceAt(at)
}

/** The slots that Tab goes through for this event. */
export function slotFlow(coding: Coding, id: string, codebook: Codebook): Slot[] {
  const event = eventOf(coding, id)
  const code = codebook.get(event?.code)
  const coded = codebook.data.actors !== 'none'
  const flow: Slot[] = ['trigger', 'code']
  for (const side of ['source', 'target'] as const) {
    if (code?.[side] === 'forbidden' && event?.[LIST[side]].length === 0) continue
    flow.push(side)
    if (coded && event && event[LIST[side]].length > 0) flow.push(side === 'source' ? 'sourceCode' : 'targetCode')
  }
  for (const role of ['location', 'time'] as const) if (codebook.has(role)) flow.push(role)
  return [...flow, 'details']
}

/** The slots that words can go into: not what the code forbids, not what the codebook does not have. */
export function fitting(event: Event, codebook: Codebook): SpanSlot[] {
  const code = codebook.get(event.code)
  return (['trigger', 'source', 'target', 'location', 'time'] as const).filter((slot) => {
    if (slot === 'source' || slot === 'target') return code?.[slot] !== 'forbidden'
    return slot === 'trigger' || codebook.has(slot)
  })
}
