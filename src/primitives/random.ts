/**
 * Random: one public random value becomes as many draws as are needed, each by its own hash.
 * @module
 */
import { type Digest, toBytes, toUint, uint, utf8 } from './bytes.ts'
import { keccak } from './hash.ts'
import { tag } from './tags.ts'

/**
 * Where draw `i` of panel `panel` falls on the ring of stakes.
 * `uint256(H(tag("draw") ‖ randomness ‖ disputeKey ‖ u32 panel ‖ u32 i)) mod total`; the bias of the modulus is below
 * 2^-128, since totals are below 2^128.
 * @param total - The roll's weight, above 0.
 */
export function drawPoint(randomness: Digest, disputeKey: Digest, panel: number, i: number, total: bigint): bigint {
  if (total <= 0n) throw new Error(`random: expected a total above 0, got ${total}`)
  return (
    toUint(keccak(tag('draw'), toBytes(randomness, 32), toBytes(disputeKey, 32), uint(panel, 4), uint(i, 4))) % total
  )
}

/**
 * A public number for anything that isn't a seat: an order, a peer, a tie. 256 bits.
 * `uint256(H(tag("lot") ‖ seed ‖ H(purpose) ‖ parts))`: lots of one seed for two purposes have nothing to do with each
 * other.
 */
export function lot(seed: Digest, purpose: string, ...parts: Uint8Array[]): bigint {
  let named = purposes.get(purpose)
  if (!named) purposes.set(purpose, (named = keccak(utf8(purpose))))
  return toUint(keccak(tag('lot'), toBytes(seed, 32), named, ...parts))
}

const purposes = new Map<string, Uint8Array>()
