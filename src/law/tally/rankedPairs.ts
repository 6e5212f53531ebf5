/**
 * Ranked pairs (Tideman): of all duels between two candidates the clearest are believed first, and a duel that would
 * close a circle isn't believed at all.
 *
 * Equal margins are taken in an order drawn from the dispute's seed, not in the order of the list, where the first
 * candidate would have an advantage. Duels without a winner are drawn likewise, last.
 * @module
 */
import { type Hex, uint } from '#primitives/bytes'
import { lot } from '#primitives/random'
import { eachItem, share, type TallyRule, valuesOr, weightOf } from './count.ts'

export const rankedPairs: TallyRule = {
  over: ['order'],
  fields: {},
  monotone: true,
  tally: (_, { seed, ...counting }) =>
    eachItem({ seed, ...counting }, (votes, item) =>
      valuesOr(votes, (values, total) => {
        const orders = values.map(({ said, weight }) => ({ order: said as readonly number[], weight }))
        const outcome = rankPairs(orders, seed, item)
        const first = weightOf(orders.filter(({ order }) => order[0] === outcome[0]))
        return { outcome, support: share(first, total) }
      }),
    ),
}

/**
 * The order that the duels add up to.
 * @param orders - At least one; each holds the same candidates 0 … n − 1.
 */
export function rankPairs(
  orders: readonly { order: readonly number[]; weight: bigint }[],
  seed: Hex,
  item = 0,
): number[] {
  const count = orders[0]!.order.length
  const beats = Array.from({ length: count }, () => Array.from({ length: count }, () => 0n))
  for (const { order, weight } of orders)
    for (const [place, above] of order.entries())
      for (const below of order.slice(place + 1)) beats[above]![below]! += weight

  const duels = []
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const margin = beats[a]![b]! - beats[b]![a]!
      let known: bigint | undefined
      const drawn = () => (known ??= lot(seed, 'duel', uint(item, 2), uint(a, 2), uint(b, 2)))
      const aWins = margin > 0n || (margin === 0n && drawn() % 2n === 0n)
      duels.push({ winner: aWins ? a : b, loser: aWins ? b : a, margin: margin < 0n ? -margin : margin, drawn })
    }
  }
  duels.sort((a, b) => compare(b.margin, a.margin) || compare(a.drawn(), b.drawn()))

  // reach[a] holds everybody whom a stands above so far, directly or through others
  const reach = Array.from({ length: count }, (_, a) => new Set([a]))
  for (const { winner, loser } of duels) {
    if (reach[loser]!.has(winner)) continue
    for (const above of reach) if (above.has(winner)) for (const below of reach[loser]!) above.add(below)
  }
  return Array.from({ length: count }, (_, a) => a).toSorted((a, b) => reach[b]!.size - reach[a]!.size)
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0)
