/**
 * Ticket: the price of a seat or a filing for people with neither stake nor identity: a hash puzzle.
 *
 *   uint256(H(tag("ticket") ‖ disputeKey ‖ juror ‖ u64 nonce)) · work ≤ 2^256 − 1
 *
 * It names its dispute and its juror, so it is of no use for another, and nobody can sell one twice. `work` is the mean
 * number of hashes; the price follows the load, so that a flood pays for itself.
 * @module
 */
import { type Address, type Digest, toBytes, toUint, uint } from '#primitives/bytes'
import { keccak } from '#primitives/hash'
import { tag } from '#primitives/tags'

export type Ticket = { disputeKey: Digest; juror: Address; nonce: number }

/** True if the ticket is worth `work` hashes. */
export function isPaid({ disputeKey, juror, nonce }: Ticket, work: bigint): boolean {
  if (!Number.isSafeInteger(nonce) || nonce < 0) return false
  const hash = toUint(keccak(tag('ticket'), toBytes(disputeKey, 32), toBytes(juror, 20), uint(nonce, 8)))
  return hash * work < 1n << 256n
}

/** Tries nonces in turn. @returns undefined if none of `tries` pays. */
export function pay(disputeKey: Digest, juror: Address, work: bigint, tries: number): Ticket | undefined {
  for (let nonce = 0; nonce < tries; nonce++) {
    const ticket = { disputeKey, juror, nonce }
    if (isPaid(ticket, work)) return ticket
  }
  return undefined
}

/** Hashes asked for while `open` disputes are under way: `base` up to `target` of them, then in proportion. Rounds up. */
export function workFor(base: bigint, open: number, target: number): bigint {
  return open <= target ? base : (base * BigInt(open) + BigInt(target) - 1n) / BigInt(target)
}
