import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { eventOf } from '../../coding/edit'
import type { Field } from '../../coding/command'
import { modalityLetters } from '../../coding/detailkeys'
import { numberOf, ordered } from '../../coding/selectors'
import { dateMeant, dateOf, noteWith, restOf } from '../../coding/when'
import type { Event } from '../../lib/coding'
import { coding as words } from '../../strings'
import { useDesk } from './context'

type Part = Parameters<ReturnType<typeof useDesk>['dispatch']>[0] & { do: 'details' }

function Choice(props: { letter: string | number | undefined; on: boolean; part: Part['part']; children: ComponentChildren }) {
  const desk = useDesk()
  return (
    <button
      class="btn"
      role="radio"
      aria-checked={props.on}
      onClick={() => desk.dispatch({ do: 'details', part: props.part })}
    >
      {props.letter !== undefined && <kbd>{props.letter}</kbd>}
      {props.children}
    </button>
  )
}

interface BoxProps {
  name: Field
  letter: string
  label: string
  value: string
  hint?: string
  wrong?: string
  put: (text: string) => void
}

/** A text box that its letter goes to; Escape leads back to the letters. */
function Box({ name, letter, label, value, hint, wrong, put }: BoxProps) {
  const desk = useDesk()
  const ref = useRef<HTMLInputElement>(null)
  const wanted = desk.field.value === name
  useLayoutEffect(() => {
    if (!wanted) return
    ref.current?.focus()
    ref.current?.select()
    desk.field.value = null
  }, [wanted])
  return (
    <label class={`details-box box-${name}`}>
      <span class="slot-name">
        {label} <kbd class="wide-only">{letter}</kbd>
      </span>
      <input
        ref={ref}
        class="field"
        dir="auto"
        value={value}
        placeholder={hint ?? ''}
        aria-invalid={wrong ? 'true' : undefined}
        onChange={(e) => put(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key !== 'Escape') return
          e.preventDefault()
          ref.current?.closest<HTMLElement>('.details')?.focus()
        }}
      />
      {wrong && (
        <span class="note wrong" role="alert">
          {wrong}
        </span>
      )}
    </label>
  )
}

function DateBox({ event }: { event: Event }) {
  const desk = useDesk()
  const [wrong, setWrong] = useState(false)
  const published = desk.parts.screen.task.published
  const put = (text: string) => {
    const date = text.trim() ? dateMeant(text, published) : ''
    setWrong(date === null)
    if (date === null) return desk.say(words.dateWrong)
    desk.dispatch({ do: 'details', part: { note: noteWith(date, restOf(event.note)) } })
    desk.say(words.dateSet(date))
  }
  return (
    <Box
      name="date"
      letter="t"
      label={words.date}
      value={dateOf(event.note)}
      hint={words.dateHint(published?.slice(0, 10) ?? '')}
      put={put}
      {...(wrong ? { wrong: words.dateWrong } : {})}
    />
  )
}

function Boxes({ event }: { event: Event }) {
  const desk = useDesk()
  const magnitude = (text: string) => {
    const number = text.trim() === '' ? null : Number(text.replace(',', '.'))
    if (number === null || Number.isFinite(number)) desk.dispatch({ do: 'details', part: { magnitude: number } })
  }
  return (
    <div class="details-row details-boxes">
      <DateBox event={event} />
      <Box
        name="magnitude"
        letter="m"
        label={words.magnitude}
        value={event.magnitude === null ? '' : String(event.magnitude)}
        hint={words.magnitudeHint}
        put={magnitude}
      />
      <Box
        name="note"
        letter="o"
        label={words.note}
        value={restOf(event.note)}
        put={(text) => desk.dispatch({ do: 'details', part: { note: noteWith(dateOf(event.note), text) } })}
      />
    </div>
  )
}

function SameAs({ event }: { event: Event }) {
  const { coding } = useDesk().state.value
  const others = ordered(coding).filter((e) => e.id !== event.id)
  if (others.length === 0) return null
  return (
    <div class="details-row" role="radiogroup" aria-label={words.sameAs}>
      <span class="slot-name">
        {words.sameAs} <kbd class="wide-only">s</kbd>
      </span>
      <Choice letter={undefined} on={event.same_as === null} part={{ same_as: null }}>
        {words.sameAsNone}
      </Choice>
      {others.map((other) => (
        <Choice key={other.id} letter={undefined} on={event.same_as === other.id} part={{ same_as: other.id }}>
          {words.event(numberOf(coding, other.id))}
        </Choice>
      ))}
    </div>
  )
}

function Certainty({ event }: { event: Event }) {
  const desk = useDesk()
  return (
    <div class="details-row">
      <div class="details-row" role="radiogroup" aria-label={words.certainty}>
        <span class="slot-name">{words.certainty}</span>
        {words.certainties.map((name, i) => (
          <Choice
            key={name}
            letter={i + 1}
            on={event.certainty === i + 1}
            part={{ certainty: event.certainty === i + 1 ? null : i + 1 }}
          >
            {name}
          </Choice>
        ))}
      </div>
      <button
        class="btn"
        role="checkbox"
        aria-checked={event.reciprocal}
        onClick={() => desk.dispatch({ do: 'details', part: { reciprocal: !event.reciprocal } })}
      >
        <kbd>b</kbd>
        {words.reciprocal}
      </button>
    </div>
  )
}

/** Modality, certainty, date, magnitude, note: what is seldom needed. */
export function Details() {
  const desk = useDesk()
  const ref = useRef<HTMLDivElement>(null)
  const { coding, open } = desk.state.value
  const event = eventOf(coding, open?.event)
  const { modalities, certainty } = desk.parts.codebook.data

  useLayoutEffect(() => ref.current?.focus({ preventScroll: true }), [])

  if (!event) return null
  const letters = new Map([...modalityLetters(modalities)].map(([letter, modality]) => [modality, letter]))
  return (
    <div class="details" ref={ref} tabIndex={-1} role="group" aria-label={words.details}>
      <div class="details-row" role="radiogroup" aria-label={words.modality}>
        <span class="slot-name">{words.modality}</span>
        {modalities.map((modality) => (
          <Choice key={modality} letter={letters.get(modality)} on={event.modality === modality} part={{ modality }}>
            {modality}
          </Choice>
        ))}
      </div>
      {certainty && <Certainty event={event} />}
      <SameAs event={event} />
      <Boxes event={event} />
    </div>
  )
}
