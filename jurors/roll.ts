/**
 * Roll: the list of who may be drawn in a court, with weights, sealed before the seed exists.
 *
 * Roll e is made from the vault's boundaries T_(e−1) and T_e, posted in the first quarter of epoch e, and in force from
 * T_(e+1) to T_(e+3). Leaf i is juror i, in every court, so a juror's place never moves. Mirrored by
 * contracts/libraries/RollLib.sol; vectors in test/vectors/roll.json.
 * @module
 */
import { bytes32, encode, word } from '#primitives/abi'
import { type Address, type Digest, ZERO_ADDRESS, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { merkleTree } from '#primitives/merkle'
import { depthFor, grow, type Leaf, rootOf, type SumTree } from '#primitives/sumtree'
import { tag } from '#primitives/tags'
import type { CourtId, Holding } from './juror.ts'
import { type Eligibility, weightIn } from './stake.ts'

/** What a court's roll is known by. */
export type RollHeader = {
  epoch: number
  court: CourtId
  /** Version of the court's policy whose terms decided the weights. */
  version: number
  root: Digest
  /** Total weight, u128. */
  total: bigint
  /** Jurors numbered before T_epoch, the same in all courts; the tree has ⌈log₂⌉ of it levels. */
  jurors: number
}

/** A juror with the two holdings that decide the weight. */
export type RollCandidate = { address: Address; before: Holding; now: Holding }

/** H(abi.encode(tag("roll"), epoch, court, version, root, total, jurors)). */
export function rollHash(header: RollHeader): Digest {
  return digest(headerBytes(header))
}

/** What a header's hash is made of. */
export function headerBytes(header: RollHeader): Uint8Array {
  return encode(
    tag('roll'),
    word(header.epoch, 64),
    word(header.court, 96),
    word(header.version, 32),
    bytes32(header.root),
    word(header.total, 128),
    word(header.jurors, 32),
  )
}

/** Of a rolls root the contract keeps 192 bits, and no more of it counts anywhere. */
export const keptRoot = (rollsRoot: Digest): Digest => `0x${rollsRoot.slice(2, 50)}${'00'.repeat(8)}`

/** Root over all courts' rolls, and each court's path; leaf c is court c, 32 zero bytes where nobody has weight. */
export function rollsTree(headers: readonly RollHeader[]): { root: Digest; path: (court: CourtId) => Digest[] } {
  const courts = headers.reduce((most, { court }) => Math.max(most, court + 1), 0)
  const leaves = Array.from({ length: courts }, () => ZERO32)
  for (const header of headers) if (header.total > 0n) leaves[header.court] = rollHash(header)
  return merkleTree(leaves)
}

/** Leaf of each juror, in the order of their numbers. */
export function rollLeaves(eligibility: Eligibility, candidates: readonly RollCandidate[]): Leaf[] {
  return candidates.map(({ address, before, now }) => {
    const weight = weightIn(eligibility, before, now)
    return weight === 0n ? { address: ZERO_ADDRESS, weight } : { address, weight }
  })
}

/** A court's whole roll at once: for attestors and verifiers who hold every juror. */
export function compileRoll(
  eligibility: Eligibility,
  candidates: readonly RollCandidate[],
  named: { epoch: number; version: number },
): { header: RollHeader; tree: SumTree } {
  const tree = grow(rollLeaves(eligibility, candidates))
  const { hash, sum } = rootOf(tree)
  const header = { ...named, court: eligibility.court, root: hash, total: sum, jurors: candidates.length }
  return { header, tree }
}

/** Levels of a roll's tree. */
export const rollDepth = (header: RollHeader): number => depthFor(header.jurors)

/** Epoch of an instant: T_e = e × epochSeconds, counted from the Unix epoch. Rounds down. */
export function epochAt(at: number, epochSeconds: number): number {
  return Math.floor(at / epochSeconds)
}

/** True if roll `epoch` may be drawn from at `at`: from T_(epoch+1), and before T_(epoch+3). */
export function isInForce(epoch: number, at: number, epochSeconds: number): boolean {
  const current = epochAt(at, epochSeconds)
  return current === epoch + 1 || current === epoch + 2
}
