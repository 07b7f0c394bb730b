import { useEffect, useRef } from 'preact/hooks'
import { eventOf } from '../../coding/edit'
import type { Action } from '../../coding/reducer'
import { numberOf } from '../../coding/selectors'
import { coding as words } from '../../strings'
import { useDesk } from './context'
import type { Selected } from './pointer'

/** What the selected words can become. */
export function TextMenu({ at, close }: { at: Selected; close: () => void }) {
  const desk = useDesk()
  const ref = useRef<HTMLDivElement>(null)
  const { selected, coding } = desk.state.value

  useEffect(() => {
    const element = ref.current
    if (!element) return
    const room = element.getBoundingClientRect()
    element.style.left = `${Math.max(8, Math.min(at.box.left, innerWidth - room.width - 8))}px`
    element.style.top = `${at.box.top > room.height + 60 ? at.box.top - room.height - 8 : at.box.bottom + 8}px`
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      getSelection()?.removeAllRanges()
      close()
    }
    const scrolled = () => close()
    addEventListener('keydown', leave, true)
    addEventListener('scroll', scrolled, true)
    return () => {
      removeEventListener('keydown', leave, true)
      removeEventListener('scroll', scrolled, true)
    }
  }, [at])

  const take = (action: Action) => () => {
    getSelection()?.removeAllRanges()
    close()
    desk.dispatch(action)
  }
  const event = eventOf(coding, selected)?.id
  const slots = (['trigger', 'source', 'target', 'location', 'time'] as const).filter(
    (slot) => (slot !== 'location' && slot !== 'time') || desk.parts.codebook.has(slot),
  )
  return (
    <div class="menu" role="menu" ref={ref} aria-label={words.menuNew}>
      <button class="btn" role="menuitem" onClick={take({ do: 'new', span: at.span })}>
        {words.menuNew}
      </button>
      {event &&
        slots.map((slot) => (
          <button key={slot} class="btn" role="menuitem" onClick={take({ do: 'put', event, slot, span: at.span })}>
            {words.menuTo(words.slots[slot], numberOf(coding, event))}
          </button>
        ))}
    </div>
  )
}
