// Which codes a trigger word points to: its base form is looked up among the codebook's search words.
import type { Codebook } from '../lib/codebook'
import { fold } from './words'

const IRREGULAR: Record<string, string> = {
  said: 'say', told: 'tell', met: 'meet', held: 'hold', fought: 'fight', gave: 'give', given: 'give', sent: 'send', took: 'take',
  taken: 'take', shot: 'shoot', left: 'leave', broke: 'break', broken: 'break', began: 'begin', begun: 'begin', withdrew: 'withdraw',
  withdrawn: 'withdraw', struck: 'strike', sought: 'seek', won: 'win', led: 'lead', made: 'make', went: 'go', came: 'come', spoke: 'speak',
  spoken: 'speak', forbade: 'forbid', bought: 'buy', sold: 'sell', caught: 'catch', overthrew: 'overthrow', threw: 'throw', drove: 'drive',
  driven: 'drive', fled: 'flee', laid: 'lay', paid: 'pay', rose: 'rise', swore: 'swear', stole: 'steal', tore: 'tear', withheld: 'withhold',
  wrote: 'write', blew: 'blow', burnt: 'burn', dealt: 'deal', froze: 'freeze', frozen: 'freeze', hid: 'hide', lent: 'lend', lost: 'lose',
}

/** Forms that the word may be built from: demanded → demand, bombing → bomb, bombe; seized → seize. */
export function stems(word: string): string[] {
  const key = fold(word)
  const found = new Set([key])
  const irregular = IRREGULAR[key]
  if (irregular) found.add(irregular)
  for (const ending of ['s', 'es', 'd', 'ed', 'ing']) {
    if (!key.endsWith(ending) || key.length - ending.length < 3) continue
    const stem = key.slice(0, -ending.length)
    found.add(stem)
    if (ending === 'ing') found.add(`${stem}e`)
    if (stem.at(-1) === stem.at(-2)) found.add(stem.slice(0, -1))
    if (stem.endsWith('i')) found.add(`${stem.slice(0, -1)}y`)
  }
  return [...found]
}

const INDEX = new WeakMap<Codebook, Map<string, string[]>>()

/** Search word → codes that name it. A phrase is found by its first word. */
function wordIndex(codebook: Codebook): Map<string, string[]> {
  let index = INDEX.get(codebook)
  if (index) return index
  index = new Map()
  for (const code of codebook.data.codes) {
    for (const phrase of code.words) {
      const first = fold(phrase).split(/\s+/)[0]
      if (first) index.set(first, [...(index.get(first) ?? []), code.code])
    }
  }
  INDEX.set(codebook, index)
  return index
}

/** Codes whose search words name the trigger; codes with fewer search words of their own come later. */
export function codesFor(codebook: Codebook, trigger: string): string[] {
  const index = wordIndex(codebook)
  const counts = new Map<string, number>()
  for (const word of trigger.split(/\s+/)) {
    for (const stem of stems(word)) for (const code of index.get(stem) ?? []) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([code]) => code)
}
