// What became of suggestions: per model version, which of the offered values coders took, changed or turned down.
import { pages } from '../strings'
import { count } from './shared/format'
import { useLoad } from './shared/load'

const words = pages.acceptance

export interface AcceptanceRow {
  model: string
  slot: string
  rank: number | null
  accepted: number
  edited: number
  rejected: number
}

export interface SlotTotals {
  slot: string
  /** Taken as they were: the first offer, the second, and any further one or one without a rank. */
  taken: [number, number, number]
  edited: number
  rejected: number
}

/** One line per slot, ranks added up from the third on; models in the order of the rows, the newest last. */
export function byModel(rows: readonly AcceptanceRow[]): [string, SlotTotals[]][] {
  const models = new Map<string, Map<string, SlotTotals>>()
  for (const { model, slot, rank, accepted, edited, rejected } of rows) {
    const slots = models.get(model) ?? new Map<string, SlotTotals>()
    models.set(model, slots)
    const line = slots.get(slot) ?? { slot, taken: [0, 0, 0], edited: 0, rejected: 0 }
    slots.set(slot, line)
    line.taken[rank === 1 ? 0 : rank === 2 ? 1 : 2] += accepted
    line.edited += edited
    line.rejected += rejected
  }
  return [...models].map(([model, slots]) => [model, [...slots.values()]])
}

function Tally({ of }: { of: number }) {
  return <td>{of > 0 ? count(of) : <span class="quiet">–</span>}</td>
}

function Line({ line }: { line: SlotTotals }) {
  return (
    <tr>
      <th scope="row">{words.slots[line.slot] ?? line.slot}</th>
      {line.taken.map((n, i) => <Tally key={i} of={n} />)}
      <Tally of={line.edited} />
      <Tally of={line.rejected} />
    </tr>
  )
}

/** Nothing where no coder has decided on a suggestion yet. */
export function Acceptance({ project }: { project: number }) {
  const { data } = useLoad<AcceptanceRow[]>(`/api/app/projects/${project}/suggestions/acceptance`)
  if (!data || data.length === 0) return null
  return (
    <section class="panel home-full" aria-labelledby="h-acceptance">
      <div class="section-head"><h2 id="h-acceptance">{words.title}</h2><p>{words.say}</p></div>
      {byModel(data).map(([model, lines]) => (
        <div class="scroll-x" key={model}>
          <table class="table figures acceptance">
            <caption class="start">{model || words.noModel}</caption>
            <thead>
              <tr>
                <th scope="col" class="start">{words.slot}</th>
                {words.columns.map((name) => <th scope="col" key={name}>{name}</th>)}
              </tr>
            </thead>
            <tbody>{lines.map((line) => <Line key={line.slot} line={line} />)}</tbody>
          </table>
        </div>
      ))}
    </section>
  )
}
