/**
 * A beacon of our own for worlds without a network: one key, which signs any beacon round at once.
 *
 * Only the key is local. Rounds, messages and the check are quicknet's, so nothing is verified less.
 * @module
 */
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { type BeaconChain, QUICKNET, roundPoint } from '#primitives/beacon'
import { type Hex, toHex, utf8 } from '#primitives/bytes'
import { sha256 } from '#primitives/hash'

const bls = bls12_381.shortSignatures
const secretKey = bls12_381.utils.randomSecretKey(
  Uint8Array.from({ length: 48 }, (_, i) => sha256(utf8('a local beacon'))[i % 32]!),
)

/** A network with quicknet's clock and a key whose secret is known here. */
export const LOCAL_BEACON: BeaconChain = { ...QUICKNET, publicKey: toHex(bls.getPublicKey(secretKey).toBytes(true)) }

const signed = new Map<number, Hex>()

/** The local network's signature of a beacon round. */
export function beaconSignature(beaconRound: number): Hex {
  let signature = signed.get(beaconRound)
  if (!signature)
    signed.set(beaconRound, (signature = toHex(bls.sign(roundPoint(beaconRound), secretKey).toBytes(true))))
  return signature
}
