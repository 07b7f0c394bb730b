// Training as a job: what it is to be, how far it is, how it ended.
import { useEffect } from 'preact/hooks'
import { api } from '../../lib/api'
import { models as words } from '../../strings'
import { Panel } from '../agreement/parts'
import { plural } from '../shared/format'
import { Choice, Field, Submit, useForm } from '../shared/form'
import { useLoad } from '../shared/load'
import { Message, Refusal } from '../shared/parts'
import type { Job, Release } from './types'

const AGAIN = 1_000
const running = (job: Job | undefined) => job?.state === 'queued' || job?.state === 'running'

/** The newest training; asked for again while it runs, and `done` is called once when it ends. */
function useNewest(project: number, done: () => void): { job: Job | undefined; reload: () => void } {
  const { data, reload } = useLoad<Job[]>(`/api/app/projects/${project}/jobs?kind=train&limit=1`)
  const job = data?.[0]
  const runs = running(job)
  useEffect(() => {
    if (!runs) return
    const timer = setInterval(reload, AGAIN)
    return () => { clearInterval(timer); done() }
  }, [runs, reload])
  return { job, reload }
}

function Running({ job, reload }: { job: Job; reload: () => void }) {
  const said = job.state === 'queued' ? words.queued : job.message
  return (
    <div class="training">
      <p role="status">{said}{job.total > 0 && <span class="note"> {words.step(job.done, job.total)}</span>}</p>
      <progress class="sending" aria-label={words.progress} {...(job.total > 0 ? { value: job.done, max: job.total } : {})} />
      <button type="button" class="btn btn-edge" onClick={() => void api.post(`/api/app/jobs/${job.id}/cancel`).then(reload, reload)}>{words.cancel}</button>
    </div>
  )
}

function Ended({ project, job }: { project: number; job: Job }) {
  if (job.state === 'done' && job.result) return <p role="status">{words.done(job.result.version)} <a href={`/projects/${project}/models?version=${job.result.version}`}>{words.open}</a></p>
  if (job.state === 'cancelled') return <p role="status" class="note">{words.cancelled}</p>
  return <div role="status"><Message error>{words.failed} {job.error}</Message></div>
}

function Order({ project, releases, begun }: { project: number; releases: readonly Release[]; begun: () => void }) {
  const form = useForm({ name: 'baseline', release: '', seed: '0' })
  const send = form.send(async () => {
    const { name, release, seed } = form.values
    await api.post(`/api/app/projects/${project}/models`, { name: name.trim(), release: release || null, seed: Number(seed) })
    begun()
  })
  const earlier = releases.map(({ hash, versions, articles }) => ({ value: hash, label: words.of(versions.join(', '), plural(articles, 'article')) }))
  return (
    <form class="form train-form" ref={form.ref} onSubmit={send} noValidate>
      <Choice label={words.release} {...form.bind('release')} options={[{ value: '', label: words.now }, ...earlier]} />
      <Field label={words.name} {...form.bind('name')} />
      <Field label={words.seed} type="number" min={0} {...form.bind('seed')} />
      <div class="form-do"><Submit busy={form.busy}>{words.trainDo}</Submit></div>
      <Refusal error={form.error} />
    </form>
  )
}

export function Train({ project, releases, done }: { project: number; releases: readonly Release[]; done: () => void }) {
  const { job, reload } = useNewest(project, done)
  return (
    <Panel id="train" title={words.train} say={words.trainSay} class="train">
      {job && !running(job) && <Ended project={project} job={job} />}
      {job && running(job) ? <Running job={job} reload={reload} /> : <Order project={project} releases={releases} begun={reload} />}
    </Panel>
  )
}
