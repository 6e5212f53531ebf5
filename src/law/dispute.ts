/**
 * Dispute: the state of one dispute, as a fold over its docket.
 *
 * `enter` folds a recorded entry into the state and trusts that `decide` let it through: the same docket gives the same
 * state anywhere. Nothing here reads a clock, draws a number or reaches out.
 * @module
 */

import type { RollHeader } from '#jurors/roll'
import { type Draw, type Lottery, place } from '#jurors/sortition'
import { type Address, type Digest, ZERO32 } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { Domain } from '#primitives/typed'
import { type Asked, asked, enterAsked, exhibitsAsked, lawOf } from './ask.ts'
import { chain, disputeKeyOf, firstHead } from './docket.ts'
import type { Bodies, Entry, Facts, Line, RollClaim } from './filing.ts'
import { type PinnedCourt, type Rung, rungAbove } from './ladder.ts'
import { isLeftAlone } from './panel.ts'
import {
  type Clockwork,
  firstDrawAt,
  type Period,
  seedNotBefore,
  timetable,
  timetableAgain,
  windowsEndAt,
} from './period.ts'
import { decodeTerms, type Policy, policyHash, type Terms } from './policy.ts'
import { type PanelQuestion, posed, truthIn } from './question/posed.ts'
import type { Said } from './question/space.ts'
import type { Resolution } from './resolution.ts'
import { eligible, type FiledBallot, isRedraw, type Posting, panelIndex, type Sitting, serialOf } from './sitting.ts'
import { outcomeOf } from './verdict.ts'

export type Dispute = {
  key: Digest
  domain: Domain
  /** Number of the last entry, and the head after it. */
  number: number
  head: Digest
  /** Head after each entry: heads[j − 1] is head_j. */
  heads: readonly Digest[]
  facts: Facts
  /** What an account asked for, of a dispute off chain: the docket as it stood when a gazette had taken it. */
  asked?: Asked
  /** The dispute's own court, its parent, and so on, as the opening pinned them. */
  courts: readonly [PinnedCourt, ...PinnedCourt[]]
  /** Of the dispute's own court. */
  policy: Policy
  policyHash: Digest
  terms: Terms
  clockwork: Clockwork
  epochSeconds: number
  challengeFloorSeconds: number
  openedAt: Instant
  deadlineAt: Instant
  /** The epoch of the roll that the dispute draws from, for itself, its appeals and its redraws. */
  rollEpoch: number
  question: PanelQuestion
  /** What is true of each control item, once its asker has opened them. */
  truth?: { known: readonly (Said | undefined)[]; entry: number }
  /** How the dispute ended that tells what is true, where the question names one. */
  resolution?: Resolution & { entry: number }
  evidence: readonly (Bodies['evidence'] & { number: number })[]
  postings: readonly Posting[]
  /** Ballots in the lane for panels that the docket hasn't come to. */
  ahead?: readonly Entry<'commitInLane'>[]
  /** Sittings so far; the last one is the present one. */
  sittings: readonly Sitting[]
  final?: { ruling: number; executed: boolean; expired: boolean; at: Instant; tx: Digest; entry: number }
  void?: string
}

/** What a docket comes to: a dispute, or one that somebody asks for and that isn't open. */
export type Case = Asked | Dispute

/** True of a docket that has become a dispute. */
export const isOpened = (docket: Case | undefined): docket is Dispute => docket !== undefined && 'sittings' in docket

/** Opens a docket. */
export function openDispute(body: Bodies['open'], now: Instant): { dispute: Dispute; entry: Entry } {
  const { chainId, arbitrator, disputeId } = body.facts
  const key = disputeKeyOf(BigInt(chainId), arbitrator, BigInt(disputeId))
  const entry = chain(key, { number: 0, head: firstHead(key) }, { kind: 'open', acceptedAt: now, body })
  return { dispute: opened(entry as Entry<'open'>), entry }
}

/** Chains lines to a docket and folds them in. */
export function record(docket: Dispute, lines: readonly Line[]): { after: Dispute; entries: Entry[] }
export function record(docket: Case, lines: readonly Line[]): { after: Case; entries: Entry[] }
export function record(docket: Case, lines: readonly Line[]): { after: Case; entries: Entry[] } {
  let after = docket
  const entries = lines.map((line) => {
    const entry = chain(docket.key, after, line)
    after = enter(after, entry)
    return entry
  })
  return { after, entries }
}

/** The dispute after a whole docket; undefined for an empty one, and for one that is only asked for. */
export function replay(entries: readonly Entry[]): Dispute | undefined {
  const docket = unfold(entries)
  return isOpened(docket) ? docket : undefined
}

/** What a whole docket comes to; undefined for an empty one. Assumes entries in order, the first an opening or an ask. */
export function unfold(entries: readonly Entry[]): Case | undefined {
  const [first, ...rest] = entries
  return first && rest.reduce<Case>(enter, begun(first))
}

