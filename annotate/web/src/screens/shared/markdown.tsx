// Markdown as elements. Text is only ever put in as text.
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { markdown, type Block, type Inline } from '../../lib/markdown'

function inline(of: readonly Inline[]): ComponentChildren {
  return of.map((one, i) => {
    switch (one.kind) {
      case 'text':
        return one.text
      case 'code':
        return <code key={i}>{one.text}</code>
      case 'strong':
        return <strong key={i}>{inline(one.of)}</strong>
      case 'em':
        return <em key={i}>{inline(one.of)}</em>
      case 'link':
        return (
          <a key={i} href={one.href} target="_blank" rel="noopener noreferrer">
            {inline(one.of)}
          </a>
        )
    }
  })
}

function Table({ head, rows }: { head: readonly Inline[][]; rows: readonly Inline[][][] }) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell, i) => (
            <th key={i} scope="col">
              {inline(cell)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((cell, j) => (
              <td key={j}>{inline(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function List({ block }: { block: Block & { kind: 'list' } }) {
  const items = block.items.map((item, i) => (
    <li key={i} dir="auto">
      {item.length === 1 && item[0]?.kind === 'paragraph' ? inline(item[0].of) : <Blocks of={item} />}
    </li>
  ))
  return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>
}

function One({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading': {
      // the page's own headings stand above the text's
      const Tag = (['h3', 'h4', 'h5'] as const)[Math.min(block.level, 3) - 1] ?? 'h5'
      return <Tag dir="auto">{inline(block.of)}</Tag>
    }
    case 'paragraph':
      return <p dir="auto">{inline(block.of)}</p>
    case 'code':
      return <pre tabIndex={0}>{block.text}</pre>
    case 'quote':
      return (
        <blockquote>
          <Blocks of={block.of} />
        </blockquote>
      )
    case 'list':
      return <List block={block} />
    case 'table':
      return <Table head={block.head} rows={block.rows} />
    case 'rule':
      return <hr />
  }
}

function Blocks({ of }: { of: readonly Block[] }) {
  return (
    <>
      {of.map((block, i) => (
        <One key={i} block={block} />
      ))}
    </>
  )
}

export function Markdown({ text }: { text: string }) {
  const tree = useMemo(() => markdown(text), [text])
  return (
    <div class="markdown">
      <Blocks of={tree} />
    </div>
  )
}
