// Seconds of work on one article: pauses over half a minute do not count.
const IDLE = 30_000

export class Activity {
  private total = 0
  private marks = 0
  private last: number

  constructor(private readonly now: () => number) {
    this.last = now()
  }

  /** Something was done. */
  mark(): void {
    const at = this.now()
    this.marks += 1
    if (at - this.last <= IDLE) this.total += at - this.last
    this.last = at
  }

  seconds(): number {
    this.mark()
    this.marks -= 1 // looking at the clock is no work
    return Math.round(this.total / 100) / 10
  }

  /** How often something was done. */
  get count(): number {
    return this.marks
  }
}
