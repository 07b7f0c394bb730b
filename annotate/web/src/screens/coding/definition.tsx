import { eventOf } from '../../coding/edit'
import type { Code } from '../../lib/codebook'
import { coding as words } from '../../strings'
import { keepFocus, useDesk } from './context'

/** Pinned, else under the cursor in the picker, else that of the event at hand. */
function useCode(): Code | undefined {
  const desk = useDesk()
  const { open, coding, selected } = desk.state.value
  const list = desk.list.value
  const row = list.kind === 'code' ? list.rows[open?.row ?? 0]?.code : undefined
  return (
    desk.parts.codebook.get(desk.pinned.value) ??
    row ??
    desk.parts.codebook.get(eventOf(coding, open?.event ?? selected)?.code)
  )
}

function Others({ code }: { code: Code }) {
  if (code.not_to_confuse.length === 0) return null
  return (
    <dl>
      <dt class="head">{words.notToConfuse}</dt>
      {code.not_to_confuse.map((other) => [
        <dt key={other.code}>{other.code}</dt>,
        <dd key={`${other.code}?`}>{other.question}</dd>,
      ])}
    </dl>
  )
}

export function Definition() {
  const desk = useDesk()
  const code = useCode()
  if (!code)
    return (
      <aside class="definition" aria-label={words.definition}>
        <p class="note">{words.definitionEmpty}</p>
      </aside>
    )
  const pinned = desk.pinned.value !== null
  const crumb = desk.parts.codebook.crumbs(code.code)
  return (
    <aside class="definition" aria-label={words.definitionOf(code.code)} onMouseDown={keepFocus}>
      <div class="crumb">
        <span>{crumb || words.definition}</span>
        <button
          class="btn btn-link note"
          aria-pressed={pinned}
          onClick={() => (desk.pinned.value = pinned ? null : code.code)}
        >
          {pinned ? words.unpin : words.pin} <kbd>F2</kbd>
        </button>
      </div>
      <h2>
        {code.code}&ensp;{code.label}
      </h2>
      <p>{code.definition}</p>
      <Others code={code} />
    </aside>
  )
}
