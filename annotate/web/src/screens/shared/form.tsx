// Forms: one state, errors beside the field they are about, focus on the first of them.
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ApiError, Fields } from '../../lib/api'
import { asApiError } from './load'
import { Message } from './parts'

type Values = Record<string, string>

export interface Bound {
  name: string
  value: string
  errors: string[]
  onValue: (value: string) => void
}

export interface Form<T extends Values> {
  values: T
  busy: boolean
  /** A refusal that belongs to no field. */
  error: ApiError | null
  ref: RefObject<HTMLFormElement | null>
  bind: (name: keyof T & string) => Bound
  set: (values: Partial<T>) => void
  reset: () => void
  /** Checks, then runs; what either refuses is shown beside its field. */
  send: (run: () => Promise<void>, check?: () => Fields) => (event: Event) => void
}

/** The server may name a field by its path ("body.email"); the form knows its last part. */
function ownFields(fields: Fields, names: readonly string[]): Fields {
  const own: Fields = {}
  for (const [key, messages] of Object.entries(fields)) {
    const name = key.split('.').at(-1) ?? key
    if (names.includes(name)) own[name] = messages
  }
  return own
}

export function useForm<T extends Values>(initial: T): Form<T> {
  const [values, setValues] = useState(initial)
  const [fields, setFields] = useState<Fields>({})
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const ref = useRef<HTMLFormElement>(null)

  useEffect(() => {
    if (Object.keys(fields).length > 0) ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [fields])

  const bind = (name: keyof T & string): Bound => ({
    name,
    value: values[name] ?? '',
    errors: fields[name] ?? [],
    onValue: (value) => {
      setValues((old) => ({ ...old, [name]: value }))
      if (fields[name]) setFields(Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name)))
    },
  })

  async function attempt(run: () => Promise<void>, check?: () => Fields): Promise<void> {
    const wrong = check?.() ?? {}
    setFields(wrong)
    setError(null)
    if (Object.keys(wrong).length > 0 || busy) return
    setBusy(true)
    try {
      await run()
    } catch (caught) {
      const refusal = asApiError(caught)
      const own = ownFields(refusal.fields, Object.keys(values))
      if (Object.keys(own).length > 0) setFields(own)
      else setError(refusal)
    } finally {
      setBusy(false)
    }
  }

  return {
    values, busy, error, ref, bind,
    set: (some) => setValues((old) => ({ ...old, ...some })),
    reset: () => { setValues(initial); setFields({}); setError(null) },
    send: (run, check) => (event) => { event.preventDefault(); void attempt(run, check) },
  }
}

interface FieldProps extends Bound {
  label: string
  hint?: ComponentChildren
  type?: 'text' | 'email' | 'password' | 'number'
  autocomplete?: string
  autofocus?: boolean
  rows?: number
  readOnly?: boolean
  min?: number
  max?: number
  placeholder?: string
}

export function Field(props: FieldProps) {
  const { label, hint, errors, name, value, onValue, rows, type = 'text', autocomplete = 'off', autofocus, ...rest } = props
  const id = useId()
  const control = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  useLayoutEffect(() => { // at once: the first letters after the key that opened the form are meant for it
    if (autofocus) control.current?.focus()
  }, [])
  const described = [hint ? `${id}-hint` : '', errors.length ? `${id}-error` : ''].filter(Boolean).join(' ')
  const common = {
    ref: control, id, name, value, class: 'input', autocomplete, ...rest,
    onInput: (event: { currentTarget: { value: string } }) => onValue(event.currentTarget.value),
    ...(described ? { 'aria-describedby': described } : {}),
    ...(errors.length ? { 'aria-invalid': 'true' as const } : {}),
  }
  return (
    <div class="entry">
      <label class="entry-name" for={id}>{label}</label>
      {rows ? <textarea {...common} rows={rows} /> : <input {...common} type={type as 'text' /* the typings want one literal */} autocapitalize={type === 'text' ? 'sentences' : 'none'} spellcheck={type === 'text'} />}
      {errors.length > 0 && <Message error id={`${id}-error`}>{errors.join(' ')}</Message>}
      {hint && <p class="note" id={`${id}-hint`}>{hint}</p>}
    </div>
  )
}

interface ChoiceProps extends Bound {
  label: string
  options: readonly { value: string; label: string }[]
  hint?: string
}

export function Choice({ label, options, hint, errors, name, value, onValue }: ChoiceProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', errors.length ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div class="entry">
      <label class="entry-name" for={id}>{label}</label>
      <select id={id} name={name} class="input" value={value} onChange={(event) => onValue(event.currentTarget.value)}
        {...(described ? { 'aria-describedby': described } : {})} {...(errors.length ? { 'aria-invalid': 'true' as const } : {})}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
      {errors.length > 0 && <Message error id={`${id}-error`}>{errors.join(' ')}</Message>}
      {hint && <p class="note" id={`${id}-hint`}>{hint}</p>}
    </div>
  )
}

/** The submit button; it keeps its width of meaning while the server works. */
export function Submit({ busy, children }: { busy: boolean; children: ComponentChildren }) {
  return <button type="submit" class="btn btn-primary" aria-disabled={busy || undefined}>{children}</button>
}
