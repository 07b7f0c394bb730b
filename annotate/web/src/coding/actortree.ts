// Actor codes without typing: a letter or a kind of place, then the place, then who there.
import { COMMON } from './actornames'
import { explain, type ActorRow, type ActorTable, type Block } from './actors'
import { why as reason } from '../strings'

/** What is not a code begins so: `?E` countries on E, `?international` organisations. */
const STEP = '?'
const PLACES = ['country', 'region', 'territory', 'international']
const KINDS = ['region', 'territory', 'international', 'role']
/** A code longer than this goes no deeper. */
const DEEPEST = 6

const byLabel = (a: Block, b: Block) => a.label.localeCompare(b.label, 'en') || (a.code < b.code ? -1 : 1)

const SORTED = new WeakMap<ActorTable, Map<string, readonly Block[]>>()

/** Blocks of a kind by name; sorted once, for the list is made anew with every key. */
function ofKind(table: ActorTable, kind: string): readonly Block[] {
  const kept = SORTED.get(table) ?? new Map<string, readonly Block[]>()
  SORTED.set(table, kept)
  const blocks = kept.get(kind) ?? table.blocks.filter((block) => block.kind === kind).sort(byLabel)
  kept.set(kind, blocks)
  return blocks
}

/** "Åland" stands under A, as in an index. */
const initial = ({ label }: Block) => (label.normalize('NFD')[0] ?? '').toUpperCase()

function countries(table: ActorTable, letter: string): Block[] {
  return ofKind(table, 'country').filter((block) => initial(block) === letter)
}

/** From the first to the last name, as on the back of a volume. */
function some(blocks: readonly Block[]): string {
  const [first, last] = [blocks[0]?.label ?? '', blocks.at(-1)?.label ?? '']
  return first === last ? first : `${first} – ${last}`
}

function roots(table: ActorTable): ActorRow[] {
  const letters = [...new Set(ofKind(table, 'country').map(initial))].sort()
  const groups = KINDS.filter((kind) => table.blocks.some((block) => block.kind === kind))
  return [
    ...letters.map((letter) => ({ code: `${letter} …`, says: some(countries(table, letter)), why: '', into: STEP + letter, step: true })),
    ...groups.map((kind) => ({ code: reason.actorKinds[kind] ?? kind, says: some(ofKind(table, kind)), why: '', into: STEP + kind, step: true })),
  ]
}

function kindOf(table: ActorTable, code: string): string | undefined {
  return table.first.find((kind) => table.byCode.get(code)?.some((block) => block.kind === kind))
}

/** Roles, those that most events name first; below an organisation's prefix, the organisations. */
function below(table: ActorTable, within: string): readonly Block[] {
  const international = within.length === 3 && kindOf(table, within) === 'international'
  if (international) return ofKind(table, 'organisation')
  const common = (block: Block) => COMMON.indexOf(block.code) + 1 || COMMON.length + 1
  return [...ofKind(table, 'role')].sort((a, b) => common(a) - common(b) || byLabel(a, b))
}

/** The rows at one place of the tree; '' is its root. */
export function browseActors(table: ActorTable, within: string): ActorRow[] {
  if (within === '') return roots(table)
  const place = (block: Block): ActorRow => ({ code: block.code, says: block.label, why: '', into: block.code, step: block.kind !== 'role' })
  const name = within.slice(STEP.length)
  if (within.startsWith(STEP)) return (name.length === 1 ? countries(table, name) : ofKind(table, name)).map(place)
  const itself: ActorRow = { code: within, says: explain(table, within).text, why: reason.asItStands }
  const there: readonly string[] = within.match(/.{3}/g) ?? []
  const blocks = below(table, within).filter(({ code }) => !there.includes(code))
  return [
    itself,
    ...blocks.map(({ code, label }): ActorRow => {
      const whole = within + code
      return { code: whole, says: label, why: '', ...(whole.length <= DEEPEST ? { into: whole } : {}) }
    }),
  ]
}

/** One step up; null above the root. */
export function aboveActors(table: ActorTable, within: string): string | null {
  if (within === '') return null
  if (within.startsWith(STEP)) return ''
  if (within.length > 3) return within.slice(0, -3)
  const kind = kindOf(table, within) ?? 'role'
  const block = table.byCode.get(within)?.find((one) => one.kind === kind)
  return STEP + (kind === 'country' && block ? initial(block) : kind)
}

export interface Crumb {
  at: string
  text: string
}

/** The way from the root down to here, the root aside. */
export function actorCrumbs(table: ActorTable, within: string): Crumb[] {
  const above = aboveActors(table, within)
  if (above === null) return []
  const name = within.slice(STEP.length)
  const text = !within.startsWith(STEP) ? `${within} ${explain(table, within).text}` : name.length === 1 ? name : (reason.actorKinds[name] ?? name)
  return [...actorCrumbs(table, above), { at: within, text }]
}

export function hasActorTree(table: ActorTable): boolean {
  return table.blocks.some((block) => PLACES.includes(block.kind))
}
