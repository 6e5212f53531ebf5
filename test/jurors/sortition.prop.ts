/**
 * Laws of the draw.
 *
 * The statistical ones fix their randomness, so they pass or fail for good; their false-alarm rates are those of the
 * first time they were run with it.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type RollHeader, rollDepth } from '#jurors/roll'
import { type Draw, drawPanel, isComplete, type Lottery, NO_DRAW, pointOf, provesDraw } from '#jurors/sortition'
import { disputeKeyOf } from '#law/docket'
import { type Address, type Digest, toBytes, toHex, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { climb, grow, type Leaf, locate, rootOf } from '#primitives/sumtree'
import { addresses, digests, rolls, turnBit } from '../support/arbitraries.ts'
import { law } from '../support/law.ts'
import { vectors } from '../support/vectors.ts'

const address = (i: number): Address => toHex(toBytes(digest(utf8(`juror ${i}`))).slice(12))

/** A roll ready to draw from, with its header. */
function rollOf(leaves: readonly Leaf[]) {
  const tree = grow(leaves)
  const { hash, sum } = rootOf(tree)
  const header: RollHeader = { epoch: 1, court: 0, version: 1, root: hash, total: sum, jurors: leaves.length }
  return { header, roll: { tree, total: sum, addressOf: (i: number) => leaves[i]!.address } }
}

const lotteries = fc.record({
  randomness: digests,
  disputeKey: digests,
  panel: fc.nat({ max: 9 }),
  seats: fc.integer({ min: 1, max: 12 }),
  seatCap: fc.nat({ max: 3 }),
  strict: fc.boolean(),
})

describe('vectors', () => {
  const trees = new Map(
    vectors('roll').trees!.map((row) => [
      row.name,
      rollOf(row.addresses.map((at: Address, i: number) => ({ address: at, weight: BigInt(row.weights[i]) }))),
    ]),
  )
  test('each draw falls on the leaf of the vectors, with its path', () => {
    for (const row of vectors('draw').draws!) {
      const { roll } = trees.get(row.tree)!
      const { index, path } = locate(roll.tree, BigInt(row.x))
      expect({ index, path: toHex(path) }).toEqual({ index: Number(row.leafIndex), path: row.path })
      const leaf = { address: roll.addressOf(index), weight: roll.tree.levels[0]!.sums[index]! }
      expect(BigInt(row.x) - climb(leaf, index, path).before).toBe(BigInt(row.remainder))
    }
  })
  test.each(vectors('draw').sittings!)('the sitting “$name” seats and skips the same jurors', (row) => {
    const { roll } = trees.get(row.tree)!
    const lottery: Lottery = {
      randomness: row.randomness,
      disputeKey: row.disputeKey,
      panel: Number(row.panel),
      seats: Number(row.seats),
      seatCap: Number(row.cap),
      strict: row.strict,
    }
    const { draws } = drawPanel(lottery, roll)
    expect(draws.map((draw) => String(draw.number))).toEqual(row.jurorNumbers)
    expect(draws.map((draw) => String(draw.held))).toEqual(row.held)
    expect(draws.map((draw) => String(draw.prev))).toEqual(row.prev)
    expect(draws.map((draw) => draw.seated)).toEqual(row.seated)
    expect(draws.map((draw) => String(pointOf(lottery, draw.i, roll.total)))).toEqual(row.x)
  })
  test('the names of disputes are those of the vectors', () => {
    for (const row of vectors('draw').disputeKeys!) {
      expect(disputeKeyOf(BigInt(row.chainId), row.arbitrator, BigInt(row.disputeId))).toBe(row.disputeKey)
    }
  })
})

describe('proofs', () => {
  law('each draw proves against the sealed root', rolls, lotteries, (leaves, lottery) => {
    const { header, roll } = rollOf(leaves)
    const { draws, paths } = drawPanel(lottery, roll)
    draws.forEach((draw, i) => {
      expect(paths[i]!.length).toBe(48 * rollDepth(header))
      expect(provesDraw(lottery, header, draw, paths[i]!)).toBe(true)
    })
  })
  law(
    'no other juror, weight, seed or path proves a draw',
    rolls,
    lotteries,
    addresses,
    fc.nat(),
    (leaves, lottery, other, bit) => {
      const { header, roll } = rollOf(leaves)
      const { draws, paths } = drawPanel(lottery, roll)
      const draw = draws[bit % draws.length]!
      const path = paths[draw.i]!
      fc.pre(other !== draw.address)
      expect(provesDraw(lottery, header, { ...draw, address: other }, path)).toBe(false)
      expect(provesDraw(lottery, header, { ...draw, weight: draw.weight + 1n }, path)).toBe(false)
      expect(provesDraw(lottery, { ...header, total: header.total + 1n }, draw, path)).toBe(false)
      if (path.length > 0) expect(provesDraw(lottery, header, draw, turnBit(path, bit % (8 * path.length)))).toBe(false)
    },
  )
})

