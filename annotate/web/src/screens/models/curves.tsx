// Calibration, coverage and learning curve.
import { models as words } from '../../strings'
import { Panel } from '../agreement/parts'
import { count, figure, interval, percent } from '../shared/format'
import { Chart, Numbers } from './parts'
import type { Report } from './types'

export function Calibration({ report }: { report: Report }) {
  const rows = report.calibration.reliability
  const most = Math.max(...rows.map(({ n }) => n), 1)
  return (
    <Panel id="reliability" title={words.reliability} say={words.reliabilitySay}>
      <Chart dots={rows.map((row) => ({ x: row.probability, y: row.accuracy, size: row.n / most }))} x={words.x.probability} y={words.right} diagonal />
      <Numbers label={words.reliability} heads={[words.x.probability, words.right, words.n]} rows={rows.map((row) => [figure(row.probability), figure(row.accuracy), count(row.n)])} />
    </Panel>
  )
}

export function Coverage({ report }: { report: Report }) {
  const rows = report.calibration.coverage
  return (
    <Panel id="coverage" title={words.coverage} say={words.coverageSay}>
      <Chart dots={rows.map((row) => ({ x: row.coverage, y: row.accuracy }))} x={words.x.coverage} y={words.right} />
      <Numbers label={words.coverage} heads={[words.x.coverage, words.right]} rows={rows.map((row) => [percent(row.coverage, 1), figure(row.accuracy)])} />
    </Panel>
  )
}

export function Curve({ report }: { report: Report }) {
  const rows = report.learning_curve.filter(({ value }) => value !== null)
  return (
    <Panel id="curve" title={words.curve} say={words.curveSay}>
      {rows.length === 0
        ? <p class="empty">{words.noCurve}</p>
        : (
          <>
            <Chart dots={rows.map((row) => ({ x: row.share, y: row.value ?? 0, low: row.low, high: row.high }))} x={words.x.share} y={words.averages.macro} />
            <Numbers label={words.curve} heads={[words.x.share, words.averages.macro, words.codeHeads.interval]} rows={rows.map((row) => [percent(row.share, 1), figure(row.value ?? 0), interval(row.low, row.high) || '–'])} />
          </>
          )}
    </Panel>
  )
}
