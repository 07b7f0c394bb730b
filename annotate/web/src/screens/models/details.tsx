// Confusion by root code, code by code, and the labels that the model most firmly contradicts.
import { articleUrl } from '../../agreement/query'
import { heat } from '../../agreement/shape'
import { models as words } from '../../strings'
import { Panel, SortHeads, useSorting, type Column } from '../agreement/parts'
import { count, figure, interval } from '../shared/format'
import type { CodeScore, Doubt, Report } from './types'

const SHARES = [0, 0.25, 0.5, 0.75, 1]

export function Confusion({ report }: { report: Report }) {
  const { codes, labels, counts, shares } = report.confusion
  return (
    <Panel id="confusion" title={words.confusion} say={words.confusionSay}>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={words.confusion}>
        <table class="matrix code-grid root-grid">
          <caption class="hide">{words.confusionSay}</caption>
          <thead><tr><td></td>{codes.map((code, i) => <th key={code} scope="col" title={labels[i]}>{code}</th>)}</tr></thead>
          <tbody>
            {counts.map((row, i) => (
              <tr key={codes[i]}>
                <th scope="row" class="start"><span class="code">{codes[i]}</span> <span class="wide-only">{labels[i]}</span></th>
                {row.map((n, j) => (n > 0
                  ? <td key={codes[j]} class={`${i === j ? 'right ' : ''}heat-${heat(shares[i]?.[j] ?? 0, SHARES)}`}>{count(n)}</td>
                  : <td key={codes[j]} class={i === j ? 'self' : undefined}><span class="hide">0</span></td>))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

const heads = words.codeHeads
const COLUMNS: readonly Column<CodeScore>[] = [
  { key: 'code', label: heads.code, of: (row) => row.code, start: true, down: false },
  { key: 'support', label: heads.support, of: (row) => row.support },
  { key: 'precision', label: heads.precision, of: (row) => row.precision },
  { key: 'recall', label: heads.recall, of: (row) => row.recall },
  { key: 'f1', label: heads.f1, of: (row) => (row.too_few ? null : row.f1) },
]
const shown = (value: number | null) => (value === null ? <span class="quiet">–</span> : figure(value))

export function Codes({ report }: { report: Report }) {
  const { rows, by, ask } = useSorting(report.codes, COLUMNS, 'support')
  const few = report.too_few.map((row) => `${row.code} (${row.support}, as ${row.scored_as})`).join(', ')
  return (
    <Panel id="codes" title={words.codes}>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={words.codes}>
        <table class="table codes-table">
          <thead><tr><SortHeads columns={COLUMNS} by={by} ask={ask} /><th scope="col">{heads.interval}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.code}>
                <th scope="row"><span class="only"><span class="code">{row.code}</span><span>{row.label}</span></span></th>
                <td>{count(row.support)}</td><td>{shown(row.precision)}</td><td>{shown(row.recall)}</td>
                <td>{row.too_few ? <span class="few">{words.few}</span> : shown(row.f1)}</td>
                <td>{row.too_few ? '' : interval(row.low, row.high)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {few && <p class="note codes-foot">{words.tooFew(few)}</p>}
    </Panel>
  )
}

function Label({ code, label, chance }: { code: string; label: string; chance: number }) {
  return <td class="start" title={label}><span class="code">{code}</span> <span class="note">{figure(chance)}</span></td>
}

function Doubted({ row }: { row: Doubt }) {
  return (
    <tr>
      <th scope="row" dir="auto">{row.words}</th>
      <td class="start said-in" dir="auto">{row.sentence}</td>
      <Label code={row.gold} label={row.gold_label} chance={row.gold_probability} />
      <Label code={row.predicted} label={row.predicted_label} chance={row.probability} />
      <td><a href={articleUrl(Number(row.article), row.start)}>{words.article(row.article)}</a></td>
    </tr>
  )
}

export function Doubtful({ report }: { report: Report }) {
  const names = words.doubtHeads
  return (
    <Panel id="doubtful" title={words.doubtful} say={words.doubtfulSay}>
      {report.doubtful_labels.length === 0
        ? <p class="empty">{words.noDoubt}</p>
        : (
          <div class="scroll-x" tabIndex={0} role="group" aria-label={words.doubtful}>
            <table class="table doubtful">
              <thead><tr><th scope="col" class="start">{names.trigger}</th><th scope="col" class="start">{names.sentence}</th><th scope="col" class="start">{names.coded}</th><th scope="col" class="start">{names.model}</th><th scope="col">{names.article}</th></tr></thead>
              <tbody>{report.doubtful_labels.map((row) => <Doubted key={`${row.article} ${row.start}`} row={row} />)}</tbody>
            </table>
          </div>
          )}
    </Panel>
  )
}
