/**
 * Brief: the gauntlet as it fits into a request. All the usual base rates, since a court may let a bot win at one and at no
 * other; a small sample where there is too much to go through, and no disputes up the ladder: two seconds of computing at
 * most. Same policy, base rate and seed: the same report.
 * @module
 */
import { gauntlet, loadOf, type Report, USUAL } from './gauntlet.ts'

/** What a request may look at, see `loadOf`; and hearings of a sampled figure. */
export const MOST_LOAD = 2000
const HEARINGS = 40

/**
 * @param of.baseRatePercent - At this one base rate only.
 * @returns undefined if the policy is too much to play in a request.
 * @throws Malformed, with every place where the policy strays.
 */
export function brief(
  policy: unknown,
  { baseRatePercent, seed = 1 }: { baseRatePercent?: number; seed?: number } = {},
): Report | undefined {
  if (loadOf(policy) > MOST_LOAD) return undefined
  const baseRates = baseRatePercent === undefined ? USUAL.baseRates : [baseRatePercent / 100]
  return gauntlet(policy, { ...USUAL, seed, hearings: HEARINGS, disputes: 0, baseRates, repairs: false })
}
