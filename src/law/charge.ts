/**
 * Charge: what a dispute off chain hands to the arbitrator once it is over, so that its price leaves its account's
 * credit and it can be settled like any other: what the account signed, and the two gazettes that opened and delivered.
 *
 * Anybody with the transcript can put this together. Mirrored by contracts/Credit.sol.
 * @module
 */
import type { Digest, Hex } from '#primitives/bytes'
import type { Dispute } from './dispute.ts'
import type { GazetteProof, Postings } from './transcript.ts'
import { type Verdict, type VerdictWords, verdictWords } from './verdict.ts'

/** A gazette with the way to one of its heads, as the contract takes it. */
export type HeldHead = {
  serial: bigint
  epoch: bigint
  rollsRoot: Digest
  headsRoot: Digest
  number: bigint
  head: Digest
  index: bigint
  path: readonly Digest[]
}

/** All that one dispute hands in to be charged. */
export type ChargeCase = {
  open: {
    account: Hex
    court: bigint
    policyHash: Digest
    questionHash: Digest
    seats: number
    maxFee: bigint
    nonce: bigint
    expiresAt: bigint
  }
  signature: Hex
  version: number
  opening: HeldHead
  delivery: HeldHead
  verdict: VerdictWords
  configDigest: Digest
}

/** A dispute off chain as the arbitrator takes it; undefined while no gazette has delivered its verdict. */
export function chargeCase(dispute: Dispute, postings: Postings, verdict: Verdict): ChargeCase | undefined {
  const { asked, facts } = dispute
  if (!asked || !postings.delivery) return undefined
  const { open, signature } = asked.ask
  return {
    open: {
      ...open,
      court: BigInt(open.court),
      seats: Number(open.seats),
      maxFee: BigInt(open.maxFee),
      nonce: BigInt(open.nonce),
      expiresAt: BigInt(open.expiresAt),
    },
    signature,
    version: Number(facts.version),
    opening: heldHead(postings.opening),
    delivery: heldHead(postings.delivery),
    verdict: verdictWords(verdict),
    configDigest: verdict.configDigest,
  }
}

function heldHead({ serial, epoch, rollsRoot, headsRoot, number, head, index, path }: GazetteProof): HeldHead {
  const numbers = { serial: BigInt(serial), epoch: BigInt(epoch), number: BigInt(number), index: BigInt(index) }
  return { ...numbers, rollsRoot, headsRoot, head, path }
}
