/**
 * Rings: jurors who were named beforehand, held against everybody else: do they err together more often than two
 * strangers do?
 *
 * The bound isn't a table's: it is where one pair of strangers in a hundred lies in this very court, and never below
 * what chance alone gives. Looking for rings among all pairs finds nothing where panels are small and jurors many; so
 * who is suspected is named first, by whoever has reason to. What is found is shown, never slashed.
 * @module
 */
import { groupScore, groupsAbove, type Pair, pairOf, residualsOf } from '#jurors/collusion'
import type { Digest } from '#primitives/bytes'
import { uint } from '#primitives/bytes'
import { lot } from '#primitives/random'
import { NANO, type Nano } from '#primitives/real'
import type { Sat } from './sat.ts'

export type Rings = {
  /** Pairs of strangers with items in common, and what they reach: the null distribution. */
  null: { pairs: number; median: Nano; of20: Nano; of100: Nano; of1000: Nano }
  /** Pairs at or above this are found: one pair of strangers in a hundred, at least. */
  bound: Nano
  named: readonly {
    members: readonly string[]
    /** How much all of them err together. */
    z: Nano
    pairs: readonly Pair[]
    /** Groups of strangers of the same size, drawn by the seed, that reach as much, of how many. */
    strangers: { reach: number; of: number }
  }[]
  /** Parts of the named groups that hang together by pairs above the bound: to be seated as one. */
  found: readonly (readonly string[])[]
}

/** One in a hundred of a standard normal, which pairs of strangers are near to. */
const LEAST_BOUND: Nano = 2.326 * NANO
/** Groups of strangers that a named group is held against. */
const STRANGERS = 200
/** Pairs of strangers looked at, at most: enough for one in a thousand. */
const MOST_PAIRS = 20_000

/** @param named - Groups of two or more, named before the answers were looked at. */
export function ringsIn(sat: readonly Sat[], named: readonly (readonly string[])[], seed: Digest): Rings {
  const lines = sat.filter(({ choice, ruling }) => choice !== undefined && ruling !== undefined)
  const outcomes = new Map(lines.map(({ item, ruling }) => [item, String(ruling)]))
  const sheet = new Map(
    [...Map.groupBy(lines, ({ juror }) => juror as string)].map(([juror, own]) => [
      juror,
      new Map(own.map(({ item, choice }) => [item, String(choice)])),
    ]),
  )
  const residuals = residualsOf(sheet, outcomes)
  const suspects = new Set(named.flat())
  const strangers = [...sheet.keys()].filter((juror) => !suspects.has(juror)).toSorted()
  const pairsOf = (some: readonly string[]) =>
    some
      .toSorted()
      .flatMap((a, i, all) => all.slice(i + 1).map((b) => pairOf(residuals, a, b)))
      .filter(({ items }) => items > 0)
  const chance = sampledPairs(strangers, seed)
    .map(([a, b]) => pairOf(residuals, a, b))
    .flatMap(({ z, items }) => (items > 0 ? [z] : []))
    .toSorted((a, b) => a - b)
  const above = (of: number): Nano => chance[Math.floor((chance.length * (of - 1)) / of)] ?? 0
  const bound = Math.max(LEAST_BOUND, above(100) + 1)
  return {
    null: { pairs: chance.length, median: above(2), of20: above(20), of100: above(100), of1000: above(1000) },
    bound,
    named: named.map((members) => {
      const z = groupScore(residuals, members)
      const others = Array.from({ length: STRANGERS }, (_, n) => drawn(strangers, members.length, seed, n))
      const reach = others.filter(
        (group) => group.length === members.length && groupScore(residuals, group) >= z,
      ).length
      return { members: members.toSorted(), z, pairs: pairsOf(members), strangers: { reach, of: STRANGERS } }
    }),
    found: groupsAbove(named.flatMap(pairsOf), bound),
  }
}

/** All pairs, or as many as are looked at, drawn by the seed. */
function sampledPairs(names: readonly string[], seed: Digest): [string, string][] {
  const count = (names.length * (names.length - 1)) / 2
  if (count <= MOST_PAIRS) return names.flatMap((a, i) => names.slice(i + 1).map((b): [string, string] => [a, b]))
  return Array.from({ length: MOST_PAIRS }, (_, n) => drawn(names, 2, seed, n) as [string, string])
}

/** So many different names; fewer if there aren't as many. */
function drawn(names: readonly string[], size: number, seed: Digest, n: number): string[] {
  let digits = lot(seed, 'strangers', uint(n, 4))
  const left = [...names]
  return Array.from({ length: Math.min(size, names.length) }, () => {
    const i = Number(digits % BigInt(left.length))
    digits = digits / BigInt(left.length) || lot(seed, 'strangers', uint(n, 4), uint(left.length, 4))
    return left.splice(i, 1)[0]!
  })
}
