// What this coder used before, kept in this browser: codes by time, by number of uses, and by trigger word.
import { mentionOf, wordsOf, type Coding } from '../lib/coding'
import { stems } from './forms'

export interface Memory {
  /** Latest first. */
  recent: string[]
  uses: Record<string, number>
  /** Every form that a trigger word may be built from → codes, latest first. */
  byTrigger: Record<string, string[]>
  /** Actor codes, latest first. */
  actors: string[]
}

export const BLANK: Memory = { recent: [], uses: {}, byTrigger: {}, actors: [] }
const KEEP = 50

/** True for forms of one word: seize, seized, seizing. */
export function sameWord(a: string, b: string): boolean {
  const forms = stems(a)
  return stems(b).some((form) => forms.includes(form))
}

function toFront(list: readonly string[], value: string): string[] {
  return [value, ...list.filter((other) => other !== value)].slice(0, KEEP)
}

/** Learns from a submitted coding. */
export function learn(memory: Memory, coding: Coding): Memory {
  let { recent, uses, byTrigger, actors } = memory
  for (const event of coding.events) {
    if (!event.code) continue
    recent = toFront(recent, event.code)
    uses = { ...uses, [event.code]: (uses[event.code] ?? 0) + 1 }
    const trigger = mentionOf(coding, event.trigger)
    if (trigger) {
      for (const form of stems(wordsOf(trigger)))
        byTrigger = { ...byTrigger, [form]: toFront(byTrigger[form] ?? [], event.code) }
    }
  }
  for (const mention of coding.mentions) if (mention.actor_code) actors = toFront(actors, mention.actor_code)
  return { recent, uses, byTrigger, actors }
}

/** Memory as it stands in the middle of an article. */
export function codesForTrigger(memory: Memory, trigger: string): string[] {
  return [...new Set(stems(trigger).flatMap((form) => memory.byTrigger[form] ?? []))]
}

export function loadMemory(store: Storage, key: string): Memory {
  const text = store.getItem(key)
  if (!text) return BLANK
  try {
    return { ...BLANK, ...(JSON.parse(text) as Partial<Memory>) }
  } catch (error) {
    if (error instanceof SyntaxError) return BLANK // written by something else
    throw error
  }
}

export function saveMemory(store: Storage, key: string, memory: Memory): void {
  store.setItem(key, JSON.stringify(memory))
}
