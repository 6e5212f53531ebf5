/**
 * Decide: what a filing does to a dispute at an instant: lines to record, or why not.
 *
 * Whatever time has brought about by then is recorded first (`due`), so it makes no difference who was slow to say so.
 * All branching on filings is in one switch; each filing has one function below it, which reads from the first refusal
 * to the line.
 * @module
 */
import { type Ballot, mayOpen, opens, sealedBytes, unsealBallot } from '#jurors/ballot'
import { rollDepth } from '#jurors/roll'
import { type Draw, isComplete, provesDraw, seatNext } from '#jurors/sortition'
import { isPaid } from '#jurors/ticket'
import { isBeaconSignature, randomnessOf } from '#primitives/beacon'
import { type Address, type Digest, type Hex, toBytes, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { no, ok, type Result } from '#primitives/result'
import { signerOf } from '#primitives/signature'
import { BYTES_PER_LEVEL } from '#primitives/sumtree'
import type { Instant } from '#primitives/time'
import { typedDigest } from '#primitives/typed'
import { appealOffer } from './appeal.ts'
import { decideAsked } from './ask.ts'
import {
  type Case,
  claimOf,
  type Dispute,
  isOpened,
  lastDelivered,
  lotteryOf,
  periodOf,
  present,
  record,
  windowsOf,
} from './dispute.ts'
import type { Asking, Filing, Kind, Line, Opening } from './filing.ts'
import { GAZETTE_MARGIN_SECONDS, lastDeliveryAt, type Period } from './period.ts'
import { roomOf, truthIn } from './question/posed.ts'
import type { Refusal } from './refusal.ts'
import { faultInLast, resolvedUntil } from './resolution.ts'
import {
  admission,
  ballotLeaves,
  eligible,
  finalCount,
  isLeaked,
  isRedraw,
  judgement,
  seatsHeard,
  seatsOf,
  shownOf,
  ticketWork,
  unopened,
} from './sitting.ts'
import { hasQuorum } from './tally/plurality.ts'

/** Ballots a juror may hand in during one sitting: enough to change one's mind, too few to fill a docket. */
export const MOST_BALLOTS = 32
/** Ballots in the lane that are taken down while nobody knows who is drawn: anybody may send one there. */
export const MOST_AHEAD = 256
/** Characters of a reason for recusal. */
export const MOST_REASON = 1000
/** Characters of an exhibit's reference. */
export const MOST_REFERENCE = 8192
/** Exhibits that a docket takes, and of one party: what is shown beyond them stands on chain, and keeps no docket from being read. */
export const MOST_EXHIBITS = 512
export const MOST_EXHIBITS_OF_PARTY = 128

/** Seconds that are left to open ballots once all postings that admit any are known. */
const LEAST_OPENING_SECONDS = 60

/** Whose verdicts off chain are delivered by no transaction. */
export const NOBODY: Address = `0x${'00'.repeat(20)}`

type Decision = Result<readonly Line[], Refusal>
type FilingOf<K extends Filing['kind']> = Extract<Filing, { kind: K }>

/**
 * What `filing` does to a docket at `now`. An empty list of lines means: nothing new, and no harm. A docket's first
 * filing is none of these.
 */
export function decide(dispute: Case, filing: Filing | Opening | Asking, now: Instant): Decision {
  if (!isOpened(dispute)) return decideAsked(dispute, filing, now)
  if (filing.kind === 'open') return no({ code: 'AlreadyRecorded', number: openedIn(dispute) })
  if (filing.kind === 'ask')
    return dispute.asked ? decideAsked(dispute.asked, filing, now) : no({ code: 'AlreadyRecorded', number: 1 })
  if (dispute.void !== undefined) return no({ code: 'DisputeVoid', reason: dispute.void })
  if (isPersons(filing) && concludes(dispute, now)) return tooLate(dispute, filing, now)
  const passed = due(dispute, now)
  const here = passed.length === 0 ? dispute : record(dispute, passed).after
  const decided = hear(here, filing, now)
  if (decided.ok) return ok([...passed, ...decided.value])
  return filing.kind === 'pass' && passed.length > 0 ? ok(passed) : decided
}

/** Filings that come in by somebody's request. The others are the relay's and the chain's. */
const PERSONS = ['commit', 'recuse', 'reveal', 'controls'] as const
const isPersons = (filing: Filing): filing is FilingOf<(typeof PERSONS)[number]> =>
  (PERSONS as readonly string[]).includes(filing.kind)

/** True if time alone judges a panel by `now`. */
function concludes(dispute: Dispute, now: Instant): boolean {
  const next = nextDue(dispute)
  return next?.kind === 'conclude' && next.at <= now
}

/**
 * No request of a person judges a panel, which may be a second's work: the relay does, and what comes in until then is as
 * late as it will be afterwards. The same again is still known again.
 */
function tooLate(dispute: Dispute, filing: FilingOf<(typeof PERSONS)[number]>, now: Instant): Decision {
  const decided = hear(dispute, filing, now)
  if (!decided.ok && decided.refusal.code === 'AlreadyRecorded') return decided
  const isBallot = filing.kind === 'commit' || filing.kind === 'recuse'
  return no({ code: 'WrongPeriod', period: 'appeal', expected: isBallot ? 'commit' : 'reveal' })
}

/** What time alone has brought about by `now`: a second commit period, a redraw, a judgement, a ruling off chain. */
export function due(dispute: Dispute, now: Instant): readonly Line[] {
  const next = nextDue(dispute)
  if (!next || now < next.at) return []
  switch (next.kind) {
    case 'again':
      return [line('again', now, { panel: String(present(dispute).panel) })]
    case 'conclude':
      return conclude(dispute, now)
    case 'rule':
      return ruleByTime(dispute, next.at, now)
  }
}

/** When `due` may next have something to say; undefined when only filings can move the dispute. */
export function nextDueAt(dispute: Dispute): Instant | undefined {
  return nextDue(dispute)?.at
}

type Due = { kind: 'again' | 'conclude' | 'rule'; at: Instant }

/** What time alone does next, and when, as things stand. Off chain nobody executes: time rules, too. */
function nextDue(dispute: Dispute): Due | undefined {
  if (dispute.final || dispute.void !== undefined) return undefined
  const heard = nextOfSitting(dispute)
  if (!dispute.asked) return heard
  const ruledAt = windowsOf(dispute) ?? dispute.deadlineAt
  return heard && heard.at < ruledAt ? heard : { kind: 'rule', at: ruledAt }
}

/** What time alone does next in the present sitting. */
function nextOfSitting(dispute: Dispute): Due | undefined {
  const sitting = present(dispute)
  const { times } = sitting
  if (sitting.judged) return undefined
  if (sitting.draws.length === 0) return { kind: 'conclude', at: times.commitClosesAt }
  const admitted = admission(dispute.postings, sitting) !== undefined
  if (!admitted && !sitting.again) return { kind: 'again', at: times.revealAt + dispute.clockwork.confirmSeconds }
  return { kind: 'conclude', at: concludedAt(dispute) }
}

/**
 * When a sitting is over: once every ballot is open, or its time is up; and not before no posting can come to light any
 * more that admits further ballots, since all that count are confirmed by then. A panel judged sooner could leave out a
 * ballot that stands on chain. However short a court's reveal period, there is time to open what came to light last.
 */
function concludedAt(dispute: Dispute): Instant {
  const sitting = present(dispute)
  const { revealAt, revealEndsAt } = sitting.times
  const admissionKnownAt = revealAt - GAZETTE_MARGIN_SECONDS + dispute.clockwork.confirmSeconds
  const admitted = admission(dispute.postings, sitting) !== undefined
  const endsAt = Math.max(revealEndsAt, admissionKnownAt + LEAST_OPENING_SECONDS)
  if (awaitsOther(dispute)) return Math.max(endsAt, waitsUntil(dispute))
  const isSealed = dispute.question.law?.controls !== undefined && !dispute.truth
  const allOpen = admitted && !isSealed && unopened(dispute.postings, sitting).length === 0
  return allOpen ? Math.max(revealAt, admissionKnownAt) : endsAt
}

/** True if a panel that answered is to be judged by what another dispute comes to, and that isn't over. One that missed its quorum is drawn anew first. */
function awaitsOther(dispute: Dispute): boolean {
  const { postings, question, resolution } = dispute
  if (question.law?.resolvedBy === undefined || resolution) return false
  const sitting = present(dispute)
  return hasQuorum(finalCount(ballotLeaves(postings, sitting, question), question.choices), seatsHeard(sitting))
}

/** Until when it waits for that: as long as its ladder says and its own life allows. */
function waitsUntil({ question, openedAt, deadlineAt, terms, challengeFloorSeconds }: Dispute): Instant {
  return resolvedUntil(question.law!, openedAt, lastDeliveryAt(deadlineAt, terms, challengeFloorSeconds))
}

/** The ruling of a dispute off chain: the verdict that outlived its windows, or 0 where none came by the deadline. */
function ruleByTime(dispute: Dispute, at: Instant, now: Instant): readonly Line[] {
  const ruling = lastDelivered(dispute)?.judged?.ruling
  const body = {
    ruling: String(ruling ?? 0),
    executed: true,
    expired: ruling === undefined,
    at: String(at),
    tx: ZERO32,
  }
  return [line('rule', now, body)]
}

function hear(dispute: Dispute, filing: Filing, now: Instant): Decision {
  switch (filing.kind) {
    case 'evidence':
      return evidence(dispute, filing, now)
    case 'draw':
      return draw(dispute, filing, now)
    case 'commit':
      return commit(dispute, filing, now)
    case 'commitInLane':
      return commitInLane(dispute, filing, now)
    case 'openInLane':
    case 'leak':
      return shownInLane(dispute, filing, now)
    case 'recuse':
      return recuse(dispute, filing, now)
    case 'gazette':
      return gazette(dispute, filing, now)
    case 'unseal':
      return unseal(dispute, filing, now)
    case 'reveal':
      return reveal(dispute, filing, now)
    case 'controls':
      return controls(dispute, filing, now)
    case 'resolve':
      return resolve(dispute, filing, now)
    case 'pass':
      return no({ code: 'NothingDue', nextAt: nextDueAt(dispute) })
    case 'deliver':
      return deliver(dispute, filing, now)
    case 'strike':
      return strike(dispute, filing, now)
    case 'appeal':
      return appeal(dispute, filing, now)
    case 'rule':
      return rule(dispute, filing, now)
    case 'void':
      return ok([line('void', now, { reason: filing.reason })])
  }
}

/** Ends a sitting: the panel's word, or a new draw where a first sitting missed its quorum. */
function conclude(dispute: Dispute, now: Instant): readonly Line[] {
  const sitting = present(dispute)
  const { ruling, tied, outcome, ballotsRoot, draws, quorum, word } = judgement(dispute)
  const panel = String(sitting.panel)
  if (!quorum && !isRedraw(sitting)) return [line('redraw', now, { panel, ballotsRoot, draws: String(draws) })]
  const judged = { panel, ruling: String(ruling), tied, outcome, ballotsRoot, draws: String(draws) }
  return [line('judge', now, word ? { ...judged, word } : judged)]
}

function evidence(dispute: Dispute, filing: FilingOf<'evidence'>, now: Instant): Decision {
  const { party, reference, meta, check, at } = filing
  if (dispute.final) return no({ code: 'AlreadyFinal', ruling: dispute.final.ruling })
  if (reference.length > MOST_REFERENCE) return no({ code: 'TextTooLong', most: MOST_REFERENCE })
  const same = dispute.evidence.find(
    (e) => e.party === party && e.reference === reference && e.at === at && e.check === check && e.meta === meta,
  )
  if (same) return no({ code: 'AlreadyRecorded', number: same.number })
  const shown = dispute.evidence.filter((e) => e.check === 'unchecked')
  const own = shown.filter((e) => e.party === party)
  if (check === 'unchecked' && (shown.length >= MOST_EXHIBITS || own.length >= MOST_EXHIBITS_OF_PARTY))
    return no({ code: 'TooManyExhibits', party, most: MOST_EXHIBITS_OF_PARTY })
  return ok([line('evidence', now, { party, reference, meta, check, at })])
}

function draw(dispute: Dispute, filing: FilingOf<'draw'>, now: Instant): Decision {
  const sitting = present(dispute)
  const { signature, roll, rollsRoot, paths } = filing
  const beaconRound = sitting.times.seedRound
  if (filing.panel !== sitting.panel) return wrongPanel(dispute, filing.panel)
  if (sitting.draws.length > 0) return no({ code: 'AlreadyDrawn', panel: sitting.panel })
  if (now < sitting.times.drawAt) return wrongPeriod(dispute, now, 'draw')
  if (!isBeaconSignature(dispute.clockwork.beacon, beaconRound, signature)) {
    return no({ code: 'BadBeaconSignature', beaconRound })
  }
  if (roll.epoch !== dispute.rollEpoch) return no({ code: 'RollNotInForce', epoch: roll.epoch, at: dispute.openedAt })
  const { court } = sitting.under
  if (roll.court !== court) return no({ code: 'WrongRoll', reason: `expected court ${court}, got ${roll.court}` })
  if (roll.total === 0n) return no({ code: 'EmptyRoll', court: roll.court, epoch: roll.epoch })

  const lottery = lotteryOf(dispute, randomnessOf(signature))
  const draws: Draw[] = []
  for (const [i, claimed] of filing.draws.entries()) {
    if (isComplete(lottery, draws))
      return no({ code: 'WrongDraw', draw: i, reason: 'the panel was complete before it' })
    const next = seatNext(lottery, draws, claimed)
    const path = paths[i]
    if (!path || path.length !== BYTES_PER_LEVEL * rollDepth(roll) || !provesDraw(lottery, roll, next, path)) {
      return no({ code: 'WrongDraw', draw: i, reason: 'its path does not lead from the seed to this juror' })
    }
    draws.push(next)
  }
  if (!isComplete(lottery, draws)) {
    return no({ code: 'WrongDraw', draw: draws.length, reason: 'the panel is not complete' })
  }
  return ok([
    line('draw', now, {
      panel: String(sitting.panel),
      beaconRound: String(beaconRound),
      signature,
      rollsRoot,
      roll: claimOf(roll),
      draws: draws.map(({ number, address, weight, seated }) => ({
        number: String(number),
        address,
        weight: String(weight),
        seated,
      })),
    }),
  ])
}

function commit(dispute: Dispute, filing: FilingOf<'commit'>, now: Instant): Decision {
  const sitting = present(dispute)
  const { panel, juror, beaconRound, revision, commitment, sealed, signature, vouchedAt, ticket } = filing
  if (panel !== sitting.panel) return wrongPanel(dispute, panel)
  const mine = sitting.ballots.get(juror) ?? []
  const same = mine.find((b) => b.commitment === commitment && b.sealed === sealed && b.signature === signature)
  if (same) return no({ code: 'AlreadyRecorded', number: same.number })
  if (periodOf(dispute, now).period !== 'commit') return wrongPeriod(dispute, now, 'commit')
  if (seatsOf(sitting, juror) === 0) return no({ code: 'NotDrawn', juror, panel })
  if (sitting.recused.has(juror)) return no({ code: 'AlreadyRecused', juror, panel })
  const { beaconRound: expected, commitClosesAt } = sitting.times
  if (beaconRound !== expected) return no({ code: 'WrongBeaconRound', beaconRound, expected })
  const latest = commitClosesAt * 1000
  if (revision > latest) return no({ code: 'RevisionInFuture', revision, latest })
  const padded = roomOf(dispute.question)
  if (!mayOpen(sealed, padded)) {
    return no({ code: 'MalformedSeal', expectedBytes: sealedBytes(padded), bytes: toBytes(sealed).length })
  }
  const sealedHash = digest(toBytes(sealed))
  const statement = { disputeKey: dispute.key, panel, juror, beaconRound, revision, commitment, sealedHash }
  const signed = typedDigest(dispute.domain, 'Commit', statement)
  if (!isSigned(signed, juror, signature, vouchedAt)) return no({ code: 'BadSignature', juror })
  const work = ticketWork(sitting, dispute.question, juror)
  if (work !== undefined && !isPaid({ disputeKey: dispute.key, juror, nonce: Number(ticket ?? Number.NaN) }, work))
    return no({ code: 'TicketUnpaid', juror, work: String(work) })
  if (mine.length >= MOST_BALLOTS) return no({ code: 'TooManyBallots', juror, most: MOST_BALLOTS })
  return ok([
    line('commit', now, {
      panel: String(panel),
      juror,
      beaconRound: String(beaconRound),
      revision: String(revision),
      commitment,
      sealed,
      signature,
      vouchedAt: vouchedAt ?? null,
      ...(work === undefined ? {} : { ticket: ticket! }),
    }),
  ])
}

/**
 * A ballot by the juror's own transaction. The chain took it in time and asked for its sender; what it doesn't know is who
 * was drawn. One for a panel that wasn't drawn yet is kept until it is, since its juror may know before the court does.
 */
function commitInLane(dispute: Dispute, filing: FilingOf<'commitInLane'>, now: Instant): Decision {
  const sitting = present(dispute)
  const { panel, juror, beaconRound, revision, commitment, sealed, at, tx } = filing
  const isAhead = panel > sitting.panel
  const { ahead = [] } = dispute
  const here = [...sitting.ballots.values()].flat().filter(({ inLaneAt }) => inLaneAt !== undefined)
  if (panel < sitting.panel) return wrongPanel(dispute, panel)
  const same = isAhead
    ? ahead.find(({ body }) => body.juror === juror && Number(body.panel) === panel && body.commitment === commitment)
    : sitting.ballots.get(juror)?.find((each) => each.inLaneAt !== undefined && each.commitment === commitment)
  if (same) return no({ code: 'AlreadyRecorded', number: same.number })
  if (sitting.judged && !isAhead) return wrongPeriod(dispute, now, 'commit')
  const isDrawn = !isAhead && sitting.draws.length > 0
  if (isDrawn && seatsOf(sitting, juror) === 0) return no({ code: 'NotDrawn', juror, panel })
  if (!isDrawn && ahead.length + here.length >= MOST_AHEAD)
    return no({ code: 'TooManyBallots', juror, most: MOST_AHEAD })
  if (!isAhead && beaconRound === sitting.times.beaconRound && at >= sitting.times.commitClosesAt)
    return wrongPeriod(dispute, at, 'commit')
  return ok([
    line('commitInLane', now, {
      panel: String(panel),
      juror,
      beaconRound: String(beaconRound),
      revision: String(revision),
      commitment,
      sealed: mayOpen(sealed, roomOf(dispute.question)) ? sealed : '0x',
      at: String(at),
      tx,
    }),
  ])
}

/** A ballot that somebody opened or leaked by transaction. An opening counts if it was confirmed before the reveal's end. */
function shownInLane(dispute: Dispute, filing: FilingOf<'openInLane' | 'leak'>, now: Instant): Decision {
  const sitting = present(dispute)
  const { panel, juror, commitment, at, tx } = filing
  const { beaconRound, revealAt, revealEndsAt } = sitting.times
  if (panel !== sitting.panel) return wrongPanel(dispute, panel)
  if (sitting.judged) return wrongPeriod(dispute, now, 'reveal')
  const ballot = sitting.ballots.get(juror)?.find((each) => each.commitment === commitment)
  if (!ballot) return no({ code: 'NoBallot', juror, panel })
  const told = { panel: String(panel), juror, commitment, at: String(at), tx }
  if (filing.kind === 'leak') {
    if (isLeaked(sitting, juror, commitment)) return ok([])
    if (at > revealAt - GAZETTE_MARGIN_SECONDS) return wrongPeriod(dispute, at, 'commit')
    return ok([line('leak', now, { ...told, claimant: filing.claimant })])
  }
  const { answer, opening } = filing
  if (shownOf(sitting, juror, commitment)) return ok([])
  if (at < revealAt || at + dispute.clockwork.confirmSeconds > revealEndsAt) return wrongPeriod(dispute, at, 'reveal')
  const place = { disputeKey: dispute.key, panel, juror, beaconRound, revision: ballot.revision }
  if (ballot.beaconRound !== beaconRound || !opens({ ...place, commitment }, { answer, opening }))
    return no({ code: 'CommitmentMismatch', juror })
  return ok([line('openInLane', now, { ...told, answer, opening })])
}

function recuse(dispute: Dispute, filing: FilingOf<'recuse'>, now: Instant): Decision {
  const sitting = present(dispute)
  const { panel, juror, reason, signature, vouchedAt } = filing
  const { period } = periodOf(dispute, now)
  if (panel !== sitting.panel) return wrongPanel(dispute, panel)
  const given = sitting.recused.get(juror)
  if (given?.signature === signature) return no({ code: 'AlreadyRecorded', number: given.number })
  if (period !== 'commit' && period !== 'draw') return wrongPeriod(dispute, now, 'commit')
  if (seatsOf(sitting, juror) === 0) return no({ code: 'NotDrawn', juror, panel })
  if (given) return no({ code: 'AlreadyRecused', juror, panel })
  if (reason.length > MOST_REASON) return no({ code: 'TextTooLong', most: MOST_REASON })
  const signed = typedDigest(dispute.domain, 'Recuse', { disputeKey: dispute.key, panel, juror, reason })
  if (!isSigned(signed, juror, signature, vouchedAt)) return no({ code: 'BadSignature', juror })
  return ok([line('recuse', now, { panel: String(panel), juror, reason, signature, vouchedAt: vouchedAt ?? null })])
}

function gazette(dispute: Dispute, filing: FilingOf<'gazette'>, now: Instant): Decision {
  const { serial, epoch, number, head, at } = filing
  const same = dispute.postings.find((posting) => posting.serial === serial)
  if (same) return no({ code: 'AlreadyRecorded', number: same.entry })
  const expected = dispute.heads[number - 1]
  if (head !== expected) return no({ code: 'HeadMismatch', number, expected: expected ?? null })
  return ok([
    line('gazette', now, {
      serial: String(serial),
      epoch: String(epoch),
      number: String(number),
      head,
      at: String(at),
    }),
  ])
}

function unseal(dispute: Dispute, filing: FilingOf<'unseal'>, now: Instant): Decision {
  const sitting = present(dispute)
  const { beaconRound, revealAt } = sitting.times
  if (filing.panel !== sitting.panel) return wrongPanel(dispute, filing.panel)
  if (sitting.judged || now < revealAt) return wrongPeriod(dispute, now, 'reveal')
  if (!isBeaconSignature(dispute.clockwork.beacon, beaconRound, filing.signature)) {
    return no({ code: 'BadBeaconSignature', beaconRound })
  }
  const sealed = unopened(dispute.postings, sitting).filter(
    ([juror, { commitment }]) => sitting.junk.get(juror) !== commitment,
  )
  if (sealed.length === 0) return no({ code: 'NothingDue', nextAt: nextDueAt(dispute) })
  const tried = sealed.slice(0, filing.limit).map(([juror, ballot]) => {
    const place = { disputeKey: dispute.key, panel: sitting.panel, juror, beaconRound, revision: ballot.revision }
    return { juror, opened: unsealBallot({ ...place, ...ballot } satisfies Ballot, filing.signature) }
  })
  return ok([
    line('reveal', now, {
      panel: String(sitting.panel),
      signature: filing.signature,
      openings: tried.flatMap(({ juror, opened }) => (opened ? [{ juror, ...opened }] : [])),
      junk: tried.flatMap(({ juror, opened }) => (opened ? [] : [juror])),
    }),
  ])
}

function reveal(dispute: Dispute, filing: FilingOf<'reveal'>, now: Instant): Decision {
  const sitting = present(dispute)
  const { panel, juror, answer, opening } = filing
  const { beaconRound, revealAt } = sitting.times
  if (panel !== sitting.panel) return wrongPanel(dispute, panel)
  if (sitting.judged || now < revealAt) return wrongPeriod(dispute, now, 'reveal')
  const ballot = eligible(dispute.postings, sitting).get(juror)
  if (!ballot) return no({ code: 'NoBallot', juror, panel })
  if (shownOf(sitting, juror, ballot.commitment)) return no({ code: 'AlreadyOpened', juror, panel })
  const place = { disputeKey: dispute.key, panel, juror, beaconRound, revision: ballot.revision }
  if (!opens({ ...place, commitment: ballot.commitment }, { answer, opening })) {
    return no({ code: 'CommitmentMismatch', juror })
  }
  const openings = [{ juror, answer, opening }]
  return ok([line('reveal', now, { panel: String(panel), signature: null, openings, junk: [] })])
}

/** Not before R: who could still hand in a ballot would know which items are controls, and what is true of them. */
function controls(dispute: Dispute, filing: FilingOf<'controls'>, now: Instant): Decision {
  const { law } = dispute.question
  const sitting = present(dispute)
  const { items, answer, salt } = filing
  if (!law?.controls || !truthIn(law, filing)) return no({ code: 'WrongControls', expected: law?.controls ?? null })
  if (dispute.truth) return no({ code: 'AlreadyRecorded', number: dispute.truth.entry })
  if (sitting.judged || now < sitting.times.revealAt) return wrongPeriod(dispute, now, 'reveal')
  return ok([line('controls', now, { items: items.map(String), answer, salt })])
}

/** Not before R, when no ballot can be changed by it any more. Whether the other really ended so is for attestors to look at. */
function resolve(dispute: Dispute, filing: FilingOf<'resolve'>, now: Instant): Decision {
  const { kind: _, dispute: other, at, last } = filing
  const expected = dispute.question.law?.resolvedBy ?? null
  const sitting = present(dispute)
  if (other !== expected) return no({ code: 'WrongTruth', expected, reason: `it is the end of ${other}` })
  if (dispute.resolution) return no({ code: 'AlreadyRecorded', number: dispute.resolution.entry })
  if (sitting.judged || now < sitting.times.revealAt) return wrongPeriod(dispute, now, 'reveal')
  const fault = last ? faultInLast(dispute.domain, other, last) : undefined
  if (fault) return no({ code: 'WrongTruth', expected, reason: fault })
  return ok([line('resolve', now, { dispute: other, at: String(at), last })])
}

function deliver(dispute: Dispute, filing: FilingOf<'deliver'>, now: Instant): Decision {
  const sitting = dispute.sittings.find(({ panel }) => panel === filing.panel)
  const { panel, verdictHash, deliverer, at, tx } = filing
  if (!sitting || sitting !== present(dispute)) return wrongPanel(dispute, panel)
  if (sitting.delivered?.tx === tx || sitting.struck?.some(({ delivery }) => delivery === tx)) return ok([])
  const lastAt = lastDeliveryAt(dispute.deadlineAt, dispute.terms, dispute.challengeFloorSeconds)
  // On chain the arbitrator has asked this already, and what it took is taken.
  if (dispute.asked && (!sitting.judged || sitting.delivered || at > lastAt))
    return no(sitting.judged ? { code: 'DeliveryTooLate', panel, lastAt } : { code: 'NotJudged', panel })
  const body = { panel: String(panel), verdictHash, deliverer: dispute.asked ? NOBODY : deliverer, at: String(at), tx }
  return ok([line('deliver', now, body)])
}

function strike(dispute: Dispute, filing: FilingOf<'strike'>, now: Instant): Decision {
  const { panel, serial, challenger, at, tx } = filing
  if (dispute.sittings.some(({ struck }) => struck?.some((each) => each.tx === tx))) return ok([])
  if (dispute.final) return no({ code: 'AlreadyFinal', ruling: dispute.final.ruling })
  return ok([line('strike', now, { panel: String(panel), serial: String(serial), challenger, at: String(at), tx })])
}

/**
 * The chain took an appeal. It is asked again whether one could be made: a docket in which it couldn't is no docket of
 * this court's.
 */
function appeal(dispute: Dispute, filing: FilingOf<'appeal'>, now: Instant): Decision {
  const { at, tx } = filing
  const same = dispute.sittings.find(({ appealed }) => appealed?.tx === tx)?.appealed
  if (same) return no({ code: 'AlreadyRecorded', number: same.entry })
  const offer = appealOffer(dispute)
  if (!offer.ok) return offer
  const { panel, delivered } = present(dispute)
  if (at < delivered!.at || at >= offer.value.untilAt) return no({ code: 'AppealImpossible', reason: 'late', panel })
  return ok([line('appeal', now, { panel: String(panel), at: String(at), tx })])
}

function rule(dispute: Dispute, filing: FilingOf<'rule'>, now: Instant): Decision {
  const { ruling, executed, expired, at, tx } = filing
  if (dispute.asked) return no({ code: 'NothingDue', nextAt: nextDueAt(dispute) })
  if (dispute.final?.executed === executed) return no({ code: 'AlreadyRecorded', number: dispute.final.entry })
  if (dispute.final?.executed) return no({ code: 'AlreadyFinal', ruling: dispute.final.ruling })
  return ok([line('rule', now, { ruling: String(ruling), executed, expired, at: String(at), tx })])
}

/** Number of the entry that opened a dispute. */
const openedIn = ({ asked }: Dispute): number => (asked?.number ?? 0) + 1

/** A key's own canonical signature, or a contract account's that the chain vouched for at a block. */
function isSigned(signed: Digest, juror: Hex, signature: Hex, vouchedAt: string | undefined): boolean {
  return vouchedAt !== undefined || signerOf(signed, signature) === juror
}

function wrongPanel(dispute: Dispute, panel: number): Decision {
  return no({ code: 'WrongPanel', panel, expected: present(dispute).panel })
}

function wrongPeriod(dispute: Dispute, now: Instant, expected: Period): Decision {
  const { period, untilAt } = periodOf(dispute, now)
  return no({ code: 'WrongPeriod', period, expected, untilAt })
}

function line<K extends Kind>(kind: K, acceptedAt: Instant, body: Extract<Line, { kind: K }>['body']): Line {
  return { kind, acceptedAt, body } as Line
}
