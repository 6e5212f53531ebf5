/**
 * Identity: who counts as one person, and under which name the vault remembers it.
 * @module
 */
import { type Address, type Digest, type Hex, toBytes, uint, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { tag } from '#primitives/tags'
import type { CourtId } from './juror.ts'

/** Where personhood comes from, as `Terms.personSource` numbers it. */
export const PERSON_SOURCES = ['none', 'registry', 'attestation', 'credential'] as const
export type PersonSource = (typeof PERSON_SOURCES)[number]

/**
 * H(tag("person") ‖ u96 root court ‖ u8 source ‖ source id). The same human in two trees of courts has two ids; a
 * source's own id shows through only if it can be guessed.
 * @param sourceId - What the source calls the person: a registry's bytes20 humanity id, an attestation's bytes32.
 */
export function personId(root: CourtId, source: PersonSource, sourceId: Hex): Digest {
  return digest(tag('person'), uint(root, 12), uint(PERSON_SOURCES.indexOf(source), 1), toBytes(sourceId))
}

/** CAIP-10 name of a juror's account. */
export function accountName(chainId: bigint, address: Hex): string {
  return `eip155:${chainId}:${address}`
}

/** EIP-55: the spelling in which a person may notice a wrong letter. */
export function checksummed(address: Address): string {
  const digits = address.slice(2)
  const hash = digest(utf8(digits)).slice(2)
  return `0x${[...digits].map((digit, i) => (Number.parseInt(hash[i]!, 16) >= 8 ? digit.toUpperCase() : digit)).join('')}`
}
