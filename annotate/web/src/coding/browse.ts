// The trees of event codes and of actor codes, opened in place: all roots, and below an opened row what it holds,
// one branch at a time. Where a tree stands is one place: the deepest that is open; '' is above the roots.
import type { Codebook } from '../lib/codebook'
import type { Action } from './action'
import type { ActorRow, ActorTable } from './actors'
import { actorCrumbs, browseActors } from './actortree'
import { run, type Command, type Key, type View } from './command'
import { plainRow, type CodeRow, type InTree } from './picker'
import type { Open } from './state'

interface Row {
  tree?: InTree
}

export interface Tree<R extends Row> {
  below: (place: string) => readonly R[]
  /** What a row opens; undefined where nothing is below it. */
  placeOf: (row: R) => string | undefined
  /** The row's own name; that of a row which opens a place is the place's. */
  nameOf: (row: R) => string
  /** The places from a root down to this one. */
  path: (place: string) => readonly string[]
}

export function codeTree(codebook: Codebook): Tree<CodeRow> {
  return {
    below: (place) => codebook.children(place).filter(({ retired }) => !retired).map((code) => plainRow(code, '')),
    placeOf: ({ code }) => (codebook.children(code.code).length > 0 ? code.code : undefined),
    nameOf: ({ code }) => code.code,
    path: (place) => codebook.path(place).map(({ code }) => code),
  }
}

export function actorTree(table: ActorTable): Tree<ActorRow> {
  return {
    below: (place) => browseActors(table, place),
    placeOf: ({ into }) => into,
    nameOf: ({ into, code }) => into ?? code,
    path: (place) => actorCrumbs(table, place).map(({ at }) => at),
  }
}

/** The rows of a tree in which `place` is open, and what stands above it. */
export function unfolded<R extends Row>(tree: Tree<R>, place: string): R[] {
  return branch(tree, tree.path(place), '', 1)
}

function branch<R extends Row>(tree: Tree<R>, path: readonly string[], place: string, level: number): R[] {
  return tree.below(place).flatMap((row) => {
    const into = tree.placeOf(row)
    const open = into !== undefined && into === path[level - 1]
    const here = { ...row, tree: { level, more: into !== undefined, open } }
    return open ? [here, ...branch(tree, path, into, level + 1)] : [here]
  })
}

/** The tree that the armed slot can show, and its list of the moment. */
interface Standing {
  /** Open a place, with the cursor on the row of that name, or so many rows below it. */
  go: (place: string, name: string, below?: number) => Action
  above: (place: string) => string
  path: (place: string) => readonly string[]
  /** The row in the list. */
  row: (at: number) => { name: string; place: string | undefined; tree: InTree | undefined } | undefined
}

function standing<R extends Row>(tree: Tree<R>, rows: readonly R[]): Standing {
  return {
    go: (place, name, below = 0) => {
      const at = unfolded(tree, place).findIndex((row) => tree.nameOf(row) === name)
      return { do: 'within', code: place, row: Math.max(0, at) + below }
    },
    above: (place) => tree.path(place).at(-2) ?? '',
    path: tree.path,
    row: (at) => {
      const row = rows[at]
      return row && { name: tree.nameOf(row), place: tree.placeOf(row), tree: row.tree }
    },
  }
}

function standingIn({ list, context, actors }: View): Standing | null {
  if (list.kind === 'code') return standing(codeTree(context.codebook), list.rows)
  return list.kind === 'actor' && actors ? standing(actorTree(actors), list.rows) : null
}

/** Open what a row opens, or shut it again; null where nothing is below it. */
export function turn(view: View, at: number, into = false): Command | null {
  const found = standingIn(view)
  const row = found?.row(at)
  if (!found || row?.place === undefined) return null
  const { name, place, tree } = row
  return run(tree?.open ? found.go(found.above(place), name) : found.go(place, name, into ? 1 : 0))
}

/** To a place above, from the crumbs or by Backspace; the cursor is on what it was in. */
export function climb(view: View, place: string): Command {
  const { open } = view.state
  const found = standingIn(view)
  if (!found || open === null || open.within === null) return run()
  const path = found.path(open.within)
  return run(found.go(place, path[path.indexOf(place) + 1] ?? place))
}

/** From a list of offers to the tree, at the row under the cursor; `shut`: with nothing open, at its root. */
export function enterTree(view: View, at: number, shut = false): Command {
  const found = standingIn(view)
  const row = found?.row(at)
  if (!found || !row || view.list.kind !== 'code') return run({ do: 'within', code: '' })
  const [root = row.name] = found.path(row.name)
  return run(shut ? found.go('', root) : found.go(found.above(row.name), row.name))
}

/** Arrows and Backspace in a slot for a code, as everywhere in trees; null: ordinary typing. */
export function treeKey(k: Key, view: View, open: Open): Command | null {
  const found = standingIn(view)
  const row = found?.row(open.row)
  if (!found) return null
  if (k.key === 'ArrowRight') {
    if (!k.atEnd || row?.place === undefined) return null
    return row.tree?.open ? run({ do: 'row', to: open.row + 1 }) : turn(view, open.row)
  }
  if (open.within === null) return k.key === 'ArrowLeft' ? enterTree(view, open.row) : null
  if (k.key === 'ArrowLeft') return row?.tree?.open ? turn(view, open.row) : toParent(found, open.row)
  return up(view)
}

/** One place up; above the roots, out of the tree. */
export function up(view: View): Command {
  const found = standingIn(view)
  const within = view.state.open?.within ?? null
  return within && found ? climb(view, found.above(within)) : run({ do: 'within', code: null })
}

/** The cursor to the row above in the tree; a root stays. */
function toParent(found: Standing, at: number): Command {
  const level = found.row(at)?.tree?.level ?? 1
  let row = at
  while (row > 0 && (found.row(row)?.tree?.level ?? 1) >= level) row -= 1
  return level === 1 ? run() : run({ do: 'row', to: row })
}
