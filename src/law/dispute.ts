/**
 * Dispute: the state of one dispute as a fold over its docket, and what a filing does to it.
 *
 * `decide` says what a filing does at an instant: lines to record, or why not. `enter` folds a recorded entry into the
 * state; it trusts what `decide` let through, and gives the same state for the same docket anywhere. Nothing here
 * reads a clock, draws a number or reaches out.
 * @module
 */
import type { Draw } from '#jurors/sortition'
import type { RollHeader } from '#jurors/roll'
import { supersedes } from '#jurors/ballot'
import type { BeaconChain } from '#primitives/beacon'
import { type Address, type Digest, type Hex, toBytes } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { chain, disputeKeyOf, firstHead } from './docket.ts'
import type { Bodies, Entry, Facts, Line } from './filing.ts'
import { type Clockwork, firstDrawAt, seedNotBefore, type Timetable, timetable, timetableAgain } from './period.ts'
import { decodeTerms, type Policy, policyHash, type Terms } from './policy.ts'
import type { ChoiceQuestion } from './question/choice.ts'

/** A sealed ballot as the docket holds it. */
export type FiledBallot = {
  /** Number of the entry that brought it. */
  number: number
  beaconRound: number
  revision: number
  commitment: Digest
  sealed: Hex
  signature: Hex
  vouchedAt: string | null
}

/** One sitting of a panel, numbered ρ = 2p + a. */
export type Sitting = {
  panel: number
  seats: number
  times: Timetable
  /** True if the panel commits for the second time. */
  again: boolean
  seed?: { beaconRound: number; signature: Hex }
  roll?: RollHeader
  rollsRoot?: Digest
  draws: readonly Draw[]
  /** Ballots of each juror in order of arrival. Those for another R than the present one count for nothing. */
  ballots: ReadonlyMap<Address, readonly FiledBallot[]>
  recused: ReadonlySet<Address>
  openings: ReadonlyMap<Address, { answer: Hex; opening: Digest }>
  /** Whose ciphertext didn't open to the commitment. */
  junk: ReadonlySet<Address>
  /** R's signature, once it was filed. */
  revealSignature?: Hex
  judged?: { ruling: number; tied: boolean; outcome: Digest; ballotsRoot: Digest; draws: number; entry: number }
  delivered?: { at: Instant; verdictHash: Digest; tx: Digest }
}

/** A posting that holds this docket's head. */
export type Posting = { serial: number; epoch: number; number: number; head: Digest; at: Instant }

export type Dispute = {
  key: Digest
  /** Number of the last entry, and the head after it. */
  number: number
  head: Digest
  /** Head after each entry: heads[j − 1] is head_j. */
  heads: readonly Digest[]
  facts: Facts
  policy: Policy
  policyHash: Digest
  terms: Terms
  clockwork: Clockwork
  epochSeconds: number
  challengeFloorSeconds: number
  openedAt: Instant
  deadlineAt: Instant
  question: ChoiceQuestion
  evidence: readonly (Bodies['evidence'] & { number: number })[]
  postings: readonly Posting[]
  /** Sittings so far; the last one is the present one. */
  sittings: readonly Sitting[]
  final?: { ruling: number; executed: boolean; expired: boolean; at: Instant; tx: Digest }
  void?: string
}
