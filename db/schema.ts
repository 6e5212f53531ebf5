/**
 * Schema: every table of the archive.
 *
 * `entries` is the record; its primary key is the lock that keeps two writers from both appending entry 7. Tables
 * below "derived from dockets" are written with the entries they follow from, those below "derived from the chain"
 * with the cursor that has passed them: both can be made again from what they were derived from.
 *
 * Instants are seconds. `block` says which block a row came with, so that a reorganisation can take it back. `place`
 * is a log's position in the whole chain: block × 1,000,000 + index of the log.
 * @module
 */
import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Personhood } from '#jurors/juror'
import type { CourtPolicy } from '#law/court'
import type { EffectKind } from '#law/effects'
import type { Bodies, Kind } from '#law/filing'
import type { Override } from '#law/gauntlet/override'
import type { Period } from '#law/period'
import type { Policy } from '#law/policy'
import type { Channel, Endpoint, FiledEvent, Movement } from '#ports'
import type { Address } from '#primitives/bytes'
import { hex, uint128, uint256 } from './columns.ts'

// THE RECORD

/** Lines of dockets. Never changed, never deleted. */
export const entries = sqliteTable(
  'entries',
  {
    dispute: hex().notNull(),
    /** From 1, without gaps. */
    number: integer().notNull(),
    kind: text().$type<Kind>().notNull(),
    acceptedAt: integer('accepted_at').notNull(),
    hash: hex().notNull(),
    head: hex().notNull(),
    body: text({ mode: 'json' }).$type<Bodies[Kind]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.dispute, t.number] }), check('entries_number', sql`${t.number} >= 1`)],
)

/** The operator's signed promises, one per entry that was asked for by somebody. */
export const receipts = sqliteTable(
  'receipts',
  { dispute: hex().notNull(), number: integer().notNull(), signature: hex().notNull(), operator: hex().notNull() },
  (t) => [primaryKey({ columns: [t.dispute, t.number] })],
)

/** What has to be done, and what was: a row that is done stays, so that nobody adds the same again. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: text().primaryKey(),
    stream: text().notNull(),
    kind: text().$type<EffectKind>().notNull(),
    /** Panel or epoch. */
    of: integer().notNull(),
    dueAt: integer('due_at').notNull(),
    /** Leases since it was last armed. */
    attempts: integer().notNull().default(0),
    lease: text(),
    leaseUntil: integer('lease_until'),
    state: text().$type<'armed' | 'parked' | 'done'>().notNull().default('armed'),
    /** Why it was put off or parked. */
    why: text(),
  },
  (t) => [
    index('outbox_due').on(t.dueAt).where(sql`${t.state} = 'armed'`),
    index('outbox_stream').on(t.stream, t.dueAt).where(sql`${t.state} = 'armed'`),
    index('outbox_leased').on(t.leaseUntil).where(sql`${t.lease} IS NOT NULL`),
  ],
)

// DERIVED FROM DOCKETS

/** A dispute in one row. */
export const disputes = sqliteTable(
  'disputes',
  {
    key: hex().primaryKey(),
    chainId: uint256('chain_id').notNull(),
    disputeId: uint256('dispute_id').notNull(),
    court: integer().notNull(),
    /** The court off chain whose policy it pinned; null for a choice under the chain's own. */
    under: hex(),
    arbitrable: hex().notNull(),
    /** The period when the last entry was accepted, and until when it lasted by the clock. The docket decides, not this. */
    period: text().$type<Period>().notNull(),
    untilAt: integer('until_at'),
    panel: integer().notNull(),
    ruling: integer(),
    /** True when nothing more will happen: final on chain, or void. */
    ended: integer({ mode: 'boolean' }).notNull().default(false),
    openedAt: integer('opened_at').notNull(),
    deadlineAt: integer('deadline_at').notNull(),
    entries: integer().notNull(),
    head: hex().notNull(),
  },
  (t) => [
    uniqueIndex('disputes_id').on(t.disputeId, t.chainId),
    index('disputes_newest').on(t.openedAt, t.key),
    index('disputes_under').on(t.under, t.openedAt).where(sql`${t.under} IS NOT NULL`),
    check('disputes_id_digits', sql`length(${t.disputeId}) = 78`),
  ],
)

