/**
 * Determinant mutual information (Kong 2020): the shared items are split in two before anybody looks, and the score is
 * the product of the determinants of both tables of counts, scaled to det(U)² in expectation. No way to answer, however
 * clever, multiplies it by more than 1; so truth is a dominant strategy with as few as 2 × classes items.
 *
 * The variance is high, so the mean over several splits drawn by the beacon is taken. A juror who renames all answers
 * earns the same: fix names with another rule.
 * @module
 */
import { type Digest, uint } from '#primitives/bytes'
import { lot } from '#primitives/random'
import { integer } from '../block.ts'
import { historiesOf } from './history.ts'
import { each, type Pairs } from './manyTasks.ts'
import type { ScoreRule } from './score.ts'

export const determinant: ScoreRule = {
  over: ['choice', 'opinion'],
  fields: { takes: { items: integer(4, 1000), splits: integer(1, 256) } },
  score: (block, judging) => {
    const classes = judging.question.space.classes ?? historiesOf(judging).classes
    const measure = determinantScorer(classes, judging.seed, Number(block.splits ?? 32))
    return each(judging, block, measure)
  },
}

/** Mean score over so many splits drawn by the seed; undefined below twice as many items as classes. */
export function determinantScorer(classes: number, seed: Digest, splits: number): (pairs: Pairs) => number | undefined {
  const known = new Map<number, number[][]>()
  return ({ x, y }) => {
    // marks aren't answers of the table: their items drop out
    const kept = x.map((_, t) => t).filter((t) => x[t]! < classes && y[t]! < classes)
    if (kept.length < 2 * classes) return undefined
    const all = known.get(kept.length) ?? Array.from({ length: splits }, (_, s) => half(kept.length, seed, s))
    known.set(kept.length, all)
    const pairs = { x: kept.map((t) => x[t]!), y: kept.map((t) => y[t]!) }
    return all.reduce((sum, first) => sum + determinantScore(pairs, classes, first), 0) / all.length
  }
}

/**
 * @param first - Places of the items that make the first part; both parts need at least `classes` items.
 * @returns det(M₁) · det(M₂) / ((classes!)² · C(|T₁|, classes) · C(|T₂|, classes)).
 */
export function determinantScore({ x, y }: Pairs, classes: number, first: readonly number[]): number {
  const inFirst = new Set(first)
  const parts = [true, false].map((side) => x.map((_, t) => t).filter((t) => inFirst.has(t) === side))
  const determinants = parts.map((part) => determinantOf(counts({ x, y }, classes, part)))
  const norm = parts.reduce((product, part) => product * factorial(classes) * choose(part.length, classes), 1n)
  return Number(determinants[0]! * determinants[1]!) / Number(norm)
}

/** Exact determinant of whole numbers, by Bareiss: every division comes out even. */
export function determinantOf(rows: readonly (readonly bigint[])[]): bigint {
  const m = rows.map((row) => [...row])
  let [sign, last] = [1n, 1n]
  for (let k = 0; k < m.length - 1; k++) {
    const pivot = m.findIndex((row, i) => i >= k && row[k] !== 0n)
    if (pivot < 0) return 0n
    if (pivot !== k) {
      ;[m[k], m[pivot]] = [m[pivot]!, m[k]!]
      sign = -sign
    }
    for (let i = k + 1; i < m.length; i++)
      for (let j = k + 1; j < m.length; j++) m[i]![j] = (m[i]![j]! * m[k]![k]! - m[i]![k]! * m[k]![j]!) / last
    last = m[k]![k]!
  }
  return sign * m.at(-1)!.at(-1)!
}

function counts({ x, y }: Pairs, classes: number, part: readonly number[]): bigint[][] {
  const table = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0n))
  for (const t of part) table[x[t]!]![y[t]!]! += 1n
  return table
}

/** Half of 0 … n − 1, rounded down, drawn by the seed: a shuffle whose steps are the digits of lots of 256 bits. */
function half(n: number, seed: Digest, split: number): number[] {
  const order = Array.from({ length: n }, (_, t) => t)
  let digits = 0n
  for (let i = n - 1; i > 0; i--) {
    // a fresh lot every sixteen steps keeps the bias below 2^-90
    if ((n - 1 - i) % 16 === 0) digits = lot(seed, 'half', uint(split, 2), uint(i, 4))
    const j = Number(digits % BigInt(i + 1))
    digits /= BigInt(i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order.slice(0, Math.floor(n / 2))
}

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1))

function choose(n: number, k: number): bigint {
  let product = 1n
  for (let i = 0; i < k; i++) product = (product * BigInt(n - i)) / BigInt(i + 1)
  return product
}
