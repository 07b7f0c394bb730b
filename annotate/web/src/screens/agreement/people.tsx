// Each coder against the others, the articles that pull most, and both sides of suggestions.
import type { MeasureRow, PersonRow, Pull, Report } from '../../agreement/types'
import { agreement } from '../../strings'
import { count, figure } from '../shared/format'
import { Open } from './links'
import { Downloads, Interval, Panel, SortHeads, useSorting, type Column } from './parts'

const words = agreement.people_
const MEASURES = { event: 'event_f1', trigger: 'trigger_f1_overlap', percent: 'code_percent', majority: 'code_percent', gold: 'event_f1', goldStrict: 'event_f1_strict', without: 'code_alpha', root: 'root_alpha' } as const
const COLUMNS: readonly Column<PersonRow>[] = [
  { key: 'person', label: words.person, of: (row) => row.name, start: true, down: false },
  { key: 'articles', label: words.articles, of: (row) => row.articles },
  { key: 'events', label: words.events, of: (row) => row.events },
  { key: 'event', label: words.event, of: (row) => row.event_f1, down: false },
  { key: 'trigger', label: words.trigger, of: (row) => row.trigger_f1, down: false },
  { key: 'percent', label: words.percent, of: (row) => row.percent, down: false },
  { key: 'majority', label: words.majority, of: (row) => row.majority_f1, down: false },
  { key: 'gold', label: words.gold, of: (row) => row.gold_f1, down: false },
  { key: 'goldStrict', label: words.goldStrict, of: (row) => row.gold_f1_strict, down: false },
  { key: 'without', label: words.without, of: (row) => row.without },
  { key: 'root', label: words.root, of: (row) => row.without_root },
]

const SOME = new Set(['majority', 'gold', 'goldStrict'])

/** Columns that say something: without three coders there is no majority, without final codings no gold. */
function useful(people: readonly PersonRow[]): Column<PersonRow>[] {
  return COLUMNS.filter(({ key, of }) => !SOME.has(key) || people.some((row) => of(row) !== null))
}

function Values({ row, columns }: { row: PersonRow; columns: readonly Column<PersonRow>[] }) {
  return (
    <>
      {columns.slice(3).map(({ key, label, of }) => {
        const value = of(row)
        if (typeof value !== 'number') return <td key={key} class="quiet">–</td>
        return <td key={key}><Open behind={{ measure: MEASURES[key as keyof typeof MEASURES], person: row.coder }} what={`${row.name}, ${label}`}>{figure(value)}</Open></td>
      })}
    </>
  )
}

export function Everybody({ report }: { report: Report }) {
  const columns = useful(report.people)
  const { rows, by, ask } = useSorting(report.people, columns, 'person')
  const has = (key: string) => columns.some((column) => column.key === key)
  const whole = (key: string) => report.measures.find((row) => row.key === key)?.value ?? null
  const shown = (key: string) => { const value = SOME.has(key) ? null : whole(MEASURES[key as keyof typeof MEASURES]); return value === null ? '' : figure(value) }
  const data = () => ({ head: columns.map(({ key }) => key), rows: rows.map((row) => columns.map(({ of }) => of(row))) })
  return (
    <Panel id="people" title={words.title} say={words.say} tools={<Downloads what={words.title} file="people" data={data} />}>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={words.title}>
        <table class="table">
          <thead><tr><SortHeads columns={columns} by={by} ask={ask} /></tr></thead>
          <tbody>
            {rows.map((row) => <tr key={row.coder}><th scope="row">{row.name}</th><td>{count(row.articles)}</td><td>{count(row.events)}</td><Values row={row} columns={columns} /></tr>)}
            <tr class="whole"><th scope="row">{words.whole}</th><td>{count(report.articles)}</td><td></td>{columns.slice(3).map(({ key }) => <td key={key}>{shown(key)}</td>)}</tr>
          </tbody>
        </table>
      </div>
      {has('majority') && <p class="note">{words.majoritySay}</p>}
      {has('gold') && <p class="note">{words.goldSay}</p>}
    </Panel>
  )
}

const pullWords = agreement.pulls

export function Pulls({ pulls }: { pulls: readonly Pull[] }) {
  const title = (row: Pull) => row.title || agreement.items.article(row.inner_id)
  const data = () => ({ head: ['article', 'title', 'pull', 'events_that_differ', 'events'], rows: pulls.map((row) => [row.inner_id, row.title, row.pull, row.differing, row.units]) })
  return (
    <Panel id="pulls" title={pullWords.title} say={pullWords.say} tools={<Downloads what={pullWords.title} file="pulls" data={data} />}>
      {pulls.length === 0 && <p class="empty">{pullWords.none}</p>}
      {pulls.length > 0 && (
        <table class="table pulls">
          <thead><tr><th scope="col" class="start">{pullWords.article}</th><th scope="col">{pullWords.differing}</th><th scope="col">{pullWords.pull}</th></tr></thead>
          <tbody>
            {pulls.map((row) => (
              <tr key={row.task}>
                <th scope="row">{row.title && <span class="quiet">{row.inner_id} </span>}<Open behind={{ measure: 'code_alpha', article: row.task }} class={row.title ? 'words' : undefined}>{title(row)}</Open></th>
                <td>{pullWords.of(row.differing, row.units)}</td>
                <td>−{Math.abs(row.pull).toFixed(4).replace(/^0/, '')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

const sideWords = agreement.assisted

export function Assisted({ sides }: { sides: { with: MeasureRow[]; without: MeasureRow[] } }) {
  const without = new Map(sides.without.map((row) => [row.key, row]))
  const pairs = sides.with.flatMap((row) => { const other = without.get(row.key); return other ? [{ row, other }] : [] })
  const data = () => ({
    head: ['measure', 'with', 'with_low', 'with_high', 'with_n', 'without', 'without_low', 'without_high', 'without_n'],
    rows: pairs.map(({ row, other }) => [row.label, row.value, row.low, row.high, row.n, other.value, other.low, other.high, other.n]),
  })
  const cells = (row: MeasureRow, side: 'with' | 'without') => (
    row.value === null
      ? <td colSpan={3} class="start why">{agreement.undefined(row.why)}</td>
      : <><td><Open behind={{ measure: row.key, side }} what={`${row.label}, ${sideWords[side]}`}>{figure(row.value)}</Open></td><td><Interval of={row} /></td><td>{count(row.n)}</td></>
  )
  const heads = (side: string) => <><th scope="col">{side}</th><th scope="col">{agreement.measures.interval}</th><th scope="col">{sideWords.n}</th></>
  return (
    <Panel id="assisted" title={sideWords.title} say={sideWords.say} tools={<Downloads what={sideWords.title} file="suggestions" data={data} />}>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={sideWords.title}>
        <table class="table">
          <thead><tr><th scope="col" class="start">{sideWords.measure}</th>{heads(sideWords.with)}{heads(sideWords.without)}</tr></thead>
          <tbody>{pairs.map(({ row, other }) => <tr key={row.key}><th scope="row">{row.label}</th>{cells(row, 'with')}{cells(other, 'without')}</tr>)}</tbody>
        </table>
      </div>
      <p class="note">{sideWords.note}</p>
    </Panel>
  )
}
