// Code by code and slot by slot, with how they went.
import { useState } from 'preact/hooks'
import { choosing, trendsUrl } from '../../agreement/query'
import { inOrder, mixedWords } from '../../agreement/shape'
import type { CodeRow, MeasureRow, Report, Trends } from '../../agreement/types'
import { agreement } from '../../strings'
import { count, figure } from '../shared/format'
import { useLoad } from '../shared/load'
import { Open, useHere } from './links'
import { Downloads, Interval, Panel, Scale, SortHeads, Spark, useSorting, type Column } from './parts'

const words = agreement.codes
const SHOWN = 15
const CODES: readonly Column<CodeRow>[] = [
  { key: 'code', label: words.code, of: (row) => row.code, start: true, down: false },
  { key: 'support', label: words.support, of: (row) => row.support },
  { key: 'value', label: words.value, of: (row) => row.value, down: false },
]

/** How things went: `timely` when the groups follow each other, then with a column for it, filled when it has been read. */
interface Going {
  timely: boolean
  trends: Trends | null
}

function Code({ row, timely, trends }: { row: CodeRow } & Going) {
  const { asked } = useHere()
  const shown = row.value === null ? '–' : figure(row.value)
  return (
    <tr>
      <th scope="row"><a class="only" href={choosing(asked, 'code', [row.code])} title={words.only(row.code)}><span class="code">{row.code}</span> <span>{row.label}</span></a></th>
      <td>{count(row.support)}</td>
      <td title={row.why || undefined}><Open behind={{ measure: 'code_alpha', given: [row.code] }} what={`${row.code}, ${words.value}`} shown={shown}>{shown}</Open></td>
      <td>{row.value === null ? <span class="few">{row.why}</span> : <Interval of={row} />}</td>
      {timely && <td class="start"><Spark values={trends?.codes[row.code]} /></td>}
      <td class="start">{row.mixed.length === 0 ? <span class="quiet">–</span> : row.mixed.map(({ code, label, units }, i) => (
        <span key={code}>{i > 0 && ', '}<Open behind={{ measure: 'code_alpha', given: [row.code, code] }} title={label}>{`${code} (${count(units)})`}</Open></span>
      ))}</td>
    </tr>
  )
}

export function Codes({ codes, timely, trends }: { codes: readonly CodeRow[] } & Going) {
  const [all, setAll] = useState(false)
  const { rows, by, ask } = useSorting(codes, CODES, 'support')
  const shown = all ? rows : rows.slice(0, SHOWN)
  const data = () => ({
    head: ['code', 'label', 'support', 'alpha', 'low', 'high', 'articles', 'undefined_because', 'taken_for', ...(trends?.groups ?? [])],
    rows: rows.map((row) => [row.code, row.label, row.support, row.value, row.low, row.high, row.articles, row.why, mixedWords(row), ...(trends?.codes[row.code] ?? [])]),
  })
  return (
    <Panel id="codes" title={words.title} say={words.say} tools={<Downloads what={words.title} file="codes" data={data} />}>
      {codes.length === 0 && <p class="empty">{words.none}</p>}
      {codes.length > 0 && (
        <div class="scroll-x" tabIndex={0} role="group" aria-label={words.title}>
          <table class="table codes-table">
            <thead><tr><SortHeads columns={CODES} by={by} ask={ask} /><th scope="col">{words.interval}</th>{timely && <th scope="col" class="start">{words.trend}</th>}<th scope="col" class="start">{words.mixed}</th></tr></thead>
            <tbody>{shown.map((row) => <Code key={row.code} row={row} timely={timely} trends={trends} />)}</tbody>
          </table>
        </div>
      )}
      {codes.length > SHOWN && <button type="button" class="btn btn-link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? words.fewer : words.all(count(codes.length))}</button>}
    </Panel>
  )
}

const slotWords = agreement.slots
const SLOTS: readonly Column<MeasureRow>[] = [
  { key: 'slot', label: slotWords.slot, of: (row) => row.label, start: true, down: false },
  { key: 'value', label: slotWords.value, of: (row) => row.value, down: false },
]

export function Slots({ measures, timely, trends }: { measures: readonly MeasureRow[] } & Going) {
  const slots = measures.filter(({ group }) => group === 'slots')
  const { rows, by, ask } = useSorting(slots, SLOTS, '')
  const data = () => ({
    head: ['slot', 'value', 'low', 'high', 'n', 'articles', 'undefined_because', ...(trends?.groups ?? [])],
    rows: rows.map((row) => [row.label, row.value, row.low, row.high, row.n, row.articles, row.why, ...(trends?.measures[row.key] ?? [])]),
  })
  return (
    <Panel id="slots" title={slotWords.title} say={slotWords.say} tools={<Downloads what={slotWords.title} file="slots" data={data} />}>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={slotWords.title}>
        <table class="table slots-table">
          <thead><tr><SortHeads columns={SLOTS} by={by} ask={ask} /><th scope="col">{words.interval}</th><td class="wide-only"></td><th scope="col">{slotWords.n}</th>{timely && <th scope="col" class="start">{slotWords.trend}</th>}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row">{row.label}</th>
                {row.value === null
                  ? <td class="start why" colSpan={3}>{agreement.undefined(row.why)}</td>
                  : <><td><Open behind={{ measure: row.key }} what={row.label}>{figure(row.value)}</Open></td><td><Interval of={row} /></td><td class="measure-scale wide-only"><Scale of={row} alpha={row.key.endsWith('_alpha')} usual={null} /></td></>}
                <td>{count(row.n)}</td>
                {timely && <td class="start"><Spark values={trends?.measures[row.key]} /></td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

/** Both tables; how things went is read after the page stands. */
export function ByCodeAndSlot({ report }: { report: Report }) {
  const { project, asked } = useHere()
  const { data } = useLoad<{ trends: Trends }>(`${trendsUrl(project, asked, report.series?.by ?? 'week')}&seq=${report.state.seq}`)
  const timely = inOrder(report.series?.by ?? '', report.series?.rows.map(({ group }) => group) ?? [])
  const going = { timely, trends: data && timely ? data.trends : null }
  return <><Codes codes={report.codes} {...going} /><Slots measures={report.measures} {...going} /></>
}
