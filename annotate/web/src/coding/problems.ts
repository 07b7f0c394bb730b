// What keeps an event, or the whole coding, from being stored. The server checks the same and more.
import type { Codebook } from '../lib/codebook'
import { mentionOf, type Coding, type Event } from '../lib/coding'
import { isActorCode } from './actors'
import { LIST, NONE } from './edit'
import type { Side, Slot } from './state'

export type ProblemKey =
  | 'trigger'
  | 'code'
  | 'codeUnknown'
  | 'codeGroup'
  | 'actors'
  | 'source'
  | 'target'
  | 'sourceForbidden'
  | 'targetForbidden'
  | 'same'
  | 'actorCode'
  | 'verdict'

export interface Problem {
  slot: Slot
  key: ProblemKey
}

function codeProblems(event: Event, codebook: Codebook): Problem[] {
  if (!event.code) return [{ slot: 'code', key: 'code' }]
  const code = codebook.get(event.code)
  if (!code || code.retired) return [{ slot: 'code', key: 'codeUnknown' }]
  return codebook.mayChoose(code) ? [] : [{ slot: 'code', key: 'codeGroup' }]
}

function isFilled(event: Event, side: Side): boolean {
  return event[LIST[side]].length > 0 || event[NONE[side]]
}

function sideProblems(event: Event, codebook: Codebook): Problem[] {
  const code = codebook.get(event.code)
  if (!isFilled(event, 'source') && !isFilled(event, 'target') && code?.source !== 'forbidden')
    return [{ slot: 'source', key: 'actors' }]
  return (['source', 'target'] as const).flatMap((side): Problem[] => {
    const need = code?.[side] ?? 'optional'
    if (need === 'required' && !isFilled(event, side)) return [{ slot: side, key: side }]
    if (need === 'forbidden' && event[LIST[side]].length > 0) return [{ slot: side, key: `${side}Forbidden` }]
    return []
  })
}

function actorProblems(coding: Coding, event: Event, codebook: Codebook): Problem[] {
  const out: Problem[] = []
  if (codebook.data.actors === 'cameo') {
    for (const side of ['source', 'target'] as const) {
      const codes = event[LIST[side]].map((id) => mentionOf(coding, id)?.actor_code)
      if (codes.some((code) => code && !isActorCode(code))) out.push({ slot: `${side}Code`, key: 'actorCode' })
    }
  }
  if (!event.reciprocal && event.sources.some((id) => event.targets.includes(id)))
    out.push({ slot: 'target', key: 'same' })
  return out
}

/** In the order of the slots, so that the first one is where to go. */
export function problemsOf(coding: Coding, event: Event, codebook: Codebook): Problem[] {
  const trigger: Problem[] = event.trigger ? [] : [{ slot: 'trigger', key: 'trigger' }]
  return [
    ...trigger,
    ...codeProblems(event, codebook),
    ...sideProblems(event, codebook),
    ...actorProblems(coding, event, codebook),
  ]
}

export function isDraft(coding: Coding, event: Event, codebook: Codebook): boolean {
  return problemsOf(coding, event, codebook).length > 0
}

/** True when the coding answers at all: events, or "no codable event". */
export function isAnswered(coding: Coding): boolean {
  return coding.events.length > 0 || coding.verdict === 'no_codable_event'
}
