/**
 * Truth: jurors are judged by control items, whose answers were sealed before the list was handed out.
 *
 * Raw accuracy is fooled by whoever always says the commoner answer; balanced accuracy first takes the mean within each
 * true class, so that a reply which never looks at the item scores 0 at any base rate.
 * @module
 */
import { type Digest, type Hex, toBytes, uint } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { tag } from '#primitives/tags'
import { encodeAnswer, keyOf, type Question } from '../question/question.ts'
import type { Said } from '../question/space.ts'
import { type Ballot, EVERY_SPACE } from '../tally/count.ts'
import { agrees } from './outcome.ts'
import { type Judging, mean, type ScoreRule, scored } from './score.ts'

/** Share of the controls that are right. */
export const accuracy: ScoreRule = {
  over: EVERY_SPACE,
  fields: {},
  score: (_, judging) =>
    judging.ballots.map(({ juror, answer }) => ({
      juror,
      score: scored(
        mean(controls(judging).map(({ i, known }) => agrees(judging.question.space, answer[i] ?? 'blank', known))),
      ),
    })),
}

/** Accuracy per true class, averaged, and stretched so that guessing is 0 and perfection 1. */
export const balanced: ScoreRule = {
  over: EVERY_SPACE,
  fields: {},
  score: (_, judging) =>
    judging.ballots.map(({ juror, answer }) => ({ juror, score: scored(balancedOf(judging, answer)) })),
}

/** −1/(classes − 1) to 1; undefined unless controls of at least two classes were seen. */
export function balancedOf(judging: Pick<Judging, 'question' | 'truth'>, answer: readonly Said[]): number | undefined {
  const classes = new Map<Hex, number[]>()
  for (const { i, known } of controls(judging)) {
    const key = keyOf(judging.question.space, known)
    classes.set(key, [...(classes.get(key) ?? []), agrees(judging.question.space, answer[i] ?? 'blank', known)])
  }
  if (classes.size < 2) return undefined
  const perClass = [...classes.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, hits]) => mean(hits)!)
  return (mean(perClass)! - 1 / classes.size) / (1 - 1 / classes.size)
}

/**
 * The gate: ballots whose control is wrong are void, and aren't counted; a machine's guess has no controls. Stake isn't slashed for it; standing falls.
 * @param most - Wrong controls that are forgiven.
 */
export function passing(
  question: Question,
  ballots: readonly Ballot[],
  truth: readonly (Said | undefined)[],
  most = 0,
): Ballot[] {
  const known = controls({ truth })
  return ballots.filter(
    ({ answer, prior }) =>
      prior || known.filter(({ i, known }) => !agrees(question.space, answer[i] ?? 'blank', known)).length <= most,
  )
}

/**
 * What is published of a list's controls before it is handed out: H(tag("controls") ‖ u16 item ‖ item … ‖ answer ‖ salt). Opened
 * afterwards, it proves that no control was chosen to suit.
 * @throws Error when an item has two answers or isn't in the list.
 */
export function controlsHash(question: Question, known: readonly { item: number; said: Said }[], salt: Digest): Digest {
  const items = known.map(({ item }) => item)
  const repeated = items.find((item, n) => items.indexOf(item) !== n)
  if (repeated !== undefined) throw new Error(`truth: expected each control once, got item ${repeated} again`)
  const answer = encodeAnswer(
    { ...question, items: known.length },
    known.map(({ said }) => said),
  )
  return digest(tag('controls'), ...items.map((item) => uint(item, 2)), toBytes(answer), toBytes(salt, 32))
}

const controls = ({ truth = [] }: Pick<Judging, 'truth'>) =>
  truth.flatMap((known, i) => (known === undefined || known === 'blank' ? [] : [{ i, known }]))
