/**
 * Ballot: a vote that nobody can read before the beacon speaks, and that opens by itself when it does.
 *
 *   wallet ─signature→ ballot key ─HKDF→ opening ─┬─ sigma ── timelock of the opening to beacon round R
 *                                                 └─ AES key ─ the answer, padded
 *   commitment = H(tag, dispute, panel, juror, R, revision, H(answer), opening)
 *
 * Everything derives from one deterministic wallet signature, so each device of a juror makes the same bytes and a
 * lost device loses nothing. The commitment names its juror and its R: a copied one can't be opened by anybody else,
 * and a ballot for another R doesn't exist.
 *
 * Mirrored by contracts/libraries/BallotLib.sol (commitment); vectors in test/vectors/ballot.json.
 * @module
 */
import { gcm } from '@noble/ciphers/aes.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { addressWord, bytes32, encode, word } from '#primitives/abi'
import type { BeaconChain } from '#primitives/beacon'
import { type Address, concat, type Digest, type Hex, toBytes, toHex, toUint, uint } from '#primitives/bytes'
import { digest, keccak } from '#primitives/hash'
import { lowRS } from '#primitives/signature'
import { tag } from '#primitives/tags'
import { isWellFormed, TIMELOCK_BYTES, seal as timelock, unseal as untimelock } from '#primitives/timelock'

/** Which ballot: what the commitment binds besides answer and opening. */
export type BallotPlace = {
  disputeKey: Digest
  /** Number of the sitting, ρ. */
  panel: number
  juror: Address
  /** The reveal round R. */
  beaconRound: number
  /** The juror's clock when signing, in milliseconds; the highest received in time counts. */
  revision: number
}

/** What a juror hands in. */
export type Ballot = BallotPlace & { commitment: Digest; sealed: Hex }

/** What opens a ballot. Whoever has it can read the vote. */
export type Opening = { answer: Hex; opening: Digest }

/** The text of the signature that becomes the ballot key; wallets show it. */
export const BALLOT_KEY_NOTICE =
  'This signature is the key to my sealed ballots in this court. Whoever has it can open my votes: give it to nobody.'

const GCM_TAG_BYTES = 16
const LENGTH_BYTES = 4
/** Each AES key seals one message, so a fixed nonce repeats under no key. */
const NONCE = new Uint8Array(12)

/** The ballot key of a wallet: HKDF over r ‖ low s of its `BallotKey` signature. Wallets differ in how they spell s and v. */
export function ballotKey(signature: Hex): Hex {
  return toHex(derive(lowRS(signature), tag('ballot key')))
}

/** The opening of one ballot, the same on every device. */
export function openingOf(key: Hex, place: BallotPlace): Digest {
  const info = concat(
    tag('opening'),
    toBytes(place.disputeKey, 32),
    uint(place.panel, 4),
    uint(place.beaconRound, 8),
    uint(place.revision, 8),
  )
  return toHex(derive(toBytes(key, 32), info))
}

/** The commitment to an answer. */
export function commitmentOf(place: BallotPlace, answerHash: Digest, opening: Digest): Digest {
  return digest(
    encode(
      tag('ballot'),
      bytes32(place.disputeKey),
      word(place.panel, 32),
      addressWord(place.juror),
      word(place.beaconRound, 64),
      word(place.revision, 64),
      bytes32(answerHash),
      bytes32(opening),
    ),
  )
}

/**
 * Seals an answer.
 * @param answer - Canonical answer bytes.
 * @param paddedBytes - Length every answer of this question is padded to, so that length says nothing.
 */
export function sealBallot(
  chain: BeaconChain,
  key: Hex,
  place: BallotPlace,
  answer: Hex,
  paddedBytes: number,
): Ballot & Opening {
  const plain = toBytes(answer)
  if (plain.length > paddedBytes)
    throw new Error(`ballot: expected an answer of at most ${paddedBytes} bytes, got ${plain.length}`)
  const opening = openingOf(key, place)
  const secret = toBytes(opening)
  const padded = concat(uint(plain.length, LENGTH_BYTES), plain, new Uint8Array(paddedBytes - plain.length))
  const sealed = concat(
    timelock(chain, place.beaconRound, secret, derive(secret, tag('sigma'))),
    gcm(derive(secret, tag('seal')), NONCE).encrypt(padded),
  )
  const commitment = commitmentOf(place, toHex(keccak(plain)), opening)
  return { ...place, commitment, sealed: toHex(sealed), answer, opening }
}

/** Bytes of `sealed` for answers padded to `paddedBytes`. */
export function sealedBytes(paddedBytes: number): number {
  return TIMELOCK_BYTES + LENGTH_BYTES + paddedBytes + GCM_TAG_BYTES
}

/** All that can be known of a sealed ballot before R: its length, and that its timelock is a point. */
export function mayOpen(sealed: Hex, paddedBytes: number): boolean {
  const bytes = toBytes(sealed)
  return bytes.length === sealedBytes(paddedBytes) && isWellFormed(bytes.subarray(0, TIMELOCK_BYTES))
}

/**
 * Opens a ballot with R's signature.
 * @returns undefined if the ciphertext is junk, or doesn't open to what was committed.
 * Assumes the caller has verified `signature` for `ballot.beaconRound`.
 */
export function unsealBallot(ballot: Ballot, signature: Hex): Opening | undefined {
  const sealed = toBytes(ballot.sealed)
  if (sealed.length < sealedBytes(0)) return undefined
  const secret = untimelock(sealed.slice(0, TIMELOCK_BYTES), signature)
  return secret && readBallot(ballot, toHex(secret))
}

/**
 * Reads a ballot with its opening, before R too: what a juror's own devices can, whose key gives the opening.
 * @returns undefined if the ciphertext is junk, or doesn't hold what was committed.
 */
export function readBallot(ballot: Ballot, opening: Digest): Opening | undefined {
  const sealed = toBytes(ballot.sealed)
  if (sealed.length < sealedBytes(0)) return undefined
  const answer = decrypt(toBytes(opening), sealed.subarray(TIMELOCK_BYTES))
  if (!answer) return undefined
  const found = { answer: toHex(answer), opening }
  return opens(ballot, found) ? found : undefined
}

/** True if this opening is the one that was committed to. */
export function opens(ballot: BallotPlace & { commitment: Digest }, { answer, opening }: Opening): boolean {
  return commitmentOf(ballot, toHex(keccak(toBytes(answer))), opening) === ballot.commitment
}

/** Which of two ballots of one juror counts: the higher revision; of equal ones the smaller commitment. */
export function supersedes(a: { revision: number; commitment: Digest }, b: typeof a): boolean {
  return a.revision === b.revision ? a.commitment < b.commitment : a.revision > b.revision
}

function decrypt(secret: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  let padded: Uint8Array
  try {
    padded = gcm(derive(secret, tag('seal')), NONCE).decrypt(sealed)
  } catch {
    return undefined // the authentication tag doesn't fit: the library says so by throwing
  }
  const length = Number(toUint(padded.subarray(0, LENGTH_BYTES)))
  return length <= padded.length - LENGTH_BYTES ? padded.slice(LENGTH_BYTES, LENGTH_BYTES + length) : undefined
}

/** HKDF-SHA256 with empty salt, 32 bytes. */
function derive(secret: Uint8Array, info: Uint8Array): Uint8Array {
  return hkdf(sha256, secret, new Uint8Array(0), info, 32)
}
