/**
 * Ask: how an account gets a dispute without a transaction, out of credit that it paid in beforehand.
 *
 *   Open, signed ─▶ ask ─▶ a gazette holds its hash ─▶ open: from here on it is a dispute like any other
 *                     └──▶ none did in time ─▶ void
 *
 * Account and nonce name the dispute, so there is one docket for both, and of two `Open`s with one nonce the docket
 * holds one. Its time is the block time of the gazette: nobody opens a dispute in the past, or for a roll or price that
 * isn't any more. The account's signature is all that binds it, and says most of what it may cost.
 * @module
 */
import { addressWord, encode, word } from '#primitives/abi'
import { type Address, type Digest, toBytes, toUint } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { jsonHash } from '#primitives/json'
import { no, ok, type Result } from '#primitives/result'
import { signerOf } from '#primitives/signature'
import { tag } from '#primitives/tags'
import type { Instant } from '#primitives/time'
import { type Domain, hashStruct, typedDigest } from '#primitives/typed'
import { courtOf } from './court.ts'
import type { Case } from './dispute.ts'
import { chain, disputeKeyOf, firstHead } from './docket.ts'
import type { Asking, Bodies, Entry, Facts, Filing, Line, Open, Opening, Question } from './filing.ts'
import { panelCost } from './ladder.ts'
import { decodeTerms, encodeTerms, policyHash, type Terms } from './policy.ts'
import { questionFault } from './question/asked.ts'
import type { Law } from './question/posed.ts'
import { forgedBond, type Streaks, strayStreak } from './question/stated.ts'
import type { Refusal } from './refusal.ts'
import { strayTelling } from './resolution.ts'
import type { Posting } from './sitting.ts'
import { unheardUnder } from './word.ts'

/** Seats of a first panel at most, as the contracts have it. */
export const MOST_SEATS = 511
/** Seconds that a record may be old when a question states it. */
const RECORD_SECONDS = 86_400
/** Seconds after its expiry within which a gazette that took an `Open` in time must have come to light here. */
const LAPSE_SECONDS = 3600

/** A docket that somebody asks for and that no dispute has come of, yet or ever. */
export type Asked = {
  key: Digest
  domain: Domain
  number: number
  head: Digest
  heads: readonly Digest[]
  ask: Bodies['ask']
  askedAt: Instant
  openHash: Digest
  /** Gazettes that hold the docket, and with it the `Open`. The earliest is the dispute's time. */
  postings: readonly Posting[]
  void?: string
}

/** What has to be known outside the docket to let somebody ask. */
export type Standing = {
  court: { court: number; policyHash: Digest; terms: Terms }
  /** Wei of the account's credit that no other dispute may come to cost. */
  freeCredit: bigint
  /** The record of the court off chain at the instant that the question states one of. */
  streaks?: Streaks | undefined
  /** The docket of the dispute that is to tell the truth, where the question names one and it is here. */
  telling?: Case | undefined
}

/** Number of the dispute that an account's `Open` of this nonce is about; the top bit marks it as one off chain. */
export function offChainId({ account, nonce }: Pick<Open, 'account' | 'nonce'>): bigint {
  const named = digest(encode(tag('open'), addressWord(account), word(BigInt(nonce), 64)))
  return (1n << 255n) | (toUint(toBytes(named)) >> 1n)
}

/** True of the number of a dispute off chain. */
export const isOffChain = (disputeId: bigint): boolean => disputeId >> 255n === 1n

/** EIP-712 struct hash of an `Open`, which is what a gazette holds. */
export const openHash = (open: Open): Digest => hashStruct('Open', open)

/** What the account signs. */
export const openDigest = (domain: Domain, open: Open): Digest => typedDigest(domain, 'Open', open)

/** H(RFC 8785 JSON of the question). */
export const questionHash = (question: Question): Digest => jsonHash(question)

/** Wei that a dispute of this `Open` costs in a court with these terms. */
export const priceOf = (open: Open, terms: Terms): bigint => panelCost(terms, Number(open.seats), 'wei')

