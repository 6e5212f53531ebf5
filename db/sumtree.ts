/**
 * Sumtree: the persistent form of a roll's tree, kept in D1 by hash.
 *
 * Reading and changing go level by level: one query brings a level of every walk at once, however many there are. A
 * node is never overwritten, so an interrupted change leaves nodes that nothing refers to, and no harm.
 *
 * Cost of c changed leaves in a tree of depth d: at most c·d nodes read and written, shared ones once; for a single
 * leaf d nodes and the leaf itself.
 * @module
 */
import { eq, getTableColumns, sql } from 'drizzle-orm'
import { type RollHeader, rollDepth } from '#jurors/roll'
import { type Address, type Digest, ZERO_ADDRESS, ZERO32 } from '#primitives/bytes'
import {
  emptyNode,
  emptySum,
  join,
  type Leaf,
  leafSum,
  pathOf,
  type Sum,
  type SumNode,
  step,
  type Walk,
  walkToIndex,
} from '#primitives/sumtree'
import { type Db, inOneStroke, keepAll, type Statement, wanted } from './d1.ts'
import { rollLeaves, rollNodes } from './schema.ts'

/** Hashes per query. */
const ASKED_AT_ONCE = 2000
/** Statements per batch, of up to a thousand rows each. */
const STATEMENTS_AT_ONCE = 8

/** Walks all the way down together, a query a level. `targets`: leaf indexes, for walks that aren't led by weight. */
export async function descend(
  db: Db,
  walks: readonly Walk[],
  targets: readonly number[] = [],
  known: Map<Digest, SumNode> = new Map(),
): Promise<Walk[]> {
  let on = [...walks]
  while (on.some(({ height }) => height > 0)) {
    const height = on[0]!.height
    await readNodes(
      db,
      on.map(({ at }) => at.hash),
      height,
      known,
    )
    on = on.map((walk, i) => step(walk, known.get(walk.at.hash)!, targets[i]))
  }
  return on
}

/** The leaves behind hashes. */
export async function readLeaves(db: Db, hashes: readonly Digest[]): Promise<Map<Digest, Leaf>> {
  const leaves = new Map<Digest, Leaf>()
  for (const some of slices([...new Set(hashes)])) {
    const rows = await db
      .select(getTableColumns(rollLeaves))
      .from(wanted(some))
      .crossJoin(rollLeaves)
      .where(sql`${rollLeaves.hash} = wanted.column1`)
    for (const { hash, address, weight } of rows) leaves.set(hash, { address, weight })
  }
  return leaves
}

/** One node by its hash, of whatever height; undefined where none is stored. */
export async function nodeAt(db: Db, hash: Digest): Promise<SumNode | undefined> {
  const [row] = await db.select().from(rollNodes).where(eq(rollNodes.hash, hash))
  return row && nodeOf(row)
}

/** Leaves `from` … `from + count − 1` of a roll, in order, those without weight too. */
export async function walkRange(
  db: Db,
  header: RollHeader,
  from: number,
  count: number,
): Promise<{ number: number; address: Address; weight: bigint }[]> {
  const numbers = Array.from({ length: count }, (_, i) => from + i)
  return (await walkTo(db, header, numbers)).map(({ number, address, weight }) => ({ number, address, weight }))
}

/** Leaves of a roll by their numbers, each with its path. */
export async function walkTo(
  db: Db,
  header: RollHeader,
  numbers: readonly number[],
): Promise<{ number: number; address: Address; weight: bigint; path: Uint8Array }[]> {
  const start = walkToIndex({ hash: header.root, sum: header.total }, rollDepth(header))
  const walks = await descend(
    db,
    numbers.map(() => start),
    numbers,
  )
  const leaves = await readLeaves(
    db,
    walks.map(({ at }) => at.hash),
  )
  return walks.map((walk) => ({ number: walk.index, ...leafAt(leaves, walk.at.hash), path: pathOf(walk) }))
}

/** The leaf behind a hash, the empty one included. @throws Error when it wasn't among those read. */
export function leafAt(leaves: ReadonlyMap<Digest, Leaf>, hash: Digest): Leaf {
  if (hash === ZERO32) return { address: ZERO_ADDRESS, weight: 0n }
  const leaf = leaves.get(hash)
  if (!leaf) throw new Error(`sumtree: expected leaf ${hash} in the archive`)
  return leaf
}

/**
 * The tree in which `changes` replace the leaves of `root`; writes the nodes and leaves that are new.
 * @param root - A tree of `depth` levels that is stored, or the empty one.
 * @param changes - Leaves by index.
 */
