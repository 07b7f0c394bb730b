// Which part of the work is counted; every choice stands in the address.
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { choosing, choosingField, fieldValues, filters, type Filter } from '../../agreement/query'
import type { Choices, CodeRow } from '../../agreement/types'
import { go } from '../../router'
import { agreement as words } from '../../strings'
import { count } from '../shared/format'
import { useHere } from './links'

interface SeveralProps {
  label: string
  options: readonly { value: string; label: string; note?: string }[]
  chosen: readonly string[]
  onChoose: (values: string[]) => void
}

/** Folds a list away again: with Escape, or by a press anywhere else. */
function useFolding(): RefObject<HTMLDetailsElement | null> {
  const list = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const fold = (event: Event) => {
      const away = event instanceof KeyboardEvent ? event.key === 'Escape' : !list.current?.contains(event.target as Element)
      if (!away || !list.current?.open) return
      list.current.open = false
      if (event instanceof KeyboardEvent) list.current.querySelector('summary')?.focus()
    }
    document.addEventListener('pointerdown', fold)
    document.addEventListener('keydown', fold)
    return () => { document.removeEventListener('pointerdown', fold); document.removeEventListener('keydown', fold) }
  }, [])
  return list
}

/** A list to tick, folded away until it is wanted. */
function Several({ label, options, chosen, onChoose }: SeveralProps) {
  const list = useFolding()
  const toggle = (value: string, on: boolean) => onChoose(on ? [...chosen, value] : chosen.filter((one) => one !== value))
  return (
    <details class="several" ref={list}>
      <summary><span>{label}</span> <span class="quiet">{chosen.length ? words.chosen(chosen.length) : words.any}</span></summary>
      <fieldset>
        <legend class="hide">{label}</legend>
        {options.map(({ value, label: shown, note }) => (
          <label key={value}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={(event) => toggle(value, event.currentTarget.checked)} />
            <span>{shown}</span>{note && <span class="note">{note}</span>}
          </label>
        ))}
      </fieldset>
    </details>
  )
}

function CodeEntry({ codes, chosen }: { codes: readonly CodeRow[]; chosen: readonly string[] }) {
  const { asked } = useHere()
  const [typed, setTyped] = useState('')
  const add = (event: Event) => {
    event.preventDefault()
    const code = typed.trim()
    if (code && !chosen.includes(code)) go(choosing(asked, 'code', [...chosen, code]))
    setTyped('')
  }
  return (
    <form class="entry code-entry" onSubmit={add}>
      <label class="entry-name" for="filter-code">{words.code}</label>
      <span>
        <input id="filter-code" class="input" list="codes-in-use" autocomplete="off" value={typed} placeholder={words.codeHint} onInput={(event) => setTyped(event.currentTarget.value)} />
        <button type="submit" class="btn btn-edge">{words.codeAdd}</button>
      </span>
      <datalist id="codes-in-use">{codes.map(({ code, label }) => <option key={code} value={code}>{label}</option>)}</datalist>
    </form>
  )
}

function Day({ name, label }: { name: 'since' | 'until'; label: string }) {
  const { asked } = useHere()
  return (
    <label class="entry"><span class="entry-name">{label}</span>
      <input class="input" type="date" value={asked.get(name) ?? ''} onChange={(event) => go(choosing(asked, name, [event.currentTarget.value]))} />
    </label>
  )
}

export function FilterPanel({ choices, codes }: { choices: Choices; codes: readonly CodeRow[] }) {
  const { asked } = useHere()
  return (
    <section class="panel agreement-filters" id="filters" aria-label={words.filters}>
      <Several label={words.people} options={choices.people.map(({ id, name }) => ({ value: String(id), label: name }))} chosen={asked.getAll('people')} onChoose={(values) => go(choosing(asked, 'people', values))} />
      {choices.fields.map(({ field, values }) => (
        <Several key={field} label={words.field(field)} options={values.map(({ value, articles }) => ({ value, label: value, note: count(articles) }))}
          chosen={fieldValues(asked, field)} onChoose={(chosen) => go(choosingField(asked, field, chosen))} />
      ))}
      <Day name="since" label={words.since} />
      <Day name="until" label={words.until} />
      <CodeEntry codes={codes} chosen={asked.getAll('code')} />
      <label class="entry"><span class="entry-name">{words.suggestions}</span>
        <select class="input" value={asked.get('suggestions') ?? 'all'} onChange={(event) => go(choosing(asked, 'suggestions', event.currentTarget.value === 'all' ? [] : [event.currentTarget.value]))}>
          <option value="all">{words.anySuggestions}</option>
          <option value="with">{words.sides['with']}</option>
          <option value="without">{words.sides['without']}</option>
        </select>
      </label>
    </section>
  )
}

/** One filter in words. */
export function inWords(name: Filter, value: string, people: Choices['people']): string {
  switch (name) {
    case 'people':
      return people.find(({ id }) => String(id) === value)?.name ?? words.person(value)
    case 'since':
      return `${words.since} ${value}`
    case 'until':
      return `${words.until} ${value}`
    case 'code':
      return `${words.code} ${value}`
    case 'where': {
      const at = value.indexOf(':')
      return `${words.field(value.slice(0, at))}: ${value.slice(at + 1)}`
    }
    case 'suggestions':
      return words.sides[value] ?? value
  }
}

/** What is chosen now; each can be taken back where it stands. */
export function Chosen({ people }: { people: Choices['people'] }) {
  const { asked } = useHere()
  const all = [...filters(asked)] as [Filter, string][]
  if (all.length === 0) return null
  const without = (name: Filter, value: string) => choosing(asked, name, asked.getAll(name).filter((one) => one !== value))
  return (
    <p class="chosen">
      {all.map(([name, value]) => {
        const said = inWords(name, value, people)
        return <button key={`${name} ${value}`} type="button" class="btn btn-edge" aria-label={words.remove(said)} onClick={() => go(without(name, value))}>{said} <span aria-hidden="true">×</span></button>
      })}
      <button type="button" class="btn btn-link" onClick={() => go(location.pathname)}>{words.clear}</button>
    </p>
  )
}
