/**
 * Ports: the world as the shell sees it. Types only; adapters keep the promises made here.
 *
 * Promises common to all: times are seconds; a method that fails because the world failed throws with its cause, and
 * may be called again; a lawful no is a value.
 * @module
 */

import type { HeldEvent } from '#jurors/juror'
import type { RollHeader } from '#jurors/roll'
import type { Draw, Lottery } from '#jurors/sortition'
import type { Asked } from '#law/ask'
import type { ChargeCase } from '#law/charge'
import type { Answer, ChainDelivery, Piece } from '#law/demand'
import type { Case } from '#law/dispute'
import type { Effect } from '#law/effects'
import type { Asking, Bodies, Entry, Facts, Filing, Opening } from '#law/filing'
import type { Founded } from '#law/founding'
import type { Gazette, SignedGazette } from '#law/gazette'
import type { LaneCommit, LaneRecord } from '#law/lane'
import type { Clockwork } from '#law/period'
import type { Policy, Terms } from '#law/policy'
import type { Side } from '#law/purse/sides'
import type { Refusal } from '#law/refusal'
import type { Listing } from '#law/registry'
import type { Answered } from '#law/report/attestor'
import type { Progress, RunCase, SettlementCase } from '#law/settlement'
import type { Verdict } from '#law/verdict'
import type { Address, Digest, Hex } from '#primitives/bytes'
import type { Result } from '#primitives/result'
import type { Instant } from '#primitives/time'
import type { Domain } from '#primitives/typed'

/** The record of disputes. The only place where entries live. */
export interface Docket {
  /** All entries of a dispute in order; none if there is no such dispute. */
  load(disputeKey: Digest): Promise<Entry[]>
  /**
   * Writes entries, their projections and their effects in one stroke, or none of it.
   * @returns 'conflict' if another writer was first with one of these numbers. Repeating a write whose answer was lost
   * gives 'conflict' too; the caller reloads and finds its own entries.
   * @param hold - Credit that the new docket may come to cost. Another under the same number of the account: 'conflict'.
   */
  append(
    before: Case | undefined,
    after: Case,
    entries: readonly Entry[],
    effects: readonly Effect[],
    receipts?: readonly Receipt[],
    hold?: Hold,
  ): Promise<'appended' | 'conflict'>
  /** The receipt kept for an entry, if one was given out. */
  receipt(disputeKey: Digest, number: number): Promise<Receipt | undefined>
}

/** Wei of an account's credit that a dispute may come to cost. `number`: how many the account had before, and one. */
export type Hold = { account: Address; number: number; wei: bigint }

/** Prepaid credit: what accounts have at the arbitrator, less what their disputes off chain may still cost. */
export interface Credits {
  /** Credit that nothing holds, in wei, and the number of the account's next hold: two that ask at once can't both have it. */
  of(account: Address): Promise<{ free: bigint; nextHold: number }>
  /** Who entered a dispute off chain at the arbitrator, and so earns its delivery fee; undefined while nobody has. */
  deliverer(disputeId: bigint): Promise<Address | undefined>
}

/** Rolls of all courts, kept as nodes found by hash. */
export interface Rolls {
  /** The newest roll of a court in force at `at`, with its place among all courts' rolls. Undefined: none yet. */
  inForce(court: number, at: Instant): Promise<RollInForce | undefined>
  /** Draws a panel from a roll, each draw with its path. Reads a level of the tree at a time. */
  draw(header: RollHeader, lottery: Lottery): Promise<{ draws: Draw[]; paths: Uint8Array[] }>
  /** Proves leaves out of a roll: each juror's address, weight and path. */
  prove(
    header: RollHeader,
    numbers: readonly number[],
  ): Promise<{ address: Address; weight: bigint; path: Uint8Array }[]>
  /** What a hash in the rolls of an epoch was made of: see jurors/preimage.ts. Undefined for any other. */
  preimage(epoch: number, hash: Digest): Promise<Hex | undefined>
  /** Compiles the rolls of all courts for `epoch` from the vault's boundaries, unless that is done. */
  compile(epoch: number): Promise<{ rollsRoot: Digest; headers: RollHeader[] }>
}
export type RollInForce = { header: RollHeader; rollsRoot: Digest; path: Digest[]; inForceAt: Instant }

