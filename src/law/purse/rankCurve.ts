/**
 * Rank curve: each place is worth `base` times the next. Equals share the places that they occupy. Who has no score, or
 * none above 0, has no place.
 * @module
 */
import { fraction, nanosIn } from '../block.ts'
import { merit, ONE, type PurseRule, Settlement, sum } from './purse.ts'

export const rankCurve: PurseRule = {
  fields: { wants: { base: fraction(1, 10) } },
  split: (block, { pot, claims }) => {
    const settlement = new Settlement(pot)
    const base = nanosIn(block, 'base')
    const placed = claims.filter((claim) => merit(claim) > 0n)
    const last = placed.length - 1
    // base^(last − place) in whole numbers: a common factor cancels in shares
    const worth = placed.map((_, place) => base ** BigInt(last - place) * ONE ** BigInt(place))
    const denominator = factorialOf(placed.length)
    const weights = placed.map((claim) => {
      const above = placed.filter((other) => merit(other) > merit(claim)).length
      const equal = placed.filter((other) => merit(other) === merit(claim)).length
      return { account: claim.juror, weight: (sum(worth.slice(above, above + equal)) * denominator) / BigInt(equal) }
    })
    settlement.share(pot, weights)
    return settlement.close()
  },
}

/** A number that every count of equals divides. */
function factorialOf(n: number): bigint {
  let product = 1n
  for (let k = 2n; k <= BigInt(n); k++) product *= k
  return product
}
