/**
 * Demand: a piece of a delivered verdict that somebody asked for, and the call that shows it, out of a docket alone.
 *
 * Whoever keeps the docket can answer; what it shows is hashed against the verdict, so a docket of another history gives
 * no answer at all.
 *
 * Mirrored by contracts/Demand.sol, whose functions these name.
 * @module
 */
import { type Address, type Digest, ZERO32 } from '#primitives/bytes'
import { type Dispute, replay } from './dispute.ts'
import { deliveredIn, entryIn, heldIn, showing } from './fault.ts'
import type { Entry } from './filing.ts'
import { deliveryHash, leavesAsJudged, packLeaf } from './settlement.ts'
import { isSigned } from './signed.ts'
import { verdictOf } from './sitting.ts'
import { ballotsTree, type Verdict, verdictHash } from './verdict.ts'

/** What may be asked for, in the contract's order: a run of leaves, what a leaf's entry was hashed from, an entry's leaf. */
export const PIECES = ['leaves', 'entry', 'docket'] as const

/** `index` counts runs, leaves, or entries from 1. */
export type Piece = { piece: (typeof PIECES)[number]; index: number }

/** A delivery as the chain tells it. `hash` is what the arbitrator keeps, and everything shown is held against it. */
export type ChainDelivery = { panel: number; configDigest: Digest; deliverer: Address; hash: Digest }

/** A call to the contract that shows what was asked for. */
export type Answer = { name: 'answerLeaves' | 'answerEntry' | 'answerDocket'; args: readonly unknown[] }

/** Leaves that one answer shows. */
export const LEAVES_OF_RUN = 256

/** The answer to a demand. Undefined if the docket isn't the delivered verdict's, or holds no such piece. */
export function answerTo(entries: readonly Entry[], delivery: ChainDelivery, piece: Piece): Answer | undefined {
  const dispute = replay(entries)
  const verdict = dispute && verdictOf(dispute, delivery.panel, delivery.configDigest, entries)
  if (!verdict) return undefined
  const { deliverer } = delivery
  if (deliveryHash(verdictHash(verdict), { ...verdict, deliverer }) !== delivery.hash) return undefined
  const id = BigInt(dispute.facts.disputeId)
  const rest = shownOf(dispute, entries, verdict, piece)
  return rest && { name: rest.name, args: [id, deliveredIn(verdict, deliverer), ...rest.args] }
}

function shownOf(
  dispute: Dispute,
  entries: readonly Entry[],
  { panel }: Verdict,
  { piece, index }: Piece,
): Answer | undefined {
  const sitting = dispute.sittings.find((each) => each.panel === panel)!
  const leaves = leavesAsJudged(dispute, sitting)
  switch (piece) {
    case 'leaves': {
      const from = LEAVES_OF_RUN * index
      const run = leaves.slice(from, from + LEAVES_OF_RUN)
      if (run.length === 0) return undefined
      const path = ballotsTree(leaves).run(from, from + run.length)
      return { name: 'answerLeaves', args: [BigInt(index), run.map(packLeaf), path] }
    }
    case 'entry': {
      const leaf = leaves[index]
      const entry = entries.find(({ hash }) => hash === leaf?.entryHash)
      if (!leaf || (entry && !isSigned(entry))) return undefined
      const preimage = entry ? [entryIn(entry), entry.body.signature] : [NO_ENTRY, '0x']
      return { name: 'answerEntry', args: [showing(leaves)(index), ...preimage] }
    }
    case 'docket': {
      const before = entries.slice(0, sitting.judged!.entry - 1)
      return index > 0 && index <= before.length ? { name: 'answerDocket', args: [heldIn(before, index)] } : undefined
    }
  }
}

/** A leaf that no entry brought: the contract asks for nothing more than the leaf. */
const NO_ENTRY = { number: 0, acceptedAt: 0, beaconRound: 0, sealedHash: ZERO32, signatureHash: ZERO32 }
