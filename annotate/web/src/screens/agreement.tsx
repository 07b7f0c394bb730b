// Agreement: how far coders agree, on which layer, which code, which pair, since when; every number opens what is behind it.
import { useEffect, useMemo, useState } from 'preact/hooks'
import { filters, opened, reportUrl } from '../agreement/query'
import { betterGroups } from '../agreement/shape'
import { save } from '../agreement/csv'
import type { Limited, Report } from '../agreement/types'
import { go, search } from '../router'
import { agreement as words } from '../strings'
import '../styles/agreement.css'
import { ByCodeAndSlot } from './agreement/codes'
import { Confusion } from './agreement/confusion'
import { Figure, Figures } from './agreement/figures'
import { Chosen, FilterPanel } from './agreement/filters'
import { ItemSheet } from './agreement/items'
import { Ladder } from './agreement/ladder'
import { HereContext } from './agreement/links'
import { EveryMeasure } from './agreement/measures'
import { Model } from './agreement/model'
import { Pairs } from './agreement/pairs'
import { Assisted, Everybody, Pulls } from './agreement/people'
import { Trend } from './agreement/trend'
import { count, plural } from './shared/format'
import { Frame, PageHead } from './shared/frame'
import { useLoad, type Loaded } from './shared/load'
import { Failed, Loading, Message } from './shared/parts'
import type { Project } from './shared/types'

/** How often the page asks again while it is looked at: for what was submitted, and for a count that is under way. */
const [AGAIN, SOON] = [20_000, 2_000]

function isLimited(data: Report | Limited): data is Limited {
  return 'limited' in data
}

/** The numbers as they stand; asked for again and again while the page is in view. */
function useLive(url: string): Loaded<Report | Limited> & { at: string } {
  const loaded = useLoad<Report | Limited>(url)
  const { data, reload } = loaded
  const stale = data?.state.stale ?? false
  const [at, setAt] = useState('')
  useEffect(() => { if (data) setAt(new Date().toLocaleTimeString('en-GB')) }, [data])
  useEffect(() => {
    const look = () => { if (document.visibilityState === 'visible') reload() }
    const timer = setInterval(look, stale ? SOON : AGAIN)
    document.addEventListener('visibilitychange', look)
    return () => { clearInterval(timer); document.removeEventListener('visibilitychange', look) }
  }, [stale, reload])
  return { ...loaded, at }
}

function Empty({ project, chosen }: { project: number; chosen: boolean }) {
  return (
    <div class="empty">
      <b>{chosen ? words.noneHere : words.noneTitle}</b>
      {!chosen && <span>{words.none} </span>}
      {chosen
        ? <button type="button" class="btn btn-link" onClick={() => go(location.pathname)}>{words.clear}</button>
        : <a class="btn btn-link" href={`/projects/${project}`}>{words.toProject}</a>}
    </div>
  )
}

function Stale({ state }: { state: Report['state'] }) {
  if (!state.stale) return null
  const { progress } = state
  return (
    <div role="status" class="stale-say">
      <Message>{state.why}{progress?.total ? ` ${words.staleSay(count(progress.done), count(progress.total))}` : ''}</Message>
    </div>
  )
}

function Dashboard({ report }: { report: Report }) {
  return (
    <div class={report.state.stale ? 'stale' : undefined}>
      <Figures measures={report.measures} />
      <div class="two"><Ladder ladder={report.ladder} /><Pairs pairs={report.pairs} /></div>
      <Confusion rows={report.confusion}><Pulls pulls={report.pulls} /></Confusion>
      <Trend report={report} />
      <ByCodeAndSlot report={report} />
      <Everybody report={report} />
      {report.suggestions && <Assisted sides={report.suggestions} />}
      <Model />
      <EveryMeasure rows={report.measures} />
    </div>
  )
}

function Counted({ at, stale }: { at: string; stale: boolean }) {
  return <span class={stale ? 'chip chip-warning' : 'chip chip-ok wide-only'}>{stale ? words.stale : words.counted(at)}</span>
}

interface WholeProps {
  project: number
  report: Report
  asked: URLSearchParams
  live: ReturnType<typeof useLive>
}

function Whole({ project, report, asked, live }: WholeProps) {
  const chosen = filters(asked).size > 0
  const [choosing, setChoosing] = useState(false)
  const here = useMemo(() => ({ project, asked, report }), [project, asked, report])
  const behind = opened(asked)
  const some = report.articles > 0
  const download = () => save(`agreement-${project}.json`, new Blob([JSON.stringify(report, null, 1)], { type: 'application/json' }))
  return (
    <HereContext.Provider value={here}>
      <PageHead title={words.title} say={some ? words.say(plural(report.articles, 'article'), plural(report.coders, 'coder')) : undefined}>
        <Counted at={live.at} stale={report.state.stale} />
        {(some || chosen) && <button type="button" class="btn btn-edge" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>{words.filter}</button>}
        {some && <button type="button" class="btn btn-edge" onClick={download}>{words.json}</button>}
      </PageHead>
      <Chosen people={report.choices.people} />
      {choosing && <FilterPanel choices={report.choices} codes={report.codes} />}
      <Stale state={report.state} />
      {live.error && <div role="alert" class="stale-say"><Message error>{words.failed}</Message></div>}
      <div aria-busy={live.loading} class="agreement">
        {some ? <Dashboard report={report} /> : <Empty project={project} chosen={chosen} />}
      </div>
      {behind && <ItemSheet key={search.value} behind={behind} />}
    </HereContext.Provider>
  )
}

function MainFigures({ project, data }: { project: number; data: Limited }) {
  return (
    <>
      <PageHead title={words.title} say={data.articles > 0 ? words.say(plural(data.articles, 'article'), plural(data.coders, 'coder')) : undefined} />
      {data.articles === 0 ? <Empty project={project} chosen={false} /> : <section class="headline" aria-label={words.headline}>{data.measures.map((row) => <Figure key={row.key} row={row} plain />)}</section>}
      <p class="note">{words.limited}</p>
    </>
  )
}

export function AgreementScreen({ id }: { id: number }) {
  const asked = useMemo(() => new URLSearchParams(search.value), [search.value])
  const home = useLoad<Project>(`/api/app/projects/${id}`)
  const [best, setBest] = useState('week')
  const live = useLive(reportUrl(id, asked, best))
  const { data, error, reload } = live
  const better = data && !isLimited(data) && !asked.has('by') ? betterGroups(data) : null
  useEffect(() => { if (better) setBest(better) }, [better])
  return (
    <Frame title={words.title} project={home.data ?? undefined}>
      {!data && (error ? <><PageHead title={words.title} /><Failed error={error} again={reload} /></> : <Loading what={words.busy} />)}
      {data && isLimited(data) && <MainFigures project={id} data={data} />}
      {data && !isLimited(data) && <Whole project={id} report={data} asked={asked} live={live} />}
    </Frame>
  )
}
