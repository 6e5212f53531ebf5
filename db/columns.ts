/**
 * Columns: the shapes that values of the court take in SQLite.
 *
 * SQLite's integers reach JavaScript as doubles, which are exact only below 2^53. So money, weights and on-chain ids
 * are decimal text of a fixed width: equality, order and range checks work on the text as on the number, and nothing
 * on the way ever rounds. Arithmetic on them never happens in SQL.
 * @module
 */
import { customType } from 'drizzle-orm/sqlite-core'
import { type Hex, isHex } from '#primitives/bytes'

/** Digits of the largest value: 2^128 − 1 has 39, 2^256 − 1 has 78. */
const DIGITS = { 128: 39, 256: 78 } as const

/** The column text of an unsigned integer. @throws Error when it is negative or wider than `bits`. */
export function fixedDecimal(value: bigint, bits: 128 | 256): string {
  if (value < 0n || value >> BigInt(bits) !== 0n) throw new Error(`columns: expected a u${bits}, got ${value}`)
  return value.toString().padStart(DIGITS[bits], '0')
}

const decimal = (bits: 128 | 256) =>
  customType<{ data: bigint; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => fixedDecimal(value, bits),
    fromDriver: (text) => BigInt(text),
  })

/** On-chain ids and sums of money: 78 decimal digits. */
export const uint256 = decimal(256)
/** Stake and weights: 39 decimal digits. */
export const uint128 = decimal(128)

/** Lower-case 0x-prefixed hex; another spelling of the same bytes is refused, because it would be another key. */
export const hex = customType<{ data: Hex; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => {
    if (!isHex(value)) throw new Error(`columns: expected lower-case hex, got ${String(value).slice(0, 80)}`)
    return value
  },
  fromDriver: (text) => text as Hex,
})
