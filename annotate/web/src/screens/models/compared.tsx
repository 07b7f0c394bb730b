// Two versions side by side: the same measures of both, and how far apart they are.
import { models as words } from '../../strings'
import { Panel } from '../agreement/parts'
import { figure, moment, plural } from '../shared/format'
import { PageHead } from '../shared/frame'
import { useLoad } from '../shared/load'
import { Failed, Loading } from '../shared/parts'
import { spans, Value } from './parts'
import type { Report, Score, Whole } from './types'

interface Line {
  label: string
  of: (report: Report) => Score | undefined
}

const plain = (value: number): Score => ({ value, low: null, high: null, n: 0, why: '' })

/** The measures that both reports have, level by level. */
function lines(a: Report, b: Report): Line[] {
  const levels = a.levels.filter(({ key }) => b.levels.some((level) => level.key === key))
  const of = (key: string, system: string, average: 'micro' | 'macro') => (report: Report) => report.levels.find((level) => level.key === key)?.systems[system]?.[average]
  return [
    ...levels.flatMap(({ key, label }): Line[] => [
      { label: `${label}, ${words.averages.macro}`, of: of(key, 'model', 'macro') },
      { label: `${label}, ${words.averages.micro}`, of: of(key, 'model', 'micro') },
      { label: `${label}, ${words.systems.human}, ${words.averages.macro}`, of: of(key, 'human', 'macro') },
    ]),
    { label: words.hierarchical, of: (report) => report.hierarchical_f1.model },
    { label: words.goldstein, of: (report) => report.goldstein_error.model },
    { label: words.ece, of: (report) => plain(report.calibration.ece) },
    { label: words.surest, of: (report) => plain(report.calibration.accuracy_on_surest_half) },
  ]
}

function Difference({ a, b }: { a: Score | undefined; b: Score | undefined }) {
  if (a?.value == null || b?.value == null) return <span class="quiet">–</span>
  const difference = b.value - a.value
  const shown = figure(difference)
  return <>{difference > 0 && shown !== '.00' ? '+' : ''}{shown}</>
}

function About({ model }: { model: Whole }) {
  return <td>{words.on(spans(model.spans), plural(model.articles, 'article'))}<br /><span class="note">{words.heads.seed} {model.seed}, {model.algorithm}, {moment(model.created_at)}</span></td>
}

function Both({ project, a, b }: { project: number; a: Whole; b: Whole }) {
  const head = (model: Whole) => <th scope="col"><a href={`/projects/${project}/models?version=${model.version}`}>{model.name} {model.version}</a></th>
  return (
    <Panel id="compared" title={words.scores} say={a.release_hash === b.release_hash ? words.same : words.differ}>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={words.scores}>
        <table class="table compared">
          <thead><tr><th scope="col" class="start">{words.measure}</th>{head(a)}{head(b)}<th scope="col">{words.difference}</th></tr></thead>
          <tbody>
            <tr class="about-both"><th scope="row">{words.heads.trained}</th><About model={a} /><About model={b} /><td></td></tr>
            {lines(a.report, b.report).map(({ label, of }) => (
              <tr key={label}><th scope="row">{label}</th><td><Value of={of(a.report)} /></td><td><Value of={of(b.report)} /></td><td><Difference a={of(a.report)} b={of(b.report)} /></td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

export function Compared({ project, a, b }: { project: number; a: number; b: number }) {
  const one = useLoad<Whole>(`/api/app/projects/${project}/models/${a}`)
  const other = useLoad<Whole>(`/api/app/projects/${project}/models/${b}`)
  const error = one.error ?? other.error
  const head = <PageHead title={words.side(a, b)}><a class="btn btn-edge" href={`/projects/${project}/models`}>{words.all}</a></PageHead>
  if (error) return <>{head}<Failed error={error} again={() => { one.reload(); other.reload() }} /></>
  if (!one.data || !other.data) return <Loading />
  return <>{head}<Both project={project} a={one.data} b={other.data} /></>
}
