/**
 * Dues: every member owes so many items of work, and pays a price for each one missing, out of the stake. What is
 * collected, and the pot, goes to those who worked, by accepted items. Work or money: nobody else's.
 * @module
 */
import { decimal } from '#primitives/shape'
import { integer } from '../block.ts'
import { least, type PurseRule, Settlement, sum } from './purse.ts'

export const dues: PurseRule = {
  fields: { wants: { owed: integer(1, 1e6), price: decimal(128) } },
  split: (block, { pot, claims }) => {
    const settlement = new Settlement(pot)
    const collected = claims.map(({ juror, stake, done = 0 }) => {
      const missing = BigInt(Math.max(0, Number(block.owed) - done))
      const fee = least(stake, missing * BigInt(String(block.price)))
      settlement.move(juror, -fee)
      return fee
    })
    settlement.share(
      pot + sum(collected),
      claims.map(({ juror, done = 0 }) => ({ account: juror, weight: BigInt(done) })),
    )
    return settlement.close()
  },
}
