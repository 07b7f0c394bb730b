import { isBlocking, type CheckItem } from '../../coding/checklist'
import { caps, coding as words } from '../../strings'
import { CommentBar, FindBar, FlagBar, SkipBar } from './bars'
import { useDesk } from './context'
import { LockBar } from './lockbar'
import { ReadBar } from './readbar'

function said(item: CheckItem): [what: string, more: string] {
  switch (item.kind) {
    case 'draft':
      return [words.checkDraft(item.n), words.problems[item.problem][0]]
    case 'verdict':
      return [words.checkVerdict, words.checkVerdictHow]
    case 'suggestion':
      return [words.checkSuggestion(item.n), '']
    case 'unread':
      return [words.checkUnread(item.sentences.length), words.checkUnreadAt((item.sentences[0] ?? 0) + 1)]
    case 'warning':
      return [`${words.event(item.n)}: ${item.warning.lines[0]}`, item.warning.lines[1]]
  }
}

function CheckBar() {
  const desk = useDesk()
  const items = desk.checks.items()
  const blocked = items.some(isBlocking)
  return (
    <section class="composer checkbar slots-edge" aria-label={words.check}>
      <div class="composer-rail">
        <b>{words.check}</b>
        <span>{words.checkHow}</span>
      </div>
      <div class="composer-main">
        <ul class="picker checks">
          {items.slice(0, 9).map((item, i) => {
            const [what, more] = said(item)
            return (
              <li key={i}>
                <button onClick={() => desk.jump(item)}>
                  <kbd>{i + 1}</kbd>
                  <b>{what}</b>
                  <span class="quiet">{more}</span>
                </button>
              </li>
            )
          })}
        </ul>
        <div class="picker-other">
          <span class="go">
            <button class="btn" onClick={() => (desk.bar.value = null)}>
              {words.back} <kbd class="wide-only">{caps.esc}</kbd>
            </button>
            {!blocked && (
              <button class="btn btn-primary" onClick={() => void desk.submit()}>
                {words.submitAnyway} <kbd class="wide-only">{caps.ctrlEnter}</kbd>
              </button>
            )}
          </span>
        </div>
      </div>
    </section>
  )
}

/** What stands at the bottom while no event is open. */
export function Dock({ reload }: { reload: () => void }) {
  const desk = useDesk()
  if (desk.locked.value && desk.bar.value !== 'find') return <LockBar lock={desk.locked.value} reload={reload} />
  switch (desk.bar.value) {
    case 'check':
      return <CheckBar />
    case 'find':
      return <FindBar />
    case 'skip':
      return <SkipBar />
    case 'flag':
      return <FlagBar />
    case 'comment':
      return <CommentBar />
    default:
      return <ReadBar />
  }
}
