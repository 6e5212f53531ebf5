/**
 * Report: what can be known of a juror from past items: agreement with outcomes, balanced accuracy on controls, peer
 * scores with error bars, a table of what is said when what is true, coverage.
 *
 * What follows from a report is in a court's policy, never in the report.
 * @module
 */
import { type Nano, nanos } from '#primitives/real'
import type { Said } from '../question/space.ts'
import { dawidSkene, labelsOf } from '../tally/workers.ts'
import { determinant } from './determinant.ts'
import { historiesOf, withPeer } from './history.ts'
import { agreementBeyond } from './manyTasks.ts'
import { agrees } from './outcome.ts'
import type { Judging } from './score.ts'
import { balancedOf } from './truth.ts'

export type JurorReport = {
  juror: string
  /** Items answered of those asked. */
  answered: number
  asked: number
  /** Share of decided items on which the juror said the same as the outcome. */
  coherence: Nano | undefined
  /** Accuracy on controls per class, averaged; guessing is 0. */
  balanced: Nano | undefined
  /** Dasgupta and Ghosh against virtual peers, with the standard error by leaving out one item at a time. */
  peers: { score: Nano; error: Nano } | undefined
  determinant: Nano | undefined
  /** [what is true][what is said], in billionths; only where the space has classes. */
  confusion: readonly (readonly Nano[])[] | undefined
}

/** Reports of everybody who answered, in the order of their names. */
export function reportsOf(judging: Judging & { truth?: readonly (Said | undefined)[] }): JurorReport[] {
  const { question, ballots, findings } = judging
  const { histories } = historiesOf(judging)
  const determinants = new Map(determinant.score({ items: 4 }, judging).map(({ juror, score }) => [juror, score]))
  const tables = confusions(judging)
  return ballots
    .toSorted((a, b) => (a.juror < b.juror ? -1 : 1))
    .map(({ juror, answer }) => {
      const decided = findings.flatMap(({ outcome }, i) =>
        outcome === undefined ? [] : [{ said: answer[i] ?? 'blank', outcome }],
      )
      const hits = decided.filter(({ said, outcome }) => agrees(question.space, said, outcome) === 1).length
      const balanced = balancedOf(judging, answer)
      return {
        juror,
        answered: answer.filter((said) => said !== 'blank').length,
        asked: question.items,
        coherence: decided.length === 0 ? undefined : nanos(hits / decided.length),
        balanced: balanced === undefined ? undefined : nanos(balanced),
        peers: peerScore(withPeer(histories, juror, judging.seed)),
        determinant: determinants.get(juror),
        confusion: tables.get(juror),
      }
    })
}

/** Score and jackknife error; undefined below four common items. */
export function peerScore({
  x,
  y,
}: {
  x: readonly number[]
  y: readonly number[]
}): { score: Nano; error: Nano } | undefined {
  const equal = (a: number, b: number) => Number(a === b)
  const n = x.length
  if (n < 4) return undefined
  const without = x.map(
    (_, out) => agreementBeyond({ x: x.filter((_, t) => t !== out), y: y.filter((_, t) => t !== out) }, equal)!,
  )
  const mean = without.reduce((a, b) => a + b, 0) / n
  const variance = ((n - 1) / n) * without.reduce((sum, one) => sum + (one - mean) * (one - mean), 0)
  return { score: nanos(agreementBeyond({ x, y }, equal)!), error: nanos(Math.sqrt(variance)) }
}

/** The chance that a member of one group scores above a member of the other; ties count half. */
export function areaUnderCurve(better: readonly number[], worse: readonly number[]): number {
  const wins = better.reduce((sum, a) => sum + worse.reduce((all, b) => all + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0)
  return wins / (better.length * worse.length)
}

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
