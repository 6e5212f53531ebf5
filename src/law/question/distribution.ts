/**
 * Distribution: a forecast: how likely each outcome is, in millionths that add up to one. Distance is total variation.
 * @module
 */
import { concat, toUint, uint } from '#primitives/bytes'
import { fraction, integer, numberIn } from '../block.ts'
import type { Space, SpaceRule } from './space.ts'

/** Certainty. */
export const WHOLE = 1_000_000
const BYTES = 3

export const distribution: SpaceRule = {
  fields: {
    wants: { outcomes: integer(2, 256) },
    takes: { tolerance: fraction(0, 1), items: integer(1, 65_535) },
  },
  open: ['outcomes', 'items'],
  make: (block) => forecasts(Number(block.outcomes), numberIn(block, 'tolerance', 0)),
}

export const isForecast = (value: readonly number[], outcomes: number): boolean =>
  value.length === outcomes &&
  value.every((part) => Number.isInteger(part) && part >= 0) &&
  value.reduce((sum, part) => sum + part, 0) === WHOLE

export const encodeForecast = (value: readonly number[]): Uint8Array =>
  concat(...value.map((part) => uint(part, BYTES)))

export function decodeForecast(bytes: Uint8Array, outcomes: number): number[] | undefined {
  if (bytes.length !== BYTES * outcomes) return undefined
  const value = Array.from({ length: outcomes }, (_, i) => Number(toUint(bytes.subarray(BYTES * i, BYTES * (i + 1)))))
  return isForecast(value, outcomes) ? value : undefined
}

/** Whole parts of `WHOLE` in proportion to `shares`: rounds down, and gives what is left to the largest remainders. */
export function wholeParts(shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0)
  const exact = shares.map((share) => (share / sum) * WHOLE)
  const parts = exact.map(Math.floor)
  const byRemainder = exact
    .map((part, i) => ({ i, rest: part - Math.floor(part) }))
    .toSorted((a, b) => b.rest - a.rest || a.i - b.i)
  const missing = WHOLE - parts.reduce((a, b) => a + b, 0)
  for (let n = 0; n < missing; n++) parts[byRemainder[n % byRemainder.length]!.i]! += 1
  return parts
}

function forecasts(outcomes: number, tolerance: number): Space<readonly number[]> {
  const distance = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, part, i) => sum + Math.abs(part - b[i]!), 0) / (2 * WHOLE)
  return {
    name: 'distribution',
    size: BYTES * outcomes,
    fixed: true,
    offersNone: false,
    encode: (value) => {
      if (!isForecast(value, outcomes))
        throw new Error(`distribution: expected ${outcomes} parts of ${WHOLE}, got ${value}`)
      return encodeForecast(value)
    },
    decode: (bytes) => decodeForecast(bytes, outcomes),
    distance,
    near: (a, b) => distance(a, b) <= tolerance,
    span: 1,
  }
}
