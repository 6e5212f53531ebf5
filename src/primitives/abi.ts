/**
 * Abi: the few shapes of Solidity's `abi.encode` that hashes of the court are made of.
 *
 * Static values are one word of 32 bytes. A dynamic array of words goes to the tail, as Solidity lays it out. Nothing
 * else exists here on purpose: whoever needs more of the ABI is at an edge and has a library for it.
 * @module
 */
import { concat, type Hex, toBytes, uint } from './bytes.ts'

/** One argument of `abi.encode`: a word, or a dynamic array of words. */
export type Word = Uint8Array | { array: readonly Uint8Array[] }

/** An unsigned integer, at most `bits` wide (default 256), as a word. @throws Error when it doesn't fit. */
export function word(value: bigint | number, bits = 256): Uint8Array {
  const big = BigInt(value)
  if (big < 0n || big >> BigInt(bits) !== 0n) throw new Error(`abi: expected a u${bits}, got ${big}`)
  return uint(big, 32)
}

/** 32 bytes as they are. */
export const bytes32 = (hex: Hex): Uint8Array => toBytes(hex, 32)

/** An address, left-padded. */
export const addressWord = (hex: Hex): Uint8Array => concat(new Uint8Array(12), toBytes(hex, 20))

export const boolWord = (value: boolean): Uint8Array => word(value ? 1 : 0)

/** A dynamic array of words. */
export const array = (words: readonly Uint8Array[]): Word => ({ array: words })

/** `abi.encode(…)` of static words and dynamic arrays of words. */
export function encode(...args: readonly Word[]): Uint8Array {
  const heads: Uint8Array[] = []
  const tails: Uint8Array[] = []
  let tailAt = 32 * args.length
  for (const arg of args) {
    if (arg instanceof Uint8Array) {
      heads.push(arg)
      continue
    }
    heads.push(word(tailAt))
    tails.push(word(arg.array.length), ...arg.array)
    tailAt += 32 * (1 + arg.array.length)
  }
  return concat(...heads, ...tails)
}
