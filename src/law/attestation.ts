/**
 * Attestation: k of n signatures under one digest, in the one form the contract takes.
 * @module
 */
import type { Address, Digest, Hex } from '#primitives/bytes'
import { signerOf } from '#primitives/signature'

/** Who signs, and how many of them must. Members ascending. */
export type Attesting = { k: number; members: readonly Address[] }

/**
 * What is wrong with the signatures under `digest`: exactly k of them, low-s, strictly ascending by signer, each a
 * member's.
 * @returns undefined if nothing is.
 */
export function quorumFault(digest: Digest, { k, members }: Attesting, signatures: readonly Hex[]): string | undefined {
  if (k < 1 || k > members.length) return `expected k from 1 to ${members.length}, got ${k}`
  if (signatures.length !== k) return `expected ${k} signatures, got ${signatures.length}`
  let last: Address | undefined
  for (const [i, signature] of signatures.entries()) {
    const signer = signerOf(digest, signature)
    if (!signer || !members.includes(signer)) return `signature ${i} is by no attestor of the set`
    if (last !== undefined && signer <= last) return `signature ${i} is not in ascending order of signers`
    last = signer
  }
  return undefined
}
