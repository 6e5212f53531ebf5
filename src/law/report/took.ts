/**
 * Took: how long things took in a court, from the dockets of disputes that ended in it. The terms promise at most so
 * long; this is what came of it.
 * @module
 */
import type { Entry, Kind } from '#law/filing'

/** Steps of a dispute, by the entries that begin and end them; of several panels the first is meant. */
const STEPS = {
  draw: ['open', 'draw'],
  word: ['draw', 'judge'],
  delivery: ['judge', 'deliver'],
  /** The whole of it, appeals included. */
  ruling: ['open', 'rule'],
} as const satisfies Record<string, readonly [Kind, Kind]>

export type Step = keyof typeof STEPS
/** Seconds that a step took: of half of the disputes at most so many, and of the slowest. */
export type Took = { disputes: number; median: number; slowest: number }

/** Each step that some dispute has behind it. The median of an even number is the lower of the two in the middle. */
export function tookOf(dockets: readonly (readonly Entry[])[]): Partial<Record<Step, Took>> {
  const steps = Object.entries(STEPS).flatMap(([step, [from, to]]) => {
    const seconds = dockets.flatMap((entries) => spanOf(entries, from, to) ?? []).sort((a, b) => a - b)
    if (seconds.length === 0) return []
    const median = seconds[Math.floor((seconds.length - 1) / 2)]!
    return [[step, { disputes: seconds.length, median, slowest: seconds.at(-1)! }]]
  })
  return Object.fromEntries(steps)
}

function spanOf(entries: readonly Entry[], from: Kind, to: Kind): number | undefined {
  const begun = entries.find(({ kind }) => kind === from)
  const ended = entries.find(({ kind }) => kind === to)
  return begun && ended && ended.acceptedAt - begun.acceptedAt
}
