/**
 * News: what is said to the world and to jurors because of an entry, or because time has come.
 *
 * Messages are made from the docket alone and named by it, so saying one twice is saying it once. Nobody's rights
 * depend on them: who looks at the docket knows as much.
 * @module
 */
import { accountName } from '#jurors/identity'
import { type Notice, type Occasion, SUMMONS_TYPES, sentenceOf, urges } from '#jurors/summons'
import { type Dispute, periodOf, present, replay } from '#law/dispute'
import type { Entry } from '#law/filing'
import { windowsEndAt } from '#law/period'
import { decodeChoices } from '#law/question/choice'
import { type Sitting, seatsOf } from '#law/sitting'
import type { LeasedEffect, Message, Outcome, Ports } from '#ports'
import { type Address, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import type { Instant } from '#primitives/time'

type Sources = Pick<Ports, 'docket' | 'hooks' | 'postroom' | 'url'>
type Telling = (ports: Ports, _: unknown, effect: LeasedEffect, now: Instant) => Promise<Outcome>

const done: Outcome = { kind: 'done' }

/** The errands that tell. */
export const summonings = {
  tell,
  commitOpen: remind,
  half: remind,
  nineTenths: remind,
  revealOpen: remind,
} satisfies Record<Occasion | 'tell', Telling>

async function tell(ports: Sources, _: unknown, { stream, of }: LeasedEffect, now: Instant): Promise<Outcome> {
  const entries = await ports.docket.load(stream as Address)
  const entry = entries[of - 1]
  const dispute = replay(entries.slice(0, of))
  if (!entry || !dispute) return done
  await say(ports, [...newsOf(ports.url, dispute, entry), ...summonsesOf(ports.url, dispute, entry)], now)
  return done
}

async function remind(ports: Sources, _: unknown, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const dispute = replay(await ports.docket.load(effect.stream as Address))
  const sitting = dispute?.sittings.find(({ panel }) => panel === effect.of)
  if (!dispute || !sitting || sitting !== present(dispute) || sitting.judged || dispute.final) return done
  const occasion = effect.kind as Occasion
  // What comes a day late is no reminder any more.
  if (occasion !== 'revealOpen' && now >= sitting.times.commitClosesAt) return done
  const voted = (juror: Address) =>
    sitting.ballots.get(juror)?.some(({ beaconRound }) => beaconRound === sitting.times.beaconRound)
  const called = jurorsOf(sitting).filter((juror) => !urges(occasion) || !voted(juror))
  const { beaconRound } = sitting.times
  await say(
    ports,
    called.map((juror) => summons(ports.url, dispute, sitting, juror, occasion, effect.dueAt, `${beaconRound}`)),
    now,
  )
  return done
}

async function say({ hooks, postroom }: Sources, said: readonly Message[], now: Instant): Promise<void> {
  if (said.length === 0) return
  await hooks.publish(said, now)
  await postroom.poke()
}

// What is said

/** The types of what is said of disputes, by the entry that is reason to. */
export const NEWS_TYPES = {
  open: 'dispute.opened',
  evidence: 'dispute.evidence_shown',
  draw: 'dispute.panel_drawn',
  again: 'dispute.commit_again',
  redraw: 'dispute.panel_redrawn',
  judge: 'dispute.panel_judged',
  deliver: 'dispute.verdict_delivered',
  strike: 'dispute.verdict_struck',
  rule: 'dispute.ruled',
  void: 'dispute.voided',
} as const

/** What everybody may hear of an entry, given the state right after it. */
export function newsOf(url: string, dispute: Dispute, entry: Entry): Message[] {
  if (!(entry.kind in NEWS_TYPES)) return []
  const type = NEWS_TYPES[entry.kind as keyof typeof NEWS_TYPES]
  const data = { ...whereabouts(url, dispute), entry: entry.number, head: entry.head, ...particulars(dispute, entry) }
  return [message(dispute, type, null, entry.acceptedAt, data, String(entry.number))]
}

function particulars(dispute: Dispute, { kind, acceptedAt, body }: Entry): Record<string, unknown> {
  const { panel } = present(dispute)
  const { period, untilAt } = periodOf(dispute, acceptedAt)
  const now = { panel, period, untilAt: untilAt ?? null }
  switch (kind) {
    case 'evidence':
      return { ...now, party: body.party, reference: body.reference.slice(0, 2000), check: body.check }
    case 'judge':
      return { ...now, ruling: Number(body.ruling), tied: body.tied, outcome: body.outcome }
    case 'deliver':
      return { ...now, verdictHash: body.verdictHash, tx: body.tx, windowsEndAt: windowsOf(dispute, Number(body.at)) }
    case 'strike':
      return { ...now, serial: Number(body.serial), challenger: body.challenger, tx: body.tx }
    case 'rule':
      return { ...now, ruling: Number(body.ruling), executed: body.executed, expired: body.expired, tx: body.tx }
    case 'void':
      return { ...now, reason: body.reason }
    default:
      return now
  }
}

/** What jurors hear of an entry. */
function summonsesOf(url: string, dispute: Dispute, { kind, number, acceptedAt }: Entry): Message[] {
  const sitting = present(dispute)
  const to = (notice: Notice, sittings: readonly Sitting[]) =>
    sittings.flatMap((each) =>
      jurorsOf(each).map((juror) => summons(url, dispute, each, juror, notice, acceptedAt, String(number))),
    )
  if (kind === 'draw') return to('drawn', [sitting])
  if (kind === 'deliver') return to('appeal', [sitting])
  return kind === 'rule' && dispute.final?.executed ? to('paid', dispute.sittings) : []
}

function summons(
  url: string,
  dispute: Dispute,
  sitting: Sitting,
  juror: Address,
  notice: Notice,
  at: Instant,
  reason: string,
): Message {
  const { panel, times, openings } = sitting
  const seats = seatsOf(sitting, juror)
  const opened = openings.get(juror)
  const data = {
    ...whereabouts(url, dispute),
    juror: accountName(BigInt(dispute.facts.chainId), juror),
    panel,
    seats,
    question: dispute.question,
    ...times,
    says: sentenceOf(notice, { disputeId: dispute.facts.disputeId, seats }),
    vote: `${url}/vote/${dispute.key}`,
    ballots: `${url}/disputes/${dispute.key}/panels/${panel}/ballots`,
    ...(dispute.final ? { ruling: dispute.final.ruling } : {}),
    ...(opened ? { choices: decodeChoices(dispute.question, opened.answer) ?? null } : {}),
  }
  return message(dispute, SUMMONS_TYPES[notice], juror, at, data, `${panel}:${reason}`)
}

function whereabouts(url: string, { key, facts }: Dispute) {
  const { chainId, arbitrator, disputeId, arbitrable, court } = facts
  return {
    dispute: key,
    disputeId,
    chain: `eip155:${chainId}`,
    arbitrator: accountName(BigInt(chainId), arbitrator),
    arbitrable: accountName(BigInt(chainId), arbitrable),
    court: Number(court),
    url: `${url}/disputes/${key}`,
  }
}

function message(
  { key, facts }: Dispute,
  type: string,
  recipient: Address | null,
  at: Instant,
  data: Record<string, unknown>,
  reason: string,
): Message {
  const about = { dispute: key, court: Number(facts.court), arbitrable: facts.arbitrable }
  return {
    id: messageId(key, type, recipient ?? 'all', reason),
    type,
    at,
    about,
    recipient,
    endpoint: null,
    body: bodyOf(type, at, data),
  }
}

/** The bytes of a message, as Standard Webhooks has them. */
export const bodyOf = (type: string, at: Instant, data: Record<string, unknown>): string =>
  JSON.stringify({ type, timestamp: new Date(1000 * at).toISOString(), data })

/** The same for the same reason, whoever says it and however often. */
export const messageId = (...reasons: readonly string[]): string =>
  `msg_${digest(utf8(reasons.join('|'))).slice(2, 34)}`

const windowsOf = ({ terms, challengeFloorSeconds }: Dispute, deliveredAt: Instant): Instant =>
  windowsEndAt(deliveredAt, terms, challengeFloorSeconds)

const jurorsOf = ({ draws, recused }: Sitting): Address[] =>
  [...new Set(draws.filter(({ seated }) => seated).map(({ address }) => address))].filter(
    (juror) => !recused.has(juror),
  )
