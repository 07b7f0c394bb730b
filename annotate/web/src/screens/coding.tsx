// The coding screen: fetches an article, puts it on the desk, submits it, goes on to the next.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Activity } from '../coding/activity'
import { Ahead, caughtUp } from '../coding/ahead'
import { loadActorTable } from '../coding/table'
import { Desk, type Lock } from '../coding/desk'
import { loadKeymap } from '../coding/keymap'
import { learn, loadMemory, saveMemory } from '../coding/memory'
import { lineOf } from '../coding/line'
import { openWith } from '../coding/opening'
import { Ranker } from '../coding/ranker'
import { Saver } from '../coding/saver'
import { doorTo } from '../coding/door'
import { TABS_ANSWER } from '../coding/tabs'
import { Reading } from '../coding/words'
import { ApiError } from '../lib/api'
import type { Coding } from '../lib/coding'
import { newId } from '../lib/ids'
import { isWaiting, keyOf, outbox, type Found } from '../lib/outbox'
import { askModel, fetchAhead, loadCodebook, openNext, openTask, releaseAhead, type NoneLeft, type Screen } from '../lib/screen'
import { session } from '../lib/session'
import { coding as words, common } from '../strings'
import { DeskView } from './coding/screen'
import { Waiting } from './shared/waiting'

type Stage =
  | { kind: 'loading' }
  | { kind: 'failed'; detail: string }
  | { kind: 'none'; reason: string; project: number }
  | { kind: 'open'; desk: Desk }

