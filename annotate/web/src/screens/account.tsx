// One's own account: name, password, tokens for programs, colours, log-out.
import { useState } from 'preact/hooks'
import { api, type ApiError } from '../lib/api'
import { logOut, session, setUser, type User } from '../lib/session'
import { go } from '../router'
import { pages } from '../strings'
import { Tokens } from './account-tokens'
import { Field, useForm } from './shared/form'
import { Frame, PageHead } from './shared/frame'
import { asApiError, useLoad } from './shared/load'
import { Failed, Loading, Refusal } from './shared/parts'
import { passwordErrors, wrong } from './shared/password'
import { spacing, textSize, theme } from './shared/look'
import { Segments } from './shared/segments'
import type { Account } from './shared/types'

const words = pages.account

function Saved({ shown }: { shown: boolean }) {
  return <span class={shown ? 'chip chip-ok' : 'hide'} role="status">{shown ? words.saved : ''}</span>
}

function Name({ user }: { user: User }) {
  const form = useForm({ name: user.name })
  const [saved, setSaved] = useState(false)
  const submit = form.send(async () => {
    const answer = await api.patch<{ user: User } | User>('/api/app/account', { name: form.values.name.trim() })
    setUser('user' in answer ? answer.user : answer)
    setSaved(true)
  }, () => { setSaved(false); return wrong({ name: form.values.name.trim() ? [] : [pages.fields.nameMissing] }) })
  return (
    <section class="panel" aria-labelledby="h-name">
      <div class="section-head"><h2 id="h-name">{words.profile}</h2><p>{user.email}{user.is_admin && `, ${words.admin}`}</p></div>
      <form class="form" ref={form.ref} onSubmit={submit} noValidate>
        <Field {...form.bind('name')} label={pages.fields.name} autocomplete="name" />
        <Refusal error={form.error} />
        <div class="form-do"><button type="submit" class="btn btn-edge">{words.saveName}</button><Saved shown={saved} /></div>
      </form>
    </section>
  )
}

function Password({ user }: { user: User }) {
  const empty = { current_password: '', password: '' }
  const form = useForm(empty)
  const [saved, setSaved] = useState(false)
  const submit = form.send(async () => {
    await api.patch('/api/app/account', form.values)
    form.set(empty)
    setSaved(true)
  }, () => { setSaved(false); return wrong({ password: passwordErrors(form.values.password) }) })
  return (
    <section class="panel" aria-labelledby="h-password">
      <div class="section-head"><h2 id="h-password">{words.password}</h2></div>
      <form class="form" ref={form.ref} onSubmit={submit} noValidate>
        <input class="hide" type="text" autocomplete="username" value={user.email} readOnly tabIndex={-1} aria-hidden="true" />
        <Field {...form.bind('current_password')} label={words.current} type="password" autocomplete="current-password" hint={words.currentHint} />
        <Field {...form.bind('password')} label={words.next} type="password" autocomplete="new-password" hint={pages.password.rule} />
        <Refusal error={form.error} />
        <div class="form-do"><button type="submit" class="btn btn-edge">{words.savePassword}</button><Saved shown={saved} /></div>
      </form>
    </section>
  )
}

function Look() {
  const says = pages.look
  return (
    <section class="panel look" aria-labelledby="h-look">
      <div class="section-head"><h2 id="h-look">{says.title}</h2><p>{says.say}</p></div>
      <Segments of={theme} title={says.colours} says={says.themes} />
      <Segments of={textSize} title={says.size} says={says.sizes} />
      <Segments of={spacing} title={says.spacing} says={says.spacings} />
    </section>
  )
}

function LogOut() {
  const [error, setError] = useState<ApiError | null>(null)
  async function leave(lose = false): Promise<void> {
    try {
      await logOut(lose)
      go('/login', { replace: true })
    } catch (caught) {
      setError(asApiError(caught))
    }
  }
  return (
    <>
      <button type="button" class="btn btn-edge" onClick={() => void leave()}>{words.logOut}</button>
      <Refusal error={error} />
      {error?.code === 'unsent' && (
        <button type="button" class="btn btn-edge" onClick={() => void leave(true)}>{words.logOutLosing}</button>
      )}
    </>
  )
}

export function AccountScreen() {
  const { data, error, reload } = useLoad<Account>('/api/app/account')
  const user = session.value?.user
  return (
    <Frame title={words.title}>
      <PageHead title={words.title}><LogOut /></PageHead>
      {error && <Failed error={error} again={reload} />}
      {!error && !data && <Loading />}
      {user && data && (
        <div class="account">
          <Name user={user} />
          <Password user={user} />
          <Look />
          <Tokens tokens={data.tokens} reload={reload} />
        </div>
      )}
    </Frame>
  )
}
