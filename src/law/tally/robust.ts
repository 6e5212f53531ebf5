/**
 * Robust: one vector out of many, of which some may be anything.
 *
 *   krum     the vector nearest to its neighbours: squared distances to its n − f − 2 nearest add up to least
 *   trimmed  per coordinate the mean without the `trim` lowest and highest
 *   median   per coordinate the upper middle
 *   mean     per coordinate the mean by weight: for panels that are trusted
 *
 * Krum and the trimmed rules give each juror one vote whatever the weight, since their promises count heads. Krum needs
 * n ≥ 2f + 3, so that f copies of one vector can't vouch for each other.
 * @module
 */
import { oneOf } from '#primitives/shape'
import { type Block, byName, integer } from '../block.ts'
import { keyOf } from '../question/question.ts'
import type { Space } from '../question/space.ts'
import { squareApart } from '../question/vector.ts'
import { eachItem, type Finding, share, type TallyRule, type Vote, valuesOr, weightOf } from './count.ts'
import { upperMedian } from './median.ts'

type Vector = readonly number[]

export const robust: TallyRule = {
  over: ['vector'],
  fields: {
    wants: { by: oneOf('krum', 'trimmed', 'median', 'mean') },
    /** How many may be anything. */
    takes: { faulty: integer(0, 255) },
  },
  monotone: false,
  tally: (block, counting) =>
    eachItem(counting, (votes) =>
      valuesOr(votes, (values, total) => found(block, counting.question.space, values as Vote<Vector>[], total)),
    ),
}

/** The vector with the least sum of squares to its nearest `n − faulty − 2` (at least one) others; of equals the smaller by bytes. */
export function krum(vectors: readonly { vector: Vector; key: string }[], faulty: number): Vector {
  const nearest = Math.max(1, vectors.length - faulty - 2)
  const scored = vectors.map(({ vector, key }, i) => {
    const apart = vectors.flatMap((other, j) => (j === i ? [] : [squareApart(vector, other.vector)]))
    const score = apart.toSorted((a, b) => a - b).slice(0, nearest)
    return { vector, key, score: score.reduce((a, b) => a + b, 0) }
  })
  return scored.toSorted((a, b) => a.score - b.score || byName(a.key, b.key))[0]!.vector
}

/** Mean of a column without its `trim` lowest and highest, to the nearest whole. */
export function trimmedMean(column: readonly number[], trim: number): number {
  const kept = column.toSorted((a, b) => a - b).slice(trim, column.length - trim)
  return Math.round(kept.reduce((a, b) => a + b, 0) / kept.length) + 0
}

/** Mean of a column by weight, to the nearest whole, halves upwards. */
export function weightedMean(column: readonly number[], weights: readonly bigint[]): number {
  const sum = column.reduce((all, x, i) => all + BigInt(x) * weights[i]!, 0n)
  const total = weights.reduce((a, b) => a + b, 0n)
  const doubled = 2n * sum + total
  const floor = doubled / (2n * total)
  return Number(doubled < 0n && doubled % (2n * total) !== 0n ? floor - 1n : floor)
}

function found(block: Block, space: Space, votes: readonly Vote<Vector>[], total: bigint): Finding {
  const faulty = Number(block.faulty ?? 0)
  const least = block.by === 'krum' ? 2 * faulty + 3 : block.by === 'mean' ? 1 : 2 * faulty + 1
  if (votes.length < least) return { outcome: undefined, support: 0 }
  const columns = votes[0]!.said.map((_, k) => votes.map(({ said }) => said[k]!))
  const outcome = (() => {
    switch (block.by) {
      case 'krum':
        return krum(
          votes.map(({ said }) => ({ vector: said, key: keyOf(space, said) })),
          faulty,
        )
      case 'trimmed':
        return columns.map((column) => trimmedMean(column, faulty))
      case 'median':
        return columns.map(upperMedian)
      default:
        return columns.map((column) =>
          weightedMean(
            column,
            votes.map(({ weight }) => weight),
          ),
        )
    }
  })()
  return { outcome, support: share(weightOf(votes.filter(({ said }) => space.near(said, outcome))), total) }
}
