import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { explain, type ActorRow } from '../../coding/actors'
import type { Candidate } from '../../coding/candidates'
import { actorCrumbs } from '../../coding/actortree'
import { accept } from '../../coding/keys'
import { isInTree } from '../../coding/state'
import { turn } from '../../coding/browse'
import { run } from '../../coding/command'
import { scoreText } from '../../strings/coding'
import type { CodeRow, InTree } from '../../coding/picker'
import { brief } from '../../lib/coding'
import { coding as words } from '../../strings'
import { keepFocus, useDesk } from './context'
import { Crumbs } from './crumbs'

function Option({ at, tree, children }: { at: number; tree?: InTree | undefined; children: ComponentChildren }) {
  const desk = useDesk()
  const ref = useRef<HTMLLIElement>(null)
  const row = desk.state.value.open?.row ?? 0
  useEffect(() => {
    if (row === at) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [row === at])
  useEffect(() => {
    if (tree?.open) showBelow(ref.current)
  }, [tree?.open])
  return (
    <li
      role={tree ? 'treeitem' : 'option'}
      ref={ref}
      style={tree && { '--level': tree.level }}
      id={`pick-${at + 1}`}
      aria-selected={row === at}
      aria-level={tree?.level}
      aria-expanded={tree?.more ? tree.open : undefined}
      onClick={() => desk.perform(accept(desk.view, at))}
      onMouseMove={() => {
        if (row !== at) desk.dispatch({ do: 'row', to: at })
      }}
    >
      {children}
    </li>
  )
}

/** What an opened row holds comes into sight with it: it goes to the top of the list. */
function showBelow(row: HTMLLIElement | null): void {
  const list = row?.parentElement
  if (list && list.scrollHeight > list.clientHeight) list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top
}

/** The mark that opens what is below a row, and shuts it. */
function Turn({ at, open }: { at: number; open: boolean }) {
  const desk = useDesk()
  return (
    <span
      class={`more${open ? ' opened' : ''}`}
      aria-hidden="true"
      title={words.below}
      onClick={(event) => {
        event.stopPropagation()
        desk.perform(turn(desk.view, at) ?? run())
      }}
    >
      ›
    </span>
  )
}

/** How sure the model is, as a bar and in figures. */
export function Score({ of }: { of: number }) {
  return (
    <span class="score">
      <i style={{ width: `${Math.round(48 * Math.max(0, Math.min(1, of)))}px` }} aria-hidden="true" />
      {scoreText(of)}
    </span>
  )
}

function CandidateRow({ row, at }: { row: Candidate; at: number }) {
  const desk = useDesk()
  return (
    <Option at={at}>
      <kbd>{at + 1}</kbd>
      <bdi class="words">{brief(row.words)}</bdi>
      <span class="actor">{row.code}</span>
      <span class="quiet">{row.code && explain(desk.parts.table, row.code).text}</span>
      <span class="note">{row.why}</span>
    </Option>
  )
}

function CodeRowView({ row, at }: { row: CodeRow; at: number }) {
  const desk = useDesk()
  const { codebook } = desk.parts
  const more = codebook.children(row.code.code).length > 0
  const browsing = row.tree !== undefined
  const keyed = desk.state.value.open?.hints === true
  return (
    <Option at={at} tree={row.tree}>
      {keyed ? <kbd>{at + 1}</kbd> : more ? <Turn at={at} open={row.tree?.open === true} /> : <span />}
      <span class="code">{row.code.code}</span>
      <span>
        {row.label.map((part, i) => (part.bold ? <b key={i}>{part.text}</b> : part.text))}
        {row.phrase && <i class="through">{row.phrase}</i>}
      </span>
      {!browsing && <span class="quiet">{codebook.crumbs(row.code.code)}</span>}
      <span class="note" hidden={browsing}>
        {row.sure?.score !== undefined && <Score of={row.sure.score} />}
        {row.why}
      </span>
    </Option>
  )
}

function ActorRowView({ row, at }: { row: ActorRow; at: number }) {
  const mark = row.into !== undefined ? <Turn at={at} open={row.tree?.open === true} /> : !row.tree && at < 9 ? <kbd>{at + 1}</kbd> : <span />
  return (
    <Option at={at} tree={row.tree}>
      {mark}
      <span class="code">{row.code}</span>
      <span>{row.says}</span>
      <span class="note">
        {row.sure?.score !== undefined && <Score of={row.sure.score} />}
        {row.why}
      </span>
    </Option>
  )
}

const shortLabel = (label: string) => label.replace(/, not specified below$/, '')

function Empty({ children }: { children: ComponentChildren }) {
  return <p class="note picker-empty">{children}</p>
}

export function Picker() {
  const desk = useDesk()
  const list = desk.list.value
  const open = desk.state.value.open
  if (!open) return null
  if (list.kind === 'span') {
    if (open.hints)
      return (
        <ul class="picker-empty note hints" id="pick" role="listbox" aria-label={words.hints} onMouseDown={keepFocus}>
          {list.rows.map((row) => (
            <li
              key={row.why}
              class="hint"
              role="option"
              aria-selected="false"
              onClick={() => desk.dispatch({ do: 'aim', span: row.span, typed: '' })}
            >
              <kbd>{row.why}</kbd> <bdi class="words">{brief(row.words)}</bdi>
            </li>
          ))}
        </ul>
      )
    if (list.rows.length === 0)
      return <Empty>{open.span ? words.aimed : open.typed ? words.notFound(open.typed) : words.noCandidates}</Empty>
    return (
      <ul class="picker" id="pick" role="listbox" aria-label={words.candidates(open.slot)} onMouseDown={keepFocus}>
        {list.rows.map((row, at) => (
          <CandidateRow key={row.span.join()} row={row} at={at} />
        ))}
      </ul>
    )
  }
  if (list.kind === 'code') {
    const steps = (code: string) => desk.parts.codebook.path(code).map((one) => ({ at: one.code, text: `${one.code} ${shortLabel(one.label)}` }))
    const path = open.within !== null && isInTree(open) ? steps(open.within) : null
    return (
      <>
        {path && <Crumbs within={open.within ?? ''} root={words.allCodes} path={path} />}
        {list.closest && list.rows.length > 0 && <Empty>{words.closest}</Empty>}
        {list.rows.length === 0 && <Empty>{open.typed ? words.noRows : words.typeCode}</Empty>}
        <ul class={`picker codes${path ? ' browsing' : ''}`} id="pick" role={path ? 'tree' : 'listbox'} aria-label={words.codes} onMouseDown={keepFocus}>
          {list.rows.map((row, at) => (
            <CodeRowView key={row.code.code} row={row} at={at} />
          ))}
        </ul>
      </>
    )
  }
  if (list.kind !== 'actor') return null
  const { table } = desk.parts
  const path = open.within !== null && isInTree(open) ? actorCrumbs(table, open.within) : null
  return (
    <>
      {path && <Crumbs within={open.within ?? ''} root={words.allPlaces} path={path} />}
      {list.rows.length === 0 && <Empty>{words.noActorRows}</Empty>}
      {list.closest && list.rows.length > 0 && <Empty>{words.closest}</Empty>}
      {list.unknown.length > 0 && <Empty>{words.unknownBlocks(list.unknown)}</Empty>}
      <ul class={`picker actors${path ? ' browsing' : ''}`} id="pick" role={path ? 'tree' : 'listbox'} aria-label={words.actorCodes} onMouseDown={keepFocus}>
        {list.rows.map((row, at) => (
          <ActorRowView key={`${row.code} ${row.into ?? ''}`} row={row} at={at} />
        ))}
      </ul>
    </>
  )
}
