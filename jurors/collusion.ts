/**
 * Collusion: pairs that agree more often than chance on the same items, and groups of them.
 *
 * A pair with N items in common that agreed on a share a of them, where e was to be expected, stands out by
 * z = (a − e)√N / √(e(1 − e)). Blind search is weak in large pools: test pairs that were named beforehand, and set the
 * bound for how many are tested. What follows is never a slash: a group is shown, and later seated as one.
 * @module
 */
import { type Nano, nanos } from '#primitives/real'

/** Answers per juror and item, as comparable strings; expected agreement per item and pair of jurors. */
export type Sheet = ReadonlyMap<string, ReadonlyMap<string, string>>

export type Pair = { a: string; b: string; items: number; agreed: number; z: Nano }

/** A pair's agreement on what both answered. `expect` gives the chance of agreeing on an item if both worked alone. */
export function pairOf(sheet: Sheet, a: string, b: string, expect: (item: string) => number): Pair {
  const common = [...(sheet.get(a)?.keys() ?? [])].filter((item) => sheet.get(b)?.has(item)).toSorted()
  const agreed = common.filter((item) => sheet.get(a)!.get(item) === sheet.get(b)!.get(item)).length
  const chances = common.map(expect)
  const expected = chances.reduce((sum, e) => sum + e, 0)
  const variance = chances.reduce((sum, e) => sum + e * (1 - e), 0)
  return {
    a,
    b,
    items: common.length,
    agreed,
    z: variance === 0 ? 0 : nanos((agreed - expected) / Math.sqrt(variance)),
  }
}

/** Groups that hang together by pairs at or above the bound: each sorted, larger first. */
export function groupsAbove(pairs: readonly Pair[], bound: Nano): string[][] {
  const groups: Set<string>[] = []
  for (const { a, b } of pairs.filter(({ z }) => z >= bound)) {
    const touching = groups.filter((group) => group.has(a) || group.has(b))
    const joined = new Set([a, b, ...touching.flatMap((group) => [...group])])
    groups.splice(0, groups.length, ...groups.filter((group) => !touching.includes(group)), joined)
  }
  return groups
    .map((group) => [...group].toSorted())
    .toSorted((a, b) => b.length - a.length || (a[0]! < b[0]! ? -1 : 1))
}
