// What is printed on the keys.
export const caps = {
  space: 'Space',
  shiftSpace: 'Shift Space',
  esc: 'Esc',
  enter: 'Enter',
  shiftEnter: 'Shift Enter',
  ctrlEnter: 'Ctrl Enter',
  ctrlZ: 'Ctrl z',
  tab: 'Tab',
} as const