/** Who sits: one row per juror and panel. */
export const seats = sqliteTable(
  'seats',
  {
    dispute: hex().notNull(),
    panel: integer().notNull(),
    juror: hex().notNull(),
    number: integer().notNull(),
    seats: integer().notNull(),
    /** Highest revision of a ballot for the present reveal round, ms; null while none came. */
    revision: integer(),
    recused: integer({ mode: 'boolean' }).notNull().default(false),
    commitOpensAt: integer('commit_opens_at').notNull(),
    commitClosesAt: integer('commit_closes_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.dispute, t.panel, t.juror] }), index('seats_juror').on(t.juror, t.commitClosesAt)],
)

/**
 * Credit that disputes off chain may come to cost their account. An account's holds are numbered without gaps, and the
 * number is the lock: of two that counted on the same credit at once, one is refused and counts again.
 */
export const holds = sqliteTable(
  'holds',
  {
    account: hex().notNull(),
    number: integer().notNull(),
    disputeId: uint256('dispute_id').notNull(),
    wei: uint128().notNull(),
    /** True once nothing will be charged: nothing came of it, or no verdict did. A charge ends a hold by itself. */
    released: integer({ mode: 'boolean' }).notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.account, t.number] }), uniqueIndex('holds_dispute').on(t.disputeId)],
)

/** Exhibits, as their entries tell of them; `checked` is what a look at the content said since. */
export const evidence = sqliteTable(
  'evidence',
  {
    dispute: hex().notNull(),
    number: integer().notNull(),
    party: hex().notNull(),
    reference: text().notNull(),
    meta: integer({ mode: 'boolean' }).notNull(),
    checked: text().$type<Bodies['evidence']['check']>().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.dispute, t.number] })],
)

// ROLLS

/** Inner nodes of all rolls by hash; never overwritten, so old rolls stay drawable. Empty subtrees aren't stored. */
export const rollNodes = sqliteTable('roll_nodes', {
  hash: hex().primaryKey(),
  leftHash: hex('left_hash').notNull(),
  leftSum: uint128('left_sum').notNull(),
  rightHash: hex('right_hash').notNull(),
  rightSum: uint128('right_sum').notNull(),
})

/** What stands behind a leaf's hash. */
export const rollLeaves = sqliteTable('roll_leaves', {
  hash: hex().primaryKey(),
  address: hex().notNull(),
  weight: uint128().notNull(),
})

/** One roll per epoch and court; one in which nobody has weight is no leaf of `rollsRoot`. */
export const rolls = sqliteTable(
  'rolls',
  {
    epoch: integer().notNull(),
    court: integer().notNull(),
    version: integer().notNull(),
    root: hex().notNull(),
    total: uint128().notNull(),
    jurors: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.epoch, t.court] }), check('rolls_total_digits', sql`length(${t.total}) = 39`)],
)

/** Epochs whose rolls are compiled. */
export const rollEpochs = sqliteTable('roll_epochs', {
  epoch: integer().primaryKey(),
  rollsRoot: hex('rolls_root').notNull(),
  jurors: integer().notNull(),
})

// DERIVED FROM THE CHAIN

/** How far the chain has been read. Each step inserts the next row and deletes the one before: the key is the lock. */
export const cursor = sqliteTable('cursor', {
  step: integer().primaryKey(),
  number: integer().notNull(),
  hash: hex().notNull(),
  at: integer().notNull(),
})

/** Blocks that a step ended at or found a log in; a reorganisation is walked back along them. */
export const blocks = sqliteTable('blocks', {
  number: integer().primaryKey(),
  hash: hex().notNull(),
  at: integer().notNull(),
})

/** Filings that the chain made, one row per log and dispute, until they stand in their dockets. */
export const chainLogs = sqliteTable(
  'chain_logs',
  {
    blockHash: hex('block_hash').notNull(),
    logIndex: integer('log_index').notNull(),
    disputeId: uint256('dispute_id').notNull(),
    block: integer().notNull(),
    place: integer().notNull(),
    event: text({ mode: 'json' }).$type<FiledEvent>().notNull(),
    opens: integer({ mode: 'boolean' }).notNull(),
    state: text().$type<'waiting' | 'filed' | 'orphaned'>().notNull(),
    why: text(),
  },
  (t) => [
    primaryKey({ columns: [t.blockHash, t.logIndex, t.disputeId] }),
    index('chain_logs_waiting').on(t.place).where(sql`${t.state} = 'waiting'`),
    index('chain_logs_openings').on(t.state, t.block).where(sql`${t.opens} = 1`),
    index('chain_logs_block').on(t.block),
  ],
)

