import { coding as words } from '../../strings'
import { keepFocus, useDesk } from './context'

/** Where in the tree of codes the list stands; every step leads back there. */
export function Crumbs({ within }: { within: string }) {
  const desk = useDesk()
  const path = within ? desk.parts.codebook.path(within) : []
  const go = (code: string) => () => desk.dispatch({ do: 'within', code })
  return (
    <nav class="crumbs" aria-label={words.inTree} onMouseDown={keepFocus}>
      <button class="btn btn-link" onClick={go('')} aria-current={within === '' ? 'true' : undefined}>
        {words.allCodes}
      </button>
      {path.map(({ code, label }) => (
        <span key={code}>
          <span aria-hidden="true">›</span>
          <button class="btn btn-link" onClick={go(code)} aria-current={code === within ? 'true' : undefined}>
            {code} {label.replace(/, not specified below$/, '')}
          </button>
        </span>
      ))}
    </nav>
  )
}