/** The state after a docket's first entry. */
export function begun(first: Entry): Case {
  if (first.kind === 'ask') return asked(first)
  if (first.kind === 'open') return opened(first)
  throw new Error(`dispute: expected a docket that begins with open or ask, got ${first.kind}`)
}

/** The state after one more entry. */
export function enter(docket: Dispute, entry: Entry): Dispute
export function enter(docket: Case, entry: Entry): Case
export function enter(docket: Case, entry: Entry): Case {
  const { number, head } = entry
  if (isOpened(docket)) return { ...fold(docket, entry), number, head, heads: [...docket.heads, head] }
  return entry.kind === 'open' ? opened(entry, docket) : enterAsked(docket, entry)
}

/** The sitting that is on, or was last. */
export function present(dispute: Dispute): Sitting {
  return dispute.sittings.at(-1)!
}

/** What the present panel is drawn for, given its seed's randomness. */
export function lotteryOf(dispute: Dispute, randomness: Digest): Lottery {
  const sitting = present(dispute)
  const { panel, seats, under } = sitting
  const { seatCap, strict } = under.terms
  const lottery = { randomness, disputeKey: dispute.key, panel, seats, seatCap, strict }
  const { law } = dispute.question
  // Who sat alone and said nothing is followed by the whole panel.
  return law && !isRedraw(sitting) ? { ...lottery, alone: (first) => isLeftAlone(law, lottery, first) } : lottery
}

/** The sitting whose verdict was delivered last: its ruling is the current one. Undefined while there is none. */
export function lastDelivered(dispute: Dispute): Sitting | undefined {
  return dispute.sittings.findLast(({ delivered }) => delivered)
}

/** What the final statement names as what was found: under a policy the word of the panel delivered last. */
export function finalOutcome(dispute: Dispute): Digest {
  const judged = dispute.question.law && lastDelivered(dispute)?.judged
  return judged ? judged.outcome : outcomeOf(dispute.final?.ruling ?? 0)
}

/** The last word on a dispute that is over, as attestors sign it. `serial` is that of the verdict it rests on; 0 if on none. */
export function finalOf(dispute: Dispute): { disputeKey: Digest; ruling: number; outcome: Digest; serial: number } {
  const last = lastDelivered(dispute)
  const serial = last ? serialOf(dispute.sittings, last.panel) : 0
  return { disputeKey: dispute.key, ruling: dispute.final!.ruling, outcome: finalOutcome(dispute), serial }
}

/** When both windows of the verdict delivered last are over: then it is executed, or its appeal takes effect. */
export function windowsOf(dispute: Dispute): Instant | undefined {
  const at = lastDelivered(dispute)?.delivered?.at
  return at === undefined ? undefined : windowsEndAt(at, dispute.terms, dispute.challengeFloorSeconds)
}

/** Whose turn it is at `now`, and until when if the clock alone ends it. */
export function periodOf(dispute: Dispute, now: Instant): { period: Period; untilAt?: Instant } {
  const { times, draws, judged, delivered } = present(dispute)
  if (dispute.final) return { period: 'execution' }
  // An appeal that was made takes effect only when both windows are over.
  const untilAt = windowsOf(dispute)
  if (untilAt !== undefined && now < untilAt) return { period: 'appeal', untilAt }
  if (delivered) return { period: 'execution' }
  if (judged) return { period: 'appeal' }
  if (now < times.drawAt) return { period: 'evidence', untilAt: times.drawAt }
  if (draws.length === 0) return { period: 'draw', untilAt: times.commitClosesAt }
  if (now < times.commitOpensAt) return { period: 'draw', untilAt: times.commitOpensAt }
  if (now < times.commitClosesAt) return { period: 'commit', untilAt: times.commitClosesAt }
  return { period: 'reveal', untilAt: times.revealEndsAt }
}

/** A roll as entries spell it. */
export function claimOf(header: RollHeader): RollClaim {
  return {
    epoch: String(header.epoch),
    court: String(header.court),
    version: String(header.version),
    root: header.root,
    total: String(header.total),
    jurors: String(header.jurors),
  }
}

/** A roll as entries spell it, back in numbers. */
export function headerOf(claim: RollClaim): RollHeader {
  return {
    epoch: Number(claim.epoch),
    court: Number(claim.court),
    version: Number(claim.version),
    root: claim.root,
    total: BigInt(claim.total),
    jurors: Number(claim.jurors),
  }
}

