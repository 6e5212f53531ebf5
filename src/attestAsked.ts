/**
 * Attest asked: what an attestor makes sure of where a dispute has gazettes instead of transactions: that an account
 * asked for it, of this court's law and out of its own credit, and that nothing is delivered but what it attested.
 * @module
 */
import { type Asked, faultInAsk, isOffChain, openDigest, priceOf } from '#law/ask'
import { type Case, type Dispute, isOpened, lastDelivered, replay, windowsOf } from '#law/dispute'
import { firstHead } from '#law/docket'
import type { Facts } from '#law/filing'
import type { GazettedHead } from '#law/gazette'
import { verdictOf } from '#law/sitting'
import { chained, spellVerdict, type Transcript } from '#law/transcript'
import { outcomeOf, type Verdict, verdictHash } from '#law/verdict'
import type { ChainPanel, Hold } from '#ports'
import { type Digest, ZERO32 } from '#primitives/bytes'
import { jsonHash } from '#primitives/json'
import { no, ok, type Result } from '#primitives/result'
import type { Bench } from './attest.ts'

/** What is wrong with a docket that begins with somebody who asks, when it is shown for the first time. */
export async function faultInAsking(bench: Bench, { ask, askedAt, domain }: Asked): Promise<string | undefined> {
  const { open, signature, vouchedAt } = ask
  const refused = faultInAsk(ask, askedAt)
  if (refused) return `what was asked is refused: ${refused.code}`
  const here = bench.deployment.domain
  if (domain.chainId !== here.chainId || domain.arbitrator !== here.arbitrator) return 'it was asked of another court'
  if (vouchedAt !== null && !(await bench.accounts.vouch(open.account, openDigest(domain, open), signature, vouchedAt)))
    return `${open.account} did not vouch for its signature at block ${vouchedAt}`
  const court = await bench.books.court(Number(open.court))
  if (court?.policyHash !== open.policyHash) return `court ${open.court} opens disputes under another policy`
  const cost = priceOf(open, court.terms)
  const { free } = await bench.credits.of(open.account)
  return free < cost ? `${open.account} has ${free} wei of credit that nothing holds, and it costs ${cost}` : undefined
}

/** The credit that a dispute may come to cost: an attestor counts for itself what it has let be opened. */
export async function holdFor(bench: Bench, { ask }: Asked): Promise<Hold | undefined> {
  const { open } = ask
  const court = await bench.books.court(Number(open.court))
  const { nextHold } = await bench.credits.of(open.account)
  return court && { account: open.account, number: nextHold, wei: priceOf(open, court.terms) }
}

/** What is wrong with the opening of what was asked: its facts are those of the first gazette that holds it. */
export async function faultInOpened(bench: Bench, { facts, asked, key }: Dispute): Promise<string | undefined> {
  const own = await bench.indexer.factsOf(asked!)
  if (!own) return 'no gazette on chain opens it'
  const wrong = (Object.keys(own) as (keyof Facts)[]).find((name) => own[name] !== facts[name])
  if (wrong) return `its ${wrong} is ${own[wrong]} on chain`
  const standing = await bench.gazettes.standing(key)
  const earlier = standing.find(({ at }) => at < Number(facts.openedAt))
  return earlier && `gazette ${earlier.serial} held it before`
}

/** What is wrong with a gazette's leaf beside the head of its docket. */
export async function faultInLeaf(bench: Bench, leaf: GazettedHead, docket: Case): Promise<string | undefined> {
  const openHash = isOpened(docket) ? docket.asked?.openHash : docket.openHash
  if (leaf.openHash !== (openHash ?? ZERO32))
    return openHash ? 'it holds another opening' : 'it is on chain: its opening is not here'
  if (!isOpened(docket)) {
    if (docket.void !== undefined || (await bench.now()) > Number(docket.ask.open.expiresAt))
      return 'what was asked has expired'
    return leaf.verdictHash === ZERO32 ? undefined : 'it delivers a verdict of a dispute that is not open'
  }
  if (leaf.verdictHash === ZERO32) return undefined
  if (!docket.asked) return 'it is on chain: its verdict is not here'
  const own = await attested(bench, docket)
  return own && verdictHash(own) === leaf.verdictHash ? undefined : 'it delivers a verdict that was not attested here'
}

