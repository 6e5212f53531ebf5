/**
 * Prompt: right answers are worth more the sooner they come: base · max(1, √(k · deadline / elapsed)), the root only for
 * jurors whose record earns it. Paid out of the pot; if it is too small all shrink alike.
 * @module
 */
import { decimal } from '#primitives/shape'
import { type Block, fraction, integer, nanosIn, within } from '../block.ts'
import { ADMISSION } from '../panel.ts'
import { type Claim, least, merit, ONE, type PurseRule, rootDown, Settlement, seatsOf, sum } from './purse.ts'

export const prompt: PurseRule = {
  fields: {
    wants: { base: decimal(128), k: fraction(0, 1e6), deadlineSeconds: integer(1, 1e9) },
    /** What a juror's standing must show to earn more than the base. */
    takes: { record: within(ADMISSION) },
  },
  tells: { standings: 'may' },
  split: (block, { pot, claims }) => {
    const settlement = new Settlement(pot)
    const earned = claims.map((claim) => ({
      account: claim.juror,
      weight: merit(claim) > 0n ? promptDown(block, claim) * seatsOf(claim) : 0n,
    }))
    settlement.share(least(pot, sum(earned.map(({ weight }) => weight))), earned)
    return settlement.close()
  },
}

/** What one right answer is worth. Rounds down; nothing after the deadline. */
export function promptDown(
  block: Block,
  { elapsedSeconds = 0, bonus = false }: Pick<Claim, 'elapsedSeconds' | 'bonus'>,
): bigint {
  const base = BigInt(String(block.base))
  const deadline = BigInt(Number(block.deadlineSeconds))
  const elapsed = BigInt(Math.max(1, elapsedSeconds))
  if (elapsed > deadline) return bonus ? 0n : base
  const factor = rootDown((nanosIn(block, 'k') * ONE * deadline) / elapsed)
  return bonus && factor > ONE ? (base * factor) / ONE : base
}
