import { useEffect, useRef, useState } from 'preact/hooks'
import { ArticleView } from './article'
import { useDesk } from './context'
import { useBoundaryDrag } from './drag'
import { sentenceUnder, useReaderPointer, useTouchSelection } from './hand'
import { TextMenu } from './menu'
import type { Selected } from './pointer'

/** Sentences that come into view count as looked at. */
function useSeen(ref: { current: HTMLElement | null }): void {
  const desk = useDesk()
  useEffect(() => {
    if (!ref.current || typeof IntersectionObserver === 'undefined') return
    const sentences = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          const at = sentenceUnder(target)
          if (!isIntersecting || at === null) continue
          desk.checks.see(at)
          sentences.unobserve(target)
        }
      },
      { threshold: 0.5 },
    )
    // each one watched is looked at anew in every frame: sentences are, once their paragraph has come into view
    const paragraphs = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        paragraphs.unobserve(target)
        for (const sentence of target.querySelectorAll('[data-sentence]')) sentences.observe(sentence)
      }
    })
    for (const paragraph of ref.current.querySelectorAll('.text')) paragraphs.observe(paragraph)
    return () => {
      sentences.disconnect()
      paragraphs.disconnect()
    }
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
    const before = within.current?.scrollTop
    show()
    if (within.current?.scrollTop === before) return
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
