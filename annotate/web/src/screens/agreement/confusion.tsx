// Codes taken for each other: the most frequent pairs in words, and the codes against each other as a heat map.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { gridPicture } from '../../agreement/charts'
import { grid, heat, type Grid } from '../../agreement/shape'
import type { Confused } from '../../agreement/types'
import type { Ruling } from '../../lib/screen'
import { agreement } from '../../strings'
import { count } from '../shared/format'
import { useLoad } from '../shared/load'
import { Open, useHere } from './links'
import { Downloads, Panel } from './parts'

const words = agreement.confusion
const SHOWN = 20

/** What decides between two codes: the question of the codebook, and what the team has ruled on either. */
function Deciding({ row, rulings }: { row: Confused; rulings: readonly Ruling[] | null }) {
  const { project } = useHere()
  const own = (rulings ?? []).filter(({ code }) => code === row.first || code === row.second)
  return (
    <div class="question">
      {row.question && <p>{row.question}</p>}
      {own.map(({ id, code, text }) => <p key={id} class="note"><a href={`/projects/${project}#h-rulings`}>{words.ruling(code)}</a> <span dir="auto">{text}</span></p>)}
      {!row.question && rulings && own.length === 0 && <p class="note">{words.undecided} <a href={`/projects/${project}#h-rulings`}>{words.decide}</a></p>}
    </div>
  )
}

function Pair({ row, most, rulings }: { row: Confused; most: number; rulings: readonly Ruling[] | null }) {
  const given = [row.first, row.second]
  return (
    <li>
      <div class="pair">
        <p><span class="code">{row.first}</span><span>{row.first_label}</span></p>
        <p><span class="code">{row.second}</span><span>{row.second_label}</span></p>
      </div>
      <Deciding row={row} rulings={rulings} />
      <div class="count">
        <svg width="100%" height="6" aria-hidden="true">
          <rect class="bar-none" width="100%" height="6" rx="1" /><rect class="bar-kept" width={`${(row.units / most) * 100}%`} height="6" rx="1" />
        </svg>
        <Open behind={{ measure: 'code_alpha', given }}><span class="hide">{words.openPair(row.first, row.second, count(row.units))}</span><span aria-hidden="true">{count(row.units)}</span></Open>
      </div>
    </li>
  )
}

const heatOf = ({ rows }: Grid) => {
  const all = rows.flat().filter((units) => units !== null && units > 0)
  return (units: number) => heat(units, [1, ...all.filter((one) => one !== null)])
}

function Square({ codes, rows, left }: Grid) {
  const hot = heatOf({ codes, rows, left })
  return (
    <>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={words.grid}>
        <table class="matrix code-grid">
          <caption class="hide">{words.gridSay}</caption>
          <thead><tr><td></td>{codes.map(({ code, label }) => <th key={code} scope="col" title={label}>{code}</th>)}</tr></thead>
          <tbody>
            {rows.map((cells, i) => {
              const a = codes[i]
              return a && (
                <tr key={a.code}>
                  <th scope="row" class="start" title={a.label}>{a.code}</th>
                  {cells.map((units, j) => {
                    const b = codes[j]
                    if (!units || !b) return <td key={b?.code} class={units === null ? 'self' : 'none'}><span class="hide">{units === null ? '' : '0'}</span></td>
                    return (
                      <td key={b.code} class={`heat-${hot(units)}`}>
                        <Open behind={{ measure: 'code_alpha', given: [a.code, b.code] }} title={`${a.label} / ${b.label}`}>
                          <span class="hide">{words.openPair(a.code, b.code, count(units))}</span><span aria-hidden="true">{count(units)}</span>
                        </Open>
                      </td>
                    )
                  })}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {left > 0 && <p class="note">{words.left(count(left))}</p>}
    </>
  )
}

function List({ rows }: { rows: readonly Confused[] }) {
  const { project } = useHere()
  const [all, setAll] = useState(false)
  const { data: rulings } = useLoad<Ruling[]>(`/api/app/projects/${project}/rulings`)
  const most = rows[0]?.units ?? 1
  const shown = all ? rows : rows.slice(0, SHOWN)
  return (
    <>
      <ol class="confused">{shown.map((row) => <Pair key={`${row.first} ${row.second}`} row={row} most={most} rulings={rulings} />)}</ol>
      {rows.length > SHOWN && <button type="button" class="btn btn-link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? words.fewer : words.all(count(rows.length))}</button>}
    </>
  )
}

export function Confusion({ rows, children }: { rows: readonly Confused[]; children: ComponentChildren }) {
  const square = grid(rows)
  const data = () => ({
    head: ['first', 'first_label', 'second', 'second_label', 'events', 'question'],
    rows: rows.map((row) => [row.first, row.first_label, row.second, row.second_label, row.units, row.question]),
  })
  return (
    <div class="two two-stacked">
      <Panel id="confusion" title={words.title} say={words.say} tools={<Downloads what={words.title} file="confusion" data={data} />}>
        {rows.length === 0 ? <p class="empty">{words.none}</p> : <List rows={rows} />}
      </Panel>
      <div>
      <Panel id="grid" title={words.grid} say={words.gridSay} tools={<Downloads what={words.grid} file="codes-by-codes" data={data} picture={() => gridPicture(words.grid, words.gridSay, square, heatOf(square))} />}>
        {rows.length === 0 ? <p class="empty">{words.none}</p> : <Square {...square} />}
      </Panel>
      {children}
      </div>
    </div>
  )
}
