/** Settlement: what a docket hands to the purse, whole or in runs. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstTally, isUndecided, nextRun, packLeaf, settlementCase, standingPanels, unpackLeaf } from '#law/settlement'
import { ballotsTree, drawHash, drawOf, leafHash } from '#law/verdict'
import { bytes32 } from '#primitives/abi'
import type { Digest } from '#primitives/bytes'
import { uint, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { merkleTree } from '#primitives/merkle'
import { hearing } from '../support/hearing.ts'
import { law } from '../support/law.ts'

const twoPanels = hearing({
  appeals: 1,
  deed: (juror, panel) => (juror % 3 === 0 ? { does: 'nothing' } : { does: 'vote', choice: panel === 0 ? 1 : 2 }),
})

/** The root that a run leads to, as the contract folds it. */
function rootOfRun(leaves: readonly Digest[], from: number, count: number, path: readonly Digest[]): Digest {
  const node = (left: Digest, right: Digest): Digest => digest(uint(1, 1), bytes32(left), bytes32(right))
  let [nodes, first, width, pad] = [[...leaves], from, count, ZERO32 as Digest]
  const rest = [...path]
  while (width > 1) {
    const before = first % 2 === 1 ? rest.shift()! : undefined
    const all = before ? [before, ...nodes] : nodes
    const start = before ? first - 1 : first
    if ((start + all.length) % 2 === 1) all.push(start + all.length < width ? rest.shift()! : pad)
    nodes = Array.from({ length: all.length / 2 }, (_, i) => node(all[2 * i]!, all[2 * i + 1]!))
    ;[first, width, pad] = [start / 2, Math.ceil(width / 2), node(pad, pad)]
  }
  expect(rest).toEqual([])
  return nodes[0]!
}

law(
  'any run of leaves leads to the root with what its tree lacks',
  fc.integer({ min: 1, max: 70 }),
  fc.nat(),
  fc.nat(),
  (count, a, b) => {
    const leaves = Array.from({ length: count }, (_, i) => digest(uint(i, 4)))
    const from = a % count
    const to = from + 1 + (b % (count - from))
    const tree = merkleTree(leaves)
    expect(rootOfRun(leaves.slice(from, to), from, count, tree.run(from, to))).toBe(tree.root)
  },
)

test('a dispute hands in the panels whose verdict stands, and all their leaves in order', () => {
  const { dispute } = twoPanels
  const made = settlementCase(dispute, () => true)
  const judged = dispute.sittings.filter((sitting) => sitting.judged)
  expect(made.panels.map(({ panel, draws, isContested }) => [panel, draws, isContested])).toEqual(
    judged.map(({ panel, judged: word }, p) => [panel, word!.draws, p === 0]),
  )
  expect(judged).toHaveLength(2)
  expect(made.leaves).toHaveLength(made.panels.reduce((sum, { draws }) => sum + draws, 0))
  for (const { leaves, ballotsRoot } of standingPanels(dispute)) expect(ballotsTree(leaves).root).toBe(ballotsRoot)
})

test('an unfinished panel hands in nothing', () => {
  const judged = hearing({ upTo: 'judged' }).dispute
  expect(standingPanels(judged)).toEqual([])
})

test('a tie hands in the first panel’s tally, and only a tie does', () => {
  let voters = 0
  const tied = hearing({ seats: 4, jurors: 12, seatCap: 1, deed: () => ({ does: 'vote', choice: 1 + (voters++ % 2) }) })
  expect(isUndecided(tied.dispute)).toBe(true)
  expect(settlementCase(tied.dispute, () => false).tally.seats).toEqual([0n, 2n, 2n])
  expect(firstTally(tied.dispute).choices).toEqual([0, 2, 2])
  expect(settlementCase(twoPanels.dispute, () => false).tally.seats).toEqual([])
  expect(nextRun(tied.dispute, () => false).last.leaves).toEqual([
    packLeaf(standingPanels(tied.dispute)[0]!.leaves.at(-1)!),
  ])
})

test('runs ascend from where the contract says it is, and prove themselves', () => {
  const { dispute } = twoPanels
  const [first, second] = standingPanels(dispute) as [ReturnType<typeof standingPanels>[number], never]
  const begun = nextRun(dispute, () => false)
  expect(begun.progress.earners).toEqual([])
  expect(rootOfRun(first.leaves.map(leafHash), 0, first.leaves.length, begun.run.path)).toBe(first.ballotsRoot)
  const progress = { ...begun.progress, earners: [0, 0], nextPanel: 1, nextLeaf: 2 }
  const { run } = nextRun(dispute, () => false, progress)
  const { leaves, ballotsRoot } = second as typeof first
  expect(run.leaves).toEqual(leaves.slice(2).map(packLeaf))
  expect(rootOfRun(leaves.slice(2).map(leafHash), 2, leaves.length, run.path)).toBe(ballotsRoot)
})

test('a leaf that was handed in is read back as what was hashed, whatever byte stands for its state', () => {
  for (const [p, { leaves }] of standingPanels(twoPanels.dispute).entries())
    for (const leaf of leaves) {
      expect(unpackLeaf(packLeaf(leaf), p)).toEqual(drawOf(leaf))
      expect(drawHash(unpackLeaf(packLeaf(leaf), p))).toBe(leafHash(leaf))
      // The state is the third byte from the right.
      const { what, ...rest } = packLeaf(leaf)
      const lie = { ...rest, what: `${what.slice(0, 60)}fe${what.slice(62)}` as Digest }
      expect(unpackLeaf(lie, p)).toEqual({ ...drawOf(leaf), state: 0xfe })
    }
})
