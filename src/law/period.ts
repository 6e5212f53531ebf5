/**
 * Period: whose turn it is, and until when.
 *
 *   evidence ─▶ draw ─▶ commit ─▶ reveal ─▶ appeal ─▶ execution
 *
 * The timetable of a panel is a function of the pinned terms and of block times. No filing moves it; only the reveal
 * period may end early, when every ballot is open, and the appeal period, when nobody can appeal any more. Mirrored by
 * the arbitrator's own record of a dispute.
 * @module
 */
import { type BeaconChain, roundAt, timeOfRound } from '#primitives/beacon'
import type { Instant } from '#primitives/time'
import type { Terms } from './policy.ts'

export type Period = 'evidence' | 'draw' | 'commit' | 'reveal' | 'appeal' | 'execution'

/** Seconds that a seed lies in the future, beside the chain's confirmation time, when it becomes fixed. */
export const SEED_DISTANCE_SECONDS = 60
/** Seconds before R by which a gazette must stand in a block, so that no ballot is admitted once R can be known. */
export const GAZETTE_MARGIN_SECONDS = 30

/** What the timetable depends on besides terms. */
export type Clockwork = { beacon: BeaconChain; confirmSeconds: number }

/** When what happens in one sitting of a panel. */
export type Timetable = {
  drawAt: Instant
  /** The beacon round whose randomness draws the panel. */
  seedRound: number
  commitOpensAt: Instant
  commitClosesAt: Instant
  /** R: the beacon round that opens the ballots. */
  beaconRound: number
  revealAt: Instant
  revealEndsAt: Instant
}

/** The first instant at which a seed may lie, when its round became fixed at `fixedAt`. */
export function seedNotBefore(fixedAt: Instant, clockwork: Clockwork): Instant {
  return fixedAt + SEED_DISTANCE_SECONDS + clockwork.confirmSeconds
}

/** When the first panel of a dispute opened at `openedAt` is drawn; `rollAt` is when its roll came into force. */
export function firstDrawAt(openedAt: Instant, rollAt: Instant, terms: Terms, clockwork: Clockwork): Instant {
  const evidenceEndsAt = Math.max(openedAt + terms.evidenceSeconds, seedNotBefore(openedAt, clockwork))
  return rollAt <= openedAt ? evidenceEndsAt : Math.max(evidenceEndsAt, seedNotBefore(rollAt, clockwork))
}

/** The timetable of a sitting whose draw falls at `drawAt`. */
export function timetable(drawAt: Instant, terms: Terms, clockwork: Clockwork): Timetable {
  const commitOpensAt = drawAt + terms.drawSeconds
  return {
    drawAt,
    seedRound: roundAt(clockwork.beacon, drawAt),
    ...commitTimes(commitOpensAt, terms, clockwork),
  }
}

/**
 * The second commit period of a sitting whose ballots no gazette held. It opens when the first R has passed and a
 * gazette from before it would have been confirmed.
 */
export function timetableAgain(first: Timetable, terms: Terms, clockwork: Clockwork): Timetable {
  return { ...first, ...commitTimes(first.revealAt + clockwork.confirmSeconds, terms, clockwork) }
}

/** True if a posting with block time `at` admits the ballots of this sitting. */
export function admitsBallots(times: Timetable, at: Instant): boolean {
  return times.commitClosesAt < at && at <= times.revealAt - GAZETTE_MARGIN_SECONDS
}

/** When the windows of a verdict delivered at `deliveredAt` are both over. */
export function windowsEndAt(deliveredAt: Instant, terms: Terms, challengeFloorSeconds: number): Instant {
  return deliveredAt + Math.max(terms.appealSeconds, terms.challengeSeconds, challengeFloorSeconds)
}

/** The last instant at which a verdict is taken: one that couldn't outlive its challenge window would be worth nothing. */
export function lastDeliveryAt(deadlineAt: Instant, terms: Terms, challengeFloorSeconds: number): Instant {
  return deadlineAt - Math.max(3 * challengeFloorSeconds, terms.challengeSeconds)
}

function commitTimes(commitOpensAt: Instant, terms: Terms, { beacon }: Clockwork) {
  const commitClosesAt = commitOpensAt + terms.commitSeconds
  const beaconRound = roundAt(beacon, commitClosesAt + terms.sealSeconds)
  const revealAt = timeOfRound(beacon, beaconRound)
  return { commitOpensAt, commitClosesAt, beaconRound, revealAt, revealEndsAt: revealAt + terms.revealSeconds }
}
