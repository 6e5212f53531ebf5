/**
 * Sequential: tells a juror who reads from a bot with as few controls as possible (Wald's sequential probability ratio).
 *
 * After each control the evidence for "right with probability `reads`" against "right with probability `guesses`" is
 * added up; it ends as soon as either is believed with the error allowed. A fixed number of controls with the same
 * errors takes about twice as many.
 * @module
 */
import { ln } from '#primitives/real'

export type Trial = {
  /** Chance of a right answer of a juror who reads, above `guesses`. */
  reads: number
  guesses: number
  /** Chance of calling a juror a bot, and a bot a juror. */
  error: number
}
export type Belief = 'reads' | 'guesses' | 'more'

export const USUAL_TRIAL: Trial = { reads: 0.8, guesses: 0.5, error: 0.05 }

/** What to believe after so many right and wrong controls, in whatever order they came since the last belief. */
export function believe(right: number, wrong: number, { reads, guesses, error }: Trial = USUAL_TRIAL): Belief {
  const evidence = right * ln(reads / guesses) + wrong * ln((1 - reads) / (1 - guesses))
  const bound = ln((1 - error) / error)
  return evidence >= bound ? 'reads' : evidence <= -bound ? 'guesses' : 'more'
}
