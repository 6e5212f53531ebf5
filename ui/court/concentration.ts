/**
 * Concentration: how few jurors hold how much of a roll's weight.
 * @module
 */
import type { Leaf } from '../api.ts'

export type Concentration = {
  /** Jurors with any weight. */
  weighing: number
  /** Share of the whole that the i + 1 heaviest hold. */
  shares: readonly number[]
  /** How many of the heaviest hold more than half. */
  toHalf: number
  largest: number
  /** As many equal jurors would be as concentrated: the inverse of the sum of squared shares. */
  effective: number
}

export function concentrationOf(leaves: readonly Leaf[]): Concentration {
  // Millionths: exact enough for an eye, and sums of 128 bits stay out of doubles.
  const weights = leaves.map(({ weight }) => BigInt(weight)).filter((weight) => weight > 0n)
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  const each = weights.map((weight) => Number((weight * 1_000_000n) / total) / 1_000_000).sort((a, b) => b - a)
  let sum = 0
  const shares = each.map((share) => (sum += share))
  return {
    weighing: each.length,
    shares,
    toHalf: shares.findIndex((share) => share > 0.5) + 1,
    largest: each[0] ?? 0,
    effective: each.length === 0 ? 0 : 1 / each.reduce((squares, share) => squares + share * share, 0),
  }
}
