// @vitest-environment node
import { describe, expect, test } from 'vitest'
import { ApiError } from '../lib/api'
import type { LiveAnswer, Span } from '../lib/screen'
import { context as make, TEXT } from './fixtures'
import { listFor, type Known } from './lists'
import { actorTable } from './actors'
import { BLANK } from './memory'
import { Ranker, SETTLED, type Kind } from './ranker'
import { reduce, type Action } from './reducer'
import { initial } from './state'

const at = (words: string): Span => [TEXT.indexOf(words), TEXT.indexOf(words) + words.length]
const table = actorTable({ blocks: [], first: [], later: [], after_international: [], names: [] })

/** A coder at a desk whose model answers when told. */
class Bench {
  state = initial()
  time = 0
  asked: { kind: Kind; span: Span | null; answer: (codes: string[], model?: string) => Promise<void>; fail: () => Promise<void> }[] = []
  readonly context = make()
  readonly ranker = new Ranker({ now: () => this.time, ask: (kind, span) => this.ask(kind, span) })

  private ask(kind: Kind, span: Span | null): Promise<LiveAnswer> {
    return new Promise((resolve, reject) => {
      const settled = () => new Promise<void>((done) => setTimeout(done))
      this.asked.push({
        kind,
        span,
        answer: (codes, model = 'lin 1') => {
          resolve({ why: null, model, codes: codes.map((code, i) => ({ span: span ?? [0, 0], code, score: 0.9 - i / 10, model })) })
          return settled()
        },
        fail: () => {
          reject(new ApiError(0, 'unreachable', 'away'))
          return settled()
        },
      })
    })
  }

  do(...actions: Action[]): this {
    for (const action of actions) this.state = reduce(this.state, action, this.context)
    this.ranker.follow(this.state)
    return this
  }

  get rows(): string[] {
    const { trigger, actor } = this.ranker.offers
    const known: Known = { actors: [], table, memory: BLANK, live: trigger.value, liveActors: actor.value }
    const list = listFor(this.state, this.context, known)
    if (list.kind === 'code') return list.rows.flatMap((row) => (row.sure ? [row.code.code] : []))
    return list.kind === 'actor' ? list.rows.flatMap((row) => (row.sure ? [`${row.code} ${row.sure.rank}`] : [])) : []
  }
}

const marked = () => new Bench().do({ do: 'new', span: at('demanded') })

describe('what the model says of the words at hand', () => {
  test('is asked once for the marked words, and shown at the head of the list', async () => {
    const bench = marked().do({ do: 'typed', text: '1' }, { do: 'typed', text: '' })
    expect(bench.asked.map(({ kind, span }) => [kind, span])).toEqual([['trigger', at('demanded')]])
    await bench.asked[0]?.answer(['173', '1041'])
    expect(bench.rows).toEqual(['173', '1041'])
    bench.do({ do: 'arm', slot: 'trigger' }, { do: 'arm', slot: 'code' })
    expect(bench.rows).toEqual(['173', '1041'])
    expect(bench.asked).toHaveLength(1)
  })

  test('never moves a row of a list that is being read: it waits until the list is opened again', async () => {
    const late = marked()
    late.time = SETTLED + 1
    await late.asked[0]?.answer(['173'])
    expect(late.rows).toEqual([])
    late.do({ do: 'arm', slot: 'source' }).do({ do: 'arm', slot: 'code' })
    expect(late.rows).toEqual(['173'])
    const chosen = marked().do({ do: 'row', to: 2 })
    await chosen.asked[0]?.answer(['173'])
    expect(chosen.rows).toEqual([])
  })

  test('is dropped when the words have changed meanwhile, and when another model has spoken', async () => {
    const bench = marked().do({ do: 'arm', slot: 'trigger' }, { do: 'take', span: at('detained') })
    await bench.asked[1]?.answer(['173'])
    await bench.asked[0]?.answer(['1041'])
    expect(bench.rows).toEqual(['173'])
    bench.do({ do: 'close' }, { do: 'new', span: at('gave') })
    await bench.asked[2]?.answer(['010'], 'lin 2')
    bench.do({ do: 'close' }, { do: 'new', span: at('detained') })
    expect(bench.asked).toHaveLength(4)
  })

  test('is nothing while the server is away, and is not asked for at each key', async () => {
    const bench = marked()
    await bench.asked[0]?.fail()
    bench.do({ do: 'typed', text: 'd' }).do({ do: 'typed', text: '' })
    expect([bench.rows, bench.asked.length]).toEqual([[], 1])
  })

  test('of an actor is kept with model, score and rank when it is taken', async () => {
    const bench = marked().do({ do: 'arm', slot: 'source' }, { do: 'take', span: at('Protesters in Cairo'), code: null })
    expect(bench.asked.map(({ kind }) => kind)).toEqual(['trigger', 'actor'])
    await bench.asked[1]?.answer(['EGYOPP', 'EGYCVL'])
    expect(bench.rows).toEqual(['EGYOPP 1', 'EGYCVL 2'])
    const from = { origin: 'accepted', model: 'lin 1', score: 0.8, rank: 2 } as const
    bench.do({ do: 'actorCode', code: 'EGYCVL', from })
    expect(bench.state.coding.events[0]?.provenance).toEqual({ source_code: from })
    bench.do({ do: 'arm', slot: 'sourceCode' }, { do: 'actorCode', code: 'EGYOPP' })
    expect(bench.state.coding.events[0]?.provenance.source_code?.origin).toBe('edited')
  })
})
