/**
 * Stage: a court set up for a play: two answers in its space, its question, and what a seat brings to the purse.
 *
 * The court's own tally, score and purse are played, not models of them. Fees and stakes are one each, in millionths, so
 * that whole numbers are fine enough.
 * @module
 */
import type { Digest } from '#primitives/bytes'
import { toHex, uint } from '#primitives/bytes'
import type { Block } from '../block.ts'
import { type Court, hear } from '../court.ts'
import type { Claim } from '../purse/purse.ts'
import { WHOLE } from '../question/distribution.ts'
import { placeAt } from '../question/point.ts'
import type { Question } from '../question/question.ts'
import { isSame, type Opinion, type Said, type Space, type Value } from '../question/space.ts'
import type { Ballot } from '../tally/count.ts'
import type { Habit, World } from './strategies.ts'

/** One fee, and one stake. */
export const COIN = 1_000_000_000_000n

export type Stage = {
  court: Court
  question: Question
  a: Value
  b: Value
  /** Control items in each list, after the first item, which is the real one. */
  controls: number
  /** Items that are asked in one go besides controls. */
  items: number
}

/** What a dispute would say beyond each space's policy, at the least. */
const LEAST: Readonly<Record<string, Block>> = {
  choice: { choices: 2 },
  scalar: { min: '0', max: '10', step: '1' },
  order: { candidates: 2 },
  labels: { labels: 4 },
  distribution: { outcomes: 2 },
  opinion: { choices: 2 },
}

/** A court on stage with `panel` jurors. @throws Error if its question can't be asked. */
export function stageOf(court: Court, panel: number): Stage {
  const { question: block, panel: seats = {}, score } = court.policy
  const controls =
    seats.controls === undefined ? 0 : 2 * Math.max(1, Math.ceil(Number((seats.controls as Block).each) / 2))
  const metric = (score.times as Block | undefined)?.referee === 'peers' ? (score.times as Block) : score
  const items = metric.referee === 'peers' ? Number(metric.items ?? 1) : 1
  const least = block.space === 'vector' ? { dimensions: panel } : (LEAST[String(block.space)] ?? {})
  const asked = Object.entries({ ...least, items: items + controls }).filter(([member]) => !(member in block))
  const question = court.question(Object.fromEntries(asked))
  if (typeof question === 'string') throw new Error(question)
  const [a, b] = answersOf(question.space)
  return { court, question, a, b, controls, items }
}

/** Two answers that nobody takes for one. */
function answersOf(space: Space): [Value, Value] {
  switch (space.name) {
    case 'choice':
      return [1, 2]
    case 'scalar':
      return [space.classes! - 1, 0]
    case 'point': {
      const looks = acceptsHeading(space) ? [90, 270] : []
      return [placeAt(46.5, 6.5, looks[0]), placeAt(46.6, 6.5, looks[1])]
    }
    case 'order': {
      const order = Array.from({ length: space.size }, (_, i) => i)
      return [order, order.toReversed()]
    }
    case 'labels':
      return [
        [0, 1],
        [2, 3],
      ]
    case 'distribution':
      return [
        [WHOLE, ...Array.from({ length: space.size / 3 - 1 }, () => 0)],
        [...Array.from({ length: space.size / 3 - 1 }, () => 0), WHOLE],
      ]
    case 'vector':
      return [Array.from({ length: space.size / 4 }, () => 100), Array.from({ length: space.size / 4 }, () => 9000)]
    case 'bytes':
      return ['0x0a', '0x0b']
    case 'opinion':
      return [
        { choice: 1, forecast: [WHOLE / 2, WHOLE / 2] },
        { choice: 2, forecast: [WHOLE / 2, WHOLE / 2] },
      ]
  }
}

function acceptsHeading(space: Space): boolean {
  try {
    space.encode(placeAt(0, 0))
    return false
  } catch {
    return true
  }
}

/**
 * What a juror says who would say A, or B. Where forecasts are asked a reader says what a Bayesian would, and who doesn't
 * read the base rate: a proper rule is beaten by nobody then, and a certain forecast is a strategy of its own (lazy).
 */
export function replyOf({ question, a, b }: Stage, { baseRate, accuracy }: World, habit: Habit, saysA: boolean): Said {
  const { name } = question.space
  if (habit.absent) return 'blank'
  if (name !== 'opinion' && name !== 'distribution') return saysA ? a : b
  const seenA = baseRate * accuracy + (1 - baseRate) * (1 - accuracy)
  const truthIsA = saysA ? (baseRate * accuracy) / seenA : (baseRate * (1 - accuracy)) / (1 - seenA)
  if (name === 'distribution') {
    if (!habit.reads && habit.whenA === 1) return a
    return partsOf(habit.reads ? truthIsA : habit.whenA)
  }
  const expected = habit.reads ? truthIsA * accuracy + (1 - truthIsA) * (1 - accuracy) : seenA
  return { ...((saysA ? a : b) as Opinion), forecast: partsOf(expected) }
}

const partsOf = (first: number) => [Math.round(first * WHOLE), WHOLE - Math.round(first * WHOLE)]

/** What everybody earned in one hearing, in fees; and whether the first item came out true. */
export function play(
  { court, question, controls }: Stage,
  ballots: readonly Ballot[],
  truth: readonly Said[],
  round: number,
): { pay: number[]; outcome: Said | undefined; right: boolean } {
  const { referee } = court.policy.score
  const isKnown = (i: number) => referee === 'later truth' || i >= truth.length - controls
  const seed: Digest = toHex(uint(round + 1, 32))
  const answers = new Map(ballots.map(({ juror, weight, answer }) => [juror, { weight, answer }]))
  const seats = ballots.reduce((sum, { weight }) => sum + weight, 0n)
  const deposit = (COIN * seats) / 2n
  const { findings, changes } = hear(court, {
    question,
    ballots,
    truth: truth.map((said, i) => (isKnown(i) ? said : undefined)),
    seed,
    pot: COIN * seats,
    deposits: { 1: { party: 'asserter', amount: deposit }, 2: { party: 'challenger', amount: deposit } },
    claims: (juror): Omit<Claim, 'juror' | 'score'> => {
      const { weight, answer } = answers.get(juror)!
      return {
        stake: COIN * weight,
        seats: Number(weight),
        kind: 'high',
        group: juror,
        asked: COIN * weight,
        elapsedSeconds: 3600,
        bonus: true,
        side: String(answer[0]),
        done: answer.filter((said) => said !== 'blank').length,
      }
    },
  })
  const change = new Map(changes.map((one) => [one.account, one.change]))
  const outcome = findings[0]?.outcome
  return {
    pay: ballots.map(({ juror }) => Number(change.get(juror) ?? 0n) / Number(COIN)),
    outcome,
    right: outcome !== undefined && isSame(outcome, truth[0]!),
  }
}
