/**
 * Most: the answer with the greatest weight, in any space; the plurality of plurality.ts with weights beyond seats.
 * A tie at the top is undecided. With `quorum`, the winner needs more than that share of the weight that voted.
 * @module
 */
import { type Block, fraction, nanosIn } from '../block.ts'
import type { Space } from '../question/space.ts'
import { EVERY_SPACE, eachItem, type Finding, grouped, share, type TallyRule, type Vote, weightOf } from './count.ts'

export const most: TallyRule = {
  over: EVERY_SPACE,
  fields: { takes: { quorum: fraction(0, 1) } },
  monotone: true,
  tally: (block, counting) => eachItem(counting, (votes) => heaviest(counting.question.space, votes, block)),
}

/** Marks compete like any answer: "cannot tell" can win. */
export function heaviest(space: Space, votes: readonly Vote[], block: Block = {}): Finding {
  const [first, second] = grouped(space, votes).toSorted((a, b) =>
    a.weight < b.weight ? 1 : a.weight > b.weight ? -1 : 0,
  )
  if (!first) return { outcome: undefined, support: 0 }
  const total = weightOf(votes)
  const support = share(first.weight, total)
  const quorum = first.weight * 1_000_000_000n > nanosIn(block, 'quorum') * total
  const tied = second?.weight === first.weight
  return { outcome: quorum && !tied ? first.said : undefined, support }
}
