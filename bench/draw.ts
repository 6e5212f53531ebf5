/**
 * Draw: what it costs to draw a large panel out of a large roll, beside what it costs to check the same proofs.
 * @module
 */
import { drawPanel, type Lottery, provesDraw } from '#jurors/sortition'
import { type Address, toHex, uint, utf8 } from '#primitives/bytes'
import { digest, keccak } from '#primitives/hash'
import { grow, leafSum, join as node, rise, rootOf, step, walkToIndex } from '#primitives/sumtree'
import { median, type Numbers } from './numbers.ts'

const STAKERS = 2 ** 20
const SEATS = 511

export function draw(numbers: Numbers): void {
  const leaves = Array.from({ length: STAKERS }, (_, i) => ({
    address: toHex(uint(i + 1, 20)) as Address,
    weight: 1000n + BigInt(i % 97),
  }))
  const tree = grow(leaves)
  const { hash, sum } = rootOf(tree)
  const header = { epoch: 1, court: 0, version: 1, root: hash, total: sum, jurors: STAKERS }
  const roll = { tree, total: sum, addressOf: (number: number) => leaves[number]!.address }

  const drawing: number[] = []
  const checking: number[] = []
  for (let panel = 0; panel < 7; panel++) {
    const lottery: Lottery = {
      randomness: digest(utf8('seed')),
      disputeKey: digest(utf8('dispute')),
      panel,
      seats: SEATS,
      seatCap: 0,
      strict: false,
    }
    const startedAt = performance.now()
    const { draws, paths } = drawPanel(lottery, roll)
    const drawnAt = performance.now()
    const proven = draws.every((one, i) => provesDraw(lottery, header, one, paths[i]!))
    const checkedAt = performance.now()
    if (!proven || draws.length !== SEATS) throw new Error('bench: expected every draw to be proven')
    drawing.push(drawnAt - startedAt)
    checking.push(checkedAt - drawnAt)
  }
  numbers['ms to draw 511 seats with proofs from 2^20 stakers in memory'] = median(drawing)
  numbers['ms to check the same 511 proofs'] = median(checking)
  numbers['drawing as a part of checking (at most 0.333)'] =
    Math.round((1000 * median(drawing)) / median(checking)) / 1000
  numbers['hashes for one changed stake at 2^20 stakers'] = hashesOfChange()
  numbers['microseconds of the reference operation, one keccak-256 of 97 bytes'] = reference()
}

/** Walks to a leaf of a sparse tree and rises again: a hash a level, and one for the leaf. */
function hashesOfChange(): number {
  const depth = 20
  let at = leafSum({ address: toHex(uint(1, 20)), weight: 5n })
  const nodes = Array.from({ length: depth }, () => {
    const made = node(at, at)
    at = made
    return made
  })
  let walk = walkToIndex(at, depth)
  for (const each of nodes.toReversed()) walk = step(walk, each, 12_345)
  return rise(leafSum({ address: toHex(uint(2, 20)), weight: 6n }), 12_345, walk.siblings).length + 1
}

function reference(): number {
  const bytes = new Uint8Array(97)
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now()
    for (let i = 0; i < 20_000; i++) keccak(bytes)
    return ((performance.now() - startedAt) * 1000) / 20_000
  })
  return median(times)
}
