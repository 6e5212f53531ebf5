/**
 * Strategies: ways to sit in a court without, or with, reading the dispute.
 *
 * The world is small: each item is truly A with the base rate, else B, and a juror who reads sees the truth with some
 * accuracy. A habit is the chance of saying A when A, and when B, is true. Some sit alone; others hold a share of the
 * stake together, are drawn by lot like everybody, and say the same wherever they meet.
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

/** What is done with a share of the items: by each for itself, or by all members alike. */
export type Line = { share: number; together: boolean; habit: Habit }

/** Strategies of one juror by itself, and of accounts that act as one. */
export const LONE = ['honest', 'lazy', 'prior', 'coin', 'inverted', 'no-show'] as const
export const JOINT = ['sybil', 'camouflaged', 'brigade', 'ring', 'bribed', 'seller'] as const
export type Lone = (typeof LONE)[number]
export type Joint = (typeof JOINT)[number]
export type Strategy = Lone | Joint

export const SENTENCES: Readonly<Record<Strategy, string>> = {
  honest: 'reads the dispute and says what it sees',
  lazy: 'always says the commoner answer',
  prior: 'draws an answer with the base rate',
  coin: 'tosses a coin',
  inverted: 'reads, and says the opposite',
  'no-show': 'is drawn, and says nothing',
  sybil: 'reads once, and votes from several accounts; held against the same stake in one account',
  camouflaged: 'reads like everybody, but for one item in eight, where all its accounts tell one lie',
  brigade: 'always says the rarer answer, from all accounts',
  ring: 'draws one answer with the base rate for all members, and nobody reads',
  bribed: 'says what is false, from all accounts; what the briber adds is not counted',
  seller: 'says whatever the buyer of its votes wants, who is right half of the time',
}

/** Items among which a camouflaged group tells one lie. */
const CAMOUFLAGE = 8

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

/** What says B whatever is true, and what says the false answer. */
export const RARER: Habit = { whenA: 0, whenB: 0, reads: false }
const FALSE: Habit = { whenA: 0, whenB: 1, reads: true }

/** What a strategy's members do; the shares add up to 1. */
export function scriptOf(strategy: Strategy, world: World): Line[] {
  const all = (habit: Habit): Line[] => [{ share: 1, together: true, habit }]
  switch (strategy) {
    case 'sybil':
      return all(habitOf('honest', world))
    case 'camouflaged':
      return [
        { share: 1 - 1 / CAMOUFLAGE, together: false, habit: habitOf('honest', world) },
        { share: 1 / CAMOUFLAGE, together: true, habit: RARER },
      ]
    case 'brigade':
      return all(RARER)
    case 'ring':
      return all(habitOf('prior', world))
    case 'bribed':
      return all(FALSE)
    case 'seller':
      return all(habitOf('coin', world))
    default:
      return [{ share: 1, together: false, habit: habitOf(strategy, world) }]
  }
}

/** How those who act as one are seated: their share of the stake, and whether one account holds all their seats. */
export type Seating = { share: number; whole?: boolean }
export const ALONE: Seating = { share: 0 }

/** Chance that one who holds a share of the stake and was drawn holds k of n seats. */
export function companyOf(share: number, k: number, n: number): number {
  let chance = 1
  for (let i = 1; i < k; i++) chance *= (share * (n - i)) / i
  return chance * (1 - share) ** (n - k)
}
