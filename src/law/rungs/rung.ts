/**
 * Rung: is it over, or is somebody else to be asked? A ladder is a block that looks at what has happened so far and says
 * the next step. One state machine climbs them all; time is an argument.
 *
 * A rung may end in another (`onward`): an assertion that is challenged goes to a panel, doubled stakes to the court. The
 * step `next` says so, and the ladder asks the one below with the same story.
 * @module
 */
import type { Instant } from '#primitives/time'
import type { Block, Fields } from '../block.ts'
import type { Said } from '../question/space.ts'
import type { Tells } from '../question/stated.ts'
import type { Finding } from '../tally/count.ts'

/** One panel that has been asked and has answered. */
export type Round = {
  seats: number
  /** Seats whose ballots count. */
  turnout: number
  finding: Finding
  /** True if only machines sat. */
  machines?: boolean
  endedAt: Instant
}

/** Money that stands behind an answer. */
export type Bond = { by: string; said: Said; amount: bigint; at: Instant }

/** What has happened in one dispute so far. */
export type Story = {
  openedAt: Instant
  now: Instant
  /** The assertion first, then what was put against it, in order. */
  bonds: readonly Bond[]
  rounds: readonly Round[]
  /** True if the last round was appealed in time. */
  appealed?: boolean
}

export type Step =
  /** It is over. No outcome: nobody could decide. */
  | { step: 'final'; outcome: Said | undefined; why: string }
  /** Ask so many more, beside those who answered. */
  | { step: 'seats'; more: number }
  /** Ask a new panel. */
  | { step: 'panel'; seats: number; machines?: boolean }
  /** Nothing until then, or until somebody files something. */
  | { step: 'wait'; until?: Instant }
  /** This rung is done; the one named by `onward` goes on. */
  | { step: 'next' }

export type RungRule = {
  fields: Fields
  ends: boolean
  /** What it has to be told besides what jurors say. */
  tells?: Tells
  /** Of a rung over bonds: those that count. */
  taken?: (block: Block, bonds: readonly Bond[]) => readonly Bond[]
  climb: (block: Block, story: Story) => Step
}

export const final = (outcome: Said | undefined, why: string): Step => ({ step: 'final', outcome, why })
export const lastRound = ({ rounds }: Story): Round | undefined => rounds.at(-1)
