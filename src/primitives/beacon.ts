/**
 * Beacon: public randomness that comes at known times and that nobody can choose (drand, unchained, BLS12-381 with
 * signatures in G1 by RFC 9380).
 *
 * A beacon round's signature is at once the seed of a draw and the key of a timelock, so it is verified wherever it
 * enters, and there is no way to ask for less. Sources: drand's published chain information and rounds; vectors in
 * test/vectors/beacon.json.
 * @module
 */
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { type Digest, type Hex, isHex, toBytes, toHex, uint } from './bytes.ts'
import { digest, sha256 } from './hash.ts'

/** A beacon network. */
export type BeaconChain = {
  /** Compressed G2 point, 96 bytes. */
  publicKey: Hex
  /** Instant of beacon round 1, seconds. */
  genesisAt: number
  /** Seconds between beacon rounds. */
  periodSeconds: number
}

/** drand's quicknet (chain hash 52db9ba7…c84e971), as its operators publish it. */
export const QUICKNET: BeaconChain = {
  publicKey:
    '0x83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  genesisAt: 1692803367,
  periodSeconds: 3,
}

const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_'
const bls = bls12_381.shortSignatures

/** The first beacon round at or after `at`: ⌈(at − genesis)/period⌉ + 1, and 1 before genesis. */
export function roundAt(chain: BeaconChain, at: number): number {
  return at <= chain.genesisAt ? 1 : Math.ceil((at - chain.genesisAt) / chain.periodSeconds) + 1
}

/** When a beacon round is published, in seconds. */
export function timeOfRound(chain: BeaconChain, beaconRound: number): number {
  return chain.genesisAt + (beaconRound - 1) * chain.periodSeconds
}

/** What the network signs for a beacon round, which is also the timelock's identity: SHA-256 of the u64. */
export function roundMessage(beaconRound: number): Uint8Array {
  return sha256(uint(beaconRound, 8))
}

/** `roundMessage` as a point of G1. */
export function roundPoint(beaconRound: number) {
  return bls.hash(roundMessage(beaconRound), DST)
}

/** Signatures found good, so that a round that opens many ballots costs its two pairings once. The oldest is forgotten. */
const verified = new Set<string>()
const MOST_VERIFIED = 64

/** True only for the network's own signature of this beacon round. Malformed, off-curve and off-subgroup bytes are false. */
export function isBeaconSignature(chain: BeaconChain, beaconRound: number, signature: Hex): boolean {
  if (!isHex(signature, 48) || beaconRound < 1 || !Number.isSafeInteger(beaconRound)) return false
  const name = `${chain.publicKey} ${beaconRound} ${signature}`
  if (verified.has(name)) return true
  try {
    if (!bls.verify(toBytes(signature), roundPoint(beaconRound), toBytes(chain.publicKey, 96))) return false
  } catch {
    return false // not a point: the library says so by throwing
  }
  if (verified.size >= MOST_VERIFIED) verified.delete(verified.values().next().value!)
  verified.add(name)
  return true
}

/** The random value of a beacon round: SHA-256 of its 48-byte signature. */
export function randomnessOf(signature: Hex): Digest {
  return toHex(sha256(toBytes(signature, 48)))
}

// As EIP-2537 takes points: 64 bytes a coordinate, big-endian, the real part first.

/** A signature as a point of G1, 128 bytes: what a contract checks. @throws Error when it isn't one. */
export function signaturePoint(signature: Hex): Hex {
  const { x, y } = bls12_381.G1.Point.fromBytes(toBytes(signature, 48)).toAffine()
  return coordinates([x, y])
}

/** A network's key as a point of G2, 256 bytes. @throws Error when it isn't one. */
export function keyPoint({ publicKey }: Pick<BeaconChain, 'publicKey'>): Hex {
  const { x, y } = bls12_381.G2.Point.fromBytes(toBytes(publicKey, 96)).toAffine()
  return coordinates([x.c0, x.c1, y.c0, y.c1])
}

const coordinates = (fields: readonly bigint[]): Hex =>
  `0x${fields.map((field) => field.toString(16).padStart(128, '0')).join('')}`

/**
 * H of a network's key as a point of G2.
 * The arbitrator keeps it for whoever proves a beacon round there.
 */
export function beaconKeyHash(chain: Pick<BeaconChain, 'publicKey'>): Digest {
  return digest(toBytes(keyPoint(chain)))
}
