/**
 * Standing: a fold over a juror's past scores. Nothing writes a standing; whoever has the log has it.
 *
 * @module
 */
import { NANO, type Nano } from '#primitives/real'
import type { Instant } from '#primitives/time'

/** What became of one seat of one juror: a line of the score log. */
export type Record = {
  juror: string
  at: Instant
  /** Billionths; undefined where the juror didn't answer. */
  score: Nano | undefined
}

export type Standing = {
  /** Seats offered, and seats answered. */
  asked: number
  done: number
  /** Answered of asked, in billionths; 0 where nothing was asked. */
  returned: Nano
  /** Mean score of the answered, in billionths. */
  mean: Nano
  /** Answers in a row that were checked and right, up to now. An absence ends it. */
  streak: number
}

export const NO_STANDING: Standing = { asked: 0, done: 0, returned: 0, mean: 0, streak: 0 }

/** Each juror's standing from the log, in any order of lines. */
export function standings(log: readonly Record[]): Map<string, Standing> {
  const lines = new Map<string, Record[]>()
  for (const line of log) lines.set(line.juror, [...(lines.get(line.juror) ?? []), line])
  return new Map([...lines].map(([juror, own]) => [juror, standingOf(own)]))
}

/** One juror's standing. Lines of one instant are taken worst first, so that their order says nothing. */
export function standingOf(lines: readonly Record[]): Standing {
  const sorted = lines.toSorted((a, b) => a.at - b.at || (a.score ?? -NANO) - (b.score ?? -NANO))
  const scores = sorted.flatMap(({ score }) => (score === undefined ? [] : [score]))
  let streak = 0
  for (const { score } of sorted) streak = score === NANO ? streak + 1 : 0
  return {
    asked: lines.length,
    done: scores.length,
    returned: lines.length === 0 ? 0 : Math.floor((scores.length * NANO) / lines.length),
    mean: scores.length === 0 ? 0 : Math.floor(scores.reduce((a, b) => a + b, 0) / scores.length),
    streak,
  }
}

/** What a court asks of whoever sits in it. Shares in billionths. */
export type Admission = { done?: number; returned?: Nano; mean?: Nano; streak?: number }

/** What a juror lacks, as a sentence; undefined if nothing. */
export function lacks(standing: Standing, asks: Admission): string | undefined {
  for (const name of ['done', 'streak', 'returned', 'mean'] as const) {
    const least = asks[name]
    if (least !== undefined && standing[name] < least)
      return `expected ${name} of at least ${least}, got ${standing[name]}`
  }
  return undefined
}
