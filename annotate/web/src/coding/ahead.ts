// The article after this one, fetched while this one is coded, so that submitting opens it without a request.
// The answer to the submission says whether it is still this coder's; else it is thrown away and the queue asked.
import { ApiError } from '../lib/api'
import type { Coding } from '../lib/coding'
import { wordsOf } from '../lib/coding'
import type { NoneLeft, Screen, ScreenAhead } from '../lib/screen'

export interface AheadEnv {
  fetch: (project: number, after: number) => Promise<ScreenAhead | NoneLeft>
  release: (task: number) => Promise<unknown>
  /** Whether the coder did anything since the last call. */
  active: () => boolean
  wait: (ms: number, then: () => void) => () => void
}

/** The part of the time after which it is asked for again, if the coder is at work. */
const RENEW = 0.5
const AGAIN = 20_000

export class Ahead {
  private screen: ScreenAhead | null = null
  private cancel: (() => void) | null = null
  private turn = 0

  constructor(private readonly env: AheadEnv) {}

  /** The article to name in the submission. */
  get task(): number | null {
    return this.screen?.task.id ?? null
  }

  /** Fetches what comes after the article; what was kept before is forgotten. */
  begin(project: number, after: number): Promise<void> {
    this.forget()
    return this.ask(project, after, this.turn)
  }

  private async ask(project: number, after: number, turn: number): Promise<void> {
    let answer: ScreenAhead | NoneLeft
    try {
      answer = await this.env.fetch(project, after)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (turn === this.turn && error.passing) this.cancel = this.env.wait(AGAIN, () => void this.ask(project, after, turn))
      return
    }
    if (turn !== this.turn) {
      // left meanwhile: nobody will open it
      if (!('none' in answer) && answer.task.id !== after) await this.env.release(answer.task.id).catch(ignoreRefusal)
      return
    }
    this.screen = 'none' in answer ? null : answer
    if (this.screen) this.plan(project, after, this.screen.seconds * 1000 * RENEW)
  }

  private plan(project: number, after: number, ms: number): void {
    const { turn } = this
    this.cancel = this.env.wait(ms, () => {
      if (this.env.active()) void this.ask(project, after, turn)
      else this.plan(project, after, ms) // the server lets it go in time; a submission still asks for it
    })
  }

  /** The article, once the server has said that it is in this coder's hands. */
  take(task: number): Screen | null {
    const found = this.screen?.task.id === task ? this.screen : null
    this.forget()
    return found
  }

  /** The coder goes away without submitting. */
  async leave(): Promise<void> {
    const { task } = this
    this.forget()
    if (task !== null) await this.env.release(task).catch(ignoreRefusal)
  }

  private forget(): void {
    this.turn += 1
    this.cancel?.()
    this.cancel = null
    this.screen = null
  }
}

/** A seat that could not be given back is free by itself after its time. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ApiError)) throw error
}

/** What was fetched before the last article was submitted, with what that article added. */
export function caughtUp(screen: Screen, before: Screen, coding: Coding): Screen {
  const coded = coding.mentions.flatMap((m) =>
    m.type === 'actor' && m.actor_code ? [{ name: wordsOf(m), code: m.actor_code }] : [],
  )
  const done = before.progress.done + (before.annotation ? 0 : 1)
  return { ...screen, progress: { ...screen.progress, done }, actors: [...coded, ...screen.actors] }
}
