// Everything that can be done to the state of the coding screen.
import type { Event, Provenance } from '../lib/coding'
import type { Span } from '../lib/screen'
import type { Slot, SpanSlot } from './state'

export type Action =
  | { do: 'sentence'; to: number }
  | { do: 'select'; event: string | null }
  | { do: 'new'; sentence?: number; span?: Span }
  | { do: 'edit'; event: string; slot?: Slot; part?: number }
  | { do: 'duplicate' | 'remove' | 'swap'; event: string }
  | { do: 'none'; on: boolean }
  | { do: 'typed'; text: string }
  | { do: 'aim'; span: Span | null; typed?: string }
  | { do: 'fragment' }
  | { do: 'row'; to: number }
  | { do: 'within'; code: string | null; row?: number }
  | { do: 'hints'; on: boolean }
  | { do: 'arm'; slot: Slot; part?: number }
  | { do: 'forward' | 'back' | 'clear' }
  | { do: 'close'; keep?: boolean }
  | { do: 'take'; span: Span; code?: string | null; from?: Provenance }
  | { do: 'put'; event: string; slot: SpanSlot; span: Span }
  | { do: 'notStated' }
  | { do: 'same' }
  | { do: 'code'; code: string; stay?: boolean; from?: Provenance }
  | { do: 'actorCode'; code: string | null; stay?: boolean; from?: Provenance }
  | { do: 'details'; part: Partial<Pick<Event, 'modality' | 'certainty' | 'note' | 'reciprocal' | 'magnitude' | 'same_as'>> }
  | { do: 'articleNote'; note: string }
  | { do: 'flag'; reason: string }
  | { do: 'accept'; suggestion: string; open?: boolean; shown_ms?: number }
  | { do: 'reject'; suggestion: string; shown_ms?: number }
  | { do: 'keep'; event: string; warning: string }
  | { do: 'eventNote'; event: string; note: string }
  | { do: 'recode'; event: string; code: string }
  | { do: 'undo' | 'redo' }
