// Articles into a project: drop files, look at what was understood, then import.
import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import { pages } from '../strings'
import { DropZone } from './shared/dropzone'
import { FileReport } from './shared/filereport'
import { files, importable, isImport, nextToSend, type Action, type Entry } from './shared/files'
import { plural } from './shared/format'
import { Frame, PageHead } from './shared/frame'
import { asApiError, useLoad } from './shared/load'
import { Failed, Loading } from './shared/parts'
import type { Project } from './shared/types'
import { uploadArticles } from './shared/upload'

const words = pages.articles

async function send(project: number, entry: Entry, dispatch: (action: Action) => void, signal: AbortSignal): Promise<void> {
  const onProgress = (share: number) => dispatch({ do: 'progress', id: entry.id, share })
  try {
    const report = await uploadArticles(project, entry.file, { dryRun: !isImport(entry), readAs: entry.readAs, onProgress, signal })
    dispatch({ do: 'report', id: entry.id, report })
  } catch (error) {
    if (!signal.aborted) dispatch({ do: 'refuse', id: entry.id, error: asApiError(error) })
  }
}

/** Sends one file after another; a file taken out of the list is stopped. */
function useSending(project: number, entries: readonly Entry[], dispatch: (action: Action) => void): (id: number) => void {
  const running = useRef<{ id: number; control: AbortController } | null>(null)
  useEffect(() => {
    const entry = nextToSend(entries)
    if (!entry) return
    const control = new AbortController()
    running.current = { id: entry.id, control }
    dispatch({ do: 'start', id: entry.id })
    void send(project, entry, dispatch, control.signal)
  }, [entries])
  useEffect(() => () => running.current?.control.abort(), [])
  return (id) => {
    if (running.current?.id === id) running.current.control.abort()
    dispatch({ do: 'remove', id })
  }
}

function Total({ entries, onImport, project }: { entries: Entry[]; onImport: () => void; project: number }) {
  const ready = entries.filter(importable)
  const articles = ready.reduce((sum, entry) => sum + (entry.report?.new ?? 0), 0)
  const stored = entries.filter((entry) => entry.phase === 'done')
  const busy = entries.some((entry) => ['waiting', 'reading', 'queued', 'importing'].includes(entry.phase))
  const left = entries.length - stored.length
  const after = left > 0 ? words.partDone : words.allDone
  const status = busy ? words.busy : ready.length > 0 ? words.ask : stored.length > 0 ? after : words.nothing
  return (
    <div class="total">
      <p role="status">{status}</p>
      {ready.length > 0 && <button type="button" class="btn btn-primary" aria-disabled={busy || undefined} onClick={() => !busy && onImport()}>{words.import(plural(articles, 'article'), plural(ready.length, 'file'))}</button>}
      {ready.length === 0 && stored.length > 0 && !busy && <a class="btn btn-primary" href={`/projects/${project}`}>{words.toProject}</a>}
    </div>
  )
}

export function ArticlesStep({ project }: { project: number }) {
  const [entries, dispatch] = useReducer<Entry[], Action>(files, [])
  const remove = useSending(project, entries, dispatch)
  return (
    <section class="panel articles-panel" aria-label={words.title}>
      <DropZone onFiles={(chosen) => dispatch({ do: 'add', files: chosen })} compact={entries.length > 0} />
      {entries.length > 0 && (
        <>
          <ul class="files" aria-label={words.files}>
            {entries.map((entry) => (
              <FileReport key={entry.id} entry={entry} onReadAs={(readAs) => dispatch({ do: 'readAs', id: entry.id, readAs })}
                onRemove={() => remove(entry.id)} onAgain={() => dispatch({ do: 'again', id: entry.id })} />
            ))}
          </ul>
          <Total entries={entries} project={project} onImport={() => dispatch({ do: 'import' })} />
        </>
      )}
    </section>
  )
}

function mayAdd(project: Project): boolean {
  return project.role === 'manager'
}

export function ProjectArticlesScreen({ id }: { id: number }) {
  const { data, error, reload } = useLoad<Project>(`/api/app/projects/${id}`)
  const [isNew] = useState(() => new URLSearchParams(location.search).has('new'))
  if (error || !data) return <Frame title={words.title}><PageHead title={words.title} />{error ? <Failed error={error} again={reload} /> : <Loading />}</Frame>
  return (
    <Frame title={`${words.title} · ${data.title}`} project={data}>
      <PageHead title={words.title} say={isNew ? words.step(data.title) : data.title}>
        <a class="btn btn-edge" href={`/projects/${id}`}>{isNew ? words.later : words.back}</a>
      </PageHead>
      {mayAdd(data) ? <ArticlesStep project={id} /> : <div class="empty"><b>{words.managersOnly}</b>{words.managersOnlyRemedy}</div>}
    </Frame>
  )
}
