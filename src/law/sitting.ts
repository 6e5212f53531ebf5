/**
 * Sitting: one hearing of a panel, numbered ρ = 2p + a: who was drawn, what they handed in, what it came to.
 *
 * A sitting is judged from three things only: its draws, the ballots that a gazette admitted or that stand in the lane, and
 * their openings.
 * @module
 */
import { supersedes } from '#jurors/ballot'
import type { RollHeader } from '#jurors/roll'
import type { Draw } from '#jurors/sortition'
import { workFor } from '#jurors/ticket'
import { randomnessOf } from '#primitives/beacon'
import { type Address, type Digest, type Hex, utf8, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import type { Instant } from '#primitives/time'
import type { Block } from './block.ts'
import { entriesTree } from './docket.ts'
import { MOST_PANEL_SEATS, type Rung } from './ladder.ts'
import { admitsBallots, type Timetable } from './period.ts'
import { answerHash } from './question/choice.ts'
import { countedAs, type PanelQuestion } from './question/posed.ts'
import type { Said } from './question/space.ts'
import { type Resolution, truthBy, UNTOLD } from './resolution.ts'
import { type Count, emptyCount, hasQuorum, type Plurality, plurality } from './tally/plurality.ts'
import {
  type BallotLeaf,
  type BallotState,
  ballotsTree,
  type CastBallot,
  NO_BALLOT,
  outcomeOf,
  runTally,
  type Verdict,
} from './verdict.ts'
import { type Word, wordHash, wordOf } from './word.ts'

/** A sealed ballot as the docket holds it. */
export type FiledBallot = {
  /** Number of the entry that brought it. */
  number: number
  /** When it came. */
  acceptedAt: Instant
  /** Hash of that entry, by which the ballot's leaf names it; 0 for one in the lane, which needs no entry to stand. */
  entryHash: Digest
  beaconRound: number
  revision: number
  commitment: Digest
  sealed: Hex
  /** '0x' in the lane: the juror's transaction is its signature. */
  signature: Hex
  /** When the juror's own transaction brought it, for one in the lane. */
  inLaneAt?: Instant
  /** Block at which a contract account called the signature its own; null for a key's signature. */
  vouchedAt: string | null
}

/** What a sitting came to. */
export type Judgement = {
  ruling: number
  /** True if the panel couldn't decide, by a tie at the top or for want of a quorum: the ruling is the one before it. */
  tied: boolean
  outcome: Digest
  ballotsRoot: Digest
  draws: number
  /** Under a policy: what the answers come to. `outcome` is its hash. */
  word?: Word
}

export type Sitting = Rung & {
  panel: number
  times: Timetable
  /** True if the panel commits for the second time. */
  again: boolean
  seed?: { beaconRound: number; signature: Hex }
  roll?: RollHeader
  rollsRoot?: Digest
  draws: readonly Draw[]
  /** Ballots of each juror in order of arrival. Those for another R than the present one count for nothing. */
  ballots: ReadonlyMap<Address, readonly FiledBallot[]>
  /** Who gave its seats back, with the entry that says so. */
  recused: ReadonlyMap<Address, { number: number; entryHash: Digest; reason: string; signature: Hex }>
  /** What was opened, by commitment: of a juror's ballots another may come to count when a posting comes to light. See `shownOf`. */
  openings: ReadonlyMap<Digest, { juror: Address; answer: Hex; opening: Digest }>
  /** Whose ciphertext didn't open, and to which commitment. */
  junk: ReadonlyMap<Address, Digest>
  /** Commitments that were shown before R, whose they are, and who claimed that. */
  leaks: ReadonlyMap<Digest, { juror: Address; claimant: Address }>
  /** R's signature, once it was filed. */
  revealSignature?: Hex
  /** `entry`: number of the entry that records it; the verdict covers the entries before. */
  judged?: Judgement & { entry: number }
  delivered?: { at: Instant; verdictHash: Digest; deliverer: Address; tx: Digest }
  /** Deliveries that the chain took back, by the transactions that did and undid them. */
  struck?: readonly { serial: number; delivery: Digest | null; tx: Digest }[]
  /** Number of the entry that says so, if this sitting missed its quorum and the panel was drawn anew. */
  redrawn?: number
  /** An appeal was made against its verdict. */
  appealed?: { at: Instant; tx: Digest; entry: number }
}

/** A posting that holds this docket's head. */
export type Posting = { serial: number; epoch: number; number: number; head: Digest; at: Instant; entry: number }

/** True in the one redraw that a panel may have. */
export const isRedraw = ({ panel }: Pick<Sitting, 'panel'>): boolean => panel % 2 === 1

/** True if the juror drawn first was left alone: any other panel takes as many draws as it has seats. */
export const isAlone = ({ draws, seats }: Pick<Sitting, 'draws' | 'seats'>): boolean =>
  draws.length > 0 && draws.length < seats

/** Seats that were filled, of those asked for; who is missing counts. */
export const seatsHeard = (sitting: Pick<Sitting, 'draws' | 'seats'>): number => (isAlone(sitting) ? 1 : sitting.seats)

/** p of ρ = 2p + a: how many appeals came before this panel. */
export const panelIndex = ({ panel }: Pick<Sitting, 'panel'>): number => Math.floor(panel / 2)

/** The posting that admits most of this sitting's ballots: of those in time, the one with the longest docket, the earliest of these. */
export function admission(postings: readonly Posting[], sitting: Sitting): Posting | undefined {
  return postings
    .filter(({ at }) => admitsBallots(sitting.times, at))
    .reduce<Posting | undefined>((best, posting) => (best && best.number >= posting.number ? best : posting), undefined)
}

/** Seats a juror holds in this sitting, whatever it does with them. */
export function seatsOf(sitting: Sitting, juror: Address): number {
  return sitting.draws.filter((draw) => draw.seated && draw.address === juror).length
}

/** The ballot of each seated juror that counts: in the lane or admitted by a gazette, for the present R, of the highest revision. */
export function eligible(postings: readonly Posting[], sitting: Sitting): Map<Address, FiledBallot> {
  const last = admission(postings, sitting)?.number ?? 0
  const seated = new Set(sitting.draws.filter((draw) => draw.seated).map(({ address }) => address))
  const counting = new Map<Address, FiledBallot>()
  for (const [juror, ballots] of sitting.ballots) {
    if (!seated.has(juror)) continue
    const admitted = ballots.filter(
      (b) => (b.number <= last || b.inLaneAt !== undefined) && b.beaconRound === sitting.times.beaconRound,
    )
    const best = admitted.reduce<FiledBallot | undefined>((a, b) => (a && !supersedes(b, a) ? a : b), undefined)
    if (best && !hasRecused(postings, sitting, juror)) counting.set(juror, best)
  }
  return counting
}

/** The sitting with the docket's own ballots alone. */
export function withoutLane(sitting: Sitting): Sitting {
  const own = [...sitting.ballots].map(
    ([juror, ballots]) => [juror, ballots.filter(({ inLaneAt }) => inLaneAt === undefined)] as const,
  )
  return { ...sitting, ballots: new Map(own) }
}

/** True if a juror gave its seats back in time: like a ballot, that counts if a gazette held it before R. */
function hasRecused(postings: readonly Posting[], sitting: Sitting, juror: Address): boolean {
  const recusal = sitting.recused.get(juror)
  return recusal !== undefined && recusal.number <= (admission(postings, sitting)?.number ?? 0)
}

/** What a ballot says, once it is open. A commitment that somebody copied opens for its own juror alone. */
export function shownOf({ openings }: Sitting, juror: Address, commitment: Digest) {
  const opened = openings.get(commitment)
  return opened?.juror === juror ? opened : undefined
}

/** True of a juror's own ballot that somebody showed before R. */
export const isLeaked = ({ leaks }: Sitting, juror: Address, commitment: Digest): boolean =>
  leaks.get(commitment)?.juror === juror

/** Ballots that count and aren't open. One that was leaked needs no opening. */
export function unopened(postings: readonly Posting[], sitting: Sitting): [Address, FiledBallot][] {
  return [...eligible(postings, sitting)].filter(
    ([juror, { commitment }]) => !shownOf(sitting, juror, commitment) && !isLeaked(sitting, juror, commitment),
  )
}

/** Draws with their ballots and the running tally: the leaves of one sitting. */
export function ballotLeaves(postings: readonly Posting[], sitting: Sitting, question: PanelQuestion): BallotLeaf[] {
  const counting = eligible(postings, sitting)
  // Without a posting in either commit period nobody could be heard, and silence is nobody's fault.
  const silent: BallotState = admission(postings, sitting) ? 'absent' : 'unheard'
  const seats = sitting.draws.map((draw) => ({
    panel: sitting.panel,
    i: draw.i,
    number: draw.number,
    juror: draw.address,
    weight: draw.weight,
    held: draw.held,
    prev: draw.prev,
    ...(draw.seated
      ? hasRecused(postings, sitting, draw.address)
        ? { state: 'recused' as const, ...givenBack(sitting, draw.address) }
        : cast(sitting, question, draw.address, counting.get(draw.address), silent)
      : { state: 'skipped' as const, ...NO_BALLOT }),
  }))
  return runTally(seats, question.choices)
}

/** The count over a whole panel. */
export function finalCount(leaves: readonly BallotLeaf[], choices: number): Count {
  return leaves.at(-1)?.count ?? emptyCount(choices)
}

/** What a judgement depends on. */
type Hearing = {
  postings: readonly Posting[]
  sittings: readonly Sitting[]
  question: PanelQuestion
  openedAt: Instant
  facts: { arbitrable: Address }
  truth?: { known: readonly (Said | undefined)[] }
  resolution?: Resolution
}

/**
 * The leaves of the present panel's `ballotsRoot`: of a panel that was drawn anew those of its first sitting, as it was
 * concluded, before its own.
 */
export function panelLeaves({
  postings,
  sittings,
  question,
}: Pick<Hearing, 'postings' | 'sittings' | 'question'>): BallotLeaf[] {
  const sitting = sittings.at(-1)!
  const first = isRedraw(sitting) ? sittings.at(-2) : undefined
  const known = first ? postings.filter(({ entry }) => entry < first.redrawn!) : []
  const before = first ? ballotLeaves(known, first, question) : []
  return [...before, ...ballotLeaves(postings, sitting, question)]
}

/**
 * The present panel's word: the choice with most seats. Where it can't decide, by a tie at the top or a quorum missed,
 * it is tied, and the ruling before it stands; before the first panel that is 0.
 * @returns `quorum` false if at most half of the seats voted; a first sitting is then drawn anew.
 */
export function judgement(hearing: Hearing): Judgement & { quorum: boolean } {
  const sitting = hearing.sittings.at(-1)!
  const leaves = panelLeaves(hearing)
  const count = finalCount(
    leaves.filter(({ panel }) => panel === sitting.panel),
    hearing.question.choices,
  )
  const quorum = hasQuorum(count, seatsHeard(sitting))
  const { choice: ruling, tied } = ruled(count, quorum, rulingBefore(hearing.sittings, sitting.panel))
  const { root: ballotsRoot } = ballotsTree(leaves)
  const judged = { ruling, tied, ballotsRoot, draws: leaves.length, quorum }
  const word = spoken(hearing, leaves, quorum)
  return word ? { ...judged, outcome: wordHash(word), word } : { ...judged, outcome: outcomeOf(ruling) }
}

/** What the present panel says under the policy that the dispute pinned; undefined if it pinned none. */
export function spoken(
  { sittings, question: { law }, openedAt, facts, truth, resolution }: Omit<Hearing, 'postings'>,
  leaves: readonly BallotLeaf[],
  quorum: boolean,
): Word | undefined {
  if (!law) return undefined
  const sitting = sittings.at(-1)!
  const seated = leaves.filter(({ panel, state }) => panel === sitting.panel && state !== 'skipped')
  const jurors = [...Map.groupBy(seated, ({ juror }) => juror)].map(([juror, own]) => {
    const [leaf] = own
    const ballot = sitting.ballots.get(juror)?.find(({ commitment }) => commitment === leaf!.commitment)
    const answer = leaf!.state === 'opened' ? shownOf(sitting, juror, leaf!.commitment)!.answer : undefined
    const elapsedSeconds = ballot && Math.max(0, ballot.acceptedAt - sitting.times.commitOpensAt)
    return { juror, seats: own.length, answer, elapsedSeconds }
  })
  const resolved =
    law.resolvedBy === undefined
      ? { known: truth?.known }
      : resolution
        ? truthBy(law, resolution, sitting.times.commitClosesAt)
        : { known: [], untold: UNTOLD }
  return wordOf({
    law,
    asker: facts.arbitrable,
    jurors,
    seats: sitting.seats,
    alone: isAlone(sitting),
    feePerSeat: sitting.under.terms.feePerSeat,
    quorum,
    truth: resolved.known,
    ...('untold' in resolved ? { untold: resolved.untold } : {}),
    openedAt,
    endedAt: sitting.times.revealEndsAt,
    randomness: sitting.seed && randomnessOf(sitting.seed.signature),
  })
}

/**
 * Hashes that a juror's seat costs under a policy that asks a ticket; undefined where none is asked. The more of the
 * others have handed in already the dearer it is, beyond as many as the policy names.
 */
export function ticketWork({ ballots }: Sitting, { law }: PanelQuestion, juror: Address): bigint | undefined {
  const ticket = law?.policy.panel?.ticket as Block | undefined
  if (!ticket) return undefined
  const others = [...ballots.keys()].filter((other) => other !== juror).length
  return workFor(BigInt(String(ticket.work)), others + 1, Number(ticket.target ?? MOST_PANEL_SEATS))
}

/** What a count comes to. A panel that can't decide confirms what was ruled before it. */
export function ruled(count: Count, quorum: boolean, before: number): Plurality {
  const decided = plurality(count)
  return quorum && !decided.tied ? decided : { choice: before, tied: true }
}

/** The ruling of the panel before, which an appeal is against; before the first panel nothing is ruled, and 0 stands. */
export function rulingBefore(sittings: readonly Sitting[], panel: number): number {
  return (
    sittings.findLast((sitting) => panelIndex(sitting) < panelIndex({ panel }) && sitting.judged)?.judged?.ruling ?? 0
  )
}

/**
 * The statement that attestors sign about a judged sitting.
 * @param configDigest - Of the set that signs.
 * @returns undefined if the sitting hasn't been judged.
 */
export function verdictOf(
  dispute: { key: Digest; postings: readonly Posting[]; sittings: readonly Sitting[] },
  panel: number,
  configDigest: Digest,
  entries: readonly { number: number; hash: Digest; head: Digest }[],
): Verdict | undefined {
  const sitting = dispute.sittings.find((s) => s.panel === panel)
  if (!sitting?.judged) return undefined
  const { ruling, tied, outcome, ballotsRoot, draws, entry } = sitting.judged
  return {
    disputeKey: dispute.key,
    panel,
    rollsRoot: sitting.rollsRoot ?? ZERO32,
    beaconRound: sitting.seed?.beaconRound ?? 0,
    randomness: sitting.seed ? randomnessOf(sitting.seed.signature) : ZERO32,
    // As it stood when it was judged: a posting that was seen later has no say in it.
    gazette:
      admission(
        dispute.postings.filter((posting) => posting.entry < entry),
        sitting,
      )?.serial ?? 0,
    ballotsRoot,
    draws,
    entriesRoot: entriesTree(entries.filter(({ number }) => number < entry)).root,
    ruling,
    outcome,
    tied,
    policyHash: sitting.under.policyHash,
    serial: serialOf(dispute.sittings, panel),
    configDigest,
  }
}

/** The serial of a panel's verdict: above all that were delivered before it, also those that the chain took back. */
export function serialOf(sittings: readonly Pick<Sitting, 'panel' | 'judged' | 'struck'>[], panel: number): number {
  return sittings
    .filter((each) => each.panel === panel || (each.panel < panel && each.judged))
    .reduce((last, { struck = [] }) => Math.max(last, ...struck.map(({ serial }) => serial)) + 1, 0)
}

/** A recusal's leaf names its entry and the hash of its reason, so that a forged one shows. */
function givenBack(sitting: Sitting, juror: Address): CastBallot {
  const { entryHash, reason } = sitting.recused.get(juror)!
  return { ...NO_BALLOT, entryHash, answerHash: digest(utf8(reason)) }
}

function cast(
  sitting: Sitting,
  question: PanelQuestion,
  juror: Address,
  ballot: FiledBallot | undefined,
  silent: BallotState,
): CastBallot & { state: BallotState } {
  if (!ballot) return { state: silent, ...NO_BALLOT }
  const { revision, commitment, entryHash } = ballot
  const handedIn = { ...NO_BALLOT, revision, commitment, entryHash }
  if (isLeaked(sitting, juror, commitment)) return { state: 'leaked', ...handedIn }
  const opened = shownOf(sitting, juror, commitment)
  if (!opened) return { state: 'unopened', ...handedIn }
  const { answer, opening } = opened
  const shown = { ...handedIn, opening, answerHash: answerHash(answer) }
  const choice = countedAs(question, answer)
  return choice === undefined ? { state: 'invalid', ...shown } : { state: 'opened', ...shown, choice }
}
