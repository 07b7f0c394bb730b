// Every measure, layer by layer, each with what it says, what it does not, and what is usual.
import { byGroup, probability, saysTheSame } from '../../agreement/shape'
import type { About, Kin, MeasureRow } from '../../agreement/types'
import { agreement } from '../../strings'
import { count, figure } from '../shared/format'
import { Open, useHere } from './links'
import { Downloads, Interval, Panel, Scale } from './parts'
import { Resample, Resampled, ResampledFoot, useResampling, type Resampling } from './resampled'

const words = agreement.measures

/** Observed agreement and its kin with another idea of chance, so that no alpha stands alone. */
function besideWords({ same, ac1, fleiss }: Kin): string {
  const known = [words.observed(figure(same)), ac1 === null ? '' : words.ac1(figure(ac1)), fleiss === null ? '' : words.fleiss(figure(fleiss))]
  return `${words.beside} ${known.filter(Boolean).join(', ')}.`
}

function InWords({ about, below, beside, same }: { about: About; below: number | null; beside: Kin | null; same: boolean }) {
  return (
    <>
      {same ? <p class="note">{words.same}</p> : <><p>{about.says}</p><p class="note">{words.not} {about.not}</p></>}
      {(about.usual || below !== null || beside) && (
        <p class="note">
          {beside && besideWords(beside)} {about.usual && words.usual(figure(about.usual.low), figure(about.usual.high))} {below !== null && words.below(probability(below))}
        </p>
      )}
    </>
  )
}

function Row({ row, same, resampling }: { row: MeasureRow; same: boolean; resampling: Resampling }) {
  const { result } = resampling.data ?? {}
  const bounds = result?.measures[row.key]
  const shown = row.value === null ? null : figure(row.value)
  return (
    <tr id={`m-${row.key}`}>
      <th scope="row">{row.label}</th>
      {shown === null
        ? <td class="start why" colSpan={3}>{agreement.undefined(row.why)}</td>
        : (
          <>
            <td><b><Open behind={{ measure: row.key }} what={row.label} shown={shown}>{shown}</Open></b></td>
            <td><Interval of={row} /><Resampled bounds={bounds} current={result?.current ?? false} /></td>
            <td class="measure-scale wide-only">{row.key === 'goldstein_difference' ? null : <Scale of={row} alpha={row.key.endsWith('_alpha')} usual={row.about.usual} />}</td>
          </>
          )}
      <td>{count(row.n)} <span class="note">{row.unit}</span></td>
      <td class="start about"><InWords about={row.about} below={bounds && result?.current ? bounds.below_tentative : row.below_tentative} beside={row.beside} same={same} /></td>
    </tr>
  )
}

function Group({ group, rows, resampling }: { group: string; rows: readonly MeasureRow[]; resampling: Resampling }) {
  return (
    <tbody>
      <tr class="group"><th scope="rowgroup" colSpan={6}>{words.groups[group] ?? group}</th></tr>
      {rows.map((row, i) => <Row key={row.key} row={row} same={saysTheSame(rows, i)} resampling={resampling} />)}
    </tbody>
  )
}

/** Said once for all rows: where "usual" comes from, how alpha is read, and what pale means. */
function Foot({ rows, resampling }: { rows: readonly MeasureRow[]; resampling: Resampling }) {
  const { interval } = useHere().report
  const sources = [...new Set(rows.flatMap(({ about }) => about.usual?.source ?? []))]
  const readings = [...new Set(rows.map(({ about }) => about.reading).filter(Boolean))]
  return (
    <div class="measures-foot note">
      {sources.map((source) => <p key={source}>{words.source(source)}</p>)}
      {readings.map((reading) => <p key={reading}>{reading}</p>)}
      <p>{agreement.pale(interval.grey_below)}</p>
      <ResampledFoot of={resampling} />
    </div>
  )
}

export function EveryMeasure({ rows }: { rows: readonly MeasureRow[] }) {
  const resampling = useResampling()
  const bounds = resampling.data?.result?.measures ?? {}
  const data = () => ({
    head: ['key', 'measure', 'layer', 'value', 'low', 'high', 'resampled_low', 'resampled_high', 'n', 'unit', 'articles', 'undefined_because', 'same_value', 'ac1', 'fleiss_kappa', 'says', 'keep_in_mind', 'usual_low', 'usual_high', 'source'],
    rows: rows.map(({ about, ...row }) => [
      row.key, row.label, row.group, row.value, row.low, row.high, bounds[row.key]?.low, bounds[row.key]?.high, row.n, row.unit, row.articles, row.why, row.beside?.same, row.beside?.ac1, row.beside?.fleiss, about.says, about.not, about.usual?.low, about.usual?.high, about.usual?.source,
    ]),
  })
  return (
    <Panel id="measures" title={words.title} say={words.say} tools={<span class="tools"><Resample of={resampling} /><Downloads what={words.title} file="measures" data={data} /></span>}>
      <table class="table measures">
        <thead><tr><th scope="col" class="start">{words.measure}</th><th scope="col">{words.value}</th><th scope="col">{words.interval}</th><td class="wide-only"></td><th scope="col">{words.n}</th><th scope="col" class="start about">{words.about}</th></tr></thead>
        {byGroup(rows).map((part) => <Group key={part.group} {...part} resampling={resampling} />)}
      </table>
      <Foot rows={rows} resampling={resampling} />
    </Panel>
  )
}
