/**
 * Truth serum: jurors also say what they expect the others to say, and are paid for answers that are commoner than
 * expected.
 *
 *   serum    Prelec (2004): ln(share / mean forecast) of one's answer, plus α times how good one's forecast was. With
 *            α = 1 a panel's scores add up to 0. For large panels; `finite` is its form for small ones.
 *   robust   Witkowski and Parkes (2012): two choices, three jurors or more; one's answer shades a neighbour's forecast,
 *            and both forecasts are held against a third juror. From 0 to 2, never negative.
 *
 * Logarithms are those of primitives/real.ts, the same in every engine, and quantised when they become scores.
 * @module
 */
import { utf8 } from '#primitives/bytes'
import { lot } from '#primitives/random'
import { ln } from '#primitives/real'
import { bool } from '#primitives/shape'
import { byName, fraction, numberIn } from '../block.ts'
import { WHOLE } from '../question/distribution.ts'
import { isMark, type Opinion, type Said } from '../question/space.ts'
import { inOrder } from '../tally/count.ts'
import { type Judging, mean, type ScoreRule, scored } from './score.ts'

/** A choice from 0, and forecasts that are shares of 1. */
export type Belief = { choice: number; forecast: readonly number[] }

/** Forecasts are cut to [1 %, 99 %]: nobody is infinitely surprised. */
const LEAST = 0.01

export const serum: ScoreRule = {
  over: ['opinion'],
  fields: { takes: { alpha: fraction(0, 1), finite: bool } },
  score: (block, judging) => {
    const alpha = numberIn(block, 'alpha', 1)
    // dividing by the largest possible size keeps scores inside ±1 and their sum where it was
    const most = ln(1 / LEAST) * (1 + alpha) * (block.finite === true ? Math.max(1, judging.ballots.length - 1) : 1)
    return each(judging, (beliefs) =>
      (block.finite === true ? finiteSerum(beliefs, alpha) : serumOf(beliefs, alpha)).map((x) => x / most),
    )
  },
}

export const robustSerum: ScoreRule = {
  over: ['opinion'],
  fields: {},
  score: (_, judging) =>
    each(judging, (beliefs, jurors) => {
      if (beliefs.length < 3 || judging.question.space.classes !== 2) return beliefs.map(() => undefined)
      const lots = jurors.map((juror) => lot(judging.seed, 'neighbour', utf8(juror)))
      const order = lots.map((_, i) => i).toSorted((a, b) => (lots[a]! < lots[b]! ? -1 : 1))
      const scores = robustSerumOf(
        order.map((i) => beliefs[i]!.choice),
        order.map((i) => beliefs[i]!.forecast[1]!),
      )
      return beliefs.map((_, i) => scores[order.indexOf(i)]! - 1)
    }),
}

/** Information and forecast scores of a panel, added with weight α. */
export function serumOf(beliefs: readonly Belief[], alpha: number): number[] {
  const cut = beliefs.map(clipped)
  const shares = cut[0]!.forecast.map((_, k) => cut.filter(({ choice }) => choice === k).length / cut.length)
  const expected = shares.map((_, k) => mean(cut.map(({ forecast }) => ln(forecast[k]!)))!)
  return cut.map(({ choice, forecast }) => {
    const information = ln(shares[choice]!) - expected[choice]!
    const prediction = shares.reduce(
      (sum, share, k) => sum + (share === 0 ? 0 : share * (ln(forecast[k]!) - ln(share))),
      0,
    )
    return information + alpha * prediction
  })
}

/** The form for few jurors: against every other one, on the shares of all but these two, with one more of each answer. */
export function finiteSerum(beliefs: readonly Belief[], alpha: number): number[] {
  const cut = beliefs.map(clipped)
  const kinds = cut[0]!.forecast.map((_, k) => k)
  if (cut.length < 3) return cut.map(() => 0)
  return cut.map((own, r) => {
    const against = cut.map((_, s) => {
      if (s === r) return 0
      const rest = cut.filter((_, q) => q !== r && q !== s)
      const shares = kinds.map(
        (k) => (rest.filter(({ choice }) => choice === k).length + 1) / (rest.length + kinds.length),
      )
      const expected = mean(rest.map(({ forecast }) => ln(forecast[own.choice]!)))!
      const prediction = kinds.reduce((sum, k) => sum + shares[k]! * (ln(own.forecast[k]!) - ln(shares[k]!)), 0)
      return ln(shares[own.choice]!) - expected + alpha * prediction
    })
    return against.reduce((a, b) => a + b, 0)
  })
}

/**
 * Juror i is held against the forecast of i + 1 and the answer of i + 2.
 * @param answers - 0 or 1, in the order drawn by the beacon; at least three.
 * @param forecasts - Expected share of 1.
 */
export function robustSerumOf(answers: readonly number[], forecasts: readonly number[]): number[] {
  const n = answers.length
  const reward = (forecast: number, answer: number) => (answer === 1 ? 2 * forecast - forecast ** 2 : 1 - forecast ** 2)
  return answers.map((answer, i) => {
    const reference = forecasts[(i + 1) % n]!
    const peer = answers[(i + 2) % n]!
    const shade = Math.min(reference, 1 - reference)
    return reward(answer === 1 ? reference + shade : reference - shade, peer) + reward(forecasts[i]!, peer)
  })
}

const clipped = ({ choice, forecast }: Belief): Belief => ({
  choice,
  forecast: forecast.map((share) => Math.max(LEAST, Math.min(1 - LEAST, share))),
})

/** Scores of each item's opinions, averaged per juror over the items that the juror answered. */
function each(
  { ballots }: Judging,
  measure: (beliefs: readonly Belief[], jurors: readonly string[]) => readonly (number | undefined)[],
): ReturnType<ScoreRule['score']> {
  const sorted = inOrder(ballots)
  const found = new Map<string, number[]>()
  for (let i = 0; i < Math.max(0, ...sorted.map(({ answer }) => answer.length)); i++) {
    const held = sorted.flatMap(({ juror, answer }) => {
      const said: Said = answer[i] ?? 'blank'
      return isMark(said) ? [] : [{ juror, belief: beliefOf(said as Opinion) }]
    })
    if (held.length === 0) continue
    const jurors = held.map(({ juror }) => juror)
    const scores = measure(
      held.map(({ belief }) => belief),
      jurors,
    )
    for (const [n, juror] of jurors.entries())
      if (scores[n] !== undefined) found.set(juror, [...(found.get(juror) ?? []), scores[n]])
  }
  return ballots
    .toSorted((a, b) => byName(a.juror, b.juror))
    .map(({ juror }) => ({ juror, score: scored(mean(found.get(juror) ?? [])) }))
}

const beliefOf = ({ choice, forecast }: Opinion): Belief => ({
  choice: choice - 1,
  forecast: forecast.map((part) => part / WHOLE),
})
