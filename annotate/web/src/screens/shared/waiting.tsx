// Codings on this computer that the server has not got, wherever the coder is.
import { useEffect, useState } from 'preact/hooks'
import { deliverAll, discard, waiting } from '../../coding/courier'
import type { Kept } from '../../lib/outbox'
import { session } from '../../lib/session'
import { common } from '../../strings'
import { Message } from '../coding/message'

const AGAIN = 20_000

function useCourier(except: string | null): void {
  const user = session.value?.user?.id
  const left = waiting.value.length
  useEffect(() => {
    if (user === undefined) return
    const go = () => void deliverAll(user, except)
    go()
    addEventListener('online', go)
    return () => removeEventListener('online', go)
  }, [user, except])
  useEffect(() => {
    if (user === undefined || left === 0) return
    const timer = setInterval(() => void deliverAll(user, except), AGAIN)
    return () => clearInterval(timer)
  }, [user, except, left])
}

function One({ kept }: { kept: Kept }) {
  const [asked, setAsked] = useState(false)
  return (
    <>
      <a class="btn btn-link" href={`/tasks/${kept.task}`}>
        {common.waitingOpen(kept.task)}
      </a>
      <button class="btn btn-link" onClick={() => (asked ? void discard(kept) : setAsked(true))}>
        {asked ? common.waitingDiscardSure : common.waitingDiscard(kept.task)}
      </button>
    </>
  )
}

/** `except`: the article at hand speaks for itself. */
export function Waiting({ except = null }: { except?: string | null }) {
  useCourier(except)
  const left = waiting.value.filter((kept) => kept.key !== except)
  if (left.length === 0) return null
  return (
    <Message lines={[common.waiting(left.length), common.waitingHow]}>
      {left.map((kept) => (
        <One key={kept.key} kept={kept} />
      ))}
    </Message>
  )
}
