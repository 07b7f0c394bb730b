// Markdown as a tree of plain data: headings, paragraphs, lists, quotes, code, emphasis and links. Nothing in it is
// ever read as HTML: what is not one of these stays text.

export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'em'; of: Inline[] }
  | { kind: 'link'; href: string; of: Inline[] }

export type Block =
  | { kind: 'heading'; level: number; of: Inline[] }
  | { kind: 'paragraph'; of: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; of: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' }

const DEEPEST = 8
const SAFE = /^(?:https?:\/\/|mailto:)[^\s<>"\\]+$/i
const BARE = /^https?:\/\/[^\s<>()"]+[^\s<>()".,;:!?]/i
const ESCAPED = /^\\[\\`*_{}[\]()#+\-.!|<>~]/

function linkAt(text: string, depth: number): [Inline, number] | null {
  const found = /^\[([^[\]]{1,500})\]\(([^()\s]{1,2000})\)/.exec(text)
  const href = found?.[2] ?? ''
  if (!found || !SAFE.test(href)) return null
  return [{ kind: 'link', href, of: inlines(found[1] ?? '', depth + 1) }, found[0].length]
}

/** `**strong**` and `*em*`: the mark hugs the words on both sides; `_` does so only at the edges of words. */
function emphasisAt(text: string, before: string, depth: number): [Inline, number] | null {
  const mark = /^(?:\*\*|__|\*|_)/.exec(text)?.[0]
  if (!mark || /^\s/.test(text.slice(mark.length)) || (mark[0] === '_' && /[\p{L}\p{N}]/u.test(before))) return null
  for (let end = text.indexOf(mark, mark.length + 1); end > 0; end = text.indexOf(mark, end + 1)) {
    const inside = text.slice(mark.length, end)
    const after = text.slice(end + mark.length, end + mark.length + 1)
    if (/\s$/.test(inside) || (mark.length === 1 && (after === mark || inside.endsWith(mark)))) continue
    if (mark[0] === '_' && /[\p{L}\p{N}]/u.test(after)) continue
    return [{ kind: mark.length === 2 ? 'strong' : 'em', of: inlines(inside, depth + 1) }, end + mark.length]
  }
  return null
}

function specialAt(text: string, before: string, depth: number): [Inline, number] | null {
  const escaped = ESCAPED.exec(text)
  if (escaped) return [{ kind: 'text', text: text.charAt(1) }, 2]
  const code = /^(`+)([^`]+)\1(?!`)/.exec(text)
  if (code) return [{ kind: 'code', text: (code[2] ?? '').trim() }, code[0].length]
  const bare = BARE.exec(text)?.[0]
  if (bare && !/\w/.test(before)) return [{ kind: 'link', href: bare, of: [{ kind: 'text', text: bare }] }, bare.length]
  if (depth >= DEEPEST) return null
  return linkAt(text, depth) ?? emphasisAt(text, before, depth)
}

const MAYBE = /[\\`*_[]|https?:/i
const LONGEST = 20_000

export function inlines(text: string, depth = 0): Inline[] {
  const out: Inline[] = []
  let plain = ''
  const flush = () => {
    if (plain) out.push({ kind: 'text', text: plain })
    plain = ''
  }
  for (let at = 0; at < text.length; ) {
    const next = at > LONGEST ? -1 : text.slice(at).search(MAYBE)
    if (next !== 0) {
      const to = next < 0 ? text.length : at + next
      plain += text.slice(at, to)
      at = to
      continue
    }
    const found = specialAt(text.slice(at, at + 4000), text.charAt(at - 1), depth)
    if (!found) plain += text.charAt(at++)
    else if (found[0].kind === 'text') [plain, at] = [plain + found[0].text, at + found[1]]
    else {
      flush()
      out.push(found[0])
      at += found[1]
    }
  }
  flush()
  return out
}

const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)]) +(.*)$/
const STARTS = /^(?: {0,3}(?:#{1,6} |>|```|~~~|[-*+] |\d{1,9}[.)] )| *$)/
const RULE = /^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/
const SPLIT = /^ *\|?(?: *:?-+:? *\|)+ *:?-* *:?$/

