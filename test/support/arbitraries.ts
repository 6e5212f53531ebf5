/**
 * Arbitraries: random values of the court's own kinds.
 * @module
 */
import fc from 'fast-check'
import type { Hex } from '#primitives/bytes'
import { toHex } from '#primitives/bytes'
import type { Leaf } from '#primitives/sumtree'

/** Any bytes of exactly `size`. */
export const hexOf = (size: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => toHex(Uint8Array.from(bytes)))
export const digests = hexOf(32)
/** Addresses other than zero. */
export const addresses = hexOf(20).filter((hex) => !/^0x0+$/.test(hex))
/** A secp256k1 secret key. */
export const secretKeys = fc
  .bigInt({ min: 1n, max: 2n ** 250n })
  .map((n): Hex => `0x${n.toString(16).padStart(64, '0')}`)

export const weights = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: 1n, max: 1000n }),
  fc.bigInt({ min: 1n, max: 2n ** 96n }),
)
/** Jurors of a roll; at least one of them has weight. */
export const rolls = fc
  .array(fc.record({ address: addresses, weight: weights }), { minLength: 1, maxLength: 40 })
  .filter((leaves) => leaves.some(({ weight }) => weight > 0n)) as fc.Arbitrary<Leaf[]>

/** A byte sequence with one bit turned. */
export function turnBit(bytes: Uint8Array, bit: number): Uint8Array {
  const turned = Uint8Array.from(bytes)
  turned[Math.floor(bit / 8) % bytes.length]! ^= 1 << (bit % 8)
  return turned
}
