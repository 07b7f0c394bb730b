// The active model as one more coder: beside each coder, with what coders reach among themselves behind its dots.
import { filters, modelUrl } from '../../agreement/query'
import type { Comparison, Estimate, ModelPart, ModelRow } from '../../agreement/types'
import { agreement } from '../../strings'
import { count, day, figure, plural } from '../shared/format'
import { JobBar, useJob } from './job'
import { Open, useHere } from './links'
import { Downloads, Interval, Panel, Scale } from './parts'

const words = agreement.model
type Sort = 'fresh' | 'trained'

/** What is compared, and where the places behind it are kept. */
const COLUMNS = ['event_f1', 'event_f1_strict', 'code_percent', 'root_alpha'] as const
const ALL = [...COLUMNS.slice(0, 1), 'trigger_f1_overlap', 'event_f1_strict', 'code_percent', 'code_alpha', 'root_alpha', 'tree_alpha', 'goldstein_difference'] as const
const none: Estimate = { value: null, n: 0, articles: 0, low: null, high: null, why: '' }

interface ValueProps {
  measure: string
  of: Estimate
  /** The same among people: the band behind the dot. */
  among: Estimate
  behind?: { person: number; model: Sort }
  who: string
}

function Value({ measure, of, among, behind, who }: ValueProps) {
  if (of.value === null) return <td class="quiet" title={of.why} data-label={words.measures[measure]}>–</td>
  const shown = figure(of.value)
  const band = behind && among.low !== null && among.high !== null ? { low: among.low, high: among.high } : null
  return (
    <td data-label={words.measures[measure]}>
      <b>{behind ? <Open behind={{ measure, ...behind }} what={`${who}, ${words.measures[measure] ?? measure}`} shown={shown}>{shown}</Open> : shown}</b>
      <span class="model-interval"><Interval of={of} /></span>
      <Scale of={of} usual={band} />
    </td>
  )
}

function Who({ name, articles, events }: { name: string; articles: number; events: ModelRow['events'] }) {
  return (
    <th scope="row">
      {name}
      <p class="note">{plural(articles, 'article')}{events && `. ${words.found(count(events.both), count(events.coder), count(events.model))}`}</p>
    </th>
  )
}

function Rows({ part, sort }: { part: ModelPart; sort: Sort }) {
  const among = (measure: string) => part.people.measures[measure] ?? none
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label={words.sorts[sort]}>
      <table class="table model-table">
        <caption class="hide">{words.sorts[sort]}</caption>
        <thead><tr><th scope="col" class="start">{words.coder}</th>{COLUMNS.map((measure) => <th key={measure} scope="col">{words.measures[measure]}</th>)}</tr></thead>
        <tbody>
          {part.coders.map((row) => (
            <tr key={row.coder}>
              <Who {...row} />
              {COLUMNS.map((measure) => <Value key={measure} measure={measure} of={row.measures[measure] ?? none} among={among(measure)} who={row.name} behind={{ person: row.coder, model: sort }} />)}
            </tr>
          ))}
          <tr class="among">
            <Who name={words.among} articles={part.people.articles} events={null} />
            {COLUMNS.map((measure) => <Value key={measure} measure={measure} of={among(measure)} among={none} who={words.among} />)}
          </tr>
        </tbody>
      </table>
    </div>
  )
}

function table({ fresh, trained }: { fresh: ModelPart; trained: ModelPart }) {
  const head = ['articles_are', 'coder', 'articles', ...ALL.flatMap((key) => [key, `${key}_low`, `${key}_high`, `${key}_n`]), 'events_of_both', 'events_of_coder', 'events_of_model']
  const cells = (measures: Record<string, Estimate>) => ALL.flatMap((key) => { const { value, low, high, n } = measures[key] ?? none; return [value, low, high, n] })
  const rows = (sort: Sort, part: ModelPart) => [
    ...part.coders.map((row) => [sort, row.name, row.articles, ...cells(row.measures), row.events?.both, row.events?.coder, row.events?.model]),
    [sort, words.among, part.people.articles, ...cells(part.people.measures)],
  ]
  return { head, rows: [...rows('fresh', fresh), ...rows('trained', trained)] }
}

function Found({ result, active }: { result: NonNullable<Comparison['result']>; active: string | null }) {
  const { fresh, trained } = result
  const sampled = [fresh, trained].some((part) => part.articles < part.of && part.of > result.most)
  const silent = [...fresh.coders, ...trained.coders].find((row) => row.events === null)
  return (
    <>
      {!result.current && <p class="note">{words.old(result.model, active)}</p>}
      {fresh.articles > 0 ? <Rows part={fresh} sort="fresh" /> : <p class="empty"><b>{words.noneFresh}</b>{words.noneFreshSay}</p>}
      <div class="measures-foot note">
        {silent && <p>{words.silent}</p>}
        <p>{words.says}</p>
        <p>{words.keep}</p>
        {result.assisted > 0 && <p>{words.assisted(plural(result.assisted, 'coding'))}</p>}
        {sampled && <p>{words.sampled(count(result.most))}</p>}
        <p>{words.made(result.model, day(result.made_at))}</p>
      </div>
      {trained.articles > 0 && (
        <details class="more"><summary>{words.trained(plural(trained.articles, 'article'))}</summary><p class="note">{words.trainedSay}</p><Rows part={trained} sort="trained" /></details>
      )}
    </>
  )
}

export function Model() {
  const { project, asked } = useHere()
  const chosen = filters(asked).size > 0
  const comparison = useJob<Comparison>(modelUrl(project, asked), words.failed)
  const { data } = comparison
  if (!data || (!data.model && !data.result)) return null
  const result = data.result
  const button = data.model ? { label: result ? words.again : words.begin } : null
  const file = result && <Downloads what={words.title} file="model" data={() => table(result)} />
  return (
    <Panel id="model" title={words.title} say={words.say(result?.model ?? data.model ?? '', chosen)} tools={<span class="tools"><JobBar of={comparison} words={words} button={button} />{file}</span>}>
      {result ? <Found result={result} active={data.model} /> : <p class="empty"><b>{words.notYet}</b>{words.notYetSay}</p>}
    </Panel>
  )
}
