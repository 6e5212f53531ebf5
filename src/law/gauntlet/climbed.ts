/**
 * Climbed: a dispute in which somebody with a share of the stake tells one lie, taken up the court's own ladder to its
 * end. Seats are drawn by lot, everybody else reads, and whoever was wronged by a panel appeals as long as the ladder
 * lets them.
 * @module
 */
import { type Hex, toHex, uint } from '#primitives/bytes'
import { isSame, type Said } from '../question/space.ts'
import type { Bond, Round } from '../rungs/rung.ts'
import type { Ballot } from '../tally/count.ts'
import { type Chance, chanceFrom } from './chance.ts'
import { jurorOf } from './exact.ts'
import { sayOf } from './sampled.ts'
import type { Stage } from './stage.ts'
import { habitOf, RARER, type World } from './strategies.ts'

/** How often the lie stood in the end, how often the truth did, and seats asked on the way. */
export type Climbed = { lie: number; error: number; truth: number; seats: number }

/** Beyond all windows and dates of a ladder, in seconds. */
const LATE = 4_000_000_000
/** Larger panels aren't played. */
const MOST_SEATS = 511

export function climbedBy(stage: Stage, accuracy: number, share: number, disputes: number, seed: number): Climbed {
  const chance = chanceFrom(seed)
  const found = { lie: 0, truth: 0, seats: 0 }
  for (let n = 0; n < disputes; n++) {
    const { outcome, seats } = disputed(stage, accuracy, share, chance, toHex(uint(n + 1, 32)))
    found.lie += Number(outcome !== undefined && isSame(outcome, stage.b)) / disputes
    found.truth += Number(outcome !== undefined && isSame(outcome, stage.a)) / disputes
    found.seats += seats / disputes
  }
  return { ...found, error: Math.sqrt((found.lie * (1 - found.lie)) / disputes) }
}

function disputed(
  stage: Stage,
  accuracy: number,
  share: number,
  chance: Chance,
  seed: Hex,
): { outcome: Said | undefined; seats: number } {
  const { court, question, a, b, controls, items } = stage
  const world: World = { baseRate: 0.5, accuracy }
  const honest = habitOf('honest', world)
  const truthsAreA = [
    ...Array.from({ length: items }, () => true),
    ...Array.from({ length: controls }, (_, i) => i % 2 === 0),
  ]
  const truth = truthsAreA.map((isA, i) => (i < items ? undefined : isA ? a : b))
  // liars read the controls: nothing but the dispute gives them away
  const seated = (from: number, count: number): Ballot[] =>
    Array.from({ length: count }, (_, i) => {
      const lies = chance.happens(share)
      const answer = truthsAreA.map((isA, item) =>
        sayOf(stage, world, lies && item < items ? RARER : honest, isA, chance),
      )
      return { juror: jurorOf(from + i), weight: 1n, answer }
    })
  const bonds = bondsOf(stage)
  let [rounds, ballots, asked]: [Round[], Ballot[], number] = [[], [], 0]
  for (;;) {
    const last = rounds.at(-1)?.finding.outcome
    const appealed = last === undefined || !isSame(last, a)
    const step = court.climb({ openedAt: 0, now: LATE, bonds, rounds, appealed })
    if (step.step === 'final') return { outcome: step.outcome, seats: asked }
    if (step.step === 'wait') return { outcome: last, seats: asked }
    const more = step.step === 'seats' ? step.more : step.seats
    if (more > MOST_SEATS) return { outcome: last, seats: asked }
    const before = step.step === 'seats' ? ballots : []
    ballots = [...before, ...seated(before.length, more)]
    asked += more
    const [finding] = court.tally({ question, ballots, truth, seed })
    const round: Round = {
      seats: ballots.length,
      turnout: ballots.length,
      finding: finding!,
      ...(step.step === 'panel' && step.machines ? { machines: true } : {}),
      endedAt: 1,
    }
    rounds = step.step === 'seats' ? [...rounds.slice(0, -1), round] : [...rounds, round]
  }
}

/** The lie is asserted and the truth is staked against it, high enough for every rung. */
function bondsOf({ court, a, b }: Stage): Bond[] {
  const { ladder } = court.policy
  const enough = ['bond', 'first', 'threshold'].map((member) => BigInt(String(ladder[member] ?? 0)))
  const amount = enough.reduce((most, one) => (one > most ? one : most), 1n)
  return [
    { by: 'liar', said: b, amount, at: 0 },
    { by: 'wronged', said: a, amount: 2n * amount, at: 1 },
  ]
}
