/**
 * Ports: the world as the shell sees it. Types only; adapters keep the promises made here.
 *
 * Promises common to all: times are seconds; a method that fails because the world failed throws with its cause, and
 * may be called again; a lawful no is a value.
 * @module
 */
import type { Draw, Lottery } from '#jurors/sortition'
import type { RollHeader } from '#jurors/roll'
import type { Address, Digest, Hex } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { Effect } from '#law/effects'
import type { Dispute } from '#law/dispute'
import type { Entry } from '#law/filing'
import type { Gazette, SignedGazette } from '#law/gazette'
import type { Verdict } from '#law/verdict'

/** The record of disputes. The only place where entries live. */
export interface Docket {
  /** All entries of a dispute in order; none if there is no such dispute. */
  load(disputeKey: Digest): Promise<Entry[]>
  /**
   * Writes entries, their projections and their effects in one stroke, or none of it.
   * @returns 'conflict' if another writer was first with one of these numbers. Repeating a write whose answer was lost
   * gives 'conflict' too; the caller reloads and finds its own entries.
   */
  append(before: Dispute | undefined, after: Dispute, entries: readonly Entry[], effects: readonly Effect[]): Promise<'appended' | 'conflict'>
}

/** Rolls of all courts, kept as nodes found by hash. */
export interface Rolls {
  /** The newest roll of a court in force at `at`, with its place among all courts' rolls. Undefined: none yet. */
  inForce(court: number, at: Instant): Promise<RollInForce | undefined>
  /** Draws a panel from a roll, each draw with its path. Reads a level of the tree at a time. */
  draw(header: RollHeader, lottery: Lottery): Promise<{ draws: Draw[]; paths: Uint8Array[] }>
  /** Proves leaves out of a roll: each juror's address, weight and path. */
  prove(header: RollHeader, numbers: readonly number[]): Promise<{ address: Address; weight: bigint; path: Uint8Array }[]>
  /** Compiles the rolls of all courts for `epoch` from the vault's boundaries, unless that is done. */
  compile(epoch: number): Promise<{ rollsRoot: Digest; headers: RollHeader[] }>
}
export type RollInForce = { header: RollHeader; rollsRoot: Digest; path: Digest[]; inForceAt: Instant }

/** What has to be done, written in the same stroke as the entry that causes it. */
export interface Outbox {
  /** Adds effects that no entry causes (a roll to post). One of the same id already there: nothing happens. */
  add(effects: readonly Effect[]): Promise<void>
  /**
   * Leases due effects: at most one per stream, oldest first, so that order holds within a dispute and one slow effect
   * holds up only its own. A lease that runs out is given to the next caller.
   */
  lease(now: Instant, limit: number, stream?: string): Promise<LeasedEffect[]>
  /** Ends a lease: done, again at an instant, or parked for a person to look at. */
  settle(effect: LeasedEffect, outcome: Outcome): Promise<void>
  /** When the next effect of a stream is due. */
  nextAt(stream: string): Promise<Instant | undefined>
}
export type LeasedEffect = Effect & { attempts: number; lease: string }
export type Outcome = { kind: 'done' } | { kind: 'again'; at: Instant; why: string } | { kind: 'parked'; why: string }

/** Public randomness. */
export interface Beacon {
  /** The verified signature of a beacon round, or undefined while no relay has it. Never returns an unverified one. */
  signature(beaconRound: number): Promise<Hex | undefined>
}

/** Independent re-checkers with keys. */
export interface Attestors {
  /** The active set, ascending, and how many must sign, as the chain has it. */
  set(): Promise<AttestorSet>
  /** Asks every attestor; answers with what came back within the time allowed. At least k signatures, or the reasons why not. */
  gazette(gazette: Gazette): Promise<Attested>
  verdict(disputeKey: Digest, panel: number, verdict: Verdict): Promise<Attested>
  final(disputeKey: Digest): Promise<Attested>
}
export type AttestorSet = { members: readonly Address[]; k: number; configDigest: Digest }
export type Attested = {
  set: AttestorSet
  signatures: readonly { signer: Address; signature: Hex }[]
  refusals: readonly { attestor: string; why: string }[]
}

/** Carries calls to the chain, one unconfirmed nonce at a time. Harmless to repeat: calls are idempotent on chain. */
export interface Teller {
  /**
   * @param id - Names the intent: the same id never becomes two transactions.
   * @returns 'sent' while unconfirmed.
   */
  send(id: string, call: Call): Promise<'sent' | 'confirmed' | { reverted: string }>
}
export type Call =
  | { kind: 'gazette'; posting: SignedGazette }
  | { kind: 'deliver'; disputeId: bigint; verdict: Verdict; set: AttestorSet; signatures: readonly Hex[] }
  | { kind: 'execute'; disputeId: bigint }
  | { kind: 'retry'; disputeId: bigint }
  | { kind: 'expire'; disputeId: bigint }

/** The operator's own key: signs receipts. */
export interface Signer {
  readonly address: Address
  sign(digest: Digest): Promise<Hex>
}

/** Signatures of accounts that are contracts (ERC-1271, ERC-6492). */
export interface Accounts {
  /** The block at which the account itself called the signature valid, or undefined if it didn't. Throws if the chain can't be asked. */
  vouch(account: Address, digest: Digest, signature: Hex): Promise<{ block: string } | undefined>
}

/** All of the above, as the shell receives them. */
export interface Ports {
  now(): Promise<Instant>
  docket: Docket
  rolls: Rolls
  outbox: Outbox
  beacon: Beacon
  attestors: Attestors
  teller: Teller
  signer: Signer
  accounts: Accounts
}
