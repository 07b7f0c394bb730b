// One-time links: first set-up, invitation to a project, log-in. The token stands after the # and is never logged.
import { useEffect, useState } from 'preact/hooks'
import { api, type ApiError } from '../lib/api'
import { logOut, session, setUser, type User } from '../lib/session'
import { go } from '../router'
import { common, pages } from '../strings'
import { Field, Submit, useForm } from './shared/form'
import { Gate } from './shared/frame'
import { moment } from './shared/format'
import { asApiError } from './shared/load'
import { Loading, Message, Refusal, inWords } from './shared/parts'
import { emailErrors, passwordErrors, wrong } from './shared/password'
import type { LinkInfo } from './shared/types'

type State = { at: 'reading' } | { at: 'refused'; error: ApiError | null } | { at: 'open'; token: string; password: boolean; link: LinkInfo }

interface Redeem {
  token: string
  name?: string
  email?: string
  password?: string
}

async function redeem(body: Redeem, to: string): Promise<void> {
  const { user } = await api.post<{ user: User }>('/api/app/links/redeem', body)
  setUser(user)
  go(to, { replace: true })
}

function Refused({ error }: { error: ApiError | null }) {
  const words = pages.link
  const unreachable = error !== null && error.passing
  const { what, remedy } = error && unreachable ? inWords(error) : { what: error?.detail ?? words.none, remedy: '' }
  return (
    <Gate title={words.refusedTitle}>
      <p class="gate-say" role="alert">{what} {remedy}</p>
      <p class="gate-foot">
        {unreachable
          ? <button type="button" class="btn btn-link" onClick={() => location.reload()}>{common.tryAgain}</button>
          : <a class="btn btn-link" href="/login">{pages.login.title}</a>}
      </p>
    </Gate>
  )
}

/** Name, e-mail and password for an account that does not exist yet. */
function NewAccount({ token, link, to, verb, onKnown }: { token: string; link: LinkInfo; to: string; verb: string; onKnown?: () => void }) {
  const form = useForm({ name: '', email: link.email ?? '', password: '' })
  const { values } = form
  const check = () => wrong({
    name: values.name.trim() ? [] : [pages.fields.nameMissing],
    email: emailErrors(values.email),
    password: passwordErrors(values.password),
  })
  const submit = form.send(() => redeem({ token, name: values.name.trim(), email: values.email.trim(), password: values.password }, to), check)
  return (
    <form class="form" ref={form.ref} onSubmit={submit} noValidate>
      <Field {...form.bind('name')} label={pages.fields.name} autocomplete="name" autofocus />
      <Field {...form.bind('email')} label={pages.fields.email} type="email" autocomplete="username" readOnly={link.email !== null} />
      <Field {...form.bind('password')} label={pages.fields.password} type="password" autocomplete="new-password" hint={pages.password.rule} />
      <Refusal error={form.error} />
      <div class="form-do">
        <Submit busy={form.busy}>{verb}</Submit>
        {onKnown && <button type="button" class="btn btn-link" onClick={onKnown}>{pages.link.haveAccount}</button>}
      </div>
    </form>
  )
}

/** E-mail and password of an account that exists. */
function KnownAccount({ token, link, to, onNew }: { token: string; link: LinkInfo; to: string; onNew?: () => void }) {
  const form = useForm({ email: link.email ?? '', password: '' })
  const { values } = form
  const check = () => wrong({
    email: emailErrors(values.email),
    password: values.password ? [] : [pages.login.passwordMissing],
  })
  const submit = form.send(() => redeem({ token, email: values.email.trim(), password: values.password }, to), check)
  return (
    <form class="form" ref={form.ref} onSubmit={submit} noValidate>
      <Field {...form.bind('email')} label={pages.fields.email} type="email" autocomplete="username" readOnly={link.email !== null} autofocus={link.email === null} />
      <Field {...form.bind('password')} label={pages.fields.password} type="password" autocomplete="current-password" autofocus={link.email !== null} />
      <Refusal error={form.error} />
      <div class="form-do">
        <Submit busy={form.busy}>{pages.link.logInJoin}</Submit>
        {onNew && <button type="button" class="btn btn-link" onClick={onNew}>{pages.link.noAccount}</button>}
      </div>
    </form>
  )
}

