// The report of one version: its scores beside what is trivial, what people reach and what a leak would give.
import { useState } from 'preact/hooks'
import { api, type ApiError } from '../../lib/api'
import { models as words } from '../../strings'
import { Panel } from '../agreement/parts'
import { count, figure, moment, plural } from '../shared/format'
import { PageHead } from '../shared/frame'
import { asApiError, useLoad } from '../shared/load'
import { Failed, Loading, Refusal } from '../shared/parts'
import { Calibration, Coverage, Curve } from './curves'
import { Codes, Confusion, Doubtful } from './details'
import { spans, Tile, Value } from './parts'
import { Scores } from './scores'
import type { Report, SummaryRow, Whole } from './types'

const HEADLINE = ['root_macro_f1', 'human_root_macro_f1', 'majority_root_macro_f1', 'quad_macro_f1', 'hierarchical_f1']

function Headline({ report }: { report: Report }) {
  const rows = HEADLINE.flatMap((key) => report.summary.find((row) => row.key === key) ?? [])
  const { ece, accuracy_on_surest_half: surest } = report.calibration
  return (
    <section class="headline" aria-label={words.headline}>
      {rows.map((row: SummaryRow) => <Tile key={row.key} name={row.label} note={row.value === null ? row.why : <><b>n</b> {count(row.n)}</>}><Value of={row} /></Tile>)}
      <Tile name={words.ece} note={words.eceSay}>{figure(ece)}</Tile>
      <Tile name={words.surest}>{figure(surest)}</Tile>
    </section>
  )
}

const sign = (value: number) => (value > 0 ? `+${figure(value)}` : figure(value))

function Leaks({ report }: { report: Report }) {
  const { leak_check: check, leak_gap: gap } = report
  return (
    <Panel id="leaks" title={words.leaks}>
      <p>{words.leakCheck(plural(check.stories, 'story', 'stories'))}</p>
      <p>{gap?.macro ? words.leakGap(figure(gap.macro.random), figure(gap.macro.grouped), sign(gap.macro.gap)) : words.noGap}</p>
      <p>{check.shared_sentences > 0 ? words.shared(plural(check.shared_sentences, 'sentence'), spans(check.spans_in_shared_sentences)) : words.notShared}</p>
      {check.examples.length > 0 && <ul class="shared">{check.examples.slice(0, 5).map(({ sentence }) => <li key={sentence} dir="auto">{sentence}</li>)}</ul>}
    </Panel>
  )
}

function Card({ model }: { model: Whole }) {
  const rows: [string, string][] = [
    [words.card.release, model.release_hash.slice(0, 16)], [words.card.model, model.model_hash.slice(0, 16)], [words.card.algorithm, model.algorithm],
    [words.card.codebook, `${model.codebook.name} ${model.codebook.version}`], [words.card.seed, String(model.seed)],
    [words.card.made, words.by(model.created_by, moment(model.created_at))],
    [words.card.versions, Object.entries(model.card.versions).map((parts) => parts.join(' ')).join(', ')],
  ]
  return (
    <Panel id="notes" title={words.notes}>
      <dl class="run-card">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <ul class="shared">{model.report.notes.map((note) => <li key={note}>{note}</li>)}</ul>
    </Panel>
  )
}

function Actions({ project, model, manages, reload }: { project: number; model: Whole; manages: boolean; reload: () => void }) {
  const [error, setError] = useState<ApiError | null>(null)
  const set = () => {
    api.patch(`/api/app/projects/${project}/models/${model.version}`, { active: !model.active }).then(() => { setError(null); reload() }, (failed: unknown) => setError(asApiError(failed)))
  }
  return (
    <>
      <Refusal error={error} />
      <a class="btn btn-edge" href={`/projects/${project}/models`}>{words.all}</a>
      <a class="btn btn-edge" href={words.file(project, model.version)} download>{words.html}</a>
      {manages && <button type="button" class={model.active ? 'btn btn-edge' : 'btn btn-primary'} onClick={set}>{model.active ? words.stop : words.makeActive}</button>}
    </>
  )
}

export function ReportPage({ project, version, manages }: { project: number; version: number; manages: boolean }) {
  const { data: model, error, reload } = useLoad<Whole>(`/api/app/projects/${project}/models/${version}`)
  if (!model) return error ? <><PageHead title={words.title} /><Failed error={error} again={reload} /></> : <Loading />
  const { report } = model
  const left = Object.entries(report.left_out).map(([why, n]) => `${count(n)} ${why}`).join(', ')
  const say = <>{words.reportSay(spans(report.spans), plural(report.articles, 'article'), report.mode)}{model.active && <> <span class="chip chip-ok">{words.since(moment(model.active_since))}</span></>}</>
  return (
    <>
      <PageHead title={`${model.name} ${model.version}`} say={say} more={left ? words.leftOut(left) : undefined}>
        <Actions project={project} model={model} manages={manages} reload={reload} />
      </PageHead>
      <Headline report={report} />
      <Scores report={report} />
      <div class="three"><Calibration report={report} /><Coverage report={report} /><Curve report={report} /></div>
      <Confusion report={report} />
      <Codes report={report} />
      <Leaks report={report} />
      <Doubtful report={report} />
      <Card model={model} />
    </>
  )
}
