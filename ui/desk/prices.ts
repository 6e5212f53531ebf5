/**
 * Prices: what a juror's seats stand to gain or lose, before anything is signed, as the law itself computes it.
 * Amounts in the smallest unit, capped by what the juror has.
 * @module
 */
import type { Terms } from '#law/policy'
import { penaltyDown } from '#law/purse/penalty'
import type { BallotState } from '#law/verdict'

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
  const loses = (state: BallotState) => n * penaltyDown(state, false, terms)
  return {
    fee: n * terms.feePerSeat,
    against: loses('opened'),
    absent: loses('absent'),
    recused: loses('recused'),
    unopened: loses('unopened'),
  }
}
