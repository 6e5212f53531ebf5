/**
 * Points: answers collect points until one has enough. A person gives 1, a machine's guess less (½ by custom); so many
 * that cannot tell, and the item counts as unreadable. If two reach the threshold at once the one with more wins, and
 * equal ones leave it undecided.
 * @module
 */
import { type Block, fraction, integer, nanosIn } from '../block.ts'
import type { Space } from '../question/space.ts'
import { EVERY_SPACE, eachItem, type Finding, grouped, share, type TallyRule, type Vote } from './count.ts'

export const points: TallyRule = {
  over: EVERY_SPACE,
  fields: {
    wants: { threshold: fraction(0, 1e6) },
    takes: { prior: fraction(0, 1), unreadable: integer(1, 1023) },
  },
  monotone: true,
  tells: { machines: 'may' },
  tally: (block, counting) => eachItem(counting, (votes) => collected(counting.question.space, votes, block)),
}

function collected(space: Space, votes: readonly Vote[], block: Block): Finding {
  const worth = (vote: Vote) => vote.weight * (vote.prior ? nanosIn(block, 'prior', 1_000_000_000n) : 1_000_000_000n)
  const scored = grouped(space, votes).map((group) => ({
    ...group,
    points: group.votes.reduce((sum, vote) => sum + worth(vote), 0n),
  }))
  const total = scored.reduce((sum, { points }) => sum + points, 0n)
  const unable = scored.find(({ said }) => said === 'cannot tell')
  if (unable && block.unreadable !== undefined && unable.weight >= BigInt(Number(block.unreadable)))
    return { outcome: 'cannot tell', support: share(unable.points, total) }
  const [first, second] = scored
    .filter(({ said }) => said !== 'cannot tell')
    .toSorted((a, b) => (a.points < b.points ? 1 : a.points > b.points ? -1 : 0))
  if (!first) return { outcome: undefined, support: 0 }
  const reached = first.points >= nanosIn(block, 'threshold') && second?.points !== first.points
  return { outcome: reached ? first.said : undefined, support: share(first.points, total) }
}
