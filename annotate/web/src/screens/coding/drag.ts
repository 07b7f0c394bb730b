// Dragging a boundary of the span in the armed slot, with a mouse, a pen or a finger.
import { useRef } from 'preact/hooks'
import { dragged } from '../../coding/spans'
import { useDesk } from './context'
import { offsetUnder } from './pointer'

interface Drag {
  side: 'start' | 'end'
  /** From the pointer to the middle of the line: a finger below the words still means the words. */
  lift: number
  moved: boolean
}

type On = (event: PointerEvent) => void

function handleOf(event: Event): HTMLElement | null {
  return (event.target as Element).closest<HTMLElement>('[data-handle]')
}

interface Drags {
  onPointerDown: On
  onPointerMove: On
  onPointerUp: On
  onTouchStart: (event: TouchEvent) => void
}

/** A finger on a boundary neither scrolls nor taps. */
function onTouchStart(event: TouchEvent): void {
  if (handleOf(event)) event.preventDefault()
}

/** Handlers for the element that holds the article; it keeps the pointer while the marks are drawn anew. */
export function useBoundaryDrag(ref: { current: HTMLElement | null }): Drags {
  const desk = useDesk()
  const drag = useRef<Drag | null>(null)

  const onPointerDown = (event: PointerEvent) => {
    const handle = handleOf(event)
    if (!handle || event.button !== 0) return
    event.preventDefault() // no selection, no mouse events of its own
    const box = handle.getBoundingClientRect()
    const side = handle.dataset['handle'] === 'start' ? 'start' : 'end'
    drag.current = { side, lift: box.top + box.height / 2 - event.clientY, moved: false }
    ref.current?.setPointerCapture(event.pointerId)
    ref.current?.classList.add('dragging')
  }

  const onPointerMove = (event: PointerEvent) => {
    const span = desk.state.value.open?.span
    if (!drag.current || !span) return
    const at = offsetUnder(desk.context.reading, event.clientX, event.clientY + drag.current.lift)
    if (at === null) return
    const to = dragged(desk.context.reading, span, drag.current.side, at)
    if (to.join() === span.join()) return
    drag.current.moved = true
    desk.dispatch({ do: 'aim', span: to, typed: '' })
  }

  const onPointerUp = (event: PointerEvent) => {
    if (!drag.current) return
    ref.current?.releasePointerCapture(event.pointerId)
    ref.current?.classList.remove('dragging')
    drag.current = null
    desk.focus.value += 1
  }
  return { onPointerDown, onPointerMove, onPointerUp, onTouchStart }
}
