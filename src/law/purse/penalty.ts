/**
 * Penalty: what a seat costs whoever held it, by what became of it.
 *
 * Silence costs more than a wrong answer, and a ballot that can't be read more than silence: nobody saves anything by
 * waiting to see whether the vote would be coherent and then not showing it. Recusal is dear enough that shopping for a
 * panel doesn't pay. Mirrored by contracts/libraries/PurseLib.sol; vectors in test/vectors/payments.json.
 * @module
 */
import type { BallotState } from '../verdict.ts'

/** What the terms of the court that a panel sits in say about its seats. */
export type Price = {
  /** Stake at risk per seat, in stake tokens. */
  seatStake: bigint
  penaltyBps: number
}

const FULL_BPS = 10_000n

/** P, the penalty of a seat that voted against the ruling. Rounds down. */
export function unitPenaltyDown({ seatStake, penaltyBps }: Price): bigint {
  return (seatStake * BigInt(penaltyBps)) / FULL_BPS
}

/**
 * What a seat loses, in stake tokens. Rounds down; never more than `seatStake` where `penaltyBps` is at most 6000.
 * @param isCoherent - Of an opened ballot: whether it agrees with the final ruling.
 */
export function penaltyDown(state: BallotState, isCoherent: boolean, price: Price): bigint {
  const unit = unitPenaltyDown(price)
  switch (state) {
    case 'skipped':
    case 'unheard':
      return 0n
    case 'absent':
      return (5n * unit) / 4n
    case 'recused':
      return (5n * unit) / 8n
    case 'unopened':
    case 'invalid':
      return (3n * unit) / 2n
    case 'leaked':
      return price.seatStake
    case 'opened':
      return isCoherent ? 0n : unit
  }
}
