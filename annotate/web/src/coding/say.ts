// The event as a sentence: "Protesters (EGYOPP) demand change in leadership from President Morsi (EGYGOV)".
import type { Codebook } from '../lib/codebook'
import { mentionOf, shownWords, type Coding, type Event, type Mention } from '../lib/coding'
import { LIST, NONE } from './edit'
import type { Side } from './state'
import { coding as words } from '../strings'

export const SAID = { none: words.notStatedWord, blank: '…' }

export type Part =
  | { kind: 'text' | 'trigger'; text: string }
  | { kind: 'actors'; side: Side; mentions: Mention[] }
  | { kind: 'none' | 'blank'; side: Side }

function side(coding: Coding, event: Event, which: Side): Part {
  const mentions = event[LIST[which]].flatMap((id) => mentionOf(coding, id) ?? [])
  if (mentions.length > 0) return { kind: 'actors', side: which, mentions }
  return { kind: event[NONE[which]] ? 'none' : 'blank', side: which }
}

function triggerWords(coding: Coding, event: Event): string {
  const trigger = mentionOf(coding, event.trigger)
  return trigger ? shownWords(trigger) : '…'
}

function template(codebook: Codebook, event: Event): string {
  const code = codebook.get(event.code)
  if (!code) return event.trigger ? '{S} {E} {T}' : '{S} … {T}'
  if (code.say) return code.say
  const label = code.label.charAt(0).toLowerCase() + code.label.slice(1)
  return code.target === 'forbidden' ? `{S}: ${label}` : `{S}: ${label}, {T}`
}

export function say(coding: Coding, event: Event, codebook: Codebook): Part[] {
  return template(codebook, event)
    .split(/(\{[SET]\})/)
    .filter((piece) => piece !== '')
    .map((piece): Part => {
      if (piece === '{S}') return side(coding, event, 'source')
      if (piece === '{T}') return side(coding, event, 'target')
      if (piece === '{E}') return { kind: 'trigger', text: triggerWords(coding, event) }
      return { kind: 'text', text: piece }
    })
}

/** The same as plain words, for screen readers. */
export function saidPlain(
  coding: Coding,
  event: Event,
  codebook: Codebook,
  words: Record<'none' | 'blank', string>,
): string {
  return say(coding, event, codebook)
    .map((part) => {
      if (part.kind === 'text' || part.kind === 'trigger') return part.text
      if (part.kind !== 'actors') return words[part.kind]
      return part.mentions.map((m) => `${shownWords(m)}${m.actor_code ? ` (${m.actor_code})` : ''}`).join(', ')
    })
    .join('')
}
