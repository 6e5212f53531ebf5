/**
 * Settlement: what a dispute with a final ruling hands to the purse, out of its docket alone.
 *
 * Panels stand whose verdict was delivered: the last one, and before it those that were appealed. A larger panel that
 * never delivered has no say; its money goes back. Anybody with the docket can put this together, and the contract
 * checks it against what it kept of each delivery.
 * @module
 */
import { addressWord, bytes32, encode, word } from '#primitives/abi'
import { type Address, concat, type Digest, type Hex, toBytes, toHex, uint } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import type { Dispute } from './dispute.ts'
import type { Settling } from './purse/coherent.ts'
import { panelLeaves, type Sitting } from './sitting.ts'
import { type Count, emptyCount } from './tally/plurality.ts'
import { BALLOT_STATES, type BallotLeaf, ballotsTree, type Draw, tallyHash } from './verdict.ts'

/** A panel whose verdict stands, as its delivery is kept. */
export type StandingPanel = {
  sitting: Sitting
  /** Of both its sittings, if it was drawn anew. */
  leaves: readonly BallotLeaf[]
  verdictHash: Digest
  ballotsRoot: Digest
  deliverer: Address
  ruling: number
}

/** The panels whose verdict stands, in their order. Assumes no further delivery is to come. */
export function standingPanels(dispute: Dispute): StandingPanel[] {
  return dispute.sittings.flatMap((sitting) => {
    const { judged, delivered } = sitting
    if (!judged || !delivered) return []
    const { ballotsRoot, ruling } = judged
    const { verdictHash, deliverer } = delivered
    return [{ sitting, leaves: leavesAsJudged(dispute, sitting), verdictHash, ballotsRoot, deliverer, ruling }]
  })
}

/** The leaves under a panel's verdict, as they were when it was judged: what was filed later has no say in them. */
export function leavesAsJudged({ sittings, postings, question }: Dispute, sitting: Sitting): BallotLeaf[] {
  return panelLeaves({
    question,
    postings: postings.filter(({ entry }) => entry < sitting.judged!.entry),
    sittings: sittings.slice(0, sittings.indexOf(sitting) + 1),
  })
}

/** A dispute off chain, with whoever had it charged as its deliverer, which its docket can't know. */
export function deliveredBy(dispute: Dispute, deliverer: Address): Dispute {
  const sittings = dispute.sittings.map((sitting) =>
    sitting.delivered ? { ...sitting, delivered: { ...sitting.delivered, deliverer } } : sitting,
  )
  return { ...dispute, sittings }
}

/** True if no panel whose verdict stands could decide, so that the ruling is 0 because nobody ever voted for another. */
export function isUndecided(dispute: Dispute): boolean {
  return standingPanels(dispute).every(({ sitting }) => sitting.judged!.tied)
}

/** The last tally of panel 0, which says whose answers led in a tie. Nothing counted if its last sitting was never drawn. */
export function firstTally(dispute: Dispute): Count {
  const [first] = standingPanels(dispute)
  const last = first?.leaves.at(-1)
  return first && last?.panel === first.sitting.panel ? last.count : emptyCount(dispute.question.choices)
}

/** What the purse needs of a dispute. Money that only the chain knows of is given. */
export function settlingOf(
  dispute: Dispute,
  known: Pick<Settling, 'inToken' | 'opener' | 'forfeited' | 'holds'>,
): Settling {
  return {
    ...known,
    ruling: dispute.final?.ruling ?? 0,
    tied: isUndecided(dispute),
    panels: standingPanels(dispute).map(({ sitting, leaves, deliverer }) => {
      const { seatStake, penaltyBps, feePerSeat, deliveryFee, tokenFeePerSeat, tokenDeliveryFee } = sitting.under.terms
      const fees = known.inToken
        ? { feePerSeat: tokenFeePerSeat, deliveryFee: tokenDeliveryFee }
        : { feePerSeat, deliveryFee }
      return { panel: sitting.panel, seats: sitting.seats, seatStake, penaltyBps, ...fees, deliverer, leaves }
    }),
  }
}

/** H(abi.encode(verdictHash, ballotsRoot, u32 draws, deliverer)): what the arbitrator keeps of a delivery. */
export function deliveryHash(
  verdictHash: Digest,
  { ballotsRoot, draws, deliverer }: { ballotsRoot: Digest; draws: number; deliverer: Address },
): Digest {
  return digest(encode(bytes32(verdictHash), bytes32(ballotsRoot), word(draws, 32), addressWord(deliverer)))
}

// As the contract takes it

/** A panel as the purse takes it. `ruling` and `isContested` are those of a panel that was appealed, else 0 and false. */
export type HeardPanel = {
  panel: number
  verdictHash: Digest
  ballotsRoot: Digest
  draws: number
  deliverer: Address
  ruling: number
  isContested: boolean
}
/** A leaf in the seven words that its hash takes. */
export type PackedLeaf = Record<
  'who' | 'what' | 'opening' | 'answerHash' | 'commitment' | 'entryHash' | 'tally',
  Digest
>
/** All that one dispute hands to the purse: its panels, their leaves one panel after the other, and panel 0's tally. */
export type SettlementCase = {
  disputeId: bigint
  panels: readonly HeardPanel[]
  leaves: readonly PackedLeaf[]
  tally: { seats: readonly bigint[]; absent: number; recused: number; unopened: number }
}