function opened(entry: Entry<'open'>, before?: Asked): Dispute {
  const { facts, setting, policy, above, rollEpoch } = entry.body
  const own = pinned(facts, policy)
  const { terms } = own
  const beacon = {
    publicKey: setting.beacon.publicKey,
    genesisAt: Number(setting.beacon.genesisAt),
    periodSeconds: Number(setting.beacon.periodSeconds),
  }
  const clockwork = { beacon, confirmSeconds: Number(setting.confirmSeconds) }
  const epochSeconds = Number(setting.epochSeconds)
  const openedAt = Number(facts.openedAt)
  const drawAt = firstDrawAt(openedAt, (Number(rollEpoch) + 1) * epochSeconds, terms, clockwork)
  const domain = { chainId: BigInt(facts.chainId), arbitrator: facts.arbitrator }
  const law = before && lawOf(before.ask)
  return {
    key: disputeKeyOf(domain.chainId, domain.arbitrator, BigInt(facts.disputeId)),
    domain,
    number: entry.number,
    head: entry.head,
    heads: [...(before?.heads ?? []), entry.head],
    facts,
    ...(before ? { asked: before } : {}),
    courts: [own, ...above.map((court) => pinned(court, court.policy))],
    policy,
    policyHash: own.policyHash,
    terms,
    clockwork,
    epochSeconds,
    challengeFloorSeconds: Number(setting.challengeFloorSeconds),
    openedAt,
    deadlineAt: Number(facts.deadlineAt),
    rollEpoch: Number(rollEpoch),
    question: law ? posed(law) : { space: 'choice', items: 1, choices: Number(facts.choices) },
    evidence: before ? exhibitsAsked(before) : [],
    postings: before?.postings ?? [],
    sittings: [sit(0, { step: 0, under: own, seats: Number(facts.seats) }, drawAt, clockwork)],
  }
}

function pinned({ court, version }: { court: string; version: string }, policy: Policy): PinnedCourt {
  const terms = decodeTerms(policy.terms)
  return { court: Number(court), version: Number(version), policyHash: policyHash(policy), terms }
}

function sit(panel: number, { step, under, seats }: Rung, drawAt: Instant, clockwork: Clockwork): Sitting {
  return {
    panel,
    step,
    under,
    seats,
    times: timetable(drawAt, under.terms, clockwork),
    again: false,
    draws: [],
    ballots: new Map(),
    recused: new Map(),
    openings: new Map(),
    junk: new Map(),
    leaks: new Map(),
  }
}

function fold(dispute: Dispute, entry: Entry): Dispute {
  const { number } = entry
  const sitting = present(dispute)
  switch (entry.kind) {
    case 'open':
    case 'ask':
      throw new Error('dispute: expected one opening, got a second')
    case 'evidence':
      return { ...dispute, evidence: [...dispute.evidence, { ...entry.body, number }] }
    case 'draw':
      return amend(dispute, drawn(entry.body))
    case 'commit':
      return amend(dispute, committed(sitting, entry))
    case 'commitInLane': {
      const { panel } = entry.body
      if (Number(panel) > sitting.panel) return { ...dispute, ahead: [...(dispute.ahead ?? []), entry] }
      return amend(dispute, committed(sitting, entry))
    }
    case 'openInLane': {
      const { commitment, juror, answer, opening } = entry.body
      return amend(dispute, { openings: new Map([...sitting.openings, [commitment, { juror, answer, opening }]]) })
    }
    case 'leak':
      return amend(dispute, { leaks: new Map([...sitting.leaks, [entry.body.commitment, entry.body]]) })
    case 'recuse':
      return amend(dispute, {
        recused: new Map([
          ...sitting.recused,
          [
            entry.body.juror,
            { number, entryHash: entry.hash, reason: entry.body.reason, signature: entry.body.signature },
          ],
        ]),
      })
    case 'gazette': {
      const { serial, epoch, number: upTo, head, at } = entry.body
      const posting = { serial: Number(serial), epoch: Number(epoch), number: Number(upTo), head, at: Number(at) }
      return { ...dispute, postings: [...dispute.postings, { ...posting, entry: number }] }
    }
    case 'again':
      return amend(dispute, {
        again: true,
        times: timetableAgain(sitting.times, sitting.under.terms, dispute.clockwork),
        revealSignature: undefined,
      })
    case 'reveal':
      return amend(dispute, revealed(dispute.postings, sitting, entry.body))
    case 'controls': {
      const { items, ...rest } = entry.body
      const known = truthIn(dispute.question.law!, { items: items.map(Number), ...rest })
      return { ...dispute, truth: { known: known!, entry: number } }
    }
    case 'resolve': {
      const { at, ...rest } = entry.body
      return { ...dispute, resolution: { ...rest, at: Number(at), entry: number } }
    }
    case 'redraw': {
      const drawAt = seedNotBefore(sitting.times.revealEndsAt, dispute.clockwork)
      const next = sit(sitting.panel + 1, sitting, drawAt, dispute.clockwork)
      return sitNext(amend(dispute, { redrawn: number }), next)
    }
    case 'judge': {
      const { ruling, draws, panel: _, ...rest } = entry.body
      return amend(dispute, {
        judged: { ...rest, ruling: Number(ruling), draws: Number(draws), entry: number },
      })
    }
    case 'deliver': {
      const { at, verdictHash, deliverer, tx } = entry.body
      return amend(dispute, { delivered: { at: Number(at), verdictHash, deliverer, tx } })
    }
    case 'strike': {
      const { panel, serial, tx } = entry.body
      const at = dispute.sittings.findLastIndex((each) => each.delivered && each.panel === Number(panel))
      // A verdict of a panel that never sat: all it leaves behind is its serial.
      const { delivered, appealed: _, ...taken } = dispute.sittings.at(at)!
      const struck = [...(taken.struck ?? []), { serial: Number(serial), delivery: delivered?.tx ?? null, tx }]
      return { ...dispute, sittings: [...dispute.sittings.slice(0, at), { ...taken, struck }] }
    }
    case 'appeal': {
      const { at, tx } = entry.body
      const above = rungAbove(dispute.courts, sitting)
      const endAt = windowsOf(dispute)
      if (!above || endAt === undefined) throw new Error('dispute: expected a verdict that can be appealed')
      const panel = 2 * (panelIndex(sitting) + 1)
      const next = sit(panel, above, seedNotBefore(endAt, dispute.clockwork), dispute.clockwork)
      return sitNext(amend(dispute, { appealed: { at: Number(at), tx, entry: number } }), next)
    }
    case 'rule': {
      const { ruling, executed, expired, at, tx } = entry.body
      return { ...dispute, final: { ruling: Number(ruling), executed, expired, at: Number(at), tx, entry: number } }
    }
    case 'void':
      return { ...dispute, void: entry.body.reason }
  }
}

