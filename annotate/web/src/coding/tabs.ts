// One tab codes an article, the others look on. Tabs of one browser talk over a channel; the server settles the rest.

/** Milliseconds in which another tab says that it codes the article; nothing is sent before. */
export const TABS_ANSWER = 200

export interface Channel {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  close(): void
}

type Message =
  | { say: 'open'; key: string; from: string }
  | { say: 'held'; key: string; to: string }
  | { say: 'take'; key: string; from: string }
  | { say: 'given'; key: string; to: string }

export interface TabEnv {
  channel: Channel
  /** Name of this opening of the article, unlike any other. */
  me: string
  key: string
  /** True while this tab codes. */
  holds: () => boolean
  /** Another tab codes this article: look on. */
  onHeld: () => void
  /** Another tab wants it: whatever is unsent is to go out first. */
  onTaken: () => Promise<void>
}

export class Tabs {
  private given: (() => void) | null = null

  constructor(private readonly env: TabEnv) {
    env.channel.addEventListener('message', ({ data }) => void this.hear(data as Message))
    this.post({ say: 'open', key: env.key, from: env.me })
  }

  private post(message: Message): void {
    this.env.channel.postMessage(message)
  }

  private async hear(message: Message): Promise<void> {
    const { key, me, holds } = this.env
    if (message.key !== key) return
    if (message.say === 'open' && holds()) this.post({ say: 'held', key, to: message.from })
    if (message.say === 'held' && message.to === me) this.env.onHeld()
    if (message.say === 'given' && message.to === me) this.given?.()
    if (message.say === 'take' && holds()) {
      await this.env.onTaken()
      this.post({ say: 'given', key, to: message.from })
    }
  }

  /** Asks the other tab for the article; a tab that does not answer in time is gone. */
  take(wait: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, wait)
      this.given = () => {
        clearTimeout(timer)
        done()
      }
      this.post({ say: 'take', key: this.env.key, from: this.env.me })
    })
  }

  close(): void {
    this.env.channel.close()
  }
}
