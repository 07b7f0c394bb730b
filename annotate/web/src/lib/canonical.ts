// Canonical JSON and its SHA-256, the same bytes as schemas/hashing.py.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Order by code point; the built-in order is by UTF-16 unit and differs beyond U+FFFF. */
function byCodePoint(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const diff = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (diff !== 0) return diff
  }
  return left.length - right.length
}

/** JSON with keys sorted by code point and no white space. Members are written out one by one, because an
    object cannot hold number-like keys in any order but its own. */
export function canonicalJson(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(canonicalJson).join(',')}]`
  if (typeof data !== 'object' || data === null) return JSON.stringify(data)
  const members = data as Record<string, unknown>
  const keys = Object.keys(members)
    .filter((key) => members[key] !== undefined)
    .sort(byCodePoint)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(members[key])}`).join(',')}}`
}

export function contentHash(data: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(data))))
}

export function textHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}
