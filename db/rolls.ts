/**
 * Rolls: who may be drawn, court by court and epoch by epoch, compiled from what the vault said and kept as trees.
 *
 * A roll starts from the court's roll before it, and only leaves that changed are written: in an epoch in which one
 * juror moved, depth + 1 hashes a court. A court whose terms weigh differently than before, or that is new, starts
 * from nothing. A court in which nobody has weight has no roll in that epoch.
 * @module
 */
import { and, asc, desc, eq, exists, gte, lt, lte, ne, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type Holding, holdingOf, NO_HOLDING, type Personhood, scopeOf } from '#jurors/juror'
import { emptyPreimage, jurorsPreimage, leafPreimage, rollsPreimages } from '#jurors/preimage'
import { epochAt, keptRoot, rollLeaves as leavesOf, type RollHeader, rollDepth, rollsTree } from '#jurors/roll'
import { type Draw, isComplete, pointOf, seatNext } from '#jurors/sortition'
import type { Eligibility } from '#jurors/stake'
import { eligibilityOf } from '#law/audit'
import { decodeTerms } from '#law/policy'
import type { RollInForce, Rolls } from '#ports'
import { type Digest, type Hex, ZERO32 } from '#primitives/bytes'
import { depthFor, emptySum, type Leaf, pathOf, type SumNode, walkToWeight } from '#primitives/sumtree'
import type { Instant } from '#primitives/time'
import { type Db, inOneStroke, keepAll, listed, open } from './d1.ts'
import { courts, courtVersions, cursor, holdings, jurors, postings, rollEpochs, rolls, voidRolls } from './schema.ts'
import { change, deepen, descend, leafAt, nodeAt, readLeaves, walkTo } from './sumtree.ts'

/** Jurors looked at together when a court is compiled from nothing. */
const PAGE = 2000

/** The rolls in a database. */
export function rollsOf(d1: D1Database, { epochSeconds }: { epochSeconds: number }): Rolls {
  const db = open(d1)
  return {
    async inForce(court, at) {
      const current = epochAt(at, epochSeconds)
      const posted = await postedRolls(db, court, { from: current - 2, to: current - 1 }, epochSeconds)
      const newest = posted.at(-1)
      return newest && placed(db, court, newest, epochSeconds)
    },

    async draw(header, lottery) {
      const known = new Map<Digest, SumNode>()
      const draws: Draw[] = []
      const paths: Uint8Array[] = []
      const root = { hash: header.root, sum: header.total }
      // Most panels are complete after as many draws as they have seats. Where a cap turns draws away, more follow.
      for (let count = lottery.seats; !isComplete(lottery, draws); count *= 2) {
        const first = draws.length
        const starts = Array.from({ length: count }, (_, j) =>
          walkToWeight(root, rollDepth(header), pointOf(lottery, first + j, header.total)),
        )
        const walks = await descend(db, starts, [], known)
        const leaves = await readLeaves(
          db,
          walks.map(({ at }) => at.hash),
        )
        for (const walk of walks) {
          if (isComplete(lottery, draws)) break
          const { address, weight } = leafAt(leaves, walk.at.hash)
          draws.push(seatNext(lottery, draws, { number: walk.index, address, weight }))
          paths.push(pathOf(walk))
        }
      }
      return { draws, paths }
    },

    async prove(header, numbers) {
      const outside = numbers.find((number) => number < 0 || number >= header.jurors)
      if (outside !== undefined) throw new Error(`rolls: expected a juror below ${header.jurors}, got ${outside}`)
      const leaves = await walkTo(db, header, numbers)
      return leaves.map(({ address, weight, path }) => ({ address, weight, path }))
    },

    async preimage(epoch, hash) {
      const rollsOfEpoch = await compiled(db, epoch)
      if (!rollsOfEpoch) return undefined
      const kept = keptRoot(rollsOfEpoch.rollsRoot)
      const above = rollsPreimages(rollsOfEpoch.headers).get(hash === kept ? rollsOfEpoch.rollsRoot : hash)
      return above ?? emptyPreimage(hash) ?? (await preimageIn(db, hash))
    },

    async compile(epoch) {
      const done = await compiled(db, epoch)
      if (done) return done
      await assertRead(db, epoch * epochSeconds)
      const facts = await rollFacts(db, epoch, epochSeconds)
      const headers: RollHeader[] = []
      for (const court of facts.courts) headers.push(await compileCourt(db, facts, court))
      const rollsRoot = rollsTree(headers.filter(({ total }) => total > 0n)).root
      await inOneStroke(db, [
        ...keepAll(db, rollEpochs, [{ epoch, rollsRoot, jurors: facts.jurors }]),
        ...keepAll(db, rolls, headers),
      ])
      return (await compiled(db, epoch))!
    },
  }
}

