// The frame of every page: site bar, one main region, title of the window, and where the focus goes.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { loggedOut } from '../../lib/api'
import { session, setUser } from '../../lib/session'
import { path } from '../../router'
import { common, pages } from '../../strings'
import type { Role } from './types'
import { Waiting } from './waiting'

let pagesShown = 0
path.subscribe(() => (pagesShown += 1))

export interface InProject {
  id: number
  title: string
  role: Role
}

/** Readers only read; everybody else can be given articles to code. */
export function maySubmit(role: Role): boolean {
  return role !== 'reader'
}

/** Everybody but annotators sees the codings of others, and so who differs from whom. */
export function maySee(role: Role): boolean {
  return role !== 'annotator'
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${common.product}` : common.product
  }, [title])
}

/** The page's heading. After a change of page it takes the focus, unless the page has put it elsewhere. */
export function Heading({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (pagesShown > 1 && (document.activeElement === document.body || !document.activeElement)) heading.current?.focus()
  }, [])
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>
}

interface HeadProps {
  title: string
  say?: ComponentChildren
  /** A line of its own under the heading. */
  more?: ComponentChildren
  children?: ComponentChildren
}

export function PageHead({ title, say, more, children }: HeadProps) {
  return (
    <div class="page-head">
      <Heading>{title}</Heading>
      {say && <p>{say}</p>}
      {children && <div class="do">{children}</div>}
      {more && <p class="page-more">{more}</p>}
    </div>
  )
}

function Tab({ to, class: name, children }: { to: string; class?: string; children: ComponentChildren }) {
  const tab = useRef<HTMLAnchorElement>(null)
  const here = path.value === to
  useEffect(() => { if (here) tab.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }) }, [here]) // narrow windows
  return <a ref={tab} href={to} class={name} {...(here ? { 'aria-current': 'page' as const } : {})}>{children}</a>
}

function SiteBar({ project }: { project: InProject | undefined }) {
  const user = session.value?.user
  return (
    <header class="bar bar-site">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus() }}>{pages.bar.skip}</a>
      <a class="bar-home nowrap wide-only" href="/"><b>{common.product}</b></a>
      <nav class="tabs" aria-label={pages.bar.pages}>
        <Tab to="/">{pages.bar.projects}</Tab>
        {project && <Tab to={`/projects/${project.id}`} class="tab-project"><span>{project.title}</span></Tab>}
        {project && maySubmit(project.role) && <Tab to={`/projects/${project.id}/code`}>{pages.bar.coding}</Tab>}
        {project && maySee(project.role) && <Tab to={`/projects/${project.id}/agreement`}>{pages.bar.agreement}</Tab>}
        {project && maySee(project.role) && <Tab to={`/projects/${project.id}/models`}>{pages.bar.models}</Tab>}
        <Tab to="/account" class="narrow-only">{pages.bar.account}</Tab>
      </nav>
      <span class="bar-fill" />
      {user && <nav class="tabs wide-only" aria-label={pages.bar.account}><Tab to="/account">{user.name || user.email}</Tab></nav>}
    </header>
  )
}

/** Sends people whose session has ended to the log-in page; they come back here afterwards. */
function useLoggedOut(): void {
  useEffect(() => loggedOut.subscribe((out) => { if (out) setUser(null) }), [])
}

export function Frame({ title, project, children }: { title: string; project?: InProject | undefined; children: ComponentChildren }) {
  useTitle(title)
  useLoggedOut()
  return (
    <>
      <SiteBar project={project} />
      <main class="page" id="main" tabIndex={-1}>
        <Waiting />
        {children}
      </main>
    </>
  )
}

/** A narrow page without the site bar, for people who are not logged in yet. */
export function Gate({ title, children }: { title: string; children: ComponentChildren }) {
  useTitle(title)
  return (
    <main class="gate" id="main">
      <p class="gate-name">{common.product}</p>
      <section class="panel">
        <Heading>{title}</Heading>
        {children}
      </section>
    </main>
  )
}
