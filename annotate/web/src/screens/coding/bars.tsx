import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { eventOf } from '../../coding/edit'
import { find } from '../../coding/find'
import { numberOf } from '../../coding/selectors'
import { dateOf, noteWith, restOf } from '../../coding/when'
import { caps, coding as words, common } from '../../strings'
import { useDesk } from './context'

interface LineProps {
  label: string
  start: string
  hint?: string
  onInput?: (text: string) => void
  onEnter: (text: string, shift: boolean) => void
  /** True when the key was used up. */
  onKey?: (event: KeyboardEvent, text: string) => boolean
}

/** The one text box of a bar; Escape closes the bar. */
function Line({ label, start, hint, onInput, onEnter, onKey }: LineProps) {
  const desk = useDesk()
  const ref = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => ref.current?.focus(), [])
  const key = (event: KeyboardEvent) => {
    const text = ref.current?.value ?? ''
    if (event.isComposing) return
    if (event.key === 'Escape') desk.bar.value = null
    else if (event.key === 'Enter' && !event.ctrlKey) onEnter(text, event.shiftKey)
    else if (!onKey?.(event, text)) return
    event.preventDefault()
  }
  return (
    <input
      ref={ref}
      class="field"
      dir="auto"
      aria-label={label}
      defaultValue={start}
      placeholder={hint ?? ''}
      onInput={(e) => onInput?.(e.currentTarget.value)}
      onKeyDown={key}
    />
  )
}

function Bar({ title, how, children }: { title: string; how: string; children: ComponentChildren }) {
  const desk = useDesk()
  return (
    <section class="composer linebar slots-edge" aria-label={title}>
      <div class="composer-rail">
        <b>{title}</b>
        <span>{how}</span>
      </div>
      <div class="composer-main picker-other">
        {children}
        <button class="btn" onClick={() => (desk.bar.value = null)}>
          {common.close} <kbd class="wide-only">{caps.esc}</kbd>
        </button>
      </div>
    </section>
  )
}

export function FindBar() {
  const desk = useDesk()
  const { spans, at } = desk.found.value
  const [asked, setAsked] = useState(false)
  const { reading } = desk.context
  useEffect(() => () => void (desk.found.value = { spans: [], at: 0 }), [])
  const go = (to: number, among = spans) => {
    const here = among[to]
    desk.found.value = { spans: among, at: to }
    desk.say(words.foundAt(here ? to + 1 : 0, among.length))
    if (here) desk.dispatch({ do: 'sentence', to: reading.sentenceAt(here[0]) })
  }
  const type = (text: string) => {
    const found = find(reading, text)
    const from = reading.sentences[desk.state.value.sentence]?.[0] ?? 0
    setAsked(text.trim() !== '')
    go(Math.max(0, found.findIndex(([start]) => start >= from)), found)
  }
  const step = (by: number) => spans.length > 0 && go((at + by + spans.length) % spans.length)
  return (
    <Bar title={words.findShort} how="">
      <Line label={words.find} start="" onInput={type} onEnter={(_, shift) => step(shift ? -1 : 1)} />
      {asked && <span class="note nowrap">{words.foundAt(at + 1, spans.length)}</span>}
      <button class="btn" disabled={spans.length === 0} onClick={() => step(-1)}>
        {words.previous} <kbd class="wide-only">{caps.shiftEnter}</kbd>
      </button>
      <button class="btn" disabled={spans.length === 0} onClick={() => step(1)}>
        {words.next} <kbd class="wide-only">{caps.enter}</kbd>
      </button>
    </Bar>
  )
}

export function SkipBar() {
  const desk = useDesk()
  const reasons = words.skipReasons
  const digit = (event: KeyboardEvent, text: string) => {
    const reason = text === '' && !event.ctrlKey ? reasons[Number(event.key) - 1] : undefined
    if (reason) desk.skip(reason)
    return reason !== undefined
  }
  return (
    <Bar title={words.skipShort} how={words.skipHow}>
      {reasons.map((reason, i) => (
        <button key={reason} class="btn" onClick={() => desk.skip(reason)}>
          <kbd>{i + 1}</kbd>
          {reason}
        </button>
      ))}
      <Line
        label={words.skip}
        start=""
        hint={words.skipOther}
        onKey={digit}
        onEnter={(text) => text.trim() && desk.skip(text.trim())}
      />
    </Bar>
  )
}

export function FlagBar() {
  const desk = useDesk()
  const { flag } = desk.state.value.coding
  const set = (reason: string) => {
    desk.bar.value = null
    desk.dispatch({ do: 'flag', reason })
    desk.say(reason ? `${words.flagged} ${reason}` : words.unflagged)
  }
  const digit = (event: KeyboardEvent, text: string) => {
    const reason = text === '' && !event.ctrlKey ? words.flagReasons[Number(event.key) - 1] : undefined
    if (reason) set(reason)
    return reason !== undefined
  }
  return (
    <Bar title={words.flagShort} how={words.flagHow}>
      {words.flagReasons.map((reason, i) => (
        <button key={reason} class="btn" onClick={() => set(reason)}>
          <kbd>{i + 1}</kbd>
          {reason}
        </button>
      ))}
      <Line label={words.flag} start={flag} hint={words.skipOther} onKey={digit} onEnter={(text) => set(text.trim())} />
    </Bar>
  )
}

export function CommentBar() {
  const desk = useDesk()
  const { coding, selected } = desk.state.value
  const event = eventOf(coding, selected)
  const label = words.commentOn(event ? numberOf(coding, event.id) : 0)
  const keep = (text: string) => {
    const note = text.trim()
    desk.bar.value = null
    if (event) desk.dispatch({ do: 'eventNote', event: event.id, note: noteWith(dateOf(event.note), note) })
    else desk.dispatch({ do: 'articleNote', note })
  }
  return (
    <Bar title={words.comment} how={words.commentHow}>
      <Line label={label} start={event ? restOf(event.note) : coding.note} hint={label} onEnter={keep} />
    </Bar>
  )
}
