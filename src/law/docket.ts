/**
 * Docket: the append-only record of a dispute. State is a fold over it, and its hash chain makes a second history
 * provable.
 *
 *   head_0 = H(tag("docket") ‖ disputeKey)      head_j = H(head_(j−1) ‖ entryHash_j)
 *
 * Vectors in test/vectors/docket.json.
 * @module
 */
import { addressWord, bytes32, encode, word } from '#primitives/abi'
import { type Digest, type Hex, toBytes, utf8, ZERO32 } from '#primitives/bytes'
import { digest, keccak } from '#primitives/hash'
import { jsonHash } from '#primitives/json'
import { merkleTree } from '#primitives/merkle'
import { signatureHash } from '#primitives/signature'
import { tag } from '#primitives/tags'
import { hashStruct } from '#primitives/typed'
import type { Bodies, Entry, Line } from './filing.ts'

/** The name of a dispute in every hash: H(abi.encode(chainId, arbitrator, disputeId)). */
export function disputeKeyOf(chainId: bigint, arbitrator: Hex, disputeId: bigint): Digest {
  return digest(encode(word(chainId), addressWord(arbitrator), word(disputeId)))
}

/** The head of a docket without entries. */
export function firstHead(disputeKey: Digest): Digest {
  return digest(tag('docket'), bytes32(disputeKey))
}

/** Numbers a line and chains it to the head before it. */
export function chain(disputeKey: Digest, before: { number: number; head: Digest }, line: Line): Entry {
  const number = before.number + 1
  const hash = entryHash(disputeKey, number, line)
  return { ...line, number, hash, head: digest(bytes32(before.head), bytes32(hash)) }
}

/** H(abi.encode(tag("entry"), number, acceptedAt, H(kind), bodyHash)). */
export function entryHash(disputeKey: Digest, number: number, line: Line): Digest {
  return digest(
    encode(
      tag('entry'),
      word(number, 64),
      word(line.acceptedAt, 64),
      keccak(utf8(line.kind)),
      bytes32(bodyHash(disputeKey, line)),
    ),
  )
}

function bodyHash(disputeKey: Digest, line: Line): Digest {
  if (line.kind === 'commit') return commitBodyHash(disputeKey, line.body)
  return line.kind === 'recuse' ? recuseBodyHash(disputeKey, line.body) : jsonHash(line.body)
}

/** A recusal's, likewise: it seals nothing, and the reason is a part of what is signed. */
export function recuseBodyHash(disputeKey: Digest, body: Bodies['recuse']): Digest {
  const { panel, juror, reason, signature } = body
  const struct = hashStruct('Recuse', { disputeKey, panel, juror, reason })
  return digest(encode(bytes32(struct), bytes32(signatureHash(signature)), bytes32(ZERO32)))
}

/**
 * A commit's body hash is made of what the juror signed, so a contract can check a receipt for it:
 * H(abi.encode(hashStruct(Commit), signatureHash, H(sealed))).
 */
export function commitBodyHash(disputeKey: Digest, body: Bodies['commit']): Digest {
  const { panel, juror, beaconRound, revision, commitment, sealed, signature } = body
  const sealedHash = digest(toBytes(sealed))
  const struct = hashStruct('Commit', { disputeKey, panel, juror, beaconRound, revision, commitment, sealedHash })
  return digest(encode(bytes32(struct), bytes32(signatureHash(signature)), bytes32(sealedHash)))
}

/** The tree over a docket's entries: leaf j−1 is H(abi.encode(tag("entry leaf"), j, entryHash_j, head_j)). */
export function entriesTree(entries: readonly Pick<Entry, 'number' | 'hash' | 'head'>[]) {
  return merkleTree(
    entries.map(({ number, hash, head }) =>
      digest(encode(tag('entry leaf'), word(number, 64), bytes32(hash), bytes32(head))),
    ),
  )
}
