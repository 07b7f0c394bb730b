import { hasActorTree } from '../../coding/actortree'
import { enterTree, turn, up } from '../../coding/browse'
import { out, run } from '../../coding/command'
import { eventOf, LIST } from '../../coding/edit'
import { accept, another, grow, isEnd } from '../../coding/keys'
import { rowCount } from '../../coding/lists'
import { problemsOf } from '../../coding/problems'
import { previousEvent } from '../../coding/reducer'
import { numberOf } from '../../coding/selectors'
import { isActorCodeSlot, isInTree, isSpanSlot, roleOf, sideOf } from '../../coding/state'
import { caps, coding as words, common } from '../../strings'
import { keepFocus, useDesk } from './context'
import { Details } from './details'
import { Message } from './message'
import { Picker } from './picker'
import { Slots } from './slots'
import { WarningView } from './warning'

function SpanButtons() {
  const desk = useDesk()
  const { open, coding } = desk.state.value
  if (!open) return null
  const side = sideOf(open.slot)
  const before = previousEvent(coding, open.event)
  const event = eventOf(coding, open.event)
  const role = roleOf(open.slot)
  const many = role && event && desk.parts.codebook.takesMany(role) && (event[LIST[role]].length > 0 || open.span)
  const on = (name: string) => () => desk.perform(grow(name, desk.view))
  return (
    <>
      {side && (
        <button class="btn" onClick={() => desk.dispatch({ do: 'notStated' })}>
          <kbd>-</kbd>
          {words.notStated}
        </button>
      )}
      {role && before && !open.span && (
        <button class="btn" onClick={() => desk.dispatch({ do: 'same' })}>
          <kbd>=</kbd>
          {words.asEvent(numberOf(coding, before.id))}
        </button>
      )}
      <button class={`btn${open.span ? '' : ' wide-only'}`} onClick={on(' ')}>
        <kbd>{caps.space}</kbd>
        {words.extend}
      </button>
      <button class="btn wide-only" title={words.runOut} onClick={on('.')}>
        <kbd>.</kbd>
        {words.toEnd}
      </button>
      {open.span && (
        <button class="btn" onClick={on('shift ')}>
          <kbd class="wide-only">{caps.shiftSpace}</kbd>
          {words.shrink}
        </button>
      )}
      {open.span && (
        <button class="btn wide-only" onClick={() => desk.dispatch({ do: 'clear' })}>
          {words.clear}
        </button>
      )}
      {open.span && (
        <button class="btn wide-only" onClick={() => desk.dispatch({ do: 'fragment' })}>
          <kbd>+</kbd>
          {words.piece}
        </button>
      )}
      {!open.span && (
        <button class="btn wide-only" onClick={() => desk.dispatch({ do: 'hints', on: !open.hints })}>
          <kbd>;</kbd>
          {words.hints}
        </button>
      )}
      {many && (
        <button class="btn wide-only" onClick={() => desk.dispatch(...another(desk.view))}>
          <kbd>&amp;</kbd>
          {words.another}
        </button>
      )}
    </>
  )
}

/** Into the tree, or a step up in it and at last out of it. */
function TreeButton({ all }: { all: string }) {
  const desk = useDesk()
  const open = desk.state.value.open
  if (!open) return null
  const inside = isInTree(open)
  return (
    <button class="btn" onClick={() => desk.perform(inside ? up(desk.view) : enterTree(desk.view, open.row, true))}>
      <kbd>{inside ? '⌫' : '←'}</kbd>
      {inside ? words.up : all}
    </button>
  )
}

function CodeButtons() {
  const desk = useDesk()
  const open = desk.state.value.open
  const list = desk.list.value
  const chosen = list.kind === 'code' ? list.rows[open?.row ?? 0] : undefined
  const more = chosen !== undefined && desk.parts.codebook.children(chosen.code.code).length > 0 && !chosen.tree?.open
  return (
    <>
      <TreeButton all={words.allCodes} />
      {more && (
        <button class="btn" onClick={() => desk.perform(turn(desk.view, open?.row ?? 0) ?? run())}>
          <kbd>→</kbd>
          {words.below}
        </button>
      )}
      <button class="btn wide-only" onClick={() => desk.dispatch({ do: 'hints', on: !open?.hints })}>
        <kbd>;</kbd>
        {words.numbers}
      </button>
    </>
  )
}

