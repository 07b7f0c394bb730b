import { useState } from 'preact/hooks'
import { coding as words } from '../../strings'
import { useDesk } from './context'
import { Leased } from './leased'
import { Message } from './message'

/** Two versions of the coding: the coder takes one, and undo brings back the other. */
function Choice() {
  const desk = useDesk()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const take = async (which: 'mine' | 'theirs') => {
    setState('busy')
    setState((await desk.choose(which)) ? 'idle' : 'failed')
  }
  return (
    <Message lines={[words.conflict, state === 'failed' ? words.conflictFailed : words.conflictHow]} error>
      <button class="btn btn-link" disabled={state === 'busy'} onClick={() => void take('mine')}>
        {words.conflictMine}
      </button>
      <button class="btn btn-link" disabled={state === 'busy'} onClick={() => void take('theirs')}>
        {words.conflictTheirs}
      </button>
    </Message>
  )
}

function Trouble() {
  const desk = useDesk()
  const { saver } = desk.parts
  const status = saver.status.value
  switch (status.kind) {
    case 'conflict':
      return <Choice />
    case 'loggedOut':
      return (
        <Message lines={[words.loggedOut, '']}>
          <button class="btn btn-link" onClick={() => (desk.dialog.value = 'login')}>
            {words.logInAgain}
          </button>
        </Message>
      )
    case 'refused':
      return (
        <Message lines={[words.refused, `${status.detail} ${words.refusedHow}`]} error>
          <button class="btn btn-link" onClick={() => saver.retry()}>
            {words.again}
          </button>
        </Message>
      )
    case 'mismatch':
      return <Message lines={[words.mismatch, words.mismatchHow]} error />
    default:
      return null
  }
}

/** Troubles of saving, each with its way out; they stand above the events, where the state is read. */
export function Notices() {
  const desk = useDesk()
  const { saver } = desk.parts
  if (desk.locked.value) return null
  return (
    <>
      <Leased />
      <Trouble />
      {saver.keeper.unkept.value !== null && (
        <Message lines={[words.unkept, words.unkeptHow(saver.keeper.unkept.value)]} error />
      )}
      {saver.overtaken.value && <Message lines={[words.overtaken, words.overtakenHow]} />}
    </>
  )
}
