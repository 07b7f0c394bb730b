import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Desk } from '../../coding/desk'

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('used outside the coding screen')
  return desk
}

/** For controls beside a slot: pressing them must not take the focus out of it. */
export function keepFocus(event: MouseEvent): void {
  if (!(event.target instanceof HTMLInputElement)) event.preventDefault()
}
