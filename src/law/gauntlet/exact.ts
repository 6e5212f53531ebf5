/**
 * Exact: what a seat earns in expectation, by going through everything that can happen: both truths, every number of
 * seats that those who act as one may draw, and every way in which a small panel can answer one item. No chance, no
 * error bars.
 * @module
 */
import { isSame } from '../question/space.ts'
import type { Ballot } from '../tally/count.ts'
import { play, replyOf, type Stage } from './stage.ts'
import {
  ALONE,
  companyOf,
  type Habit,
  habitOf,
  type Seating,
  type Strategy,
  scriptOf,
  type World,
} from './strategies.ts'

/** Panels up to this size are gone through whole. */
export const MOST_EXACT = 7

/** True if the stage can be gone through: one item, no controls, a small panel. */
export const isExact = ({ items, controls }: Stage, panel: number): boolean =>
  items === 1 && controls === 0 && panel <= MOST_EXACT

/** An account on the panel: whose mind it speaks, and how many seats it holds. */
export type Account = { mind: number; seats: bigint }

/** Mean pay of each account, in fees, and the chances that the outcome is true and that it is B. */
export function expectedPays(
  stage: Stage,
  world: World,
  minds: readonly Habit[],
  accounts: readonly Account[] = minds.map((_, mind) => ({ mind, seats: 1n })),
): { pays: number[]; right: number; isB: number } {
  const found = { pays: accounts.map(() => 0), right: 0, isB: 0 }
  for (const truthIsA of [true, false]) {
    const chance = truthIsA ? world.baseRate : 1 - world.baseRate
    const sayA = minds.map(({ whenA, whenB }) => (truthIsA ? whenA : whenB))
    for (let pattern = 0; pattern < 2 ** minds.length; pattern++) {
      const says = minds.map((_, i) => ((pattern >> i) & 1) === 1)
      const likely = says.reduce((p, a, i) => p * (a ? sayA[i]! : 1 - sayA[i]!), chance)
      if (likely === 0) continue
      const ballots = accounts.map(
        ({ mind, seats }, i): Ballot => ({
          juror: jurorOf(i),
          weight: seats,
          answer: [replyOf(stage, world, minds[mind]!, says[mind]!)],
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

/** Mean pay per seat of a strategy among jurors who read. */
export function expectedPay(
  stage: Stage,
  world: World,
  strategy: Strategy,
  panel: number,
  { share, whole = false }: Seating = ALONE,
): { pay: number; right: number } {
  const found = { pay: 0, right: 0 }
  for (let k = 1; k <= panel; k++) {
    const company = companyOf(share, k, panel)
    if (company === 0) continue
    for (const { share: part, together, habit } of scriptOf(strategy, world)) {
      const own = Array.from({ length: whole || together ? 1 : k }, () => habit)
      const minds = [...own, ...Array.from({ length: panel - k }, () => habitOf('honest', world))]
      const members = Array.from({ length: whole ? 1 : k }, (_, i) => ({
        mind: together ? 0 : i,
        seats: whole ? BigInt(k) : 1n,
      }))
      const others = minds.slice(own.length).map((_, i) => ({ mind: own.length + i, seats: 1n }))
      const { pays, right } = expectedPays(stage, world, minds, [...members, ...others])
      found.pay += (company * part * pays[0]!) / (whole ? k : 1)
      found.right += company * part * right
    }
  }
  return found
}

/** Jurors in an order that is also that of their names. */
export const jurorOf = (i: number): string => `juror ${String(i).padStart(3, '0')}`
