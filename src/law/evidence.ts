/**
 * Evidence: whether a content is the one that an exhibit's reference promises.
 *
 * An exhibit (ERC-1497) is a reference that a party put on chain. Where the reference carries a hash, anybody can show
 * the content, and the docket then says whether it fits. Known forms: 0x and 64 digits (keccak-256 or SHA-256), and a
 * CIDv1 of raw bytes (base32, SHA-256). A directory's or a chunked file's CID hashes a tree that isn't at hand, so such
 * a reference can't be checked here; nobody is made to believe that it was.
 * @module
 */
import { type Hex, toHex, utf8 } from '#primitives/bytes'
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
  for (const [cid] of reference.matchAll(/\bb[a-z2-7]{58}\b/g)) {
    const multihash = base32(cid.slice(1))
    // CIDv1, raw codec, SHA-256 of 32 bytes.
    if (multihash.length === 36 && toHex(multihash.slice(0, 4)) === '0x01551220') yield toHex(multihash.slice(4))
  }
}

/** RFC 4648 base32, lower-case and unpadded. Bits that fill no byte are dropped. */
function base32(text: string): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    held = (held << 5) | 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 255)
    held &= (1 << bits) - 1
  }
  return Uint8Array.from(bytes)
}
