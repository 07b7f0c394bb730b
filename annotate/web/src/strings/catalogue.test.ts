// @vitest-environment node
// No word of the interface stands outside this folder: texts between tags, labels, and sentences in the code.
import { globSync, readFileSync } from 'node:fs'
import { parseAst } from 'vite'
import { expect, test } from 'vitest'

interface Node {
  type: string
  start: number
  [part: string]: unknown
}

const SPOKEN = /^(?:aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label)$/
const UNSPOKEN = /^(?:class|d|style|on[A-Z]\w*|rel|viewBox|points|transform|href)$/
/** Word lists for reading the news, and lines of a shell to copy. */
const LANGUAGE = /coding\/(?:actornames|dates|forms|matching|places|shipped)\.ts$|project-collect\.tsx$/
const WORD = /\p{L}{2}/u
const SENTENCE = /\p{L}{2,}[,:]? \p{L}+/u
const CODE = /[{}()[\]<>#=;]|^(?:chip|btn|message|m) |, \.|^button, a$|^utf-8$/

function isNode(part: unknown): part is Node {
  return typeof part === 'object' && part !== null && typeof (part as Node).type === 'string'
}

function nameOf(attribute: Node): string {
  return String((attribute['name'] as { name?: unknown }).name)
}

function isOutside(text: string, node: Node, above: readonly Node[]): boolean {
  if (node.type === 'JSXText') return WORD.test(text.replace(/&\w+;/g, ''))
  const attribute = above.findLast((one) => one.type === 'JSXAttribute')
  const name = attribute ? nameOf(attribute) : ''
  if (SPOKEN.test(name)) return WORD.test(text) && !CODE.test(text)
  return !UNSPOKEN.test(name) && SENTENCE.test(text) && !CODE.test(text)
}

/** What is no text: import paths, types, errors for programmers, the console. */
function isSkipped(node: Node): boolean {
  if (/^(?:Import|ExportAll|ExportNamed.*From|TS)/.test(node.type) && !/^TSAs|^TSNonNull|^TSSatisf/.test(node.type)) return true
  const callee = (node['callee'] ?? {}) as { name?: string; object?: { name?: string } }
  if (node.type === 'NewExpression') return callee.name === 'Error' || callee.name === 'OffsetError'
  return node.type === 'CallExpression' && callee.object?.name === 'console'
}

function textOf(node: Node): string {
  if (node.type === 'JSXText' || (node.type === 'Literal' && typeof node['value'] === 'string')) return String(node['value'])
  return node.type === 'TemplateElement' ? String((node['value'] as { cooked: string }).cooked) : ''
}

function outside(node: Node, above: readonly Node[] = []): [string, number][] {
  if (isSkipped(node)) return []
  const text = textOf(node)
  const own: [string, number][] = text && isOutside(text, node, above) ? [[text, node.start]] : []
  const below = Object.values(node).flat().filter(isNode)
  return [...own, ...below.flatMap((child) => outside(child, [...above, node]))]
}

function found(file: string, source: string): string[] {
  const tree = parseAst(source, { lang: file.endsWith('x') ? 'tsx' : 'ts', astType: 'ts' }) as unknown as Node
  return outside(tree).map(([text, at]) => `${file}:${source.slice(0, at).split('\n').length}: ${text.trim()}`)
}

const FILES = globSync('src/**/*.{ts,tsx}').filter((file) => !/\.test\.|fixtures|src\/strings\//.test(file) && !LANGUAGE.test(file))

test('every word that somebody reads or hears stands in the catalogue', () => {
  expect(FILES.length).toBeGreaterThan(50)
  expect(FILES.flatMap((file) => found(file, readFileSync(file, 'utf8')))).toEqual([])
})

test('a word outside it is noticed', () => {
  const bad = `const a = <p title="See here">Hello<b aria-label={open ? 'Shut' : 'Open'} /></p>; say(\`Saved \${n} of them\`)`
  expect(found('bad.tsx', bad).map((line) => line.replace(/^.*: /, ''))).toEqual(['See here', 'Hello', 'Shut', 'Open', 'of them'])
  expect(found('good.tsx', `<p class="a b c">{words.hello}&ensp;·</p>; throw new Error('for programmers only')`)).toEqual([])
})
