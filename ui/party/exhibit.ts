/**
 * Exhibit: a file named by what it holds, so that nobody can swap it later: CID version 1, raw bytes, SHA-256.
 * @module
 */
import { concat, utf8 } from '#primitives/bytes'
import { sha256 } from '#primitives/hash'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** The reference under which a party puts this text on chain. */
export function referenceOf(content: string): string {
  const cid = concat(new Uint8Array([1, 0x55, 0x12, 0x20]), sha256(utf8(content)))
  const bits = [...cid].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const fives = bits.padEnd(Math.ceil(bits.length / 5) * 5, '0').match(/.{5}/g) ?? []
  return `/ipfs/b${fives.map((five) => ALPHABET[Number.parseInt(five, 2)]).join('')}`
}
