/**
 * Trust: who was right often enough sits alone on cheap disputes, and is audited with probability 1/streak for ever.
 *
 * To ask a proven juror's neighbours each time is a waste, and one who knew that nobody looks could stop looking. So the
 * beacon decides, with the seed that draws the panel: nobody knows beforehand whether this one is audited.
 * @module
 */
import { type Address, type Digest, toBytes } from '#primitives/bytes'
import { lot } from '#primitives/random'

/**
 * True if the juror's answer may stand alone: `lot(randomness, "audit", disputeKey ‖ juror) mod streak ≠ 0`.
 * @param streak - Checked answers in a row that were right.
 * @param least - The streak from which on anybody is trusted.
 */
export function sitsAlone(
  streak: number,
  least: number,
  juror: Address,
  { randomness, disputeKey }: { randomness: Digest; disputeKey: Digest },
): boolean {
  if (streak < Math.max(1, least)) return false
  return lot(randomness, 'audit', toBytes(disputeKey, 32), toBytes(juror, 20)) % BigInt(streak) !== 0n
}
