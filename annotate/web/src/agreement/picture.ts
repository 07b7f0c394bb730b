// A chart as shapes, which become an SVG file or are painted on a canvas (our pages may not load pictures from
// memory, so the one cannot be made from the other).

type Look = 'fill' | 'stroke'

export type Shape =
  | { do: 'rect'; x: number; y: number; width: number; height: number; colour: string; look?: Look; line?: number }
  | { do: 'line'; points: readonly (readonly [number, number])[]; colour: string; width?: number; dash?: boolean }
  | { do: 'area'; points: readonly (readonly [number, number])[]; colour: string }
  | { do: 'dot'; x: number; y: number; r: number; colour: string }
  | { do: 'text'; x: number; y: number; text: string; size?: number; strong?: boolean; colour?: string; anchor?: 'start' | 'middle' | 'end' }

export interface Picture {
  title: string
  width: number
  height: number
  shapes: readonly Shape[]
}

const FONT = ['system-ui', 'Roboto', 'sans-serif'].join(', ')
/** The light theme of tokens.css: files go on paper. */
export const INK = {
  text: '#1d1a16', quiet: '#64615d', line: '#dfdedb', paper: '#ffffff',
  accent: '#0a7e81', tint: '#ddf2f1', lost: '#f0f8f7', most: '#82530d', mostTint: '#fbefd6',
  heat: ['#f0f8f7', '#dbf0f0', '#c2e6e6', '#a6dad9', '#85cbca'],
} as const

function escaped(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const n = (value: number) => String(Math.round(value * 100) / 100)
const path = (points: readonly (readonly [number, number])[]) => points.map(([x, y], i) => `${i ? 'L' : 'M'}${n(x)} ${n(y)}`).join('')

function element(shape: Shape): string {
  switch (shape.do) {
    case 'rect': {
      const paint = shape.look === 'stroke' ? `fill="none" stroke="${shape.colour}" stroke-width="${n(shape.line ?? 1)}"` : `fill="${shape.colour}"`
      return `<rect x="${n(shape.x)}" y="${n(shape.y)}" width="${n(shape.width)}" height="${n(shape.height)}" ${paint}/>`
    }
    case 'line':
      return `<path d="${path(shape.points)}" fill="none" stroke="${shape.colour}" stroke-width="${n(shape.width ?? 1)}" stroke-linejoin="round"${shape.dash ? ' stroke-dasharray="4 3"' : ''}/>`
    case 'area':
      return `<path d="${path(shape.points)}Z" fill="${shape.colour}"/>`
    case 'dot':
      return `<circle cx="${n(shape.x)}" cy="${n(shape.y)}" r="${n(shape.r)}" fill="${shape.colour}"/>`
    case 'text':
      return `<text x="${n(shape.x)}" y="${n(shape.y)}" font-size="${shape.size ?? 12}"${shape.strong ? ' font-weight="600"' : ''} fill="${shape.colour ?? INK.text}" text-anchor="${shape.anchor ?? 'start'}">${escaped(shape.text)}</text>`
  }
}

export function toSvg({ title, width, height, shapes }: Picture): string {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family='${FONT}' role="img">`
  return `${open}<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${INK.paper}"/>${shapes.map(element).join('')}</svg>`
}

type Brush = Pick<CanvasRenderingContext2D, 'fillRect' | 'strokeRect' | 'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'fill' | 'stroke' | 'arc' | 'fillText' | 'setLineDash'> & {
  fillStyle: unknown; strokeStyle: unknown; lineWidth: number; font: string; textAlign: string
}

function trace(brush: Brush, points: readonly (readonly [number, number])[]): void {
  brush.beginPath()
  points.forEach(([x, y], i) => (i ? brush.lineTo(x, y) : brush.moveTo(x, y)))
}

function paintShape(brush: Brush, shape: Shape): void {
  brush.fillStyle = brush.strokeStyle = shape.colour ?? INK.text
  switch (shape.do) {
    case 'rect':
      brush.lineWidth = shape.line ?? 1
      return shape.look === 'stroke' ? brush.strokeRect(shape.x, shape.y, shape.width, shape.height) : brush.fillRect(shape.x, shape.y, shape.width, shape.height)
    case 'line':
      brush.lineWidth = shape.width ?? 1
      brush.setLineDash(shape.dash ? [4, 3] : [])
      trace(brush, shape.points)
      return brush.stroke()
    case 'area':
      trace(brush, shape.points)
      brush.closePath()
      return brush.fill()
    case 'dot':
      brush.beginPath()
      brush.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI)
      return brush.fill()
    case 'text':
      brush.font = `${shape.strong ? '600 ' : ''}${shape.size ?? 12}px ${FONT}`
      brush.textAlign = ({ start: 'left', middle: 'center', end: 'right' } as const)[shape.anchor ?? 'start']
      return brush.fillText(shape.text, shape.x, shape.y)
  }
}

export function paint(brush: Brush, { width, height, shapes }: Picture): void {
  brush.fillStyle = INK.paper
  brush.fillRect(0, 0, width, height)
  for (const shape of shapes) paintShape(brush, shape)
}

/** Twice as fine as the screen's pixels, for print. */
const FINE = 2

export async function toPng(picture: Picture): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = picture.width * FINE
  canvas.height = picture.height * FINE
  const brush = canvas.getContext('2d')
  if (!brush) throw new Error('This browser cannot paint a picture.')
  brush.scale(FINE, FINE)
  paint(brush, picture)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('This browser cannot write a PNG file.'))), 'image/png')
  })
}
