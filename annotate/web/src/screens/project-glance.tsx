// A few figures, each with its interval and n, or in words why there is none.
import { pages } from '../strings'
import { ago, count, figure, interval, moment, plural } from './shared/format'
import type { Glance, GlanceRow, ImportRow } from './shared/types'

const words = pages.glance

function Row({ row }: { row: GlanceRow }) {
  if (row.value === null) {
    return <tr><th scope="row">{row.label}</th><td colSpan={3} class="start why">{row.why || words.unknown}</td></tr>
  }
  return (
    <tr>
      <th scope="row">{row.label}</th>
      <td><b>{figure(row.value)}</b></td>
      <td>{interval(row.low, row.high) || <span class="quiet">–</span>}</td>
      <td>{row.n == null ? <span class="quiet">–</span> : count(row.n)}</td>
    </tr>
  )
}

function Rows({ rows }: { rows: GlanceRow[] }) {
  return (
    <table class="table figures">
      <thead><tr><th scope="col" class="start">{words.measure}</th><th scope="col">{words.value}</th><th scope="col">{words.interval}</th><th scope="col">{words.n}</th></tr></thead>
      <tbody>{rows.map((row) => <Row key={row.key} row={row} />)}</tbody>
    </table>
  )
}

export function Agreement({ glance, overlap, project }: { glance: Glance | null; overlap: number; project: number }) {
  const some = glance !== null && glance.rows.length > 0
  return (
    <section class="panel" aria-labelledby="h-agreement">
      <div class="section-head">
        <h2 id="h-agreement">{words.agreement}</h2>
        {some && glance.articles != null && <p>{words.over(plural(glance.articles, 'article'), plural(glance.coders ?? 0, 'coder'))}</p>}
        {some && <a class="btn btn-link" href={`/projects/${project}/agreement`}>{words.every}</a>}
      </div>
      {some
        ? <Rows rows={glance.rows} />
        : <div class="empty"><b>{words.noAgreement}</b>{glance?.why ?? (overlap > 1 ? words.noAgreementYet : words.noOverlap)}</div>}
    </section>
  )
}

export function Score({ glance, project }: { glance: Glance | null; project: number }) {
  const some = glance !== null && glance.rows.length > 0
  return (
    <section class="panel" aria-labelledby="h-score">
      <div class="section-head"><h2 id="h-score">{words.score}</h2>{some && glance.note && <p>{glance.note}</p>}<a class="btn btn-link" href={`/projects/${project}/models`}>{words.models}</a></div>
      {some ? <Rows rows={glance.rows} /> : <div class="empty"><b>{words.noScore}</b>{glance?.why ?? words.noScoreYet}</div>}
    </section>
  )
}

export function Imports({ imports, project, manages }: { imports: ImportRow[]; project: number; manages: boolean }) {
  return (
    <section class="panel" aria-labelledby="h-imports">
      <div class="section-head">
        <h2 id="h-imports">{words.imports}</h2>
        {manages && <a class="btn btn-link" href={`/projects/${project}/articles`}>{pages.project.add}</a>}
      </div>
      {imports.length === 0 && <div class="empty"><b>{words.noImports}</b>{words.noImportsSay}</div>}
      {imports.length > 0 && (
        <ol class="items">
          {imports.map((row) => (
            <li key={row.id}>
              <b class="file-name">{row.file}</b>
              <span class="end">{plural(row.tasks, 'article')}</span>
              <span class="note"><time dateTime={row.at} title={moment(row.at)}>{ago(row.at)}</time></span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
