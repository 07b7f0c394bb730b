import { useLayoutEffect, useRef } from 'preact/hooks'
import { eventOf } from '../../coding/edit'
import { modalityLetters } from '../../coding/keys'
import { coding as words } from '../../strings'
import { useDesk } from './context'

/** Modality, certainty, note: what is seldom needed. */
export function Details() {
  const desk = useDesk()
  const ref = useRef<HTMLDivElement>(null)
  const { coding, open } = desk.state.value
  const event = eventOf(coding, open?.event)
  const { modalities, certainty } = desk.parts.codebook.data

  useLayoutEffect(() => ref.current?.focus({ preventScroll: true }), [])

  if (!event) return null
  const change = (part: Parameters<typeof desk.dispatch>[0] & { do: 'details' }) => () => desk.dispatch(part)
  return (
    <div class="details" ref={ref} tabIndex={-1} role="group" aria-label={words.details}>
      <div class="details-row" role="radiogroup" aria-label={words.modality}>
        <span class="slot-name">{words.modality}</span>
        {[...modalityLetters(modalities)].map(([letter, modality]) => (
          <button
            key={modality}
            class="btn"
            role="radio"
            aria-checked={event.modality === modality}
            onClick={change({ do: 'details', part: { modality } })}
          >
            <kbd>{letter}</kbd>
            {modality}
          </button>
        ))}
      </div>
      {certainty && (
        <div class="details-row" role="radiogroup" aria-label={words.certainty}>
          <span class="slot-name">{words.certainty}</span>
          {words.certainties.map((name, i) => (
            <button
              key={name}
              class="btn"
              role="radio"
              aria-checked={event.certainty === i + 1}
              onClick={change({ do: 'details', part: { certainty: event.certainty === i + 1 ? null : i + 1 } })}
            >
              <kbd>{i + 1}</kbd>
              {name}
            </button>
          ))}
          <button
            class="btn"
            role="checkbox"
            aria-checked={event.reciprocal}
            onClick={change({ do: 'details', part: { reciprocal: !event.reciprocal } })}
          >
            <kbd>b</kbd>
            {words.reciprocal}
          </button>
        </div>
      )}
      <label class="details-row">
        <span class="slot-name">{words.note}</span>
        <input
          class="field"
          dir="auto"
          value={event.note}
          onChange={(e) => desk.dispatch({ do: 'details', part: { note: e.currentTarget.value } })}
        />
      </label>
    </div>
  )
}
