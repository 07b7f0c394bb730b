// The projects somebody is in, and what waits there.
import { session } from '../lib/session'
import { pages } from '../strings'
import { Frame, PageHead, maySubmit } from './shared/frame'
import { count, percent } from './shared/format'
import { useLoad } from './shared/load'
import { Failed, Loading } from './shared/parts'
import type { ProjectSummary } from './shared/types'

const words = pages.projects

function ProgressLine({ project }: { project: ProjectSummary }) {
  const { complete, tasks } = project.progress
  if (tasks === 0) return <p class="project-progress quiet">{words.noArticles}</p>
  return (
    <div class="project-progress">
      <svg class="share" width="100%" height="6" aria-hidden="true">
        <rect class="bar-none" width="100%" height="6" rx="1" />
        <rect class="bar-kept" width={`${(complete / tasks) * 100}%`} height="6" rx="1" />
      </svg>
      <p><b>{percent(complete, tasks)}</b> <span class="quiet">{words.complete(count(complete), count(tasks))}</span></p>
    </div>
  )
}

function Row({ project, primary }: { project: ProjectSummary; primary: boolean }) {
  const home = `/projects/${project.id}`
  const codes = maySubmit(project.role)
  return (
    <li class="project-row">
      <div class="project-what">
        <h2><a href={home}>{project.title}</a></h2>
        {project.description && <p>{project.description}</p>}
        <p class="note">{words.line(pages.roles.name[project.role], project.codebook.name, project.codebook.version, project.overlap)}</p>
      </div>
      <ProgressLine project={project} />
      <p class="project-mine">
        {codes && (project.my_open > 0 ? <><b>{count(project.my_open)}</b> {words.open}</> : <span class="quiet">{words.nothingOpen}</span>)}
      </p>
      <div class="project-do">
        <a class="btn btn-edge" href={home} aria-label={words.openNamed(project.title)}>{words.openProject}</a>
        {codes && project.my_open > 0 && (
          <a class={primary ? 'btn btn-primary' : 'btn btn-edge'} href={`${home}/code`} aria-label={words.codeNamed(project.title)}>{words.codeNext}</a>
        )}
      </div>
    </li>
  )
}

function Empty({ admin }: { admin: boolean }) {
  return (
    <div class="empty">
      <b>{words.emptyTitle}</b>
      {admin ? words.emptyAdmin : words.emptyOther}
      {admin && <><br /><a class="btn btn-primary" href="/projects/new">{words.create}</a></>}
    </div>
  )
}

export function ProjectsScreen() {
  const { data, error, reload } = useLoad<ProjectSummary[]>('/api/app/projects')
  const admin = session.value?.user?.is_admin ?? false
  const first = data?.findIndex((project) => maySubmit(project.role) && project.my_open > 0) ?? -1
  return (
    <Frame title={words.title}>
      <PageHead title={words.title}>
        {admin && data && data.length > 0 && <a class={first < 0 ? 'btn btn-primary' : 'btn btn-edge'} href="/projects/new">{words.create}</a>}
      </PageHead>
      {error && <Failed error={error} again={reload} />}
      {!error && !data && <Loading />}
      {!error && data && data.length === 0 && <Empty admin={admin} />}
      {!error && data && data.length > 0 && (
        <section class="panel" aria-label={words.title}>
          <ul class="rows">{data.map((project, i) => <Row key={project.id} project={project} primary={i === first} />)}</ul>
        </section>
      )}
    </Frame>
  )
}
