/**
 * Hash: keccak-256 where a contract re-computes, SHA-256 where the beacon's own rules ask for it.
 * @module
 */
import { sha256 as sha256Bytes } from '@noble/hashes/sha2.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { concat, type Digest, toHex } from './bytes.ts'

/** keccak-256 of the parts, packed one after the other. */
export function keccak(...parts: Uint8Array[]): Uint8Array {
  return keccak_256(parts.length === 1 ? parts[0]! : concat(...parts))
}

/** `keccak` as lower-case hex. */
export function digest(...parts: Uint8Array[]): Digest {
  return toHex(keccak(...parts))
}

/** SHA-256 of the parts, packed one after the other. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  return sha256Bytes(concat(...parts))
}
