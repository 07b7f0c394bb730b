import { Fragment } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { eventOf } from '../../coding/edit'
import { isDraft } from '../../coding/problems'
import { paints, runs, type Paint, type Run } from '../../coding/runs'
import { numberOf, ordered, sentenceOf } from '../../coding/selectors'
import type { Span } from '../../lib/screen'
import { coding as words } from '../../strings'
import { useDesk } from './context'

function className(paint: Paint): string {
  if (paint.look === 'boilerplate') return 'boilerplate'
  return `m m-${paint.look}${paint.first ? ` m-${paint.look === 'found' ? 'found' : 'pick'}-first` : ''}`
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
      {text}
    </mark>
  )
}

interface Piece {
  span: Span
  /** Null for white space between sentences. */
  sentence: number | null
}

function piecesOf([start, end]: Span, sentences: readonly Span[]): Piece[] {
  const out: Piece[] = []
  let at = start
  sentences.forEach(([s, e], i) => {
    if (e <= start || s >= end) return
    if (s > at) out.push({ span: [at, s], sentence: null })
    out.push({ span: [Math.max(s, start), Math.min(e, end)], sentence: i })
    at = Math.min(e, end)
  })
  if (at < end) out.push({ span: [at, end], sentence: null })
  return out
}

function GutterButton({ event, sentence }: { event: string; sentence: number }) {
  const desk = useDesk()
  const { coding, selected } = desk.state.value
  const n = numberOf(coding, event)
  const found = eventOf(coding, event)
  const draft = found !== undefined && isDraft(coding, found, desk.parts.codebook)
  return (
    <button
      class={selected === event ? 'on' : ''}
      tabIndex={-1}
      aria-label={words.eventButton(n, sentence + 1, draft)}
      onClick={(e) => {
        e.stopPropagation()
        desk.dispatch({ do: 'select', event })
      }}
    >
      {n}
    </button>
  )
}

/** Numbers of the events in the sentences that begin on this line. */
function Gutter({
  sentences,
  placed,
}: {
  sentences: readonly number[]
  placed: ReadonlyMap<number, readonly string[]>
}) {
  const all = sentences.flatMap((sentence) => (placed.get(sentence) ?? []).map((event) => ({ sentence, event })))
  if (all.length === 0) return null
  return (
    <span class="gut">
      {all.map((one) => (
        <GutterButton key={one.event} {...one} />
      ))}
    </span>
  )
}

const SHORT = 70

/** Sentences that begin close behind another share its place in the gutter. */
function gutters(pieces: readonly Piece[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  let head: Piece | null = null
  for (const piece of pieces) {
    if (piece.sentence === null) continue
    if (head?.sentence != null && piece.span[0] - head.span[0] < SHORT) groups.get(head.sentence)?.push(piece.sentence)
    else {
      head = piece
      groups.set(piece.sentence, [piece.sentence])
    }
  }
  return groups
}

interface Drawn {
  all: readonly Paint[]
  placed: ReadonlyMap<number, readonly string[]>
}

function Sentence({ piece, drawn, group }: { piece: Piece; drawn: Drawn; group: readonly number[] | undefined }) {
  const desk = useDesk()
  const { sentence } = desk.state.value
  const cut = runs(piece.span, drawn.all)
  if (piece.sentence === null)
    return (
      <>
        {cut.map((run) => (
          <RunView key={run.start} run={run} />
        ))}
      </>
    )
  const here = piece.sentence === sentence
  const count = desk.context.reading.sentences.length
  const label = words.sentenceEvents(piece.sentence + 1, count, drawn.placed.get(piece.sentence)?.length ?? 0)
  return (
    <>
      {group && <Gutter sentences={group} placed={drawn.placed} />}
      <span
        class="sentence"
        data-sentence={piece.sentence}
        tabIndex={here ? 0 : -1}
        aria-current={here ? 'true' : undefined}
        aria-description={label}
      >
        {cut.map((run) => (
          <RunView key={run.start} run={run} />
        ))}
      </span>
    </>
  )
}

/** The bar beside the current sentence, drawn where its lines are. */
function useBar(current: boolean) {
  const ref = useRef<HTMLParagraphElement>(null)
  useLayoutEffect(() => {
    const paragraph = ref.current
    const sentence = paragraph?.querySelector<HTMLElement>('[aria-current]')
    if (!paragraph || !sentence) return
    const place = () => {
      const outer = paragraph.getBoundingClientRect()
      const inner = sentence.getBoundingClientRect()
      paragraph.style.setProperty('--bar-top', `${Math.round(inner.top - outer.top)}px`)
      paragraph.style.setProperty('--bar-height', `${Math.round(inner.height)}px`)
    }
    place()
    if (typeof ResizeObserver === 'undefined') return
    const watch = new ResizeObserver(place)
    watch.observe(paragraph)
    return () => watch.disconnect()
  })
  return current ? ref : null
}

function Paragraph({ span, title, drawn }: { span: Span; title: boolean; drawn: Drawn }) {
  const desk = useDesk()
  const { sentence } = desk.state.value
  const pieces = piecesOf(span, desk.context.reading.sentences)
  const current = pieces.some((piece) => piece.sentence === sentence)
  const groups = gutters(pieces)
  const ref = useBar(current)
  const body = pieces.map((piece) => (
    <Sentence
      key={piece.span[0]}
      piece={piece}
      drawn={drawn}
      group={piece.sentence === null ? undefined : groups.get(piece.sentence)}
    />
  ))
  const look = `text${current ? ' current' : ''}`
  return title ? (
    <h1 class={look} dir="auto" ref={ref}>
      {body}
    </h1>
  ) : (
    <p class={look} dir="auto" ref={ref}>
      {body}
    </p>
  )
}

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

function paragraphsOf(desk: ReturnType<typeof useDesk>): Span[] {
  const { task } = desk.parts.screen
  return task.paragraphs.length > 0 ? task.paragraphs : [...desk.context.reading.sentences]
}

function isTitle(span: Span, title: Span | null): boolean {
  return title !== null && span[0] < title[1] && span[1] > title[0]
}

export function ArticleView() {
  const desk = useDesk()
  const { coding, open, selected } = desk.state.value
  const { task } = desk.parts.screen
  const { reading } = desk.context
  const list = desk.list.value
  const picks = list.kind === 'span' && !open?.hints ? list.rows : []
  const hints: Paint[] =
    list.kind === 'span' && open?.hints
      ? list.rows.map((row) => ({ span: row.span, look: 'pick', letter: row.why }))
      : []
  const { spans: finds, at: hit } = desk.found.value
  const found = finds.map((span, i): Paint => ({ span, look: 'found', first: i === hit }))
  const all = [...hints, ...found, ...paints({ coding, selected, open, picks, boilerplate: task.boilerplate })]
  const placed = new Map<number, string[]>()
  for (const event of ordered(coding)) {
    const at = sentenceOf(coding, event, reading)
    if (at !== null) placed.set(at, [...(placed.get(at) ?? []), event.id])
  }
  const spans = paragraphsOf(desk)
  const head = spans.filter((span) => isTitle(span, task.title))
  const drawn = { all, placed }
  const lang = task.lang ? { lang: task.lang } : {}
  return (
    <article class="article" aria-label={words.article(reading.sentences.length)} {...lang}>
      {head.map((span) => (
        <Paragraph key={span[0]} span={span} title drawn={drawn} />
      ))}
      <DateLine />
      {spans
        .filter((span) => !head.includes(span))
        .map((span) => (
          <Paragraph key={span[0]} span={span} title={false} drawn={drawn} />
        ))}
    </article>
  )
}
