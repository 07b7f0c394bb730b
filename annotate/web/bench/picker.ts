// Milliseconds per key in the code picker and how soon the wanted code shows: run in this folder's parent with
// `node bench/picker.ts`; `node bench/picker.ts missed phrases` also lists the phrases of that list that fail.
import { createServer } from 'vite'

const server = await createServer({ server: { middlewareMode: true, ws: false, watch: null }, logLevel: 'error' })
const shipped = (await server.ssrLoadModule('/src/coding/shipped.ts')) as typeof import('../src/coding/shipped')
const { measure, phrases, quantile, shippedActors, shippedCodebook, showsActors, showsCodes } = shipped

const codes = showsCodes(shippedCodebook())
const actors = showsActors(shippedActors())
measure(phrases.phrases.slice(0, 40), codes)
for (const [name, list, shows] of [
  ['phrases', phrases.phrases, codes],
  ['holdout', phrases.holdout, codes],
  ['second', phrases.second, codes],
  ['third', phrases.third, codes],
  ['fourth', phrases.fourth, codes],
  ['fifth', phrases.fifth, codes],
  ['sixth', phrases.sixth, codes],
  ['seventh', phrases.seventh, codes],
  ['actors', phrases.actors, actors],
  ['actorsUnseen', phrases.actorsUnseen, actors],
] as const) {
  const { top5, keys, times, processor, missed } = measure(list, shows, true)
  const ms = (values: readonly number[]) => [0.5, 0.95, 0.99].map((share) => quantile(values, share).toFixed(2)).join(' / ')
  console.log(
    `${name.padEnd(12)} ${String(list.length).padStart(3)} typed, top 5 ${(100 * top5).toFixed(1).padStart(5)} %, ` +
      `median keys ${keys}, ms per key p50 / p95 / p99: elapsed ${ms(times)}, processor ${ms(processor)} (${times.length} keys)`,
  )
  if (process.argv.includes('missed') && process.argv.includes(name)) console.log(missed.map((line) => `  ${line}`).join('\n'))
}
await server.close()