/** The rolls of an epoch, if they are compiled. */
export async function compiled(
  db: Db,
  epoch: number,
): Promise<{ rollsRoot: Digest; headers: RollHeader[] } | undefined> {
  const [row] = await db.select().from(rollEpochs).where(eq(rollEpochs.epoch, epoch))
  if (!row) return undefined
  const headers = await rowsOf(db, epoch)
  return { rollsRoot: row.rollsRoot, headers: headers.filter(({ total }) => total > 0n) }
}

/** All rolls of an epoch, those that weigh nothing too: the next epoch's start from them. */
function rowsOf(db: Db, epoch: number): Promise<RollHeader[]> {
  return db.select().from(rolls).where(eq(rolls.epoch, epoch)).orderBy(asc(rolls.court))
}

/**
 * A court's rolls of some epochs that stand on chain as they were compiled here, posted in the first quarter of their
 * epoch; ascending.
 */
export async function postedRolls(
  db: Db,
  court: number,
  epochs: { from: number; to: number },
  epochSeconds: number,
): Promise<RollHeader[]> {
  const rows = await db
    .selectDistinct({ roll: rolls })
    .from(rolls)
    .innerJoin(rollEpochs, eq(rollEpochs.epoch, rolls.epoch))
    .innerJoin(postings, and(eq(postings.epoch, rolls.epoch), isKeptAlike(postings.rollsRoot, rollEpochs.rollsRoot)))
    .where(standing(court, epochs, epochSeconds))
    .orderBy(asc(rolls.epoch))
    .limit(8)
  return rows.map(({ roll }) => roll)
}

/** Whether `postedRolls` finds any, as a condition of another query. */
export function isRollPosted(
  db: Db,
  court: SQLWrapper,
  epochSeconds: number,
  epochs: { from: SQLWrapper; to: number },
): SQL {
  return exists(
    db
      .select({ epoch: rolls.epoch })
      .from(rolls)
      .innerJoin(rollEpochs, eq(rollEpochs.epoch, rolls.epoch))
      .innerJoin(postings, and(eq(postings.epoch, rolls.epoch), isKeptAlike(postings.rollsRoot, rollEpochs.rollsRoot)))
      .where(standing(court, epochs, epochSeconds)),
  )
}

/** What the contract keeps of a rolls root, as `keptRoot` has it: 192 bits, behind 0x. */
const keptPart = (root: SQLWrapper | Digest): SQL => sql`substr(${root}, 1, 50)`

/** A posting that bends the bits that aren't kept brings the same rolls. */
export const isKeptAlike = (a: SQLWrapper, b: SQLWrapper): SQL => sql`${keptPart(a)} = ${keptPart(b)}`

/**
 * A roll of a court that weighs anything, posted in the first quarter of its epoch; before any other rolls, since the
 * contract keeps the first, and not disproved.
 */
