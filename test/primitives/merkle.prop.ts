/** Laws of the plain tree. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, toBytes, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { merkleRoot, merkleTree, rootFromPath } from '#primitives/merkle'
import { digests } from '../support/arbitraries.ts'
import { law } from '../support/law.ts'
import { pieces, vectors } from '../support/vectors.ts'

const leavesOf = fc.array(digests, { minLength: 1, maxLength: 40 })

test('roots and paths are those of the vectors', () => {
  for (const { leaves, root, paths } of vectors('merkle').trees!) {
    const tree = merkleTree(leaves)
    expect(tree.root).toBe(root)
    paths.forEach((path: `0x${string}`, i: number) => {
      expect(tree.path(i)).toEqual(pieces(path, 32))
      expect(rootFromPath(leaves[i], i, pieces(path, 32))).toBe(root)
    })
  }
})

law('every leaf leads to the root by its own path', leavesOf, fc.nat(), (leaves, pick) => {
  const tree = merkleTree(leaves)
  const i = pick % leaves.length
  expect(rootFromPath(leaves[i]!, i, tree.path(i))).toBe(tree.root)
})

law(
  'a path leads elsewhere from any other leaf, or from any other place',
  leavesOf,
  digests,
  fc.nat(),
  (leaves, other, pick) => {
    const tree = merkleTree(leaves)
    const i = pick % leaves.length
    fc.pre(other !== leaves[i] && leaves.length > 1)
    expect(rootFromPath(other, i, tree.path(i))).not.toBe(tree.root)
    fc.pre(leaves[i ^ 1] !== leaves[i])
    expect(rootFromPath(leaves[i]!, i ^ 1, tree.path(i))).not.toBe(tree.root)
  },
)

law('a tree whose leaves are two others shows none of their nodes as a leaf', digests, digests, (a, b) => {
  const node = merkleRoot([a, b])
  expect(node).not.toBe(digest(concat(toBytes(a), toBytes(b)))) // the prefix 01 keeps nodes and leaves apart
})

law('an index outside the tree is refused', leavesOf, (leaves) => {
  const tree = merkleTree(leaves)
  expect(() => tree.path(leaves.length)).toThrow('expected an index below')
  expect(() => rootFromPath(leaves[0]!, 2 ** tree.path(0).length, tree.path(0))).toThrow('expected an index below')
})

test('no leaf at all is 32 zero bytes, one leaf is its own root', () => {
  expect(merkleRoot([])).toBe(ZERO32)
  expect(merkleRoot([`0x${'ab'.repeat(32)}`])).toBe(`0x${'ab'.repeat(32)}`)
})
