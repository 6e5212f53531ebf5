/**
 * Dispense: the loser's deposit goes in part to the winning party, the rest to the jurors on the winning side by stake.
 *
 * With no juror on that side the winner takes it all. Where nobody won, both deposits go back as they came, or in halves
 * (an odd unit then stays with the opener).
 * @module
 */
import { oneOf } from '#primitives/shape'
import { fraction, nanosIn } from '../block.ts'
import { merit, ONE, type PurseRule, Settlement, sum } from './purse.ts'

export const dispense: PurseRule = {
  fields: { wants: { toWinner: fraction(0, 1) }, takes: { refused: oneOf('return', 'halve') } },
  split: (block, { pot, claims, deposits = {}, won }) => {
    const settlement = new Settlement(pot)
    const parties = Object.entries(deposits)
    for (const [, { party, amount }] of parties) settlement.move(party, -amount)
    const winner = won === undefined ? undefined : deposits[won]
    if (!winner) {
      const total = sum(parties.map(([, { amount }]) => amount))
      for (const [, { party, amount }] of parties)
        settlement.move(party, block.refused === 'halve' ? total / BigInt(parties.length) : amount)
      return settlement.close()
    }
    const lost = sum(parties.flatMap(([side, { amount }]) => (side === won ? [] : [amount])))
    const voters = claims.flatMap((claim) =>
      merit(claim) > 0n && claim.stake > 0n ? [{ account: claim.juror, weight: claim.stake }] : [],
    )
    const toVoters = voters.length === 0 ? 0n : lost - (lost * nanosIn(block, 'toWinner')) / ONE
    const given = settlement.share(toVoters, voters)
    settlement.move(winner.party, winner.amount + lost - given)
    settlement.share(pot, voters)
    return settlement.close()
  },
}
