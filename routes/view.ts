/**
 * View: a dispute as anybody may see it. Before R that is who committed, never what.
 * @module
 */

import { accountName } from '#jurors/identity'
import type { Draw } from '#jurors/sortition'
import { type Asked, offChainId } from '#law/ask'
import { type Dispute, periodOf, present } from '#law/dispute'
import type { Terms } from '#law/policy'
import { penaltyDown } from '#law/purse/penalty'
import { decodeChoices } from '#law/question/choice'
import { type Law, readLaw, saidIn } from '#law/question/posed'
import { saidBy } from '#law/question/question'
import { type Sitting, seatsOf } from '#law/sitting'
import type { BallotState } from '#law/verdict'
import type { Word } from '#law/word'
import type { Address } from '#primitives/bytes'
import type { Json } from '#primitives/json'
import type { Instant } from '#primitives/time'

/** The whole of it. */
export function disputeView(dispute: Dispute, now: Instant) {
  const { key, facts, deadlineAt, number, head, policyHash, sittings, final } = dispute
  const { chainId, arbitrator, arbitrable } = facts
  return {
    key,
    chain: `eip155:${chainId}`,
    arbitrator: accountName(BigInt(chainId), arbitrator),
    arbitrable: accountName(BigInt(chainId), arbitrable),
    facts,
    ...periodOf(dispute, now),
    now,
    deadline: deadlineAt,
    entries: number,
    head,
    policyHash,
    question: dispute.asked?.ask.question,
    sittings: sittings.map((sitting) => sittingView(dispute, sitting)),
    ruling: final && {
      ruling: final.ruling,
      executed: final.executed,
      expired: final.expired,
      at: final.at,
      tx: final.tx,
    },
    void: dispute.void,
  }
}

/** One line of a list. */
export function disputeCard(dispute: Dispute, now: Instant) {
  const { key, facts, deadlineAt, number, final } = dispute
  return {
    key,
    disputeId: facts.disputeId,
    court: Number(facts.court),
    ...periodOf(dispute, now),
    deadline: deadlineAt,
    panel: present(dispute).panel,
    entries: number,
    ruling: final?.ruling,
    title: dispute.asked?.ask.question.title,
    under: dispute.question.law?.under.court,
  }
}

/** One line of a list: what an account asked for, and no gazette has taken. */
export function askedCard({ key, ask: { open, question }, askedAt, void: reason }: Asked) {
  return {
    key,
    disputeId: String(offChainId(open)),
    account: open.account,
    court: Number(open.court),
    under: 'under' in question ? question.under.court : undefined,
    title: question.title,
    seats: Number(open.seats),
    askedAt,
    expiresAt: Number(open.expiresAt),
    void: reason,
  }
}

/** A juror's open seats in a dispute, if it is drawn in the present sitting and that isn't judged. */
export function summonsView(dispute: Dispute, juror: Address, now: Instant) {
  const sitting = present(dispute)
  const seats = seatsOf(sitting, juror)
  if (seats === 0 || sitting.judged || dispute.final || dispute.void !== undefined || sitting.recused.has(juror))
    return []
  const { commitOpensAt, commitClosesAt, revealAt, beaconRound } = sitting.times
  const ballots = sitting.ballots.get(juror) ?? []
  return [
    {
      disputeKey: dispute.key,
      disputeId: dispute.facts.disputeId,
      court: Number(dispute.facts.court),
      panel: sitting.panel,
      seats,
      period: periodOf(dispute, now).period,
      committed: ballots.some((ballot) => ballot.beaconRound === beaconRound),
      commitOpensAt,
      commitClosesAt,
      revealAt,
      title: dispute.asked?.ask.question.title,
    },
  ]
}

/** A juror's ballots in one sitting, as filed: sealed. */
export function ballotsView(dispute: Dispute, panel: number, juror: Address) {
  const sitting = dispute.sittings.find((each) => each.panel === panel)
  return [...(sitting?.ballots.get(juror) ?? [])]
}

function sittingView(dispute: Dispute, sitting: Sitting) {
  const { law } = dispute.question
  const { panel, seats, times, again, draws, ballots, recused, openings, judged, delivered, appealed, under } = sitting
  return {
    panel,
    seats,
    times,
    again,
    draws: draws.map(drawView),
    committed: [...ballots.keys()].filter((juror) => seatsOf(sitting, juror) > 0),
    recused: [...recused.keys()],
    opened: [...openings.values()].map(({ juror, answer }) => ({
      juror,
      answer,
      ...(law ? { said: saidIn(law, answer) } : { choices: decodeChoices(dispute.question, answer) }),
    })),
    judged: judged && {
      ruling: judged.ruling,
      tied: judged.tied,
      outcome: judged.outcome,
      ballotsRoot: judged.ballotsRoot,
      draws: judged.draws,
      word: judged.word && law && wordView(judged.word, law),
    },
    delivered,
    appealed: appealed && { at: appealed.at, tx: appealed.tx },
    court: under.court,
    atRisk: atRiskView(under.terms),
  }
}

/** What a panel found, with its answers decoded. */
function wordView({ findings, ...rest }: Word, law: Law) {
  const { space } = readLaw(law).question
  const told = findings.map((found) => ({
    ...found,
    said: found.answer === null ? null : (saidBy(space, found.answer) as Json),
  }))
  return { findings: told, ...rest }
}

/** What a seat of a panel earns and can cost: known to its jurors before they commit. */
function atRiskView(terms: Terms) {
  const cost = (state: BallotState) => String(penaltyDown(state, false, terms))
  return {
    seatStake: String(terms.seatStake),
    fee: String(terms.feePerSeat),
    wrong: cost('opened'),
    absent: cost('absent'),
    recused: cost('recused'),
    unopened: cost('unopened'),
    leaked: cost('leaked'),
  }
}

const drawView = ({ number, address, weight, seated }: Draw) => ({ number, address, weight: String(weight), seated })
