import type { Crumb } from '../../coding/actortree'
import { climb } from '../../coding/browse'
import { coding as words } from '../../strings'
import { keepFocus, useDesk } from './context'

/** Where in the tree of event codes or of actor codes the list stands; every step leads back there. */
export function Crumbs({ within, root, path }: { within: string; root: string; path: readonly Crumb[] }) {
  const desk = useDesk()
  const go = (place: string) => () => desk.perform(climb(desk.view, place))
  return (
    <nav class="crumbs" aria-label={words.inTree} onMouseDown={keepFocus}>
      <button class="btn btn-link" onClick={go('')} aria-current={within === '' ? 'true' : undefined}>
        {root}
      </button>
      {path.map(({ at, text }) => (
        <span key={at}>
          <span aria-hidden="true">›</span>
          <button class="btn btn-link" onClick={go(at)} aria-current={at === within ? 'true' : undefined}>
            {text}
          </button>
        </span>
      ))}
    </nav>
  )
}
