/**
 * Bridging: found only where people agree who usually don't.
 *
 * Every rating is explained as  r̂ = μ + i_u + i_n + f_u · f_n:  the rater's mood, the item's own merit, and a side that
 * both take. Merit is penalised more than sides, so what one side alone says goes into the side; what is left in i_n is
 * agreement across. The loss is a mean over ratings, and the penalties are means over raters and over items (not sums).
 *
 * The published scorer descends stochastically; its intercepts move with the seed by more than its own hysteresis. Here
 * μ, raters and items are solved in turn, exactly (ridge, 2 × 2), over ratings in canonical order, from a start fixed by
 * rule: the leading direction of the centred ratings. Only + − × ÷ and √: any engine gets the same bits. The problem
 * isn't convex; that the optimum is unique up to the sign of the sides is an observation, and the sign is fixed so that
 * the majority of raters is negative.
 *
 * Not monotone, and no shield against many accounts of one person: compose it with one seat per person.
 * @module
 */
import { NANO, type Nano, nanos } from '#primitives/real'
import { type Block, byName, fraction, integer, numberIn } from '../block.ts'
import { isMark, type Said } from '../question/space.ts'
import type { Counting, Finding, TallyRule } from './count.ts'

/** Ratings as parallel columns, in any order; at most one per rater and item. */
export type Ratings = {
  raters: number
  items: number
  rater: Int32Array
  item: Int32Array
  /** 0 to 1. */
  rating: Float64Array
}

export type Fit = {
  mean: number
  rater: { intercept: Float64Array; factor: Float64Array }
  item: { intercept: Float64Array; factor: Float64Array }
  loss: number
  sweeps: number
}

/** Penalties on intercepts (and the mean) and on factors. */
export type Penalties = { intercept: number; factor: number }

const DEFAULTS = {
  intercept: '0.15',
  factor: '0.03',
  accept: '0.4',
  acceptFactor: '0.5',
  reject: '-0.05',
  rejectPerFactor: '-0.8',
}
/** A fit is done when no parameter moves further than this in a sweep. */
const STILL = 1e-11

export const bridging: TallyRule = {
  over: ['scalar'],
  fields: {
    takes: {
      intercept: fraction(0, 10),
      factor: fraction(0, 10),
      accept: fraction(-1, 1),
      acceptFactor: fraction(0, 1),
      reject: fraction(-1, 1),
      rejectPerFactor: fraction(-10, 0),
      /** Fewer ratings leave an item undecided. */
      ratings: integer(1, 1_000_000),
      /** On each side, ratings above the middle must exceed those below by so many. */
      eachSide: integer(0, 1_000_000),
      /** Of the panel's memory at most so many of the last ballots count. */
      remember: integer(0, 100_000),
    },
  },
  monotone: false,
  needs: 'memory',
  tally: (block, counting) => {
    const { ratings, rated } = ratingsOf(block, counting)
    if (ratings.rating.length === 0) return rated.map(() => ({ outcome: undefined, support: 0 }))
    const penalty = { intercept: numberIn(block, 'intercept', 0.15), factor: numberIn(block, 'factor', 0.03) }
    const fitted = bridge(ratings, penalty)
    return rated.map((item) => judge({ ...DEFAULTS, ...block }, ratings, fitted, item, counting))
  },
}

/** Solves the ratings in turns until nothing moves, or after `sweeps`. */
export function bridge(unsorted: Ratings, penalty: Penalties, sweeps = 2000): Fit {
  const ratings = sorted(unsorted)
  const { raters, items, rater, item, rating } = ratings
  const count = rating.length
  const fitted: Fit = {
    mean: 0,
    rater: { intercept: new Float64Array(raters), factor: leading(ratings) },
    item: { intercept: new Float64Array(items), factor: new Float64Array(items) },
    loss: 0,
    sweeps: 0,
  }
  const mine = { raters: rowsBy(rater, raters), items: rowsBy(item, items) }
  for (; fitted.sweeps < sweeps; fitted.sweeps++) {
    let moved = solve(ratings, mine.items, fitted.item, rater, fitted.rater, fitted.mean, penalty)
    moved = Math.max(moved, solve(ratings, mine.raters, fitted.rater, item, fitted.item, fitted.mean, penalty))
    let left = 0
    for (let n = 0; n < count; n++) left += rating[n]! - explained(fitted, rater[n]!, item[n]!)
    const mean = left / count / (1 + penalty.intercept)
    moved = Math.max(moved, Math.abs(mean - fitted.mean))
    fitted.mean = mean
    if (moved < STILL) break
  }
  const negative = fitted.rater.factor.reduce((sum, f) => sum + Math.sign(f), 0)
  if (negative > 0) {
    fitted.rater.factor = fitted.rater.factor.map((f) => -f)
    fitted.item.factor = fitted.item.factor.map((f) => -f)
  }
  return { ...fitted, loss: lossOf(ratings, fitted, penalty) }
}

