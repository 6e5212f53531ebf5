/**
 * Clip: a stake grows or shrinks in proportion to its score, at most by `cap`; what is lost is burned.
 *
 *   change = stake · clip(factor · payout · score, ±cap),   payout = min(1, threshold / all stake at risk)
 *
 * The more is at stake the less each unit moves, so the pot's size is known beforehand. Gains come out of the pot; if it
 * is smaller than all gains they shrink alike. Splitting a stake over accounts splits the change: no identity is needed.
 * @module
 */

import { decimal } from '#primitives/shape'
import { type Block, fraction, nanosIn } from '../block.ts'
import { BURNED, type Claim, least, ONE, type PurseRule, Settlement, sum } from './purse.ts'

export const clip: PurseRule = {
  fields: { wants: { cap: fraction(0, 1) }, takes: { factor: fraction(0, 1e6), threshold: decimal(200) } },
  split: (block, { pot, claims }) => {
    const settlement = new Settlement(pot)
    const changes = claims.map((claim) => ({
      claim,
      change: wanted(block, claim, sum(claims.map(({ stake }) => stake))),
    }))
    for (const { claim, change } of changes) {
      if (change >= 0n) continue
      settlement.move(claim.juror, change)
      settlement.move(BURNED, -change)
    }
    const gains = changes.flatMap(({ claim, change }) =>
      change > 0n ? [{ account: claim.juror, weight: change }] : [],
    )
    settlement.share(least(pot, sum(gains.map(({ weight }) => weight))), gains)
    return settlement.close()
  },
}

/** The change before the pot's limit. Rounds towards zero. */
function wanted(block: Block, { stake, score = 0 }: Claim, atRisk: bigint): bigint {
  const factor = nanosIn(block, 'factor', ONE)
  const threshold = block.threshold === undefined ? atRisk : BigInt(String(block.threshold))
  const cap = nanosIn(block, 'cap')
  const [part, whole] = atRisk <= threshold ? [1n, 1n] : [threshold, atRisk]
  const size = (factor * BigInt(Math.abs(score)) * part) / (ONE * whole)
  const change = (stake * least(size, cap)) / ONE
  return score < 0 ? -change : change
}
