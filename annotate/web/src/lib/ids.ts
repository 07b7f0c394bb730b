// Names that nobody else makes; also without HTTPS, where browsers have no randomUUID.
import { bytesToHex } from '@noble/hashes/utils.js'

export function newId(): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(16)))
}
