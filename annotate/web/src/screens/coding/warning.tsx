import type { Slot } from '../../coding/state'
import { coding as words } from '../../strings'
import { useDesk } from './context'
import { Message } from './message'

/** The first warning of an event that the coder has not kept, with its ways out. */
export function WarningView({ event, slot }: { event: string; slot?: Slot }) {
  const desk = useDesk()
  const [first, ...more] = desk.checks.warnings(event, slot)
  if (!first) return null
  const { use } = first
  const keyed = (desk.composing.value ?? desk.selected.value) === event
  return (
    <Message lines={first.lines}>
      <button class="btn btn-link" onClick={() => desk.dispatch({ do: 'keep', event, warning: first.code })}>
        {words.keepIt} {keyed && <kbd>!</kbd>}
      </button>
      {use && (
        <button class="btn btn-link" onClick={() => desk.dispatch({ do: 'recode', event, code: use })}>
          {words.useCode(use)}
        </button>
      )}
      {more.length > 0 && <span class="note">{words.moreWarnings(more.length)}</span>}
    </Message>
  )
}
