/**
 * Capture: how likely somebody with a share of the stake fills more than half of a panel, and of every panel of a ladder.
 *
 * Draws are with replacement and by stake, so splitting a stake over accounts changes nothing here: a Sybil is worth what
 * it stakes.
 * @module
 */

/** Chance of more than half of `seats` for a share of the stake. */
export function captureOf(share: number, seats: number): number {
  let [term, total] = [(1 - share) ** seats, 0]
  for (let k = 0; k <= seats; k++) {
    if (2 * k > seats) total += term
    term *= ((seats - k) / (k + 1)) * (share / (1 - share))
  }
  return total
}

/** Chance of capturing every panel: what it takes if each lost panel is appealed. */
export const ladderCapture = (share: number, panels: readonly number[]): number =>
  panels.reduce((product, seats) => product * captureOf(share, seats), 1)

/** Panel sizes of a ladder of appeals: n, 2n + 1, … */
export const panelsOf = (seats: number, appeals: number): number[] =>
  Array.from({ length: appeals + 1 }, (_, p) => (seats + 1) * 2 ** p - 1)
