import { useLayoutEffect, useRef } from 'preact/hooks'
import { eventOf } from '../../coding/edit'
import type { Action } from '../../coding/reducer'
import { fitting, numberOf } from '../../coding/selectors'
import { coding as words } from '../../strings'
import { useDesk } from './context'
import type { Selected } from './pointer'

const EDGE = 8

/** Above the words, or below them where there is no room or a finger's own menu stands. */
function place(element: HTMLElement, { box, touch }: Selected): void {
  const room = element.getBoundingClientRect()
  const above = box.top - room.height - EDGE
  const below = Math.min(box.bottom + (touch ? 3 * EDGE : EDGE), innerHeight - room.height - EDGE)
  element.style.left = `${Math.max(EDGE, Math.min(box.left, innerWidth - room.width - EDGE))}px`
  element.style.top = `${!touch && above > 52 ? above : Math.max(EDGE, below)}px`
}

/** Arrow keys go through the menu. True when the key was one of them. */
function walk(menu: HTMLElement, key: string): boolean {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key]
  if (by === undefined) return false
  const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')]
  const at = items.indexOf(document.activeElement as HTMLElement)
  items[at < 0 ? 0 : (at + by + items.length) % items.length]?.focus()
  return true
}

function useMenu(at: Selected, close: () => void) {
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const menu = ref.current
    if (!menu) return
    place(menu, at)
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        getSelection()?.removeAllRanges()
        close()
      } else if (!walk(menu, event.key)) return
      event.preventDefault()
      event.stopPropagation()
    }
    addEventListener('keydown', key, true)
    addEventListener('scroll', close, true)
    return () => {
      removeEventListener('keydown', key, true)
      removeEventListener('scroll', close, true)
    }
  }, [at])
  return ref
}

/** What the selected words can become. */
export function TextMenu({ at, close }: { at: Selected; close: () => void }) {
  const desk = useDesk()
  const ref = useMenu(at, close)
  const { selected, coding } = desk.state.value
  const event = eventOf(coding, selected)
  const take = (action: Action) => () => {
    getSelection()?.removeAllRanges()
    close()
    desk.dispatch(action)
  }
  return (
    <div class="menu" role="menu" ref={ref} aria-label={words.menu}>
      <button class="btn" role="menuitem" onClick={take({ do: 'new', span: at.span })}>
        {words.menuNew}
      </button>
      {event && (
        <>
          <span class="note" aria-hidden="true">
            {words.event(numberOf(coding, event.id))}
          </span>
          {fitting(event, desk.parts.codebook).map((slot) => (
            <button
              key={slot}
              class="btn"
              role="menuitem"
              aria-label={words.menuTo(words.slots[slot], numberOf(coding, event.id))}
              onClick={take({ do: 'put', event: event.id, slot, span: at.span })}
            >
              <span class={`ln ln-${slot}`}>{words.slots[slot]}</span>
            </button>
          ))}
        </>
      )}
    </div>
  )
}
