// The articles of a project: search by title, filter by state, page by page.
import { useEffect, useState } from 'preact/hooks'
import { pages } from '../strings'
import { count, day, plural } from './shared/format'
import { useLoad } from './shared/load'
import { Failed, Loading } from './shared/parts'
import { TASK_STATES, type TaskPage, type TaskRow, type TaskState } from './shared/types'

const words = pages.tasks
const PAGE_SIZE = 20
const TYPING_PAUSE = 250
const CHIPS: Record<TaskState, string> = { unassigned: 'chip', in_progress: 'chip chip-busy', partly: 'chip chip-part', complete: 'chip chip-ok' }

export function tasksUrl(project: number, page: number, state: string, query: string): string {
  const asked = new URLSearchParams({ page: String(page), page_size: String(PAGE_SIZE) })
  if (state) asked.set('state', state)
  if (query.trim()) asked.set('q', query.trim())
  return `/api/app/projects/${project}/tasks?${asked}`
}

/** The value once nobody has changed it for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_PAUSE)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

function Row({ task, overlap }: { task: TaskRow; overlap: number }) {
  return (
    <tr>
      <td class="quiet wide-only">{count(task.inner_id)}</td>
      <th scope="row">
        <a class="words" href={`/tasks/${task.id}`} dir="auto">{task.title || <span class="quiet">{words.untitled}</span>}</a>
        {task.annotations.map(({ user, flag }) => flag && <span key={user} class="person note"><b>{words.flagged}</b> <bdi>{flag}</bdi></span>)}
      </th>
      <td class="start wide-only">{task.outlet || <span class="quiet">–</span>}</td>
      <td class="wide-only">{day(task.published)}</td>
      <td class="wide-only">{count(task.words)}</td>
      <td class="wide-only">{words.codingsOf(task.annotations.length, overlap)}</td>
      <td class="start"><span class={CHIPS[task.state] ?? 'chip'}>{pages.state.names[task.state] ?? task.state}</span></td>
    </tr>
  )
}

function List({ tasks, overlap }: { tasks: TaskRow[]; overlap: number }) {
  return (
    <table class="table articles">
      <thead>
        <tr>
          <th scope="col" class="wide-only">{words.number}</th><th scope="col" class="start">{words.name}</th><th scope="col" class="start wide-only">{words.outlet}</th>
          <th scope="col" class="wide-only">{words.published}</th><th scope="col" class="wide-only">{words.words}</th>
          <th scope="col" class="wide-only">{words.codings}</th><th scope="col" class="start">{words.state}</th>
        </tr>
      </thead>
      <tbody>{tasks.map((task) => <Row key={task.id} task={task} overlap={overlap} />)}</tbody>
    </table>
  )
}

function Pager({ page, total, onPage }: { page: number; total: number; onPage: (page: number) => void }) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE))
  const from = (page - 1) * PAGE_SIZE + 1
  if (last === 1) return null
  return (
    <nav class="pager" aria-label={words.pages}>
      <span class="note">{words.range(count(from), count(Math.min(total, from + PAGE_SIZE - 1)), count(total))}</span>
      <button type="button" class="btn btn-edge" disabled={page <= 1} onClick={() => onPage(page - 1)}>{words.previous}</button>
      <button type="button" class="btn btn-edge" disabled={page >= last} onClick={() => onPage(page + 1)}>{words.next}</button>
    </nav>
  )
}

interface FilterProps {
  query: string
  state: string
  onQuery: (query: string) => void
  onState: (state: string) => void
}

function Filters({ query, state, onQuery, onState }: FilterProps) {
  return (
    <div class="filters" role="search">
      <input class="input" type="search" aria-label={words.search} placeholder={words.search} value={query} onInput={(event) => onQuery(event.currentTarget.value)} />
      <select class="input" aria-label={words.state} value={state} onChange={(event) => onState(event.currentTarget.value)}>
        <option value="">{words.anyState}</option>
        {TASK_STATES.map((one) => <option key={one} value={one}>{pages.state.names[one]}</option>)}
      </select>
    </div>
  )
}

export function ArticleList({ project, overlap }: { project: number; overlap: number }) {
  const [query, setQuery] = useState('')
  const [state, setState] = useState('')
  const [page, setPage] = useState(1)
  const settled = useSettled(query)
  const { data, error, loading, reload } = useLoad<TaskPage>(tasksUrl(project, page, state, settled))
  const filtered = state !== '' || settled.trim() !== ''
  return (
    <section class="panel home-full" aria-labelledby="h-articles">
      <div class="section-head"><h2 id="h-articles">{words.title}</h2>{data && <p role="status">{plural(data.total, 'article')}</p>}
        <Filters query={query} state={state} onQuery={(value) => { setQuery(value); setPage(1) }} onState={(value) => { setState(value); setPage(1) }} />
      </div>
      {error && <Failed error={error} again={reload} />}
      {!error && !data && <Loading />}
      {!error && data && data.tasks.length === 0 && (
        <div class="empty"><b>{filtered ? words.noneFound : words.none}</b>
          {filtered && <button type="button" class="btn btn-link" onClick={() => { setQuery(''); setState(''); setPage(1) }}>{words.showAll}</button>}
        </div>
      )}
      {!error && data && data.tasks.length > 0 && (
        <div aria-busy={loading}>
          <List tasks={data.tasks} overlap={overlap} />
          <Pager page={page} total={data.total} onPage={setPage} />
        </div>
      )}
    </section>
  )
}
