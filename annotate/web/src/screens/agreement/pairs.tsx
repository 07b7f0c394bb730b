// Coder by coder: the matrix, and the same as a list with every number.
import { matrixPicture } from '../../agreement/charts'
import { FEW, matrix, type Cell, type Coder } from '../../agreement/shape'
import type { PairRow } from '../../agreement/types'
import { agreement } from '../../strings'
import { count, figure, plural } from '../shared/format'
import { Open } from './links'
import { Downloads, Panel, SortHeads, useSorting, type Column } from './parts'

const words = agreement.pairs

function MatrixCell({ cell, row, column }: { cell: Cell | null; row: Coder; column: Coder }) {
  if (!cell) return <td class="self"><span class="hide">{row.id === column.id ? words.same : words.nothing}</span></td>
  const { pair, side, value, few } = cell
  const measure = side === 'above' ? 'root_alpha' : 'trigger_f1_overlap'
  const what = side === 'above' ? words.above : words.below
  const shown = few ? words.tooFew(pair.articles) : value === null ? '–' : figure(value)
  const said = words.cell(row.name, column.name, what, few ? words.tooFewSay : shown, plural(pair.articles, 'article'))
  return (
    <td class={few || value === null ? 'few' : `heat-${cell.heat ?? 3}`}>
      <Open behind={{ measure, of: [pair.first, pair.second] }} title={said}><span class="hide">{said}</span><span aria-hidden="true">{shown}</span></Open>
    </td>
  )
}

const COLUMNS: readonly Column<PairRow>[] = [
  { key: 'pair', label: words.pair, of: (row) => words.and(row.first_name, row.second_name), start: true, down: false },
  { key: 'articles', label: words.articles, of: (row) => row.articles },
  { key: 'n', label: words.n, of: (row) => row.n },
  { key: 'percent', label: words.percent, of: (row) => row.percent },
  { key: 'kappa', label: words.kappa, of: (row) => row.kappa },
  { key: 'root', label: words.root, of: (row) => row.root_kappa },
  { key: 'event', label: words.event, of: (row) => row.event_f1 },
  { key: 'first_found', label: words.firstFound, of: (row) => row.first_found },
  { key: 'second_found', label: words.secondFound, of: (row) => row.second_found },
  { key: 'trigger', label: words.trigger, of: (row) => row.trigger_f1 },
]
const MEASURES = { percent: 'code_percent', kappa: 'code_alpha', root: 'root_alpha', event: 'event_f1', firstFound: 'event_f1', secondFound: 'event_f1', trigger: 'trigger_f1_overlap' } as const

function Values({ pair }: { pair: PairRow }) {
  const of = [pair.first, pair.second]
  const values = { percent: pair.percent, kappa: pair.kappa, root: pair.root_kappa, event: pair.event_f1, firstFound: pair.first_found, secondFound: pair.second_found, trigger: pair.trigger_f1 }
  return (
    <>
      {(Object.keys(MEASURES) as (keyof typeof MEASURES)[]).map((key) => {
        const value = values[key]
        const shown = value === null || pair.articles < FEW ? null : figure(value)
        const what = `${words.and(pair.first_name, pair.second_name)}, ${words[key]}`
        return <td key={key} class={shown === null ? 'quiet' : undefined}><Open behind={{ measure: MEASURES[key], of }} what={what}>{shown ?? '–'}</Open></td>
      })}
    </>
  )
}

function PairList({ pairs }: { pairs: readonly PairRow[] }) {
  const { rows, by, ask } = useSorting(pairs, COLUMNS, 'articles')
  return (
    <details class="more">
      <summary>{words.list}</summary>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={words.list}>
        <table class="table">
          <thead><tr><SortHeads columns={COLUMNS} by={by} ask={ask} /></tr></thead>
          <tbody>
            {rows.map((pair) => (
              <tr key={`${pair.first}-${pair.second}`}>
                <th scope="row">{words.and(pair.first_name, pair.second_name)}</th><td>{count(pair.articles)}</td><td>{count(pair.n)}</td><Values pair={pair} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="note">{words.foundSay}</p>
    </details>
  )
}

function Legend({ few }: { few: boolean }) {
  return (
    <>
      <p class="scale" aria-hidden="true"><span>{words.lower}</span>{[1, 2, 3, 4, 5].map((step) => <i key={step} class={`heat-${step}`} />)}<span>{words.higher}</span></p>
      {few && <p class="note">{words.few}</p>}
    </>
  )
}

export function Pairs({ pairs }: { pairs: readonly PairRow[] }) {
  const { coders, rows } = matrix(pairs)
  const names = Math.min(128, 16 + 7 * Math.max(2, ...coders.map(({ name }) => name.length)))
  const tools = (
    <Downloads what={words.title} file="pairs" picture={() => matrixPicture(words.title, words.say, { coders, rows })}
      data={() => ({ head: ['first', 'second', ...COLUMNS.slice(1).map(({ key }) => key)], rows: pairs.map((pair) => [pair.first_name, pair.second_name, ...COLUMNS.slice(1).map(({ of }) => of(pair))]) })} />
  )
  return (
    <Panel id="pairs" title={words.title} say={words.say} tools={tools}>
      {pairs.length === 0 && <p class="empty">{words.none}</p>}
      {pairs.length > 0 && (
        <>
          <div class="scroll-x" tabIndex={0} role="group" aria-label={words.title}>
            <table class="matrix" style={{ '--names': `${names}px`, minWidth: `${names + coders.length * 46}px` }}>
              <caption class="hide">{words.caption}</caption>
              <thead><tr><td></td>{coders.map((coder) => <th key={coder.id} scope="col" title={coder.name}>{coder.short}<span class="hide">{coder.name}</span></th>)}</tr></thead>
              <tbody>
                {rows.map((cells, i) => {
                  const row = coders[i]
                  return row && (
                    <tr key={row.id}>
                      <th scope="row" class="start" title={row.name}>{row.name}</th>
                      {cells.map((cell, j) => <MatrixCell key={coders[j]?.id} cell={cell} row={row} column={coders[j] ?? row} />)}
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
          <Legend few={pairs.some((pair) => pair.articles < FEW)} />
          <PairList pairs={pairs} />
        </>
      )}
    </Panel>
  )
}