/** Mean squared error with the penalties. */
export function lossOf({ rater, item, rating }: Ratings, fitted: Fit, penalty: Penalties): number {
  const error = rating.reduce((sum, r, n) => sum + (r - fitted.mean - explained(fitted, rater[n]!, item[n]!)) ** 2, 0)
  const square = (values: Float64Array) => values.reduce((sum, x) => sum + x * x, 0) / values.length
  return (
    error / rating.length +
    penalty.intercept * (square(fitted.rater.intercept) + square(fitted.item.intercept) + fitted.mean ** 2) +
    penalty.factor * (square(fitted.rater.factor) + square(fitted.item.factor))
  )
}

/** What an item's numbers mean under the block's bars: accepted, rejected, or in need of more. */
export function standingOf(block: Block, intercept: Nano, factor: Nano): 'accepted' | 'rejected' | 'more' {
  const bar = (member: keyof typeof DEFAULTS) => nanos(Number(block[member] ?? DEFAULTS[member]))
  if (intercept >= bar('accept') && Math.abs(factor) < bar('acceptFactor')) return 'accepted'
  const floor = bar('reject') + Math.round((bar('rejectPerFactor') * Math.abs(factor)) / NANO)
  return intercept < floor ? 'rejected' : 'more'
}

function judge(
  block: Block,
  { rater, item, rating }: Ratings,
  fitted: Fit,
  mine: number,
  { question }: Counting,
): Finding {
  const [intercept, factor] = [nanos(fitted.item.intercept[mine]!), nanos(fitted.item.factor[mine]!)]
  let [count, left, right] = [0, 0, 0]
  for (let n = 0; n < rating.length; n++) {
    if (item[n] !== mine) continue
    count++
    if (fitted.rater.factor[rater[n]!]! < 0) left += Math.sign(rating[n]! - 0.5)
    else right += Math.sign(rating[n]! - 0.5)
  }
  const trace = { intercept, factor, left: String(left), right: String(right), ratings: String(count) }
  const sides = Math.min(left, right) >= Number(block.eachSide ?? -Infinity)
  const standing = count < Number(block.ratings ?? 5) ? 'more' : standingOf(block, intercept, factor)
  const support = Math.max(0, Math.min(NANO, intercept))
  if (standing === 'accepted' && sides)
    return { outcome: question.space.ofClass!(question.space.classes! - 1), support, trace }
  return { outcome: standing === 'rejected' ? question.space.ofClass!(0) : undefined, support, trace }
}

/** One turn: the intercept and factor of every rater given all items, or of every item given all raters. */
function solve(
  { rating }: Ratings,
  rows: { start: Int32Array; order: Int32Array },
  side: Fit['rater'],
  others: Int32Array,
  other: Fit['rater'],
  mean: number,
  penalty: Penalties,
): number {
  const size = side.factor.length
  const count = rating.length
  const [onIntercept, onFactor] = [(penalty.intercept * count) / size, (penalty.factor * count) / size]
  let moved = 0
  for (let k = 0; k < size; k++) {
    const [from, to] = [rows.start[k]!, rows.start[k + 1]!]
    let [sf, sff, se, sef] = [0, 0, 0, 0]
    for (let at = from; at < to; at++) {
      const n = rows.order[at]!
      const f = other.factor[others[n]!]!
      const e = rating[n]! - mean - other.intercept[others[n]!]!
      sf += f
      sff += f * f
      se += e
      sef += e * f
    }
    // (a b; b d) (intercept, factor) = (se, sef)
    const [a, b, d] = [to - from + onIntercept, sf, sff + onFactor]
    const determinant = a * d - b * b
    const intercept = determinant > 0 ? (se * d - sef * b) / determinant : 0
    const factor = determinant > 0 ? (a * sef - b * se) / determinant : 0
    moved = Math.max(moved, Math.abs(intercept - side.intercept[k]!), Math.abs(factor - side.factor[k]!))
    side.intercept[k] = intercept
    side.factor[k] = factor
  }
  return moved
}

