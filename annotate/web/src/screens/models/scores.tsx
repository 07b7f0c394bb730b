// Every system on every level, in one table.
import { models as words } from '../../strings'
import { Panel, Scale } from '../agreement/parts'
import { count } from '../shared/format'
import { Value } from './parts'
import { AVERAGES, type Averages, type Report, type Score } from './types'

const ORDER = Object.keys(words.systems)
const inOrder = <T,>(systems: Record<string, T>): [string, T][] => ORDER.flatMap((key): [string, T][] => (systems[key] === undefined ? [] : [[key, systems[key]]]))
const kind = (key: string) => (key === 'model' ? 'own' : key === 'human' ? 'human' : undefined)

function Level({ label, note, systems }: { label: string; note: string; systems: Record<string, Averages> }) {
  return (
    <tbody>
      <tr class="group"><th scope="rowgroup" colSpan={6}>{label} <span class="note">{note}</span></th></tr>
      {inOrder(systems).map(([key, scores]) => (
        <tr key={key} class={kind(key)}>
          <th scope="row">{words.systems[key]}</th>
          <td>{scores.micro.value === null ? '' : count(scores.micro.n)}</td>
          {scores.micro.value === null
            ? <td class="start why" colSpan={4}>{scores.micro.why}</td>
            : (
              <>
                {AVERAGES.map((name) => <td key={name}><Value of={scores[name]} strong={name === 'macro'} /></td>)}
                <td class="wide-only score-scale"><Scale of={{ ...scores.macro, articles: 0 }} /></td>
              </>
              )}
        </tr>
      ))}
    </tbody>
  )
}

function Single({ label, systems }: { label: string; systems: Record<string, Score> }) {
  const known = inOrder(systems).filter(([, score]) => score.value !== null)
  if (known.length === 0) return null
  return (
    <tbody>
      <tr class="group"><th scope="rowgroup" colSpan={6}>{label}</th></tr>
      {known.map(([key, score]) => (
        <tr key={key} class={kind(key)}><th scope="row">{words.systems[key]}</th><td>{count(score.n)}</td><td><Value of={score} strong /></td><td colSpan={3}></td></tr>
      ))}
    </tbody>
  )
}

export function Scores({ report }: { report: Report }) {
  const human = report.hierarchical_f1.human
  return (
    <Panel id="scores" title={words.scores} say={words.scoresSay}>
      <div class="scroll-x" tabIndex={0} role="group" aria-label={words.scores}>
        <table class="table scores">
          <thead><tr><td></td><th scope="col">{words.codeHeads.support}</th>{AVERAGES.map((name) => <th key={name} scope="col">{words.averages[name]}</th>)}<td class="wide-only"></td></tr></thead>
          {report.levels.map((level) => <Level key={level.key} label={level.label} note={words.classes(level.classes)} systems={level.systems} />)}
          <Single label={words.hierarchical} systems={report.hierarchical_f1} />
          <Single label={words.goldstein} systems={report.goldstein_error} />
        </table>
      </div>
      {human && human.value === null && <p class="note">{words.noCeiling(human.why)}</p>}
    </Panel>
  )
}