/** What has to be done, written in the same stroke as the entry that causes it. */
export interface Outbox {
  /**
   * Adds effects that no entry causes (a roll to post). One of the same id already there: nothing happens. (An entry's
   * effect of the same id is armed anew at its new instant, and a lease on the old one ends nothing.)
   */
  add(effects: readonly Effect[]): Promise<void>
  /**
   * Leases due effects: at most one per stream, oldest first, so that order holds within a dispute and one slow effect
   * holds up only its own. A lease that runs out is given to the next caller.
   * @param stream - Only this stream; `post`: only what goes out to people, which is left out otherwise.
   */
  lease(now: Instant, limit: number, stream?: string): Promise<LeasedEffect[]>
  /** Ends a lease: done, again at an instant, or parked for a person to look at. */
  settle(effect: LeasedEffect, outcome: Outcome): Promise<void>
  /** When the next effect of a stream is due. */
  nextAt(stream: string): Promise<Instant | undefined>
}
/** `attempts`: leases since the effect was last armed, this one included. */
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
  final(disputeId: bigint, statement: Final): Promise<Attested>
}
/** The last word on a dispute, for servers and contracts that pull it. `serial` is that of the verdict it rests on; 0 if on none. */
export type Final = { disputeKey: Digest; ruling: number; outcome: Digest; serial: number }
/** `struck`: members who were convicted, and whose signatures count no more. */
export type AttestorSet = {
  members: readonly Address[]
  k: number
  configDigest: Digest
  struck?: readonly Address[]
}
export type Attested = {
  set: AttestorSet
  signatures: readonly { signer: Address; signature: Hex }[]
  refusals: readonly { attestor: string; why: string }[]
  /** What came of asking each, where somebody measured. */
  asked?: readonly Omit<Answered, 'subject' | 'at'>[]
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
  /** Enters a dispute off chain that is over, and takes its price out of its account's credit. */
  | { kind: 'charge'; charged: ChargeCase }
  | { kind: 'settle'; cases: readonly SettlementCase[] }
  /** The next part of a settlement that is too long for one transaction. */
  | { kind: 'settleRun'; of: RunCase }
  /** Takes a juror's debt out of its stake, at the vault. */
  | { kind: 'fold'; juror: Address }
  /** Shows a piece of a verdict to the contract that was asked for it. */
  | { kind: 'show'; to: Address; answer: Answer }
  /** Shows what hashes in the rolls of an epoch were made of. */
  | { kind: 'showNodes'; to: Address; epoch: number; preimages: readonly Hex[] }

/** The operator's own key: signs receipts. */
export interface Signer {
  readonly address: Address
  sign(digest: Digest): Promise<Hex>
}

/** Signatures of accounts that are contracts (ERC-1271, ERC-6492). */
export interface Accounts {
  /** The block at which the account itself called the signature valid (the newest, or the one named), or undefined if it didn't. Throws if the chain can't be asked. */
  vouch(account: Address, digest: Digest, signature: Hex, atBlock?: string): Promise<{ block: string } | undefined>
}

/** What was fixed for ever when the contracts were deployed. */
export type Deployment = { domain: Domain; clockwork: Clockwork; epochSeconds: number; challengeFloorSeconds: number }

/** All of it, as the shell receives it. */
export interface Ports {
  readonly deployment: Deployment
  /** Where the court answers, without a slash at the end. */
  readonly url: string
  now(): Promise<Instant>
  docket: Docket
  credits: Credits
  rolls: Rolls
  outbox: Outbox
  beacon: Beacon
  attestors: Attestors
  teller: Teller
  signer: Signer
  accounts: Accounts
  indexer: Indexer
  gazettes: Gazettes
  attestations: Attestations
  evaluations: Evaluations
  post: Post
  postroom: Postroom
  hooks: Hooks
  callers: Callers
  gauges: Gauges
  books: Books
  foundings: Foundings
  chain: Chain
}

// What the sweep needs

/** What the chain says, read at a safe depth. The sweep turns it into filings. */
export interface Indexer {
  /**
   * Reads on from where it stopped, a bounded span of blocks. What it found and the new place are written in one stroke.
   * @returns 'more' if it stopped before the last safe block.
   */
  index(): Promise<'more' | 'caughtUp'>
  /**
   * Filings that the chain made and nobody has filed yet, an opening before all of its dispute, exhibits last, else in
   * the order of the chain. `apart` names filings whose disputes are passed over.
   */
  pending(limit: number, apart?: readonly string[]): Promise<ChainFiling[]>
  /** Says that these stand in their dockets, or were refused for good (`why`). */
  filed(ids: readonly string[], why?: string): Promise<void>
  /** The facts of what an account asked for, now that a gazette holds it; undefined while that isn't known here. */
  factsOf(asked: Asked): Promise<Facts | undefined>
  /** Its opening; undefined while policy or roll aren't known here. */
  opening(asked: Asked): Promise<Bodies['open'] | undefined>
}
/** A filing made by the chain. `id` names the event: the same event is the same id. */
export type ChainFiling = { id: string; disputeKey: Digest; filing: Filing | Opening }

/** The gazettes this operator has put together, with what stands in them. */
export interface Gazettes {
  /** The newest one that hasn't been seen on chain, if it came after the last one seen. */
  draft(): Promise<Gazette | undefined>
  /** Keeps a gazette under the next free serial, which no other ever gets. Serials count from 1; gaps do no harm. */
  keep(gazette: Omit<Gazette, 'serial'>): Promise<Gazette>
  /** Keeps what the attestors signed, for whoever wants to post it. */
  sign(serial: number, set: AttestorSet, signatures: readonly { signer: Address; signature: Hex }[]): Promise<void>
  /** Keeps a gazette as it was shown, which somebody else put together. Another under its serial stays as it is. */
  remember(gazette: Gazette): Promise<void>
  /** What the gazettes kept here and seen on chain hold of a docket. */
  standing(disputeKey: Digest): Promise<StandingHead[]>
  /** True if a gazette with this epoch's rolls stands on chain. */
  bringsRolls(epoch: number): Promise<boolean>
}

export type StandingHead = { serial: number; number: number; verdictHash: Digest; openHash: Digest; at: Instant }

/** Signatures of attestors under verdicts and final rulings, beside the docket: they are made after it. */
export interface Attestations {
  keep(disputeKey: Digest, panel: number | 'final', attested: Attested): Promise<void>
  of(
    disputeKey: Digest,
    panel: number | 'final',
  ): Promise<{ set: AttestorSet; signatures: { signer: Address; signature: Hex }[] } | undefined>
}

/** What came of asking attestors. Decides nothing. */
export interface Evaluations {
  keep(asked: readonly Answered[]): Promise<void>
  newest(limit: number): Promise<Answered[]>
}

// What goes out to people and their machines

/** How somebody wants to be told. */
export type Channel = 'webhook' | 'mail' | 'push'

/** A place where an account wants to be told things. Nobody's rights depend on it. */
export type Endpoint = {
  id: string
  account: Address
  channel: Channel
  /** An https address, or one of mail. */
  address: string
  /** Types of messages, `dispute.*` among them; none: all. */
  types: readonly string[]
  dispute: Digest | null
  court: number | null
  arbitrable: Address | null
  /** Newest first; one that was replaced signs along until its end. */
  secrets: readonly { secret: string; until: Instant | null }[]
  /** A browser's keys (RFC 8291). */
  push: { p256dh: string; auth: string } | null
  state: 'unproven' | 'active' | 'disabled'
  /** What the address must show to be believed. */
  proof: string
  why: string | null
  failingSince: Instant | null
  madeAt: Instant
}

/** Something that was said. */
export type Message = {
  /** The same however often it is said. Without a dot. */
  id: string
  type: string
  at: Instant
  /** Null: about no dispute. */
  about: { dispute: Digest; court: number; arbitrable: Address } | null
  /** The only account that hears it; null: everybody who wants to. */
  recipient: Address | null
  /** The only endpoint that hears it. */
  endpoint: string | null
  /** The bytes that are sent. */
  body: string
}
export type Delivery = {
  seq: number
  id: string
  type: string
  state: 'armed' | 'parked' | 'done'
  nextAt: Instant
  why: string | null
}
export type Attempted = {
  endpoint: string
  seq: number
  at: Instant
  attempt: string
  status: number | null
  why: string | null
  excerpt: string
  tookMs: number
}

/** Endpoints, messages, and what became of them. A delivery that is due is a row of the outbox. */
export interface Hooks {
  /** Keeps a new endpoint together with the answer to the request that made it, or gives the answer it had. */
  add(endpoint: Endpoint, once: Once): Promise<Once | 'reused'>
  find(id: string): Promise<Endpoint | undefined>
  of(account: Address): Promise<Endpoint[]>
  change(id: string, change: Partial<Omit<Endpoint, 'id' | 'account'>>): Promise<void>
  remove(id: string): Promise<void>
  /** Keeps messages and arms a delivery to each endpoint that hears them, in one stroke. Harmless to repeat. */
  publish(messages: readonly Message[], now: Instant): Promise<void>
  message(seq: number): Promise<(Message & { seq: number }) | undefined>
  attempted(attempt: Attempted): Promise<void>
  /** Newest first. */
  attempts(endpoint: string, limit: number, seq?: number): Promise<Attempted[]>
  /** By number, from the newest below `before`. */
  deliveries(endpoint: string, limit: number, before?: number, state?: Delivery['state']): Promise<Delivery[]>
  /** Arms deliveries of an endpoint's messages again, whatever became of them. @returns how many. */
  replay(endpoint: string, from: number, to: number, now: Instant): Promise<number>
  /** Forgets what is older. */
  prune(before: Instant): Promise<void>
}

/** One request that must not happen twice, and its answer. */
export type Once = { owner: string; key: string; fingerprint: Digest; status: number; answer: string; at: Instant }

/** Carries one message to one address. What the other side does is an answer, never thrown. */
export interface Post {
  carry(endpoint: Endpoint, letter: { id: string; at: Instant; body: string }): Promise<Carried>
}
export type Carried = {
  /** Null: nobody answered, or nobody was asked. */
  status: number | null
  why: string | null
  /** What was answered, at most 4 kB. */
  answer: string
  /** Seconds that the other side asked to be left alone. */
  retryAfter: number | null
}

/** The one place from which messages leave. */
export interface Postroom {
  /** Says that something is due. Returns at once. */
  poke(): Promise<void>
  /** Sends what is due now. @returns how many were tried. */
  deliver(): Promise<number>
}

/** How late the court is, by its own books. */
export interface Gauges {
  read(now: Instant): Promise<{
    /** The newest block that was read, and the newest posting seen. */
    block: { number: number; at: Instant } | null
    posting: { serial: number; at: Instant } | null
    waitingFilings: number
    endpoints: { active: number; disabled: number }
    /** What is due or given up, by kind. */
    effects: { kind: string; state: 'armed' | 'parked'; count: number; oldest: Instant; why: string | null }[]
  }>
}

// Who comes in

/** Texts to be signed, and the keys that come of them. */
export interface Callers {
  issue(words: { hash: Digest; account: Address; endsAt: Instant }): Promise<void>
  /** Whose words these are, if they were issued here and may still be used. */
  wordsOf(hash: Digest, now: Instant): Promise<Address | undefined>
  /** Uses words up and keeps the key they buy, in one stroke. False if somebody was first. */
  enter(hash: Digest, key: NewKey): Promise<boolean>
  /** The key with this hash, if it still opens. */
  key(hash: Digest, now: Instant): Promise<KnownKey | undefined>
  keys(account: Address, now: Instant): Promise<KnownKey[]>
  add(key: NewKey): Promise<void>
  /** Another secret for a key; the one before opens until `formerUntil`. False if the account has no such key. */
  rotate(id: string, account: Address, hash: Digest, formerUntil: Instant): Promise<boolean>
  end(id: string, account: Address): Promise<boolean>
  /** The answer kept for a request's repetition. */
  once(owner: string, key: string): Promise<Once | undefined>
  prune(now: Instant): Promise<void>
}
export type KnownKey = {
  id: string
  account: Address
  name: string
  scopes: readonly string[]
  madeAt: Instant
  endsAt: Instant
}
export type NewKey = KnownKey & { hash: Digest }

/** The rooms where disputes are heard: one per dispute, one filing at a time. */
export interface Courtrooms {
  file(disputeKey: Digest, filing: Filing | Opening | Asking): Promise<Result<Recorded, Refusal>>
}
/** What a filing became: recorded, with a receipt if a person filed it; `already`: it stood there, with this receipt. */
export type Recorded = { receipt: Receipt | undefined; already: boolean }
/** The operator's signed promise for one entry (EIP-712 `Receipt`). */
export type Receipt = {
  number: number
  entryHash: Digest
  head: Digest
  acceptedAt: Instant
  signature: Hex
  operator: Address
}

// What the door reads

/** The books as readers see them, derived from dockets and from the chain. Nothing here decides anything. */
export interface Books {
  /** Keys of disputes, newest first. `after` is the `next` of the page before. */
  disputes(after: string | undefined, limit: number, filter?: DisputeFilter): Promise<{ keys: Digest[]; next?: string }>
  /** Jurors by number, from `from` on. */
  jurors(from: number, limit: number): Promise<KnownJuror[]>
  /** Disputes without a final ruling in which this juror was drawn. */
  drawnIn(juror: Address): Promise<Digest[]>
  juror(address: Address): Promise<KnownJuror | undefined>
  courts(): Promise<KnownCourt[]>
  court(court: number): Promise<KnownCourt | undefined>
  /** Hash of a version's policy, as the chain has it. */
  policyHash(court: number, version: number): Promise<Digest | undefined>
  /** Keeps a policy's text if its hash is one the chain has for this court; false if it isn't. */
  keepPolicy(court: number, policy: Policy): Promise<boolean>
  /** Rolls of an epoch, as compiled here. */
  rolls(epoch: number): Promise<{ rollsRoot: Digest; headers: RollHeader[] } | undefined>
  /** Leaves of a roll in the order of jurors' numbers. */
  leaves(
    header: RollHeader,
    from: number,
    limit: number,
  ): Promise<{ number: number; address: Address; weight: bigint }[]>
  gazette(serial: number): Promise<KnownGazette | undefined>
  /** Money that moved in a dispute or on an account, in the order of the chain. `after`: place of the last one known. */
  movements(of: { disputeId: bigint } | { account: Address }, after: number, limit: number): Promise<KnownMovement[]>
}

/** Courts off chain. What is kept stays as it is. */
export interface Foundings {
  /**
   * Keeps a version, unless there is one of that number: then the one that stands, which may be another writer's.
   * The caller's own, repeated, gives what it gave the first time.
   */
  keep(founded: Founded): Promise<Founded>
  /** The newest version. */
  newest(court: Digest): Promise<Founded | undefined>
  version(court: Digest, version: number): Promise<Founded | undefined>
  /** Courts after one of that name, in the order of their names, each in its newest version. */
  after(court: Digest, most: number): Promise<Founded[]>
}
export type KnownMovement = Movement & { place: number }
/** Which disputes: of a court, asked by somebody, with a juror drawn, ended or not. */
export type DisputeFilter = {
  court?: number
  /** Heard under this court off chain; null: under none. */
  under?: Digest | null
  arbitrable?: Address
  juror?: Address
  ended?: boolean
}
export type KnownJuror = {
  number: number
  address: Address
  stake: bigint
  courts: readonly number[]
  admitted: readonly number[]
}
export type KnownCourt = {
  court: number
  parent: number
  creator: Address
  version: number
  policyHash: Digest
  lifeSeconds: number
  terms: Terms
  policy: Policy | undefined
}
export type KnownGazette = Gazette & {
  set?: AttestorSet
  signatures: readonly { signer: Address; signature: Hex }[]
  /** Where it stands on chain, once it does. */
  posted?: { at: Instant; tx: Digest }
}

// What an attestor asks the chain itself

/** The arbitrator's own record, read at the newest safe block. */
export interface Chain {
  dispute(disputeId: bigint): Promise<ChainDispute | undefined>
  /** Where panel p of a dispute sits, or would sit. */
  panel(disputeId: bigint, p: number): Promise<ChainPanel>
  /** The appeal against the verdict with this serial, or what was put together for one. */
  appeal(disputeId: bigint, serial: number): Promise<ChainAppeal>
  /** What the contract's own way in holds of a dispute. */
  lane(disputeId: bigint): Promise<LaneRecord>
  /** How far the settlement of a dispute in runs is; undefined before the first. */
  settlementProgress(disputeId: bigint): Promise<Progress | undefined>
  /** Which of these accounts owe the vault something that nobody has folded yet. */
  debtors(accounts: readonly Address[]): Promise<Address[]>
  /** What the contract keeps of a posting, as `gazetteWord` makes it; undefined if it keeps none. */
  gazetteWord(serial: number): Promise<Digest | undefined>
  attestors(): Promise<AttestorSet>
  /** An item of a curated list; undefined if no list answers at that address. */
  listing(registry: Address, item: Digest): Promise<Listing | undefined>
}
export type ChainDispute = {
  facts: Omit<Facts, 'block' | 'tx'>
  isFinal: boolean
  ruling: number
  /** Serial and number of the panel of the verdict delivered last; 0 if none was. */
  serial: number
  panel: number
  deliveredAt: Instant
  /** What is kept of its delivery, see `deliveryHash`; 32 zero bytes while none stands, something else once it is being settled. */
  deliveryHash: Digest
  /** An appeal against it was made. */
  isAppealed: boolean
  /** Paid in stake tokens instead of wei. */
  isInToken: boolean
  isSettled: boolean
}
export type ChainPanel = { court: number; version: number; seats: number }
/** Amounts in the dispute's currency. */
export type ChainAppeal = {
  against: bigint
  for: bigint
  isMade: boolean
  /** "For" was full, too. */
  isContested: boolean
}

/** What an attestor has put its name to. */
export interface Oaths {
  /** What was said of `subject`, if anything was. */
  sworn(subject: string): Promise<Digest | undefined>
  /** Remembers that `said` was said of `subject`; false if something else was said before, and stays. */
  swear(subject: string, said: Digest): Promise<boolean>
}

/** Verdicts that an attestor weighs outside of any request, since it may take a second. */
export interface Weighings {
  /** Has a verdict weighed; why it isn't signed, if it was weighed since. */
  ask(transcript: string, at: Instant): Promise<string | undefined>
  /** The transcript asked for longest. */
  next(): Promise<string | undefined>
  /** It was weighed: signed from now on, or why not. */
  end(transcript: string, why: string | undefined): Promise<void>
}

/** The court's own records, as an attestor fetches them: believed in nothing until they are checked. */
export interface CourtRecords {
  /** Entries of a docket from a number on, a page at a time; none after the last. */
  entries(disputeKey: Digest, from: number): Promise<Entry[]>
  /** The gazette that the court has put together under a serial. @throws Error if it has none. */
  gazette(serial: number): Promise<Pick<Gazette, 'epoch' | 'rollsRoot' | 'headsRoot'>>
  /** The bytes at an address of the court. @throws Error if the address isn't the court's. */
  transcript(url: string): Promise<string>
}

/** Demands for pieces of delivered verdicts, as the chain has them. */
export interface Demands {
  /** Those made at or after `since` that nobody has answered, the oldest first. */
  open(since: Instant): Promise<Demanded[]>
  /** The same of nodes of rolls. */
  nodes(since: Instant): Promise<NodeDemanded[]>
}
/** A hash in the rolls of an epoch whose preimage was asked for, at the contract `by`. */
export type NodeDemanded = { epoch: number; hash: Digest; by: Address; askedAt: Instant }
/** `by`: the contract that was asked. */
export type Demanded = Piece & { id: Digest; by: Address; disputeId: bigint; askedAt: Instant; delivery: ChainDelivery }

// What the teller needs

/** An account's hand on a chain. It knows no order of nonces; the teller keeps that. */
export interface Carrier {
  readonly account: Address
  /** Nonce of the account's next transaction, by what is mined. */
  nonce(): Promise<number>
  /** What a transaction should offer now, wei per gas. */
  fees(): Promise<Fees>
  /** Gas for a call, or why it would revert if it were sent now. */
  weigh(call: Call): Promise<{ gas: bigint } | { reverted: string }>
  /** Signs without telling anybody: the hash is known before the transaction is. */
  sign(call: Call, nonce: number, gas: bigint, fees: Fees): Promise<{ raw: Hex; hash: Digest }>
  /** The same transaction for other fees: same nonce, target, data and gas. */
  reprice(raw: Hex, fees: Fees): Promise<{ raw: Hex; hash: Digest }>
  /** Hands the bytes to the node. Handing in the same ones again is no failure. */
  broadcast(raw: Hex): Promise<void>
  /** What became of a transaction; undefined while it isn't mined. `depth`: blocks on top of its own. */
  receipt(hash: Digest): Promise<{ depth: number; succeeded: boolean } | undefined>
}
export type Fees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }

