/**
 * Bytes: the two shapes every value of the court takes, and the way between them.
 *
 * Data that people and files see is `Hex`: lower-case, 0x-prefixed, an even number of digits. Mathematics works on
 * `Uint8Array`. Upper case is refused instead of folded, so that one value has one spelling and one hash.
 * @module
 */
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'

/** Lower-case, 0x-prefixed hexadecimal of whole bytes. */
export type Hex = `0x${string}`
/** 32 bytes. */
export type Digest = Hex
/** 20 bytes, lower-case (never the mixed-case checksum spelling). */
export type Address = Hex

export const concat = concatBytes

export const ZERO32: Digest = `0x${'00'.repeat(32)}`
export const ZERO_ADDRESS: Address = `0x${'00'.repeat(20)}`

const HEX = /^0x(?:[0-9a-f]{2})*$/

/** True if `value` is lower-case hex of whole bytes, of exactly `length` bytes when given. */
export function isHex(value: unknown, length?: number): value is Hex {
  return typeof value === 'string' && HEX.test(value) && (length === undefined || value.length === 2 + 2 * length)
}

/** @throws Error when `hex` isn't lower-case hex, or not of `length` bytes when given. */
export function toBytes(hex: string, length?: number): Uint8Array {
  if (!isHex(hex, length))
    throw new Error(`bytes: expected ${length ?? 'whole'} bytes of lower-case hex, got ${hex.slice(0, 80)}`)
  return hexToBytes(hex.slice(2))
}

export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/**
 * Big-endian unsigned integer of `size` bytes.
 * @throws Error when the value is negative, fractional, or doesn't fit.
 */
export function uint(value: bigint | number, size: number): Uint8Array {
  const big = BigInt(value)
  if (big < 0n || big >> BigInt(8 * size) !== 0n) throw new Error(`bytes: expected a u${8 * size}, got ${big}`)
  return hexToBytes(big.toString(16).padStart(2 * size, '0'))
}

/** The unsigned integer that `bytes` spell, big-endian; no bytes are zero. */
export function toUint(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(toHex(bytes))
}

/** Orders by content, shorter first where one begins the other: the canonical order of every list of digests. */
export function compareHex(a: Hex, b: Hex): number {
  return a < b ? -1 : a > b ? 1 : 0
}
