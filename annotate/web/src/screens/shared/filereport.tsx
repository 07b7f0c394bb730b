// One file of an import: what was understood, what is wrong, what was stored.
import { useState } from 'preact/hooks'
import { common, pages } from '../../strings'
import { blocked, type Entry, type ReadAs } from './files'
import { bytes, day, language, percent, plural } from './format'
import { Message, inWords } from './parts'
import type { ImportReport, SampleArticle } from './types'

const words = pages.articles
const SHOWN = 5
const WITH_FIELDS = ['csv', 'json', 'jsonl', 'coded']

function State({ entry }: { entry: Entry }) {
  if (entry.phase === 'done') return <span class="chip chip-ok">{words.done}</span>
  if (entry.phase === 'refused') return <span class="chip chip-error">{words.refused}</span>
  if (entry.phase === 'read' && entry.report) {
    if (blocked(entry.report)) return <span class="chip chip-error">{words.blocked}</span>
    if (entry.report.new === 0) return <span class="chip chip-warning">{words.nothingNew}</span>
    return <span class="chip">{words.ready}</span>
  }
  const busy = entry.phase === 'importing' ? words.importing : entry.phase === 'reading' ? words.reading : words.waiting
  const sending = entry.share > 0 && entry.share < 1 ? ` ${percent(entry.share, 1)}` : ''
  return <span class="chip chip-busy">{busy}{sending}</span>
}

function formatName(format: string): string {
  return words.formats.find(([value]) => value === format)?.[1] ?? format
}

function found(report: ImportReport): string {
  const parts = [words.found(plural(report.articles, 'article'), formatName(report.format))]
  if (report.codings) parts.push(words.codings(plural(report.codings, 'coding')))
  const left = report.articles - report.new
  if (report.duplicates.length && left > 0) parts.push(words.duplicates(plural(left, 'duplicate')))
  if (report.near_duplicates.length) parts.push(words.alike(plural(report.near_duplicates.length, 'pair')))
  return parts.join(' ')
}

function Sample({ article }: { article: SampleArticle }) {
  const facts = [
    article.outlet || words.noOutlet,
    article.published ? day(article.published) : words.noDate,
    language(article.lang) || words.noLanguage,
    plural(article.words, 'word'),
    plural(article.sentences, 'sentence'),
  ]
  return (
    <li>
      <p class="words sample-title">{article.title ? <bdi lang={article.lang || undefined}>{article.title}</bdi> : <span class="quiet">{words.noTitle}</span>}</p>
      <p class="note">{facts.join(' · ')}</p>
      {article.boilerplate.length > 0 && (
        <p class="note">
          {words.boilerplate}{' '}
          {article.boilerplate.map((part, i) => <span key={i}>{i > 0 && ', '}<q class="words" dir="auto">{part.text}</q> <span class="quiet">({part.reason})</span></span>)}
        </p>
      )}
    </li>
  )
}

function Problems({ report }: { report: ImportReport }) {
  const shown = report.problems.slice(0, SHOWN)
  const more = report.problems.length - shown.length
  return (
    <div class="problems">
      {shown.map((problem, i) => (
        <Message key={i} error={problem.severity === 'error'}>
          {problem.line !== null && problem.line > 0 && <b>{words.line(problem.line)} </b>}{problem.message}
        </Message>
      ))}
      {more > 0 && <p class="note">{words.more(plural(more, 'message'))}</p>}
    </div>
  )
}

function Alike({ report }: { report: ImportReport }) {
  return (
    <ul class="alike">
      {report.near_duplicates.slice(0, SHOWN).map((pair, i) => (
        <li key={i} class="note">{words.pair(String(pair.a), String(pair.b), percent(pair.similarity, 1))}</li>
      ))}
    </ul>
  )
}

function Report({ report, imported }: { report: ImportReport; imported: boolean }) {
  const stored = report.task_ids?.length ?? report.new
  return (
    <>
      {(imported || report.articles > 0) && <p class="file-found">{imported ? words.stored(plural(stored, 'article')) : found(report)}</p>}
      {report.problems.length > 0 && <Problems report={report} />}
      {!imported && blocked(report) && <p class="note">{report.format ? words.wholeOrNothing : words.leaveOut}</p>}
      {report.near_duplicates.length > 0 && <Alike report={report} />}
      {!imported && report.sample.length > 0 && (
        <ul class="samples" aria-label={words.samples}>{report.sample.slice(0, SHOWN).map((article, i) => <Sample key={i} article={article} />)}</ul>
      )}
    </>
  )
}

function Progress({ entry }: { entry: Entry }) {
  return (
    <progress class="sending" aria-label={words.sent(entry.file.name)} max={1} {...(entry.share < 1 ? { value: entry.share } : {})} />
  )
}

/** Two things that a file cannot say itself; nothing helps where not even the format is known. */
function Hints({ format, readAs, onReadAs }: { format: string; readAs: ReadAs; onReadAs: (readAs: Partial<ReadAs>) => void }) {
  const [column, setColumn] = useState(readAs.text_field)
  const [encoding, setEncoding] = useState(readAs.encoding)
  if (!format) return null
  return (
    <form class="hints" onSubmit={(event) => { event.preventDefault(); onReadAs({ text_field: column.trim(), encoding: encoding.trim() }) }}>
      {WITH_FIELDS.includes(format) && <label class="inline-entry"><span class="note">{words.textColumn}</span><input class="input" value={column} onInput={(event) => setColumn(event.currentTarget.value)} /></label>}
      <label class="inline-entry"><span class="note">{words.encoding}</span><input class="input" value={encoding} placeholder="utf-8" onInput={(event) => setEncoding(event.currentTarget.value)} /></label>
      <button type="submit" class="btn btn-edge">{words.readAgain}</button>
    </form>
  )
}

interface FileProps {
  entry: Entry
  onReadAs: (readAs: Partial<ReadAs>) => void
  onRemove: () => void
  onAgain: () => void
}

export function FileReport({ entry, onReadAs, onRemove, onAgain }: FileProps) {
  const busy = entry.phase === 'reading' || entry.phase === 'importing'
  const settled = entry.phase === 'done' || entry.phase === 'queued' || busy
  return (
    <li class="file">
      <div class="file-head">
        <h2>{entry.file.name}</h2>
        <span class="note">{bytes(entry.file.size)}</span>
        <State entry={entry} />
        <span class="file-do">
          {!settled && (
            <label class="inline-entry">
              <span class="note">{words.readAs}</span>
              <select class="input" value={entry.readAs.format} onChange={(event) => onReadAs({ format: event.currentTarget.value })}>
                {words.formats.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
              </select>
            </label>
          )}
          {entry.phase !== 'done' && entry.phase !== 'importing' && (
            <button type="button" class="btn btn-link" aria-label={words.removeNamed(entry.file.name)} onClick={onRemove}>{words.remove}</button>
          )}
        </span>
      </div>
      {busy && <Progress entry={entry} />}
      {entry.error && (
        <Message error actions={entry.error.passing && <button type="button" class="btn btn-link" onClick={onAgain}>{common.tryAgain}</button>}>
          {entry.error.detail} {inWords(entry.error).remedy}
        </Message>
      )}
      {entry.report && !busy && <Report report={entry.report} imported={entry.phase === 'done'} />}
      {!settled && entry.report && blocked(entry.report) && <Hints format={entry.report.format} readAs={entry.readAs} onReadAs={onReadAs} />}
    </li>
  )
}