export const jurors = sqliteTable(
  'jurors',
  {
    number: integer().primaryKey(),
    address: hex().notNull(),
    epoch: integer().notNull(),
    block: integer().notNull(),
  },
  (t) => [uniqueIndex('jurors_address').on(t.address), index('jurors_epoch').on(t.epoch, t.number)],
)

/** A juror's whole holding after each change the vault reported. */
export const holdings = sqliteTable(
  'holdings',
  {
    number: integer().notNull(),
    place: integer().notNull(),
    epoch: integer().notNull(),
    stake: uint128().notNull(),
    courts: text({ mode: 'json' }).$type<readonly number[]>().notNull(),
    admitted: text({ mode: 'json' }).$type<readonly Personhood[]>().notNull(),
    block: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.number, t.place] }),
    index('holdings_epoch').on(t.epoch, t.number),
    index('holdings_block').on(t.block),
    check('holdings_stake_digits', sql`length(${t.stake}) = 39`),
  ],
)

export const courts = sqliteTable('courts', {
  court: integer().primaryKey(),
  parent: integer().notNull(),
  root: integer().notNull(),
  creator: hex().notNull(),
  createdAt: integer('created_at').notNull(),
  block: integer().notNull(),
})

export const courtVersions = sqliteTable(
  'court_versions',
  {
    court: integer().notNull(),
    version: integer().notNull(),
    policyHash: hex('policy_hash').notNull(),
    terms: hex().notNull(),
    lifeSeconds: integer('life_seconds').notNull(),
    adoptedAt: integer('adopted_at').notNull(),
    block: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.court, t.version] })],
)

/** Texts of policies, kept when their hash is one that the chain has. */
export const policies = sqliteTable('policies', {
  hash: hex().primaryKey(),
  policy: text({ mode: 'json' }).$type<Policy>().notNull(),
})

/** Courts off chain, a row per version. Never changed, never deleted: disputes pin them. */
export const foundings = sqliteTable(
  'foundings',
  {
    court: hex().notNull(),
    version: integer().notNull(),
    founder: hex().notNull(),
    policyHash: hex('policy_hash').notNull(),
    policy: text({ mode: 'json' }).$type<CourtPolicy>().notNull(),
    publishedAt: integer('published_at').notNull(),
    override: text({ mode: 'json' }).$type<Override>(),
  },
  (t) => [primaryKey({ columns: [t.court, t.version] }), check('foundings_version', sql`${t.version} >= 1`)],
)

/** Gazettes seen on chain. */
export const postings = sqliteTable(
  'postings',
  {
    serial: integer().primaryKey(),
    epoch: integer().notNull(),
    rollsRoot: hex('rolls_root').notNull(),
    headsRoot: hex('heads_root').notNull(),
    at: integer().notNull(),
    tx: hex().notNull(),
    block: integer().notNull(),
  },
  (t) => [index('postings_epoch').on(t.epoch)],
)

/** Epochs whose rolls were disproved on chain: they have none, and get no others. */
export const voidRolls = sqliteTable('void_rolls', {
  epoch: integer().primaryKey(),
  block: integer().notNull(),
})

/** Which of an arbitrable's evidence groups and MetaEvidence belong to which dispute (ERC-1497 `Dispute`). */
export const evidenceGroups = sqliteTable(
  'evidence_groups',
  {
    arbitrable: hex().notNull(),
    disputeId: uint256('dispute_id').notNull(),
    metaEvidence: uint256('meta_evidence').notNull(),
    group: uint256('evidence_group').notNull(),
    block: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.arbitrable, t.disputeId] }),
    index('evidence_groups_group').on(t.arbitrable, t.group),
  ],
)

/**
 * Money that moved, as arbitrator and vault tell it: contributions to appeals, what seats earned and lost, what accounts
 * were owed and took. `account` and `dispute_id` are null where an event names none.
 */
