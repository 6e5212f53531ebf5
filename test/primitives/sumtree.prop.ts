/** Laws of the sum tree, in both of its forms. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Digest, toBytes, toHex } from '#primitives/bytes'
import * as sumtree from '#primitives/sumtree'
import { rolls } from '../support/arbitraries.ts'
import { law } from '../support/law.ts'
import { vectors } from '../support/vectors.ts'

const { climb, densePath, depthFor, emptyNode, emptySum, grow, leafSum, locate, pathOf, rise, rootOf, step } = sumtree

describe('the dense tree', () => {
  test('leaves, roots, totals and paths are those of the vectors', () => {
    for (const row of vectors('roll').trees!) {
      const leaves = row.addresses.map((address: Digest, i: number) => ({ address, weight: BigInt(row.weights[i]) }))
      const tree = grow(leaves)
      expect(leaves.map((leaf: sumtree.Leaf) => leafSum(leaf).hash)).toEqual(row.leaves)
      expect(tree.depth).toBe(Number(row.depth))
      expect(rootOf(tree)).toEqual({ hash: row.root, sum: BigInt(row.total) })
      row.paths.forEach((path: Digest, i: number) => {
        expect(toHex(densePath(tree, i))).toBe(path)
        expect(climb(leaves[i], i, toBytes(path)).root).toEqual(rootOf(tree))
      })
    }
  })

  law(
    'a number below the total belongs to exactly one leaf, which the path proves',
    rolls,
    fc.bigInt({ min: 0n, max: 2n ** 128n }),
    (leaves, n) => {
      const tree = grow(leaves)
      const x = n % rootOf(tree).sum
      const { index, path } = locate(tree, x)
      const { root, before } = climb(leaves[index]!, index, path)
      expect(root).toEqual(rootOf(tree))
      const owners = leaves.filter((_, i) => {
        const start = leaves.slice(0, i).reduce((sum, leaf) => sum + leaf.weight, 0n)
        return start <= x && x < start + leaves[i]!.weight
      })
      expect(owners).toEqual([leaves[index]])
      expect(before).toBe(leaves.slice(0, index).reduce((sum, leaf) => sum + leaf.weight, 0n))
    },
  )

  law('weight moved between two siblings changes the root', rolls, fc.nat(), (leaves, pick) => {
    const i = pick % leaves.length
    const twin = i ^ 1
    fc.pre(twin < leaves.length && leaves[i]!.weight > 0n)
    const moved = leaves.map((leaf, j) =>
      j === i ? { ...leaf, weight: leaf.weight - 1n } : j === twin ? { ...leaf, weight: leaf.weight + 1n } : leaf,
    )
    expect(rootOf(grow(moved)).hash).not.toBe(rootOf(grow(leaves)).hash)
  })

  test('a leaf without weight, and padding, can not be drawn', () => {
    const tree = grow([{ address: `0x${'11'.repeat(20)}`, weight: 0n }])
    expect(rootOf(tree)).toEqual({ hash: `0x${'00'.repeat(32)}`, sum: 0n })
    expect(() => locate(tree, 0n)).toThrow('expected 0 <= x < 0')
  })

  test('a total that leaves u128 is refused', () => {
    const heavy = { address: `0x${'11'.repeat(20)}` as const, weight: 2n ** 127n }
    expect(() => grow([heavy, heavy])).toThrow('below 2^128')
  })

  test('a path of broken levels and an index outside the tree are refused', () => {
    const leaf = { address: `0x${'11'.repeat(20)}` as const, weight: 1n }
    expect(() => climb(leaf, 0, new Uint8Array(47))).toThrow('48 bytes per level')
    expect(() => climb(leaf, 2, new Uint8Array(48))).toThrow('below 2^1')
  })
})

describe('the persistent tree', () => {
  law(
    'it has the same root as the dense tree, whatever the order of changes, and its walks give the same paths',
    rolls,
    fc.array(fc.nat(), { maxLength: 10 }),
    fc.nat(),
    (leaves, again, pick) => {
      // Each leaf is set once in its order, then some a second time: to something else and back.
      const depth = depthFor(leaves.length)
      const nodes = new Map<Digest, sumtree.SumNode>()
      let root: sumtree.Sum = emptySum(depth)
      const read = (hash: Digest, height: number) => nodes.get(hash) ?? emptyNode(hash, height)!
      const set = (index: number, leaf: sumtree.Leaf) => {
        let walk = sumtree.walkToIndex(root, depth)
        while (walk.height > 0) walk = step(walk, read(walk.at.hash, walk.height), index)
        const risen = rise(leafSum(leaf), index, walk.siblings)
        for (const node of risen) nodes.set(node.hash, node)
        root = depth === 0 ? leafSum(leaf) : { hash: risen.at(-1)!.hash, sum: risen.at(-1)!.sum }
      }
      for (const [i, leaf] of leaves.entries()) set(i, leaf)
      for (const n of again) {
        const i = n % leaves.length
        set(i, { address: leaves[i]!.address, weight: 7n })
        set(i, leaves[i]!)
      }
      const dense = grow(leaves)
      expect({ hash: root.hash, sum: root.sum }).toEqual(rootOf(dense))
      const x = BigInt(pick) % root.sum
      let walk = sumtree.walkToWeight(root, depth, x)
      while (walk.height > 0) walk = step(walk, read(walk.at.hash, walk.height))
      const found = locate(dense, x)
      expect({ index: walk.index, path: toHex(pathOf(walk)) }).toEqual({ index: found.index, path: toHex(found.path) })
    },
  )

  test('a walk that is handed another node stops', () => {
    const tree = sumtree.join(leafSum({ address: `0x${'11'.repeat(20)}`, weight: 1n }), emptySum(0))
    const walk = sumtree.walkToIndex({ hash: `0x${'22'.repeat(32)}`, sum: 1n }, 1)
    expect(() => step(walk, tree, 0)).toThrow('expected node')
  })
})