function OtherButtons() {
  const desk = useDesk()
  const slot = desk.state.value.open?.slot
  if (!slot) return null
  if (isSpanSlot(slot)) return <SpanButtons />
  if (slot === 'code') return <CodeButtons />
  if (!isActorCodeSlot(slot)) return null
  return <ActorButtons />
}

function ActorButtons() {
  const desk = useDesk()
  const { actors } = desk.view
  return (
    <>
      {actors && hasActorTree(actors) && <TreeButton all={words.browse} />}
      <button class="btn" onClick={() => desk.dispatch({ do: 'actorCode', code: '' })}>
        <kbd>-</kbd>
        {words.unknown}
      </button>
      <button class="btn" onClick={() => desk.dispatch(...another(desk.view))}>
        <kbd>&amp;</kbd>
        {words.another}
      </button>
    </>
  )
}

/** The one primary action: what Tab, or Enter at the end, would do. */
function Primary() {
  const desk = useDesk()
  const { view } = desk
  const open = view.state.open
  const { list } = view
  const chosen = list.kind === 'actor' ? list.rows[open?.row ?? 0] : undefined
  const step = chosen?.step === true
  const numbered = open !== null && (isSpanSlot(open.slot) || (isActorCodeSlot(open.slot) && !isInTree(open)))
  const end = isEnd(view) && !step
  const offers = rowCount(desk.list.value) > 0 && !open?.span && !open?.hints && (open?.row ?? 0) >= 0
  const row = (open?.row ?? 0) + 1
  const label = step
    ? chosen.tree?.open ? common.close : words.openIt
    : end
    ? words.save
    : offers && numbered
      ? `${words.take} ${row}`
      : offers || open?.span
        ? words.take
        : words.nextSlot
  const press = () => {
    const done = accept(view)
    desk.perform(end ? { ...(open?.slot === 'details' ? { actions: [] } : done), wish: 'save' } : done)
  }
  return (
    <button class="btn btn-primary" onClick={press}>
      {label} <kbd class="wide-only">{end ? caps.enter : caps.tab}</kbd>
    </button>
  )
}

function SlotProblem() {
  const desk = useDesk()
  const { open, coding } = desk.state.value
  const event = eventOf(coding, open?.event)
  if (!open || !event) return null
  const problem = problemsOf(coding, event, desk.parts.codebook).find((p) => p.slot === open.slot)
  if (problem && desk.tried.value === event.id) return <Message lines={words.problems[problem.key]} error />
  return <WarningView event={event.id} slot={open.slot} />
}

export function Composer() {
  const desk = useDesk()
  const { open, coding, sentence } = desk.state.value
  if (!open) return null
  const n = numberOf(coding, open.event)
  const place = words.sentence(sentence + 1, desk.context.reading.sentences.length)
  return (
    <section
      class="composer slots-edge"
      aria-label={`${words.event(n)}, ${words.slots[open.slot].toLowerCase()}`}
      onMouseDown={keepFocus}
    >
      <div class="composer-rail">
        <b>{words.event(n)}</b>
        <span>{place}</span>
      </div>
      <div class="composer-main">
        <Slots />
        <SlotProblem />
        {open.slot === 'details' ? <Details /> : <Picker />}
        <div class="picker-other">
          <OtherButtons />
          {open.slot !== 'details' && (
            <button class="btn wide-only" onClick={() => desk.dispatch({ do: 'arm', slot: 'details' })}>
              {words.details}
            </button>
          )}
          <button class="btn narrow-only" onClick={() => (desk.dialog.value = 'guideline')}>
            {words.guideline}
          </button>
          <span class="go">
            <button class="btn" onClick={() => desk.perform(out(desk.view))}>
              {open.hints || isInTree(open) ? words.back : words.out} <kbd class="wide-only">{caps.esc}</kbd>
            </button>
            <Primary />
          </span>
        </div>
      </div>
    </section>
  )
}
