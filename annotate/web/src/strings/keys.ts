// The key sheet.
export const keySheet: readonly { title: string; keys: readonly (readonly [key: string, what: string])[] }[] = [
  {
    title: 'Reading',
    keys: [
      ['j ↓', 'next sentence'], ['k ↑', 'previous sentence'], ['n', 'new event in this sentence'], ['1 … 9', 'select an event'],
      ['Enter', 'edit the selected event'], ['d', 'duplicate it, open at the source'], ['x', 'delete it'], ['w', 'swap its source and target'],
      ['0', 'no codable event'], ['u', 'undo'], ['Shift u', 'redo'], ['g', 'guideline'], ['?', 'this sheet'], ['Ctrl Enter', 'submit, open the next article'],
    ],
  },
  {
    title: 'Trigger, source, target',
    keys: [
      ['a … z', 'go to the first word that begins so'], ['↓ ↑', 'next, previous match or candidate'], ['1 … 9', 'take a numbered candidate'],
      ['Space', 'one word more'], ['Shift Space', 'one word less'], [',', 'begin one word earlier'], ['.', 'to the end of the name'],
      ['< >', 'end one character earlier, later'], ['{ }', 'begin one character earlier, later'], ['-', 'not stated'], ['=', 'as in the previous event'],
      ['&', 'another source or target'], [';', 'two-letter hints'], ['Backspace', 'remove'], ['Tab', 'accept, next'], ['Shift Tab', 'back'], ['Esc', 'out'],
    ],
  },
  {
    title: 'Codes',
    keys: [
      ['0 … 9', 'type the number'], ['a … z', 'or words of what happened'], ['↓ ↑', 'next, previous row'], ['→ ←', 'below it, above it'], ['; 1', 'take a row by its number'],
      ['F2', 'pin the definition'], ['Tab', 'accept, next'], ['Enter', 'accept; save at the target code'],
    ],
  },
]
