// Which page stands under which address.
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ApiError } from './lib/api'
import { loadSession, session } from './lib/session'
import { go, route, type Route } from './router'
import { AccountScreen } from './screens/account'
import { AgreementLater, ModelsLater } from './screens/later'
import { CodingScreen } from './screens/coding'
import { LoginScreen } from './screens/login'
import { NewProjectScreen } from './screens/newproject'
import { ProjectScreen } from './screens/project'
import { ProjectArticlesScreen } from './screens/projectarticles'
import { ProjectsScreen } from './screens/projects'
import { SetupScreen } from './screens/setup'
import { common } from './strings'

const OPEN: readonly Route['name'][] = ['login', 'link']

function Notice({ children }: { children: ComponentChildren }) {
  return (
    <main class="page">
      <div class="empty">{children}</div>
    </main>
  )
}

function Missing() {
  return (
    <Notice>
      <b>{common.missing}</b> <a href="/">{common.toProjects}</a>
    </Notice>
  )
}

function Page({ to }: { to: Route }) {
  switch (to.name) {
    case 'projects':
      return <ProjectsScreen />
    case 'login':
      return <LoginScreen />
    case 'link':
      return <SetupScreen />
    case 'newproject':
      return <NewProjectScreen />
    case 'project':
      return <ProjectScreen key={to.id} id={to.id} />
    case 'articles':
      return <ProjectArticlesScreen key={to.id} id={to.id} />
    case 'code':
      return <CodingScreen key={`p${to.id}`} project={to.id} />
    case 'agreement':
      return <AgreementLater key={to.id} id={to.id} />
    case 'models':
      return <ModelsLater key={to.id} id={to.id} />
    case 'task':
      return <CodingScreen key={`t${to.id}`} task={to.id} />
    case 'account':
      return <AccountScreen />
    case 'missing':
      return <Missing />
  }
}

/** After log-in people return to the page they asked for; the coding screen keeps its own message on log-out. */
function toLogin(): void {
  const here = location.pathname + location.search
  go(here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`, { replace: true })
}

export function App() {
  const [failed, setFailed] = useState('')
  const known = session.value
  const to = route.value
  const open = OPEN.includes(to.name)

  useEffect(() => {
    loadSession().catch((error: unknown) => setFailed(error instanceof ApiError ? error.detail : String(error)))
  }, [])
  useEffect(() => {
    if (known && !known.user && !open) toLogin()
  }, [known, open])

  if (failed)
    return (
      <Notice>
        <b>{failed}</b>{' '}
        <button class="btn btn-link" onClick={() => location.reload()}>
          {common.tryAgain}
        </button>
      </Notice>
    )
  if (!known) return <Notice>{common.loading}</Notice>
  if (!known.user && !open) return null
  return <Page to={to} />
}
