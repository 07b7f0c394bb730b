import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const NAMES = /^(licen[cs]e|copying|notice)/i

function packageRoot(id: string): string | null {
  const at = id.lastIndexOf('/node_modules/')
  if (at < 0) return null
  const rest = id.slice(at + '/node_modules/'.length).split('/')
  const name = rest[0]?.startsWith('@') ? `${rest[0]}/${rest[1]}` : rest[0]
  return name ? id.slice(0, at + '/node_modules/'.length) + name : null
}

function note(root: string): string {
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>
  const texts = readdirSync(root)
    .filter((f) => NAMES.test(f))
    .map((f) => readFileSync(join(root, f), 'utf8').trim())
  if (texts.length === 0) throw new Error(`${String(about['name'])} ships no licence text`)
  return `${String(about['name'])} ${String(about['version'])} (${String(about['license'])})\n\n${texts.join('\n\n')}\n`
}

/** Writes the licence texts of every npm package in the bundle to licenses.txt beside it. */
function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle(_options, bundle) {
      const roots = new Set<string>()
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        for (const id of Object.keys(chunk.modules)) {
          const root = packageRoot(id)
          if (root !== null && existsSync(join(root, 'package.json'))) roots.add(root)
        }
      }
      const source = [...roots]
        .sort()
        .map(note)
        .join(`\n${'-'.repeat(78)}\n\n`)
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source })
    },
  }
}

export default defineConfig(({ command }) => {
  // The build hook installs with NODE_ENV=development; what is built from it is always the production form.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return {
    base: '/', // client routes are nested, so assets are named from the root
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: '../static',
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0, // the content security policy allows no data: address
      target: ['chrome123', 'firefox121', 'safari17.5'],
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
    plugins: [licences()],
    // one jsdom for all files: making one for each took longer than the tests
    test: { environment: 'jsdom', isolate: false, include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], testTimeout: 20_000 },
  }
})
