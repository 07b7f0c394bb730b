// What a mouse or a finger does in the text.
import { useEffect } from 'preact/hooks'
import { taking } from '../../coding/keys'
import { isSpanSlot, SLOTS } from '../../coding/state'
import { useDesk } from './context'
import { selectedSpan, wordAt, type Selected } from './pointer'

export function sentenceUnder(target: EventTarget | null): number | null {
  const at = target instanceof Element ? target.closest<HTMLElement>('[data-sentence]')?.dataset['sentence'] : undefined
  return at === undefined ? null : Number(at)
}

/** What a click in the text, or the end of a selection with the mouse, does. */
export function useReaderPointer(ref: { current: HTMLElement | null }, setMenu: (selected: Selected | null) => void) {
  const desk = useDesk()

  /** A click while a span slot is armed: a numbered candidate is taken, any other word is aimed at. */
  const clickInSlot = (event: MouseEvent) => {
    const { open } = desk.state.value
    if (!open || !isSpanSlot(open.slot)) return
    const list = desk.list.value
    const pick = (event.target as Element).closest<HTMLElement>('[data-pick]')?.dataset['pick']
    const row = list.kind === 'span' && pick !== undefined ? list.rows[Number(pick)] : undefined
    if (row) return desk.dispatch(taking(row))
    const word = wordAt(desk.context.reading, event.clientX, event.clientY)
    if (!word) return
    const span =
      event.shiftKey && open.span
        ? ([Math.min(open.span[0], word[0]), Math.max(open.span[1], word[1])] as [number, number])
        : word
    desk.dispatch({ do: 'aim', span, typed: '' })
  }

  /** A mention selects its event; clicked once more, it is what the composer opens at. */
  const clickInText = (event: MouseEvent) => {
    const mark = (event.target as Element).closest<HTMLElement>('[data-event]')
    const marked = mark?.dataset['event']
    const slot = SLOTS.find((name) => mark?.classList.contains(`m-${name}`))
    const sentence = sentenceUnder(event.target)
    if (marked && marked === desk.state.value.selected && slot) desk.dispatch({ do: 'edit', event: marked, slot })
    else if (marked) desk.dispatch({ do: 'select', event: marked })
    else if (sentence !== null) desk.dispatch({ do: 'sentence', to: sentence })
  }

  return (event: MouseEvent) => {
    const { open } = desk.state.value
    const selected = ref.current && selectedSpan(desk.context.reading, ref.current)
    if (selected && !event.shiftKey) {
      if (!open) return setMenu(selected)
      getSelection()?.removeAllRanges()
      if (isSpanSlot(open.slot)) desk.dispatch({ do: 'take', span: selected.span })
      return
    }
    setMenu(null)
    getSelection()?.removeAllRanges()
    if (open) {
      clickInSlot(event)
      desk.focus.value += 1
    } else clickInText(event)
  }
}

/** Milliseconds without a change after which a selection under a finger counts as made. */
const SETTLED = 350

/** Words selected by a long press: no mouse event tells of them, and their ends may still be moved. */
export function useTouchSelection(ref: { current: HTMLElement | null }, setMenu: (selected: Selected | null) => void): void {
  const desk = useDesk()
  useEffect(() => {
    let touched = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const down = (event: PointerEvent) => (touched = event.pointerType === 'touch')
    const settled = () => {
      const selected = ref.current && selectedSpan(desk.context.reading, ref.current)
      if (!selected) return
      const { open } = desk.state.value
      if (!open) return setMenu({ ...selected, touch: true })
      getSelection()?.removeAllRanges()
      if (isSpanSlot(open.slot)) desk.dispatch({ do: 'aim', span: selected.span, typed: '' })
    }
    const changed = () => {
      clearTimeout(timer)
      if (touched) timer = setTimeout(settled, SETTLED)
    }
    document.addEventListener('pointerdown', down, true)
    document.addEventListener('selectionchange', changed)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerdown', down, true)
      document.removeEventListener('selectionchange', changed)
    }
  }, [desk])
}
