import { useComputed } from '@preact/signals'
import { Fragment } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Desk } from '../../coding/desk'
import { blocksOf, samePaints, spread, type Block, type Piece } from '../../coding/page'
import { isDraft } from '../../coding/problems'
import { livePaints, otherPaints, replacedRole, runs, selectedPaints, suggestionPaints, type Paint, type Run } from '../../coding/runs'
import { ordered, sentenceOf } from '../../coding/selectors'
import { pendingOf } from '../../coding/suggestions'
import { coding as words } from '../../strings'
import { useDesk } from './context'
import { memo } from './memo'

function className(paint: Paint): string {
  if (paint.look === 'boilerplate') return 'boilerplate'
  return `m m-${paint.look}${paint.maybe ? ' m-maybe' : ''}${paint.first ? ` m-${paint.look === 'found' ? 'found' : 'pick'}-first` : ''}`
}

/** A boundary to drag; by keys it is moved with Space, comma and the brackets, by clicks with the buttons below. */
function Handle({ side }: { side: 'start' | 'end' }) {
  return <span class={`handle handle-${side}`} data-handle={side} aria-hidden="true" />
}

function RunView({ run }: { run: Run }) {
  const desk = useDesk()
  const text = desk.context.reading.slice([run.start, run.end])
  const { paint } = run
  if (!paint) return <span data-s={run.start}>{text}</span>
  if (paint.look === 'boilerplate')
    return (
      <span class="boilerplate" data-s={run.start}>
        {text}
      </span>
    )
  const extra = {
    ...(run.opens && paint.letter ? { 'data-l': paint.letter } : {}),
    ...(paint.event ? { 'data-event': paint.event } : {}),
  }
  return (
    <mark
      class={className(paint)}
      data-s={run.start}
      {...extra}
      {...(paint.pick === undefined ? {} : { 'data-pick': paint.pick })}
    >
      {paint.live && run.start === paint.span[0] && <Handle side="start" />}
      {text}
      {paint.live && run.end === paint.span[1] && <Handle side="end" />}
    </mark>
  )
}

/** A number in the gutter: an event of that sentence. */
interface Number {
  event: string
  sentence: number
  n: number
  draft: boolean
  on: boolean
  /** Only suggested. */
  maybe: boolean
}

type Numbers = ReadonlyMap<number, readonly Number[]>

function GutterButton({ event, sentence, n, draft, on, maybe }: Number) {
  const desk = useDesk()
  return (
    <button
      class={[on ? 'on' : '', maybe ? 'maybe' : ''].join(' ').trim()}
      tabIndex={-1}
      aria-label={maybe ? words.suggestionButton(n, sentence + 1) : words.eventButton(n, sentence + 1, draft)}
      onClick={(e) => {
        e.stopPropagation()
        desk.dispatch({ do: 'select', event })
      }}
    >
      {maybe ? `?${n}` : n}
    </button>
  )
}

/** Numbers of the events in the sentences that begin on this line. */
function Gutter({ sentences, numbers }: { sentences: readonly number[]; numbers: Numbers }) {
  const all = sentences.flatMap((sentence) => numbers.get(sentence) ?? [])
  if (all.length === 0) return null
  return (
    <span class="gut">
      {all.map((one) => (
        <GutterButton key={one.event} {...one} />
      ))}
    </span>
  )
}

interface SentenceProps {
  piece: Piece
  paints: readonly Paint[]
  numbers: Numbers
  here: boolean
  group: readonly number[] | undefined
}

function Sentence({ piece, paints, numbers, here, group }: SentenceProps) {
  const desk = useDesk()
  const cut = runs(piece.span, paints).map((run) => <RunView key={run.start} run={run} />)
  if (piece.sentence === null) return <>{cut}</>
  const count = desk.context.reading.sentences.length
  const label = words.sentenceEvents(piece.sentence + 1, count, numbers.get(piece.sentence)?.length ?? 0)
  return (
    <>
      {group && <Gutter sentences={group} numbers={numbers} />}
      <span
        class="sentence"
        data-sentence={piece.sentence}
        tabIndex={here ? 0 : -1}
        aria-current={here ? 'true' : undefined}
        aria-description={label}
      >
        {cut}
      </span>
    </>
  )
}

/** The bar beside the current sentence, drawn where its lines are. */
function useBar(sentence: number | null) {
  const ref = useRef<HTMLParagraphElement>(null)
  useLayoutEffect(() => {
    const paragraph = ref.current
    const current = sentence === null ? null : paragraph?.querySelector<HTMLElement>('[aria-current]')
    if (!paragraph || !current) return
    const place = () => {
      const outer = paragraph.getBoundingClientRect()
      const inner = current.getBoundingClientRect()
      paragraph.style.setProperty('--bar-top', `${Math.round(inner.top - outer.top)}px`)
      paragraph.style.setProperty('--bar-height', `${Math.round(inner.height)}px`)
    }
    if (typeof ResizeObserver === 'undefined') return place()
    const watch = new ResizeObserver(place) // also called once at the start, when the layout is there
    watch.observe(paragraph)
    return () => watch.disconnect()
  }, [sentence])
  return ref
}

/** Characters of a full line: how high a paragraph will be is guessed from it while it is out of view. */
const LINE = 68

interface ParagraphProps {
  block: Block
  /** What may change with every key, and what is stored. */
  live: readonly Paint[]
  stored: readonly Paint[]
  /** The current sentence if it is in this paragraph. */
  here: number | null
  numbers: Numbers
}

