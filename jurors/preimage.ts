/**
 * Preimage: what the hashes of a rolls root were made of, told apart by their length.
 *
 *   courts   01 ‖ left ‖ right                                   65 bytes, a node over courts
 *   header   abi.encode(tag, epoch, court, version, root, …)    224 bytes, a court's roll
 *   jurors   01 ‖ left ‖ leftSum ‖ right ‖ rightSum              97 bytes, a node over jurors
 *   leaf     00 ‖ address ‖ weight                               37 bytes, a juror
 *
 * Nothing else leads from a root to a leaf, so whoever holds these can check a roll without holding all of it.
 *
 * Mirrored by contracts/libraries/WalkLib.sol.
 * @module
 */
import { type Address, concat, type Digest, type Hex, toBytes, toHex, toUint, uint, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { emptySum, type Leaf, type Sum, type SumNode } from '#primitives/sumtree'
import { tag } from '#primitives/tags'
import { headerBytes, type RollHeader } from './roll.ts'

/** A preimage, read. A leaf without weight has none. */
export type Preimage =
  | { kind: 'courts'; left: Digest; right: Digest }
  | { kind: 'header'; root: Digest; total: bigint }
  | { kind: 'jurors'; left: Sum; right: Sum }
  | { kind: 'leaf'; address: Address; weight: bigint }
  | { kind: 'malformed' }

/** Courts are numbered by a u32: no tree over them is higher. */
const MOST_LEVELS = 32

/** @returns 'malformed' for whatever no honest tree has. */
export function readPreimage(hex: Hex): Preimage {
  const bytes = toBytes(hex)
  const part = (from: number, to: number): Hex => toHex(bytes.subarray(from, to))
  const number = (from: number, to: number): bigint => toUint(bytes.subarray(from, to))
  if (bytes.length === 65 && bytes[0] === 1) return { kind: 'courts', left: part(1, 33), right: part(33, 65) }
  if (bytes.length === 97 && bytes[0] === 1) {
    const left = { hash: part(1, 33), sum: number(33, 49) }
    return { kind: 'jurors', left, right: { hash: part(49, 81), sum: number(81, 97) } }
  }
  if (bytes.length === 37 && bytes[0] === 0 && number(21, 37) > 0n) {
    return { kind: 'leaf', address: part(1, 21), weight: number(21, 37) }
  }
  const isHeader = bytes.length === 224 && part(0, 32) === toHex(tag('roll')) && number(160, 176) === 0n
  return isHeader ? { kind: 'header', root: part(128, 160), total: number(160, 192) } : { kind: 'malformed' }
}

export const courtsPreimage = (left: Digest, right: Digest): Hex =>
  toHex(concat(new Uint8Array([1]), toBytes(left, 32), toBytes(right, 32)))

export const jurorsPreimage = ({ left, right }: Pick<SumNode, 'left' | 'right'>): Hex =>
  toHex(
    concat(
      ...[new Uint8Array([1]), toBytes(left.hash, 32), uint(left.sum, 16)],
      ...[toBytes(right.hash, 32), uint(right.sum, 16)],
    ),
  )

export const leafPreimage = ({ address, weight }: Leaf): Hex =>
  toHex(concat(new Uint8Array([0]), toBytes(address, 20), uint(weight, 16)))

/** What all hashes between a rolls root and the roots of its courts' rolls were made of, by hash. */
export function rollsPreimages(headers: readonly RollHeader[]): Map<Digest, Hex> {
  const found = new Map<Digest, Hex>()
  const keep = (hex: Hex): Digest => {
    const hash = digest(toBytes(hex))
    found.set(hash, hex)
    return hash
  }
  const courts = headers.reduce((most, { court, total }) => (total > 0n ? Math.max(most, court + 1) : most), 0)
  let level = Array.from({ length: courts }, () => ZERO32)
  for (const header of headers) if (header.total > 0n) level[header.court] = keep(toHex(headerBytes(header)))
  for (let height = 0; level.length > 1; height++) {
    const pad = emptyCourts(height)
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      keep(courtsPreimage(level[2 * i]!, level[2 * i + 1] ?? pad)),
    )
  }
  for (let height = 0; height < MOST_LEVELS; height++) keep(courtsPreimage(emptyCourts(height), emptyCourts(height)))
  return found
}

const empties: Digest[] = [ZERO32]

/** The node over 2^height courts in which nobody has weight. */
export function emptyCourts(height: number): Digest {
  for (let h = empties.length; h <= height; h++)
    empties.push(digest(toBytes(courtsPreimage(empties[h - 1]!, empties[h - 1]!))))
  return empties[height]!
}

/** The preimage of a hash that a subtree without any weight has, if it is one. */
export function emptyPreimage(hash: Digest): Hex | undefined {
  for (let height = 1; height <= MOST_LEVELS; height++) {
    if (emptySum(height).hash === hash) return jurorsPreimage(emptySum(height) as SumNode)
  }
  return undefined
}
