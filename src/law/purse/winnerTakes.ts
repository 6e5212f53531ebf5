/**
 * Winner takes: those who staked on the side that won get their stake back and the other side's in proportion. Where no
 * side won, or nobody stood on it, stakes stay with their owners. The pot goes with the losers' stakes.
 * @module
 */
import { type PurseRule, Settlement, sum } from './purse.ts'

export const winnerTakes: PurseRule = {
  fields: {},
  tells: { bonds: 'must' },
  among: 'bonds',
  split: (_, { pot, claims, won }) => {
    const settlement = new Settlement(pot)
    const winners = claims.filter(({ side, stake }) => side !== undefined && side === won && stake > 0n)
    if (winners.length === 0) return settlement.close()
    const losers = claims.filter(({ side }) => side !== undefined && side !== won)
    for (const { juror, stake } of losers) settlement.move(juror, -stake)
    settlement.share(
      pot + sum(losers.map(({ stake }) => stake)),
      winners.map(({ juror, stake }) => ({ account: juror, weight: stake })),
    )
    return settlement.close()
  },
}
