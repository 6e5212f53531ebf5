/**
 * Workers: who is how reliable, and what follows from it. Three ways to weigh jurors by their own record:
 *
 *   agreement   a juror's weight is how often the plurality says the same
 *   gold        a juror's weight is how many control items were right
 *   confusion   Dawid and Skene (1979): each juror has a table of what is said when what is true; tables and truths are
 *               fitted to each other by expectation and maximisation, starting from vote shares
 *
 * All look at many items at once. None is monotone: a vote also changes what its juror's other votes are worth, so none
 * should alone decide where much money moves. Labels are sorted by item and juror before any sum.
 * @module
 */
import { exp, ln, nanos } from '#primitives/real'
import { oneOf } from '#primitives/shape'
import { byName, fraction, integer, numberIn } from '../block.ts'
import { isMark } from '../question/space.ts'
import type { Counting, Finding, TallyRule } from './count.ts'
import { inOrder } from './count.ts'

/** Labels as parallel columns; items, jurors and classes are numbered from 0. */
export type Labels = {
  items: number
  jurors: number
  classes: number
  item: Int32Array
  juror: Int32Array
  label: Uint8Array
}

export type Confusion = {
  /** Probability of class c for item i at [i × classes + c]. */
  posterior: Float64Array
  /** How common each class is. */
  prior: Float64Array
  /** Chance that juror w says l when j is true, at [(w × classes + j) × classes + l]. */
  tables: Float64Array
  logLikelihood: number
  rounds: number
}

export const workers: TallyRule = {
  over: ['choice', 'scalar'],
  queued: true,
  fields: {
    wants: { weigh: oneOf('agreement', 'gold', 'confusion') },
    takes: { rounds: integer(1, 1000), smoothing: fraction(0, 1), atLeast: fraction(0, 1) },
  },
  monotone: false,
  tally: (block, counting) => {
    const { labels, jurors } = labelsOf(counting)
    const posterior =
      block.weigh === 'confusion'
        ? dawidSkene(labels, { rounds: Number(block.rounds ?? 100), smoothing: numberIn(block, 'smoothing', 0.01) })
            .posterior
        : weighted(labels, block.weigh === 'gold' ? goldSkills(counting, jurors) : agreementSkills(labels))
    const bar = nanos(numberIn(block, 'atLeast', 0))
    return Array.from({ length: labels.items }, (_, i) => likeliest(counting, labels.classes, posterior, i, bar))
  },
}

/** The columns of a dispute's ballots, and whose they are. */
export function labelsOf({ question, ballots }: Counting): { labels: Labels; jurors: string[] } {
  const { classes, classOf } = question.space
  if (!classes || !classOf || classes > 255) throw new Error('workers: expected at most 255 classes of answers')
  const rows = inOrder(ballots).flatMap(({ answer }, juror) =>
    answer.flatMap((said, item) => (isMark(said) ? [] : [{ item, juror, label: classOf(said) }])),
  )
  const labels = {
    items: question.items,
    jurors: ballots.length,
    classes,
    item: Int32Array.from(rows, ({ item }) => item),
    juror: Int32Array.from(rows, ({ juror }) => juror),
    label: Uint8Array.from(rows, ({ label }) => label),
  }
  return { labels, jurors: ballots.map(({ juror }) => juror).toSorted(byName) }
}

/** Share of each juror's labels that the plurality shares. */
export function agreementSkills(labels: Labels): Float64Array {
  const votes = voteShares(labels)
  const winner = Int32Array.from({ length: labels.items }, (_, i) => argmax(votes, i * labels.classes, labels.classes))
  return skills(labels, (i) => winner[i]!)
}

/** Share of each juror's control items that are right; 0 for who saw none. */
function goldSkills(counting: Counting, jurors: readonly string[]): Float64Array {
  const { classOf } = counting.question.space
  const { labels } = labelsOf(counting)
  const known = (counting.truth ?? []).map((said) => (said === undefined || isMark(said) ? -1 : classOf!(said)))
  const found = skills(labels, (i) => known[i] ?? -1)
  return found.length === jurors.length ? found : new Float64Array(jurors.length)
}

/** Share of the skill that stands behind each class. */
export function weighted(labels: Labels, skill: Float64Array): Float64Array {
  const { items, classes, item, juror, label } = labels
  const score = new Float64Array(items * classes)
  for (let n = 0; n < item.length; n++) score[item[n]! * classes + label[n]!]! += skill[juror[n]!]!
  return normalised(score, classes)
}

/**
 * Dawid–Skene by expectation and maximisation. Stops after `rounds`, or when the log-likelihood gains less than 1e−5.
 * @param options.smoothing - Added to each cell of a table: 0 for the paper's own numbers.
 */