function standing(
  court: number | SQLWrapper,
  epochs: { from: number | SQLWrapper; to: number },
  epochSeconds: number,
): SQL | undefined {
  return and(
    eq(rolls.court, court),
    ne(rolls.total, 0n),
    gte(rolls.epoch, epochs.from),
    lte(rolls.epoch, epochs.to),
    sql`${postings.at} >= ${rolls.epoch} * ${epochSeconds}`,
    sql`4 * (${postings.at} - ${rolls.epoch} * ${epochSeconds}) < ${epochSeconds}`,
    sql`NOT EXISTS (SELECT 1 FROM ${voidRolls} WHERE ${voidRolls.epoch} = ${rolls.epoch})`,
    sql`NOT EXISTS (
      SELECT 1 FROM postings AS first
      WHERE first.epoch = ${rolls.epoch} AND first.block < ${postings.block}
        AND first.at >= ${rolls.epoch} * ${epochSeconds}
        AND ${keptPart(sql`first.rolls_root`)} NOT IN (${keptPart(rollEpochs.rollsRoot)}, ${keptPart(ZERO32)})
    )`,
  )
}

/** A node or leaf of any roll, by hash. */
async function preimageIn(db: Db, hash: Digest): Promise<Hex | undefined> {
  const node = await nodeAt(db, hash)
  if (node) return jurorsPreimage(node)
  const leaf = (await readLeaves(db, [hash])).get(hash)
  return leaf && leafPreimage(leaf)
}

async function placed(db: Db, court: number, header: RollHeader, epochSeconds: number): Promise<RollInForce> {
  const { rollsRoot, headers } = (await compiled(db, header.epoch))!
  return { header, rollsRoot, path: rollsTree(headers).path(court), inForceAt: (header.epoch + 1) * epochSeconds }
}

/** The vault's boundary can be read only once the chain has been read past it. */
async function assertRead(db: Db, boundaryAt: Instant): Promise<void> {
  const [read] = await db.select().from(cursor).orderBy(desc(cursor.step)).limit(1)
  if (!read || read.at < boundaryAt) {
    throw new Error(`rolls: expected the chain to be read up to ${boundaryAt}, got ${read?.at ?? 'nothing'}`)
  }
}

type CourtFacts = { court: number; version: number; eligibility: Eligibility; sources: string; source: Personhood }
type RollFacts = {
  epoch: number
  /** Jurors numbered before T_epoch. */
  jurors: number
  courts: CourtFacts[]
  before: { epoch: number; headers: readonly RollHeader[]; courts: readonly CourtFacts[] } | undefined
  /** Numbers of jurors whose weight may differ from the roll before. */
  moved: readonly number[]
}

async function rollFacts(db: Db, epoch: number, epochSeconds: number): Promise<RollFacts> {
  const [last] = await db
    .select({ epoch: rollEpochs.epoch })
    .from(rollEpochs)
    .where(lt(rollEpochs.epoch, epoch))
    .orderBy(desc(rollEpochs.epoch))
    .limit(1)
  const before = last && {
    epoch: last.epoch,
    headers: await rowsOf(db, last.epoch),
    courts: await courtsAt(db, last.epoch * epochSeconds),
  }
  const moved = before
    ? await db
        .selectDistinct({ number: holdings.number })
        .from(holdings)
        // Roll p was made from T_(p−1) and T_p: changes of epoch p − 1 stood in only one of the two.
        .where(and(gte(holdings.epoch, before.epoch - 1), lt(holdings.epoch, epoch)))
        .orderBy(asc(holdings.number))
    : []
  return {
    epoch,
    jurors: await jurorsBefore(db, epoch),
    courts: await courtsAt(db, epoch * epochSeconds),
    before,
    moved: moved.map(({ number }) => number),
  }
}

async function jurorsBefore(db: Db, epoch: number): Promise<number> {
  const [last] = await db
    .select({ number: jurors.number })
    .from(jurors)
    .where(lt(jurors.epoch, epoch))
    .orderBy(desc(jurors.epoch), desc(jurors.number))
    .limit(1)
  return last ? last.number + 1 : 0
}

