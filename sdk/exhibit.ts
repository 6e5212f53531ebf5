/**
 * Exhibit: a file named by what it holds, so that nobody can swap it later.
 * @module
 */
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'

/** ERC-1497 JSON under its IPFS address: CID version 1, raw bytes, SHA-256. */
export async function exhibitOf(file: Record<string, unknown>): Promise<{ reference: string; content: string }> {
  const content = JSON.stringify(file)
  const cid = CID.createV1(raw.code, await sha256.digest(new TextEncoder().encode(content)))
  return { reference: `/ipfs/${cid}`, content }
}
