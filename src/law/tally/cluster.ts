/**
 * Cluster: enough answers that are near enough to one another.
 *
 * Around each answer stand those within tolerance of it; the heaviest such cluster decides if it has the weight that is
 * needed. Nearness isn't transitive (0, 1, 2 with tolerance 1), so a rule that takes the first match depends on who came
 * first; here the largest wins, and two equally heavy ones that aren't the same ballots leave it undecided.
 * @module
 */

import { oneOf } from '#primitives/shape'
import { type Block, byName, fraction, integer, nanosIn } from '../block.ts'
import { keyOf } from '../question/question.ts'
import type { Space, Value } from '../question/space.ts'
import {
  EVERY_SPACE,
  eachItem,
  type Finding,
  grouped,
  share,
  type TallyRule,
  type Vote,
  valuesOr,
  weightOf,
} from './count.ts'
import { geometricMedian } from './geometric.ts'

export const cluster: TallyRule = {
  over: EVERY_SPACE,
  fields: {
    /** Answers to wait for. */
    wants: { quorum: integer(1, 1023) },
    takes: {
      /** Weight that must agree; by default more than half of the quorum. */
      need: integer(1, 1023),
      /** Share of the weight that must agree, where weights aren't seats. */
      share: fraction(0, 1),
      /** 'middle' replaces the answer at the centre by the weighted geometric median of its cluster. */
      outcome: oneOf('centre', 'middle'),
    },
  },
  monotone: 'exact',
  tally: (block, counting) =>
    eachItem(counting, (votes) => valuesOr(votes, (values) => clustered(counting.question.space, values, block))),
}

/** Weight that must agree: as asked, or more than half of the quorum. */
export const needOf = ({ quorum, need }: Block): number => Number(need ?? Math.floor(Number(quorum) / 2) + 1)

function clustered(space: Space, votes: readonly Vote<Value>[], block: Block): Finding {
  const total = weightOf(votes)
  const answers = grouped(space, votes)
  const clusters = answers.map((centre) => {
    const members = answers.filter((other) => space.near(centre.said, other.said))
    const apart = members.reduce((sum, { said, weight }) => sum + Number(weight) * space.distance(centre.said, said), 0)
    return { centre: centre.said, members, weight: weightOf(members), apart }
  })
  const heaviest = clusters.reduce((top, { weight }) => (weight > top ? weight : top), 0n)
  const top = clusters.filter(({ weight }) => weight === heaviest)
  const support = share(heaviest, total)
  const isHeavy = heaviest * 1_000_000_000n >= nanosIn(block, 'share') * total
  const enough = votes.length >= Number(block.quorum) && heaviest >= BigInt(needOf(block)) && isHeavy
  const same = (a: (typeof top)[number]) => a.members.map(({ said }) => keyOf(space, said)).join()
  if (!enough || top.some((one) => same(one) !== same(top[0]!))) return { outcome: undefined, support }
  const [best] = top.toSorted((a, b) => a.apart - b.apart || byName(keyOf(space, a.centre), keyOf(space, b.centre)))
  const outcome =
    block.outcome === 'middle'
      ? geometricMedian(
          space,
          best!.members.flatMap(({ votes }) => votes),
        )
      : best!.centre
  return { outcome, support }
}
