/**
 * Signature: who signed a digest, on secp256k1, in the one spelling the court accepts.
 *
 * 65 bytes r ‖ s ‖ v with v 27 or 28 and s in the lower half: every signature has a twin with the upper s, and a
 * record with two spellings has two hashes.
 * @module
 */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Address, concat, type Digest, type Hex, isHex, toBytes, toHex, toUint, uint, utf8 } from './bytes.ts'
import { keccak } from './hash.ts'

const ORDER = secp256k1.Point.Fn.ORDER

/** True if `signature` is 65 bytes r ‖ s ‖ v with 0 < r, 0 < s ≤ n/2 and v 27 or 28. */
export function isCanonicalSignature(signature: Hex): boolean {
  if (!isHex(signature, 65)) return false
  const bytes = toBytes(signature)
  const r = toUint(bytes.subarray(0, 32))
  const s = toUint(bytes.subarray(32, 64))
  return r > 0n && r < ORDER && s > 0n && s <= ORDER / 2n && (bytes[64] === 27 || bytes[64] === 28)
}

/**
 * r ‖ s with the lower of the two s that are valid: the same 64 bytes however a wallet spells its signature.
 * @throws Error when it isn't at least r and s.
 */
export function lowRS(signature: Hex): Uint8Array {
  const bytes = toBytes(signature)
  if (bytes.length < 64) throw new Error(`signature: expected r and s, got ${bytes.length} bytes`)
  const s = toUint(bytes.subarray(32, 64))
  return concat(bytes.subarray(0, 32), uint(s > ORDER / 2n ? ORDER - s : s, 32))
}

/** The account that signed `digest`, or undefined if the signature isn't canonical or recovers to nobody. */
export function signerOf(digest: Digest, signature: Hex): Address | undefined {
  if (!isCanonicalSignature(signature)) return undefined
  const bytes = toBytes(signature)
  try {
    const recovered = secp256k1.recoverPublicKey(
      concat(new Uint8Array([bytes[64]! - 27]), bytes.subarray(0, 64)),
      toBytes(digest, 32),
      {
        prehash: false,
      },
    )
    return accountOf(recovered)
  } catch {
    return undefined // r isn't the abscissa of a point: the library says so by throwing
  }
}

/** The canonical signature of `digest`; deterministic (RFC 6979). */
export function signDigest(digest: Digest, secretKey: Hex): Hex {
  const bytes = secp256k1.sign(toBytes(digest, 32), toBytes(secretKey, 32), {
    prehash: false,
    lowS: true,
    format: 'recovered',
  })
  return toHex(concat(bytes.subarray(1), new Uint8Array([27 + bytes[0]!])))
}

/** What a wallet signs when it is asked to sign a text (EIP-191). */
export function spokenDigest(text: string): Digest {
  const bytes = utf8(text)
  return toHex(keccak(utf8(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes))
}

/** The account of a secret key. */
export function addressOf(secretKey: Hex): Address {
  return accountOf(secp256k1.getPublicKey(toBytes(secretKey, 32), false))
}

/** H(r ‖ s ‖ v), by which leaves and entries refer to a signature. A contract account's bytes are hashed as they are. */
export function signatureHash(signature: Hex): Digest {
  return toHex(keccak(toBytes(signature)))
}

function accountOf(publicKey: Uint8Array): Address {
  const point = publicKey.length === 65 ? publicKey : secp256k1.Point.fromBytes(publicKey).toBytes(false)
  return toHex(keccak(point.subarray(1)).subarray(12))
}