export function dawidSkene(unsorted: Labels, options: { rounds: number; smoothing: number }): Confusion {
  const labels = sorted(unsorted)
  const { items, jurors, classes, item, juror, label } = labels
  const posterior = voteShares(labels)
  const prior = new Float64Array(classes)
  const tables = new Float64Array(jurors * classes * classes)
  const logs = new Float64Array(tables.length)
  const scores = new Float64Array(items * classes)
  let [logLikelihood, rounds] = [-Infinity, 0]
  for (; rounds < options.rounds; rounds++) {
    // Maximisation: how common the classes are, and what each juror says of them.
    prior.fill(0)
    for (let i = 0; i < items; i++) for (let c = 0; c < classes; c++) prior[c]! += posterior[i * classes + c]! / items
    tables.fill(options.smoothing)
    for (let n = 0; n < item.length; n++)
      for (let c = 0; c < classes; c++)
        tables[(juror[n]! * classes + c) * classes + label[n]!]! += posterior[item[n]! * classes + c]!
    normalise(tables, classes)
    for (let n = 0; n < tables.length; n++) logs[n] = tables[n]! > 1e-300 ? ln(tables[n]!) : -690

    // Expectation: how likely each class is, given what was said of the item.
    for (let i = 0; i < items; i++)
      for (let c = 0; c < classes; c++) scores[i * classes + c] = prior[c]! > 1e-300 ? ln(prior[c]!) : -690
    for (let n = 0; n < item.length; n++)
      for (let c = 0; c < classes; c++)
        scores[item[n]! * classes + c]! += logs[(juror[n]! * classes + c) * classes + label[n]!]!
    let total = 0
    for (let i = 0; i < items; i++) {
      const at = i * classes
      let top = scores[at]!
      for (let c = 1; c < classes; c++) top = Math.max(top, scores[at + c]!)
      let sum = 0
      for (let c = 0; c < classes; c++) sum += posterior[at + c] = exp(Math.max(-745, scores[at + c]! - top))
      for (let c = 0; c < classes; c++) posterior[at + c]! /= sum
      total += top + ln(sum)
    }
    const gain = total - logLikelihood
    logLikelihood = total
    if (gain < 1e-5) {
      rounds++
      break
    }
  }
  return { posterior, prior, tables, logLikelihood, rounds }
}

/** Sorted by item, juror and label: three counting sorts, so that a million labels cost a million steps. */
function sorted(labels: Labels): Labels {
  const byLabel = counted(labels.label, labels.classes, Int32Array.from(labels.label.keys()))
  const order = counted(labels.item, labels.items, counted(labels.juror, labels.jurors, byLabel))
  return {
    ...labels,
    item: labels.item.map((_, n) => labels.item[order[n]!]!),
    juror: labels.juror.map((_, n) => labels.juror[order[n]!]!),
    label: labels.label.map((_, n) => labels.label[order[n]!]!),
  }
}

/** `order`, stably sorted by key. */
function counted(keys: ArrayLike<number>, kinds: number, order: Int32Array): Int32Array {
  const starts = new Int32Array(kinds + 1)
  for (const n of order) starts[keys[n]! + 1]!++
  for (let k = 0; k < kinds; k++) starts[k + 1]! += starts[k]!
  const result = new Int32Array(order.length)
  for (const n of order) result[starts[keys[n]!]!++] = n
  return result
}

function voteShares({ items, classes, item, label }: Labels): Float64Array {
  const votes = new Float64Array(items * classes)
  for (let n = 0; n < item.length; n++) votes[item[n]! * classes + label[n]!]!++
  return normalised(votes, classes)
}

function skills({ jurors, item, juror, label }: Labels, right: (item: number) => number): Float64Array {
  const [hits, tries] = [new Float64Array(jurors), new Float64Array(jurors)]
  for (let n = 0; n < item.length; n++) {
    const known = right(item[n]!)
    if (known < 0) continue
    tries[juror[n]!]!++
    if (known === label[n]) hits[juror[n]!]!++
  }
  return hits.map((hit, w) => (tries[w] === 0 ? 0 : hit / tries[w]!))
}

function likeliest({ question }: Counting, classes: number, posterior: Float64Array, i: number, bar: number): Finding {
  const odds = Array.from({ length: classes }, (_, c) => nanos(posterior[i * classes + c]!))
  const top = Math.max(...odds)
  const leaders = odds.flatMap((odd, c) => (odd === top ? [c] : []))
  const clear = leaders.length === 1 && top > 0 && top >= bar
  return { outcome: clear ? question.space.ofClass?.(leaders[0]!) : undefined, support: top }
}

/** The first place of the greatest; −1 where nobody voted. A tie goes to the first class: it sets skills, no outcome. */
function argmax(values: Float64Array, from: number, count: number): number {
  const part = values.subarray(from, from + count)
  const top = part.reduce((a, b) => Math.max(a, b), 0)
  return top > 0 ? part.indexOf(top) : -1
}

function normalised(values: Float64Array, classes: number): Float64Array {
  normalise(values, classes)
  return values
}

/** Scales each row to sum to 1; rows of zeros stay. */
function normalise(values: Float64Array, classes: number): void {
  for (let at = 0; at < values.length; at += classes) {
    let sum = 0
    for (let c = 0; c < classes; c++) sum += values[at + c]!
    if (sum > 0) for (let c = 0; c < classes; c++) values[at + c]! /= sum
  }
}
