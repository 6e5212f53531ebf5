/**
 * Signed: the two kinds of entry that carry a juror's own signature, and what it was given for.
 * @module
 */
import { type Digest, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { type Domain, typedDigest } from '#primitives/typed'
import type { Bodies, Entry, Kind } from './filing.ts'

type SignedKind = 'commit' | 'recuse'
export type SignedEntry = Extract<Entry, { kind: SignedKind }>

export const isSigned = <E extends { kind: Kind }>(entry: E): entry is Extract<E, { kind: SignedKind }> =>
  entry.kind === 'commit' || entry.kind === 'recuse'

/** The EIP-712 digest that the juror of an entry signed, if the signature is the juror's. */
export function signedDigest(
  { domain, key }: { domain: Domain; key: Digest },
  { body }: { body: Bodies[SignedKind] },
): Digest {
  const statement = { disputeKey: key, panel: Number(body.panel), juror: body.juror }
  if (!('sealed' in body)) return typedDigest(domain, 'Recuse', { ...statement, reason: body.reason })
  const { beaconRound, revision, commitment, sealed } = body
  const numbers = { beaconRound: Number(beaconRound), revision: Number(revision) }
  return typedDigest(domain, 'Commit', { ...statement, ...numbers, commitment, sealedHash: digest(toBytes(sealed)) })
}