/** The docket that an ask begins. Assumes that `decideAsking` let it through. */
export function askDocket(body: Bodies['ask'], now: Instant): { asked: Asked; entry: Entry } {
  const key = keyOfAsk(body)
  const entry = chain(key, { number: 0, head: firstHead(key) }, { kind: 'ask', acceptedAt: now, body })
  return { asked: asked(entry as Entry<'ask'>), entry }
}

/** The key of the dispute that somebody asks for. */
export function keyOfAsk({ chainId, arbitrator, open }: Bodies['ask']): Digest {
  return disputeKeyOf(BigInt(chainId), arbitrator, offChainId(open))
}

/** Whether an account may ask what it asks, of this court and out of its credit. */
export function mayAsk(
  { body }: Asking,
  { court, freeCredit, streaks, telling }: Standing,
  now: Instant,
): Result<true, Refusal> {
  const { open } = body
  const fault = faultInAsk(body, now)
  if (fault) return no(fault)
  const law = lawOf(body)
  const wrong = misfit(law, court.terms) ?? (streaks && strayStreak(law?.stated ?? {}, streaks))
  if (wrong) return no({ code: 'MalformedQuestion', reason: wrong })
  if (open.policyHash !== court.policyHash)
    return no({ code: 'PolicyNotInForce', court: court.court, policyHash: open.policyHash, expected: court.policyHash })
  const untold = law?.resolvedBy && faultInTelling(law, law.resolvedBy, telling)
  if (untold) return no(untold)
  const cost = priceOf(open, court.terms)
  if (BigInt(open.maxFee) < cost) return no({ code: 'FeeTooLow', maxFee: open.maxFee, cost: String(cost) })
  if (freeCredit < cost) return no({ code: 'CreditTooLow', free: String(freeCredit), cost: String(cost) })
  return ok(true)
}

/** What is wrong with an ask at an instant, as far as it says so itself. */
export function faultInAsk(body: Bodies['ask'], now: Instant) {
  const { chainId, arbitrator, open, question, signature, vouchedAt } = body
  const domain = { chainId: BigInt(chainId), arbitrator }
  const malformed = questionFault(question) ?? lawFault(body) ?? untimely(lawOf(body), now)
  if (malformed) return malformed
  const expected = questionHash(question)
  const refusal: Refusal | undefined =
    open.questionHash !== expected
      ? { code: 'QuestionMismatch', expected }
      : Number(open.seats) < 1 || Number(open.seats) > MOST_SEATS
        ? { code: 'SeatsOutOfRange', seats: Number(open.seats), most: MOST_SEATS }
        : now >= Number(open.expiresAt)
          ? { code: 'OpenExpired', expiresAt: Number(open.expiresAt) }
          : vouchedAt === null && signerOf(openDigest(domain, open), signature) !== open.account
            ? { code: 'BadSignature', juror: open.account }
            : undefined
  return refusal
}

/** The law that an ask pins; undefined if it asks a choice of the chain's own kind. */
export function lawOf({ question, policy }: Bodies['ask']): Law | undefined {
  if (!('under' in question) || !policy) return undefined
  const { under, asked, controls, resolvedBy, stated } = question
  return {
    under,
    policy,
    asked,
    ...(controls ? { controls } : {}),
    ...(resolvedBy ? { resolvedBy } : {}),
    ...(stated ? { stated } : {}),
  }
}

/** What keeps a dispute from being heard under the law that its question names. */
function lawFault(body: Bodies['ask']): Refusal | undefined {
  const { question, policy, open } = body
  if (!('under' in question)) return policy && { code: 'MalformedQuestion', reason: 'it pins no policy' }
  const court = courtOf(policy)
  const law = lawOf(body)
  if (!law || !court.ok || court.value.hash !== law.under.policyHash)
    return { code: 'PolicyUnknown', ...question.under }
  const reason = unheardUnder(law, court.value, Number(open.seats))
  if (reason !== undefined) return { code: 'MalformedQuestion', reason }
  if (law.resolvedBy === keyOfAsk(body)) return { code: 'CircularTruth', dispute: law.resolvedBy }
  const forged = forgedBond(open, question)
  return forged && { code: 'BadSignature', juror: forged }
}

