import { useEffect, useRef, useState } from 'preact/hooks'
import { taking } from '../../coding/keys'
import { isSpanSlot } from '../../coding/state'
import { ArticleView } from './article'
import { useDesk } from './context'
import { TextMenu } from './menu'
import { selectedSpan, wordAt, type Selected } from './pointer'

function sentenceUnder(target: EventTarget | null): number | null {
  const at = target instanceof Element ? target.closest<HTMLElement>('[data-sentence]')?.dataset['sentence'] : undefined
  return at === undefined ? null : Number(at)
}

function useReaderPointer(ref: { current: HTMLElement | null }, setMenu: (selected: Selected | null) => void) {
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

  const clickInText = (event: MouseEvent) => {
    const marked = (event.target as Element).closest<HTMLElement>('[data-event]')?.dataset['event']
    const sentence = sentenceUnder(event.target)
    if (marked) desk.dispatch({ do: 'select', event: marked })
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

/** Sentences that come into view count as looked at. */
function useSeen(ref: { current: HTMLElement | null }): void {
  const desk = useDesk()
  useEffect(() => {
    if (!ref.current || typeof IntersectionObserver === 'undefined') return
    const watch = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          const at = sentenceUnder(target)
          if (isIntersecting && at !== null) desk.checks.see(at)
        }
      },
      { threshold: 0.5 },
    )
    for (const sentence of ref.current.querySelectorAll('[data-sentence]')) watch.observe(sentence)
    return () => watch.disconnect()
  }, [desk])
}

/** Keeps the sentence at hand in view. */
function Follow({ within }: { within: { current: HTMLElement | null } }) {
  const desk = useDesk()
  const sentence = desk.sentence.value
  const aimed = desk.open.value?.span?.[0]
  const at = aimed === undefined ? sentence : desk.context.reading.sentenceAt(aimed)
  useEffect(() => {
    const show = () => within.current?.querySelector(`[data-sentence="${at}"]`)?.scrollIntoView({ block: 'nearest' })
    show()
    // far away, in a long article, paragraphs on the way were only guessed at: once they are laid out, look again
    let again = requestAnimationFrame(() => {
      again = requestAnimationFrame(show)
    })
    return () => cancelAnimationFrame(again)
  }, [at, desk.composing.value])
  return null
}

export function Reader() {
  const ref = useRef<HTMLElement>(null)
  const [menu, setMenu] = useState<Selected | null>(null)
  useSeen(ref)
  const onMouseUp = useReaderPointer(ref, setMenu)
  return (
    <main
      class="reader"
      ref={ref}
      onMouseUp={(event) => {
        if (event.button === 0 && !(event.target as Element).closest('button, .menu')) onMouseUp(event)
      }}
    >
      <ArticleView />
      <Follow within={ref} />
      {menu && <TextMenu at={menu} close={() => setMenu(null)} />}
    </main>
  )
}
