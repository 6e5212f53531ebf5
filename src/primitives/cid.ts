/**
 * Cid: the hash of content that an IPFS address promises, where it promises one of the content itself.
 *
 * The address of raw bytes does. That of a directory or of a file in chunks hashes a tree that isn't at hand.
 * @module
 */
import { CID } from 'multiformats/cid'
import { type Digest, toHex } from './bytes.ts'

/** Multicodec of raw bytes, and multihash of SHA-256. */
const RAW = 0x55
const SHA2_256 = 0x12

/** SHA-256 of the content at a CID of raw bytes; undefined for any other text. */
export function rawDigest(text: string): Digest | undefined {
  try {
    const { code, multihash } = CID.parse(text)
    return code === RAW && multihash.code === SHA2_256 && multihash.size === 32 ? toHex(multihash.digest) : undefined
  } catch {
    return undefined // not a CID
  }
}
