import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { eventOf, joined, LIST, NONE } from '../../coding/edit'
import type { Key } from '../../coding/command'
import { rowCount } from '../../coding/lists'
import { isInTree, isSpanSlot, roleOf, sideOf, SLOTS, type Slot } from '../../coding/state'
import { brief, mentionOf, shownWords } from '../../lib/coding'
import { coding as words } from '../../strings'
import { keepFocus, useDesk } from './context'

export function keyOf(event: KeyboardEvent): Key {
  const box = event.target instanceof HTMLInputElement ? event.target : null
  return {
    key: event.key,
    code: event.code,
    shift: event.shiftKey,
    ctrl: event.ctrlKey || event.metaKey,
    atEnd: !box || box.selectionStart === box.value.length,
  }
}

function useSlotValue(slot: Slot): ComponentChildren {
  const desk = useDesk()
  const { open, coding } = desk.state.value
  const event = eventOf(coding, open?.event)
  const side = sideOf(slot)
  if (!open || !event) return null
  const live = open.span ? [...open.held, open.span] : open.held
  if (slot === open.slot && isSpanSlot(slot) && live.length > 0)
    return <bdi>{brief(joined(live).map((span) => desk.context.reading.slice(span)).join(' … '))}</bdi>
  if (slot === 'trigger') {
    const mention = mentionOf(coding, event.trigger)
    return mention && <bdi>{shownWords(mention)}</bdi>
  }
  if (slot === open.slot && open.typed && !isSpanSlot(slot)) return null
  if (slot === 'code') {
    return (
      event.code && (
        <>
          <span class="code">{event.code}</span>
          <span>{desk.parts.codebook.get(event.code)?.label}</span>
        </>
      )
    )
  }
  const role = roleOf(slot)
  if (role && role !== side) {
    const placed = event[LIST[role]].flatMap((id) => mentionOf(coding, id) ?? [])
    return placed.length > 0 && <bdi>{placed.map(shownWords).join(', ')}</bdi>
  }
  if (!side) return null
  if (slot === side && event[NONE[side]]) return <span class="quiet plain">{words.notStatedWord}</span>
  const armedPart = slot === open.slot ? [event[LIST[side]][open.part]] : event[LIST[side]]
  const mentions = armedPart.flatMap((id) => mentionOf(coding, id) ?? [])
  if (slot === side) return mentions.length > 0 && <bdi>{mentions.map(shownWords).join(', ')}</bdi>
  const codes = mentions.flatMap((m) => (m.actor_code === null ? [] : [m.actor_code || words.unknownActor]))
  return codes.length > 0 && <span class="actor">{codes.join(', ')}</span>
}

function hint(slot: Slot, rows: number): string {
  if (isSpanSlot(slot)) return words.hintSpan(rows)
  return slot === 'code' ? words.hintCode : words.hintActor
}

/** The armed slot: a text box, so that every script and input method works. */
function SlotInput({ slot, empty }: { slot: Slot; empty: boolean }) {
  const desk = useDesk()
  const ref = useRef<HTMLInputElement>(null)
  const open = desk.state.value.open
  const list = desk.list.value
  const rows = rowCount(list)
  const typed = open?.typed ?? ''
  const placeholder = open?.hints ? words.hintLetters(slot) : hint(slot, rows)
  const turn = desk.focus.value

  useLayoutEffect(() => {
    if (ref.current && document.activeElement !== ref.current) ref.current.focus({ preventScroll: true })
    if (ref.current && ref.current.value !== typed) ref.current.value = typed
  }, [turn, typed, slot])

  // what stands in the slot is heard with its name
  useLayoutEffect(() => {
    const now = ref.current?.parentElement?.textContent ?? ''
    if (now) ref.current?.setAttribute('aria-description', now)
    else ref.current?.removeAttribute('aria-description')
  })

  return (
    <input
      ref={ref}
      class="slot-input"
      role="combobox"
      aria-label={words.slots[slot]}
      aria-expanded={rows > 0}
      aria-haspopup={open && isInTree(open) ? 'tree' : 'listbox'}
      aria-controls="pick"
      autocomplete="off"
      aria-activedescendant={rows > 0 && open && open.row >= 0 && !open.hints ? `pick-${open.row + 1}` : undefined}
      aria-autocomplete="list"
      autocapitalize="off"
      spellcheck={false}
      inputMode={isSpanSlot(slot) && matchMedia('(pointer: coarse)').matches ? 'none' : 'text'}
      placeholder={empty ? placeholder : ''}
      size={empty && !typed ? 16 : Math.max(1, typed.length)}
      onInput={(event) => {
        if (!event.isComposing) desk.type(event.currentTarget.value)
      }}
      onCompositionEnd={(event) => desk.type(event.currentTarget.value)}
    />
  )
}

function SlotView({ slot, later }: { slot: Slot; later: boolean }) {
  const desk = useDesk()
  const open = desk.state.value.open
  const value = useSlotValue(slot)
  const armed = open?.slot === slot
  const look = [
    'slot',
    slot === 'code' ? 'eventCode' : slot,
    isSpanSlot(slot) ? 'words-slot' : '',
    armed ? 'armed' : '',
    later ? 'later' : '',
  ]
    .filter(Boolean)
    .join(' ')
  const line = `slot-value${isSpanSlot(slot) ? ' words' : ''}`
  if (armed) {
    return (
      <div class={look}>
        <span class="slot-name">{words.slots[slot]}</span>
        <div class={line} onMouseDown={keepFocus}>
          {value}
          <SlotInput slot={slot} empty={!value} />
        </div>
      </div>
    )
  }
  return (
    <button class={look} onMouseDown={keepFocus} onClick={() => desk.dispatch({ do: 'arm', slot })}>
      <span class="slot-name">{words.slots[slot]}</span>
      <span class={line}>{value}</span>
    </button>
  )
}

/** On a narrow screen only the armed slot and the two before it are shown. */
function isLater(slot: Slot, armed: Slot): boolean {
  const at = SLOTS.indexOf(armed)
  const mine = SLOTS.indexOf(slot)
  return mine > at || mine < at - 2
}

export function Slots() {
  const desk = useDesk()
  const open = desk.state.value.open
  const coded = desk.parts.codebook.data.actors !== 'none'
  if (!open) return null
  const late = SLOTS.indexOf(open.slot) > SLOTS.indexOf('targetCode')
  const { codebook } = desk.parts
  const shown = SLOTS.filter((slot) => {
    if (slot === 'location' || slot === 'time') return late && codebook.has(slot)
    return slot !== 'details' && ((coded && !late) || !slot.endsWith('Code'))
  })
  return (
    <div class={`slots${late ? ' slots-late' : ''}`}>
      {shown.map((slot) => (
        <SlotView key={slot} slot={slot} later={isLater(slot, open.slot)} />
      ))}
    </div>
  )
}