export const movements = sqliteTable(
  'movements',
  {
    place: integer().primaryKey(),
    disputeId: uint256('dispute_id'),
    account: hex(),
    event: text({ mode: 'json' }).$type<Movement>().notNull(),
    block: integer().notNull(),
  },
  (t) => [index('movements_dispute').on(t.disputeId, t.place), index('movements_account').on(t.account, t.place)],
)

/** Prepaid credit of accounts after each change: what new disputes off chain may come to cost. */
export const credits = sqliteTable(
  'credits',
  {
    account: hex().notNull(),
    place: integer().notNull(),
    credit: uint128().notNull(),
    block: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.account, t.place] }), index('credits_block').on(t.block)],
)

/** Disputes off chain that were settled out of their account's credit. */
export const charges = sqliteTable(
  'charges',
  {
    disputeId: uint256('dispute_id').primaryKey(),
    account: hex().notNull(),
    deliverer: hex().notNull(),
    fee: uint128().notNull(),
    block: integer().notNull(),
  },
  (t) => [index('charges_block').on(t.block)],
)

// GAZETTES AND SIGNATURES

/** Gazettes put together here, posted or not. */
export const gazettes = sqliteTable('gazettes', {
  serial: integer().primaryKey(),
  epoch: integer().notNull(),
  rollsRoot: hex('rolls_root').notNull(),
  headsRoot: hex('heads_root').notNull(),
})

export const gazetteHeads = sqliteTable(
  'gazette_heads',
  {
    serial: integer().notNull(),
    dispute: hex().notNull(),
    number: integer().notNull(),
    head: hex().notNull(),
    verdictHash: hex('verdict_hash').notNull(),
    openHash: hex('open_hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.serial, t.dispute] })],
)

/** Sets of attestors that anything here was signed by. */
export const attestorSets = sqliteTable('attestor_sets', {
  configDigest: hex('config_digest').primaryKey(),
  members: text({ mode: 'json' }).$type<readonly Address[]>().notNull(),
  k: integer().notNull(),
})

/** Signatures of attestors, all under one set. `subject`: `gazette:serial`, `verdict:key:panel` or `final:key`. */
export const attestations = sqliteTable(
  'attestations',
  {
    subject: text().notNull(),
    signer: hex().notNull(),
    configDigest: hex('config_digest').notNull(),
    signature: hex().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subject, t.signer] })],
)

/** What came of asking each attestor. Decides nothing; a year of it is kept. */
export const attestorAnswers = sqliteTable(
  'attestor_answers',
  {
    attestor: text().notNull(),
    /** As in `attestations`; one subject may be asked about again. */
    subject: text().notNull(),
    at: integer().notNull(),
    /** Who signed; null where nobody did, and then `why` says why. */
    signer: hex().$type<Address>(),
    /** Null: no answer in time. */
    tookMs: integer('took_ms'),
    why: text(),
  },
  (t) => [index('attestor_answers_at').on(t.at)],
)

// THE TELLER

/** What the teller has undertaken to carry. At most one per account is open: one nonce at a time. */
export const intents = sqliteTable(
  'intents',
  {
    id: text().primaryKey(),
    account: hex().notNull(),
    nonce: integer().notNull(),
    state: text().$type<'open' | 'confirmed' | 'reverted'>().notNull(),
    why: text(),
  },
  (t) => [uniqueIndex('intents_open').on(t.account).where(sql`${t.state} = 'open'`)],
)

/** Transactions signed for an intent, all with its nonce: the first, and dearer ones after it. */
export const attempts = sqliteTable(
  'attempts',
  {
    hash: hex().primaryKey(),
    intent: text().notNull(),
    raw: hex().notNull(),
    maxFeePerGas: uint256('max_fee_per_gas').notNull(),
    maxPriorityFeePerGas: uint256('max_priority_fee_per_gas').notNull(),
    signedAt: integer('signed_at').notNull(),
    /** When a node took it; null while nobody said so. */
    sentAt: integer('sent_at'),
  },
  (t) => [
    index('attempts_intent').on(t.intent),
    check('attempts_fee_digits', sql`length(${t.maxFeePerGas}) = 78 AND length(${t.maxPriorityFeePerGas}) = 78`),
  ],
)

