/**
 * Score: how good was each juror? A metric, held against a referee.
 *
 * There are four referees: the outcome that the panel found, the truth that was known beforehand, the truth that comes
 * out later, and the other jurors. A score is in billionths from −1 to 1; who left nothing to judge has none.
 * @module
 */
import type { Digest } from '#primitives/bytes'
import { NANO, type Nano, nanos } from '#primitives/real'
import type { Block, Fields, Score } from '../block.ts'
import { isMark, type Said, type SpaceName } from '../question/space.ts'
import type { Ballot, Counting, Finding, Remembered } from '../tally/count.ts'

export const REFEREES = ['outcome', 'truth', 'later truth', 'peers'] as const
export type Referee = (typeof REFEREES)[number]

/** What jurors are judged by. */
export type Judging = {
  question: Counting['question']
  ballots: readonly Ballot[]
  /** What the panel found, for the referee `outcome`. */
  findings: readonly Finding[]
  /** Per item what is true, for both truths; undefined where it isn't known. */
  truth?: readonly (Said | undefined)[]
  /** Earlier ballots of the same jurors, for `peers`. */
  memory?: readonly Remembered[]
  seed: Digest
}

export type ScoreRule = {
  over: readonly SpaceName[]
  fields: Fields
  score: (block: Block, judging: Judging) => Score[]
}

/** A score from a number; what lies beyond ±1 is cut, and no number is no score. */
export const scored = (x: number | undefined): Nano | undefined =>
  x === undefined || Number.isNaN(x) ? undefined : Math.max(-NANO, Math.min(NANO, nanos(Math.max(-1, Math.min(1, x)))))

export const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length

/** Number of the class that an answer falls in, for metrics over classes; −1 for blanks. Marks are classes of their own. */
export function classIn(question: Judging['question'], said: Said): number {
  const { classes = 0, classOf } = question.space
  if (said === 'blank' || !classOf) return -1
  return isMark(said) ? classes + (said === 'cannot tell' ? 0 : 1) : classOf(said)
}
