// Numbers that open what lies behind them.
import type { ComponentChildren } from 'preact'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { opening, type Behind } from '../../agreement/query'
import type { Report } from '../../agreement/types'
import { agreement as words } from '../../strings'

export interface Here {
  project: number
  asked: URLSearchParams
  report: Report
}

export const HereContext = createContext<Here | null>(null)

export function useHere(): Here {
  const here = useContext(HereContext)
  if (!here) throw new Error('used outside the agreement page')
  return here
}

/** Whether the sheet was opened from this page: then closing it is a step back, not a step forward. */
export const opened = { here: false }

interface LinkProps {
  behind: Behind
  /** What the number is, for those who hear it without its row and column. */
  what?: string
  shown?: string
  class?: string | undefined
  title?: string
  children: ComponentChildren
}

export function Open({ behind, what, shown, children, ...rest }: LinkProps) {
  const { asked } = useHere()
  const label = what === undefined ? {} : { 'aria-label': words.open(what, shown ?? (typeof children === 'string' ? children : '')) }
  return <a href={opening(asked, behind)} onClick={() => { opened.here = true }} {...label} {...rest}>{children}</a>
}
