/**
 * Doubling: each side outbids the other with twice the last stake; whoever stands unanswered for the window wins. From
 * the threshold on nobody needs to bid any more: the court decides, and overrides the last stake.
 * @module
 */

import { decimal } from '#primitives/shape'
import { integer } from '../block.ts'
import { isSame } from '../question/space.ts'
import { type Bond, final, type RungRule } from './rung.ts'

export const doubling: RungRule = {
  fields: { wants: { first: decimal(128), threshold: decimal(128), windowSeconds: integer(1, 1e9) } },
  ends: false,
  tells: { bonds: 'must' },
  taken: ({ first, windowSeconds }, bonds) => bids(bonds, BigInt(String(first)), Number(windowSeconds)),
  climb: (block, { bonds, now }) => {
    const { threshold, windowSeconds } = block
    const standing = doubling.taken!(block, bonds)
    const last = standing.at(-1)
    if (!last) return { step: 'wait' }
    if (standing.length > 1 && last.amount >= BigInt(String(threshold))) return { step: 'next' }
    const until = last.at + Number(windowSeconds)
    return now >= until ? final(last.said, 'nobody doubled') : { step: 'wait', until }
  },
}

/** The bonds that count: the first at least `first`, each next for another answer, in time, with twice the last. */
export function bids(bonds: readonly Bond[], first: bigint, windowSeconds: number): Bond[] {
  const standing: Bond[] = []
  for (const bond of bonds) {
    const last = standing.at(-1)
    const counts = last
      ? !isSame(bond.said, last.said) && bond.amount >= 2n * last.amount && bond.at < last.at + windowSeconds
      : bond.amount >= first
    if (counts) standing.push(bond)
  }
  return standing
}