// THE ATTESTOR

/** What an attestor has put its name to: a subject is spoken of once. */
export const oaths = sqliteTable('oaths', {
  /** `gazette:serial`, `verdict:key:panel:serial` or `final:key`. */
  subject: text().primaryKey(),
  /** Digest of what was said, without the set that says it. */
  said: hex().notNull(),
})

/** Verdicts that an attestor weighs outside of any request, by their transcript; `why`: it was weighed, and isn't signed. */
export const weighings = sqliteTable('weighings', {
  transcript: text().primaryKey(),
  askedAt: integer('asked_at').notNull(),
  why: text(),
})

// THE DOOR

/** Texts that the court has issued for somebody to sign, by their hash; a row that is used or over is as good as gone. */
export const words = sqliteTable(
  'words',
  { hash: hex().primaryKey(), account: hex().notNull(), endsAt: integer('ends_at').notNull() },
  (t) => [index('words_ends').on(t.endsAt)],
)

/** Sessions and API keys. Only hashes: what a database shows, nobody can come in with. */
export const keys = sqliteTable(
  'keys',
  {
    id: text().primaryKey(),
    account: hex().notNull(),
    name: text().notNull(),
    scopes: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
    hash: hex().notNull(),
    /** The secret before the last rotation, and until when it still opens. */
    formerHash: hex('former_hash'),
    formerUntil: integer('former_until'),
    madeAt: integer('made_at').notNull(),
    endsAt: integer('ends_at').notNull(),
  },
  (t) => [
    uniqueIndex('keys_hash').on(t.hash),
    index('keys_former').on(t.formerHash),
    index('keys_account').on(t.account),
    index('keys_ends').on(t.endsAt),
  ],
)

/** Answers to requests that must not happen twice, written with what they did. */
export const onces = sqliteTable(
  'onces',
  {
    owner: text().notNull(),
    key: text().notNull(),
    fingerprint: hex().notNull(),
    status: integer().notNull(),
    answer: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.owner, t.key] }), index('onces_at').on(t.at)],
)

/** Where accounts want to be told things. */
export const endpoints = sqliteTable(
  'endpoints',
  {
    id: text().primaryKey(),
    account: hex().notNull(),
    channel: text().$type<Channel>().notNull(),
    address: text().notNull(),
    /** Message types, `dispute.*` among them; none: all. */
    types: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
    dispute: hex(),
    court: integer(),
    arbitrable: hex(),
    /** Newest first. Kept as they are, since messages are signed with them. */
    secrets: text({ mode: 'json' }).$type<Endpoint['secrets']>().notNull(),
    push: text({ mode: 'json' }).$type<NonNullable<Endpoint['push']>>(),
    state: text().$type<Endpoint['state']>().notNull(),
    proof: text().notNull(),
    why: text(),
    failingSince: integer('failing_since'),
    madeAt: integer('made_at').notNull(),
  },
  (t) => [index('endpoints_account').on(t.account), index('endpoints_state').on(t.state)],
)

/** What was said, once for all who hear it, in the very bytes that are sent. */
export const messages = sqliteTable(
  'messages',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    type: text().notNull(),
    dispute: hex(),
    court: integer(),
    arbitrable: hex(),
    /** The only account that hears it; null: everybody may. */
    recipient: hex(),
    /** The only endpoint that hears it: a test, or a notice about another of the account's endpoints. */
    endpoint: text(),
    at: integer().notNull(),
    body: text().notNull(),
  },
  (t) => [uniqueIndex('messages_id').on(t.id), index('messages_at').on(t.at)],
)

/** Attempts to send a message to an endpoint, as they went. Which are still due stands in the outbox. */
export const sendings = sqliteTable(
  'sendings',
  {
    endpoint: text().notNull(),
    seq: integer().notNull(),
    at: integer().notNull(),
    /** Of that instant: a lease that ran out may be taken twice within a second. */
    attempt: text().notNull(),
    status: integer(),
    why: text(),
    excerpt: text().notNull(),
    tookMs: integer('took_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.endpoint, t.seq, t.at, t.attempt] }), index('sendings_at').on(t.at)],
)
