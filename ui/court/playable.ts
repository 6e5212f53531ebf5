/**
 * Playable: the policy of a court on chain with the numbers that stand in its terms, so that it is shown, and played, as
 * the chain enforces it.
 * @module
 */
import type { Policy } from '#law/policy'
import type { CourtView } from '../api.ts'

export function playable(policy: Policy, terms: CourtView['terms']) {
  const { seats, appeals, appealSeconds, penaltyBps, weight, seatCap } = terms
  return {
    ...policy,
    panel: { weight: weight === 1 ? 'person' : 'stake', ...(Number(seatCap) > 0 ? { seatCap: Number(seatCap) } : {}) },
    purse: { ...policy.purse, penaltyBps: Number(penaltyBps) },
    ladder: {
      ...policy.ladder,
      seats: Number(seats),
      appeals: Number(appeals),
      appealSeconds: Number(appealSeconds),
    },
  }
}
