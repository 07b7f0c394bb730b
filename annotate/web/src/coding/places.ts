// Numbered offers for the slots location and time.
import { endOf, mentionOf, startOf, wordsOf, type Coding, type Event } from '../lib/coding'
import type { NamedMention, Span } from '../lib/screen'
import { MOST, namedIn, namesIn, type Candidate } from './candidates'
import { LIST, mentionsOf } from './edit'
import { fold, type Reading } from './words'
import { why as reason } from '../strings'

const TIME =
  /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight|tomorrow|last (?:night|week|month|year)|(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d{1,2}\b(?!\d))?(?:,? (?:19|20)\d\d)?|(?:19|20)\d\d(?:-\d\d-\d\d)?)\b/giu

interface Place {
  reading: Reading
  coding: Coding
  named: readonly NamedMention[]
  sentence: number
  event: Event
}

function timesIn(reading: Reading, sentence: number): Span[] {
  const whole = reading.sentences[sentence]
  if (!whole) return []
  const from = reading.map.toUtf16(whole[0])
  return [...reading.slice(whole).matchAll(TIME)].map((hit): Span => {
    const start = from + hit.index
    return [reading.map.fromUtf16(start), reading.map.fromUtf16(start + hit[0].length)]
  })
}

function overlaps(a: Span, b: Span): boolean {
  return a[0] < b[1] && b[0] < a[1]
}

/** What the sentence offers that is nothing else of this event yet, then what stood in that slot before. */
export function placeCandidates(place: Place, role: 'location' | 'time'): Candidate[] {
  const { reading, coding, named, sentence, event } = place
  const taken = mentionsOf(event)
    .flatMap((id) => mentionOf(coding, id) ?? [])
    .map((m): Span => [startOf(m), endOf(m)])
  const here = (role === 'time' ? timesIn(reading, sentence) : namesIn(reading, sentence)).map(
    (span): Candidate => ({ span, words: reading.slice(span), code: null, why: reason.thisSentence }),
  )
  const ids = new Set(coding.events.flatMap((e) => e[LIST[role]]))
  const earlier = coding.mentions
    .filter((m) => ids.has(m.id))
    .reverse()
    .map((m): Candidate => ({ span: [startOf(m), endOf(m)], words: wordsOf(m), code: null, why: reason.inArticle }))
  const seen = new Set<string>()
  return [...namedIn(reading, named, sentence, role), ...here, ...earlier]
    .filter((one) => {
      if (taken.some((span) => overlaps(span, one.span)) || seen.has(fold(one.words))) return false
      seen.add(fold(one.words))
      return true
    })
    .slice(0, MOST)
}
