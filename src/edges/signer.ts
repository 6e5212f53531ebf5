/**
 * Signer: the operator's own key, which signs receipts. Deterministic (RFC 6979): a receipt asked for twice is one
 * receipt.
 *
 * Keys that every handbook prints are refused where the environment is checked.
 * @module
 */
import type { Signer } from '#ports'
import type { Hex } from '#primitives/bytes'
import { addressOf, signDigest } from '#primitives/signature'

/** The holder of a secret key. */
export function signerWith(secretKey: Hex): Signer {
  return { address: addressOf(secretKey), sign: async (digest) => signDigest(digest, secretKey) }
}
