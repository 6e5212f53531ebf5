/**
 * Trust: who was right often enough sits alone on cheap disputes, and is audited with probability 1/streak for ever.
 *
 * The lot is drawn from the dispute's seed, after the answer was sealed if so wished: nobody knows beforehand whether
 * this one is audited.
 * @module
 */
import { type Digest, utf8 } from '#primitives/bytes'
import { lot } from '#primitives/random'

/**
 * True if the juror's answer may stand alone.
 * @param streak - Checked answers in a row that were right.
 * @param least - The streak from which on anybody is trusted.
 */
export function sitsAlone(streak: number, least: number, juror: string, seed: Digest): boolean {
  return streak >= Math.max(1, least) && lot(seed, 'audit', utf8(juror)) % BigInt(streak) !== 0n
}