function sameNumbers({ numbers: before, block }: ParagraphProps, { numbers }: ParagraphProps): boolean {
  if (before === numbers) return true
  return block.pieces.every(({ sentence }) => {
    const [a = [], b = []] = sentence === null ? [] : [before.get(sentence), numbers.get(sentence)]
    if (a.length !== b.length) return false
    return a.every((one, i) => one.n === b[i]?.n && one.on === b[i]?.on && one.draft === b[i]?.draft && one.maybe === b[i]?.maybe && one.event === b[i]?.event)
  })
}

function sameParagraph(before: ParagraphProps, next: ParagraphProps): boolean {
  return (
    before.block === next.block &&
    before.here === next.here &&
    samePaints(before.live, next.live) &&
    samePaints(before.stored, next.stored) &&
    sameNumbers(before, next)
  )
}

const Paragraph = memo<ParagraphProps>(({ block, live, stored, here, numbers }) => {
  const ref = useBar(here)
  const paints = [...live, ...stored]
  const Tag = block.title ? 'h1' : 'p'
  const lines = Math.ceil((block.span[1] - block.span[0]) / LINE)
  const look = `text${here === null ? '' : ' current'}${block.stacked ? ' stacked' : ''}`
  return (
    <Tag class={look} dir="auto" lang={block.lang} ref={ref} style={{ '--lines': lines }}>
      {block.pieces.map((piece) => (
        <Sentence
          key={piece.span[0]}
          piece={piece}
          paints={paints}
          numbers={numbers}
          here={piece.sentence !== null && piece.sentence === here}
          group={piece.sentence === null ? undefined : block.gutters.get(piece.sentence)}
        />
      ))}
    </Tag>
  )
}, sameParagraph)

function DateLine() {
  const { task } = useDesk().parts.screen
  const date = task.published ? new Date(task.published) : null
  const day =
    date && !Number.isNaN(date.getTime())
      ? date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
      : task.published
  const parts = [task.outlet, task.place, day && words.published(day), words.words(task.words)].filter((part) => part)
  return (
    <p class="dateline">
      {parts.map((part, i) => (
        <Fragment key={part}>
          {i > 0 && <>&ensp;·&ensp;</>}
          <bdi class="nowrap">{part}</bdi>
        </Fragment>
      ))}
    </p>
  )
}

function numbersOf(desk: Desk): Numbers {
  const coding = desk.coding.value
  const selected = desk.selected.value
  const { reading, suggestions } = desk.context
  const numbers = new Map<number, Number[]>()
  const put = (one: Number) => numbers.set(one.sentence, [...(numbers.get(one.sentence) ?? []), one])
  ordered(coding).forEach((event, i) => {
    const sentence = sentenceOf(coding, event, reading)
    if (sentence === null) return
    const draft = isDraft(coding, event, desk.parts.codebook)
    put({ event: event.id, sentence, n: i + 1, draft, on: event.id === selected, maybe: false })
  })
  pendingOf(coding, suggestions).forEach(({ id, start }, i) => {
    const n = coding.events.length + i + 1
    put({ event: id, sentence: reading.sentenceAt(start), n, draft: false, on: id === selected, maybe: true })
  })
  return numbers
}

/** Hints, finds, the armed span, the numbered offers, and the selected event. */
function liveOf(desk: Desk): Paint[] {
  const open = desk.open.value
  const list = desk.list.value
  const rows = list.kind === 'span' ? list.rows : []
  const hints = open?.hints ? rows.map((row): Paint => ({ span: row.span, look: 'pick', letter: row.why })) : []
  const { spans, at } = desk.found.value
  const found = spans.map((span, i): Paint => ({ span, look: 'found', first: i === at }))
  const selected = selectedPaints(desk.coding.value, desk.selected.value, replacedRole(open))
  return [...hints, ...found, ...livePaints(open, open?.hints ? [] : rows), ...selected]
}

/** The painted paragraphs: what is stored is spread anew only when the coding or the selection has changed. */
function usePainted(blocks: readonly Block[]) {
  const desk = useDesk()
  const boilerplate = desk.parts.screen.task.boilerplate.map(([s, e]): Paint => ({ span: [s, e], look: 'boilerplate' }))
  const stored = useComputed(() =>
    spread(blocks, [
      ...otherPaints(desk.coding.value, desk.selected.value),
      ...suggestionPaints(pendingOf(desk.coding.value, desk.context.suggestions), desk.selected.value),
      ...boilerplate,
    ]),
  )
  const numbers = useComputed(() => numbersOf(desk))
  return { stored: stored.value, numbers: numbers.value, live: spread(blocks, liveOf(desk)) }
}

/** Paragraphs from which on those out of view are left unpainted. */
const LONG = 40

export function ArticleView() {
  const desk = useDesk()
  const { task } = desk.parts.screen
  const { reading } = desk.context
  const blocks = useMemo(() => blocksOf(task, reading), [task, reading])
  const { stored, numbers, live } = usePainted(blocks)
  const sentence = desk.sentence.value
  const drawn = blocks.map((block, i) => {
    const here = block.pieces.some((piece) => piece.sentence === sentence) ? sentence : null
    const props = { block, here, numbers, live: live[i] ?? [], stored: stored[i] ?? [] }
    return <Paragraph key={block.span[0]} {...props} />
  })
  const lang = task.lang ? { lang: task.lang } : {}
  return (
    <article class={`article${blocks.length > LONG ? ' long' : ''}`} aria-label={words.article(reading.sentences.length)} {...lang}>
      {drawn.filter((_, i) => blocks[i]?.title)}
      <DateLine />
      {drawn.filter((_, i) => !blocks[i]?.title)}
    </article>
  )
}
