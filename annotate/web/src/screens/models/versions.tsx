// The versions of a project's model, training another, choosing the one that suggests, and two to compare.
import { useState } from 'preact/hooks'
import { api, type ApiError } from '../../lib/api'
import { go } from '../../router'
import { models as words } from '../../strings'
import { Panel } from '../agreement/parts'
import { ago, moment, plural } from '../shared/format'
import { PageHead } from '../shared/frame'
import { asApiError, useLoad } from '../shared/load'
import { Failed, Loading, Refusal } from '../shared/parts'
import { spans, Value } from './parts'
import { Train } from './train'
import type { Model, Models, SummaryRow } from './types'

const score = (model: Model, key: string): SummaryRow | undefined => model.scores.find((row) => row.key === key)

interface RowProps {
  project: number
  model: Model
  manages: boolean
  chosen: boolean
  choose: (version: number) => void
  set: (version: number, active: boolean) => void
}

function Row({ project, model, manages, chosen, choose, set }: RowProps) {
  const act = model.active ? words.stop : words.makeActive
  return (
    <tr>
      <td class="start pick"><input type="checkbox" aria-label={words.choose(model.version)} checked={chosen} onChange={() => choose(model.version)} /></td>
      <th scope="row">
        <a href={`/projects/${project}/models?version=${model.version}`}>{model.name} {model.version}</a>
        {model.active && <span class="chip chip-ok">{words.active}</span>}
      </th>
      <td><Value of={score(model, 'root_macro_f1')} strong /></td>
      <td><Value of={score(model, 'human_root_macro_f1')} /></td>
      <td><Value of={score(model, 'quad_macro_f1')} /></td>
      <td>{words.on(spans(model.spans), plural(model.articles, 'article'))}</td>
      <td>{model.seed}</td>
      <td><time dateTime={model.created_at} title={moment(model.created_at)}>{ago(model.created_at)}</time></td>
      <td>{manages && <button type="button" class="btn btn-edge" aria-label={words.doing(act, model.version)} onClick={() => set(model.version, !model.active)}>{act}</button>}</td>
    </tr>
  )
}

function Table({ project, models, manages, reload }: { project: number; models: readonly Model[]; manages: boolean; reload: () => void }) {
  const [chosen, setChosen] = useState<readonly number[]>([])
  const [error, setError] = useState<ApiError | null>(null)
  const choose = (version: number) => setChosen((old) => (old.includes(version) ? old.filter((one) => one !== version) : [...old, version].slice(-2)))
  const set = (version: number, active: boolean) => {
    api.patch(`/api/app/projects/${project}/models/${version}`, { active }).then(() => { setError(null); reload() }, (failed: unknown) => setError(asApiError(failed)))
  }
  const two = [...chosen].sort((a, b) => a - b)
  const compare = models.length > 1 && (
    <span class="head-do"><button type="button" class="btn btn-edge" disabled={two.length < 2} onClick={() => go(`/projects/${project}/models?compare=${two.join(',')}`)}>{words.compare}</button></span>
  )
  return (
    <Panel id="versions" title={words.versions} say={models.length > 1 ? words.compareSay : undefined} tools={compare}>
      <Refusal error={error} />
      <div class="scroll-x" tabIndex={0} role="group" aria-label={words.versions}>
        <table class={models.length > 1 ? 'table versions' : 'table versions only-one'}>
          <thead>
            <tr>
              <td class="pick"></td>
              <th scope="col" class="start">{words.heads.version}</th><th scope="col">{words.heads.macro}</th><th scope="col">{words.heads.human}</th>
              <th scope="col">{words.heads.quad}</th><th scope="col">{words.heads.trained}</th><th scope="col">{words.heads.seed}</th><th scope="col">{words.heads.at}</th><td></td>
            </tr>
          </thead>
          <tbody>{models.map((model) => <Row key={model.version} project={project} model={model} manages={manages} chosen={chosen.includes(model.version)} choose={choose} set={set} />)}</tbody>
        </table>
      </div>
    </Panel>
  )
}

/** Which version coders hear of. */
function suggesting(models: readonly Model[]): string | undefined {
  const active = models.find((model) => model.active)
  if (active) return words.suggests(`${active.name} ${active.version}`, moment(active.active_since))
  return models.length > 0 ? words.nobody : undefined
}

export function Versions({ project, manages }: { project: number; manages: boolean }) {
  const { data, error, reload } = useLoad<Models>(`/api/app/projects/${project}/models`)
  if (!data) return error ? <><PageHead title={words.title} /><Failed error={error} again={reload} /></> : <Loading />
  return (
    <>
      <PageHead title={words.title} say={words.say} more={suggesting(data.models)} />
      {error && <Failed error={error} again={reload} />}
      {data.models.length > 0
        ? <Table project={project} models={data.models} manages={manages} reload={reload} />
        : <div class="panel"><div class="empty"><b>{words.none}</b>{words.noneSay}</div></div>}
      {manages ? <Train project={project} releases={data.releases} done={reload} /> : <p class="note">{words.readOnly}</p>}
    </>
  )
}
