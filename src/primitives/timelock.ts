/**
 * Timelock: 32 bytes sealed to a beacon round, which open by themselves when the beacon signs it.
 *
 * Identity-based encryption of Boneh and Franklin with the Fujisaki–Okamoto transform, as drand's tlock lays it out
 * (messages of 32 bytes, no file format around it). The ciphertext is U (compressed G2, 96 bytes) ‖ V ‖ W. Until the
 * beacon round is signed it can be opened only by a threshold of the beacon's operators; afterwards by everybody.
 *
 * Sources: drand/tlock and drand/tlock-js (scheme for quicknet); vectors in test/vectors/timelock.json.
 * @module
 */
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { type BeaconChain, roundPoint } from './beacon.ts'
import { concat, type Hex, toBytes, toUint, utf8 } from './bytes.ts'
import { sha256 } from './hash.ts'

/** Bytes of a sealed message: U, V and W. */
export const TIMELOCK_BYTES = 160

const { G1, G2 } = bls12_381
const ORDER = bls12_381.fields.Fr.ORDER

/**
 * Seals `message` to a beacon round.
 * @param message - 32 bytes.
 * @param sigma - 32 secret bytes, fresh per message; the same inputs give the same ciphertext.
 */
export function seal(chain: BeaconChain, beaconRound: number, message: Uint8Array, sigma: Uint8Array): Uint8Array {
  expect32('message', message)
  expect32('sigma', sigma)
  // 1. G = e(H(round), P)
  const shared = bls12_381.pairing(roundPoint(beaconRound), G2.Point.fromBytes(toBytes(chain.publicKey, 96)))
  // 2. r = H3(sigma, M); U = r·g2
  const r = h3(sigma, message)
  const u = G2.Point.BASE.multiply(r)
  // 3. V = sigma ⊕ H2(G^r); W = M ⊕ H4(sigma)
  const v = xor(sigma, h2(bls12_381.fields.Fp12.pow(shared, r)))
  return concat(u.toBytes(true), v, xor(message, h4(sigma)))
}

/**
 * Opens what was sealed to the beacon round that `signature` signs.
 * @returns the 32 bytes, or undefined when the ciphertext is junk, tampered with, or sealed to another round.
 * Assumes the caller has verified `signature`.
 */
export function unseal(sealed: Uint8Array, signature: Hex): Uint8Array | undefined {
  if (sealed.length !== TIMELOCK_BYTES) return undefined
  const u = sealedPoint(sealed)
  if (!u) return undefined
  // 1. sigma = V ⊕ H2(e(S, U))
  const sigma = xor(sealed.subarray(96, 128), h2(bls12_381.pairing(G1.Point.fromBytes(toBytes(signature, 48)), u)))
  // 2. M = W ⊕ H4(sigma)
  const message = xor(sealed.subarray(128, 160), h4(sigma))
  // 3. Accept only if U was made from this sigma and this message.
  return G2.Point.BASE.multiply(h3(sigma, message)).equals(u) ? message : undefined
}

/** True if U is a compressed point of G2, in the subgroup, and not the identity: all that can be checked before R. */
export function isWellFormed(sealed: Uint8Array): boolean {
  return sealed.length === TIMELOCK_BYTES && sealedPoint(sealed) !== undefined
}

function sealedPoint(sealed: Uint8Array) {
  try {
    // Throws off the curve and off the subgroup too: a second check would cost as much as the rest of a ballot.
    const u = G2.Point.fromBytes(sealed.slice(0, 96))
    return u.is0() ? undefined : u
  } catch {
    return undefined // not a point: the library says so by throwing
  }
}

type Fp12 = ReturnType<typeof bls12_381.pairing>

/** H2: a pairing's value as 32 bytes. Every level of the tower is written high coefficient first. */
function h2(gt: Fp12): Uint8Array {
  const fp = (value: bigint) => toBytes(`0x${value.toString(16).padStart(96, '0')}`)
  const fp6 = (six: Fp12['c0']) => [six.c2, six.c1, six.c0].flatMap((two) => [fp(two.c1), fp(two.c0)])
  return sha256(utf8('IBE-H2'), ...fp6(gt.c1), ...fp6(gt.c0))
}

/**
 * H3: a scalar from sigma and the message. The inner hash stays the same while a counter (u16, little-endian) runs:
 * that is how the deployed implementations do it.
 */
function h3(sigma: Uint8Array, message: Uint8Array): bigint {
  const inner = sha256(utf8('IBE-H3'), sigma, message)
  for (let i = 1; i < 65536; i++) {
    const bytes = sha256(new Uint8Array([i & 255, i >> 8]), inner)
    bytes[0]! >>= 1
    const scalar = toUint(bytes)
    if (scalar > 0n && scalar < ORDER) return scalar
  }
  throw new Error('timelock: expected a scalar within 65535 tries')
}

const h4 = (sigma: Uint8Array): Uint8Array => sha256(utf8('IBE-H4'), sigma)

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ b[i]!)

function expect32(label: string, bytes: Uint8Array): void {
  if (bytes.length !== 32) throw new Error(`timelock: expected ${label} of 32 bytes, got ${bytes.length}`)
}
