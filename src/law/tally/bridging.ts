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

/** The parameters of all raters, or of all items. */
type Side = { intercept: Float64Array; factor: Float64Array }
export type Fit = {
  mean: number
  rater: Side
  item: Side
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
  queued: true,
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

/** Ratings by rater, or by item: those of k are rating[start[k]] … rating[start[k + 1] − 1], `other` being the other end. */
type Rows = { start: Int32Array; other: Int32Array; rating: Float64Array }

/** Turns after which it stops, settled or not. */
export const MOST_SWEEPS = 2000

/** Solves the ratings in turns until nothing moves, or after `sweeps`. */
export function bridge(ratings: Ratings, penalty: Penalties, sweeps = MOST_SWEEPS): Fit {
  const [byItem, byRater] = rowsOf(ratings)
  const count = ratings.rating.length
  const fitted: Fit = {
    mean: 0,
    rater: { intercept: new Float64Array(ratings.raters), factor: leading(byItem, byRater) },
    item: { intercept: new Float64Array(ratings.items), factor: new Float64Array(ratings.items) },
    loss: 0,
    sweeps: 0,
  }
  for (; fitted.sweeps < sweeps; fitted.sweeps++) {
    let moved = solve(byItem, fitted.item, fitted.rater, fitted.mean, penalty)
    moved = Math.max(moved, solve(byRater, fitted.rater, fitted.item, fitted.mean, penalty))
    const mean = totals(byRater, fitted).left / count / (1 + penalty.intercept)
    moved = Math.max(moved, Math.abs(mean - fitted.mean))
    fitted.mean = mean
    if (moved < STILL) break
  }
  const negative = fitted.rater.factor.reduce((sum, f) => sum + Math.sign(f), 0)
  if (negative > 0) {
    fitted.rater.factor = fitted.rater.factor.map((f) => -f)
    fitted.item.factor = fitted.item.factor.map((f) => -f)
  }
  return { ...fitted, loss: lossOf(byRater, fitted, penalty) }
}

/** Mean squared error with the penalties. */
function lossOf(byRater: Rows, fitted: Fit, penalty: Penalties): number {
  const square = (values: Float64Array) => values.reduce((sum, x) => sum + x * x, 0) / values.length
  return (
    totals(byRater, fitted).squares / byRater.rating.length +
    penalty.intercept * (square(fitted.rater.intercept) + square(fitted.item.intercept) + fitted.mean * fitted.mean) +
    penalty.factor * (square(fitted.rater.factor) + square(fitted.item.factor))
  )
}

/** Over all ratings: what raters and items leave unexplained, and the squares of what is left with the mean. */
function totals({ start, other, rating }: Rows, { mean, rater, item }: Fit): { left: number; squares: number } {
  let [left, squares] = [0, 0]
  for (let u = 0; u + 1 < start.length; u++) {
    const [intercept, factor] = [rater.intercept[u]!, rater.factor[u]!]
    for (let at = start[u]!; at < start[u + 1]!; at++) {
      const n = other[at]!
      const rest = rating[at]! - intercept - item.intercept[n]! - factor * item.factor[n]!
      left += rest
      squares += (rest - mean) * (rest - mean)
    }
  }
  return { left, squares }
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

/** One turn: intercept and factor of every rater given all items, or of every item given all raters. Returns the largest move. */
function solve({ start, other, rating }: Rows, own: Side, others: Side, mean: number, penalty: Penalties): number {
  const size = own.factor.length
  const [onIntercept, onFactor] = [(penalty.intercept * rating.length) / size, (penalty.factor * rating.length) / size]
  let moved = 0
  for (let k = 0; k < size; k++) {
    const [from, to] = [start[k]!, start[k + 1]!]
    let [sf, sff, se, sef] = [0, 0, 0, 0]
    for (let at = from; at < to; at++) {
      const f = others.factor[other[at]!]!
      const e = rating[at]! - mean - others.intercept[other[at]!]!
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
    moved = Math.max(moved, Math.abs(intercept - own.intercept[k]!), Math.abs(factor - own.factor[k]!))
    own.intercept[k] = intercept
    own.factor[k] = factor
  }
  return moved
}

/** Where raters differ most: the leading direction of the ratings, centred per item, by power iteration. */
function leading(byItem: Rows, byRater: Rows): Float64Array {
  const raters = byRater.start.length - 1
  const middle = new Float64Array(byItem.start.length - 1)
  eachRow(byItem, (n, _, rating, count) => {
    middle[n]! += rating / count
  })
  let direction = Float64Array.from({ length: raters }, (_, u) => 1 + u / raters)
  for (let round = 0; round < 50; round++) {
    const onItems = new Float64Array(middle.length)
    const next = new Float64Array(raters)
    eachRow(byItem, (n, u, rating) => {
      onItems[n]! += (rating - middle[n]!) * direction[u]!
    })
    eachRow(byRater, (u, n, rating) => {
      next[u]! += (rating - middle[n]!) * onItems[n]!
    })
    const length = Math.sqrt(next.reduce((total, x) => total + x * x, 0))
    if (length === 0) return next
    direction = next.map((x) => (x * Math.sqrt(raters)) / length)
  }
  return direction
}

function eachRow(
  { start, other, rating }: Rows,
  visit: (own: number, other: number, rating: number, count: number) => void,
) {
  for (let k = 0; k + 1 < start.length; k++)
    for (let at = start[k]!; at < start[k + 1]!; at++) visit(k, other[at]!, rating[at]!, start[k + 1]! - start[k]!)
}

/** The canonical order, twice: by item and then rater, and by rater and then item. Two counting sorts. */
function rowsOf({ raters, items, rater, item, rating }: Ratings): [Rows, Rows] {
  const start = (keys: Int32Array, kinds: number) => {
    const starts = new Int32Array(kinds + 1)
    for (const key of keys) starts[key + 1]!++
    for (let k = 0; k < kinds; k++) starts[k + 1]! += starts[k]!
    return starts
  }
  const regroup = (
    from: { own: Int32Array; other: Int32Array; rating: Float64Array },
    kinds: number,
  ): Rows & { own: Int32Array } => {
    const starts = start(from.other, kinds)
    const next = starts.slice()
    const [own, other] = [new Int32Array(from.own.length), new Int32Array(from.own.length)]
    const ratings = new Float64Array(from.own.length)
    for (let n = 0; n < from.own.length; n++) {
      const to = next[from.other[n]!]!++
      own[to] = from.other[n]!
      other[to] = from.own[n]!
      ratings[to] = from.rating[n]!
    }
    return { start: starts, own, other, rating: ratings }
  }
  const roughly = regroup({ own: rater, other: item, rating }, items)
  const byRater = regroup(roughly, raters)
  return [regroup(byRater, items), byRater]
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
