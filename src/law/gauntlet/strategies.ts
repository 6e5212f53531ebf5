/**
 * Strategies: ways to sit in a court without, or with, reading the dispute.
 *
 * The world is small: each item is truly A with the base rate, else B, and a juror who reads sees the truth with some
 * accuracy. A strategy alone is the chance of saying A when A, and when B, is true; those that act together also look
 * at the order that their ring was given.
 * @module
 */

/** What items and jurors are like. */
export type World = {
  /** Share of items whose truth is A, the commoner answer. */
  baseRate: number
  /** Chance that a juror who reads sees the truth. */
  accuracy: number
}

/** Chance of saying A where A, and where B, is true; `absent` for who says nothing. */
export type Habit = { whenA: number; whenB: number; absent?: boolean; reads: boolean }

/** Strategies of one juror by itself. */
export const LONE = ['honest', 'lazy', 'prior', 'coin', 'inverted', 'no-show'] as const
export type Lone = (typeof LONE)[number]

export const SENTENCES: Readonly<Record<Lone, string>> = {
  honest: 'reads the dispute and says what it sees',
  lazy: 'always says the commoner answer',
  prior: 'draws an answer with the base rate',
  coin: 'tosses a coin',
  inverted: 'reads, and says the opposite',
  'no-show': 'is drawn, and says nothing',
}

export function habitOf(strategy: Lone, { baseRate, accuracy }: World): Habit {
  switch (strategy) {
    case 'honest':
      return { whenA: accuracy, whenB: 1 - accuracy, reads: true }
    case 'lazy':
      return { whenA: 1, whenB: 1, reads: false }
    case 'prior':
      return { whenA: baseRate, whenB: baseRate, reads: false }
    case 'coin':
      return { whenA: 0.5, whenB: 0.5, reads: false }
    case 'inverted':
      return { whenA: 1 - accuracy, whenB: accuracy, reads: true }
    case 'no-show':
      return { whenA: 0, whenB: 0, absent: true, reads: false }
  }
}
