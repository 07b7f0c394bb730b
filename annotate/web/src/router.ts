// Path router: the address is a signal, routes are a list of patterns.
import { batch, computed, signal } from '@preact/signals'

export type Route =
  | { name: 'projects' | 'login' | 'link' | 'newproject' | 'account' | 'missing' }
  | { name: 'project' | 'articles' | 'code' | 'agreement' | 'models' | 'task'; id: number }

type Named = Exclude<Route['name'], 'missing'>

const PATTERNS: readonly [RegExp, Named][] = [
  [/^\/$/, 'projects'],
  [/^\/login$/, 'login'],
  [/^\/link$/, 'link'],
  [/^\/account$/, 'account'],
  [/^\/projects\/new$/, 'newproject'],
  [/^\/projects\/(\d+)$/, 'project'],
  [/^\/projects\/(\d+)\/articles$/, 'articles'],
  [/^\/projects\/(\d+)\/code$/, 'code'],
  [/^\/projects\/(\d+)\/agreement$/, 'agreement'],
  [/^\/projects\/(\d+)\/models$/, 'models'],
  [/^\/tasks\/(\d+)$/, 'task'],
]

export function match(path: string): Route {
  const bare = path.length > 1 ? path.replace(/\/+$/, '') : path
  for (const [pattern, name] of PATTERNS) {
    const found = pattern.exec(bare)
    if (found) return (found[1] ? { name, id: Number(found[1]) } : { name }) as Route
  }
  return { name: 'missing' }
}

export const path = signal(location.pathname)
/** What stands behind the path, for pages that are asked for a part of what they show. */
export const search = signal(location.search)
export const route = computed<Route>(() => match(path.value))

function read(): void {
  batch(() => {
    path.value = location.pathname
    search.value = location.search
  })
}

/** Shows another page, or another part of this one; `replace` leaves no step in the history. */
export function go(to: string, options: { replace?: boolean } = {}): void {
  history[options.replace ? 'replaceState' : 'pushState'](null, '', to)
  const stays = path.value === location.pathname
  read()
  if (!options.replace && !stays) scrollTo(0, 0)
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return
  const link = (event.target as Element | null)?.closest?.('a[href]')
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return
  if (link.origin !== location.origin || /^\/(api|docs|health|licenses)/.test(link.pathname)) return
  event.preventDefault()
  go(link.pathname + link.search + link.hash)
}

/** Lets links inside the page change the route without a reload. */
export function startRouter(): void {
  addEventListener('popstate', read)
  document.addEventListener('click', onClick)
}