/** Where raters differ most: the leading direction of the ratings, centred per item, by power iteration. */
function leading({ raters, items, rater, item, rating }: Ratings): Float64Array {
  const [sum, times] = [new Float64Array(items), new Float64Array(items)]
  rating.forEach((r, n) => {
    sum[item[n]!]! += r
    times[item[n]!]!++
  })
  const centred = rating.map((r, n) => r - sum[item[n]!]! / times[item[n]!]!)
  let direction = Float64Array.from({ length: raters }, (_, u) => 1 + u / raters)
  for (let round = 0; round < 50; round++) {
    const onItems = new Float64Array(items)
    const next = new Float64Array(raters)
    for (const [n, e] of centred.entries()) onItems[item[n]!]! += e * direction[rater[n]!]!
    for (const [n, e] of centred.entries()) next[rater[n]!]! += e * onItems[item[n]!]!
    const length = Math.sqrt(next.reduce((total, x) => total + x * x, 0))
    if (length === 0) return next
    direction = next.map((x) => (x * Math.sqrt(raters)) / length)
  }
  return direction
}

const explained = ({ rater, item }: Fit, u: number, n: number) =>
  rater.intercept[u]! + item.intercept[n]! + rater.factor[u]! * item.factor[n]!

/** The canonical order: by rater, then by item. */
function sorted(ratings: Ratings): Ratings {
  const byItem = rowsBy(ratings.item, ratings.items).order
  const order = rowsBy(ratings.rater, ratings.raters, byItem).order
  return {
    ...ratings,
    rater: ratings.rater.map((_, n) => ratings.rater[order[n]!]!),
    item: ratings.item.map((_, n) => ratings.item[order[n]!]!),
    rating: ratings.rating.map((_, n) => ratings.rating[order[n]!]!),
  }
}

/** Rows grouped by key: those of key k are order[start[k]] … order[start[k + 1] − 1], in the order given. */
function rowsBy(
  keys: Int32Array,
  kinds: number,
  given: Iterable<number> = keys.keys(),
): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(kinds + 1)
  for (const key of keys) start[key + 1]!++
  for (let k = 0; k < kinds; k++) start[k + 1]! += start[k]!
  const next = start.slice()
  const order = new Int32Array(keys.length)
  for (const n of given) order[next[keys[n]!]!++] = n
  return { start, order }
}

/** The panel's memory and the present ballots as columns; `rated` is where the present items stand. */
function ratingsOf(block: Block, { question, ballots, memory = [] }: Counting): { ratings: Ratings; rated: number[] } {
  const top = question.space.classes! - 1
  const rating = (said: Said) => (isMark(said) ? [] : [question.space.classOf!(said) / top])
  const kept = Number(block.remember ?? 10_000)
  const past = (kept === 0 ? [] : memory.slice(-kept)).flatMap(({ item, juror, said }) =>
    rating(said).map((r) => ({ item: `past ${item}`, juror, r })),
  )
  const present = ballots.flatMap(({ juror, answer }) =>
    answer.flatMap((said, i) => rating(said).map((r) => ({ item: here(i), juror, r }))),
  )
  const rows = [...past, ...present]
  const number = (names: readonly string[]) => new Map([...new Set(names)].toSorted(byName).map((name, n) => [name, n]))
  const raters = number(rows.map(({ juror }) => juror))
  const places = number([...rows.map(({ item }) => item), ...Array.from({ length: question.items }, (_, i) => here(i))])
  return {
    ratings: {
      raters: raters.size,
      items: places.size,
      rater: Int32Array.from(rows, ({ juror }) => raters.get(juror)!),
      item: Int32Array.from(rows, ({ item }) => places.get(item)!),
      rating: Float64Array.from(rows, ({ r }) => r),
    },
    rated: Array.from({ length: question.items }, (_, i) => places.get(here(i))!),
  }
}

const here = (i: number) => `here ${String(i).padStart(5, '0')}`
