/**
 * Agreeing: the pot and what the incoherent lose is shared by the coherent; the split that coherent.ts settles on chain,
 * in one currency and for any score between 0 and 1.
 *
 * A juror whose score is s loses (1 − s) of the penalty and shares with weight s per seat. Silence costs a quarter more
 * than a wrong answer, so nobody gains by waiting to see.
 * @module
 */
import { oneOf } from '#primitives/shape'
import { integer } from '../block.ts'
import { least, merit, ONE, type PurseRule, Settlement, sum } from './purse.ts'

export const agreeing: PurseRule = {
  fields: {
    takes: {
      penaltyBps: integer(0, 6000),
      /** 'shared': the coherent share all fees; 'each': they earn their own, and the others' go back. */
      fees: oneOf('shared', 'each'),
    },
  },
  split: (block, { pot, claims }) => {
    const settlement = new Settlement(pot)
    const penaltyBps = BigInt(Number(block.penaltyBps ?? 5000))
    const paid = claims.map((claim) => {
      const full = (claim.stake * penaltyBps) / 10_000n
      const owed = claim.score === undefined ? (full * 5n) / 4n : (full * (ONE - merit(claim))) / ONE
      const penalty = least(owed, claim.stake)
      settlement.move(claim.juror, -penalty)
      return penalty
    })
    const shares = claims.map((claim) => ({ account: claim.juror, weight: merit(claim) * BigInt(claim.seats ?? 1) }))
    const seats = claims.reduce((total, claim) => total + BigInt(claim.seats ?? 1), 0n)
    const each = block.fees === 'each' && seats > 0n
    if (each) for (const { account, weight } of shares) settlement.move(account, (pot * weight) / (seats * ONE))
    settlement.share(sum(paid) + (each ? 0n : pot), shares)
    return settlement.close()
  },
}
