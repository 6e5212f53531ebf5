/**
 * Prices: what a juror's seats stand to gain or lose, before anything is signed.
 *
 * S is the stake at risk of a seat and P the penalty of one against the final ruling. Amounts in the smallest unit,
 * rounded down, capped by what the juror has.
 * @module
 */
import type { Terms } from '#law/policy'

export type Prices = {
  /** Wei, if every seat agrees with the final ruling; more where some don't. */
  fee: bigint
  against: bigint
  absent: bigint
  recused: bigint
  unopened: bigint
}

export function pricesOf(terms: Terms, seats: number): Prices {
  const n = BigInt(seats)
  const penalty = (terms.seatStake * BigInt(terms.penaltyBps)) / 10_000n
  return {
    fee: n * terms.feePerSeat,
    against: n * penalty,
    absent: n * ((5n * penalty) / 4n),
    recused: n * ((5n * penalty) / 8n),
    unopened: n * ((3n * penalty) / 2n),
  }
}
