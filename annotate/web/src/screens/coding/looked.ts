// Which sentences have been in sight.
import { sentenceUnder } from './hand'

/**
 * Tells of each sentence once, when half of it has come into view; returns what ends the watch.
 *
 * The browser looks at everything that is watched with every frame. So a sentence is watched only while its paragraph
 * is in view, and nothing is after it has been seen.
 */
export function watchSentences(root: Element, see: (sentence: number) => void): () => void {
  const seen = new WeakSet<Element>()
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const left = [...target.querySelectorAll('[data-sentence]')].filter((sentence) => !seen.has(sentence))
      if (left.length === 0) near.unobserve(target)
      for (const sentence of left) {
        if (isIntersecting) inView.observe(sentence)
        else inView.unobserve(sentence)
      }
    }
  })
  const inView = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const at = sentenceUnder(target)
        if (!isIntersecting || at === null) continue
        see(at)
        seen.add(target)
        inView.unobserve(target)
      }
    },
    { threshold: 0.5 },
  )
  for (const paragraph of root.querySelectorAll('.text')) near.observe(paragraph)
  return () => {
    near.disconnect()
    inView.disconnect()
  }
}
