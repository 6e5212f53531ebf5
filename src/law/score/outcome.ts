/**
 * Outcome: jurors are judged by what their panel found. Two metrics: whether an answer is near enough, and how close.
 *
 * Warning: alone it pays a bot that never reads the dispute as soon as one answer is commoner than a juror is reliable.
 * Combine it with controls or peers; the gauntlet says when.
 * @module
 */
import { closeness, isMark, type Said, type Space } from '../question/space.ts'
import { EVERY_SPACE } from '../tally/count.ts'
import { type Judging, mean, type ScoreRule, scored } from './score.ts'

/** Share of the decided items on which the juror says the same, within tolerance. A blank is a miss. */
export const agreement: ScoreRule = {
  over: EVERY_SPACE,
  fields: {},
  score: (_, judging) => against(judging, agrees),
}

/** Mean closeness to what was found, from 1 at the outcome to 0 at the space's span. */
export const closenessToOutcome: ScoreRule = {
  over: EVERY_SPACE,
  fields: {},
  score: (_, judging) =>
    against(judging, (space, said, found) =>
      isMark(said) || isMark(found) ? Number(said === found) : closeness(space, said, found),
    ),
}

/** 1 if both say the same, 0 if not. */
export function agrees(space: Space, said: Said, found: Said): number {
  return Number(isMark(said) || isMark(found) ? said === found : space.near(said, found))
}

function against(
  { question, ballots, findings }: Judging,
  measure: (space: Space, said: Said, found: Said) => number,
): ReturnType<ScoreRule['score']> {
  return ballots.map(({ juror, answer }) => ({
    juror,
    score: scored(
      mean(
        findings.flatMap(({ outcome }, i) =>
          outcome === undefined ? [] : [measure(question.space, answer[i] ?? 'blank', outcome)],
        ),
      ),
    ),
  }))
}
