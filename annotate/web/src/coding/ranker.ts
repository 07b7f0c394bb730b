// Asks the project's model what it says of the words that have just been marked. A key never waits for it: what comes
// late is kept until the list is opened again, so that no row moves under the coder's finger.
import { signal } from '@preact/signals'
import { ApiError } from '../lib/api'
import { endOf, mentionOf, startOf, type Coding } from '../lib/coding'
import type { LiveAnswer, RankedCode, Span } from '../lib/screen'
import { eventOf, LIST } from './edit'
import { isActorCodeSlot, sideOf, type Open, type State } from './state'

export type Kind = 'trigger' | 'actor'
const KINDS: readonly Kind[] = ['trigger', 'actor']

export interface RankerEnv {
  ask: (kind: Kind, span: Span | null) => Promise<LiveAnswer>
  now: () => number
}

/** Milliseconds after which the rows of a list in sight stay as they are. */
export const SETTLED = 250

const NOTHING: readonly RankedCode[] = []

/** The words that the open event has in the slots that a model has something to say of. */
function spanOf(kind: Kind, coding: Coding, open: Open): Span | null {
  const event = eventOf(coding, open.event)
  const side = sideOf(open.slot)
  const id = kind === 'trigger' ? event?.trigger : side && event?.[LIST[side]][open.part]
  const mention = mentionOf(coding, id ?? null)
  return mention ? [startOf(mention), endOf(mention)] : null
}

export class Ranker {
  /** What may be shown of the trigger and of the actor at hand, the surest first. */
  readonly offers = { trigger: signal(NOTHING), actor: signal(NOTHING) }
  private readonly known = new Map<string, readonly RankedCode[]>()
  private readonly at: Record<Kind, string> = { trigger: '', actor: '' }
  private model: string | null = null
  private list = ''
  private since = 0
  private open: Open | null = null

  constructor(private readonly env: RankerEnv) {}

  /** Lets the server make the model ready before the first words are marked. */
  warm(): void {
    void this.ask('trigger', null)
  }

  /** Asks of words that have not been asked of, and shows what is known of those at hand. */
  follow({ coding, open }: State): void {
    const list = open ? `${open.event} ${open.slot} ${open.part}` : ''
    const opened = list !== this.list
    if (opened) this.since = this.env.now()
    this.list = list
    this.open = open
    for (const kind of KINDS) {
      const span = open && spanOf(kind, coding, open)
      const key = span ? `${kind} ${span.join()}` : ''
      const moved = key !== this.at[kind]
      this.at[kind] = key
      if (opened || moved) this.offers[kind].value = this.known.get(key) ?? NOTHING
      if (moved && span && !this.known.has(key)) void this.ask(kind, span)
    }
  }

  private async ask(kind: Kind, span: Span | null): Promise<void> {
    try {
      const { model, codes } = await this.env.ask(kind, span)
      if (model !== this.model) this.known.clear()
      this.model = model
      if (span && codes.length > 0) this.hear(kind, `${kind} ${span.join()}`, codes)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error // away, or not for this coder: there is nothing to suggest then
    }
  }

  private hear(kind: Kind, key: string, codes: readonly RankedCode[]): void {
    this.known.set(key, codes)
    if (key === this.at[kind] && !this.settled(kind)) this.offers[kind].value = codes
  }

  /** The list that this would change is being read. */
  private settled(kind: Kind): boolean {
    const { open } = this
    const shown = open !== null && (kind === 'trigger' ? open.slot === 'code' : isActorCodeSlot(open.slot))
    return shown && (open.row !== 0 || this.env.now() - this.since > SETTLED)
  }
}
