// Tokens let a program work in one's name; a token is shown once, when it is made.
import { useState } from 'preact/hooks'
import { api, type ApiError } from '../lib/api'
import { common, pages } from '../strings'
import { Choice, Field, Submit, useForm } from './shared/form'
import { ago, day, moment } from './shared/format'
import { asApiError } from './shared/load'
import { AskRow, Refusal, Secret, useAsking } from './shared/parts'
import type { TokenKind, TokenRow } from './shared/types'

const words = pages.tokens
const KINDS: readonly TokenKind[] = ['legacy', 'pat']

function NewToken({ onMade, onClose }: { onMade: (token: string) => void; onClose: () => void }) {
  const form = useForm({ kind: 'legacy', label: '' })
  const { values } = form
  const submit = form.send(async () => {
    const made = await api.post<{ token: string }>('/api/app/account/tokens', { kind: values.kind, label: values.label.trim() })
    onMade(made.token)
  })
  return (
    <form class="form token-form" ref={form.ref} onSubmit={submit} noValidate>
      <div class="form-two">
        <Field {...form.bind('label')} label={words.label} hint={words.labelHint} autofocus />
        <Choice {...form.bind('kind')} label={words.kind} options={KINDS.map((kind) => ({ value: kind, label: words.kinds[kind] }))} hint={words.kindHints[values.kind as TokenKind]} />
      </div>
      <Refusal error={form.error} />
      <div class="form-do">
        <Submit busy={form.busy}>{words.make}</Submit>
        <button type="button" class="btn" onClick={onClose}>{common.cancel}</button>
      </div>
    </form>
  )
}

function Row({ token, onRevoke }: { token: TokenRow; onRevoke: () => void }) {
  const { asking, opener, ask, leave } = useAsking()
  const name = token.label || words.unnamed
  if (asking) return <AskRow columns={6} question={words.revokeAsk(name)} verb={words.revoke} onYes={onRevoke} onNo={leave} />
  return (
    <tr>
      <th scope="row">{token.label || <span class="quiet">{words.unnamed}</span>} <span class="note">…{token.hint}</span></th>
      <td class="start">{words.kinds[token.kind]}</td>
      <td>{day(token.created_at)}</td>
      <td>{token.last_used_at ? <time dateTime={token.last_used_at} title={moment(token.last_used_at)}>{ago(token.last_used_at)}</time> : <span class="quiet">{words.never}</span>}</td>
      <td>{token.expires_at ? day(token.expires_at) : <span class="quiet">{words.noEnd}</span>}</td>
      <td><button ref={opener} type="button" class="btn btn-link" aria-label={words.revokeNamed(name)} onClick={ask}>{words.revoke}</button></td>
    </tr>
  )
}

function Table({ tokens, onRevoke }: { tokens: TokenRow[]; onRevoke: (id: number) => void }) {
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label={words.title}>
      <table class="table tokens">
        <thead>
          <tr><th scope="col" class="start">{words.name}</th><th scope="col" class="start">{words.kind}</th><th scope="col">{words.made}</th><th scope="col">{words.used}</th><th scope="col">{words.ends}</th><th scope="col"><span class="hide">{words.revoke}</span></th></tr>
        </thead>
        <tbody>{tokens.map((token) => <Row key={token.id} token={token} onRevoke={() => onRevoke(token.id)} />)}</tbody>
      </table>
    </div>
  )
}

export function Tokens({ tokens, reload }: { tokens: TokenRow[]; reload: () => void }) {
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState('')
  const [error, setError] = useState<ApiError | null>(null)
  const revoke = (id: number) => {
    setError(null)
    api.remove(`/api/app/account/tokens/${id}`).catch((caught: unknown) => setError(asApiError(caught))).finally(reload)
  }
  return (
    <section class="panel account-full" aria-labelledby="h-tokens">
      <div class="section-head">
        <h2 id="h-tokens">{words.title}</h2><p class="wide-only">{words.say}</p>
        {!making && <button type="button" class="btn btn-link" onClick={() => { setMade(''); setMaking(true) }}>{words.create}</button>}
      </div>
      {making && <NewToken onClose={() => setMaking(false)} onMade={(token) => { setMade(token); setMaking(false); reload() }} />}
      {made && <div class="token-made"><Secret label={words.yours} value={made} note={words.once} /></div>}
      {tokens.length > 0 ? <Table tokens={tokens} onRevoke={revoke} /> : <div class="empty"><b>{words.none}</b>{words.noneSay}</div>}
      <Refusal error={error} />
    </section>
  )
}
