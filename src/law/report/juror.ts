/**
 * Juror: a report per juror of one court, out of all that the juror sat on, and a summary of the court.
 *
 * Every figure has what it rests on beside it: how many items, and a standard error where there is one. What follows
 * from a report is in a court's policy, never in the report.
 * @module
 */
import { type Belief, believe } from '#jurors/sequential'
import type { Address, Digest } from '#primitives/bytes'
import { type Nano, nanos } from '#primitives/real'
import { type Question, questionOf } from '../question/question.ts'
import type { Said } from '../question/space.ts'
import type { Judging } from '../score/score.ts'
import { itemsOf, type Sat } from './sat.ts'
import { type Estimate, reportsOf } from './scores.ts'

export type JurorReport = {
  juror: Address
  /** Hearings and seats that the juror was drawn for, and what became of them. */
  hearings: number
  seats: number
  opened: number
  absent: number
  recused: number
  /** Ballots that never opened, or to nothing valid. */
  spoilt: number
  /** Opened of hearings; hearings in which nobody could be heard aren't the juror's. */
  coverage: Nano | undefined
  /** Share of the decided hearings on which the juror said what the court came to. */
  coherence: Nano | undefined
  /** Controls that were right and wrong, accuracy per class, averaged (guessing is 0), and what a sequential test believes. */
  controls: { right: number; wrong: number; balanced: Nano | undefined; belief: Belief }
  /** Agreement with virtual peers beyond chance: of equal answers, of answers that go together, by determinants. */
  peers: { 'dasgupta-ghosh'?: Estimate; 'correlated agreement'?: Estimate; determinant?: Estimate }
  /** [what is true][what is said], in billionths, by Dawid and Skene; choices from 1. */
  confusion: readonly (readonly Nano[])[] | undefined
  /** Median, from the opening of the commit period. */
  responseSeconds: number | undefined
  /** Coherent answers in a row: up to now, and at most. */
  streak: { now: number; longest: number }
}

export type CourtReport = {
  hearings: number
  /** Hearings that came to something, by what they came to; 0 refused. */
  rulings: Readonly<Record<string, number>>
  /** How common the commonest outcome is: beyond a juror's accuracy, coherence pays who doesn't read. */
  baseRate: Nano | undefined
  jurors: readonly JurorReport[]
}

/**
 * Reports of everybody who sat, in the order of their names.
 * @param seed - Draws the virtual peers; public, and fixed after the answers.
 */
export function courtReport(sat: readonly Sat[], seed: Digest): CourtReport {
  const items = [...itemsOf(sat)]
  const outcomes = items.map(([, [line]]) => line!.ruling)
  const rulings = Object.fromEntries(
    [
      ...Map.groupBy(
        outcomes.filter((ruling) => ruling !== undefined),
        String,
      ),
    ].map(([ruling, all]) => [ruling, all.length]),
  )
  const decided = outcomes.filter((ruling) => ruling !== undefined).length
  const judging = judgingOf(items, seed)
  const scores = new Map(judging && reportsOf(judging).map((report) => [report.juror, report]))
  const jurors = [...Map.groupBy(sat, ({ juror }) => juror)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    hearings: items.length,
    rulings,
    baseRate: decided === 0 ? undefined : nanos(Math.max(...Object.values(rulings)) / decided),
    jurors: jurors.map(([juror, lines]) => {
      const score = scores.get(juror)
      const { peers, correlated, determinant } = score ?? {}
      const count = (...states: Sat['state'][]) => lines.filter(({ state }) => states.includes(state)).length
      const heard = lines.length - count('unheard')
      const judged = lines.filter(({ state, ruling }) => state === 'opened' && ruling !== undefined)
      const controls = judgedBy(lines)
      return {
        juror,
        hearings: lines.length,
        seats: lines.reduce((sum, { seats }) => sum + seats, 0),
        opened: count('opened'),
        absent: count('absent'),
        recused: count('recused'),
        spoilt: count('unopened', 'invalid', 'leaked'),
        coverage: heard === 0 ? undefined : nanos(count('opened') / heard),
        coherence: judged.length === 0 ? undefined : nanos(judged.filter(isCoherent).length / judged.length),
        controls: { ...controls, balanced: score?.balanced, belief: believe(controls.right, controls.wrong) },
        peers: {
          ...(peers ? { 'dasgupta-ghosh': peers } : {}),
          ...(correlated ? { 'correlated agreement': correlated } : {}),
          ...(determinant ? { determinant } : {}),
        },
        confusion: score?.confusion,
        responseSeconds: medianOf(lines.flatMap(({ responseSeconds }) => responseSeconds ?? [])),
        streak: streakOf(lines),
      }
    }),
  }
}

const isCoherent = ({ choice, ruling }: Sat) => choice === ruling

/** The hearings as one list of items, so that scores of lists apply; undefined where nothing was opened. */
export function judgingOf(
  items: readonly (readonly [string, readonly Sat[]])[],
  seed: Digest,
): (Judging & { question: Question }) | undefined {
  const voted = items.filter(([, lines]) => lines.some(({ choice }) => choice !== undefined))
  if (voted.length === 0) return undefined
  const choices = Math.max(1, ...voted.flatMap(([, lines]) => lines.map((line) => line.choices)))
  const question = questionOf({ space: 'choice', choices, items: voted.length })
  if (typeof question === 'string') throw new Error(question)
  const answers = new Map<Address, Said[]>()
  for (const [n, [, lines]] of voted.entries()) {
    for (const { juror, choice } of lines) {
      if (choice === undefined) continue
      const own = answers.get(juror) ?? Array.from({ length: voted.length }, (): Said => 'blank')
      own[n] = saidOf(choice)
      answers.set(juror, own)
    }
  }
  return {
    question,
    ballots: [...answers].map(([juror, answer]) => ({ juror, weight: 1n, answer })),
    findings: voted.map(([, [line]]) => ({
      outcome: line!.ruling === undefined ? undefined : saidOf(line!.ruling),
      support: 0,
    })),
    truth: voted.map(([, [line]]) => (line!.truth === undefined ? undefined : saidOf(line!.truth))),
    seed,
  }
}

const saidOf = (choice: number): Said => (choice === 0 ? 'cannot tell' : choice)

function judgedBy(lines: readonly Sat[]): { right: number; wrong: number } {
  const known = lines.filter(({ choice, truth }) => choice !== undefined && truth !== undefined)
  const right = known.filter(({ choice, truth }) => truth === choice).length
  return { right, wrong: known.length - right }
}

/** In the order in which the rulings became final; an absence ends a streak. */
function streakOf(lines: readonly Sat[]): { now: number; longest: number } {
  let [now, longest] = [0, 0]
  for (const line of lines.toSorted((a, b) => a.at - b.at || (a.item < b.item ? -1 : 1))) {
    if (line.ruling === undefined || line.state === 'unheard' || line.state === 'recused') continue
    now = line.state === 'opened' && isCoherent(line) ? now + 1 : 0
    longest = Math.max(longest, now)
  }
  return { now, longest }
}

/** The lower of both middles. */
function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}
