/**
 * Stake: how one balance becomes weight in many courts.
 *
 * A balance is split evenly over the courts chosen; a court also counts what its descendants were given, each chosen
 * court once. So serving in more courts never multiplies a stake. Mirrored by the vault's history and by
 * test/vectors/roll.json.
 * @module
 */
import type { CourtId, Holding } from './juror.ts'

/** What the weight of a court's roll depends on. */
export type Eligibility = {
  court: CourtId
  /** Parent of each court, by id; the root is its own parent. */
  parents: ReadonlyMap<CourtId, CourtId>
  /** 'stake': by stake. 'one': every eligible juror alike. */
  weight: 'stake' | 'one'
  /** True if the court asks for personhood in its tree. */
  persons: boolean
  /** Stake in this court below which weight is 0. */
  minStake: bigint
}

/** The root of the tree that `court` stands in. @throws Error on a cycle or an unknown court. */
export function rootCourt(parents: ReadonlyMap<CourtId, CourtId>, court: CourtId): CourtId {
  return lineage(parents, court).at(-1)!
}

/** The court, its parent, and so on up to the root. @throws Error on a cycle or an unknown court. */
export function lineage(parents: ReadonlyMap<CourtId, CourtId>, court: CourtId): CourtId[] {
  const line = [court]
  for (;;) {
    const parent = parents.get(line.at(-1)!)
    if (parent === undefined) throw new Error(`stake: expected a known court, got ${line.at(-1)}`)
    if (parent === line.at(-1)) return line
    if (line.includes(parent)) throw new Error(`stake: expected a tree of courts, got a cycle at ${parent}`)
    line.push(parent)
  }
}

/** Stake that counts in a court. Rounds down, once per chosen court. */
export function stakeInDown(holding: Holding, court: CourtId, parents: ReadonlyMap<CourtId, CourtId>): bigint {
  const share = holding.courts.length === 0 ? 0n : holding.stake / BigInt(holding.courts.length)
  const counted = holding.courts.filter((chosen) => parents.has(chosen) && lineage(parents, chosen).includes(court))
  return share * BigInt(counted.length)
}

/**
 * Weight of a juror in a roll: from the smaller of two boundaries, so that nobody can stake into a dispute that
 * already exists.
 * @param before - The holding at T_(e−1).
 * @param now - The holding at T_e.
 * @returns 0 if not serving, not admitted at both, or below the minimum at either.
 */
export function weightIn(eligibility: Eligibility, before: Holding, now: Holding): bigint {
  const { court, parents, minStake } = eligibility
  const stake = [before, now].map((holding) => stakeInDown(holding, court, parents)).reduce((a, b) => (a < b ? a : b))
  if (stake === 0n || stake < minStake) return 0n
  const root = rootCourt(parents, court)
  if (eligibility.persons && !(before.admitted.includes(root) && now.admitted.includes(root))) return 0n
  return eligibility.weight === 'one' ? 1n : stake
}
