/**
 * Many tasks: agreement on the same item, less agreement on different ones.
 *
 * Two jurors who look at items agree more on one item than across items; who doesn't look, whatever else the rule,
 * agrees as often either way and earns exactly 0 in expectation. Dasgupta and Ghosh (2013) count equal answers; the
 * correlated agreement of Shnayder, Agarwal, Frongillo and Parkes (2016) counts pairs of answers that go together more
 * often than chance, which serves where answers are neighbours instead of opposites.
 *
 * Scores at skewed base rates are small: pay them as a multiplier, never as the whole fee.
 * @module
 */

import { type Block, integer, type JurorKey } from '../block.ts'
import { type Histories, historiesOf, withPeer } from './history.ts'
import { type Judging, type ScoreRule, scored } from './score.ts'

/** Two jurors' answers to the same items, as classes. */
export type Pairs = { x: readonly number[]; y: readonly number[] }

const fields = { takes: { /** Shared items below which nobody has a score. */ items: integer(2, 1000) } }

export const dasguptaGhosh: ScoreRule = {
  over: ['choice', 'scalar', 'opinion'],
  fields,
  score: (block, judging) => each(judging, block, (pairs) => agreementBeyond(pairs, (a, b) => Number(a === b))),
}

/** Detail-free: which answers go together is learnt on half of the items from the other jurors, and applied to the other half. */
export const correlatedAgreement: ScoreRule = {
  over: ['choice', 'scalar', 'opinion'],
  fields,
  score: (block, judging) => {
    const { histories, classes, items } = historiesOf(judging)
    return each(judging, block, (pairs, at, juror) =>
      agreementByHalves(pairs, at, signsWithout(histories, juror, classes, items)),
    )
  },
}

/** The half of the items that an item is in. */
const half = (item: number) => item % 2

/**
 * Which answers go together, learnt for each half on the other one, without the juror's own answers: nobody bends the
 * rule by which they are judged.
 */
export function signsWithout(histories: Histories, juror: JurorKey, classes: number, items: number): number[][][] {
  const others = histories.filter((history) => history.juror !== juror)
  return [0, 1].map((side) => together(jointOf(others, classes, items, (item) => half(item) !== side)))
}

/** Agreement beyond chance in both halves, by their sizes. @param at - Numbers of the items. */
export function agreementByHalves(
  { x, y }: Pairs,
  at: readonly number[],
  signs: readonly (readonly (readonly number[])[])[],
): number | undefined {
  const parts = [0, 1].map((side) => {
    const mine = at.flatMap((item, n) => (half(item) === side ? [n] : []))
    const pairs = { x: mine.map((n) => x[n]!), y: mine.map((n) => y[n]!) }
    return { score: agreementBeyond(pairs, (a, b) => signs[side]![a]![b]!), weight: mine.length }
  })
  const known = parts.filter((part) => part.score !== undefined)
  const weight = known.reduce((sum, part) => sum + part.weight, 0)
  return weight === 0 ? undefined : known.reduce((sum, part) => sum + part.score! * part.weight, 0) / weight
}

/**
 * Mean of `together` on one item less its mean over all ordered pairs of different items, in O(items + classes²).
 * @returns undefined with fewer than two items.
 */
export function agreementBeyond({ x, y }: Pairs, together: (a: number, b: number) => number): number | undefined {
  const count = x.length
  if (count < 2) return undefined
  const same = x.reduce((sum, a, t) => sum + together(a, y[t]!), 0)
  const [ofX, ofY] = [tallied(x), tallied(y)]
  let all = 0
  for (const [a, times] of ofX) for (const [b, often] of ofY) all += times * often * together(a, b)
  return same / count - (all - same) / (count * (count - 1))
}

/** 1 where two answers come together more often than chance, 0 elsewhere. `joint` sums to 1. */
export function together(joint: readonly (readonly number[])[]): number[][] {
  return beyondChance(joint).map((row) => row.map((delta) => Number(delta > 1e-12)))
}

/** Joint frequency less the product of its margins. */
export function beyondChance(joint: readonly (readonly number[])[]): number[][] {
  const rows = joint.map((row) => row.reduce((a, b) => a + b, 0))
  const columns = joint.map((_, b) => joint.reduce((sum, row) => sum + row[b]!, 0))
  return joint.map((row, a) => row.map((part, b) => part - rows[a]! * columns[b]!))
}

/** How often the answers (a, b) come together on one item, as shares of 1, over all ordered pairs of jurors and the items that pass. */
function jointOf(histories: Histories, classes: number, items: number, passes: (item: number) => boolean): number[][] {
  const joint = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  let total = 0
  for (let item = 0; item < items; item++) {
    if (!passes(item)) continue
    const counts = Array.from({ length: classes }, () => 0)
    for (const { replies } of histories) {
      const reply = replies.get(item)
      if (reply !== undefined) counts[reply]!++
    }
    for (let a = 0; a < classes; a++) {
      for (let b = 0; b < classes; b++) {
        const pairs = counts[a]! * (counts[b]! - Number(a === b))
        joint[a]![b]! += pairs
        total += pairs
      }
    }
  }
  return total === 0 ? joint : joint.map((row) => row.map((pairs) => pairs / total))
}

/** A score per juror against a peer drawn anew for each item. */
export function each(
  judging: Judging,
  block: Block,
  measure: (pairs: Pairs, items: readonly number[], juror: JurorKey) => number | undefined,
): ReturnType<ScoreRule['score']> {
  const { histories } = historiesOf(judging)
  const least = Number(block.items ?? 2)
  return judging.ballots.map(({ juror }) => {
    const { x, y, items } = withPeer(histories, juror, judging.seed)
    return { juror, score: items.length < least ? undefined : scored(measure({ x, y }, items, juror)) }
  })
}

function tallied(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
