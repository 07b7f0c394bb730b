// The key sheet.
import type { CommandName } from '../coding/keymap'

type Row = readonly [key: string, what: string, command?: CommandName]

export const keySheet: readonly { title: string; keys: readonly Row[] }[] = [
  {
    title: 'Reading',
    keys: [
      ['↓', 'next sentence', 'next'],
      ['↑', 'previous sentence', 'previous'],
      ['', 'new event in this sentence', 'new'],
      ['1 … 9', 'select an event'],
      ['Enter', 'edit the selected event'],
      ['', 'duplicate it, open at the source', 'duplicate'],
      ['', 'delete it', 'remove'],
      ['', 'swap its source and target', 'swap'],
      ['!', 'keep what is warned about'],
      ['0', 'no codable event'],
      ['', 'undo', 'undo'],
      ['Ctrl Shift z', 'redo'],
      ['', 'guideline', 'guideline'],
      ['', 'find in the article', 'find'],
      ['', 'note on the event or article', 'note'],
      ['', 'skip the article, with a reason', 'skip'],
      ['?', 'this sheet'],
      ['Ctrl Enter', 'submit, open the next article'],
    ],
  },
  {
    title: 'Trigger, source, target',
    keys: [
      ['a … z', 'go to the first word that begins so'],
      ['↓ ↑', 'next, previous match or candidate'],
      ['1 … 9', 'take a numbered candidate'],
      ['Space', 'one word more'],
      ['Shift Space', 'one word less'],
      [',', 'begin one word earlier'],
      ['.', 'to the end of the name'],
      ['< >', 'end one character earlier, later'],
      ['{ }', 'begin one character earlier, later'],
      ['+', 'one more piece of the same mention'],
      ['-', 'not stated'],
      ['=', 'as in the previous event'],
      ['&', 'another source or target'],
      [';', 'two-letter hints'],
      ['Backspace', 'remove'],
      ['Tab', 'accept, next'],
      ['Shift Tab', 'back'],
      ['Esc', 'out'],
    ],
  },
  {
    title: 'Codes',
    keys: [
      ['0 … 9', 'type the number'],
      ['a … z', 'or words of what happened'],
      ['↓ ↑', 'next, previous row'],
      ['→ ←', 'below it, above it'],
      ['; 1', 'take a row by its number'],
      ['F2', 'pin the definition'],
      ['Tab', 'accept, next'],
      ['Enter', 'accept; save at the target code'],
    ],
  },
  {
    title: 'Details',
    keys: [
      ['a f n h …', 'modality, by its letter'],
      ['1 2 3', 'certainty'],
      ['b', 'both sides act'],
      ['s', 'same as another event'],
      ['t', 'date: -1, mon, 2013-06-30'],
      ['m', 'magnitude'],
      ['o', 'note'],
      ['Enter', 'save the event'],
    ],
  },
]
