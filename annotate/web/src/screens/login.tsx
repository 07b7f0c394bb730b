// Log-in; before the first account exists, where to find the set-up link.
import { useEffect } from 'preact/hooks'
import { logIn, session } from '../lib/session'
import { go } from '../router'
import { pages } from '../strings'
import { Field, Submit, useForm } from './shared/form'
import { Gate } from './shared/frame'
import { Refusal } from './shared/parts'
import { wrong } from './shared/password'

/** The page that was asked for before the log-in; never an address outside this server. */
export function nextPath(search: string): string {
  const asked = new URLSearchParams(search).get('next') ?? '/'
  return /^\/(?![/\\])/.test(asked) ? asked : '/'
}

function SetupNeeded() {
  const words = pages.setup
  return (
    <Gate title={words.neededTitle}>
      <p class="gate-say">{words.needed}</p>
      <p class="gate-say">{words.neededAgain}</p>
    </Gate>
  )
}

function LogInForm() {
  const form = useForm({ email: '', password: '' })
  const words = pages.login
  const check = () => wrong({
    email: form.values.email.trim() ? [] : [words.emailMissing],
    password: form.values.password ? [] : [words.passwordMissing],
  })
  const submit = form.send(async () => {
    await logIn(form.values.email.trim(), form.values.password)
  }, check)
  return (
    <Gate title={words.title}>
      <form class="form" ref={form.ref} onSubmit={submit} noValidate>
        <Field {...form.bind('email')} label={pages.fields.email} type="email" autocomplete="username" autofocus />
        <Field {...form.bind('password')} label={pages.fields.password} type="password" autocomplete="current-password" />
        <Refusal error={form.error} />
        <div class="form-do"><Submit busy={form.busy}>{words.submit}</Submit></div>
      </form>
      <p class="note gate-foot">{words.forgotten}</p>
    </Gate>
  )
}

export function LoginScreen() {
  const known = session.value
  useEffect(() => {
    if (known?.user) go(nextPath(location.search), { replace: true })
  }, [known])
  if (known?.user) return null
  return known?.needs_setup ? <SetupNeeded /> : <LogInForm />
}