/**
 * A dispute as the purse takes it.
 * @param isContested - Of an appealed sitting: whether "for" was full, which only the chain knows.
 */
export function settlementCase(dispute: Dispute, isContested: (sitting: Sitting) => boolean): SettlementCase {
  const standing = standingPanels(dispute)
  const { choices, ...others } = firstTally(dispute)
  const isTied = isUndecided(dispute)
  return {
    disputeId: BigInt(dispute.facts.disputeId),
    panels: standing.map(({ sitting, leaves, verdictHash, ballotsRoot, deliverer, ruling }, p) => ({
      panel: sitting.panel,
      verdictHash,
      ballotsRoot,
      draws: leaves.length,
      deliverer,
      ...(p === standing.length - 1
        ? { ruling: 0, isContested: false }
        : { ruling, isContested: isContested(sitting) }),
    })),
    leaves: standing.flatMap(({ leaves }) => leaves.map(packLeaf)),
    // The contract looks at it only in a tie.
    tally: isTied ? { seats: choices.map(BigInt), ...others } : { seats: [], absent: 0, recused: 0, unopened: 0 },
  }
}

/** Leaves that the contract settles at once; a dispute with more is settled in runs. */
export const SETTLED_AT_ONCE = 511
/** Leaves of a run: about as many as a transaction of 128 kB holds beside its paths. */
const RUN_LEAVES = 400

/** How far a settlement in runs is, as the contract's last event says. */
export type Progress = {
  earners: readonly number[]
  leaders: bigint
  pot: bigint
  coherent: number
  nextPanel: number
  nextLeaf: number
  isPaying: boolean
}
/** Neighbouring leaves of one panel, with what their tree lacks. */
export type Run = { leaves: readonly PackedLeaf[]; path: readonly Digest[] }
export type RunCase = Omit<SettlementCase, 'leaves'> & { progress: Progress; run: Run; last: Run }

const NOTHING_SETTLED: Progress = {
  earners: [],
  leaders: 0n,
  pot: 0n,
  coherent: 0,
  nextPanel: 0,
  nextLeaf: 0,
  isPaying: false,
}
const NO_RUN: Run = { leaves: [], path: [] }

/** The next run of a dispute with more leaves than are settled at once. @param progress - undefined before the first. */
export function nextRun(
  dispute: Dispute,
  isContested: (sitting: Sitting) => boolean,
  progress: Progress = NOTHING_SETTLED,
): RunCase {
  const { leaves: _, ...whole } = settlementCase(dispute, isContested)
  const panels = standingPanels(dispute)
  const isFirst = progress.earners.length === 0
  const at = isFirst ? panels.findIndex(({ leaves }) => leaves.length > 0) : progress.nextPanel
  const of = (p: number, from: number, to: number): Run => {
    const { leaves } = panels[p]!
    return { leaves: leaves.slice(from, to).map(packLeaf), path: ballotsTree(leaves).run(from, to) }
  }
  const count = panels[at]!.leaves.length
  const first = panels[0]!.leaves.length
  return {
    ...whole,
    progress,
    run: of(at, progress.nextLeaf, Math.min(count, progress.nextLeaf + RUN_LEAVES)),
    // Who led in a tie is looked up once, in the first panel's last leaf.
    last: isFirst && first > 0 && isUndecided(dispute) ? of(0, first - 1, first) : NO_RUN,
  }
}

/**
 * who:  address juror ‖ u32 number ‖ u32 held ‖ u32 prev
 * what: u128 weight ‖ u64 revision ‖ u32 i ‖ u8 a of ρ = 2p + a ‖ u8 state ‖ u8 choice ‖ u8 0
 */
export function packLeaf(leaf: BallotLeaf): PackedLeaf {
  const { juror, number, held, prev, weight, revision, i, panel, state, choice } = leaf
  const { opening, answerHash, commitment, entryHash, count } = leaf
  const who = concat(toBytes(juror, 20), uint(number, 4), uint(held, 4), uint(prev, 4))
  const small = [panel % 2, BALLOT_STATES.indexOf(state), choice, 0].map((value) => uint(value, 1))
  const what = concat(uint(weight, 16), uint(revision, 8), uint(i, 4), ...small)
  return {
    who: toHex(who),
    what: toHex(what),
    opening,
    answerHash,
    commitment,
    entryHash,
    tally: tallyHash(count),
  }
}

/** A leaf of panel `p` as it was handed in. */
export function unpackLeaf({ who, what, ...rest }: PackedLeaf, p: number): Draw {
  const [juror, number, held, prev] = fields(who, 20, 4, 4, 4)
  const [weight, revision, i, a, state, choice] = fields(what, 16, 8, 4, 1, 1, 1)
  return {
    ...rest,
    panel: 2 * p + Number(a),
    i: Number(i),
    jurorNumber: Number(number),
    juror: juror as Address,
    weight: BigInt(weight!),
    held: Number(held),
    prev: Number(prev),
    state: Number(state),
    revision: Number(revision),
    choice: Number(choice),
  }
}

/** Parts of a word from its highest bits down, as long in bytes as they are said to be. */
function fields(packed: Digest, ...lengths: readonly number[]): Hex[] {
  let at = 2
  return lengths.map((length) => {
    const from = at
    at += 2 * length
    return `0x${packed.slice(from, at)}` as const
  })
}
