// What the address of the page asks for: the filters, how the trend is grouped, and the number that is opened.

/** The filters, named as the server names them: they go to it as they stand in the address. */
const FILTERS = ['people', 'since', 'until', 'code', 'where', 'suggestions'] as const
/** Which items are open: the measure, and what narrows it further. */
const OPENED = ['behind', 'of', 'person', 'given', 'at', 'article', 'side', 'model'] as const
export type Filter = (typeof FILTERS)[number]
type Opened = (typeof OPENED)[number]

/** How the trend is grouped: as asked, else as the page thinks best. */
export function by(asked: URLSearchParams, best = 'week'): string {
  return asked.get('by') || best
}

function only(asked: URLSearchParams, names: readonly string[]): URLSearchParams {
  return new URLSearchParams([...asked].filter(([name, value]) => names.includes(name) && value !== ''))
}

export function filters(asked: URLSearchParams): URLSearchParams {
  return only(asked, FILTERS)
}

export function reportUrl(project: number, asked: URLSearchParams, best?: string): string {
  const query = filters(asked)
  query.set('by', by(asked, best))
  return `/api/app/projects/${project}/agreement?${query}`
}

export function bootstrapUrl(project: number, asked: URLSearchParams): string {
  const query = filters(asked).toString()
  return `/api/app/projects/${project}/agreement/bootstrap${query ? `?${query}` : ''}`
}

/** The active model beside each coder, for what is chosen. */
export function modelUrl(project: number, asked: URLSearchParams): string {
  const query = filters(asked).toString()
  return `/api/app/projects/${project}/models/agreement${query ? `?${query}` : ''}`
}

export function trendsUrl(project: number, asked: URLSearchParams, grouped: string): string {
  const query = filters(asked)
  query.set('by', grouped)
  query.set('part', 'trends')
  return `/api/app/projects/${project}/agreement?${query}`
}

export interface Behind {
  measure: string
  /** Two people instead of those that the filter names. */
  of?: readonly number[]
  /** Only where this person differs from somebody. */
  person?: number
  given?: readonly string[]
  /** A group of the trend, as field:value. */
  at?: string
  /** One article alone. */
  article?: number
  /** With or without suggestions, whatever the filter says. */
  side?: 'with' | 'without'
  /** Where the model differs from `person`, in articles that it has not seen or in those it was trained on. */
  model?: 'fresh' | 'trained'
}

/** The address with these items open; the filters stay. */
export function opening(asked: URLSearchParams, behind: Behind): string {
  const query = only(asked, [...FILTERS, 'by', 'trend'])
  const set: Record<Opened, readonly (string | number)[]> = {
    behind: [behind.measure],
    of: behind.of ?? [],
    person: behind.person === undefined ? [] : [behind.person],
    given: behind.given ?? [],
    at: behind.at ? [behind.at] : [],
    article: behind.article === undefined ? [] : [behind.article],
    side: behind.side ? [behind.side] : [],
    model: behind.model ? [behind.model] : [],
  }
  for (const name of OPENED) for (const value of set[name]) query.append(name, String(value))
  return `?${query}`
}

/** The same without the items. */
export function closing(asked: URLSearchParams): string {
  const query = only(asked, [...FILTERS, 'by', 'trend']).toString()
  return query ? `?${query}` : location.pathname
}

export function opened(asked: URLSearchParams): Behind | null {
  const measure = asked.get('behind')
  if (!measure) return null
  const numbers = (name: string) => asked.getAll(name).map(Number).filter(Number.isInteger)
  const [person, article, at, side, model] = [numbers('person')[0], numbers('article')[0], asked.get('at'), asked.get('side'), asked.get('model')]
  return {
    measure,
    of: numbers('of'),
    given: asked.getAll('given'),
    ...(person === undefined ? {} : { person }),
    ...(article === undefined ? {} : { article }),
    ...(at ? { at } : {}),
    ...(side === 'with' || side === 'without' ? { side } : {}),
    ...(model === 'fresh' || model === 'trained' ? { model } : {}),
  }
}

export function itemsUrl(project: number, asked: URLSearchParams, behind: Behind, after: number): string {
  if (behind.model) {
    const query = filters(asked)
    for (const [name, value] of [['measure', behind.measure], ['coder', String(behind.person)], ['part', behind.model]] as const) query.set(name, value)
    return `/api/app/projects/${project}/models/agreement/items?${query}`
  }
  const query = filters(asked)
  query.set('measure', behind.measure)
  if (behind.of?.length) {
    query.delete('people')
    for (const person of behind.of) query.append('people', String(person))
  }
  for (const code of behind.given ?? []) query.append('given', code)
  if (behind.at) query.append('where', behind.at)
  if (behind.side) query.set('suggestions', behind.side)
  if (behind.person !== undefined) query.set('coder', String(behind.person))
  if (behind.article !== undefined) query.set('task', String(behind.article))
  if (after > 0) query.set('after', String(after))
  return `/api/app/projects/${project}/agreement/items?${query}`
}

/** With the values of one filter replaced; what is open is closed, for it may not be there any more. */
export function choosing(asked: URLSearchParams, name: Filter | 'by' | 'trend', values: readonly string[]): string {
  const query = only(asked, [...FILTERS, 'by', 'trend'].filter((other) => other !== name))
  for (const value of values) if (value) query.append(name, value)
  const text = query.toString()
  return text ? `?${text}` : location.pathname
}

/** The values of one field of the articles replaced among those of all fields. */
export function choosingField(asked: URLSearchParams, field: string, values: readonly string[]): string {
  const others = asked.getAll('where').filter((pair) => !pair.startsWith(`${field}:`))
  return choosing(asked, 'where', [...others, ...values.map((value) => `${field}:${value}`)])
}

export function fieldValues(asked: URLSearchParams, field: string): string[] {
  return asked.getAll('where').filter((pair) => pair.startsWith(`${field}:`)).map((pair) => pair.slice(field.length + 1))
}

/** Where an item is read: the article, at the character where coders differ. */
export function articleUrl(task: number, start: number | null): string {
  return start === null ? `/tasks/${task}` : `/tasks/${task}?at=${start}`
}
