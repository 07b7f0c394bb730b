// Why a row of a list is offered.
export const why = {
  chosen: 'chosen',
  sameName: 'same name',
  inArticle: 'in this article',
  usedLately: 'used lately',
  thisSentence: 'this sentence',
  beforeTrigger: 'before the trigger',
  afterTrigger: 'after the trigger',
  codedBefore: 'coded before',
  fitsTrigger: 'fits the trigger',
  inPart: 'in part',
  thisWord: 'used for this word',
  notInTable: 'not in the table',
  asTyped: 'as typed',
  inProject: (n: number) => `${n} in project`,
  used: (n: number) => `used ${n}×`,
} as const
