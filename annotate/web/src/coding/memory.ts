// What this coder used before, kept in this browser: codes by time, by number of uses, and by trigger word.
import { mentionOf, wordsOf, type Coding } from '../lib/coding'
import { stems } from './forms'

export interface Memory {
  /** Latest first. */
  recent: string[]
  uses: Record<string, number>
  /** Trigger word (its shortest form) → codes, latest first. */
  byTrigger: Record<string, string[]>
  /** Actor codes, latest first. */
  actors: string[]
}

export const BLANK: Memory = { recent: [], uses: {}, byTrigger: {}, actors: [] }
const KEEP = 50

export function lemma(trigger: string): string {
  return stems(trigger).reduce((a, b) => (b.length < a.length ? b : a))
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
      const key = lemma(wordsOf(trigger))
      byTrigger = { ...byTrigger, [key]: toFront(byTrigger[key] ?? [], event.code) }
    }
  }
  for (const mention of coding.mentions) if (mention.actor_code) actors = toFront(actors, mention.actor_code)
  return { recent, uses, byTrigger, actors }
}

/** Memory as it stands in the middle of an article. */
export function codesForTrigger(memory: Memory, trigger: string): string[] {
  return memory.byTrigger[lemma(trigger)] ?? []
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