/**
 * Why another dispute can't tell the truth. It has to be here already, so that none waits for one that waits for it; and
 * not over yet, since who answers would know.
 */
function faultInTelling(law: Law, dispute: Digest, other: Case | undefined): Refusal | undefined {
  if (!other) return { code: 'UnknownDispute', dispute }
  if (other.void !== undefined) return { code: 'DisputeVoid', reason: other.void }
  if ('final' in other && other.final) return { code: 'AlreadyFinal', ruling: other.final.ruling }
  const asked = 'sittings' in other ? other.asked?.ask : other.ask
  const theirs = asked && lawOf(asked)
  const choices = 'sittings' in other ? other.question.choices : Number(factsAsked(other).choices)
  const reason = strayTelling(law, theirs ? { law: theirs } : { choices })
  return reason === undefined ? undefined : { code: 'MalformedQuestion', reason }
}

/** What a policy wants of the court on chain that its jurors are drawn in, and doesn't get. */
function misfit(law: Law | undefined, terms: Terms): string | undefined {
  if (!law) return undefined
  const { terms: own, panel } = law.policy
  if (own !== undefined && own !== encodeTerms(terms)) return 'terms: expected those of the court that is drawn from'
  return panel?.weight === 'person' && terms.personSource === 0
    ? 'panel.weight: expected to be drawn from a court that knows persons'
    : undefined
}

/** A bond can't have been put up in the future, nor is a record of yesterday's one of today. */
function untimely(law: Law | undefined, now: Instant): Refusal | undefined {
  const { bonds, trusted } = law?.stated ?? {}
  const late = bonds?.find(({ at }) => Number(at) > now)
  if (late) return { code: 'MalformedQuestion', reason: `stated.bonds: expected them put up by ${now}, got ${late.at}` }
  const isOld = trusted && (Number(trusted.at) > now || Number(trusted.at) < now - RECORD_SECONDS)
  const from = `from ${now - RECORD_SECONDS} to ${now}`
  return isOld
    ? { code: 'MalformedQuestion', reason: `stated.trusted.at: expected one ${from}, got ${trusted.at}` }
    : undefined
}

/** What a filing does to a docket that is only asked for. */
export function decideAsked(
  asked: Asked,
  filing: Filing | Opening | Asking,
  now: Instant,
): Result<readonly Line[], Refusal> {
  if (asked.void !== undefined) return no({ code: 'DisputeVoid', reason: asked.void })
  switch (filing.kind) {
    case 'ask':
      return openHash(filing.body.open) === asked.openHash
        ? no({ code: 'AlreadyRecorded', number: 1 })
        : no({ code: 'NonceUsed', nonce: asked.ask.open.nonce })
    case 'gazette':
      return taken(asked, filing, now)
    case 'open': {
      const wrong = factsFault(asked, filing.body)
      return wrong
        ? no({ code: 'WrongOpening', reason: wrong })
        : ok([{ kind: 'open', acceptedAt: now, body: filing.body }])
    }
    case 'pass': {
      const lapsesAt = lapsesAtOf(asked)
      if (asked.postings.length > 0 || now < lapsesAt) return no({ code: 'NothingDue', nextAt: lapsesAt })
      return ok([{ kind: 'void', acceptedAt: now, body: { reason: 'no gazette took it before it expired' } }])
    }
    default:
      return no({ code: 'NotOpenYet', expiresAt: Number(asked.ask.open.expiresAt) })
  }
}

/** When an ask that no gazette took is over. */
export const lapsesAtOf = ({ ask }: Asked): Instant => Number(ask.open.expiresAt) + LAPSE_SECONDS

