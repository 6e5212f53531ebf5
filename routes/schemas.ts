/**
 * Schemas: the shapes that come in and go out. What validates a request also writes /openapi.json.
 *
 * Instants, beacon rounds and revisions are JSON numbers (they are safe integers); ids, weights and money are decimal
 * strings. Bodies of entries are as they were hashed, where every integer is a decimal string.
 * @module
 */
import * as z from 'zod'
import { sealedBytes } from '#jurors/ballot'
import { MOST_REASON, MOST_REFERENCE } from '#law/decide'
import {
  MOST_CHOICES,
  MOST_DESCRIPTION,
  MOST_QUESTION_EXHIBITS,
  MOST_QUESTION_REFERENCE,
  MOST_TITLE,
} from '#law/question/asked'
import { MOST_ROOM } from '#law/word'
import type { Hex } from '#primitives/bytes'

/** Bytes of a contract account's signature at most. */
const MOST_SIGNATURE_BYTES = 4096
/** Bytes of a sealed ballot at most; the law knows the exact number for a question. */
const MOST_SEALED_BYTES = sealedBytes(MOST_ROOM)
/** Characters of a content that is shown for an exhibit. */
export const MOST_CONTENT = 1_000_000

const hexOf = (bytes: number, what: string) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`), {
      error: `expected 0x and ${2 * bytes} lower-case hexadecimal digits`,
    })
    .meta({ description: what }) as unknown as z.ZodType<Hex, Hex>

const hexUpTo = (bytes: number, what: string) =>
  z
    .string()
    .max(2 + 2 * bytes, { error: `expected at most ${bytes} bytes` })
    .regex(/^0x([0-9a-f]{2})*$/, { error: 'expected lower-case hexadecimal of whole bytes' })
    .meta({ description: what }) as unknown as z.ZodType<Hex, Hex>

export const address = hexOf(20, 'An account, lower-case.')
export const digest = hexOf(32, '32 bytes.')
export const signature = hexUpTo(MOST_SIGNATURE_BYTES, 'r ‖ s ‖ v, or what a contract account takes for a signature.')
const sealed = hexUpTo(MOST_SEALED_BYTES, 'The opening, time-locked to R, and the answer encrypted under it.')
const answer = hexUpTo(MOST_SEALED_BYTES, 'Canonical answer bytes.')

/** Text of whole code points: a lone surrogate has no bytes, and so no hash. */
export const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => value.isWellFormed(), { error: 'expected well-formed text' })

/** A safe integer, as a number or as its decimal string. */
const whole = z
  .union([z.number().int().nonnegative(), z.string().regex(/^(0|[1-9][0-9]{0,15})$/)])
  .transform(Number)
  .refine(Number.isSafeInteger, { error: 'expected an integer below 2^53' })
  .meta({ description: 'An integer below 2^53, as a number or in decimal.' })

export const decimal = z
  .string()
  .regex(/^(0|[1-9][0-9]*)$/)
  .meta({ description: 'An integer, in decimal.' })
/** An integer in its one decimal spelling, which is the one that is hashed. */
const wideDecimal = (bits: number, what = `An integer below 2^${bits}, in decimal.`) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,77})$/, { error: 'expected an integer in decimal', abort: true })
    .refine((value) => BigInt(value) >> BigInt(bits) === 0n, { error: `expected less than 2^${bits}` })
    .meta({ description: what })
export const instant = z.number().int().meta({ description: 'Seconds since the Unix epoch.' })
export const small = (most: number) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,9})$/)
    .transform(Number)
    .refine((n) => n <= most, { error: `expected at most ${most}` })

export const period = z.enum(['evidence', 'draw', 'commit', 'reveal', 'appeal', 'execution'])

/** An id on chain, in decimal. */
export const decimalId = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, { error: 'expected an id in decimal', abort: true })
  .refine((id) => BigInt(id) >> 256n === 0n, { error: 'expected an id below 2^256' })

/** Names of chains and of accounts on them, for machines that know several. */
export const caip2 = z
  .string()
  .regex(/^eip155:[0-9]+$/)
  .meta({ description: 'CAIP-2.' })
export const caip10 = z
  .string()
  .regex(/^eip155:[0-9]+:0x[0-9a-f]{40}$/)
  .meta({ description: 'CAIP-10.' })

// PLACES

/** A dispute by its key, or by its id on chain in decimal. */
export const disputeName = z
  .string()
  .regex(/^(0x[0-9a-f]{64}|[1-9][0-9]{0,77})$/, { error: 'expected a dispute key or a decimal id', abort: true })
  .refine((name) => name.startsWith('0x') || BigInt(name) >> 256n === 0n, { error: 'expected an id below 2^256' })
  .meta({ examples: ['1'] })

export const ofDispute = z.object({ dispute: disputeName })
export const ofPanel = z.object({ dispute: disputeName, panel: small(2 ** 16) })
export const ofBallots = z.object({ dispute: disputeName, panel: small(2 ** 16), juror: address })
export const ofJuror = z.object({ juror: address })
export const ofCourt = z.object({ court: small(2 ** 32 - 1) })
/** A court by its number on chain, or off chain by its name. */
const courtName = z
  .string()
  .regex(/^(0x[0-9a-f]{64}|0|[1-9][0-9]{0,9})$/, { error: 'expected the name of a court or its number', abort: true })
  .refine((name) => name.startsWith('0x') || Number(name) < 2 ** 32, { error: 'expected a number below 2^32' })
  .meta({ examples: ['0'] })
export const ofAnyCourt = z.object({ court: courtName })
export const ofFounded = z.object({ court: digest })
export const ofVersion = z.object({ court: digest, version: small(2 ** 32 - 1) })
export const ofEpoch = z.object({ epoch: small(2 ** 32 - 1) })
export const ofRoll = z.object({ epoch: small(2 ** 32 - 1), court: small(2 ** 32 - 1) })
export const ofNode = z.object({ epoch: small(2 ** 32 - 1), hash: digest })
export const ofItem = z.object({ registry: address, item: digest })
export const uri = text(MOST_QUESTION_REFERENCE)
export const ofSerial = z.object({ serial: small(2 ** 32 - 1) })

export const from = z.object({ from: small(2 ** 32 - 1).optional() })
export const listing = z.object({
  period: period.optional().meta({ description: 'Kept of each page are those in this period now.' }),
  court: small(2 ** 32 - 1).optional(),
  under: digest.optional().meta({ description: 'Heard under this court off chain.' }),
  arbitrable: address.optional(),
  juror: address.optional().meta({ description: 'Drawn in some panel.' }),
  ended: z.enum(['true', 'false']).optional(),
  cursor: z
    .string()
    .regex(/^[0-9]{1,12}\.0x[0-9a-f]{64}$/, { error: 'expected the cursor of the page before' })
    .optional(),
})

// FILINGS

export const Ballot = z
  .strictObject({
    juror: address,
    beaconRound: whole,
    revision: whole,
    commitment: digest,
    sealed,
    signature,
    ticket: wideDecimal(53, 'Nonce that pays for the seat, where the policy asks a ticket.').optional(),
  })
  .meta({ id: 'Ballot' })
export const Recusal = z.strictObject({ juror: address, reason: text(MOST_REASON), signature }).meta({ id: 'Recusal' })
export const OpeningByHand = z.strictObject({ juror: address, answer, opening: digest }).meta({ id: 'Opening' })
export const Controls = z
  .strictObject({ items: z.array(z.number().int().min(0).max(65_534)).max(1000).readonly(), answer, salt: digest })
  .meta({ id: 'Controls' })
export const Exhibition = z
  .strictObject({ reference: text(MOST_REFERENCE), content: text(MOST_CONTENT) })
  .meta({ id: 'Exhibition' })
export const Publication = z
  .strictObject({
    policy: z.strictObject({
      name: text(200),
      text: text(50_000),
      question: z.strictObject({ space: z.literal('choice') }),
      tally: z.strictObject({ rule: z.literal('plurality') }),
      score: z.strictObject({ metric: z.literal('agreement'), referee: z.literal('outcome') }),
      purse: z.strictObject({ split: z.literal('coherent') }),
      ladder: z.strictObject({ rungs: z.literal('appeals') }),
      terms: hexUpTo(32 * 32, 'abi.encode(terms).'),
    }),
  })
  .meta({ id: 'Publication' })

const Override = z.strictObject({ words: text(1000), signature }).meta({ id: 'Override' })

/** The law looks at the policy itself, and says of each block where it strays. */
export const PolicyText = z
  .strictObject({
    policy: z.looseObject({}).meta({ description: 'name, text, question, panel, tally, score, purse, ladder, terms.' }),
    override: Override.optional().meta({
      description: 'The `words` of a refusal `CourtRefused`, signed by the founder as a message (EIP-191).',
    }),
  })
  .meta({ id: 'PolicyText' })

const asked = {
  title: text(MOST_TITLE),
  description: text(MOST_DESCRIPTION).optional(),
  evidence: z.array(text(MOST_QUESTION_REFERENCE)).max(MOST_QUESTION_EXHIBITS).readonly().optional(),
}
const choiceTitles = z.array(text(MOST_TITLE)).max(MOST_CHOICES)
const Question = z
  .union([
    z.strictObject({ space: z.literal('choice'), choices: choiceTitles.min(1).readonly(), ...asked }),
    z.strictObject({
      under: z
        .strictObject({ court: digest, version: wideDecimal(32), policyHash: digest })
        .meta({ description: 'The version of a court off chain whose policy it is heard under.' }),
      asked: z.looseObject({}).meta({ description: 'What the policy’s question block leaves to the dispute to say.' }),
      controls: digest.optional().meta({ description: 'Hash of its control items, where the policy wants some.' }),
      resolvedBy: digest.optional().meta({
        description:
          'Key of an open dispute whose ruling is the truth, instead of `controls`, where it comes out later.',
      }),
      stated: z.looseObject({}).optional().meta({
        description:
          'bonds, machines, standings, links, entries, prize, worth, groups, trusted: what rules of the policy look at.',
      }),
      choices: choiceTitles.readonly().optional(),
      ...asked,
    }),
  ])
  .meta({ id: 'Question' })

/** What an account signs, and what it asks: members beyond the court's own are refused, for they would be signed unseen. */
export const Ask = z
  .strictObject({
    open: z.strictObject({
      account: address,
      court: wideDecimal(32),
      policyHash: digest,
      questionHash: digest,
      seats: wideDecimal(32, 'Seats of the panel, 1 to 511.'),
      maxFee: wideDecimal(256, 'Wei that it may cost at most, out of the account’s credit.'),
      nonce: wideDecimal(53, 'Account and nonce name the dispute.'),
      expiresAt: wideDecimal(53, 'A gazette that opens it stands in a block no later than this.'),
    }),
    question: Question,
    signature,
  })
  .meta({ id: 'Ask' })

// ANSWERS

export const Receipt = z
  .object({
    number: z.number().int(),
    entryHash: digest,
    head: digest,
    acceptedAt: instant,
    signature,
    operator: address,
  })
  .meta({ id: 'Receipt' })

export const AskedView = z.object({ disputeKey: digest, disputeId: decimal, receipt: Receipt }).meta({ id: 'Asked' })

export const ProblemBody = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().meta({ description: 'The name of the refusal; its evidence stands beside it.' }),
  })
  .meta({ id: 'Problem' })

const facts = z.object({
  chainId: decimal,
  arbitrator: address,
  disputeId: decimal,
  arbitrable: address,
  court: decimal,
  version: decimal,
  choices: decimal,
  seats: decimal,
  openedAt: decimal,
  deadlineAt: decimal,
  block: decimal,
  tx: digest,
})
const amount = z
  .string()
  .regex(/^-?(0|[1-9][0-9]*)$/)
  .meta({ description: 'An amount in the smallest unit.' })

/** Place of a log in the chain. */
export const place = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,15})$/, { error: 'expected the place of a payment' })
  .transform(Number)
  .refine(Number.isSafeInteger, { error: 'expected an integer below 2^53' })

const side = z.object({ needed: amount, given: amount })
export const AppealQuote = z
  .object({
    appeal: z.number().int().meta({ description: 'The first appeal of a dispute is 1.' }),
    court: z.number().int(),
    version: z.number().int(),
    seats: z.number().int(),
    currency: z.enum(['wei', 'token']),
    cost: amount,
    stake: amount,
    against: side,
    for: side,
    untilAt: instant,
    effectAt: instant,
  })
  .meta({ id: 'AppealQuote' })
export const Movement = z
  .object({
    place: z.number().int(),
    at: instant,
    tx: digest,
    name: z.enum(['contributed', 'contributionReturned', 'seatSettled', 'settled', 'owed', 'withdrawn', 'debtFolded']),
    account: address.optional(),
    disputeId: decimal.optional(),
    serial: z.number().int().optional(),
    side: z.enum(['against', 'for']).optional(),
    amount: amount.optional(),
    tokens: amount.optional(),
    wei: amount.optional(),
    tokenPot: amount.optional(),
    feePot: amount.optional(),
    coherentSeats: z.number().int().optional(),
    debt: amount.optional(),
  })
  .meta({ id: 'Movement' })

const draw = z.object({ number: z.number().int(), address, weight: decimal, seated: z.boolean() })
/** A value of an answer space, or a mark. */
const said = z.json().meta({ description: 'A value in the question’s space, or blank, cannot tell, none of these.' })
const Word = z
  .object({
    findings: z.array(
      z.object({
        answer: answer.nullable(),
        support: decimal,
        trace: z.record(z.string(), z.string()),
        said: said.nullable().meta({ description: 'The answer, decoded; null: undecided.' }),
      }),
    ),
    ladder: z.string(),
    scores: z.array(z.object({ juror: address, score: z.string().nullable() })),
    payments: z
      .array(z.object({ account: z.string(), change: z.string() }))
      .meta({ description: 'In wei, adding up to zero: a statement of account. It moves no money.' }),
  })
  .meta({ id: 'Word', description: 'Under a policy: what the panel’s answers come to. `outcome` is its hash.' })
const Sitting = z
  .object({
    panel: z.number().int(),
    seats: z.number().int(),
    times: z.object({
      drawAt: instant,
      seedRound: z.number().int(),
      commitOpensAt: instant,
      commitClosesAt: instant,
      beaconRound: z.number().int(),
      revealAt: instant,
      revealEndsAt: instant,
    }),
    again: z.boolean(),
    draws: z.array(draw),
    committed: z.array(address).meta({ description: 'Who handed in a ballot, not what.' }),
    recused: z.array(address),
    opened: z
      .array(
        z.object({
          juror: address,
          answer: signature,
          choices: z.array(z.number().int()).optional(),
          said: z.array(said).optional().meta({ description: 'Under a policy: what the answer says, item by item.' }),
        }),
      )
      .meta({ description: 'After R: answers of the ballots that are open.' }),
    judged: z
      .object({
        ruling: z.number().int(),
        tied: z.boolean(),
        outcome: digest,
        ballotsRoot: digest,
        draws: z.number().int(),
        word: Word.optional(),
      })
      .optional(),
    delivered: z.object({ at: instant, verdictHash: digest, deliverer: address, tx: digest }).optional(),
    appealed: z.object({ at: instant, tx: digest }).optional(),
    atRisk: z
      .object({
        seatStake: amount,
        fee: amount,
        wrong: amount,
        absent: amount,
        recused: amount,
        unopened: amount,
        leaked: amount,
      })
      .meta({
        description:
          'Per seat: what it earns in wei at least, if it is coherent, and what it can cost in stake tokens.',
      }),
    court: z.number().int(),
  })
  .meta({ id: 'Sitting' })
export const DisputeView = z
  .object({
    key: digest,
    chain: caip2,
    arbitrator: caip10,
    arbitrable: caip10,
    facts,
    period,
    untilAt: instant.optional(),
    now: instant,
    deadline: instant,
    entries: z.number().int(),
    head: digest,
    policyHash: digest,
    question: Question.optional().meta({ description: 'Of a dispute off chain: what its account asks.' }),
    sittings: z.array(Sitting),
    ruling: z
      .object({ ruling: z.number().int(), executed: z.boolean(), expired: z.boolean(), at: instant, tx: digest })
      .optional(),
    void: z.string().optional(),
  })
  .meta({ id: 'Dispute' })
const titleOffChain = z.string().optional().meta({ description: 'Of a dispute off chain: what its account asks.' })
export const DisputeCard = z
  .object({
    key: digest,
    disputeId: decimal,
    court: z.number().int(),
    period,
    untilAt: instant.optional(),
    deadline: instant,
    panel: z.number().int(),
    entries: z.number().int(),
    ruling: z.number().int().optional(),
    title: titleOffChain,
    under: digest.optional().meta({
      description:
        'The court off chain whose policy it is heard under: a ruling of 1 then says that there is an answer.',
    }),
  })
  .meta({ id: 'DisputeCard' })
export const AskedCard = z
  .object({
    key: digest,
    disputeId: decimal,
    account: address,
    court: z.number().int(),
    under: digest.optional().meta({ description: 'The court off chain whose policy it asks for.' }),
    title: z.string(),
    seats: z.number().int(),
    askedAt: instant,
    expiresAt: instant.meta({ description: 'No gazette can open it from here on.' }),
    void: z.string().optional().meta({ description: 'Why nothing came of it.' }),
  })
  .meta({ id: 'AskedCard' })
export const Entry = z
  .object({
    number: z.number().int(),
    kind: z.string(),
    acceptedAt: instant,
    hash: digest,
    head: digest,
    body: z.looseObject({}).meta({ description: 'As it was hashed: RFC 8785, integers in decimal.' }),
  })
  .meta({ id: 'Entry' })
export const FiledBallot = z
  .object({
    number: z.number().int(),
    acceptedAt: instant,
    entryHash: digest,
    beaconRound: z.number().int(),
    revision: z.number().int(),
    commitment: digest,
    sealed,
    signature,
    vouchedAt: decimal.nullable(),
  })
  .meta({ id: 'FiledBallot' })
export const Exhibit = z
  .object({
    number: z.number().int(),
    party: address,
    reference: z.string(),
    meta: z.boolean(),
    check: z.enum(['unchecked', 'matches', 'differs']),
    at: decimal,
  })
  .meta({ id: 'Exhibit' })
export const ItemView = z
  .object({
    registry: address,
    item: digest,
    state: z.enum(['absent', 'applied', 'disputed', 'listed', 'contested', 'expired']),
    isListed: z.boolean().meta({ description: 'What a contract is told that asks `isListed`.' }),
    entry: z.object({
      owner: address,
      bond: decimal,
      listedAt: instant,
      until: instant,
      disputeId: decimal,
      challenger: address,
      against: decimal,
    }),
    minBond: decimal,
    challengeCost: decimal,
    moves: z.array(
      z.object({
        name: z.enum(['list', 'challenge', 'renew', 'remove']),
        to: address,
        value: decimal,
        data: hexUpTo(MOST_QUESTION_REFERENCE * 4, 'Calldata.'),
        by: address.optional().meta({ description: 'The one account that may send it.' }),
      }),
    ),
  })
  .meta({ id: 'Item' })
export const SummonsView = z
  .object({
    disputeKey: digest,
    disputeId: decimal,
    court: z.number().int(),
    panel: z.number().int(),
    seats: z.number().int(),
    period,
    committed: z.boolean(),
    commitOpensAt: instant,
    commitClosesAt: instant,
    revealAt: instant,
    title: titleOffChain,
  })
  .meta({ id: 'Summons' })
export const JurorView = z
  .object({
    number: z.number().int(),
    address,
    account: z.string().meta({ description: 'CAIP-10.' }),
    stake: decimal,
    courts: z.array(z.number().int()),
    admitted: z.array(z.number().int()),
  })
  .meta({ id: 'Juror' })
export const CourtView = z
  .object({
    court: z.number().int(),
    parent: z.number().int(),
    creator: address,
    version: z.number().int(),
    policyHash: digest,
    lifeSeconds: z.number().int(),
    terms: z.record(z.string(), z.any()),
    policy: z.looseObject({}).nullable(),
  })
  .meta({ id: 'Court' })
export const FoundedCard = z
  .object({
    court: digest,
    version: z.number().int(),
    founder: address,
    policyHash: digest,
    publishedAt: instant,
    name: z.string(),
  })
  .meta({ id: 'FoundedCard' })
export const FoundedView = z
  .object({
    court: digest,
    version: z.number().int(),
    founder: address,
    policyHash: digest,
    policy: z.looseObject({}),
    publishedAt: instant,
    override: Override.extend({
      vouchedAt: decimal.optional().meta({ description: 'The block at which a contract account called it its own.' }),
    })
      .nullable()
      .meta({ id: 'SignedOverride', description: 'Null if it passes the gauntlet.' }),
  })
  .meta({ id: 'FoundedCourt' })
const rollClaim = z.object({
  epoch: decimal,
  court: decimal,
  version: decimal,
  root: digest,
  total: decimal,
  jurors: decimal,
})
export const RollsView = z
  .object({ epoch: z.number().int(), rollsRoot: digest, headers: z.array(rollClaim) })
  .meta({ id: 'Rolls' })
export const LeavesView = z
  .object({
    leaves: z.array(z.object({ number: z.number().int(), address, weight: decimal })),
    next: z.number().int().nullable(),
  })
  .meta({ id: 'Leaves' })
export const NodeView = z
  .object({ hash: digest, preimage: hexUpTo(224, 'What it was hashed from.') })
  .meta({ id: 'Node' })
export const GazetteView = z
  .object({
    serial: z.number().int(),
    epoch: z.number().int(),
    rollsRoot: digest,
    headsRoot: digest,
    heads: z.array(
      z.object({ disputeKey: digest, number: z.number().int(), head: digest, verdictHash: digest, openHash: digest }),
    ),
    set: z.object({ k: z.number().int(), members: z.array(address), configDigest: digest }).nullable(),
    signatures: z.array(z.object({ signer: address, signature })),
    posted: z.object({ at: instant, tx: digest }).nullable(),
  })
  .meta({ id: 'Gazette' })
