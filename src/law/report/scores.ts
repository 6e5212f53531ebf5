/**
 * Scores: what can be known of a juror from one list of items: agreement with outcomes, balanced accuracy on controls,
 * peer scores with error bars, a table of what is said when what is true.
 * @module
 */
import { type Nano, nanos } from '#primitives/real'
import type { Said } from '../question/space.ts'
import { determinantScorer } from '../score/determinant.ts'
import { historiesOf, withPeer } from '../score/history.ts'
import { agreementBeyond, agreementByHalves, type Pairs, signsWithout } from '../score/manyTasks.ts'
import { agrees } from '../score/outcome.ts'
import type { Judging } from '../score/score.ts'
import { balancedOf } from '../score/truth.ts'
import { dawidSkene, labelsOf } from '../tally/workers.ts'

/** A score with its standard error, and the items that it rests on. */
export type Estimate = { score: Nano; error: Nano; items: number }

export type ListReport = {
  juror: string
  /** Items answered of those asked. */
  answered: number
  asked: number
  /** Share of decided items on which the juror said the same as the outcome. */
  coherence: Nano | undefined
  /** Accuracy on controls per class, averaged; guessing is 0. */
  balanced: Nano | undefined
  /** Against virtual peers, with the standard error by leaving out one item at a time; undefined with too few items. */
  peers: Estimate | undefined
  correlated: Estimate | undefined
  determinant: Estimate | undefined
  /** [what is true][what is said], in billionths; only where the space has classes. */
  confusion: readonly (readonly Nano[])[] | undefined
}

/** Reports of everybody who answered, in the order of their names. */
export function reportsOf(judging: Judging & { truth?: readonly (Said | undefined)[] }): ListReport[] {
  const { question, ballots, findings } = judging
  const { histories, classes, items } = historiesOf(judging)
  const determined = determinantScorer(question.space.classes ?? classes, judging.seed, SPLITS)
  const tables = confusions(judging)
  return ballots
    .toSorted((a, b) => (a.juror < b.juror ? -1 : 1))
    .map(({ juror, answer }) => {
      const decided = findings.flatMap(({ outcome }, i) =>
        outcome === undefined ? [] : [{ said: answer[i] ?? 'blank', outcome }],
      )
      const hits = decided.filter(({ said, outcome }) => agrees(question.space, said, outcome) === 1).length
      const balanced = balancedOf(judging, answer)
      const pairs = withPeer(histories, juror, judging.seed)
      const signs = signsWithout(histories, juror, classes, items)
      return {
        juror,
        answered: answer.filter((said) => said !== 'blank').length,
        asked: question.items,
        coherence: decided.length === 0 ? undefined : nanos(hits / decided.length),
        balanced: balanced === undefined ? undefined : nanos(balanced),
        peers: peerScore(pairs),
        correlated: jackknifed(pairs.x.length, (kept) =>
          agreementByHalves(some(pairs, kept), at(pairs.items, kept), signs),
        ),
        determinant: jackknifed(pairs.x.length, (kept) => determined(some(pairs, kept))),
        confusion: tables.get(juror),
      }
    })
}

/** Dasgupta and Ghosh; undefined below four common items. */
export function peerScore(pairs: Pairs): Estimate | undefined {
  const equal = (a: number, b: number) => Number(a === b)
  return jackknifed(pairs.x.length, (kept) => agreementBeyond(some(pairs, kept), equal))
}

/** A measure over n items, with the standard error by leaving out one at a time. */
function jackknifed(n: number, measure: (kept: readonly number[]) => number | undefined): Estimate | undefined {
  if (n < LEAST_ITEMS) return undefined
  const all = Array.from({ length: n }, (_, t) => t)
  const score = measure(all)
  const without = all.map((out) => measure(all.filter((t) => t !== out)))
  if (score === undefined || without.some((one) => one === undefined)) return undefined
  const mean = without.reduce<number>((sum, one) => sum + one!, 0) / n
  const variance = ((n - 1) / n) * without.reduce<number>((sum, one) => sum + (one! - mean) * (one! - mean), 0)
  return { score: nanos(score), error: nanos(Math.sqrt(variance)), items: n }
}

const LEAST_ITEMS = 4
/** Halvings of the items over which determinants are averaged. */
const SPLITS = 8
const at = (values: readonly number[], kept: readonly number[]): number[] => kept.map((t) => values[t]!)
const some = ({ x, y }: Pairs, kept: readonly number[]): Pairs => ({ x: at(x, kept), y: at(y, kept) })

function confusions({ question, ballots, seed }: Judging): Map<string, Nano[][]> {
  const { classes } = question.space
  if (!classes || classes > 16 || !question.space.classOf) return new Map()
  const { labels, jurors } = labelsOf({ question, ballots, seed })
  if (labels.item.length === 0) return new Map()
  const { tables } = dawidSkene(labels, { rounds: 100, smoothing: 0.01 })
  const cell = (w: number, j: number, l: number) => nanos(tables[(w * classes + j) * classes + l]!)
  const kinds = Array.from({ length: classes }, (_, k) => k)
  return new Map(jurors.map((juror, w) => [juror, kinds.map((j) => kinds.map((l) => cell(w, j, l)))]))
}