// What the indexer writes

/** A block that was read. */
export type BlockMark = { number: number; hash: Digest; at: Instant }

/** How far the chain was read, what was found, and which filings follow. One writer at a time moves it. */
export interface Ledger {
  /** Where reading stands; undefined before the first span. */
  cursor(): Promise<(BlockMark & { step: number }) | undefined>
  /** The newest block kept below a height, for the walk back along a chain that reorganised. */
  markBelow(height: number): Promise<BlockMark | undefined>
  /** The newest block kept that is older than an instant. */
  markBefore(at: Instant): Promise<BlockMark | undefined>
  /** The disputes that arbitrables have named for some of their groups of evidence. */
  disputesOf(
    groups: readonly { arbitrable: Address; group: bigint }[],
  ): Promise<{ arbitrable: Address; group: bigint; disputeId: bigint }[]>
  /** Of some ids, those under which a dispute was opened: by whom, and whether its client has named it since. */
  openings(ids: readonly bigint[]): Promise<{ disputeId: bigint; arbitrable: Address; isNamed: boolean }[]>
  /**
   * Writes a span: its events, its blocks and the new cursor, in one stroke.
   * @param step - The cursor's step before; 0 before the first span.
   */
  advance(step: number, span: Span): Promise<'advanced' | 'conflict'>
  /** Takes back everything above `to`. Openings that were filed become `void` unless the new chain has them too. */
  rewind(step: number, to: BlockMark): Promise<'rewound' | 'conflict'>
  /** As the indexer's. */
  pending(limit: number, apart?: readonly string[]): Promise<ChainFiling[]>
  filed(ids: readonly string[], why?: string): Promise<void>
  factsOf(asked: Asked): Promise<Facts | undefined>
  opening(asked: Asked): Promise<Bodies['open'] | undefined>
}

