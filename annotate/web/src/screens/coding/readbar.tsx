import { suggestionAt, toSuggestion } from '../../coding/suggestkeys'
import { pendingOf } from '../../coding/suggestions'
import { coding as words } from '../../strings'
import { Cap } from './cap'
import { useDesk } from './context'

/** On a narrow screen the cards stand below the text: what is selected is decided here. */
function Selected() {
  const desk = useDesk()
  const suggestion = suggestionAt(desk.view)?.id
  const event = desk.selected.value
  if (event === null) return null
  const edit = suggestion
    ? ({ do: 'accept', suggestion, open: true } as const)
    : ({ do: 'edit', event } as const)
  return (
    <>
      {suggestion && (
        <>
          <button class="btn narrow-only" onClick={() => desk.dispatch({ do: 'accept', suggestion })}>
            {words.accept}
          </button>
          <button class="btn narrow-only" onClick={() => desk.dispatch({ do: 'reject', suggestion })}>
            {words.reject}
          </button>
        </>
      )}
      <button class="btn narrow-only" onClick={() => desk.dispatch(edit)}>
        {words.edit}
      </button>
    </>
  )
}

/** What can be done while no event is open; each with its key. */
export function ReadBar() {
  const desk = useDesk()
  const { sentence, past, future, coding } = desk.state.value
  const count = desk.context.reading.sentences.length
  const none = coding.verdict === 'no_codable_event' && coding.events.length === 0
  // what is selected needs their room on a narrow screen, where a tap goes to any sentence
  const step = `btn${desk.selected.value === null ? '' : ' wide-only'}`
  return (
    <section class="composer readbar slots-edge" aria-label={words.commands}>
      <div class="composer-rail">
        <b>{words.reading}</b>
        <span>{words.sentence(sentence + 1, count)}</span>
      </div>
      <div class="composer-main picker-other">
        <button class="btn btn-primary" onClick={() => desk.dispatch({ do: 'new' })}>
          {words.newEvent} <Cap of="new" />
        </button>
        <Selected />
        <button
          class={step}
          aria-label={words.previousSentence}
          disabled={sentence === 0}
          onClick={() => desk.dispatch({ do: 'sentence', to: sentence - 1 })}
        >
          <Cap of="previous" />
          {words.previous}
        </button>
        <button
          class={step}
          aria-label={words.nextSentence}
          disabled={sentence >= count - 1}
          onClick={() => desk.dispatch({ do: 'sentence', to: sentence + 1 })}
        >
          <Cap of="next" />
          {words.next}
        </button>
        {pendingOf(coding, desk.context.suggestions).length > 0 && (
          <button class="btn" onClick={() => desk.perform(toSuggestion(desk.view, 1))}>
            <Cap of="suggestion" />
            {words.suggestion}
          </button>
        )}
        <button class="btn" disabled={past.length === 0} onClick={() => desk.dispatch({ do: 'undo' })}>
          <Cap of="undo" />
          {words.undo}
        </button>
        <button class="btn" disabled={future.length === 0} onClick={() => desk.dispatch({ do: 'redo' })}>
          <Cap of="undo" shift />
          {words.redo}
        </button>
        <button class="btn" onClick={() => (desk.bar.value = 'find')}>
          <Cap of="find" />
          {words.findShort}
        </button>
        <button class="btn" onClick={() => (desk.bar.value = 'comment')}>
          <Cap of="note" />
          {words.comment}
        </button>
        <button class="btn" aria-pressed={coding.flag !== ''} onClick={() => (desk.bar.value = 'flag')}>
          <Cap of="flag" />
          {words.flagShort}
        </button>
        <button class="btn" onClick={() => (desk.bar.value = 'skip')}>
          <Cap of="skip" />
          {words.skipShort}
        </button>
        {coding.events.length === 0 && (
          <button class="btn narrow-only" aria-pressed={none} onClick={() => desk.dispatch({ do: 'none', on: !none })}>
            {words.noEvent}
          </button>
        )}
        <button class="btn narrow-only" onClick={() => (desk.dialog.value = 'guideline')}>
          {words.guideline}
        </button>
      </div>
    </section>
  )
}
