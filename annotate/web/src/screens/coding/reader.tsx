import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { ArticleView } from './article'
import { useDesk } from './context'
import { useBoundaryDrag } from './drag'
import { useReaderPointer, useTouchSelection } from './hand'
import { watchSentences } from './looked'
import { TextMenu } from './menu'
import type { Selected } from './pointer'

/** Sentences that come into view count as looked at. */
function useSeen(ref: { current: HTMLElement | null }): void {
  const desk = useDesk()
  useEffect(() => {
    if (!ref.current || typeof IntersectionObserver === 'undefined') return
    return watchSentences(ref.current, (at) => desk.checks.see(at))
  }, [desk])
}

/** Keeps the sentence at hand in view. */
function Follow({ within }: { within: { current: HTMLElement | null } }) {
  const desk = useDesk()
  const sentence = desk.sentence.value
  const aimed = desk.open.value?.span?.[0]
  const at = aimed === undefined ? sentence : desk.context.reading.sentenceAt(aimed)
  useLayoutEffect(() => {
    const show = () => within.current?.querySelector(`[data-sentence="${at}"]`)?.scrollIntoView({ block: 'nearest' })
    // in the frame of the key itself, when all views have been drawn
    let frame = requestAnimationFrame(() => {
      show()
      // far away, in a long article, paragraphs on the way were only guessed at: once they are laid out, look again
      if (within.current?.querySelector('.article.long')) frame = requestAnimationFrame(show)
    })
    return () => cancelAnimationFrame(frame)
  }, [at, desk.composing.value])
  return null
}

export function Reader() {
  const ref = useRef<HTMLElement>(null)
  const [menu, setMenu] = useState<Selected | null>(null)
  useSeen(ref)
  const onMouseUp = useReaderPointer(ref, setMenu)
  useTouchSelection(ref, setMenu)
  const drag = useBoundaryDrag(ref)
  return (
    <main
      class="reader"
      ref={ref}
      {...drag}
      onPointerCancel={drag.onPointerUp}
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
