/**
 * Sumtree: a Merkle tree that also commits to how much weight lies under each of its nodes.
 *
 *                       H(01 ‖ a ‖ 3 ‖ b ‖ 7)  10
 *                      /                        \
 *          H(01 ‖ 0 ‖ 1 ‖ 1 ‖ 2)  3     H(01 ‖ 2 ‖ 7 ‖ pad ‖ 0)  7
 *              /        \                   /        \
 *        leaf 0: 1   leaf 1: 2        leaf 2: 7   padding: 0
 *
 * A number x below the total belongs to exactly one leaf: go left if x is below the left sum, else subtract it and go
 * right. Both child sums are hashed, not only their total: with the total alone a prover could move weight between
 * siblings. A leaf of weight 0, and padding, is 32 zero bytes with sum 0, so it can't be drawn.
 *
 * The same tree exists in two forms. *Dense*: all levels in memory, for whoever holds a whole roll. *Persistent*:
 * nodes found by hash and never overwritten, for a database; a change is one path, an old root stays readable.
 *
 * Mirrored by contracts/libraries/RollLib.sol; vectors in test/vectors/roll.json.
 * @module
 */
import { type Address, concat, type Digest, toBytes, toHex, toUint, uint, ZERO32 } from './bytes.ts'
import { keccak } from './hash.ts'

/** A subtree as its parent sees it. */
export type Sum = { hash: Digest; sum: bigint }
/** An inner node. */
export type SumNode = Sum & { left: Sum; right: Sum }
/** What a leaf stands for. Weight is a u128. */
export type Leaf = { address: Address; weight: bigint }

/** Bytes of a path per level: a sibling's hash and its sum (u128). */
export const BYTES_PER_LEVEL = 48

const LEAF = new Uint8Array([0])
const NODE = new Uint8Array([1])
const NOTHING: Sum = { hash: ZERO32, sum: 0n }

/** Levels above the leaves of a tree over `count` leaves: ⌈log₂ max(1, count)⌉. */
export function depthFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1)
}

/** The leaf as its parent sees it. */
export function leafSum(leaf: Leaf): Sum {
  if (leaf.weight === 0n) return NOTHING
  return { hash: toHex(keccak(LEAF, toBytes(leaf.address, 20), uint(leaf.weight, 16))), sum: leaf.weight }
}

/** The node over two subtrees. @throws Error when the sum leaves u128. */
export function join(left: Sum, right: Sum): SumNode {
  const hash = toHex(joinBytes(toBytes(left.hash), left.sum, toBytes(right.hash), right.sum))
  return { hash, sum: checked(left.sum + right.sum), left, right }
}

const empties: SumNode[] = []

/** The subtree of `height` levels that holds nothing. Never stored: its shape is known. */
export function emptySum(height: number): Sum {
  if (height === 0) return NOTHING
  for (let h = empties.length; h < height; h++) empties.push(join(emptySum(h), emptySum(h)))
  return empties[height - 1]!
}

/** The node with this hash if it is one of the empty ones. */
export function emptyNode(hash: Digest, height: number): SumNode | undefined {
  return height > 0 && emptySum(height).hash === hash ? empties[height - 1] : undefined
}

// Persistent form

/** A walk from the root towards one leaf, in the middle of it. */
export type Walk = {
  at: Sum
  /** Levels still to go; 0 is the leaf. */
  height: number
  /** Index of the subtree among those of its level; at height 0 the leaf's. */
  index: number
  /** What is left of the number drawn; undefined when walking to a known index. */
  x?: bigint
  /** Sum of everything to the left of `at`. */
  before: bigint
  /** Siblings met, from the root down. */
  siblings: Sum[]
}

/** Starts the walk to the leaf that owns `x`. @throws Error unless 0 ≤ x < total. */
export function walkToWeight(root: Sum, depth: number, x: bigint): Walk {
  if (x < 0n || x >= root.sum) throw new Error(`sumtree: expected 0 <= x < ${root.sum}, got ${x}`)
  return { at: root, height: depth, index: 0, x, before: 0n, siblings: [] }
}

/** Starts the walk to leaf `index`. */
export function walkToIndex(root: Sum, depth: number): Walk {
  return { at: root, height: depth, index: 0, before: 0n, siblings: [] }
}

/**
 * One level down.
 * @param node - The node whose hash is `walk.at.hash`.
 * @param target - The leaf index wanted, when the walk isn't led by weight.
 */
export function step(walk: Walk, node: SumNode, target?: number): Walk {
  if (node.hash !== walk.at.hash) throw new Error(`sumtree: expected node ${walk.at.hash}, got ${node.hash}`)
  const height = walk.height - 1
  const right = walk.x === undefined ? ((target! >> height) & 1) === 1 : walk.x >= node.left.sum
  return {
    at: right ? node.right : node.left,
    height,
    index: walk.index * 2 + (right ? 1 : 0),
    x: walk.x === undefined ? undefined : right ? walk.x - node.left.sum : walk.x,
    before: right ? walk.before + node.left.sum : walk.before,
    siblings: [...walk.siblings, right ? node.left : node.right],
  }
}

/** The path of a finished walk: siblings from leaf to root, 48 bytes each. */
export function pathOf(walk: Walk): Uint8Array {
  return concat(...walk.siblings.toReversed().flatMap(({ hash, sum }) => [toBytes(hash), uint(sum, 16)]))
}

/**
 * The nodes that a changed leaf brings, from the leaf's parent up; the last is the new root. `depth` hashes, and one
 * for the leaf.
 * @param siblings - From the root down, as a walk leaves them.
 */