/** Courts with the terms in force just before an instant. */
async function courtsAt(db: Db, at: Instant): Promise<CourtFacts[]> {
  const known = await db.select().from(courts).where(lt(courts.createdAt, at)).orderBy(asc(courts.court))
  const versions = await db
    .select()
    .from(courtVersions)
    .where(lt(courtVersions.adoptedAt, at))
    .orderBy(asc(courtVersions.version))
  const parents = new Map(known.map(({ court, parent }) => [court, parent]))
  return known.flatMap(({ court }) => {
    const version = versions.findLast((each) => each.court === court)
    if (!version) return []
    const { eligibility, source } = eligibilityOf(court, parents, decodeTerms(version.terms))
    const sources = `${eligibility.weight}:${eligibility.minStake}:${scopeOf(source)}`
    return [{ court, version: version.version, eligibility, source, sources }]
  })
}

async function compileCourt(db: Db, facts: RollFacts, court: CourtFacts): Promise<RollHeader> {
  const { epoch, before } = facts
  const depth = depthFor(facts.jurors)
  const header = before?.headers.find((each) => each.court === court.court)
  const same = before?.courts.find((each) => each.court === court.court)?.sources === court.sources
  const start = header && same ? { header, from: before!.epoch } : undefined

  let root = start
    ? await deepen(db, { hash: start.header.root, sum: start.header.total }, rollDepth(start.header), depth)
    : { hash: emptySum(depth).hash, sum: 0n }
  for (let first = 0; first < (start ? facts.moved.length : facts.jurors); first += PAGE) {
    const numbers = start
      ? facts.moved.slice(first, first + PAGE)
      : Array.from({ length: Math.min(PAGE, facts.jurors - first) }, (_, i) => first + i)
    root = await change(db, root, depth, await leavesThatDiffer(db, court, numbers, epoch, start?.from))
  }
  const { version } = court
  return { epoch, court: court.court, version, root: root.hash, total: root.sum, jurors: facts.jurors }
}

/** Leaves of roll `epoch` that aren't what they were in roll `from`; all with weight, where there was none. */
async function leavesThatDiffer(
  db: Db,
  { eligibility, source }: CourtFacts,
  numbers: readonly number[],
  epoch: number,
  from: number | undefined,
): Promise<Map<number, Leaf>> {
  const accounts = await db
    .select({ number: jurors.number, address: jurors.address })
    .from(jurors)
    .where(sql`${jurors.number} IN ${listed(numbers)} AND ${jurors.epoch} < ${epoch}`)
    .orderBy(asc(jurors.number))
  const leaves = async (of: number) => {
    const [before, now] = await Promise.all([of - 1, of].map((at) => holdingsAt(db, numbers, at, source)))
    const at = (boundary: ReadonlyMap<number, Holding>, number: number) => boundary.get(number) ?? NO_HOLDING
    return leavesOf(
      eligibility,
      accounts.map(({ number, address }) => ({ address, before: at(before!, number), now: at(now!, number) })),
    )
  }
  const present = await leaves(epoch)
  const past = from === undefined ? [] : await leaves(from)
  const differing = accounts.flatMap(({ number }, i): [number, Leaf][] =>
    present[i]!.weight === (past[i]?.weight ?? 0n) ? [] : [[number, present[i]!]],
  )
  return new Map(differing)
}

/** Holdings at boundary T_epoch, with the admissions that count for one source of personhood. */
async function holdingsAt(
  db: Db,
  numbers: readonly number[],
  epoch: number,
  source: Personhood,
): Promise<Map<number, Holding>> {
  const rows = await db.all<{ number: number; stake: string; courts: string; admitted: string }>(sql`
    SELECT h.number, h.stake, h.courts, h.admitted
    FROM json_each(${JSON.stringify(numbers)}) AS wanted
    JOIN holdings AS h ON h.number = wanted.value AND h.place = (
      SELECT place FROM holdings
      WHERE number = wanted.value AND epoch < ${epoch} ORDER BY place DESC LIMIT 1
    )`)
  return new Map(
    rows.map(({ number, stake, courts: served, admitted }) => {
      const held = {
        stake: BigInt(stake),
        courts: JSON.parse(served) as number[],
        admitted: JSON.parse(admitted) as Personhood[],
      }
      return [number, holdingOf(held, source)]
    }),
  )
}
