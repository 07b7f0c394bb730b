// A small codebook and article for the tests of this folder.
import { Codebook, type Code } from '../lib/codebook'
import type { Span } from '../lib/screen'
import type { Context } from './state'
import { Reading } from './words'

function code(value: string, label: string, part: Partial<Code> = {}): Code {
  return {
    code: value,
    label,
    definition: '',
    words: [],
    parent: null,
    level: value.length - 1,
    generic: false,
    target: 'required',
    source: 'optional',
    selectable: true,
    retired: false,
    say: null,
    not_to_confuse: [],
    ...part,
  }
}

export const codebook = new Codebook({
  name: 'small',
  title: 'Small',
  version: '1',
  inner_codes: true,
  modalities: ['asserted', 'future'],
  certainty: true,
  actors: 'cameo',
  sha256: 'x',
  codes: [
    code('01', 'MAKE PUBLIC STATEMENT', { target: 'optional' }),
    code('010', 'Make statement, not specified below', {
      parent: '01',
      generic: true,
      words: ['say', 'announce'],
      target: 'optional',
    }),
    code('02', 'APPEAL'),
    code('024', 'Appeal for political reform', { parent: '02', words: ['urge'] }),
    code('0241', 'Appeal for change in leadership', {
      parent: '024',
      words: ['urge', 'ask'],
      definition: 'The source asks a leader to go.',
    }),
    code('10', 'DEMAND', { words: ['demand'] }),
    code('104', 'Demand political reform, not specified below', { parent: '10', generic: true, words: ['demand'] }),
    code('1041', 'Demand change in leadership', {
      parent: '104',
      words: ['demand', 'call for', 'resign'],
      say: '{S} demand change in leadership from {T}',
    }),
    code('17', 'COERCE'),
    code('173', 'Arrest, detain, or charge with legal action', { parent: '17', words: ['arrest', 'detain', 'charge'] }),
    code('99', 'OLD', { retired: true, words: ['demand'] }),
  ],
})

export function reading(text: string, lang = 'en', boilerplate: [number, number, string][] = []): Reading {
  const sentences: Span[] = []
  const cps = [...text]
  let start = 0
  cps.forEach((char, i) => {
    if (char !== '.' && i < cps.length - 1) return
    sentences.push([start, i + 1])
    start = i + 1
    while (cps[start] === ' ' || cps[start] === '\n') start += 1
  })
  return new Reading({ text, sentences: sentences.filter(([s, e]) => e > s), paragraphs: [], boilerplate, lang })
}

export const TEXT =
  'Protesters in Cairo demanded that President Morsi resign. The army gave parties 48 hours. Police detained Élan Duval and two others.'

export function context(text = TEXT): Context {
  return { reading: reading(text), codebook }
}
