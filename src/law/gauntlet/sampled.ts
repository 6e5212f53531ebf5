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
import {
  ALONE,
  type Habit,
  habitOf,
  type Line,
  type Seating,
  type Strategy,
  scriptOf,
  type World,
} from './strategies.ts'

export type Measured = { pay: number; error: number; right: number }

/** Mean pay per seat of a strategy over `hearings`, the others reading. */
export function measuredPay(
  stage: Stage,
  world: World,
  strategy: Strategy,
  panel: number,
  hearings: number,
  seed: number,
  { share, whole = false }: Seating = ALONE,
): Measured {
  const chance = chanceFrom(seed)
  const script = scriptOf(strategy, world)
  const pays: number[] = []
  let right = 0
  for (let round = 0; round < hearings; round++) {
    let company = 1
    for (let i = 1; i < panel; i++) company += Number(chance.happens(share))
    const truthsAreA = listOf(stage, world, chance)
    const answers = [
      ...acted(stage, world, script, truthsAreA, whole ? 1 : company, chance),
      ...Array.from({ length: panel - company }, () =>
        truthsAreA.map((isA) => sayOf(stage, world, habitOf('honest', world), isA, chance)),
      ),
    ]
    const seatsOfFirst = whole ? company : 1
    const ballots = answers.map(
      (answer, i): Ballot => ({ juror: jurorOf(i), weight: i === 0 ? BigInt(seatsOfFirst) : 1n, answer }),
    )
    const heard = play(
      stage,
      ballots,
      truthsAreA.map((isA) => (isA ? stage.a : stage.b)),
      round,
    )
    pays.push(heard.pay[0]! / seatsOfFirst)
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

/** One list: real items by the base rate, then controls, as many of each class. True where A is the truth. */
export function listOf(stage: Stage, { baseRate }: World, chance: Chance): boolean[] {
  const real = Array.from({ length: stage.items }, () => chance.happens(baseRate))
  return [...real, ...Array.from({ length: stage.controls }, (_, i) => i % 2 === 0)]
}

/** What one juror says of one item. */
export const sayOf = (stage: Stage, world: World, habit: Habit, isA: boolean, chance: Chance): Said =>
  replyOf(stage, world, habit, chance.happens(isA ? habit.whenA : habit.whenB))

/** What all members of a company say of a list, by their script. */
function acted(
  stage: Stage,
  world: World,
  script: readonly Line[],
  truthsAreA: readonly boolean[],
  members: number,
  chance: Chance,
): Said[][] {
  const sheets = Array.from({ length: members }, (): Said[] => [])
  for (const isA of truthsAreA) {
    const { together, habit } = script.length === 1 ? script[0]! : lineBy(script, chance.next())
    const shared = sayOf(stage, world, habit, isA, chance)
    for (const [i, sheet] of sheets.entries())
      sheet.push(together || i === 0 ? shared : sayOf(stage, world, habit, isA, chance))
  }
  return sheets
}

function lineBy(script: readonly Line[], drawn: number): Line {
  let left = drawn
  return script.find(({ share }) => (left -= share) < 0) ?? script.at(-1)!
}
