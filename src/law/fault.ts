/**
 * Fault: what may be shown to the contract of a verdict that was signed, as calls that show it.
 *
 * The verdict is held against three things: the docket that its signers hand out, a copy of it that somebody kept, and the
 * roll. Where a leaf isn't the one that the docket gives, or the docket isn't the one that was gazetted, the proofs that may
 * apply are put together; which of them does, the contract says. A proof of an honest verdict is one the contract refuses.
 *
 * Mirrored by contracts/Challenge.sol and Lane.sol, whose functions these name.
 * @module
 */
import { supersedes } from '#jurors/ballot'
import type { RollHeader } from '#jurors/roll'
import { pointOf } from '#jurors/sortition'
import { randomnessOf } from '#primitives/beacon'
import { type Address, type Digest, type Hex, toBytes, toHex, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { merkleTree } from '#primitives/merkle'
import { signatureHash, signerOf } from '#primitives/signature'
import { type Leaf, locate, type SumTree } from '#primitives/sumtree'
import { type Dispute, lotteryOf, present, replay } from './dispute.ts'
import { disputeKeyOf, entriesTree, firstHead } from './docket.ts'
import type { Entry } from './filing.ts'
import { type PackedLeaf, unpackLeaf } from './settlement.ts'
import { isSigned, type SignedEntry, signedDigest } from './signed.ts'
import { eligible, type FiledBallot, panelLeaves, withoutLane } from './sitting.ts'
import { type Count, emptyCount } from './tally/plurality.ts'
import { chained, type GazetteProof, leavesIn, type Transcript, verdictIn } from './transcript.ts'
import {
  BALLOT_STATES,
  type BallotLeaf,
  type Draw,
  drawHash,
  drawOf,
  leafHash,
  tallyStep,
  type Verdict,
} from './verdict.ts'

/** A call that shows a fault. Members are named as the contract's ABI names them. */
export type Proof = {
  to: 'challenge' | 'lane'
  /** The function, which is the fault's name. */
  name: string
  args: readonly unknown[]
  /** The beacon round that has to be proven before, with its signature. */
  round?: { beaconRound: number; signature: Hex }
}

/** A court's roll with every leaf of it, by the jurors' numbers. */
export type WholeRoll = { header: RollHeader; path: readonly Digest[]; leaves: readonly Leaf[]; tree: SumTree }

/** What is held against what. */
export type Charge = {
  /** As those who signed hand it out; its verdict is the delivered one. */
  transcript: Pick<Transcript, 'entries' | 'sittings' | 'verdict'>
  deliverer: Address
  /** The panel's leaves as they were shown on chain: the transcript's own then count for nothing. */
  shown?: readonly PackedLeaf[]
  /** For seats: without it those are believed. */
  roll?: WholeRoll
  /** The docket as somebody kept it, with a head of it that was gazetted: for what was left out, and for a second history. */
  copy?: { entries: readonly Entry[]; gazette: GazetteProof | null }
}

const SKIPPED = BALLOT_STATES.indexOf('skipped')

/** The proofs that may apply, the plainest first. */
export function proofsOf(charge: Charge): Proof[] {
  const { transcript } = charge
  const [first] = transcript.entries
  if (first?.kind !== 'open') return []
  const { chainId, arbitrator, disputeId } = first.body.facts
  const key = disputeKeyOf(BigInt(chainId), arbitrator, BigInt(disputeId))
  const entries = chained(key, { number: 0, head: firstHead(key) }, transcript.entries)
  const dispute = replay(entries)!
  const bench = benchOf(charge, dispute, entries)
  return [...ofSeed(bench), ...ofLeaves(bench), ...ofRuling(bench), ...ofBallots(bench), ...ofDocket(bench)]
}

/** Everything that several proofs need. */
type Bench = ReturnType<typeof benchOf>

function benchOf(charge: Charge, dispute: Dispute, entries: readonly Entry[]) {
  const { transcript } = charge
  const verdict = verdictIn(transcript)
  const sitting = present(dispute)
  const { leaves, counts } = leavesOf(charge, dispute)
  return {
    ...charge,
    dispute,
    sitting,
    entries,
    verdict,
    leaves,
    counts,
    honest: panelLeaves(dispute),
    id: BigInt(dispute.facts.disputeId),
    delivered: deliveredIn(verdict, charge.deliverer),
    terms: sitting.under.terms,
    shown: showingDraws(leaves),
    held: (number: number) => heldIn(entries, number),
    gazette: transcript.sittings.at(-1)?.gazette ?? null,
  }
}

/** The panel's leaves with the tally behind each, as far as it can be known: of leaves shown on chain it is worked out. */
function leavesOf({ transcript, shown }: Charge, { question }: Dispute): { leaves: Draw[]; counts: Count[] } {
  if (!shown) {
    const told = leavesIn(transcript)
    return { leaves: told.map(drawOf), counts: told.map(({ count }) => count) }
  }
  const p = Math.floor(Number(transcript.verdict.panel) / 2)
  const leaves = shown.map((packed) => unpackLeaf(packed, p))
  const counts: Count[] = []
  for (const [index, { panel, state, choice }] of leaves.entries()) {
    const before = leaves[index - 1]?.panel === panel ? counts[index - 1]! : emptyCount(question.choices)
    const named = BALLOT_STATES[state]
    // What no honest leaf says counts as nothing; the leaf itself is the fault.
    counts.push(named && choice <= question.choices ? tallyStep(before, { state: named, choice }) : before)
  }
  return { leaves, counts }
}

/** A delivered verdict as the contract takes it. */
export function deliveredIn({ disputeKey: _, configDigest, ...verdict }: Verdict, deliverer: Address) {
  return { verdict, configDigest, deliverer }
}

/** Leaves with their paths, as the contract takes them. */
export const showing = (leaves: readonly BallotLeaf[]) => showingDraws(leaves.map(drawOf))

function showingDraws(leaves: readonly Draw[]) {
  const tree = merkleTree(leaves.map(drawHash))
  return (index: number) => ({ draw: leaves[index]!, index, path: tree.path(index) })
}

function countIn({ choices, absent, recused, unopened }: Count) {
  return { seats: choices, absent, recused, unopened }
}

/** An entry's place in the docket, as the contract takes it. */
export function heldIn(entries: readonly Entry[], number: number) {
  const { hash, head } = entries[number - 1]!
  return { number, entryHash: hash, head, path: entriesTree(entries).path(number - 1) }
}

/** A gazetted head as the contract takes it. */
export function headIn({ serial, epoch, rollsRoot, headsRoot, number, head, index, path }: GazetteProof) {
  return { serial, epoch, rollsRoot, headsRoot, number, head, verdictHash: ZERO32, openHash: ZERO32, index, path }
}

/** What the entry of a ballot or recusal was hashed from. */
export function entryIn({ number, acceptedAt, body }: SignedEntry) {
  const isBallot = 'sealed' in body
  return {
    number,
    acceptedAt,
    beaconRound: isBallot ? Number(body.beaconRound) : 0,
    sealedHash: isBallot ? digest(toBytes(body.sealed)) : ZERO32,
    signatureHash: signatureHash(body.signature),
  }
}

// The proofs, by what they are about

function ofSeed({ id, delivered, terms, verdict, sitting }: Bench): Proof[] {
  const timetable: Proof = { to: 'challenge', name: 'wrongTimetable', args: [id, delivered, terms] }
  const isOff = verdict.rollsRoot !== sitting.rollsRoot || verdict.beaconRound !== sitting.times.seedRound
  const { seed } = sitting
  const isForged = seed !== undefined && verdict.randomness !== randomnessOf(seed.signature)
  const wrongSeed: Proof = { to: 'challenge', name: 'wrongSeed', args: [id, delivered], round: seed }
  return [...(isOff ? [timetable] : []), ...(isForged ? [wrongSeed] : [])]
}

function ofLeaves(bench: Bench): Proof[] {
  const { leaves, honest } = bench
  const differing = leaves.flatMap((leaf, i) => (honest[i] && drawHash(leaf) === leafHash(honest[i]) ? [] : [i]))
  // Where one leaf is wrong, those behind it may only count differently.
  return differing.flatMap((index) => ofLeaf(bench, index))
}

function ofLeaf(bench: Bench, index: number): Proof[] {
  const { id, delivered, terms, shown, leaves, counts, dispute } = bench
  const leaf = leaves[index]!
  const before = leaves[index - 1]
  const count = countIn(counts[index - 1] ?? emptyCount(dispute.question.choices))
  const proof = (name: string, ...args: unknown[]): Proof => ({
    to: 'challenge',
    name,
    args: [id, delivered, ...args],
  })
  const choices = Array.from({ length: dispute.question.choices + 1 }, (_, choice) => choice)
  const twins = leaves.flatMap(({ jurorNumber, panel, juror }, other) =>
    other !== index && panel === leaf.panel && (jurorNumber === leaf.jurorNumber || juror === leaf.juror)
      ? [proof('wrongPair', terms, shown(Math.min(index, other)), shown(Math.max(index, other)))]
      : [],
  )
  return [
    proof('wrongTally', shown(Math.max(0, index - 1)), shown(index), count),
    ...choices.map((choice) => proof('wrongLeaf', terms, shown(index), choice)),
    ...ofSeat(bench, index),
    ...(before ? [proof('wrongOrder', terms, shown(index - 1), shown(index), count)] : []),
    ...twins,
  ]
}

function ofSeat({ id, delivered, shown, leaves, roll, verdict, dispute }: Bench, index: number): Proof[] {
  const leaf = leaves[index]!
  if (!roll || leaf.panel !== verdict.panel) return []
  const lottery = { ...lotteryOf(dispute, verdict.randomness), panel: verdict.panel }
  const { header } = roll
  const { index: number, path } = locate(roll.tree, pointOf(lottery, leaf.i, header.total))
  const { address: juror, weight } = roll.leaves[number]!
  const told = { ...header, path: roll.path }
  const seat = { number, juror, weight, path: toHex(path) }
  return [{ to: 'challenge', name: 'wrongSeat', args: [id, delivered, shown(index), told, seat] }]
}

function ofRuling({ id, delivered, terms, shown, leaves, counts }: Bench): Proof[] {
  const last = counts.at(-1)
  if (!last) return []
  const args = [id, delivered, terms, shown(leaves.length - 1), countIn(last)]
  return [{ to: 'challenge', name: 'wrongRuling', args }]
}

function ofBallots(bench: Bench): Proof[] {
  const { id, delivered, terms, shown, leaves, verdict, copy } = bench
  const kept = copy && replay(copy.entries)
  const counting = kept ? eligible(kept.postings, withoutLane(present(kept))) : new Map<Address, FiledBallot>()
  return leaves.flatMap((leaf, index) => {
    const proofs = ofSignature(bench, index)
    const best = counting.get(leaf.juror)
    const isLeftOut = leaf.panel === verdict.panel && best && copy?.gazette && supersedes(best, leaf)
    if (isLeftOut) proofs.push(omitted(bench, index, best, copy!.entries, copy!.gazette!))
    if (leaf.commitment !== ZERO32 || leaf.state !== SKIPPED)
      proofs.push({ to: 'lane', name: 'wrongLane', args: [id, delivered, terms, shown(index)] })
    return proofs
  })
}

/** A ballot or recusal whose signature isn't its juror's. */
function ofSignature({ id, delivered, shown, leaves, entries, dispute }: Bench, index: number): Proof[] {
  const leaf = leaves[index]!
  const entry = entries.find(({ hash }) => hash === leaf.entryHash)
  if (!entry || !isSigned(entry)) return []
  const { juror, signature } = entry.body
  if (signerOf(signedDigest(dispute, entry), signature) === juror) return []
  return [{ to: 'challenge', name: 'forgedBallot', args: [id, delivered, shown(index), entryIn(entry), signature] }]
}

/** A better ballot than the leaf's, under a gazetted head. */
function omitted(
  { id, delivered, terms, shown, dispute }: Bench,
  index: number,
  best: FiledBallot,
  copy: readonly Entry[],
  gazette: GazetteProof,
): Proof {
  const entry = copy[best.number - 1] as SignedEntry
  const before = copy[best.number - 2]?.head ?? firstHead(dispute.key)
  const after = copy.slice(best.number, Number(gazette.number)).map(({ hash }) => hash)
  const { revision, commitment } = best
  const ballot = { revision, commitment, entry: entryIn(entry) }
  return {
    to: 'challenge',
    name: 'omittedBallot',
    args: [id, delivered, terms, shown(index), ballot, before, after, headIn(gazette)],
  }
}

/** Two histories: a gazetted head that the verdict's docket has otherwise. */
function ofDocket({ id, delivered, entries, held, gazette, copy }: Bench): Proof[] {
  return [gazette, copy?.gazette].flatMap((posted) => {
    if (!posted) return []
    const number = Number(posted.number)
    const own = entries[number - 1]
    if (!own || own.head === posted.head) return []
    return [{ to: 'challenge' as const, name: 'secondHead', args: [id, delivered, headIn(posted), held(number)] }]
  })
}
