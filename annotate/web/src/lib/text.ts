// Offsets: code points everywhere but in the DOM, which counts UTF-16 units. Both meet only here.

export class OffsetError extends RangeError {}

function astralPoints(text: string): number[] {
  const points: number[] = []
  let cp = 0
  for (const char of text) {
    if (char.length === 2) points.push(cp)
    cp += 1
  }
  return points
}

/** How many entries of the sorted list are smaller than `value`. */
function countBelow(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const mid = (low + high) >> 1
    if ((sorted[mid] as number) < value) low = mid + 1
    else high = mid
  }
  return low
}

/** One article's text with its map between code points and UTF-16 units. */
export class TextMap {
  /** Length in code points. */
  readonly length: number
  private readonly points: readonly number[]
  private readonly units: readonly number[]

  constructor(readonly text: string) {
    this.points = astralPoints(text)
    this.units = this.points.map((point, i) => point + i)
    this.length = text.length - this.points.length
  }

  toUtf16(cp: number): number {
    if (!Number.isInteger(cp) || cp < 0 || cp > this.length) {
      throw new OffsetError(`offset ${cp} lies outside the text of ${this.length} characters`)
    }
    return cp + countBelow(this.points, cp)
  }

  fromUtf16(unit: number): number {
    const before = countBelow(this.units, unit)
    if (before > 0 && this.units[before - 1] === unit - 1) {
      throw new OffsetError(`UTF-16 offset ${unit} lies inside a surrogate pair`)
    }
    const cp = unit - before
    if (!Number.isInteger(unit) || cp < 0 || cp > this.length)
      throw new OffsetError(`UTF-16 offset ${unit} lies outside the text`)
    return cp
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.toUtf16(start), this.toUtf16(end))
  }
}
