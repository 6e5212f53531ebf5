/**
 * Exact: what a seat earns in expectation, by going through everything that can happen: both truths, and every way in
 * which a small panel can answer one item. No chance, no error bars.
 * @module
 */
import { isSame } from '../question/space.ts'
import type { Ballot } from '../tally/count.ts'
import { play, replyOf, type Stage } from './stage.ts'
import { type Habit, habitOf, type Lone, type World } from './strategies.ts'

/** Panels up to this size are gone through whole. */
export const MOST_EXACT = 7

/** True if the stage can be gone through: one item, no controls, a small panel. */
export const isExact = ({ items, controls }: Stage, panel: number): boolean =>
  items === 1 && controls === 0 && panel <= MOST_EXACT

/**
 * Mean pay of each juror, in fees, and the chances that the outcome is true and that it is B.
 * @param seats - Seats of each juror; one where it isn't said.
 */
export function expectedPays(
  stage: Stage,
  world: World,
  habits: readonly Habit[],
  seats: readonly bigint[] = [],
): { pays: number[]; right: number; isB: number } {
  const found = { pays: habits.map(() => 0), right: 0, isB: 0 }
  for (const truthIsA of [true, false]) {
    const chance = truthIsA ? world.baseRate : 1 - world.baseRate
    const sayA = habits.map(({ whenA, whenB }) => (truthIsA ? whenA : whenB))
    for (let pattern = 0; pattern < 2 ** habits.length; pattern++) {
      const says = habits.map((_, i) => ((pattern >> i) & 1) === 1)
      const likely = says.reduce((p, a, i) => p * (a ? sayA[i]! : 1 - sayA[i]!), chance)
      if (likely === 0) continue
      const ballots = habits.map(
        (habit, i): Ballot => ({
          juror: jurorOf(i),
          weight: seats[i] ?? 1n,
          answer: [replyOf(stage, world, habit, says[i]!)],
        }),
      )
      const heard = play(stage, ballots, [truthIsA ? stage.a : stage.b], pattern)
      heard.pay.forEach((pay, i) => {
        found.pays[i]! += likely * pay
      })
      found.right += likely * Number(heard.right)
      found.isB += likely * Number(heard.outcome !== undefined && isSame(heard.outcome, stage.b))
    }
  }
  return found
}

/** Mean pay of one strategist among jurors who read. */
export function expectedPay(stage: Stage, world: World, first: Lone, panel: number): { pay: number; right: number } {
  const others = Array.from({ length: panel - 1 }, () => habitOf('honest', world))
  const { pays, right } = expectedPays(stage, world, [habitOf(first, world), ...others])
  return { pay: pays[0]!, right }
}

/** Jurors in an order that is also that of their names. */
export const jurorOf = (i: number): string => `juror ${String(i).padStart(3, '0')}`
