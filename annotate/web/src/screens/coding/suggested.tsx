// A suggested event beside the coder's own: italic, with its score, and three ways to decide of the same size.
import { useEffect, useRef } from 'preact/hooks'
import { SAID, say, saidPlain } from '../../coding/say'
import { asCoding, pendingOf, type Suggestion } from '../../coding/suggestions'
import { caps, coding as words } from '../../strings'
import { scoreText } from '../../strings/coding'
import { Cap } from './cap'
import { PartView } from './parts'
import { useDesk } from './context'

function Decide({ one }: { one: Suggestion }) {
  const desk = useDesk()
  const keyed = desk.selected.value === one.id
  return (
    <div class="card-do">
      <button class="btn" onClick={() => desk.dispatch({ do: 'accept', suggestion: one.id })}>
        {words.accept} {keyed && <Cap of="accept" />}
      </button>
      <button class="btn" onClick={() => desk.dispatch({ do: 'reject', suggestion: one.id })}>
        {words.reject} {keyed && <Cap of="reject" />}
      </button>
      <button class="btn" onClick={() => desk.dispatch({ do: 'accept', suggestion: one.id, open: true })}>
        {words.edit} {keyed && <kbd>{caps.enter}</kbd>}
      </button>
    </div>
  )
}

function SuggestedCard({ one, n }: { one: Suggestion; n: number }) {
  const desk = useDesk()
  const { codebook } = desk.parts
  const active = desk.selected.value === one.id
  const ref = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (active && matchMedia('(min-width: 701px)').matches) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const coding = asCoding(one)
  const event = coding.events[0]
  if (!event) return null
  const name = words.suggestionName(n, saidPlain(coding, event, codebook, SAID), one.score)
  return (
    <li ref={ref} class={`card suggested${active ? ' active' : ''}`} aria-current={active ? 'true' : undefined}>
      <span class="card-no">?{n}</span>
      <div>
        <button class="card-open" aria-label={name} onClick={() => desk.dispatch({ do: 'select', event: one.id })} />
        <div class="card-head">
          <span class="code">{event.code}</span>
          <span class="card-label">{codebook.get(event.code)?.label ?? words.noCode}</span>
          <span class="note" title={one.model}>
            {one.score === null ? one.model : scoreText(one.score)}
          </span>
        </div>
        <p class="card-say">
          {say(coding, event, codebook).map((part, i) => (
            <PartView key={i} part={part} />
          ))}
        </p>
        {!desk.locked.value && <Decide one={one} />}
      </div>
    </li>
  )
}

export function SuggestedCards() {
  const desk = useDesk()
  const coding = desk.coding.value
  return (
    <>
      {pendingOf(coding, desk.context.suggestions).map((one, i) => (
        <SuggestedCard key={one.id} one={one} n={coding.events.length + i + 1} />
      ))}
    </>
  )
}
