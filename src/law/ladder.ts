/**
 * Ladder: where an appeal leads: to a panel of 2n + 1, which sits in the parent court once the court's own jump size is
 * passed, under the law that court had when the dispute opened.
 *
 *   3 ─▶ 7 ─▶ 15 ─▶ 31 ═▶ 63 in the parent court ─▶ …        as often as the dispute's own court allowed at the opening
 *
 * All of it is known when the dispute opens, price and latest end included. An appeal can be made only while the next
 * panel, redraw and windows fit before the deadline, so that none is paid for that couldn't end. Mirrored by
 * contracts/libraries/LadderLib.sol; vectors in test/vectors/payments.json.
 * @module
 */
import type { CourtId } from '#jurors/juror'
import type { Digest } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { SEED_DISTANCE_SECONDS } from './period.ts'
import type { Terms } from './policy.ts'
import { type AppealPrice, appealPrice } from './purse/sides.ts'

/** A court as a dispute pinned it at its opening. */
export type PinnedCourt = { court: CourtId; version: number; policyHash: Digest; terms: Terms }
/** A panel's place on the ladder. `step`: places above the dispute's own court. */
export type Rung<Court extends { terms: Terms } = PinnedCourt> = { step: number; under: Court; seats: number }

/** The largest panel there is. */
export const MOST_PANEL_SEATS = 16_383

/**
 * The panel after this one; undefined if a panel can't grow any more. Whether the dispute may have another appeal, and
 * whether it fits, is asked apart.
 * @param courts - The dispute's own court, its parent, and so on, as far as they are known.
 */
export function rungAbove<Court extends { terms: Terms }>(
  courts: readonly Court[],
  { step, under, seats }: Rung<Court>,
): Rung<Court> | undefined {
  const next = 2 * seats + 1
  const parent = courts[step + 1]
  if (next > MOST_PANEL_SEATS) return undefined
  return next > under.terms.jumpSeats && parent
    ? { step: step + 1, under: parent, seats: next }
    : { step, under, seats: next }
}

/** All panels that a dispute may come to have, the first included. */
export function ladder<Court extends { terms: Terms }>(
  courts: readonly [Court, ...Court[]],
  seats: number,
): readonly Rung<Court>[] {
  const rungs: Rung<Court>[] = [{ step: 0, under: courts[0], seats }]
  while (rungs.length <= courts[0].terms.appeals) {
    const next = rungAbove(courts, rungs.at(-1)!)
    if (!next) break
    rungs.push(next)
  }
  return rungs
}

/** What a panel costs, in wei or in stake tokens. */
export function panelCost(terms: Terms, seats: number, currency: 'wei' | 'token'): bigint {
  return currency === 'wei'
    ? BigInt(seats) * terms.feePerSeat + terms.deliveryFee
    : BigInt(seats) * terms.tokenFeePerSeat + terms.tokenDeliveryFee
}

/** What an appeal to this panel costs either side. */
export function priceOf({ under, seats }: Rung<{ terms: Terms }>, currency: 'wei' | 'token'): AppealPrice {
  return appealPrice(panelCost(under.terms, seats, currency))
}

/** The most a panel may take, its redraw, windows and the silence after it included. */
export function panelSeconds(terms: Terms, confirmSeconds: number): number {
  const { drawSeconds, commitSeconds, sealSeconds, revealSeconds, appealSeconds, challengeSeconds } = terms
  const sitting = SEED_DISTANCE_SECONDS + confirmSeconds + drawSeconds + commitSeconds + sealSeconds + revealSeconds
  return 2 * sitting + Math.max(appealSeconds, challengeSeconds) + terms.silenceSeconds
}

/** True if a panel drawn after `windowsEndAt` can have its whole timetable and a challenge window before the deadline. */
export function fits(
  windowsEndAt: Instant,
  terms: Terms,
  dispute: { deadlineAt: Instant; challengeFloorSeconds: number; clockwork: { confirmSeconds: number } },
): boolean {
  const { deadlineAt, challengeFloorSeconds, clockwork } = dispute
  return windowsEndAt + panelSeconds(terms, clockwork.confirmSeconds) + 3 * challengeFloorSeconds <= deadlineAt
}
