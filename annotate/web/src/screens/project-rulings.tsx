// What the team has decided about codes: all read it here, and who codes on the definition card.
import { useState } from 'preact/hooks'
import { api, type ApiError } from '../lib/api'
import type { Ruling } from '../lib/screen'
import { pages, common } from '../strings'
import { Field, Submit, useForm } from './shared/form'
import { day } from './shared/format'
import { asApiError, useLoad } from './shared/load'
import { Ask, Failed, Loading, Refusal, useAsking } from './shared/parts'
import { wrong } from './shared/password'
import type { Project } from './shared/types'

const words = pages.rulings
const LONGEST = 500

function codeErrors(code: string): string[] {
  return code.trim() ? [] : [words.codeNone]
}

function textErrors(text: string): string[] {
  const length = [...text.trim()].length
  if (length === 0) return [words.textNone]
  return length > LONGEST ? [words.textLong(LONGEST, length)] : []
}

function Decide({ url, onDone }: { url: string; onDone: (saved: boolean) => void }) {
  const form = useForm({ code: '', text: '' })
  const { code, text } = form.values
  const submit = form.send(async () => {
    await api.post(url, { code: code.trim(), text: text.trim() })
    onDone(true)
  }, () => wrong({ code: codeErrors(code), text: textErrors(text) }))
  return (
    <form class="invite form" ref={form.ref} onSubmit={submit} noValidate>
      <Field {...form.bind('code')} label={words.code} hint={words.codeHint} autofocus />
      <Field {...form.bind('text')} label={words.text} hint={words.textHint} rows={3} />
      <Refusal error={form.error} />
      <div class="form-do">
        <Submit busy={form.busy}>{words.save}</Submit>
        <button type="button" class="btn" onClick={() => onDone(false)}>{common.cancel}</button>
      </div>
    </form>
  )
}

function Item({ ruling, makes, onWithdraw }: { ruling: Ruling; makes: boolean; onWithdraw: () => void }) {
  const { asking, opener, ask, leave } = useAsking()
  return (
    <li>
      <p class="ruling-of"><b class="code">{ruling.code}</b> {ruling.label}</p>
      <p class="ruling-text" dir="auto">{ruling.text}</p>
      {asking && <Ask question={words.withdrawAsk} verb={words.withdraw} onYes={onWithdraw} onNo={leave} />}
      {!asking && (
        <p class="ruling-since note">
          <time dateTime={ruling.at}>{day(ruling.at)}</time>
          {makes && <button ref={opener} type="button" class="btn btn-link" aria-label={words.withdrawOf(ruling.code)} onClick={ask}>{words.withdraw}</button>}
        </p>
      )}
    </li>
  )
}

/** Nothing is shown to who can only read while there is nothing to read. */
export function Rulings({ project }: { project: Project }) {
  const url = `/api/app/projects/${project.id}/rulings`
  const { data, error, reload } = useLoad<Ruling[]>(url)
  const [adding, setAdding] = useState(false)
  const [refused, setRefused] = useState<ApiError | null>(null)
  const makes = project.role === 'manager' || project.role === 'adjudicator'
  if (!makes && !error && !data?.length) return null
  const added = (saved: boolean) => {
    setAdding(false)
    if (saved) reload()
  }
  const withdraw = (ruling: Ruling) => {
    setRefused(null)
    api.remove(`${url}/${ruling.id}`).catch((caught: unknown) => setRefused(asApiError(caught))).finally(reload)
  }
  return (
    <section class={`panel${project.role === 'annotator' ? ' home-full' : ''}`} aria-labelledby="h-rulings">
      <div class="section-head">
        <h2 id="h-rulings">{words.title}</h2>
        {makes && !adding && <button type="button" class="btn btn-link" onClick={() => setAdding(true)}>{words.add}</button>}
      </div>
      {adding && <Decide url={url} onDone={added} />}
      {error && <Failed error={error} again={reload} />}
      {!data && !error && <Loading />}
      {data && data.length > 0 && (
        <ul class="ruling-list" tabIndex={0} aria-labelledby="h-rulings">
          {data.map((ruling) => <Item key={ruling.id} ruling={ruling} makes={makes} onWithdraw={() => withdraw(ruling)} />)}
        </ul>
      )}
      {data?.length === 0 && !adding && <div class="empty"><b>{words.none}</b>{words.noneRemedy}</div>}
      <Refusal error={refused} />
    </section>
  )
}
