/**
 * Audit: the rolls of an epoch as they were sealed, held against the rolls that the vault's record gives.
 *
 * Both are trees of hashes over the same places. Where two hashes differ, something below differs: the way leads from the
 * root down along the difference, one preimage a step, until a preimage is false by itself or a leaf isn't what the vault
 * says. What is walked is handed to the contract as it is; the first hash whose preimage nobody has is what to ask for.
 *
 * Mirrored by contracts/Audit.sol, which knows no tree and compares every step with the vault's own record.
 * @module
 */
import { type Held, holdingOf, type Juror, NO_HOLDING, type Personhood } from '#jurors/juror'
import { emptyCourts, type Preimage, readPreimage } from '#jurors/preimage'
import { compileRoll, keptRoot, type RollHeader, rollDepth, rollHash } from '#jurors/roll'
import { type Eligibility, rootCourt } from '#jurors/stake'
import { type Address, type Digest, type Hex, toBytes, ZERO_ADDRESS, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { merkleRoot } from '#primitives/merkle'
import { depthFor, type Sum, type SumTree, sumAt } from '#primitives/sumtree'
import type { Terms } from './policy.ts'

/** What the chain recorded of jurors and courts, each in the order of the chain. */
export type VaultRecord = {
  jurors: readonly (Juror & { epoch: number })[]
  holdings: readonly { number: number; epoch: number; held: Held }[]
  courts: readonly { court: number; parent: number; createdAt: number }[]
  versions: readonly { court: number; version: number; terms: Terms; adoptedAt: number }[]
}

/** The rolls that an epoch has to have. */
export type Truth = {
  rollsRoot: Digest
  /** Of jurors numbered before the epoch, by number. */
  jurors: readonly Address[]
  /** Of courts that were there before the epoch, by id. */
  courts: readonly { terms: Terms; header: RollHeader; tree: SumTree }[]
  /** What a way to a court that isn't there carries: nobody looks at it. */
  anyTerms: Terms
  /** A tree over today's courts has no more. */
  levels: number
}

/** A way from the rolls' root down, as the contract takes it. */
export type Walk = {
  court: number
  terms: Terms
  number: number
  juror: Address
  toFirst: readonly Hex[]
  shown: readonly Hex[]
}

/** What an audit came to: a walk that shows a fault, or one that ends at `hash`, whose preimage isn't known. */
export type Finding = { kind: 'fault'; walk: Walk } | { kind: 'missing'; hash: Digest; walk: Walk }

/** What decides weights in a court under its terms, and who vouches there for persons. */
export function eligibilityOf(
  court: number,
  parents: ReadonlyMap<number, number>,
  { weight, personSource, personRegistry, minStake }: Terms,
): { eligibility: Eligibility; source: Personhood } {
  const source = { root: rootCourt(parents, court), source: personSource, registry: personRegistry }
  const kind = weight === 1 ? 'one' : 'stake'
  return { eligibility: { court, parents, weight: kind, persons: personSource !== 0, minStake }, source }
}

/** The rolls of an epoch, compiled from the record alone. */
export function truthOf(record: VaultRecord, epoch: number, epochSeconds: number): Truth {
  const beginsAt = epoch * epochSeconds
  const jurors = record.jurors.filter((juror) => juror.epoch < epoch).map(({ address }) => address)
  const known = record.courts.filter(({ createdAt }) => createdAt < beginsAt)
  const parents = new Map(known.map(({ court, parent }) => [court, parent]))
  const at = [epoch - 1, epoch].map((boundary) => heldAt(record, boundary))
  const courts = known.map(({ court }) => {
    const { terms, version } = record.versions.findLast((each) => each.court === court && each.adoptedAt < beginsAt)!
    const { eligibility, source } = eligibilityOf(court, parents, terms)
    const candidates = jurors.map((address, number) => {
      const [before, now] = at.map((held) => {
        const found = held.get(number)
        return found ? holdingOf(found, source) : NO_HOLDING
      })
      return { address, before: before!, now: now! }
    })
    return { terms, ...compileRoll(eligibility, candidates, { epoch, version }) }
  })
  const leaves = leavesOf(courts)
  return {
    rollsRoot: merkleRoot(leaves),
    jurors,
    courts,
    anyTerms: record.versions[0]!.terms,
    levels: depthFor(record.courts.length),
  }
}

/** Each juror's last holding of an earlier epoch. */
function heldAt({ holdings }: VaultRecord, boundary: number): Map<number, Held> {
  return new Map(holdings.filter(({ epoch }) => epoch < boundary).map(({ number, held }) => [number, held]))
}

/** Up to the last court in which anybody has weight. */
function leavesOf(courts: Truth['courts']): Digest[] {
  const leaves = courts.map(({ header }) => (header.total > 0n ? rollHash(header) : ZERO32))
  return leaves.slice(0, leaves.findLastIndex((leaf) => leaf !== ZERO32) + 1)
}

/**
 * Holds a sealed root against the truth.
 * @param known - Preimages by hash, as far as anybody showed them. Each is taken at its word: they hash to their names.
 * @returns undefined if they are the same rolls.
 */
export function auditRolls(truth: Truth, sealed: Digest, known: ReadonlyMap<Digest, Hex>): Finding | undefined {
  return keptRoot(sealed) === keptRoot(truth.rollsRoot) ? undefined : new Auditor(truth, keptRoot(sealed), known).find()
}

/** Preimages by hash, the root under the name that the contract keeps. */
export function namedPreimages(sealed: Digest, preimages: readonly Hex[]): Map<Digest, Hex> {
  return new Map(
    preimages.map((hex) => {
      const hash = digest(toBytes(hex))
      return [keptRoot(hash) === keptRoot(sealed) ? keptRoot(hash) : hash, hex]
    }),
  )
}

type Node = { hash: Digest; height: number; index: number; shown: readonly Hex[] }

/** One audit. It remembers the first hash that is missing, and goes on: a fault elsewhere needs nobody's answer. */
class Auditor {
  #missing: Finding | undefined
  #toFirst: readonly Hex[] = []
  readonly #truth: Truth
  readonly #root: Digest
  readonly #known: ReadonlyMap<Digest, Hex>
  readonly #leaves: readonly Digest[]

  constructor(truth: Truth, root: Digest, known: ReadonlyMap<Digest, Hex>) {
    this.#truth = truth
    this.#root = root
    this.#known = known
    this.#leaves = leavesOf(truth.courts)
  }

  find(): Finding | undefined {
    const first = this.#first()
    if (typeof first !== 'number') return first ?? this.#missing
    return (
      this.#beyond(first) ?? this.#courts({ hash: this.#root, height: first, index: 0, shown: [] }) ?? this.#missing
    )
  }

  /** The way to court 0, whose levels are the tree's; or what is wrong on it already. */
  #first(): number | Finding | undefined {
    const { levels } = this.#truth
    let hash = this.#root
    const shown: Hex[] = []
    for (let depth = 0; depth < levels && hash !== ZERO32; depth++) {
      const read = this.#read(hash, { court: 0, shown })
      if (!read) return undefined
      const { preimage, hex } = read
      if (preimage.kind !== 'courts') break
      shown.push(hex)
      if (depth === 0 && this.#isEmpty(preimage.right)) return this.#fault({ court: 0, shown })
      hash = preimage.left
    }
    this.#toFirst = hash === ZERO32 ? shown : [...shown, ...this.#shownFor(hash)]
    return shown.length
  }

  #shownFor(hash: Digest): Hex[] {
    const hex = this.#known.get(hash)
    return hex === undefined ? [] : [hex]
  }

  #isEmpty(hash: Digest): boolean {
    return Array.from({ length: this.#truth.levels + 1 }, (_, height) => emptyCourts(height)).includes(hash)
  }

  /** A court with weight that the tree has no place for. */
  #beyond(depth: number): Finding | undefined {
    const court = this.#leaves.findIndex((leaf, c) => c >= 2 ** depth && leaf !== ZERO32)
    return court < 0 ? undefined : this.#fault({ court, shown: [], number: this.#anybodyIn(court) })
  }

  /** Down the tree over courts, where it isn't what it should be. */
  #courts({ hash, height, index, shown }: Node): Finding | undefined {
    const court = index * 2 ** height
    if (hash === (shown.length === 0 ? keptRoot(this.#own(height, index)) : this.#own(height, index))) return undefined
    if (height === 0) return this.#court(court, hash, shown)
    if (hash === ZERO32) return this.#fault({ court, shown })
    const read = this.#read(hash, { court, shown })
    if (!read) return undefined
    const { preimage, hex } = read
    const deeper = [...shown, hex]
    if (preimage.kind !== 'courts') return this.#fault({ court, shown: deeper })
    const { left, right } = preimage
    return (
      this.#courts({ hash: left, height: height - 1, index: 2 * index, shown: deeper }) ??
      this.#courts({ hash: right, height: height - 1, index: 2 * index + 1, shown: deeper })
    )
  }

  /** The right node over courts. */
  #own(height: number, index: number): Digest {
    const from = index * 2 ** height
    if (from >= this.#leaves.length) return emptyCourts(height)
    const run = this.#leaves.slice(from, from + 2 ** height)
    // A run that ends early is padded: by as many levels as it lacks.
    let root = merkleRoot(run)
    for (let level = depthFor(run.length); level < height; level++) root = merkleRoot([root, emptyCourts(level)])
    return root
  }

  #court(court: number, hash: Digest, shown: readonly Hex[]): Finding | undefined {
    const own = this.#truth.courts[court]
    if (hash === ZERO32) return this.#fault({ court, shown, number: this.#anybodyIn(court) })
    const read = this.#read(hash, { court, shown })
    if (!read) return undefined
    const { preimage, hex } = read
    const deeper = [...shown, hex]
    if (preimage.kind !== 'header' || !own || preimage.total === 0n) return this.#fault({ court, shown: deeper })
    const { root, total } = preimage
    const made = rollHash({ ...own.header, root, total })
    if (made !== hash && keptRoot(made) !== hash) return this.#fault({ court, shown: deeper })
    const depth = rollDepth(own.header)
    return this.#jurors(court, { hash: root, height: depth, index: 0, shown: deeper }, total)
  }

  /** Down a court's roll, where it isn't what it should be. */
  #jurors(court: number, { hash, height, index, shown }: Node, sum: bigint): Finding | undefined {
    const own = sumAt(this.#truth.courts[court]!.tree, height, index)
    if (own.hash === hash && own.sum === sum) return undefined
    const here = { court, shown, number: index * 2 ** height }
    if (hash === ZERO32) return this.#fault(here)
    const read = this.#read(hash, here)
    if (!read) return undefined
    const { preimage, hex } = read
    const deeper = [...shown, hex]
    if (height === 0 || preimage.kind !== 'jurors') return this.#fault({ ...here, shown: deeper })
    const { left, right } = preimage
    if (left.sum + right.sum !== sum) return this.#fault({ ...here, shown: deeper })
    const below = (child: Sum, place: number) =>
      this.#jurors(court, { hash: child.hash, height: height - 1, index: place, shown: deeper }, child.sum)
    return below(left, 2 * index) ?? below(right, 2 * index + 1)
  }

  /** Somebody with weight in a court. */
  #anybodyIn(court: number): number {
    const { tree } = this.#truth.courts[court]!
    return tree.levels[0]!.sums.findIndex((sum) => sum > 0n)
  }

  #read(hash: Digest, at: Where): { preimage: Preimage; hex: Hex } | undefined {
    const hex = this.#known.get(hash)
    if (hex !== undefined) return { preimage: readPreimage(hex), hex }
    this.#missing ??= { kind: 'missing', hash, walk: this.#walk(at) }
    return undefined
  }

  #fault = (at: Where): Finding => ({ kind: 'fault', walk: this.#walk(at) })

  #walk({ court, shown, number = 0 }: Where): Walk {
    const { courts, jurors, anyTerms } = this.#truth
    return {
      court,
      terms: courts[court]?.terms ?? anyTerms,
      number,
      juror: jurors[number] ?? ZERO_ADDRESS,
      toFirst: court === 0 ? [] : this.#toFirst,
      shown,
    }
  }
}

type Where = { court: number; shown: readonly Hex[]; number?: number }
