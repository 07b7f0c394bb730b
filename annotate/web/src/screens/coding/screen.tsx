import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Desk } from '../../coding/desk'
import { Tabs } from '../../coding/tabs'
import { coding as words } from '../../strings'
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

/** Single letters are commands only where no control and no text box of its own has the focus. */
function isReading(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target === document.body) return true
  return target.closest('.reader') !== null && target.closest('button') === null
}

function handleKey(desk: Desk, event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || event.altKey || desk.dialog.value !== null) return
  const target = event.target as HTMLElement
  if (target.closest('.menu')) return
  const box = target instanceof HTMLInputElement && !target.classList.contains('slot-input')
  if (box && !['Escape', 'Enter', 'F1'].includes(event.key) && !event.ctrlKey) return
  if (box) target.blur()
  const pressable = target.closest('button, a') !== null
  if (pressable && ['Enter', ' ', 'Tab'].includes(event.key) && !event.ctrlKey) return
  if (desk.key(keyOf(event), isReading(target))) event.preventDefault()
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

function useLeaving(desk: Desk): void {
  useEffect(() => {
    const { saver } = desk.parts
    const warn = (event: BeforeUnloadEvent) => {
      if (!saver.pending) return
      void saver.flush()
      event.preventDefault()
    }
    const hidden = () => {
      if (document.visibilityState === 'hidden') void saver.flush()
    }
    const online = () => void saver.retry()
    addEventListener('beforeunload', warn)
    document.addEventListener('visibilitychange', hidden)
    addEventListener('online', online)
    return () => {
      removeEventListener('beforeunload', warn)
      document.removeEventListener('visibilitychange', hidden)
      removeEventListener('online', online)
    }
  }, [desk])
}

const AGAIN = 4000

/** A submission that could not be delivered is tried again, also after a reload. */
function useRedelivery(desk: Desk): void {
  const { saver } = desk.parts
  const status = saver.status.value
  const waiting = status.kind === 'offline' && status.submission
  useEffect(() => {
    if (saver.submission) void desk.deliver()
  }, [desk])
  useEffect(() => {
    if (!waiting) return
    const timer = setTimeout(() => void desk.deliver(), AGAIN)
    return () => clearTimeout(timer)
  }, [desk, status])
}

const ANSWER = 1500

/** Asks whether another tab codes this article; until one says so, this tab does. */
function useTabs(desk: Desk): void {
  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return
    const { saver } = desk.parts
    const tabs = new Tabs({
      channel: new BroadcastChannel('annotate-coding'),
      me: crypto.randomUUID(),
      key: saver.key,
      holds: () => desk.locked.value === null,
      onHeld: () => {
        desk.locked.value ??= 'elsewhere'
        saver.stop() // what it has is the other tab's to send
      },
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
          {words.undo} <kbd>Ctrl z</kbd>
        </button>
      )}
    </div>
  )
}

export function DeskView({ desk, reload }: { desk: Desk; reload: () => void }) {
  const root = useRef<HTMLDivElement>(null)
  const { progress } = desk.parts.screen
  useKeys(desk)
  useLeaving(desk)
  useTabs(desk)
  useRedelivery(desk)
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
            <Notices reload={reload} />
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