function cells(line: string): Inline[][] {
  const inner = line.trim().replace(/^\||\|$/g, '')
  return inner.split('|').map((cell) => inlines(cell.trim()))
}

function listAt(lines: readonly string[], from: number, depth: number): [Block, number] {
  const first = ITEM.exec(lines[from] ?? '')
  const ordered = /\d/.test(first?.[2] ?? '')
  const items: Block[][] = []
  let at = from
  while (at < lines.length) {
    const item = ITEM.exec(lines[at] ?? '')
    if (!item || /\d/.test(item[2] ?? '') !== ordered) break
    const inner = [item[3] ?? '']
    for (at += 1; at < lines.length; at += 1) {
      const line = lines[at] ?? ''
      const follows = /^(?: {2,}|\t)/.test(line) || (line.trim() === '' && /^(?: {2,}|\t)/.test(lines[at + 1] ?? ''))
      if (!follows && (STARTS.test(line) || RULE.test(line))) break
      inner.push(line.replace(/^(?: {2,4}|\t)/, ''))
    }
    items.push(blocks(inner, depth + 1))
    if (lines[at]?.trim() === '' && ITEM.test(lines[at + 1] ?? '')) at += 1
  }
  return [{ kind: 'list', ordered, start: ordered ? Number.parseInt(first?.[2] ?? '1', 10) : 1, items }, at]
}

function takeWhile(lines: readonly string[], from: number, holds: (line: string) => boolean): number {
  let to = from
  while (to < lines.length && holds(lines[to] ?? '')) to += 1
  return to
}

function blockAt(lines: readonly string[], at: number, depth: number): [Block | null, number] {
  const line = lines[at] ?? ''
  if (line.trim() === '') return [null, at + 1]
  const heading = /^ {0,3}(#{1,6}) +(.*?)(?: +#+)? *$/.exec(line)
  if (heading) return [{ kind: 'heading', level: heading[1]?.length ?? 1, of: inlines(heading[2] ?? '') }, at + 1]
  if (RULE.test(line)) return [{ kind: 'rule' }, at + 1]
  const fence = /^ {0,3}(```|~~~)/.exec(line)?.[1]
  if (fence) {
    const end = takeWhile(lines, at + 1, (l) => !l.trim().startsWith(fence))
    return [{ kind: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1]
  }
  if (depth < DEEPEST && /^ {0,3}>/.test(line)) {
    const end = takeWhile(lines, at, (l) => /^ {0,3}>/.test(l))
    const inner = lines.slice(at, end).map((l) => l.replace(/^ {0,3}> ?/, ''))
    return [{ kind: 'quote', of: blocks(inner, depth + 1) }, end]
  }
  if (depth < DEEPEST && ITEM.test(line)) return listAt(lines, at, depth)
  if (line.includes('|') && SPLIT.test(lines[at + 1] ?? '')) {
    const end = takeWhile(lines, at + 2, (l) => l.includes('|'))
    return [{ kind: 'table', head: cells(line), rows: lines.slice(at + 2, end).map(cells) }, end]
  }
  const end = Math.max(at + 1, takeWhile(lines, at + 1, (l) => !STARTS.test(l) && !RULE.test(l)))
  return [{ kind: 'paragraph', of: inlines(lines.slice(at, end).join('\n')) }, end]
}

function blocks(lines: readonly string[], depth: number): Block[] {
  const out: Block[] = []
  for (let at = 0; at < lines.length; ) {
    const [block, next] = blockAt(lines, at, depth)
    if (block) out.push(block)
    at = next
  }
  return out
}

export function markdown(text: string): Block[] {
  return blocks(text.replace(/\r\n?/g, '\n').split('\n'), 0)
}
