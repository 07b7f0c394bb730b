// Seconds of work on one article: pauses over half a minute do not count.
const IDLE = 30_000

export class Activity {
  private total = 0
  private last: number

  constructor(private readonly now: () => number) {
    this.last = now()
  }

  /** Something was done. */
  mark(): void {
    const at = this.now()
    if (at - this.last <= IDLE) this.total += at - this.last
    this.last = at
  }

  seconds(): number {
    this.mark()
    return Math.round(this.total / 100) / 10
  }
}
