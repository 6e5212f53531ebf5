/**
 * Evidence: whether a content is the one that an exhibit's reference promises.
 *
 * An exhibit (ERC-1497) is a reference that a party put on chain. Where the reference carries a hash, anybody can show
 * the content, and the docket then says whether it fits. Known forms: 0x and 64 digits (keccak-256 or SHA-256), and a
 * CID of raw bytes (SHA-256). A directory's or a chunked file's CID hashes a tree that isn't at hand, so such
 * a reference can't be checked here; nobody is made to believe that it was.
 * @module
 */
import { type Hex, toHex, utf8 } from '#primitives/bytes'
import { rawDigest } from '#primitives/cid'
import { digest, sha256 } from '#primitives/hash'
import { no, ok, type Result } from '#primitives/result'
import type { Dispute } from './dispute.ts'
import type { Filing } from './filing.ts'
import type { Refusal } from './refusal.ts'

/** The filing that records what a look at the content said. */
export function check(
  dispute: Dispute,
  reference: string,
  content: string,
): Result<Extract<Filing, { kind: 'evidence' }>, Refusal> {
  const exhibit = dispute.evidence.find((shown) => shown.reference === reference)
  if (!exhibit) return no({ code: 'UnknownExhibit', reference })
  const found = fits(reference, content)
  if (found === undefined) return no({ code: 'NothingToCheck', reference })
  const { party, meta, at } = exhibit
  return ok({ kind: 'evidence', party, reference, meta, check: found ? 'matches' : 'differs', at })
}

/** Whether `content` has the hash that `reference` names; undefined if it names none that could be checked. */
export function fits(reference: string, content: string): boolean | undefined {
  const bytes = utf8(content)
  const promised = [...promisedDigests(reference)]
  if (promised.length === 0) return undefined
  const hashes = [digest(bytes), toHex(sha256(bytes))]
  return promised.some((hash) => hashes.includes(hash))
}

/** The hashes of content that a reference names. */
function* promisedDigests(reference: string): Iterable<Hex> {
  for (const [hash] of reference.matchAll(/0x[0-9a-fA-F]{64}(?![0-9a-fA-F])/g)) yield hash.toLowerCase() as Hex
  // Whatever could be a CID, in any base that one may be spelled in.
  for (const [word] of reference.matchAll(/[0-9a-zA-Z]{46,}/g)) {
    const hash = rawDigest(word)
    if (hash) yield hash
  }
}
