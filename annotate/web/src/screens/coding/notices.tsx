import { fromServer } from '../../coding/opening'
import { dump } from '../../lib/coding'
import { openTask } from '../../lib/screen'
import { coding as words } from '../../strings'
import { useDesk } from './context'
import { Message } from './message'

/** Troubles of saving, each with its way out; they stand above the events, where the state is read. */
export function Notices({ reload }: { reload: () => void }) {
  const desk = useDesk()
  const { saver, screen } = desk.parts
  const status = saver.status.value
  const keepMine = async () => {
    const now = await openTask(screen.task.id)
    desk.remember(fromServer(now))
    saver.rebase(now.annotation?.version ?? 0, now.draft?.seq ?? 0)
  }
  const takeTheirs = async () => {
    const now = await openTask(screen.task.id)
    await saver.yieldTo(dump(fromServer(now)), now.annotation?.version ?? 0, now.draft?.seq ?? 0)
    reload()
  }
  if (status.kind === 'conflict') {
    return (
      <Message lines={[words.conflict, words.conflictHow]} error>
        <button class="btn btn-link" onClick={() => void keepMine()}>
          {words.conflictMine}
        </button>
        <button class="btn btn-link" onClick={() => void takeTheirs()}>
          {words.conflictTheirs}
        </button>
      </Message>
    )
  }
  if (status.kind === 'loggedOut') {
    return (
      <Message lines={[words.loggedOut, '']}>
        <button class="btn btn-link" onClick={() => (desk.dialog.value = 'login')}>
          {words.logInAgain}
        </button>
      </Message>
    )
  }
  if (status.kind === 'refused' || status.kind === 'mismatch') {
    const detail = status.kind === 'refused' ? status.detail : ''
    return <Message lines={[status.kind === 'refused' ? words.refused : words.mismatch, detail]} error />
  }
  return null
}
