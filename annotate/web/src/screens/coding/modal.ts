import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useDesk } from './context'

export interface Modal {
  ref: RefObject<HTMLDialogElement | null>
  /** Closes the dialog, once. */
  shut: () => void
  onCancel: (event: Event) => void
  onClose: () => void
}

/** A dialog in front of the desk, shown and gone before the next key: whoever types on at once loses no letter. */
export function useModal(): Modal {
  const desk = useDesk()
  const ref = useRef<HTMLDialogElement>(null)
  const gone = useRef(false)
  useLayoutEffect(() => {
    if (ref.current && !ref.current.open) ref.current.showModal()
  }, [])
  const shut = () => {
    if (gone.current) return // the browser tells of the closing later, when another dialog may be open
    gone.current = true
    ref.current?.close() // gives the focus back
    desk.dialog.value = null
    desk.focus.value += 1
  }
  const onCancel = (event: Event) => {
    event.preventDefault()
    shut()
  }
  return { ref, shut, onCancel, onClose: shut }
}
