/**
 * Proven: the whole ruling of a panel, put together from public data for the contract to compute.
 *
 * For when attestors are silent: the roll and a beacon round draw the panel, ballots come from a docket that somebody
 * kept, up to a head that was gazetted, and from the lane; R's signature opens them. Nothing here decides anything: the
 * contract draws, opens and counts again.
 *
 * Mirrored by contracts/Proven.sol.
 * @module
 */
import { supersedes, unsealBallot } from '#jurors/ballot'
import { type Draw, isComplete, pointOf, seatNext } from '#jurors/sortition'
import { randomnessOf } from '#primitives/beacon'
import { type Address, type Digest, type Hex, toBytes, toHex, utf8, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { densePath, locate } from '#primitives/sumtree'
import { type Dispute, lotteryOf, present } from './dispute.ts'
import { firstHead } from './docket.ts'
import { headIn, type WholeRoll } from './fault.ts'
import type { Entry } from './filing.ts'
import { admitsBallots, timetableAgain } from './period.ts'
import { answerHash, BLANK, decodeChoices } from './question/choice.ts'
import { eligible, type FiledBallot, withoutLane } from './sitting.ts'
import type { GazetteProof } from './transcript.ts'

/** A ballot as the lane keeps it. */
export type LaneBallot = { beaconRound: number; revision: number; commitment: Digest; sealed: Hex }

/** What the ruling is put together from. */
export type Testimony = {
  /** The docket as somebody kept it, at the panel that is to be ruled. */
  dispute: Dispute
  entries: readonly Entry[]
  /** The posting that admits the docket's ballots; null if none does. */
  gazette: GazetteProof | null
  roll: WholeRoll
  /** Signatures of the seed's round and of R. */
  seed: Hex
  reveal: Hex
  lane: ReadonlyMap<Address, LaneBallot>
}

/** R of the commit period that counts: the first one's if a gazette stood in time for it, else the second one's. */
export function revealRoundOf(dispute: Dispute, gazette: GazetteProof | null): number {
  const { times, again, under } = present(dispute)
  const isFirst = !again && gazette !== null && admitsBallots(times, Number(gazette.at))
  return isFirst || again ? times.beaconRound : timetableAgain(times, under.terms, dispute.clockwork).beaconRound
}

/** The argument of `prove`, of a first sitting. */
export function provenPanel(testimony: Testimony) {
  const { dispute, entries, gazette, roll } = testimony
  const { panel, under } = present(dispute)
  const lottery = lotteryOf(dispute, randomnessOf(testimony.seed))
  const draws: Draw[] = []
  while (!isComplete(lottery, draws)) {
    const { index } = locate(roll.tree, pointOf(lottery, draws.length, roll.header.total))
    draws.push(seatNext(lottery, draws, { number: index, ...roll.leaves[index]! }))
  }
  // What its docket says of the lane is for the lane itself to say.
  const counting = gazette ? eligible(dispute.postings, withoutLane(present(dispute))) : new Map<Address, FiledBallot>()
  const first = Math.min(...[...counting.values()].map(({ number }) => number), Number(gazette?.number ?? 0) + 1)
  const base = gazette ? first - 1 : 0
  return {
    panel,
    policyHash: under.policyHash,
    roll: { ...roll.header, path: roll.path },
    head: gazette ? headIn(gazette) : NO_HEAD,
    before: base === 0 ? firstHead(dispute.key) : entries[base - 1]!.head,
    number: base,
    entries: gazette ? entries.slice(base, Number(gazette.number)).map(({ hash }) => hash) : [],
    firstLeaves: [],
    seats: draws.map((draw) => ({
      seat: {
        number: draw.number,
        juror: draw.address,
        weight: draw.weight,
        path: toHex(densePath(roll.tree, draw.number)),
      },
      ...ballotOf(testimony, draw.address, counting.get(draw.address), base),
    })),
  }
}

/** A juror's ballot: the better one of docket and lane, opened if it can be. */
function ballotOf(testimony: Testimony, juror: Address, filed: FiledBallot | undefined, base: number) {
  const { dispute, lane, reveal, entries, gazette } = testimony
  const recusal = gazette ? present(dispute).recused.get(juror) : undefined
  if (recusal && recusal.number <= Number(gazette!.number)) {
    const acceptedAt = entries[recusal.number - 1]!.acceptedAt
    const place = { kind: 2, entry: recusal.number - base - 1, acceptedAt, signature: recusal.signature }
    return { ...NO_BALLOT, ...place, sealedHash: digest(utf8(recusal.reason)) }
  }
  const other = lane.get(juror)
  const isLane = other !== undefined && (!filed || supersedes(other, filed))
  const ballot = isLane ? other : filed
  if (!ballot) return NO_BALLOT
  const opened = unsealBallot({ ...ballot, disputeKey: dispute.key, panel: present(dispute).panel, juror }, reveal)
  const choice = opened && decodeChoices(dispute.question, opened.answer)?.[0]
  const isChoice = choice !== undefined && choice !== BLANK
  return {
    ...NO_BALLOT,
    ...(isLane || !filed ? {} : handedIn(filed, entries, base)),
    revision: ballot.revision,
    choice: isChoice ? choice : 0,
    opening: opened?.opening ?? ZERO32,
    answerHash: opened && !isChoice ? answerHash(opened.answer) : ZERO32,
    commitment: opened ? ZERO32 : ballot.commitment,
  }
}

function handedIn({ number, sealed, signature }: FiledBallot, entries: readonly Entry[], base: number) {
  const { acceptedAt } = entries[number - 1]!
  return { kind: 1, entry: number - base - 1, acceptedAt, sealedHash: digest(toBytes(sealed)), signature }
}

/** A seat whose juror handed nothing in. */
const NO_BALLOT = {
  kind: 0,
  entry: 0,
  acceptedAt: 0,
  revision: 0,
  choice: 0,
  opening: ZERO32,
  answerHash: ZERO32,
  commitment: ZERO32,
  sealedHash: ZERO32,
  signature: '0x' as Hex,
}

const NO_HEAD = {
  serial: 0,
  epoch: 0,
  rollsRoot: ZERO32,
  headsRoot: ZERO32,
  number: 0,
  head: ZERO32,
  verdictHash: ZERO32,
  openHash: ZERO32,
  index: 0,
  path: [],
}
