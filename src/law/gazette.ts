/**
 * Gazette: one posting on chain that seals the heads of all changed dockets, and once an epoch the rolls of all courts.
 *
 * Only ballots count whose docket's head stands in a gazette between the commit deadline and 30 s before R, so nobody
 * can add a ballot once ballots can be read. Vectors in test/vectors/gazette.json; mirrored by contracts/Gazette.sol.
 * @module
 */
import { bytes32, encode, word } from '#primitives/abi'
import { compareHex, concat, type Digest, type Hex, toBytes, toHex, uint, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { merkleTree } from '#primitives/merkle'
import { tag } from '#primitives/tags'
import type { Instant } from '#primitives/time'

/** A docket's head as a gazette holds it. */
export type GazettedHead = {
  disputeKey: Digest
  /** Number of the entry whose head this is. */
  number: number
  head: Digest
  /** Struct hash of an off-chain dispute's last verdict, else 32 zero bytes. */
  verdictHash: Digest
  /** Struct hash of an off-chain dispute's `Open`, else 32 zero bytes. */
  openHash: Digest
}

/** What attestors sign, except for their own config digest. */
export type Gazette = {
  serial: number
  /** The epoch whose rolls it brings; 0 if none. */
  epoch: number
  /** 32 zero bytes if it brings no rolls. */
  rollsRoot: Digest
  headsRoot: Digest
  /** Ascending by disputeKey, each dispute once. */
  heads: readonly GazettedHead[]
}

/** A gazette ready to be posted by anyone. Signatures in ascending order of their signers. */
export type SignedGazette = Omit<Gazette, 'heads'> & {
  k: number
  members: readonly Hex[]
  signatures: readonly Hex[]
}

/** H(abi.encode(tag("head"), disputeKey, number, head, verdictHash, openHash)). */
export function headLeaf({ disputeKey, number, head, verdictHash, openHash }: GazettedHead): Digest {
  return digest(
    encode(tag('head'), bytes32(disputeKey), word(number, 64), bytes32(head), bytes32(verdictHash), bytes32(openHash)),
  )
}

/** The head of the docket of a dispute that was opened on chain, as a gazette holds it. */
export function onChainHead(disputeKey: Digest, number: number, head: Digest): GazettedHead {
  return { disputeKey, number, head, verdictHash: ZERO32, openHash: ZERO32 }
}

/** Heads in their canonical order. @throws Error when a dispute stands twice. */
export function sortHeads(heads: readonly GazettedHead[]): GazettedHead[] {
  const sorted = heads.toSorted((a, b) => compareHex(a.disputeKey, b.disputeKey))
  sorted.forEach(({ disputeKey }, i) => {
    if (i > 0 && sorted[i - 1]!.disputeKey === disputeKey) throw new Error(`gazette: expected ${disputeKey} once`)
  })
  return sorted
}

/** The tree over heads in their canonical order. */
export function headsTree(heads: readonly GazettedHead[]) {
  return merkleTree(heads.map(headLeaf))
}

/** Postings that the contract keeps apart; a serial's place is its remainder. */
export const GAZETTE_PLACES = 2 ** 16

/**
 * What the contract keeps of a posting: u24 lap (serial / places) ‖ u40 block time ‖ the first 192 bits of
 * H(abi.encode(serial, epoch, rollsRoot, headsRoot, u64 block time)). The time stands in the clear so that an old place
 * can be used again without a proof; 192 bits leave 2^192 work to whoever wants another gazette with this hash, and
 * only k attestors could try.
 */
export function gazetteWord(gazette: Omit<Gazette, 'heads'>, at: Instant): Digest {
  const hash = digest(
    encode(
      word(gazette.serial, 64),
      word(gazette.epoch, 64),
      bytes32(gazette.rollsRoot),
      bytes32(gazette.headsRoot),
      word(at, 64),
    ),
  )
  return postingWord(gazette.serial, at, toHex(toBytes(hash).subarray(0, 24)))
}

/** The same word from the parts in which the contract shows it; `kept` are the 192 bits of the hash. */
export function postingWord(serial: number, at: Instant, kept: Hex): Digest {
  return toHex(concat(uint(Math.floor(serial / GAZETTE_PLACES), 3), uint(at, 5), toBytes(kept, 24)))
}
