/**
 * Crowd: questions and ballots for tests, written the short way.
 * @module
 */
import type { Block } from '#law/block'
import { type Question, questionOf } from '#law/question/question'
import type { Said } from '#law/question/space'
import type { Ballot, Counting } from '#law/tally/count'
import type { Digest } from '#primitives/bytes'
import { vectors } from './vectors.ts'

export const SEED: Digest = `0x${'5e'.repeat(32)}`

/** The question of a court and a dispute. @throws Error with the reason if it may not be asked. */
export function ask(court: Block, asked: Block = {}): Question {
  const question = questionOf(court, asked)
  if (typeof question === 'string') throw new Error(question)
  return question
}

/** One ballot per answer, of jurors a01, a02, … in this order. */
export const ballotsOf = (answers: readonly (readonly Said[])[], weights: readonly bigint[] = []): Ballot[] =>
  answers.map((answer, i) => ({ juror: `a${String(i + 1).padStart(2, '0')}`, weight: weights[i] ?? 1n, answer }))

/** The same, of one item. */
export const saying = (...said: readonly Said[]): Ballot[] => ballotsOf(said.map((one) => [one]))

export const counting = (question: Question, ballots: readonly Ballot[], more: Partial<Counting> = {}): Counting => ({
  question,
  ballots,
  seed: SEED,
  ...more,
})

/** The Community Notes set: a ballot per rater over all 24 notes. */
export function notesCrowd(): { ballots: Ballot[]; reference: { intercept: number; factor: number }[] } {
  const { raters, notes } = vectors('communityNotes')
  const ballots = raters!.map(({ name, ratings }) => ({
    juror: String(name),
    weight: 1n,
    answer: [...String(ratings)].map((digit): Said => (digit === '.' ? 'blank' : Number(digit))),
  }))
  const reference = notes!.map(({ intercept, factor }) => ({ intercept: Number(intercept), factor: Number(factor) }))
  return { ballots, reference }
}
