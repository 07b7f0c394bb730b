import { useEffect, useMemo } from 'preact/hooks'
import { Lease } from '../../coding/lease'
import { renewLease } from '../../lib/screen'
import { coding as words } from '../../strings'
import { useDesk } from './context'
import { Message } from './message'

const WORK = ['keydown', 'pointerdown', 'wheel'] as const

/** Says before the article goes back to the queue that it will; until then whoever works, or only reads, keeps it. */
export function Leased() {
  const desk = useDesk()
  const locked = desk.locked.value !== null
  const lease = useMemo(() => {
    const { task, seat } = desk.parts.screen
    const wait = (ms: number, then: () => void) => {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    }
    return new Lease({ renew: () => renewLease(task.id), wait }, seat !== null)
  }, [desk, locked])
  useEffect(() => {
    if (locked) return
    const touch = () => lease.touch()
    const options = { capture: true, passive: true }
    lease.begin()
    for (const name of WORK) addEventListener(name, touch, options)
    return () => {
      lease.end()
      for (const name of WORK) removeEventListener(name, touch, options)
    }
  }, [lease, locked])
  const held = lease.state.value
  useEffect(() => {
    if (held !== 'held') desk.say(words.lease[held].join(' '))
  }, [held])
  if (locked || held === 'held' || desk.gone) return null
  return (
    <Message lines={words.lease[held]}>
      {held !== 'gone' && (
        <button class="btn btn-link" onClick={() => lease.touch()}>
          {words.keepArticle}
        </button>
      )}
    </Message>
  )
}
