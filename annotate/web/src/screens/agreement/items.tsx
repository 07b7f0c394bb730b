// What lies behind a number: the sentences, and what each coder has there; each leads to the article at that place.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { articleUrl, closing, itemsUrl, type Behind } from '../../agreement/query'
import type { Item, Items, Report, Said } from '../../agreement/types'
import { api, type ApiError } from '../../lib/api'
import { go } from '../../router'
import { agreement, caps } from '../../strings'
import { count, plural } from '../shared/format'
import { asApiError } from '../shared/load'
import { Failed, Loading } from '../shared/parts'
import { opened, useHere } from './links'

const words = agreement.items

interface Pages {
  places?: number
  items: Item[]
  articles: number
  next: number | null
}

/** Page after page; what was asked for last is shown. */
function useItems(first: string, more: (after: number) => string) {
  const [pages, setPages] = useState<Pages | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const control = useRef<AbortController | null>(null)
  const read = (url: string, before: readonly Item[]) => {
    control.current?.abort()
    const mine = (control.current = new AbortController())
    setError(null)
    api.get<Items>(url, { signal: mine.signal }).then(
      (page) => mine.signal.aborted || setPages({ ...page, items: [...before, ...page.items] }),
      (failed: unknown) => mine.signal.aborted || setError(asApiError(failed)),
    )
  }
  useEffect(() => {
    setPages(null)
    read(first, [])
    return () => control.current?.abort()
  }, [first])
  return { pages, error, again: () => read(first, []), more: () => pages?.next != null && read(more(pages.next), pages.items) }
}

/** The sentence with the place set off; offsets count code points. */
function Sentence({ item }: { item: Item }) {
  if (!item.sentence || item.start === null || item.end === null) return null
  const letters = [...item.sentence.text]
  const [from, to] = [item.start - item.sentence.start, Math.min(letters.length, item.end - item.sentence.start)]
  return (
    <blockquote class="words" dir="auto">
      {letters.slice(0, from).join('')}<mark class="m m-trigger">{letters.slice(from, to).join('')}</mark>{letters.slice(to).join('')}
    </blockquote>
  )
}

function Saying({ said }: { said: Said }) {
  const quote = said.pieces.map(({ text }) => text).join(words.gaps)
  return (
    <div class={said.value === null ? 'said said-nothing' : 'said'}>
      <dt>{said.name}</dt>
      <dd>
        {said.value === null ? words.nothing : <><b>{said.value || words.unknown}</b> {said.label}</>}
        {quote && <> <q class="words" dir="auto">{quote}</q></>}
        {said.by_suggestion && <span class="chip chip-suggestion">{words.suggested}</span>}
      </dd>
    </div>
  )
}

function One({ item }: { item: Item }) {
  return (
    <li>
      <p class="item-head"><a href={articleUrl(item.task, item.start)} title={words.open}>{item.title ? <><span class="quiet">{item.inner_id}</span> <span class="words">{item.title}</span></> : words.article(item.inner_id)}</a></p>
      {item.start === null ? <p class="note">{words.whole}</p> : <Sentence item={item} />}
      <dl>{item.said.map((said) => <Saying key={said.coder} said={said} />)}</dl>
    </li>
  )
}

/** What narrows the items beyond the filters, in words. */
export function narrowed(behind: Behind, people: ReadonlyMap<number, string>): string {
  const name = (id: number) => people.get(id) ?? agreement.person(String(id))
  const [a, b] = behind.given ?? []
  if (behind.model && behind.person !== undefined) return agreement.model.where[behind.model](name(behind.person))
  return [
    behind.of?.length ? words.of(behind.of.map(name).join(', ')) : '',
    behind.person === undefined ? '' : words.with(name(behind.person)),
    a && b ? words.gives(a, b) : a ? words.given(a) : '',
    behind.at ? words.at(behind.at.slice(behind.at.indexOf(':') + 1)) : '',
    behind.side ? (words.side[behind.side] ?? '') : '',
  ].filter(Boolean).join(', ')
}

function names({ choices, pairs }: Report): ReadonlyMap<number, string> {
  const of = pairs.flatMap((pair) => [[pair.first, pair.first_name], [pair.second, pair.second_name]] as const)
  return new Map([...of, ...choices.people.map(({ id, name }) => [id, name] as const)])
}

/** A rung of the ladder, or a measure. */
function titleOf(report: Report, measure: string): string {
  const rung = report.ladder.find(({ key }) => `step_${key}` === measure)
  return rung?.label ?? report.measures.find(({ key }) => key === measure)?.label ?? measure
}

function List({ pages, more }: { pages: Pages; more: () => void }) {
  if (pages.items.length === 0) return <div class="empty"><b>{words.none}</b>{words.noneSay}</div>
  return (
    <>
      <ol class="item-list">{pages.items.map((item, i) => <One key={`${item.task} ${item.start} ${i}`} item={item} />)}</ol>
      {pages.next !== null && <button type="button" class="btn btn-edge" onClick={more}>{words.more}</button>}
    </>
  )
}

/** A sheet at the side; what it was opened from stays in view, and has the focus again when it closes. */
export function ItemSheet({ behind }: { behind: Behind }) {
  const { project, asked, report } = useHere()
  const dialog = useRef<HTMLDialogElement>(null)
  const url = (after: number) => itemsUrl(project, asked, behind, after)
  const { pages, error, again, more } = useItems(url(0), url)
  useLayoutEffect(() => {
    const sheet = dialog.current
    sheet?.showModal()
    return () => sheet?.close() // gives the focus back to the number
  }, [])
  const close = () => {
    if (opened.here) history.back()
    else go(closing(asked), { replace: true })
    opened.here = false
  }
  const say = narrowed(behind, names(report))
  return (
    <dialog class="side-sheet" ref={dialog} aria-labelledby="h-items" onCancel={(event) => { event.preventDefault(); close() }} onClick={(event) => { if (event.target === dialog.current) close() }}>
      <div class="sheet-body">
        <div class="sheet-head">
          <div><h2 id="h-items">{titleOf(report, behind.measure)}</h2>{say && <p class="note">{say}</p>}</div>
          <button type="button" class="btn" onClick={close}>{words.close} <kbd>{caps.esc}</kbd></button>
        </div>
        <p class="note" role="status">{pages ? words.found(plural(pages.items.length, 'place'), plural(pages.articles, 'article')) : ''}{pages?.places !== undefined && pages.places > pages.items.length && ` ${agreement.model.first(count(pages.places))}`}</p>
        {error && <Failed error={error} again={again} />}
        {!error && !pages && <Loading what={words.loading} />}
        {pages && <List pages={pages} more={more} />}
      </div>
    </dialog>
  )
}
