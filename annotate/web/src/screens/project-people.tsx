// Who works on the project; managers change roles, remove people and invite new ones.
import { useState } from 'preact/hooks'
import { api, type ApiError } from '../lib/api'
import { session } from '../lib/session'
import { common, pages } from '../strings'
import { Choice, Field, Submit, useForm } from './shared/form'
import { ago, count, moment } from './shared/format'
import { asApiError } from './shared/load'
import { AskRow, Refusal, Secret, useAsking } from './shared/parts'
import { emailErrors, wrong } from './shared/password'
import { ROLES, type Person, type Project, type Role } from './shared/types'

const words = pages.people
const roleOptions = ROLES.map((role) => ({ value: role, label: pages.roles.name[role] }))

interface RowProps {
  person: Person
  manages: boolean
  mine: boolean
  onRole: (role: Role) => void
  onRemove: () => void
}

function Row({ person, manages, mine, onRole, onRemove }: RowProps) {
  const { asking, opener, ask, leave } = useAsking()
  const name = person.name || person.email || words.unnamed
  if (asking) return <AskRow columns={8} question={words.removeAsk(name)} verb={words.remove} onYes={onRemove} onNo={leave} />
  return (
    <tr>
      <th scope="row">
        <span class="person">{name}{mine && <span class="note"> {words.you}</span>}</span>
        {person.name && person.email && <span class="person note">{person.email}</span>}
      </th>
      <td class="start">
        {manages
          ? (
            <select class="input input-cell" aria-label={words.roleOf(name)} value={person.role} onChange={(event) => onRole(event.currentTarget.value as Role)}>
              {roleOptions.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
            </select>
            )
          : pages.roles.name[person.role]}
      </td>
      <td>{count(person.submitted)}</td>
      <td>{count(person.skipped)}</td>
      <td>{count(person.drafts)}</td>
      <td>{person.median_seconds === null ? <span class="quiet">–</span> : words.inSeconds(count(person.median_seconds))}{person.hasty > 0 && <span class="person note" title={words.hastyHow}>{words.hasty(person.hasty)}</span>}</td>
      <td>{person.last_at ? <time dateTime={person.last_at} title={moment(person.last_at)}>{ago(person.last_at)}</time> : <span class="quiet">{words.never}</span>}</td>
      {manages && <td><button ref={opener} type="button" class="btn btn-link" aria-label={words.removeNamed(name)} onClick={ask}>{words.remove}</button></td>}
    </tr>
  )
}

function InviteForm({ project, onClose }: { project: number; onClose: () => void }) {
  const form = useForm({ role: 'annotator', email: '' })
  const [made, setMade] = useState<{ link: string; expires_at: string } | null>(null)
  const { values } = form
  const submit = form.send(async () => {
    const email = values.email.trim()
    setMade(await api.post(`/api/app/projects/${project}/invites`, { role: values.role, ...(email ? { email } : {}) }))
  }, () => (values.email.trim() ? wrong({ email: emailErrors(values.email) }) : {}))
  if (made) {
    return (
      <div class="invite">
        <Secret label={words.link} value={made.link} note={words.linkNote(moment(made.expires_at))} />
        <p class="form-do">
          <button type="button" class="btn btn-link" onClick={() => { setMade(null); form.reset() }}>{words.another}</button>
          <button type="button" class="btn btn-link" onClick={onClose}>{common.close}</button>
        </p>
      </div>
    )
  }
  return (
    <form class="invite form" ref={form.ref} onSubmit={submit} noValidate>
      <div class="form-two">
        <Choice {...form.bind('role')} label={words.role} options={roleOptions} hint={pages.roles.may[values.role as Role]} />
        <Field {...form.bind('email')} label={words.email} type="email" hint={words.emailHint} />
      </div>
      <Refusal error={form.error} />
      <div class="form-do">
        <Submit busy={form.busy}>{words.make}</Submit>
        <button type="button" class="btn" onClick={onClose}>{common.cancel}</button>
      </div>
    </form>
  )
}

function Table({ project, reload, onError }: { project: Project; reload: () => void; onError: (error: ApiError | null) => void }) {
  const manages = project.role === 'manager'
  const me = session.value?.user?.id
  const url = (person: Person) => `/api/app/projects/${project.id}/people/${person.user_id}`
  const change = (made: Promise<unknown>) => {
    onError(null)
    made.catch((error: unknown) => onError(asApiError(error))).finally(reload)
  }
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label={words.title}>
      <table class="table people">
        <thead>
          <tr>
            <th scope="col" class="start">{words.person}</th><th scope="col" class="start">{words.role}</th><th scope="col">{words.submitted}</th>
            <th scope="col">{words.skipped}</th><th scope="col">{words.drafts}</th><th scope="col" title={words.secondsHow}>{words.seconds}</th>
            <th scope="col">{words.last}</th>{manages && <th scope="col"><span class="hide">{words.remove}</span></th>}
          </tr>
        </thead>
        <tbody>
          {project.people.map((person) => (
            <Row key={person.user_id} person={person} manages={manages} mine={person.user_id === me}
              onRole={(role) => change(api.patch(url(person), { role }))} onRemove={() => change(api.remove(url(person)))} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function People({ project, reload }: { project: Project; reload: () => void }) {
  const [inviting, setInviting] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const manages = project.role === 'manager'
  return (
    <section class="panel home-wide" aria-labelledby="h-people">
      <div class="section-head">
        <h2 id="h-people">{words.title}</h2>
        {manages && !inviting && <button type="button" class="btn btn-link" onClick={() => setInviting(true)}>{words.invite}</button>}
      </div>
      {inviting && <InviteForm project={project.id} onClose={() => setInviting(false)} />}
      {project.people.length > 0
        ? <Table project={project} reload={reload} onError={setError} />
        : <div class="empty"><b>{words.nobody}</b>{manages && words.nobodyRemedy}</div>}
      <Refusal error={error} />
    </section>
  )
}