/** For somebody who is logged in: join as who one is, or log out first. */
function LoggedIn({ token, link, user, to }: { token: string; link: LinkInfo; user: User; to: string }) {
  const form = useForm({})
  const words = pages.link
  const fits = link.email === null || link.email.toLowerCase() === user.email.toLowerCase()
  const leave = form.send(() => logOut())
  return (
    <form class="form" ref={form.ref} onSubmit={fits ? form.send(() => redeem({ token }, to)) : leave}>
      {!fits && <Message>{words.other(link.email ?? '', user.email)}</Message>}
      <Refusal error={form.error} />
      <div class="form-do">
        <Submit busy={form.busy}>{fits ? words.joinAs(user.name || user.email) : words.logOutFirst}</Submit>
        {fits && link.email === null && <button type="button" class="btn btn-link" onClick={leave}>{words.notMe}</button>}
      </div>
    </form>
  )
}

function Invitation({ token, link }: { token: string; link: LinkInfo }) {
  const [known, setKnown] = useState(link.known_user)
  const words = pages.link
  const user = session.value?.user ?? null
  const to = link.project ? `/projects/${link.project.id}` : '/'
  return (
    <Gate title={words.inviteTitle(link.project?.title ?? '')}>
      <p class="gate-say">{link.role ? pages.roles.you[link.role] : ''} {words.until(moment(link.expires_at))}</p>
      {user
        ? <LoggedIn token={token} link={link} user={user} to={to} />
        : known
          ? <KnownAccount token={token} link={link} to={to} {...(link.email ? {} : { onNew: () => setKnown(false) })} />
          : <NewAccount token={token} link={link} to={to} verb={words.join} {...(link.email ? {} : { onKnown: () => setKnown(true) })} />}
    </Gate>
  )
}

/** Logs in without a further question. */
function LogInByLink({ token }: { token: string }) {
  const [error, setError] = useState<ApiError | null>(null)
  useEffect(() => {
    redeem({ token }, '/').catch((caught: unknown) => setError(asApiError(caught)))
  }, [token])
  return error ? <Refused error={error} /> : <Gate title={pages.link.loggingIn}><Loading /></Gate>
}

/** For a first or forgotten password: the new one is set by the same step that logs in. */
function SetPassword({ token, link }: { token: string; link: LinkInfo }) {
  const form = useForm({ password: '' })
  const submit = form.send(() => redeem({ token, password: form.values.password }, '/'), () => wrong({ password: passwordErrors(form.values.password) }))
  return (
    <Gate title={pages.link.setTitle}>
      {link.email && <p class="gate-say">{link.email}</p>}
      <form class="form" ref={form.ref} onSubmit={submit} noValidate>
        <input class="hide" type="text" autocomplete="username" value={link.email ?? ''} readOnly tabIndex={-1} aria-hidden="true" />
        <Field {...form.bind('password')} label={pages.link.newPassword} type="password" autocomplete="new-password" hint={pages.password.rule} autofocus />
        <Refusal error={form.error} />
        <div class="form-do"><Submit busy={form.busy}>{pages.link.setPassword}</Submit></div>
      </form>
    </Gate>
  )
}

/** "#token", or "#token&password" for a link that also sets a password. */
export function readFragment(hash: string): { token: string; password: boolean } {
  const [token = '', option] = hash.replace(/^#/, '').split('&')
  return { token, password: option === 'password' }
}

function useLink(): State {
  const [state, setState] = useState<State>({ at: 'reading' })
  useEffect(() => {
    let latest = 0
    function read(): void {
      const mine = ++latest
      const { token, password } = readFragment(location.hash)
      if (!token) return setState({ at: 'refused', error: null })
      setState({ at: 'reading' })
      api.post<LinkInfo>('/api/app/links/inspect', { token }).then(
        (link) => mine === latest && setState({ at: 'open', token, password, link }),
        (error: unknown) => mine === latest && setState({ at: 'refused', error: asApiError(error) }),
      )
    }
    read()
    addEventListener('hashchange', read) // another link pasted into the same tab
    return () => removeEventListener('hashchange', read)
  }, [])
  return state
}

export function SetupScreen() {
  const state = useLink()
  if (state.at === 'reading') return <Gate title={pages.link.readingTitle}><Loading /></Gate>
  if (state.at === 'refused') return <Refused error={state.error} />
  const { token, password, link } = state
  if (link.purpose === 'login' && password) return <SetPassword key={token} token={token} link={link} />
  if (link.purpose === 'login') return <LogInByLink token={token} />
  if (link.purpose === 'invite') return <Invitation key={token} token={token} link={link} />
  return (
    <Gate title={pages.setup.title}>
      <p class="gate-say">{pages.setup.say}</p>
      <NewAccount key={token} token={token} link={link} to="/" verb={pages.setup.submit} />
    </Gate>
  )
}
