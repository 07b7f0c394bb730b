import { useState } from 'preact/hooks'
import type { Lock } from '../../coding/desk'
import { coding as words } from '../../strings'
import { useDesk } from './context'

/** Why nothing can be coded here, and the way out where there is one. */
export function LockBar({ lock, reload }: { lock: Lock; reload: () => void }) {
  const desk = useDesk()
  const [busy, setBusy] = useState(false)
  const takeOver = async () => {
    setBusy(true)
    await desk.takeOver()
    reload()
  }
  return (
    <section class="composer readbar slots-edge" aria-label={words.readOnly}>
      <div class="composer-rail">
        <b>{words.readOnly}</b>
      </div>
      <div class="composer-main picker-other">
        <span role="status">{words.locked[lock]}</span>
        {lock === 'elsewhere' && (
          <button class="btn btn-primary" disabled={busy} onClick={() => void takeOver()}>
            {words.takeOver}
          </button>
        )}
        {lock === 'foreign' && (
          <button class="btn btn-primary" onClick={() => desk.takeUp()}>
            {words.codeIt}
          </button>
        )}
      </div>
    </section>
  )
}