/** The state after one more entry, other than `open`. */
export function enterAsked(before: Asked, entry: Entry): Asked {
  const { number, head } = entry
  const after = { ...before, number, head, heads: [...before.heads, head] }
  if (entry.kind === 'void') return { ...after, void: entry.body.reason }
  if (entry.kind !== 'gazette')
    throw new Error(`ask: expected a docket that nothing but a gazette opens, got ${entry.kind}`)
  const { serial, epoch, number: upTo, head: held, at } = entry.body
  const posting = { serial: Number(serial), epoch: Number(epoch), number: Number(upTo), head: held, at: Number(at) }
  return { ...after, postings: [...before.postings, { ...posting, entry: number }] }
}

/** A docket's state after its first entry. */
export function asked(entry: Entry<'ask'>): Asked {
  const { body, number, head, acceptedAt } = entry
  const domain = { chainId: BigInt(body.chainId), arbitrator: body.arbitrator }
  const key = keyOfAsk(body)
  return {
    key,
    domain,
    number,
    head,
    heads: [head],
    ask: body,
    askedAt: acceptedAt,
    openHash: openHash(body.open),
    postings: [],
  }
}

/** The gazette that a docket's dispute begins with: the earliest that holds it. */
export function openingPosting({ postings }: Pick<Asked, 'postings'>): Posting | undefined {
  return postings.reduce<Posting | undefined>((first, each) => (first && first.at <= each.at ? first : each), undefined)
}

type FactsAsked = Omit<Facts, 'version' | 'deadlineAt' | 'block' | 'tx'>

/** What the ask and its gazette say of the facts, whatever the chain knows besides. */
export function factsAsked({ ask, domain, postings }: Asked): FactsAsked {
  const { open, question } = ask
  return {
    chainId: String(domain.chainId),
    arbitrator: domain.arbitrator,
    disputeId: String(offChainId(open)),
    arbitrable: open.account,
    court: open.court,
    choices: 'under' in question ? '1' : String(question.choices?.length),
    seats: open.seats,
    openedAt: String(openingPosting({ postings })?.at),
  }
}

function taken(
  asked: Asked,
  filing: Extract<Filing, { kind: 'gazette' }>,
  now: Instant,
): Result<readonly Line[], Refusal> {
  const { serial, epoch, number, head, at } = filing
  const same = asked.postings.find((posting) => posting.serial === serial)
  const expiresAt = Number(asked.ask.open.expiresAt)
  if (same) return no({ code: 'AlreadyRecorded', number: same.entry })
  const expected = asked.heads[number - 1]
  if (head !== expected) return no({ code: 'HeadMismatch', number, expected: expected ?? null })
  if (at > expiresAt) return no({ code: 'OpenExpired', expiresAt })
  const body = { serial: String(serial), epoch: String(epoch), number: String(number), head, at: String(at) }
  return ok([{ kind: 'gazette', acceptedAt: now, body }])
}

/** How an opening strays from what was asked, in a member's name. */
function factsFault(asked: Asked, { facts, policy, above }: Bodies['open']): string | undefined {
  if (asked.postings.length === 0) return 'no gazette holds it'
  if (policyHash(policy) !== asked.ask.open.policyHash) return 'policy'
  if (above.length > 0) return 'above'
  const terms = decodeTerms(policy.terms)
  if (BigInt(asked.ask.open.maxFee) < priceOf(asked.ask.open, terms)) return 'maxFee'
  if (misfit(lawOf(asked.ask), terms)) return 'terms'
  const right = factsAsked(asked)
  return (Object.keys(right) as (keyof FactsAsked)[]).find((name) => facts[name] !== right[name])
}

/** The exhibits that a question names, as its docket shows them. */
export function exhibitsAsked({ ask, askedAt }: Asked): readonly (Bodies['evidence'] & { number: number })[] {
  const party: Address = ask.open.account
  const at = String(askedAt)
  return (ask.question.evidence ?? []).map((reference) => ({
    party,
    reference,
    meta: false,
    check: 'unchecked',
    at,
    number: 1,
  }))
}
