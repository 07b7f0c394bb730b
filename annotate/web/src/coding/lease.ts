// The article stays in the coder's hands while they work, and they hear of it before it goes back to the queue.
import { signal } from '@preact/signals'
import { ApiError } from '../lib/api'

/** `ending`: it goes back soon. `over`: anybody may get it. `gone`: it is in other hands. */
export type Held = 'held' | 'ending' | 'over' | 'gone'

export interface LeaseEnv {
  /** Seconds that the article is kept from now on; null when it is not in this coder's hands. */
  renew: () => Promise<number | null>
  wait: (ms: number, then: () => void) => () => void
}

/** Milliseconds: how long before the end it is said, and until the server is asked first, or again after a failure. */
export const WARNING = 120_000
const ASK = 60_000
/** Parts of the time in which one looks whether the coder has worked. */
const PARTS = 4

export class Lease {
  readonly state = signal<Held>('held')
  private cancel: () => void = () => undefined
  private worked = false
  private asking = false
  private ended = false

  /** `mine`: it was in this coder's hands when it was opened. */
  constructor(
    private readonly env: LeaseEnv,
    private mine: boolean,
  ) {}

  begin(): void {
    this.plan(ASK, () => void this.ask())
  }

  end(): void {
    this.ended = true
    this.cancel()
  }

  /** The coder has done something. */
  touch(): void {
    this.worked = true
    if (this.state.value === 'ending' || this.state.value === 'over') void this.ask()
  }

  private plan(ms: number, then: () => void): void {
    this.cancel()
    if (!this.ended) this.cancel = this.env.wait(ms, then)
  }

  private async ask(): Promise<void> {
    if (this.asking) return
    this.asking = true
    try {
      const seconds = await this.env.renew()
      if (seconds !== null) this.hold(seconds * 1000)
      else if (this.mine) this.state.value = 'gone'
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      // a refusal is said where the coding is saved; an absent server is asked again
      if (error.status === 0 || error.status >= 500) this.plan(ASK, () => void this.ask())
    } finally {
      this.asking = false
    }
  }

  private hold(ms: number): void {
    this.mine = true
    this.worked = false
    this.state.value = 'held'
    this.watch(ms, ms / PARTS)
  }

  private watch(left: number, step: number): void {
    const next = Math.min(step, left - Math.min(WARNING, step))
    if (next > 0) return this.plan(next, () => (this.worked ? void this.ask() : this.watch(left - next, step)))
    this.state.value = 'ending'
    this.plan(left, () => (this.state.value = 'over'))
  }
}