export async function change(db: Db, root: Sum, depth: number, changes: ReadonlyMap<number, Leaf>): Promise<Sum> {
  if (changes.size === 0) return root
  const leaves = new Map([...changes].map(([index, leaf]) => [index, leafSum(leaf)]))

  // 1. Down: the subtrees on the way to changed leaves, by level. levels[0] are the old leaves.
  const levels: Map<number, SumNode | Sum>[] = []
  let frontier = new Map<number, Sum>([[0, root]])
  for (let height = depth; height > 0; height--) {
    const known = new Map<Digest, SumNode>()
    await readNodes(
      db,
      [...frontier.values()].map(({ hash }) => hash),
      height,
      known,
    )
    const nodes = new Map([...frontier].map(([index, { hash }]) => [index, known.get(hash)!]))
    levels[height] = nodes
    frontier = new Map()
    for (const leaf of leaves.keys()) {
      const index = Math.floor(leaf / 2 ** (height - 1))
      const parent = nodes.get(Math.floor(index / 2))!
      frontier.set(index, index % 2 === 1 ? parent.right : parent.left)
    }
  }

  // 2. Up: each of them again, with what changed below.
  const fresh: SumNode[] = []
  let below: Map<number, Sum> = leaves
  for (let height = 1; height <= depth; height++) {
    const made = new Map<number, SumNode>()
    for (const [index, node] of levels[height] as Map<number, SumNode>) {
      made.set(index, join(below.get(2 * index) ?? node.left, below.get(2 * index + 1) ?? node.right))
    }
    fresh.push(...notEmpty([...made.values()], height))
    below = made
  }
  await keep(db, [...keepAll(db, rollLeaves, leafRows(changes, leaves)), ...keepAll(db, rollNodes, fresh.map(rowOf))])
  const { hash, sum } = below.get(0)!
  return { hash, sum }
}

/** The same leaves under more levels: jurors past a power of two. */
export async function deepen(db: Db, root: Sum, from: number, to: number): Promise<Sum> {
  let top = root
  for (let height = from; height < to; height++) {
    const node = join(top, emptySum(height))
    await keep(db, keepAll(db, rollNodes, notEmpty([node], height + 1).map(rowOf)))
    top = { hash: node.hash, sum: node.sum }
  }
  return top
}

/** Brings the nodes of one level into `known`. @throws Error when one isn't stored. */
async function readNodes(
  db: Db,
  hashes: readonly Digest[],
  height: number,
  known: Map<Digest, SumNode>,
): Promise<void> {
  const missing: Digest[] = []
  for (const hash of new Set(hashes)) {
    if (known.has(hash)) continue
    const empty = emptyNode(hash, height)
    if (empty) known.set(hash, empty)
    else missing.push(hash)
  }
  for (const some of slices(missing)) {
    const rows = await db
      .select(getTableColumns(rollNodes))
      .from(wanted(some))
      .crossJoin(rollNodes)
      .where(sql`${rollNodes.hash} = wanted.column1`)
    for (const row of rows) known.set(row.hash, nodeOf(row))
  }
  const lost = missing.find((hash) => !known.has(hash))
  if (lost) throw new Error(`sumtree: expected node ${lost} in the archive`)
}

const notEmpty = (nodes: readonly SumNode[], height: number): SumNode[] =>
  nodes.filter(({ hash }) => !emptyNode(hash, height))

function nodeOf({ hash, leftHash, leftSum, rightHash, rightSum }: typeof rollNodes.$inferSelect): SumNode {
  const [left, right] = [
    { hash: leftHash, sum: leftSum },
    { hash: rightHash, sum: rightSum },
  ]
  return { hash, sum: leftSum + rightSum, left, right }
}

function rowOf({ hash, left, right }: SumNode): typeof rollNodes.$inferInsert {
  return { hash, leftHash: left.hash, leftSum: left.sum, rightHash: right.hash, rightSum: right.sum }
}

function leafRows(changes: ReadonlyMap<number, Leaf>, sums: ReadonlyMap<number, Sum>) {
  return [...changes]
    .filter(([, { weight }]) => weight > 0n)
    .map(([index, { address, weight }]) => ({ hash: sums.get(index)!.hash, address, weight }))
}

/** A few statements at a time: a batch has 30 seconds, and nothing here has to be all or nothing. */
async function keep(db: Db, statements: readonly Statement[]): Promise<void> {
  for (let i = 0; i < statements.length; i += STATEMENTS_AT_ONCE) {
    await inOneStroke(db, statements.slice(i, i + STATEMENTS_AT_ONCE))
  }
}

function slices<T>(values: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(values.length / ASKED_AT_ONCE) }, (_, i) =>
    values.slice(i * ASKED_AT_ONCE, (i + 1) * ASKED_AT_ONCE),
  )
}
