/**
 * Merkle: plain trees over any list of digests (everything but rolls).
 *
 *             root = H(01 ‖ a ‖ b)
 *            /                    \
 *      a = H(01 ‖ 0 ‖ 1)     b = H(01 ‖ 2 ‖ pad)
 *
 * Leaves are padded with 32 zero bytes to a power of two. One leaf is its own root; no leaf at all is 32 zero bytes.
 * The prefix 01 keeps a node from being shown as a leaf: leaf preimages are ABI words and begin with a tag.
 *
 * Mirrored by contracts/libraries/MerkleLib.sol; vectors in test/vectors/merkle.json.
 * @module
 */
import { type Digest, toBytes, toHex, ZERO32 } from './bytes.ts'
import { keccak } from './hash.ts'

const NODE = new Uint8Array([1])
const PADDING = new Uint8Array(32)

const parent = (left: Uint8Array, right: Uint8Array): Uint8Array => keccak(NODE, left, right)

/** The root of `leaves`, in their order. */
export function merkleRoot(leaves: readonly Digest[]): Digest {
  return merkleTree(leaves).root
}

export type MerkleTree = {
  root: Digest
  /** The siblings of a leaf, from the leaf up. */
  path: (index: number) => Digest[]
  /**
   * What leaves `from` to `to − 1` lack to lead to the root, level by level: the left neighbour if the run begins with a
   * right child, then the right one if it ends with a left child. Padding isn't among them.
   */
  run: (from: number, to: number) => Digest[]
}

/** The tree of `leaves`. */
export function merkleTree(leaves: readonly Digest[]): MerkleTree {
  const levels: Uint8Array[][] = [leaves.map((leaf) => toBytes(leaf, 32))]
  while (levels.at(-1)!.length > 1) {
    const below = levels.at(-1)!
    const level: Uint8Array[] = []
    for (let i = 0; i < below.length; i += 2) level.push(parent(below[i]!, below[i + 1] ?? padding(levels.length - 1)))
    levels.push(level)
  }
  const top = levels.at(-1)![0]
  return {
    root: top ? toHex(top) : ZERO32,
    path: (index) => {
      if (index < 0 || index >= leaves.length)
        throw new Error(`merkle: expected an index below ${leaves.length}, got ${index}`)
      return levels.slice(0, -1).map((level, height) => toHex(level[(index >> height) ^ 1] ?? padding(height)))
    },
    run: (from, to) => {
      if (from < 0 || from >= to || to > leaves.length)
        throw new Error(`merkle: expected a run within ${leaves.length} leaves, got ${from} to ${to}`)
      return levels.slice(0, -1).flatMap((level, height) => {
        const first = from >> height
        const last = (to - 1) >> height
        const neighbours = [
          first % 2 === 1 ? level[first - 1] : undefined,
          last % 2 === 0 ? level[last + 1] : undefined,
        ]
        return neighbours.flatMap((node) => (node ? [toHex(node)] : []))
      })
    },
  }
}

/** The root that `leaf` at `index` and its siblings lead to; compare it with the root believed. */
export function rootFromPath(leaf: Digest, index: number, path: readonly Digest[]): Digest {
  let node = toBytes(leaf, 32)
  let at = index
  for (const sibling of path) {
    const other = toBytes(sibling, 32)
    node = at % 2 === 1 ? parent(other, node) : parent(node, other)
    at = Math.floor(at / 2)
  }
  if (at !== 0) throw new Error(`merkle: expected an index below 2^${path.length}, got ${index}`)
  return toHex(node)
}

const paddings: Uint8Array[] = [PADDING]

/** The node over 2^height leaves of padding. */
function padding(height: number): Uint8Array {
  for (let h = paddings.length; h <= height; h++) paddings.push(parent(paddings[h - 1]!, paddings[h - 1]!))
  return paddings[height]!
}
