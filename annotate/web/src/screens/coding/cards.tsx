import { Fragment } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { LIST, mentionsOf } from '../../coding/edit'
import { problemsOf, type Problem } from '../../coding/problems'
import { SAID, say, saidPlain } from '../../coding/say'
import { numberOf, ordered } from '../../coding/selectors'
import { pendingOf } from '../../coding/suggestions'
import { mentionOf, shownWords, type Coding, type Event } from '../../lib/coding'
import { caps, coding as words } from '../../strings'
import { Cap } from './cap'
import { useDesk } from './context'
import { memo } from './memo'
import { Message } from './message'
import { PartView } from './parts'
import { SuggestedCards } from './suggested'
import { WarningView } from './warning'

function Extras({ event, coding }: { event: Event; coding: Coding }) {
  const parts = [
    event.modality === 'asserted' ? '' : event.modality,
    event.certainty === null ? '' : (words.certainties[event.certainty - 1] ?? ''),
    event.reciprocal ? words.reciprocalShort : '',
    event.magnitude === null ? '' : `${words.magnitude.toLowerCase()} ${event.magnitude}`,
    event.same_as ? `${words.sameAs.toLowerCase()} ${numberOf(coding, event.same_as)}` : '',
    event.note,
  ].filter(Boolean)
  const places = (['location', 'time'] as const).flatMap((role) =>
    event[LIST[role]].flatMap((id) => {
      const mention = mentionOf(coding, id)
      return mention ? [{ role, text: shownWords(mention) }] : []
    }),
  )
  if (parts.length === 0 && places.length === 0) return null
  return (
    <p class="note">
      {places.map(({ role, text }, i) => (
        <Fragment key={`${role}${i}`}>
          {i > 0 && ' · '}
          <bdi class={`words ln ln-${role}`}>{text}</bdi>
        </Fragment>
      ))}
      {places.length > 0 && parts.length > 0 && ' · '}
      <bdi>{parts.join(' · ')}</bdi>
    </p>
  )
}

function CardMessage({ event, problem: first }: { event: Event; problem: Problem }) {
  const desk = useDesk()
  return (
    <Message lines={words.problems[first.key]}>
      <button class="btn btn-link" onClick={() => desk.dispatch({ do: 'edit', event: event.id, slot: first.slot })}>
        {words.fillIn}
      </button>
    </Message>
  )
}

interface CardProps {
  event: Event
  n: number
  coding: Coding
  problem: Problem | undefined
  active: boolean
  /** Selected while an event is open in the composer. */
  composing: boolean
  editing: boolean
}

/** A card is drawn again for its own event, its mentions and its place alone. */
function sameCard(before: CardProps, next: CardProps): boolean {
  const { event } = next
  return (
    before.event === event &&
    before.n === next.n &&
    before.problem?.key === next.problem?.key &&
    before.active === next.active &&
    before.composing === next.composing &&
    before.editing === next.editing &&
    (!event.same_as || numberOf(before.coding, event.same_as) === numberOf(next.coding, event.same_as)) &&
    mentionsOf(event).every((id) => mentionOf(before.coding, id) === mentionOf(next.coding, id))
  )
}

const Card = memo<CardProps>(({ event, n, coding, problem, active, composing, editing }) => {
  const desk = useDesk()
  const { codebook } = desk.parts
  const code = codebook.get(event.code)
  const ref = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // in one column the text stays where it is
    if (active && matchMedia('(min-width: 701px)').matches) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [active, composing])
  const name = `${words.event(n)}: ${saidPlain(coding, event, codebook, SAID)}`
  return (
    <li ref={ref} class={`card${active ? ' active' : ''}`} aria-current={active ? 'true' : undefined}>
      <span class="card-no">{n}</span>
      <div>
        <button
          class="card-open"
          aria-label={name}
          onClick={() => desk.dispatch({ do: 'select', event: event.id })}
          onDblClick={() => desk.dispatch({ do: 'edit', event: event.id })}
        />
        <div class="card-head">
          {event.code && <span class="code">{event.code}</span>}
          <span class={`card-label${code ? '' : ' quiet'}`}>{code?.label ?? words.noCode}</span>
          {problem && <span class="note">{words.draft}</span>}
        </div>
        <p class="card-say">
          {say(coding, event, codebook).map((part, i) => (
            <PartView key={i} part={part} />
          ))}
        </p>
        <Extras event={event} coding={coding} />
        {problem && !editing && <CardMessage event={event} problem={problem} />}
        {!problem && !editing && <WarningView event={event.id} />}
        {active && !composing && !desk.locked.value && (
          <div class="card-do">
            <button class="btn" onClick={() => desk.dispatch({ do: 'edit', event: event.id })}>
              {words.edit} <kbd>{caps.enter}</kbd>
            </button>
            <button class="btn" title={words.swap} onClick={() => desk.dispatch({ do: 'swap', event: event.id })}>
              {words.swapShort} <Cap of="swap" />
            </button>
            <button class="btn" onClick={() => desk.dispatch({ do: 'duplicate', event: event.id })}>
              {words.duplicate} <Cap of="duplicate" />
            </button>
            <button class="btn" onClick={() => desk.dispatch({ do: 'remove', event: event.id })}>
              {words.remove} <Cap of="remove" />
            </button>
          </div>
        )}
      </div>
    </li>
  )
}, sameCard)

function Flagged({ reason }: { reason: string }) {
  const desk = useDesk()
  return (
    <Message lines={[words.flagged, reason]}>
      <button class="btn btn-link" onClick={() => desk.dispatch({ do: 'flag', reason: '' })}>
        {words.unflag}
      </button>
    </Message>
  )
}

function Nothing() {
  const desk = useDesk()
  const coding = desk.coding.value
  if (coding.verdict === 'no_codable_event') {
    return (
      <div class="empty">
        <b>{words.noneHere}</b> {words.noneHereHow}
        <br />
        <button class="btn btn-link" onClick={() => desk.dispatch({ do: 'none', on: false })}>
          {words.takeBack} <kbd>0</kbd>
        </button>
      </div>
    )
  }
  return (
    <div class="empty">
      <b>{words.noEvents}</b> {words.noEventsHow}
      {desk.triedSubmit.value && <Message lines={words.problems.verdict} />}
    </div>
  )
}

/** Cards from which on those out of view are left unpainted. */
const MANY = 40

export function Cards() {
  const desk = useDesk()
  const coding = desk.coding.value
  const editing = desk.composing.value
  const selected = desk.selected.value
  const events = ordered(coding)
  const problems = events.map((event) => problemsOf(coding, event, desk.parts.codebook)[0])
  const drafts = problems.filter(Boolean).length
  const suggested = pendingOf(coding, desk.context.suggestions).length
  return (
    <aside class="events" aria-label={words.events}>
      <div class="section-head">
        <h2>{words.events}</h2>
        <p>{words.summary(events.length - drafts, drafts, suggested)}</p>
      </div>
      {coding.flag && <Flagged reason={coding.flag} />}
      {events.length === 0 && suggested === 0 ? (
        <Nothing />
      ) : (
        <ol class={`cards${events.length > MANY ? ' long' : ''}`}>
          {events.map((event, i) => (
            <Card
              key={event.id}
              event={event}
              n={i + 1}
              coding={coding}
              problem={problems[i]}
              active={selected === event.id}
              composing={selected === event.id && editing !== null}
              editing={editing === event.id}
            />
          ))}
          <SuggestedCards />
        </ol>
      )}
    </aside>
  )
}
