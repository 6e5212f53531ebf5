/**
 * Exhibit: files that parties show, named by what they hold, so that nobody can swap them later.
 * @module
 */
import { concat, utf8 } from '#primitives/bytes'
import { sha256 } from '#primitives/hash'

export type ExhibitFile = { reference: string; content: string }

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** A JSON file under its IPFS address: CID version 1, raw bytes, SHA-256. */
export function exhibit(file: Record<string, unknown>): ExhibitFile {
  const content = JSON.stringify(file)
  const cid = concat(new Uint8Array([1, 0x55, 0x12, 0x20]), sha256(utf8(content)))
  return { reference: `/ipfs/b${base32(cid)}`, content }
}

/** RFC 4648 in lower case, without padding. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const fives = bits.padEnd(Math.ceil(bits.length / 5) * 5, '0').match(/.{5}/g) ?? []
  return fives.map((five) => ALPHABET[Number.parseInt(five, 2)]).join('')
}
