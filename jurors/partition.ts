/**
 * Partition: jurors choose k of themselves, and nobody's own ballot moves anybody's own chance ("exact dollar partition",
 * Aziz et al. 2019).
 *
 * The candidates are put in groups by the beacon. What a juror gives to candidates of other groups is scaled to one
 * dollar; a group's quota is its dollars as a part of k. Quotas become whole seats by systematic sampling: one number
 * from the beacon, and running sums rounded down. A group's seats then go to those whom the other groups rate highest.
 *
 * All in whole numbers over one common denominator; so expectations equal quotas exactly, and who checks gets the same.
 * @module
 */
import { type Digest, uint } from '#primitives/bytes'
import { lot } from '#primitives/random'

/** Grades [i][j]: what i gives to j, whole numbers of at least 0; its own and unread candidates 0. */
export type Grades = readonly (readonly bigint[])[]

/** A dollar in parts: whole quotas are kept to a billionth of a billionth. */
const DOLLAR = 10n ** 18n

/** Seats of each group: ⌊S_c + u⌋ − ⌊S_(c−1) + u⌋ over the running sums S of the quotas. `u` and quotas in parts of `one`. */
export function apportion(quotas: readonly bigint[], u: bigint, one: bigint): number[] {
  let before = u / one
  let sum = u
  return quotas.map((quota) => {
    sum += quota
    const now = sum / one
    const seats = Number(now - before)
    before = now
    return seats
  })
}

/**
 * Groups of nearly equal size, by the beacon. Fewer than 2 × groups candidates can't be partitioned: everybody then is
 * a group, which still is impartial.
 */
export function groupsOf(candidates: number, groups: number, seed: Digest): number[][] {
  const shuffled = Array.from({ length: candidates }, (_, j) => ({ j, drawn: lot(seed, 'group', uint(j, 4)) }))
    .toSorted((a, b) => (a.drawn < b.drawn ? -1 : 1))
    .map(({ j }) => j)
  const count = candidates < 2 * groups ? candidates : groups
  return Array.from({ length: count }, (_, c) => shuffled.filter((_, at) => at % count === c))
}

/** Each candidate's dollars from outside its group, of `DOLLAR` per juror. Rounds down; the rest goes to the last served. */
export function dollars(grades: Grades, groups: readonly (readonly number[])[]): bigint[] {
  const received = grades.map(() => 0n)
  for (const group of groups) {
    const outside = grades.map((_, j) => j).filter((j) => !group.includes(j))
    for (const giver of group) {
      const given = outside.map((j) => grades[giver]![j]!)
      const total = given.reduce((a, b) => a + b, 0n)
      let left = outside.length === 0 ? 0n : DOLLAR
      for (const [at, j] of outside.entries()) {
        // who rates nobody outside spreads the dollar evenly
        const part = total === 0n ? DOLLAR / BigInt(outside.length) : (given[at]! * DOLLAR) / total
        received[j]! += part
        left -= part
      }
      if (outside.length > 0) received[outside.at(-1)!]! += left
    }
  }
  return received
}

/** Quotas of the groups in parts of `one`: their dollars × seats / all dollars, by running sums, so that they add up to seats. */
export function quotasOf(
  received: readonly bigint[],
  groups: readonly (readonly number[])[],
  seats: number,
): { quotas: bigint[]; one: bigint } {
  const one = BigInt(received.length) * DOLLAR
  return { quotas: groups.map((group) => group.reduce((sum, j) => sum + received[j]!, 0n) * BigInt(seats)), one }
}

/** True if no group can earn more seats than it has members, however it is graded. */
export function isElectable(groups: readonly (readonly number[])[], seats: number): boolean {
  const candidates = groups.reduce((sum, { length }) => sum + length, 0)
  return groups.every(({ length }) => seats * (candidates - length) <= candidates * length)
}

/**
 * The chosen, ascending: exactly `seats` of them.
 * @param groups - Usually `groupsOf` the same beacon.
 * @param draw - A beacon value, unknown when the grades were sealed.
 * @throws Error unless `isElectable`.
 */
export function elect(grades: Grades, groups: readonly (readonly number[])[], seats: number, draw: Digest): number[] {
  if (!isElectable(groups, seats)) throw new Error(`partition: expected fewer than ${seats} seats for these groups`)
  const received = dollars(grades, groups)
  const { quotas, one } = quotasOf(received, groups, seats)
  const u = lot(draw, 'apportion') % one
  const drawn = (j: number) => lot(draw, 'tie', uint(j, 4))
  const byMerit = (a: number, b: number) =>
    received[a] === received[b] ? (drawn(a) < drawn(b) ? -1 : 1) : received[a]! > received[b]! ? -1 : 1
  const won = apportion(quotas, u, one)
  return groups.flatMap((group, c) => group.toSorted(byMerit).slice(0, won[c])).toSorted((a, b) => a - b)
}
