// Brings to the server what openings of other articles have left on this computer: tabs that were closed, lost answers.
import { signal } from '@preact/signals'
import { ApiError } from '../lib/api'
import { contentHash } from '../lib/canonical'
import { outbox, type Kept } from '../lib/outbox'
import { doorTo } from './door'
import { draftAnswer, draftBody, submitAnswer } from './letters'

/** What could not be brought: it stays kept, and the coder is told. */
export const waiting = signal<readonly Kept[]>([])

/** The same letter as before, which changes nothing if it had arrived; true when the server has it. */
async function bring(kept: Kept): Promise<boolean> {
  const door = doorTo(kept.task)
  if (kept.submit) {
    const { content_hash } = submitAnswer(await door.submit(kept.submit, kept.annotation))
    return content_hash === contentHash(kept.submit.coding)
  }
  const { hash } = draftAnswer(await door.draft(draftBody(kept, 0), false))
  return hash === contentHash(kept.coding)
}

async function brought(kept: Kept): Promise<boolean> {
  try {
    if (!(await bring(kept))) return false
    await outbox.settle(kept)
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}

/** Delivers what waits of this person, the article at hand aside. */
export async function deliverAll(user: number, except: string | null): Promise<void> {
  const all = await outbox.waiting(user).catch((): Kept[] => []) // where nothing can be kept, nothing waits
  const left = new Set<string>()
  for (const kept of all) if (kept.key !== except && !(await brought(kept))) left.add(kept.key)
  // asked anew: what has been discarded meanwhile is not shown again
  const still = left.size ? await outbox.waiting(user).catch((): Kept[] => []) : []
  waiting.value = still.filter((kept) => left.has(kept.key))
}

/** Forgets what waits of an article, as the coder wishes; it is shown until it is gone from the disk. */
export async function discard(kept: Kept): Promise<void> {
  await outbox.discard(kept.key)
  waiting.value = waiting.value.filter((other) => other.key !== kept.key)
}
