// Writes a coding and its history down on this computer: at once, only what has changed, and as long as it holds it.
import { signal } from '@preact/signals'
import { dump, type Coding } from '../lib/coding'
import type { Kept, Outbox } from '../lib/outbox'
import { differing, type Line } from './line'

export class Keeper {
  /** Why this browser keeps nothing, where it does not: a change is then safe only when the server has it. */
  readonly unkept = signal<string | null>(null)
  private writing: Promise<void> = Promise.resolve()
  private written: Line = []
  private claimed = false

  constructor(
    private readonly outbox: Outbox,
    /** Another opening of the article has taken it. */
    private readonly onTaken: () => void,
  ) {}

  /** `holding`: from now on this opening alone has the article. */
  write(kept: Kept, line: Line, holding: boolean): void {
    const states = differing(this.written, line).map((at) => [at, dump(line[at] as Coding)] as const)
    const claim = holding && !this.claimed
    this.written = line
    this.claimed ||= claim
    const { claimed } = this // what was written before the claim may well find another holder
    this.writing = (claim ? this.outbox.claim(kept, states) : this.outbox.write(kept, states)).then(
      (held) => {
        this.unkept.value = null
        if (held === false && claimed) this.onTaken()
      },
      (error: unknown) => this.fail(error),
    )
  }

  private fail(error: unknown): void {
    this.written = []
    this.claimed = false
    this.unkept.value = error instanceof Error ? error.message : String(error)
  }

  /** Ends when everything is written. */
  async settled(): Promise<void> {
    await this.writing
  }

  async forget(kept: Kept): Promise<void> {
    await this.writing
    await this.outbox.forget(kept).catch((error: unknown) => this.fail(error))
  }
}