function wait(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

/** The character that a link from elsewhere leads to, in code points; null without one. */
function askedAt(): number | null {
  const at = new URLSearchParams(location.search).get('at')
  return at !== null && /^\d+$/.test(at) ? Number(at) : null
}

interface Way {
  ahead: Ahead
  onDone: (project: number, done: Screen, coding: Coding, next: number | null) => void
}

/** Readers never code; others only what they hold or have held, or what they take up on purpose. */
function lockOf(screen: Screen, kept: boolean): Lock | null {
  if (screen.project.role === 'reader') return 'reader'
  return screen.seat || screen.annotation || screen.draft || kept ? null : 'foreign'
}

function cannotKeep(error: unknown): undefined {
  console.warn('This browser keeps nothing:', error)
}

/** What this browser kept; nothing where it cannot keep anything, which the first change then says. */
async function keptHere(user: number, task: number): Promise<Found | undefined> {
  try {
    return await outbox.read(keyOf(user, task))
  } catch (error) {
    return cannotKeep(error)
  }
}

async function openDesk(screen: Screen, user: number, { ahead, onDone }: Way, at: number | null): Promise<Desk> {
  const [codebook, table, known] = await Promise.all([
    loadCodebook(screen.project.id, screen.project.codebook_sha256),
    loadActorTable(),
    keptHere(user, screen.task.id),
  ])
  const reading = new Reading(screen.task)
  const opening = openWith(screen, reading, { user, client_id: newId() }, known)
  if (known && opening.stale) void outbox.forget(known.kept).catch(cannotKeep)
  const activity = new Activity(() => performance.now())
  const then = () => (ahead.task === null ? '' : `?then=${ahead.task}`)
  const env = { outbox, newId, leadTime: () => activity.seconds(), wait, door: doorTo(screen.task.id, then) }
  const saver = new Saver(opening.kept, lineOf(opening.state), env)
  const memoryKey = `annotate-memory:${user}:${codebook.data.name}`
  const memory = loadMemory(localStorage, memoryKey)
  const desk = new Desk({
    screen,
    codebook,
    reading,
    state: at === null ? opening.state : { ...opening.state, sentence: reading.sentenceAt(at) },
    saver,
    table,
    memory,
    activity,
    ranker: new Ranker({ ask: (kind, span) => askModel(screen.task.id, kind, span), now: () => performance.now() }),
    keymap: loadKeymap(localStorage),
    locked: lockOf(screen, known !== undefined && isWaiting(known.kept)),
    onSubmitted: (coding, next) => {
      saveMemory(localStorage, memoryKey, learn(memory, coding))
      onDone(screen.project.id, screen, coding, next)
    },
  })
  if (opening.conflict) saver.disagree()
  return desk
}

function isNone(answer: Screen | NoneLeft): answer is NoneLeft {
  return 'none' in answer
}

/** Fetches the article after the one on the desk, while it is coded here; gives it back when the coder leaves. */
function useAhead(stage: Stage): Ahead {
  const desk = useRef<Desk | null>(null)
  const marks = useRef(0)
  const ahead = useMemo(() => {
    const active = () => {
      const count = desk.current?.parts.activity.count ?? 0
      const moved = count !== marks.current
      marks.current = count
      return moved
    }
    return new Ahead({ fetch: fetchAhead, release: releaseAhead, active, wait })
  }, [])
  useEffect(() => {
    desk.current = stage.kind === 'open' ? stage.desk : null
    if (stage.kind !== 'open') return
    const { screen } = stage.desk.parts
    const begin = () => {
      if (stage.desk.locked.value === null) void ahead.begin(screen.project.id, screen.task.id)
    }
    const cancel = wait(TABS_ANSWER, begin)
    const onShow = (event: PageTransitionEvent) => event.persisted && begin()
    const onHide = () => void ahead.leave()
    addEventListener('pagehide', onHide)
    addEventListener('pageshow', onShow)
    return () => {
      cancel()
      removeEventListener('pagehide', onHide)
      removeEventListener('pageshow', onShow)
      void ahead.leave() // nothing is left to give back after a submission
    }
  }, [stage])
  return ahead
}

function useStage(props: { project?: number; task?: number }): [Stage, () => void] {
  const [stage, setStage] = useState<Stage>({ kind: 'loading' })
  const user = session.value?.user?.id ?? 0
  const turn = useRef(0)

  const ahead = useAhead(stage)

  const onDone: Way['onDone'] = (project, done, coding, next) => {
    const fetched = next === null ? null : ahead.take(next)
    void show(fetched ? Promise.resolve(caughtUp(fetched, done, coding)) : openNext(project), project)
  }

  /** What has been asked for last is shown; an answer that comes after the coder has gone on is not. */
  const show = async (fetched: Promise<Screen | NoneLeft>, project: number) => {
    const mine = ++turn.current
    const setIf = (next: Stage) => mine === turn.current && setStage(next)
    try {
      const answer = await fetched
      if (mine !== turn.current) return
      if (isNone(answer)) return setStage({ kind: 'none', reason: answer.reason, project })
      const same = answer.task.id === props.task
      const desk = await openDesk(answer, user, { ahead, onDone }, same ? askedAt() : null)
      if (props.task !== undefined && mine === turn.current) history.replaceState(null, '', `/tasks/${answer.task.id}${same ? location.search : ''}`)
      setIf({ kind: 'open', desk })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setIf({ kind: 'failed', detail: error.detail })
    }
  }
  const start = () => {
    if (stage.kind === 'open') stage.desk.gone = true
    void show(props.task === undefined ? openNext(props.project ?? 0) : openTask(props.task), props.project ?? 0)
  }

  useEffect(() => {
    start()
    return () => void (turn.current += 1)
  }, [props.project, props.task])
  useEffect(() => (stage.kind === 'open' ? () => void stage.desk.parts.saver.leave() : undefined), [stage])
  return [stage, start]
}

/** What there is instead of an article; the focus goes there, so that it is heard. */
function Said({ children }: { children: string }) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => ref.current?.focus(), [])
  return (
    <h1 ref={ref} tabIndex={-1}>
      {children}
    </h1>
  )
}

export function CodingScreen(props: { project?: number; task?: number }) {
  const [stage, reload] = useStage(props)
  switch (stage.kind) {
    case 'loading':
      return (
        <main class="page">
          <p class="empty">{common.loading}</p>
        </main>
      )
    case 'failed':
      return (
        <main class="page">
          <Waiting />
          <div class="empty stop">
            <Said>{stage.detail}</Said>
            <button class="btn btn-primary" onClick={reload}>
              {common.tryAgain}
            </button>{' '}
            <a class="btn btn-link" href="/">
              {common.toProjects}
            </a>
          </div>
        </main>
      )
    case 'none':
      return (
        <main class="page">
          <Waiting />
          <div class="empty stop">
            <Said>{words.loadedNone}</Said>
            <p>{stage.reason}</p>
            <a class="btn btn-primary" href={`/projects/${stage.project}`}>
              {words.backToProject}
            </a>
          </div>
        </main>
      )
    case 'open':
      return <DeskView key={stage.desk.parts.screen.task.id} desk={stage.desk} reload={reload} />
  }
}
