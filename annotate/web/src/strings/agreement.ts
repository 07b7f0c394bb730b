// Words of the agreement page.

const fieldNames: Record<string, string> = { import: 'Batch', outlet: 'Source', lang: 'Language', place: 'Place' }
const periodNames: Record<string, string> = { day: 'day', week: 'week', month: 'month' }

export const agreement = {
  title: 'Agreement',
  say: (articles: string, coders: string) => `${articles} coded twice or more, ${coders}.`,
  counted: (time: string) => `Counted ${time}`,
  stale: 'Being counted anew',
  staleSay: (done: string, all: string) => `${done} of ${all} articles so far.`,
  failed: 'The newest numbers could not be read; those shown are from before.',
  filter: 'Filter', clear: 'Clear all', json: 'Download JSON', filters: 'Filters', busy: 'Counting…',
  remove: (what: string) => `${what}, remove this filter`,
  people: 'People', since: 'Submitted from', until: 'to', code: 'Code', codeAdd: 'Add', codeHint: 'A code and all below it',
  suggestions: 'Suggestions', anySuggestions: 'With and without', sides: { with: 'Accepted a suggestion', without: 'Accepted none' } as Record<string, string>,
  any: 'any', chosen: (n: number) => `${n} chosen`,
  field: (name: string) => fieldNames[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' '),
  person: (id: string) => `Coder ${id}`,

  noneTitle: 'No article has been coded by two people yet',
  none: 'Numbers appear with the first article that a second person submits. Set two or more coders per article in the project’s settings.',
  noneHere: 'No article that was coded twice fits these filters',
  toProject: 'To the project',
  limited: 'These are the main figures. Who differs from whom, and where, is for managers and adjudicators.',

  undefined: (why: string) => `Undefined: ${why}`,
  noValue: 'Undefined',
  few: (least: number) => `no interval below ${least} articles`,
  pale: (grey: number) => `Pale intervals rest on fewer than ${grey} articles: how wide they are is itself uncertain.`,
  n: (n: string, unit: string, articles: string) => `${n} ${unit} in ${articles}`,
  below: (p: string) => `P(α < .667) ${p}`,
  open: (what: string, value: string) => `${what}, ${value}: open the disagreements`,

  headline: 'Headline numbers',
  heads: {
    event_f1: 'Event found by both, F1', code_alpha: 'Event code, α', actor_alpha: 'Actor codes, α', event_f1_strict: 'Whole event equal, F1',
  } as Record<string, string>,
  sameEnds: 'Trigger with the same ends', sameCode: 'Same code', source: 'Source', target: 'target',
  strictSay: 'Code, source and target all equal',
  side: (label: string, value: string) => `${label} ${value}`,

  ladder: {
    title: 'Where events part', say: 'each rung keeps what the two coders of a pair share',
    rung: 'Rung', events: 'events', share: 'of all', lost: 'lost',
    advice: (rung: string) => `Once found, “${rung}” parts them most:`,
    adviceSay: (lost: string, of: string) => `${lost} of the ${of} events that got that far. Train there first.`,
    openLost: (lost: string) => `Open the ${lost}`,
    loseNothing: 'Whatever both coders found, they coded alike.',
    openStep: (rung: string, lost: string) => `${rung}: open the ${lost} lost`,
  },
  pairs: {
    title: 'Coder by coder', say: 'below: trigger F1; above: root κ', caption: 'Agreement of each two coders',
    lower: 'lower', higher: 'higher, within each half', same: 'same coder', nothing: 'no article in common',
    few: 'Grey: fewer than 20 shared articles, so no number is shown.',
    cell: (a: string, b: string, what: string, value: string, articles: string) => `${a} and ${b}, ${what} ${value}, ${articles}: open their disagreements`,
    tooFew: (n: number) => `n ${n}`, tooFewSay: 'too few for a number',
    above: 'root κ', below: 'trigger F1',
    list: 'All pairs as a list', pair: 'Pair', articles: 'articles', n: 'triggers', percent: 'same code', kappa: 'code κ', root: 'root κ', event: 'event F1', trigger: 'trigger F1',
    and: (a: string, b: string) => `${a}, ${b}`,
    none: 'Nobody has coded an article in common.',
  },
  people_: {
    title: 'Each coder against the others', say: 'α without: what the whole would be if this coder were left out',
    person: 'Coder', articles: 'articles', events: 'events', event: 'event F1', trigger: 'trigger F1', percent: 'same code', without: 'code α without', root: 'root α without',
    whole: 'Everybody',
  },
  confusion: {
    title: 'Codes taken for each other', say: 'events that both coders found, either coder first',
    all: (n: string) => `All ${n} pairs`, fewer: 'Only the first 20', none: 'No two codes stand against each other.',
    noQuestion: 'No deciding question in the codebook.',
    openPair: (a: string, b: string, n: string) => `${a} and ${b}: open the ${n}`,
    grid: 'Code by code', gridSay: 'how often two codes met on one event', left: (n: string) => `${n} more codes are in the list alone.`,
    first: 'Code', second: 'Other code', units: 'events', question: 'Question',
  },
  trend: {
    title: (label: string, by: string) => `${label} by ${by}`, say: 'band: 95 % interval; n: articles coded twice',
    measure: 'Measure', by: 'Group by', periods: periodNames,
    value: 'value', low: 'low', high: 'high', n: 'n', label: 'Chart and table of the trend', none: 'There is nothing to group yet.',
    few: 'no value', guideline: (day: string) => `Guideline, ${day}`,
    guidelineBefore: (day: string, group: string) => `The guideline was changed on ${day}, before or in ${group}.`,
  },
  measures: {
    title: 'Every measure', say: 'what it says, what to keep in mind, and what is usual (shaded)',
    measure: 'Measure', value: 'value', interval: '95 %', n: 'n', about: 'In words',
    not: 'Keep in mind:', usual: (low: string, high: string) => `Usual among trained coders: ${low} to ${high}.`,
    source: (source: string) => `“Usual” is measured on ${source}.`,
    groups: {
      events: 'Events', ladder: 'The ladder, as F1', codes: 'Codes', slots: 'Slots', spans: 'Spans', article: 'Whole articles', lines: 'Characters (unitizing)',
    } as Record<string, string>,
    below: (p: string) => `P(α < .667) ${p}.`, same: 'As above.',
  },
  codes: {
    title: 'Each code against the rest', say: 'how often it was given, how well it is told apart, and how that went',
    code: 'Code', support: 'support', value: 'α', interval: '95 %', trend: 'trend', mixed: 'mostly taken for', only: (code: string) => `Only events with ${code}`,
    all: (n: string) => `All ${n} codes`, fewer: 'Only the first 15', none: 'No event has a code yet.',
  },
  slots: { title: 'Slot by slot', say: 'once both have found the event', slot: 'Slot', value: 'value', n: 'n', trend: 'trend' },
  pulls: {
    title: 'Articles that pull α down most', say: 'how much higher code α would be without the article, about',
    article: 'Article', pull: 'pull', differing: 'events that differ', none: 'No article pulls it down.',
    of: (differing: number, units: number) => `${differing} of ${units}`,
  },
  assisted: {
    title: 'With and without suggestions', say: 'codings in which a suggestion was accepted, or none was',
    measure: 'Measure', with: 'with', without: 'without', n: 'n',
    note: 'Higher agreement with suggestions may only mean that both coders took the same one.',
  },
  download: { csv: 'CSV', svg: 'SVG', png: 'PNG', of: (what: string, kind: string) => `Download ${what} as ${kind}`, failed: 'This browser cannot write the picture; take the SVG.' },
  sort: (what: string) => `Sort by ${what}`,
  trendWords: (values: string) => `Values in order: ${values}`,

  items: {
    loading: 'Reading the codings…', none: 'No disagreement here that you may see.',
    noneSay: 'Codings of an article that you are still coding yourself are kept from you.',
    found: (shown: string, articles: string) => `${shown} shown, from ${articles} in which something is lost`,
    more: 'Show more', open: 'Open the article there', article: (n: number) => `Article ${n}`, whole: 'The article as a whole',
    nothing: 'nothing here', unknown: 'no code', suggested: 'by suggestion', of: (names: string) => `between ${names}`,
    with: (name: string) => `of ${name}`, given: (codes: string) => `where ${codes} was given`, gives: (a: string, b: string) => `where both ${a} and ${b} were given`,
    at: (group: string) => `in ${group}`, side: { with: 'with suggestions', without: 'without suggestions' } as Record<string, string>,
    close: 'Close', gaps: ' … ',
  },
} as const
