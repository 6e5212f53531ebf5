/**
 * Dues: every member owes so many items of work, and pays a price for each one missing, out of the stake. What is
 * collected, and the pot, goes to those who worked, by accepted items. Work or money: nobody else's.
 *
 * Of what was done as much is accepted as the score says, rounded down: idle labels are no work.
 * @module
 */
import { decimal } from '#primitives/shape'
import { integer } from '../block.ts'
import { type Claim, least, merit, ONE, type PurseRule, Settlement, sum } from './purse.ts'

export const dues: PurseRule = {
  fields: { wants: { owed: integer(1, 1e6), price: decimal(128) } },
  split: (block, { pot, claims }) => {
    const settlement = new Settlement(pot)
    const owed = BigInt(Number(block.owed))
    const collected = claims.map((claim) => {
      const missing = owed > accepted(claim) ? owed - accepted(claim) : 0n
      const fee = least(claim.stake, missing * BigInt(String(block.price)))
      settlement.move(claim.juror, -fee)
      return fee
    })
    settlement.share(
      pot + sum(collected),
      claims.map((claim) => ({ account: claim.juror, weight: accepted(claim) })),
    )
    return settlement.close()
  },
}

const accepted = (claim: Claim): bigint => (BigInt(claim.done ?? 0) * merit(claim)) / ONE
