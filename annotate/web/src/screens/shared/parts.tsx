// Small parts that several pages use.
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ApiError } from '../../lib/api'
import { common, pages } from '../../strings'

export function Message({ error = false, id, children, actions }: { error?: boolean; id?: string; children: ComponentChildren; actions?: ComponentChildren }) {
  return (
    <div class={error ? 'message message-error' : 'message'} id={id}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        <path d="M7 1.6 13 12.4H1Z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
        <path d="M7 5.4v3.4M7 10.3v.9" stroke="currentColor" stroke-width="1.4" />
      </svg>
      <span>{children}</span>
      {actions && <span class="message-do">{actions}</span>}
    </div>
  )
}

/** What went wrong, as a sentence, and what can be done about it. */
export function inWords(error: ApiError): { what: string; remedy: string } {
  const words = pages.errors
  if (error.status === 0) return { what: error.detail, remedy: words.unreachable }
  if (error.status === 403) return { what: words.forbidden, remedy: words.forbiddenRemedy }
  if (error.status === 404) return { what: words.missing, remedy: words.missingRemedy }
  if (error.status >= 500) return { what: error.detail, remedy: words.server }
  return { what: error.detail, remedy: '' }
}

/** In place of a page or panel that could not be loaded. */
export function Failed({ error, again }: { error: ApiError; again: () => void }) {
  const { what, remedy } = inWords(error)
  return (
    <div class="empty" role="alert">
      <b>{what}</b>
      {remedy && <span>{remedy} </span>}
      <span class="empty-do">
        <button type="button" class="btn btn-link" onClick={again}>{common.tryAgain}</button>
        {(error.status === 404 || error.status === 403) && <a class="btn btn-link" href="/">{common.toProjects}</a>}
      </span>
    </div>
  )
}

/** Shown late, so that a quick answer does not flicker. */
export function Loading({ what = common.loading }: { what?: string }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return <div class="empty" role="status">{shown ? what : ''}</div>
}

/** A refusal beside the control that caused it; announced when it appears. */
export function Refusal({ error }: { error: ApiError | null }) {
  return <div role="alert">{error && <Message error>{inlineWords(error)}</Message>}</div>
}

function inlineWords(error: ApiError): string {
  return error.status === 0 ? `${error.detail} ${pages.errors.unreachable}` : error.detail
}

/** Copies a value; where the browser forbids it, selects the field so that Ctrl+C does. */
export function CopyButton({ value, field, primary = false }: { value: string; field?: () => HTMLElement | null; primary?: boolean }) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle')
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value)
      setState('done')
    } catch {
      select(field?.() ?? null)
      setState('failed')
    }
  }
  return (
    <>
      <button type="button" class={primary ? 'btn btn-primary' : 'btn btn-edge'} onClick={() => void copy()}>
        {state === 'done' ? pages.copy.done : pages.copy.copy}
      </button>
      <span class={state === 'failed' ? 'note' : 'hide'} role="status">
        {state === 'done' ? pages.copy.done : state === 'failed' ? pages.copy.failed : ''}
      </span>
    </>
  )
}

function select(element: HTMLElement | null): void {
  if (element instanceof HTMLInputElement) {
    element.focus()
    element.select()
  } else if (element) {
    getSelection()?.selectAllChildren(element)
  }
}

/** A secret or link shown once, with its copy button. */
export function Secret({ label, value, note }: { label: string; value: string; note: string }) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <div class="secret">
      <label class="entry">
        <span class="entry-name">{label}</span>
        <input ref={field} class="input input-code" readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <CopyButton value={value} field={() => field.current} />
      <p class="note">{note}</p>
    </div>
  )
}

interface AskProps {
  question: string
  verb: string
  onYes: () => void
  onNo: () => void
}

/** Asks before something goes; it stands in place of what it is about and has the focus at once, so that a quick
 *  Escape is meant for it. */
export function Ask({ question, verb, onYes, onNo }: AskProps) {
  const yes = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => yes.current?.focus(), [])
  return (
    <span class="ask" onKeyDown={(event) => { if (event.key === 'Escape') onNo() }}>
      <span>{question}</span>
      <button ref={yes} type="button" class="btn btn-edge" onClick={onYes}>{verb}</button>
      <button type="button" class="btn" onClick={onNo}>{common.cancel}</button>
    </span>
  )
}

/** The question in place of a table's row. */
export function AskRow({ columns, ...asked }: AskProps & { columns: number }) {
  return <tr><td class="start" colSpan={columns}><Ask {...asked} /></td></tr>
}

/** Whether a row asks; when the answer is no, the focus returns to the button that made it ask. */
export function useAsking(): { asking: boolean; ask: () => void; leave: () => void; opener: RefObject<HTMLButtonElement | null> } {
  const [asking, setAsking] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const left = useRef(false)
  useLayoutEffect(() => {
    if (!asking && left.current) opener.current?.focus()
    left.current = false
  }, [asking])
  return { asking, opener, ask: () => setAsking(true), leave: () => { left.current = true; setAsking(false) } }
}