/** What was found in blocks up to `to`. `marks`: every block with an event, and `to` itself. */
export type Span = { to: BlockMark; marks: readonly BlockMark[]; events: readonly ChainEvent[] }

/**
 * Where an event stands. Block hash and log index are the log's own and name it; `block` and `position` are where in
 * the chain it takes effect, which is later for an exhibit that was shown before its dispute existed.
 */
export type LogPlace = { blockHash: Digest; logIndex: number; block: number; position: number }
export type ChainEvent = { place: LogPlace; event: FiledEvent | KeptEvent }

type ShownInLane = { disputeId: string; panel: number; juror: Address; commitment: Digest; at: Instant; tx: Digest }

/** Events that become filings. On-chain ids are decimal strings, so that an event is JSON. */
export type FiledEvent =
  | { name: 'opened'; facts: Facts }
  | { name: 'evidence'; disputeIds: readonly string[]; party: Address; reference: string; meta: boolean; at: Instant }
  | { name: 'gazetted'; serial: number; epoch: number; rollsRoot: Digest; headsRoot: Digest; at: Instant; tx: Digest }
  | {
      name: 'delivered'
      disputeId: string
      panel: number
      verdictHash: Digest
      deliverer: Address
      at: Instant
      tx: Digest
    }
  | ({ name: 'committedInLane' } & LaneCommit & { disputeId: string; sealed: Hex; at: Instant; tx: Digest })
  | ({ name: 'openedInLane'; answer: Hex; opening: Digest } & ShownInLane)
  | ({ name: 'leaked'; claimant: Address } & ShownInLane)
  | { name: 'appealed'; disputeId: string; at: Instant; tx: Digest }
  | {
      name: 'struck'
      disputeId: string
      panel: number
      serial: number
      challenger: Address | null
      at: Instant
      tx: Digest
    }
  | {
      name: 'ruled'
      disputeId: string
      ruling: number
      executed: boolean
      expired: boolean
      at: Instant
      tx: Digest
    }
  | { name: 'vanished'; disputeId: string; reason: string }

