import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from '../../lib/api'
import { logIn, session } from '../../lib/session'
import { caps, coding as words, common } from '../../strings'
import { useDesk } from './context'
import { useModal } from './modal'

/** Logging in again without leaving the article. */
export function LogIn() {
  const desk = useDesk()
  const { ref, shut, onCancel, onClose } = useModal()
  const box = useRef<HTMLInputElement>(null)
  const [refused, setRefused] = useState('')
  const [busy, setBusy] = useState(false)
  const user = session.value?.user
  const task = desk.parts.screen.task.id
  useEffect(() => box.current?.focus(), [])
  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    try {
      await logIn(user?.email ?? '', box.current?.value ?? '')
      shut()
      desk.parts.saver.retry()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setRefused(error.detail)
      setBusy(false)
      box.current?.select()
    }
  }
  return (
    <dialog class="dialog" ref={ref} aria-label={words.logInAgain} onCancel={onCancel} onClose={onClose}>
      <h2>{words.logInAgain}</h2>
      <form class="log-in" onSubmit={(e) => void submit(e)}>
        <p>{words.logInHow(user?.email ?? '')}</p>
        <label class="details-row">
          <span class="slot-name">{words.password}</span>
          <input class="field" type="password" autocomplete="current-password" required ref={box} />
        </label>
        {refused && (
          <p class="note wrong" role="alert">
            {refused}
          </p>
        )}
        <a class="btn btn-link note" href={`/login?next=${encodeURIComponent(`/tasks/${task}`)}`}>
          {words.logInPage}
        </a>
        <div class="do">
          <button type="button" class="btn" onClick={shut}>
            {common.close} <kbd>{caps.esc}</kbd>
          </button>
          <button class="btn btn-primary" disabled={busy}>
            {common.logIn}
          </button>
        </div>
      </form>
    </dialog>
  )
}
