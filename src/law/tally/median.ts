/**
 * Median: the number in the middle. Two rules: by weight, for panels; and by position among reporters, of whom up to
 * `faulty` may say anything, for oracles.
 * @module
 */
import { integer } from '../block.ts'
import type { Space, Value } from '../question/space.ts'
import { eachItem, grouped, share, type TallyRule, type Vote, valuesOr, weightOf } from './count.ts'

/**
 * The smallest number with half of the weight at or below it. Who has half of the weight or more decides alone, also
 * where the other half sits below.
 */
export const median: TallyRule = {
  over: ['scalar'],
  fields: {},
  monotone: true,
  tally: (_, counting) => {
    const { space } = counting.question
    return eachItem(counting, (votes) =>
      valuesOr(votes, (values, total) => backed(space, values, weightedMedian(space, values), total)),
    )
  },
}

/** Element ⌊n/2⌋ of the sorted observations, one per reporter whatever the weight; needs more than 2·faulty of them. */
export const reporters: TallyRule = {
  over: ['scalar'],
  fields: { wants: { faulty: integer(0, 341) } },
  monotone: true,
  tally: ({ faulty }, counting) => {
    const { space } = counting.question
    return eachItem(counting, (votes) =>
      valuesOr(votes, (values, total) => {
        if (values.length <= 2 * Number(faulty)) return { outcome: undefined, support: 0 }
        return backed(space, values, upperMedian(values.map(({ said }) => said as number)), total)
      }),
    )
  },
}

/** Element ⌊n/2⌋: of an even count, the upper of the two in the middle. */
export const upperMedian = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!

function weightedMedian(space: Space, votes: readonly Vote<Value>[]): number {
  const total = weightOf(votes)
  const answers = grouped(space, votes).toSorted((a, b) => (a.said as number) - (b.said as number))
  const ruling = answers.filter(({ weight }) => 2n * weight >= total)
  if (ruling.length === 1) return ruling[0]!.said as number
  let below = 0n
  return answers.find(({ weight }) => 2n * (below += weight) >= total)!.said as number
}

const backed = (space: Space, votes: readonly Vote<Value>[], outcome: number, total: bigint) => ({
  outcome,
  support: share(weightOf(votes.filter(({ said }) => space.near(said, outcome))), total),
})