/** Events that change what is known of jurors, courts and evidence. */
export type KeptEvent =
  | { name: 'numbered'; number: number; juror: Address; epoch: number }
  | HeldEvent
  | { name: 'court'; court: number; parent: number; root: number; creator: Address; at: Instant }
  | {
      name: 'version'
      court: number
      version: number
      policyHash: Digest
      terms: Hex
      lifeSeconds: number
      at: Instant
    }
  /** `credit` is what new disputes of the account may come to cost, after the change. */
  | { name: 'credited'; account: Address; credit: string }
  /** A dispute off chain was settled out of its account's credit. */
  | { name: 'charged'; disputeId: string; account: Address; deliverer: Address; fee: string }
  /** The rolls of an epoch were disproved: it has none. */
  | { name: 'rollsVoided'; epoch: number }
  | { name: 'grouped'; disputeId: string; arbitrable: Address; metaEvidence: string; group: string }
  | Movement

/** Money that moved on chain. Amounts are decimal strings in the smallest unit, tokens signed where they may be lost. */
export type Movement = { at: Instant; tx: Digest } & (
  | { name: 'contributed'; disputeId: string; account: Address; serial: number; side: Side; amount: string }
  | { name: 'contributionReturned'; disputeId: string; account: Address; serial: number; amount: string }
  | { name: 'seatSettled'; disputeId: string; account: Address; tokens: string; wei: string }
  | { name: 'settled'; disputeId: string; tokenPot: string; feePot: string; coherentSeats: number }
  | { name: 'owed' | 'withdrawn'; account: Address; tokens: string; wei: string }
  | { name: 'debtFolded'; account: Address; debt: string }
)

// What the teller keeps

/** What the teller has undertaken, written before anything is broadcast. */
export interface Intents {
  find(id: string): Promise<Intent | undefined>
  /** The account's open intent; there is never more than one. */
  open(account: Address): Promise<Intent | undefined>
  /** Keeps a new intent with its first transaction. 'conflict': the account has an open one, or the id is known. */
  begin(intent: { id: string; account: Address; nonce: number }, attempt: Attempt): Promise<'kept' | 'conflict'>
  /** Keeps a dearer transaction with the same nonce. */
  raise(id: string, attempt: Attempt): Promise<void>
  /** A node took the transaction. */
  sent(hash: Digest, at: Instant): Promise<void>
  end(id: string, state: 'confirmed' | 'reverted', why?: string): Promise<void>
  /** Forgets an intent none of whose transactions can be mined any more: another used its nonce up, or it reverted. */
  forget(id: string): Promise<void>
}
export type Intent = {
  id: string
  account: Address
  nonce: number
  state: 'open' | 'confirmed' | 'reverted'
  why?: string
  /** In the order of signing. */
  attempts: readonly Attempt[]
}
export type Attempt = { raw: Hex; hash: Digest; fees: Fees; signedAt: Instant; sentAt?: Instant }
