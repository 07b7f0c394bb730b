// The four numbers at the top.
import { probability } from '../../agreement/shape'
import type { MeasureRow } from '../../agreement/types'
import { agreement as words } from '../../strings'
import { count, figure, plural } from '../shared/format'
import { Interval, Scale } from './parts'
import { Open } from './links'

const HEADS = ['event_f1', 'code_alpha', 'actor_alpha', 'event_f1_strict'] as const
type Head = (typeof HEADS)[number]

/** What stands under the scale: the numbers that belong to this one. */
function beside(head: Head, all: ReadonlyMap<string, MeasureRow>): string {
  const value = (key: string) => all.get(key)?.value ?? null
  const side = (key: string, label: string) => {
    const known = value(key)
    return known === null ? [] : [words.side(label, figure(known))]
  }
  const below = all.get(head)?.below_tentative ?? null
  switch (head) {
    case 'event_f1':
      return side('trigger_f1_exact', words.sameEnds).join(' ')
    case 'code_alpha':
      return [...side('code_percent', words.sameCode), ...(below === null ? [] : [words.below(probability(below))])].join('. ')
    case 'actor_alpha':
      return [...side('source_actor_alpha', words.source), ...side('target_actor_alpha', words.target)].join(', ')
    case 'event_f1_strict':
      return words.strictSay
  }
}

export function Figure({ row, say, plain = false }: { row: MeasureRow; say?: string; plain?: boolean }) {
  const name = words.heads[row.key] ?? row.label
  const shown = row.value === null ? '' : figure(row.value)
  return (
    <div class="figure">
      <p class="figure-name">{name}</p>
      {row.value === null
        ? <p class="figure-value undefined">{words.noValue}</p>
        : (
          <p class="figure-value">
            {plain ? shown : <Open behind={{ measure: row.key }} what={name} shown={shown}>{shown}</Open>}
            <small><Interval of={row} /></small>
          </p>
          )}
      <Scale of={row} alpha={row.key.endsWith('_alpha')} />
      <p class="note">
        {row.value === null ? row.why : say}{(row.value === null ? row.why : say) && <br />}
        <b>n</b> {words.n(count(row.n), row.unit, plural(row.articles, 'article'))}
      </p>
    </div>
  )
}

export function Figures({ measures }: { measures: readonly MeasureRow[] }) {
  const all = new Map(measures.map((row) => [row.key, row]))
  const rows = HEADS.flatMap((head) => all.get(head) ?? [])
  return (
    <section class="headline" aria-label={words.headline}>
      {rows.map((row) => <Figure key={row.key} row={row} say={beside(row.key as Head, all)} />)}
    </section>
  )
}
