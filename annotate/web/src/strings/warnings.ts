// What looks doubtful, in two parts: what it is, and what to look at.
type Lines = readonly [string, string]

const shown = (text: string) => (text.length <= 40 ? `“${text}”` : `“${text.slice(0, 39)}…”`)

export const warnings = {
  residual: (code: string, better: string): Lines => ['A more exact code fits.', `${code} is for what ${better} does not say.`],
  rootOnly: (label: string): Lines => ['Root code.', `Choose one below ${label} if the text allows.`],
  sameTrigger: (text: string): Lines => ['Trigger used twice.', `${shown(text)} tells another event too: are these two?`],
  sameEvent: (n: number): Lines => ['Told twice.', `Event ${n} has the same words, code and actors.`],
  statement: (code: string): Lines => ['Statement beside an event.', `The same words and source are coded ${code}.`],
  future: (word: string): Lines => ['In the future?', `${shown(word)} stands near the trigger, but the event is asserted.`],
  protesters: (): Lines => ['Protesters arrested.', 'If the text reports force beyond the arrest, code 175.'],
  sourceNotStated: (): Lines => ['No source stated.', 'This code normally has one: does the article truly name none?'],
  targetNotStated: (): Lines => ['No target stated.', 'This code normally has one: does the article truly name none?'],
  sameActorCode: (code: string): Lines => ['Same actor code.', `Source and target are both ${code}: are these two actors?`],
  lateDate: (text: string, published: string): Lines => ['After publication.', `${shown(text)} is later than ${published}.`],
  elsewhere: (): Lines => ['Actors in another sentence.', 'Do the trigger, the source and the target belong together?'],
  uncoded: (name: string): Lines => ['No actor code.', `Give ${shown(name)} one, or say “unknown actor”.`],
  unknown: (name: string): Lines => ['Unknown actor.', `${shown(name)} has no code.`],
  unknownBlock: (block: string): Lines => ['Not in the table.', `No table of actor codes lists ${block}.`],
  otherwise: (name: string, code: string): Lines => ['Coded otherwise before.', `${shown(name)} is ${code} elsewhere in this article.`],
  unusual: (name: string, code: string): Lines => ['Coded otherwise before.', `${shown(name)} is mostly ${code} in this project.`],
  behindBy: (name: string): Lines => ['Source and target swapped?', `${shown(name)} stands behind “by” and so seems to act.`],
  guest: (name: string): Lines => ['Source and target swapped?', `The source is who lets in, not ${shown(name)}.`],
} as const