/** The next sitting begins, with what stands in the lane for it already. */
function sitNext(dispute: Dispute, next: Sitting): Dispute {
  const { ahead = [], ...rest } = dispute
  const isOwn = ({ body }: Entry<'commitInLane'>) => Number(body.panel) === next.panel
  let seated = next
  for (const entry of ahead.filter(isOwn)) seated = { ...seated, ...committed(seated, entry) }
  const others = ahead.filter((entry) => !isOwn(entry))
  return { ...rest, ...(others.length > 0 ? { ahead: others } : {}), sittings: [...dispute.sittings, seated] }
}

function amend(dispute: Dispute, change: Partial<Sitting>): Dispute {
  return { ...dispute, sittings: dispute.sittings.with(-1, { ...present(dispute), ...change }) }
}

function drawn(body: Bodies['draw']): Partial<Sitting> {
  // Held seats and previous draws follow from the sequence, so they are derived instead of kept twice.
  const draws: Draw[] = []
  for (const { number, address, weight, seated } of body.draws) {
    draws.push(place(draws, { number: Number(number), address, weight: BigInt(weight) }, seated))
  }
  return {
    draws,
    roll: headerOf(body.roll),
    rollsRoot: body.rollsRoot,
    seed: { beaconRound: Number(body.beaconRound), signature: body.signature },
  }
}

function committed(sitting: Sitting, entry: Entry<'commit'> | Entry<'commitInLane'>): Partial<Sitting> {
  const { number, body } = entry
  const { juror, beaconRound, revision, commitment, sealed } = body
  const bare = {
    number,
    acceptedAt: entry.acceptedAt,
    beaconRound: Number(beaconRound),
    revision: Number(revision),
    commitment,
    sealed,
  }
  const ballot: FiledBallot =
    entry.kind === 'commit'
      ? { ...bare, entryHash: entry.hash, signature: entry.body.signature, vouchedAt: entry.body.vouchedAt }
      : { ...bare, entryHash: ZERO32, signature: '0x', vouchedAt: null, inLaneAt: Number(entry.body.at) }
  return { ballots: new Map([...sitting.ballots, [juror, [...(sitting.ballots.get(juror) ?? []), ballot]]]) }
}

/** What was opened are the ballots that counted then. */
function revealed(postings: readonly Posting[], sitting: Sitting, body: Bodies['reveal']): Partial<Sitting> {
  const counting = eligible(postings, sitting)
  const own = <T>(juror: Address, as: (commitment: Digest) => T): T[] => {
    const ballot = counting.get(juror)
    return ballot ? [as(ballot.commitment)] : []
  }
  const opened = body.openings.flatMap((shown) => own(shown.juror, (commitment) => [commitment, shown] as const))
  const junk = body.junk.flatMap((juror) => own(juror, (commitment) => [juror, commitment] as const))
  return {
    openings: new Map([...sitting.openings, ...opened]),
    junk: new Map([...sitting.junk, ...junk]),
    revealSignature: body.signature ?? sitting.revealSignature,
  }
}
