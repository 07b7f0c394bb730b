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
  ['actors', phrases.actors, actors],
  ['actorsUnseen', phrases.actorsUnseen, actors],
] as const) {
  const { top5, keys, times, missed } = measure(list, shows)
  const ms = [0.5, 0.95, 0.99].map((share) => quantile(times, share).toFixed(2))
  console.log(
    `${name.padEnd(12)} ${list.length} typed, top 5 ${(100 * top5).toFixed(1)} %, median keys ${keys}, ` +
      `ms per key p50 ${ms[0]} p95 ${ms[1]} p99 ${ms[2]} (${times.length} keys)`,
  )
  if (process.argv.includes('missed') && process.argv.includes(name)) console.log(missed.map((line) => `  ${line}`).join('\n'))
}
await server.close()
