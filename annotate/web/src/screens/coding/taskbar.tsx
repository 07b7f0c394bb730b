import { useRef } from 'preact/hooks'
import type { Status } from '../../coding/saving'
import { caps, coding as words } from '../../strings'
import { Cap } from './cap'
import { useDesk } from './context'

function time(at: Date): string {
  return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
}

function chip(status: Status): [look: string, text: string] {
  switch (status.kind) {
    case 'clean':
      return ['', '']
    case 'unsaved':
      return ['chip-busy', words.unsaved]
    case 'saving':
      return ['chip-busy', words.saving]
    case 'submitting':
      return ['chip-busy', words.submitting]
    case 'saved':
      return ['chip-ok', words.saved(time(status.at))]
    case 'offline':
      return ['chip-warning', status.submission ? words.kept : words.offline(status.changes)]
    case 'loggedOut':
      return ['chip-warning', words.loggedOut]
    case 'conflict':
      return ['chip-error', words.conflict]
    case 'mismatch':
      return ['chip-error', words.mismatch]
    case 'refused':
      return ['chip-error', `${words.refused}: ${status.detail}`]
  }
}

const CALM: readonly Status['kind'][] = ['unsaved', 'saving', 'submitting']

/** What a screen reader hears: changes of state, not every save. */
function useHeard(status: Status, text: string): string {
  const heard = useRef('')
  if (status.kind === 'offline') heard.current = status.submission ? words.kept : words.offlineHeard
  else if (!CALM.includes(status.kind)) heard.current = status.kind === 'saved' ? words.savedAll : text
  return heard.current
}

function SaveChip() {
  const desk = useDesk()
  // a tab that only looks on does not know what the server has now
  const status: Status = desk.locked.value ? { kind: 'clean' } : desk.parts.saver.status.value
  const [look, text] = chip(status)
  const heard = useHeard(status, text)
  return (
    <>
      <span class={`chip save-chip ${look}`} hidden={!text} title={text}>
        <span>{text}</span>
      </span>
      <span class="hide" role="status" aria-live="polite">
        {heard}
      </span>
    </>
  )
}

function Back({ project }: { project: number }) {
  return (
    <div class="bar-back">
      <a class="btn" href={`/projects/${project}`} aria-label={words.backToProject}>
        <svg
          width="7"
          height="12"
          viewBox="0 0 7 12"
          fill="none"
          stroke="currentColor"
          stroke-width="1.5"
          aria-hidden="true"
        >
          <path d="M6 1 1 6l5 5" />
        </svg>
        <span class="wide-only">{words.queue}</span>
      </a>
    </div>
  )
}

function NoEvent() {
  const desk = useDesk()
  const coding = desk.coding.value
  const on = coding.verdict === 'no_codable_event' && coding.events.length === 0
  return (
    <button
      class="btn wide-only"
      aria-pressed={on}
      disabled={coding.events.length > 0 || desk.locked.value !== null}
      onClick={() => desk.dispatch({ do: 'none', on: !on })}
    >
      {words.noEvent} <kbd>0</kbd>
    </button>
  )
}

/** Whether suggestions are shown here, and why not. */
function SuggestionChip() {
  const { suggestions } = useDesk().parts.screen
  const { why, first, any } = suggestions
  if (why === null) return any ? <span class="chip chip-suggestion wide-only">{words.suggestionsOn}</span> : null
  if (why === 'off' || (why === 'new' && !any)) return null
  const text = why === 'new' ? words.suggestionsNew(first) : words.suggestionsSample
  return (
    <span class="chip note-chip" title={text}>
      <span>{text}</span>
    </span>
  )
}

export function TaskBar() {
  const desk = useDesk()
  const { project, progress } = desk.parts.screen
  const part = progress.total > 0 ? (100 * progress.done) / progress.total : 0
  const busy = desk.parts.saver.status.value.kind === 'submitting'
  return (
    <header class="bar">
      <Back project={project.id} />
      <span class="nowrap bar-title">
        <b>
          <bdi>{project.title}</bdi>
        </b>
        &ensp;{progress.done}&thinsp;/&thinsp;{progress.total}
      </span>
      <span class="meter wide-only" role="img" aria-label={words.coded(progress.done, progress.total)}>
        <i style={{ width: `${part}%` }} />
      </span>
      <SaveChip />
      <SuggestionChip />
      <span class="bar-fill" />
      <NoEvent />
      <button class="btn wide-only mid" onClick={() => (desk.dialog.value = 'guideline')}>
        {words.guideline} <Cap of="guideline" />
      </button>
      <button class="btn wide-only" onClick={() => (desk.dialog.value = 'keys')}>
        {words.keys} <kbd>F1</kbd>
      </button>
      <button class="btn btn-edge" disabled={busy || desk.locked.value !== null} onClick={() => void desk.submit()}>
        {words.submit} <kbd class="wide-only">{caps.ctrlEnter}</kbd>
      </button>
    </header>
  )
}
