/**
 * Equal: everybody who was right gets the same for the same work: a robust mean of what they say it was worth, so that
 * one inflated claim lifts nobody. Never more than an equal share of the pot. All by the seat: who holds two
 * is paid twice, so it doesn't matter in how many accounts a juror sits.
 *
 *   low      Σ v (S − v) / ((n − 1) S), S = Σ v: large claims weigh little
 *   pegged   Σ w v / Σ w, w = 1 / (a/10 + |a − v|): claims far from the estimate a weigh little
 * @module
 */
import { decimal, oneOf } from '#primitives/shape'
import type { Block } from '../block.ts'
import { least, merit, type PurseRule, Settlement, seatsOf, sum } from './purse.ts'

/** Weights of pegged claims are kept to so many parts of 1. */
const FINE = 10n ** 36n

export const equal: PurseRule = {
  fields: { wants: { mean: oneOf('low', 'pegged', 'share') }, takes: { estimate: decimal(128) } },
  tells: { worth: 'may' },
  split: (block, { pot, claims }) => {
    const settlement = new Settlement(pot)
    const right = claims.filter((claim) => merit(claim) > 0n)
    if (right.length === 0) return settlement.close()
    const most = pot / sum(right.map(seatsOf))
    const asked = right.map((claim) => (claim.asked ?? 0n) / seatsOf(claim))
    const credit = least(most, worth(block, asked, most))
    for (const claim of right) settlement.move(claim.juror, credit * seatsOf(claim))
    return settlement.close()
  },
}

function worth(block: Block, asked: readonly bigint[], most: bigint): bigint {
  if (block.mean === 'share') return most
  return block.mean === 'pegged' ? peggedDown(asked, BigInt(String(block.estimate ?? '0'))) : lowDown(asked)
}

/** Rounds down; of one claim the claim itself. */
export function lowDown(asked: readonly bigint[]): bigint {
  const total = sum(asked)
  if (asked.length < 2 || total === 0n) return total
  return sum(asked.map((v) => v * (total - v))) / (BigInt(asked.length - 1) * total)
}

/** Rounds down; of claims that all equal an estimate of 0, 0. */
export function peggedDown(asked: readonly bigint[], estimate: bigint): bigint {
  const far = (v: bigint) => estimate + 10n * (v > estimate ? v - estimate : estimate - v)
  if (asked.some((v) => far(v) === 0n)) return 0n
  const weights = asked.map((v) => FINE / far(v))
  return sum(asked.map((v, i) => v * weights[i]!)) / sum(weights)
}
