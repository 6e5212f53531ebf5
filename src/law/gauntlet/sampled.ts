/**
 * Sampled: what a seat earns, measured over many hearings where there are too many cases to go through: lists with
 * controls, many items, large panels. Seeded; every figure has its standard error.
 * @module
 */
import type { Said } from '../question/space.ts'
import type { Ballot } from '../tally/count.ts'
import { type Chance, chanceFrom } from './chance.ts'
import { jurorOf } from './exact.ts'
import { play, replyOf, type Stage } from './stage.ts'
import { type Habit, habitOf, type Lone, type World } from './strategies.ts'

export type Measured = { pay: number; error: number; right: number }

/** Mean pay of the first juror over `hearings`, the others reading. */
export function measuredPay(
  stage: Stage,
  world: World,
  first: Lone,
  panel: number,
  hearings: number,
  seed: number,
): Measured {
  const chance = chanceFrom(seed)
  const habits = [habitOf(first, world), ...Array.from({ length: panel - 1 }, () => habitOf('honest', world))]
  const pays: number[] = []
  let right = 0
  for (let round = 0; round < hearings; round++) {
    const { truths, answers } = answered(stage, world, habits, chance)
    const ballots = answers.map((answer, i): Ballot => ({ juror: jurorOf(i), weight: 1n, answer }))
    const heard = play(stage, ballots, truths, round)
    pays.push(heard.pay[0]!)
    right += Number(heard.right)
  }
  return { ...meanOf(pays), right: right / hearings }
}

/** Mean and its standard error. */
export function meanOf(values: readonly number[]): { pay: number; error: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, values.length - 1)
  return { pay: mean, error: Math.sqrt(variance / values.length) }
}

/** One list: real items by the base rate, then controls, as many of each class; and what everybody says of them. */
function answered(
  stage: Stage,
  world: World,
  habits: readonly Habit[],
  chance: Chance,
): { truths: Said[]; answers: Said[][] } {
  const real = Array.from({ length: stage.items }, () => chance.happens(world.baseRate))
  const controls = Array.from({ length: stage.controls }, (_, i) => i % 2 === 0)
  const truthsAreA = [...real, ...controls]
  const answers = habits.map((habit) =>
    truthsAreA.map((isA): Said => {
      return replyOf(stage, world, habit, chance.happens(isA ? habit.whenA : habit.whenB))
    }),
  )
  return { truths: truthsAreA.map((isA) => (isA ? stage.a : stage.b)), answers }
}
