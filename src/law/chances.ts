/**
 * Chances: how likely a larger panel is to say something else than the last one did, under a model that says what it
 * assumes. It decides nothing, and knows nothing of the evidence: it is what the tally alone can tell.
 *
 * The model: one of the choices is true, each as likely beforehand; every seat says the true one with probability p and
 * each other one equally often, and no seat looks at another. Then
 *
 *   1. the tally c says which choice is true with probability ∝ (p/q)^c, where q = (1 − p)/(choices − 1);
 *   2. a panel of n seats stays with the ruling if that has strictly more seats than any other.
 *
 * Real panels differ: jurors err together, one may hold several seats, and new evidence comes. Seats that refused to
 * arbitrate say nothing of the truth here.
 * @module
 */

export type Standing = {
  /** The ruling that would be appealed; 0 where the panel refused or was tied. */
  ruling: number
  /** Seats by choice, index 0 (refuses to arbitrate) included. */
  counts: readonly number[]
}

/**
 * The probability that a panel of `seats` rules otherwise.
 * @param accuracy - p: above 0 and below 1.
 */
export function chanceToOverturn({ ruling, counts }: Standing, seats: number, accuracy: number): number {
  const choices = counts.length - 1
  // With one choice the only other word is to refuse: it stands in for the choice that isn't there.
  const rivals = Math.max(1, choices - 1)
  const wrong = (1 - accuracy) / rivals
  const ifTrue = chanceToLead(seats, accuracy, [[wrong, rivals]])
  const ifFalse = chanceToLead(seats, wrong, [
    [accuracy, 1],
    [wrong, rivals - 1],
  ])
  // A panel without a leader refuses: what overturns a refusal is any leader at all.
  if (ruling === 0) return clamp(ifTrue + rivals * ifFalse)
  const trust = trustIn(ruling, counts, accuracy / wrong, rivals)
  return clamp(1 - trust * ifTrue - (1 - trust) * ifFalse)
}

/** How likely the ruling is true, given the tally. Powers are taken of differences, so that none overflows. */
function trustIn(ruling: number, counts: readonly number[], odds: number, rivals: number): number {
  const own = counts[ruling] ?? 0
  const others = counts.filter((_, choice) => choice > 0 && choice !== ruling)
  const against = Array.from({ length: rivals }, (_, i) => odds ** ((others[i] ?? 0) - own))
  return 1 / (1 + against.reduce((sum, one) => sum + one, 0))
}

/**
 * The probability that a choice which each seat takes with `own` gets strictly more of `seats` than each of the others,
 * given as [probability of one, how many such].
 *
 * Seats by choice are independent Poisson numbers on condition of their sum, so the count is a product of series cut off
 * below the leader's; nothing in it is a factorial.
 */
function chanceToLead(seats: number, own: number, others: readonly (readonly [number, number])[]): number {
  const lead = poisson(seats * own, seats)
  let chance = 0
  for (let most = 1; most <= seats; most++) {
    const rest = seats - most
    const below = (mean: number) => poisson(mean, Math.min(rest, most - 1))
    const all = others.reduce((sum, [one, many]) => times(sum, power(below(seats * one), many, rest), rest), [1])
    chance += lead[most]! * (all[rest] ?? 0)
  }
  return chance / poisson(seats, seats)[seats]!
}

/** Probabilities of 0 … `last` events where `mean` are expected. */
function poisson(mean: number, last: number): number[] {
  const series = [Math.exp(-mean)]
  for (let k = 1; k <= last; k++) series.push((series[k - 1]! * mean) / k)
  return series
}

/** The product of two series, up to degree `last`. */
function times(a: readonly number[], b: readonly number[], last: number): number[] {
  const product = new Array<number>(Math.min(last, a.length + b.length - 2) + 1).fill(0)
  for (const [i, x] of a.entries())
    for (let j = 0; j < b.length && i + j < product.length; j++) product[i + j]! += x * b[j]!
  return product
}

function power(series: readonly number[], exponent: number, last: number): readonly number[] {
  if (exponent === 0) return [1]
  const half = power(series, Math.floor(exponent / 2), last)
  const square = times(half, half, last)
  return exponent % 2 === 0 ? square : times(square, series, last)
}

const clamp = (chance: number): number => Math.min(1, Math.max(0, chance))
