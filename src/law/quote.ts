/**
 * Quote: what a dispute would cost, how long it would take, and what it would take to corrupt it: before it is opened.
 *
 * Chances are of the draw alone. Each seat falls to a share of the roll with a chance equal to it, one independent of
 * the other (a seat cap only helps the honest side), so the captured seats of a panel are binomially distributed.
 * Rounding is against whoever asks for safety: chances up, costs of corruption down.
 * @module
 */
import type { Instant } from '#primitives/time'
import { type Clockwork, firstDrawAt, timetable, windowsEndAt } from './period.ts'
import type { Terms } from './policy.ts'

/** Chances are given in millionths. */
const MILLION = 1_000_000
/** Shares of the roll for which chances are told, in basis points. */
const SHARES_BPS = [500, 1000, 2000, 3333, 4000, 5000] as const
/** Seconds that a judged panel's verdict takes to the chain, as a rule: attestors, and a block that counts. */
const DELIVERY_SECONDS = 120

export type Ask = {
  terms: Terms
  clockwork: Clockwork
  challengeFloorSeconds: number
  /** From the opening to the latest end, as the chain has computed it for the court. */
  lifeSeconds: number
  /** Weight of the whole roll that would be drawn from. */
  total: bigint
  seats: number
  now: Instant
}

export type PanelQuote = {
  panel: number
  seats: number
  /** Wei that whoever wants this panel pays: the fee for the first, the next panel's cost for an appeal. */
  costWei: bigint
  /** Of one who holds this share of the roll: the chance to hold a majority of the seats. */
  capture: { shareBps: number; chancePpm: number }[]
  /** Stake that must be added to the roll for an even chance at a majority. */
  captureStake: bigint
  /** Stake that a bribed majority of the panel has at risk, and the fees it gives up: what a briber must outbid at least. */
  bribeStake: bigint
  bribeFeesWei: bigint
}
export type Quote = {
  priceWei: bigint
  /** When a final ruling comes if nobody appeals and all jurors vote; and at the latest, whatever anybody does. */
  expectedEndAt: Instant
  latestEndAt: Instant
  panels: PanelQuote[]
}

export function quote({ terms, clockwork, challengeFloorSeconds, lifeSeconds, total, seats, now }: Ask): Quote {
  const times = timetable(firstDrawAt(now, now, terms, clockwork), terms, clockwork)
  // Where all ballots open, the panel speaks as soon as the posting that admits them is confirmed.
  const deliveredAt = times.revealAt + clockwork.confirmSeconds + DELIVERY_SECONDS
  return {
    priceWei: costOf(terms, seats),
    expectedEndAt: windowsEndAt(deliveredAt, terms, challengeFloorSeconds),
    latestEndAt: now + lifeSeconds,
    panels: sizes(terms, seats).map((size, panel) => panelQuote(terms, total, size, panel)),
  }
}

/** Fee for a panel of so many seats, delivery included. */
export function costOf({ feePerSeat, deliveryFee }: Terms, seats: number): bigint {
  return BigInt(seats) * feePerSeat + deliveryFee
}

/** Panels under these terms: each appeal's is 2n + 1. One that outgrows the court sits in the parent, and isn't told of. */
function sizes({ appeals, jumpSeats }: Terms, seats: number): number[] {
  const found = [seats]
  while (found.length <= appeals && 2 * found.at(-1)! + 1 <= jumpSeats) found.push(2 * found.at(-1)! + 1)
  return found
}

function panelQuote(terms: Terms, total: bigint, seats: number, panel: number): PanelQuote {
  const majority = Math.floor(seats / 2) + 1
  return {
    panel,
    seats,
    costWei: costOf(terms, seats),
    capture: SHARES_BPS.map((shareBps) => ({ shareBps, chancePpm: chancePpm(seats, majority, shareBps / 10_000) })),
    // For an odd panel an even chance needs half of the roll; what is added counts on both sides: x / (total + x) = 1/2.
    captureStake: terms.weight === 0 ? total : 0n,
    bribeStake: (BigInt(majority) * terms.seatStake * BigInt(terms.penaltyBps)) / 10_000n,
    bribeFeesWei: BigInt(majority) * terms.feePerSeat,
  }
}

/** P(X ≥ least) for X ~ Bin(seats, share), in millionths. Rounds up. */
export function chancePpm(seats: number, least: number, share: number): number {
  if (share <= 0) return 0
  if (share >= 1) return MILLION
  // Terms in logarithms: the binomial coefficient of a large panel is beyond a double.
  let logTerm = seats * Math.log1p(-share)
  const step = Math.log(share) - Math.log1p(-share)
  let sum = least === 0 ? Math.exp(logTerm) : 0
  for (let k = 1; k <= seats; k++) {
    logTerm += Math.log((seats - k + 1) / k) + step
    if (k >= least) sum += Math.exp(logTerm)
  }
  return Math.min(MILLION, Math.ceil(sum * MILLION - 1e-6))
}