/** What this attestor knows of a dispute off chain from the chain it reads: the facts, and where the one panel sits. */
export async function knownOfAsked(
  bench: Bench,
  { verdict, entries }: Transcript,
): Promise<Result<{ facts: Omit<Facts, 'block' | 'tx'>; panel: ChainPanel }, string>> {
  const { disputeKey } = verdict
  const dispute = replay(chained(disputeKey, { number: 0, head: firstHead(disputeKey) }, entries))
  if (!dispute?.asked || !isOffChain(BigInt(dispute.facts.disputeId))) return no('nobody asked for it')
  const wrong = (await faultInOpened(bench, dispute)) ?? undefined
  if (wrong) return no(wrong)
  const { block: _, tx: __, ...facts } = dispute.facts
  const { ask } = dispute.asked
  if (ask.vouchedAt !== null) {
    const signed = openDigest(dispute.domain, ask.open)
    if (!(await bench.accounts.vouch(ask.open.account, signed, ask.signature, ask.vouchedAt)))
      return no(`${ask.open.account} did not vouch for its signature at block ${ask.vouchedAt}`)
  }
  const panel = { court: Number(facts.court), version: Number(facts.version), seats: Number(facts.seats) }
  return ok({ facts, panel })
}

/** The last word on a dispute off chain, once a gazette that delivers its verdict has outlived its windows. */
export async function finalOfAsked(
  bench: Bench,
  dispute: Dispute,
): Promise<Result<{ ruling: number; serial: number; outcome: Digest }, string>> {
  const now = await bench.now()
  const delivered = lastDelivered(dispute)
  if (!delivered) {
    const { deadlineAt, key } = dispute
    const standing = await bench.gazettes.standing(key)
    if (now < deadlineAt || standing.some((each) => each.verdictHash !== ZERO32)) return no('it is not over')
    return ok({ ruling: 0, serial: 0, outcome: outcomeOf(0) })
  }
  const endsAt = windowsOf(dispute)!
  const { verdictHash: hash, at } = delivered.delivered!
  if (now < endsAt) return no(`its windows are open until ${endsAt}`)
  const standing = await bench.gazettes.standing(dispute.key)
  if (!standing.some((each) => each.verdictHash === hash && each.at === at))
    return no('no gazette on chain delivers its verdict')
  const own = await attested(bench, dispute)
  if (!own || verdictHash(own) !== hash) return no('its verdict was not attested here')
  return ok({ ruling: own.ruling, serial: own.serial, outcome: own.outcome })
}

/** The present panel's verdict, if this attestor has put its name to it. */
async function attested(bench: Bench, dispute: Dispute): Promise<Verdict | undefined> {
  const judged = dispute.sittings.findLast((sitting) => sitting.judged)
  const { configDigest } = await bench.chain.attestors()
  const entries = await bench.docket.load(dispute.key)
  const verdict = judged && verdictOf(dispute, judged.panel, configDigest, entries)
  if (!verdict) return undefined
  return (await bench.oaths.sworn(subjectOf(verdict))) === saidOf(verdict) ? verdict : undefined
}

/** What an oath on a verdict is about. */
export const subjectOf = ({ disputeKey, panel, serial }: Verdict): string => `verdict:${disputeKey}:${panel}:${serial}`

/** What an oath says of a verdict: all of it but who signs. */
export function saidOf(verdict: Verdict): Digest {
  const { configDigest: _, ...said } = spellVerdict(verdict)
  return jsonHash(said)
}
