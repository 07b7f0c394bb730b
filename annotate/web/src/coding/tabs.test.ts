// @vitest-environment node
import { expect, test } from 'vitest'
import { Tabs, type Channel } from './tabs'

/** Channels that hear each other, as tabs of one browser do. */
function air(): () => Channel {
  const listeners: { of: Channel; hear: (event: { data: unknown }) => void }[] = []
  return () => {
    const channel: Channel = {
      postMessage: (data) => listeners.filter((l) => l.of !== channel).forEach((l) => l.hear({ data })),
      addEventListener: (_, hear) => void listeners.push({ of: channel, hear }),
      close: () => void listeners.splice(0, listeners.length, ...listeners.filter((l) => l.of !== channel)),
    }
    return channel
  }
}

function tab(channel: Channel, me: string, key = '1:7') {
  const state = { holds: true, saved: false, tabs: null as Tabs | null }
  state.tabs = new Tabs({
    channel,
    me,
    key,
    holds: () => state.holds,
    onHeld: () => void (state.holds = false),
    onTaken: () => {
      state.saved = true
      state.holds = false
      return Promise.resolve()
    },
  })
  return state
}

test('the second tab on an article looks on; one on another article does not', () => {
  const on = air()
  const [first, second, other] = [tab(on(), 'a'), tab(on(), 'b'), tab(on(), 'c', '1:8')]
  expect([first.holds, second.holds, other.holds]).toEqual([true, false, true])
})

test('taking over waits until the other tab has saved', async () => {
  const on = air()
  const first = tab(on(), 'a')
  const second = tab(on(), 'b')
  await second.tabs?.take(60_000)
  expect([first.holds, first.saved]).toEqual([false, true])
})

test('a tab that is gone does not keep the article', async () => {
  const on = air()
  const second = tab(on(), 'b')
  await second.tabs?.take(1)
  expect(second.holds).toBe(true)
})
