import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Desk } from '../../coding/desk'
import { Tabs, TABS_ANSWER } from '../../coding/tabs'
import { newId } from '../../lib/ids'
import { caps, coding as words } from '../../strings'
import { Cards } from './cards'
import { Composer } from './composer'
import { DeskContext, useDesk } from './context'
import { Definition } from './definition'
import { Dialogs } from './dialogs'
import { Notices } from './notices'
import { Dock } from './dock'
import { Reader } from './reader'
import { keyOf } from './slots'
import { TaskBar } from './taskbar'
import { Waiting } from '../shared/waiting'

/** Single letters are commands only where no control and no text box of its own has the focus. */
function isReading(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target === document.body) return true
  return target.closest('.reader') !== null && target.closest('button') === null
}

const QUICK_FIND = ["'", '/']

function handleKey(desk: Desk, event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || event.altKey || desk.dialog.value !== null) return
  const target = event.target as HTMLElement
  if (target.closest('.menu')) return
  const box = target instanceof HTMLInputElement && !target.classList.contains('slot-input')
  if (box && !['Escape', 'Enter', 'F1', 'F4'].includes(event.key) && !event.ctrlKey) return
  if (box) target.blur()
  const pressable = target.closest('button, a') !== null
  if (pressable && ['Enter', ' ', 'Tab'].includes(event.key) && !event.ctrlKey) return
  const reading = isReading(target)
  // a browser may open its own search on these, and take the next letters for it
  if (desk.key(keyOf(event), reading) || (reading && QUICK_FIND.includes(event.key))) event.preventDefault()
}

function useKeys(desk: Desk): void {
  // before the next key: whoever has just submitted types on at once
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => handleKey(desk, event)
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [desk])
}

/** While nothing is open the current sentence has the focus. */
function SentenceFocus({ root }: { root: { current: HTMLDivElement | null } }) {
  const desk = useDesk()
  const open = desk.composing.value !== null
  const sentence = desk.sentence.value
  const dialog = desk.dialog.value
  const bar = desk.bar.value
  useLayoutEffect(() => {
    if (open || dialog || (bar && bar !== 'check')) return
    root.current?.querySelector<HTMLElement>(`[data-sentence="${sentence}"]`)?.focus({ preventScroll: true })
  }, [desk.focus.value, open, sentence, dialog, bar])
  return null
}

function Spoken() {
  const desk = useDesk()
  return (
    <div class="hide" role="status" aria-live="polite">
      {desk.spoken.value}
    </div>
  )
}

function useLeaving(desk: Desk, reload: () => void): void {
  useEffect(() => {
    const { saver } = desk.parts
    const warn = (event: BeforeUnloadEvent) => {
      if (!saver.pending) return
      void saver.flush(true)
      event.preventDefault()
    }
    const seen = () => {
      if (document.visibilityState === 'hidden') void saver.flush(true)
      else saver.retry()
    }
    const online = () => saver.retry()
    // out of the browser's cache of pages: other tabs may have gone on meanwhile
    const back = (event: PageTransitionEvent) => event.persisted && reload()
    addEventListener('beforeunload', warn)
    document.addEventListener('visibilitychange', seen)
    addEventListener('online', online)
    addEventListener('pageshow', back)
    return () => {
      removeEventListener('beforeunload', warn)
      document.removeEventListener('visibilitychange', seen)
      removeEventListener('online', online)
      removeEventListener('pageshow', back)
    }
  }, [desk])
}

/** Milliseconds in which it lets go of it. */
const ANSWER = 1500

/** Asks whether another tab codes this article; until one says so, this tab does. */
function useTabs(desk: Desk): void {
  useEffect(() => {
    const timer = setTimeout(() => desk.locked.value ?? desk.parts.saver.start(), TABS_ANSWER)
    return () => clearTimeout(timer)
  }, [desk])
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return
    const { saver } = desk.parts
    const tabs = new Tabs({
      channel: new BroadcastChannel('annotate-coding'),
      me: newId(),
      key: saver.key,
      holds: () => desk.locked.value === null,
      onHeld: () => desk.standBack(),
      onTaken: () => desk.giveAway(),
    })
    desk.takeOver = () => tabs.take(ANSWER)
    return () => tabs.close()
  }, [desk])
}

function ToastView({ desk }: { desk: Desk }) {
  const toast = desk.toast.value
  useEffect(() => {
    if (!toast) return
    const timer = setTimeout(() => (desk.toast.value = null), 8000)
    return () => clearTimeout(timer)
  }, [toast])
  if (!toast) return null
  return (
    <div class="toast" role="status">
      {toast.text}
      {toast.undo && (
        <button class="btn btn-link" onClick={() => desk.dispatch({ do: 'undo' })}>
          {words.undo} <kbd>{caps.ctrlZ}</kbd>
        </button>
      )}
    </div>
  )
}

export function DeskView({ desk, reload }: { desk: Desk; reload: () => void }) {
  const root = useRef<HTMLDivElement>(null)
  const { progress } = desk.parts.screen
  useKeys(desk)
  useLeaving(desk, reload)
  useTabs(desk)
  useEffect(() => {
    document.title = words.title(desk.parts.screen.project.title, progress.done, progress.total)
  }, [desk])
  const open = desk.composing.value !== null
  return (
    <DeskContext.Provider value={desk}>
      <div class={`coding${open ? ' composing' : ''}`} ref={root}>
        <TaskBar />
        <Reader />
        <div class="panel-column">
          <div class="side">
            <Waiting except={desk.parts.saver.key} />
            <Notices />
            <Cards />
          </div>
          <Definition />
        </div>
        {open ? <Composer /> : <Dock reload={reload} />}
        <Dialogs />
        <ToastView desk={desk} />
        <Spoken />
        <SentenceFocus root={root} />
      </div>
    </DeskContext.Provider>
  )
}