describe('seats', () => {
  law('no juror exceeds the cap in the first 8n draws', rolls, lotteries, (leaves, lottery) => {
    const { draws } = drawPanel(lottery, rollOf(leaves).roll)
    const early = draws.filter((draw) => draw.i < 8 * lottery.seats && draw.seated)
    for (const { number } of early) {
      const seats = early.filter((draw) => draw.number === number).length
      expect(lottery.seatCap === 0 || seats <= lottery.seatCap).toBe(true)
    }
  })
  law(
    'a draw is skipped only because its juror sits as often as the cap allows',
    rolls,
    lotteries,
    (leaves, lottery) => {
      const { draws } = drawPanel(lottery, rollOf(leaves).roll)
      for (const draw of draws.filter(({ seated }) => !seated)) {
        expect(draw.held).toBe(lottery.seatCap)
        expect(draw.i).toBeLessThan(8 * lottery.seats)
      }
    },
  )
  law(
    'a juror’s draws are chained: each names the one before, and counts the seats so far',
    rolls,
    lotteries,
    (leaves, lottery) => {
      const { draws } = drawPanel(lottery, rollOf(leaves).roll)
      for (const draw of draws) {
        const before = draws.slice(0, draw.i).filter(({ number }) => number === draw.number)
        expect(draw.prev).toBe(before.at(-1)?.i ?? NO_DRAW)
        expect(draw.held).toBe([...before, draw].filter(({ seated }) => seated).length)
      }
    },
  )
  law(
    'a panel is full, or its court is strict and has made its 8n draws; and no draw comes after',
    rolls,
    lotteries,
    (leaves, lottery) => {
      const { draws } = drawPanel(lottery, rollOf(leaves).roll)
      const seated = draws.filter((draw) => draw.seated).length
      expect(isComplete(lottery, draws)).toBe(true)
      expect(isComplete(lottery, draws.slice(0, -1))).toBe(false)
      expect(seated === lottery.seats || (lottery.strict && draws.length === 8 * lottery.seats)).toBe(true)
    },
  )
  law('the same roll and seed give the same panel', rolls, lotteries, (leaves, lottery) => {
    expect(drawPanel(lottery, rollOf(leaves).roll)).toEqual(drawPanel(lottery, rollOf([...leaves]).roll))
  })
})

describe('chances', () => {
  const DRAWS = 20_000
  /** How often each juror is drawn in DRAWS draws. */
  function tallyOf(leaves: readonly Leaf[], randomness: Digest): number[] {
    const { roll } = rollOf(leaves)
    const lottery = { randomness, disputeKey: randomness, panel: 0, seats: 1, seatCap: 0, strict: false }
    const drawn = leaves.map(() => 0)
    for (let i = 0; i < DRAWS; i++) drawn[locate(roll.tree, pointOf(lottery, i, roll.total)).index]!++
    return drawn
  }
  /** Standard deviations between a binomial count and its expectation. */
  const deviation = (count: number, share: number) => (count - DRAWS * share) / Math.sqrt(DRAWS * share * (1 - share))
  const others: Leaf[] = [400n, 900n, 150n, 1200n, 300n].map((weight, i) => ({ address: address(i), weight }))

  test('a juror split into two identities gains no expected draws', () => {
    // Two-sided z test of the share of draws at 20,000 draws each; |z| < 5 fails by chance once in 1.7 million runs.
    const total = 2950n + 800n
    const whole = tallyOf([...others, { address: address(5), weight: 800n }], digest(utf8('whole')))
    const split = tallyOf(
      [...others, { address: address(5), weight: 500n }, { address: address(6), weight: 300n }],
      digest(utf8('split')),
    )
    const share = 800 / Number(total)
    expect(Math.abs(deviation(whole[5]!, share))).toBeLessThan(5)
    expect(Math.abs(deviation(split[5]! + split[6]!, share))).toBeLessThan(5)
  })

  test('jurors are drawn as often as they have weight', () => {
    // Chi-square over five jurors, four degrees of freedom; above 40.9 by chance once in 3 × 10^7 runs.
    const total = others.reduce((sum, { weight }) => sum + Number(weight), 0)
    const drawn = tallyOf(others, digest(utf8('uniform')))
    const chi = drawn.reduce((sum, count, i) => {
      const expected = (DRAWS * Number(others[i]!.weight)) / total
      return sum + (count - expected) ** 2 / expected
    }, 0)
    expect(chi).toBeLessThan(40.9)
  })

  law('splitting an identity leaves the ring of everybody else as it was', rolls, fc.nat(), (leaves, pick) => {
    // Exactly, and not only in expectation: two halves side by side own the very points the whole owned.
    const i = pick % leaves.length
    fc.pre(leaves[i]!.weight > 1n)
    const half = leaves[i]!.weight / 2n
    const split = [
      ...leaves.slice(0, i),
      { address: address(1), weight: half },
      { address: address(2), weight: leaves[i]!.weight - half },
      ...leaves.slice(i + 1),
    ]
    const whole = rollOf(leaves).roll
    const halves = rollOf(split).roll
    for (let n = 0; n < 20; n++) {
      const x = (whole.total * BigInt(n)) / 20n
      const [before, after] = [locate(whole.tree, x).index, locate(halves.tree, x).index]
      expect(after).toBe(before < i ? before : before > i ? before + 1 : after === i ? i : i + 1)
    }
  })
})

test('a draw from a roll without weight is an error, never a juror', () => {
  const lottery: Lottery = { randomness: digest(), disputeKey: digest(), panel: 0, seats: 1, seatCap: 0, strict: false }
  expect(() => drawPanel(lottery, rollOf([{ address: address(0), weight: 0n }]).roll)).toThrow('total above 0')
  expect(isComplete(lottery, [] satisfies Draw[])).toBe(false)
})
