// Project home: where the work stands, who does it, how well they agree, and how to get it out.
import { pages } from '../strings'
import { Acceptance } from './project-acceptance'
import { Guideline } from './project-guideline'
import { Agreement, Imports, Score } from './project-glance'
import { Collect } from './project-collect'
import { People } from './project-people'
import { Rulings } from './project-rulings'
import { StateBar } from './project-state'
import { ArticleList } from './project-tasks'
import { plural, count } from './shared/format'
import { Frame, PageHead, maySubmit } from './shared/frame'
import { useLoad } from './shared/load'
import { Failed, Loading } from './shared/parts'
import type { Project } from './shared/types'

const words = pages.project

interface Part {
  project: Project
  reload: () => void
}

function CodeNext({ project }: { project: Project }) {
  if (!maySubmit(project.role) || project.progress.mine_open === 0) return null
  return <a class="btn btn-primary" href={`/projects/${project.id}/code`}>{words.codeNext}</a>
}

function NoArticles({ project }: { project: Project }) {
  const manages = project.role === 'manager'
  return (
    <div class="empty first-steps">
      <b>{words.noArticles}</b>
      {manages ? words.noArticlesManager : words.noArticlesOther}
      {manages && <><br /><a class="btn btn-primary" href={`/projects/${project.id}/articles`}>{words.add}</a></>}
    </div>
  )
}

function TeamHome({ project, reload }: Part) {
  const manages = project.role === 'manager'
  const empty = project.progress.tasks === 0
  return (
    <>
      <PageHead title={project.title} say={words.line(plural(project.progress.tasks, 'article'), project.codebook.name, project.codebook.version, project.overlap)} more={project.description}>
        {manages && !empty && <a class="btn btn-edge" href={`/projects/${project.id}/articles`}>{words.add}</a>}
        <CodeNext project={project} />
      </PageHead>
      {empty ? <NoArticles project={project} /> : <StateBar progress={project.progress} />}
      <div class="home">
        <People project={project} reload={reload} />
        <Guideline project={project} reload={reload} />
        <Rulings project={project} />
        <Agreement glance={project.agreement} overlap={project.overlap} project={project.id} />
        <div class="home-stack">
          <Score glance={project.score} project={project.id} />
          <Imports imports={project.imports} project={project.id} manages={manages} />
        </div>
        <Acceptance project={project.id} />
        {!empty && <ArticleList project={project.id} overlap={project.overlap} />}
        <Collect project={project.id} />
      </div>
    </>
  )
}

function Mine({ project }: { project: Project }) {
  const { mine_done: done, mine_open: open } = project.progress
  return (
    <section class="mine" aria-label={words.mine}>
      <div class="figure">
        <p class="figure-name">{words.mineDone}</p>
        <p class="figure-value">{count(done)} <small>{done === 1 ? words.article : words.articles}</small></p>
      </div>
      <div class="figure">
        <p class="figure-name">{words.mineOpen}</p>
        <p class="figure-value">{count(open)} <small>{open === 1 ? words.article : words.articles}</small></p>
        {open === 0 && <p class="note">{words.mineNothing}</p>}
      </div>
    </section>
  )
}

/** An annotator's home: own progress, the guideline, and the way to the next article. */
function CoderHome({ project, reload }: Part) {
  return (
    <>
      <PageHead title={project.title} say={project.description}><CodeNext project={project} /></PageHead>
      <Mine project={project} />
      <div class="home"><Guideline project={project} reload={reload} /><Rulings project={project} /></div>
      <p class="note home-foot">{words.blind}</p>
    </>
  )
}

export function ProjectScreen({ id }: { id: number }) {
  const { data, error, reload } = useLoad<Project>(`/api/app/projects/${id}`)
  if (!data) return <Frame title={words.title}>{error ? <><PageHead title={words.title} /><Failed error={error} again={reload} /></> : <Loading />}</Frame>
  return (
    <Frame title={data.title} project={data}>
      {error && <Failed error={error} again={reload} />}
      {data.role === 'annotator' ? <CoderHome project={data} reload={reload} /> : <TeamHome project={data} reload={reload} />}
    </Frame>
  )
}