export function rise(leaf: Sum, index: number, siblings: readonly Sum[]): SumNode[] {
  const nodes: SumNode[] = []
  let below = leaf
  siblings.toReversed().forEach((sibling, height) => {
    const node = ((index >> height) & 1) === 1 ? join(sibling, below) : join(below, sibling)
    nodes.push(node)
    below = node
  })
  return nodes
}

// Dense form

/** All levels in memory; level 0 are the leaves. */
export type SumTree = { depth: number; levels: readonly { hashes: Uint8Array; sums: readonly bigint[] }[] }

/** The dense tree in which leaf i is `leaves[i]`. */
export function grow(leaves: readonly Leaf[]): SumTree {
  const depth = depthFor(leaves.length)
  const first = { hashes: new Uint8Array(32 * leaves.length), sums: [] as bigint[] }
  leaves.forEach((leaf, i) => {
    if (leaf.weight > 0n) first.hashes.set(keccak(LEAF, toBytes(leaf.address, 20), uint(leaf.weight, 16)), 32 * i)
    first.sums.push(checked(leaf.weight))
  })
  const levels = [first]
  for (let height = 0; height < depth; height++) {
    const below = levels[height]!
    const level = { hashes: new Uint8Array(32 * Math.ceil(below.sums.length / 2)), sums: [] as bigint[] }
    for (let i = 0; 2 * i < below.sums.length; i++) {
      const left = denseAt(below, 2 * i, height)
      const right = denseAt(below, 2 * i + 1, height)
      level.hashes.set(joinBytes(left.hash, left.sum, right.hash, right.sum), 32 * i)
      level.sums.push(checked(left.sum + right.sum))
    }
    levels.push(level)
  }
  return { depth, levels }
}

/** Root hash and total weight. No leaves at all: 32 zero bytes and 0. */
export function rootOf(tree: SumTree): Sum {
  const top = denseAt(tree.levels[tree.depth]!, 0, tree.depth)
  return { hash: toHex(top.hash), sum: top.sum }
}

/** A subtree of the dense tree: `index` counts those of its height. */
export function sumAt(tree: SumTree, height: number, index: number): Sum {
  const { hash, sum } = denseAt(tree.levels[height]!, index, height)
  return { hash: toHex(hash), sum }
}

/** The leaf that owns `x`, with its path. @throws Error unless 0 ≤ x < total. */
export function locate(tree: SumTree, x: bigint): { index: number; path: Uint8Array } {
  const total = rootOf(tree).sum
  if (x < 0n || x >= total) throw new Error(`sumtree: expected 0 <= x < ${total}, got ${x}`)
  let index = 0
  let rest = x
  for (let height = tree.depth - 1; height >= 0; height--) {
    index *= 2
    const leftSum = tree.levels[height]!.sums[index]!
    if (rest < leftSum) continue
    rest -= leftSum
    index += 1
  }
  return { index, path: densePath(tree, index) }
}

/** The path of leaf `index`: siblings from leaf to root, 48 bytes each. */
export function densePath(tree: SumTree, index: number): Uint8Array {
  const path = new Uint8Array(BYTES_PER_LEVEL * tree.depth)
  for (let height = 0; height < tree.depth; height++) {
    const sibling = denseAt(tree.levels[height]!, (index >> height) ^ 1, height)
    path.set(sibling.hash, BYTES_PER_LEVEL * height)
    path.set(uint(sibling.sum, 16), BYTES_PER_LEVEL * height + 32)
  }
  return path
}

// Checking

/**
 * Where a path leads.
 * @returns the root it implies, and the sum of everything left of the leaf: the leaf owns [before, before + weight).
 * @throws Error when the path isn't whole levels or the index lies outside the tree.
 */
export function climb(leaf: Leaf, index: number, path: Uint8Array): { root: Sum; before: bigint } {
  const depth = path.length / BYTES_PER_LEVEL
  if (!Number.isInteger(depth)) throw new Error(`sumtree: expected 48 bytes per level, got ${path.length} bytes`)
  if (index < 0 || index >= 2 ** depth) throw new Error(`sumtree: expected an index below 2^${depth}, got ${index}`)
  const start = leafSum(leaf)
  let hash = toBytes(start.hash)
  let sum = start.sum
  let before = 0n
  for (let height = 0; height < depth; height++) {
    const at = BYTES_PER_LEVEL * height
    const siblingHash = path.subarray(at, at + 32)
    const siblingSum = toUint(path.subarray(at + 32, at + BYTES_PER_LEVEL))
    if (((index >> height) & 1) === 1) {
      hash = joinBytes(siblingHash, siblingSum, hash, sum)
      before += siblingSum
    } else {
      hash = joinBytes(hash, sum, siblingHash, siblingSum)
    }
    sum = checked(sum + siblingSum)
  }
  return { root: { hash: toHex(hash), sum }, before }
}

const EMPTY32 = new Uint8Array(32)

function denseAt(level: { hashes: Uint8Array; sums: readonly bigint[] }, index: number, height: number) {
  const sum = level.sums[index]
  if (sum !== undefined) return { hash: level.hashes.subarray(32 * index, 32 * index + 32), sum }
  return { hash: height === 0 ? EMPTY32 : toBytes(emptySum(height).hash), sum: 0n }
}

function joinBytes(leftHash: Uint8Array, leftSum: bigint, rightHash: Uint8Array, rightSum: bigint): Uint8Array {
  const bytes = new Uint8Array(97)
  bytes[0] = NODE[0]!
  bytes.set(leftHash, 1)
  bytes.set(uint(leftSum, 16), 33)
  bytes.set(rightHash, 49)
  bytes.set(uint(rightSum, 16), 81)
  return keccak(bytes)
}

function checked(sum: bigint): bigint {
  if (sum >> 128n !== 0n) throw new Error(`sumtree: expected a sum below 2^128, got ${sum}`)
  return sum
}
