/**
 * Crowd: the tallies that look at many ballots at once, on a million of them beside a hundred thousand.
 *
 * Heap growth counts typed arrays too. The rounds are fixed, so that both sizes do the same work per ballot.
 * @module
 */
import { bridge, type Ratings } from '#law/tally/bridging'
import { dawidSkene, type Labels } from '#law/tally/workers'
import { median, type Numbers } from './numbers.ts'

const SMALL = 100_000
const LARGE = 1_000_000
const ROUNDS = 10

export function crowd(numbers: Numbers): void {
  const measured = {
    'Dawid–Skene': (ballots: number) => {
      const labels = labelsOf(ballots)
      return () => void dawidSkene(labels, { rounds: ROUNDS, smoothing: 0.01 })
    },
    bridging: (ballots: number) => {
      const ratings = ratingsOf(ballots)
      return () => void bridge(ratings, { intercept: 0.15, factor: 0.03 }, ROUNDS)
    },
  }
  for (const [name, prepare] of Object.entries(measured)) {
    const small = timed(prepare(SMALL), 5)
    const large = timed(prepare(LARGE), 3)
    numbers[`ms of ten rounds of ${name} over 1,000,000 ballots`] = large.ms
    numbers[`time of ${name} on 1,000,000 ballots as a multiple of 100,000 (at most 14)`] =
      Math.round((10 * large.ms) / small.ms) / 10
    numbers[`MB that ${name} adds to the heap on 1,000,000 ballots (at most 128)`] = large.megabytes
  }
}

function timed(work: () => void, times: number): { ms: number; megabytes: number } {
  work()
  let most = 0
  const all = Array.from({ length: times }, () => {
    globalThis.gc?.()
    const before = used()
    const startedAt = performance.now()
    work()
    const ms = performance.now() - startedAt
    most = Math.max(most, used() - before)
    return ms
  })
  return { ms: median(all), megabytes: Math.round(most / 2 ** 20) }
}

const used = () => {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** A linear congruence, so that every run measures the same ballots. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

/** Ten labels an item and a hundred a juror, three classes, jurors right in seven of ten. */
function labelsOf(ballots: number): Labels {
  const next = numbersFrom(ballots)
  const [items, jurors, classes] = [ballots / 10, ballots / 100, 3]
  const item = Int32Array.from({ length: ballots }, (_, n) => n % items)
  const truth = Uint8Array.from({ length: items }, () => Math.floor(next() * classes))
  return {
    items,
    jurors,
    classes,
    item,
    juror: Int32Array.from({ length: ballots }, () => Math.floor(next() * jurors)),
    label: Uint8Array.from(item, (i) => (next() < 0.7 ? truth[i]! : Math.floor(next() * classes))),
  }
}

/** Fifty ratings a rater and a hundred an item, from two camps. */
function ratingsOf(ballots: number): Ratings {
  const next = numbersFrom(ballots)
  const [raters, items] = [ballots / 50, ballots / 100]
  const rater = Int32Array.from({ length: ballots }, (_, n) => n % raters)
  const item = Int32Array.from({ length: ballots }, () => Math.floor(next() * items))
  const rating = Float64Array.from({ length: ballots }, (_, n) => {
    const friendly = (rater[n]! + item[n]!) % 2 === 0
    return next() < (friendly ? 0.8 : 0.3) ? 1 : next() < 0.3 ? 0.5 : 0
  })
  return { raters, items, rater, item, rating }
}
