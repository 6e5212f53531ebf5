/**
 * Later truth: jurors forecast, and are judged when it is known: at a date, or by another dispute.
 *
 *   quadratic     Brier's rule less what an even forecast gets, scaled to −1 at worst: the best one can do is to say what
 *                 one believes, and who knows nothing earns nothing
 *   correlation   how the juror's ranking of items goes with the truth, plus what it adds beyond the crowd's
 *
 * The second pair follows Numerai's definitions: ranks with ties kept, (rank − ½)/n, through the normal quantile, signed
 * powers of 1.5; contribution is what is left after the crowd's own ranking is projected out. A copy of the crowd adds
 * exactly nothing.
 * @module
 */
import { normalQuantile } from '#primitives/real'
import { fraction, numberIn } from '../block.ts'
import { WHOLE } from '../question/distribution.ts'
import { isMark, type Said, type Space } from '../question/space.ts'
import { inOrder } from '../tally/count.ts'
import { mean, type ScoreRule, scored } from './score.ts'

export const quadratic: ScoreRule = {
  over: ['distribution'],
  fields: {},
  score: (_, { ballots, truth = [] }) =>
    ballots.map(({ juror, answer }) => ({
      juror,
      score: scored(
        mean(
          truth.flatMap((known, i) => {
            const said = answer[i] ?? 'blank'
            if (known === undefined || isMark(known) || isMark(said)) return []
            const [forecast, fact] = [said as readonly number[], known as readonly number[]]
            const chance = 1 / forecast.length
            const off = forecast.reduce(
              (sum, part, k) => sum + ((part - fact[k]!) / WHOLE) * ((part - fact[k]!) / WHOLE),
              0,
            )
            return [(1 - chance - off) / (1 + chance)]
          }),
        ),
      ),
    })),
}

export const correlation: ScoreRule = {
  over: ['scalar', 'vector', 'distribution'],
  fields: { takes: { correlation: fraction(-10, 10), contribution: fraction(-10, 10) } },
  score: (block, { question, ballots, truth = [] }) => {
    const [ofCorrelation, ofContribution] = [numberIn(block, 'correlation', 1), numberIn(block, 'contribution', 0)]
    const target = numbersOf(
      question.space,
      truth.map((said) => said ?? 'blank'),
    )
    const rows = inOrder(ballots).map(({ juror, weight, answer }) => ({
      juror,
      weight,
      row: numbersOf(question.space, answer),
    }))
    const whole = rows.filter(({ row }) => row && target && row.length === target.length)
    const crowd = target?.map((_, k) => whole.reduce((sum, { row, weight }) => sum + row![k]! * Number(weight), 0))
    return rows.map(({ juror, row }) => {
      if (!target || !row || row.length !== target.length || target.length < 2) return { juror, score: undefined }
      const own = ofCorrelation * rankCorrelation(row, target)
      return { juror, score: scored(own + ofContribution * contribution(row, crowd!, target)) }
    })
  },
}

/** Rank of each of n values, ties sharing the mean of theirs, as (rank − ½)/n. */
export function ranks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  return values.map((value) => {
    const first = sorted.indexOf(value)
    const last = sorted.lastIndexOf(value)
    return ((first + last) / 2 + 0.5) / values.length
  })
}

/** Ranks as quantiles of the normal law. */
export const gaussian = (values: readonly number[]): number[] => ranks(values).map(normalQuantile)

/** sign(x) · |x|^1.5 */
export const power = (x: number): number => Math.sign(x) * Math.abs(x) * Math.sqrt(Math.abs(x))

/** `values` less their projection on `onto`. */
export function orthogonal(values: readonly number[], onto: readonly number[]): number[] {
  const along = dot(values, onto) / dot(onto, onto)
  return values.map((x, k) => x - onto[k]! * along)
}

/** Pearson's correlation of the powered ranks with the powered, centred target; 0 if either is constant. */
export function rankCorrelation(values: readonly number[], target: readonly number[]): number {
  const [a, b] = [centred(gaussian(values).map(power)), centred(centred(target).map(power))]
  const size = Math.sqrt(dot(a, a) * dot(b, b))
  return size === 0 ? 0 : dot(a, b) / size
}

/** Covariance of the centred target with what the values say beyond the crowd. */
export function contribution(values: readonly number[], crowd: readonly number[], target: readonly number[]): number {
  const [own, meta] = [gaussian(values), gaussian(crowd)]
  const left = dot(meta, meta) === 0 ? own : orthogonal(own, meta)
  return dot(centred(target), left) / target.length
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, k) => sum + x * b[k]!, 0)
const centred = (values: readonly number[]) => {
  const middle = mean(values)!
  return values.map((x) => x - middle)
}

/** An answer as one number per item, from 0 to 1: of a vector its coordinates, of a distribution the first part. */
function numbersOf(space: Space, answer: readonly Said[]): number[] | undefined {
  const one = answer[0] ?? 'blank'
  if (space.name === 'vector') return isMark(one) ? undefined : [...(one as readonly number[])]
  const numbers = answer.map((said) =>
    isMark(said) ? undefined : Array.isArray(said) ? said[0] / WHOLE : Number(said) / space.span,
  )
  return numbers.every((x) => x !== undefined) ? numbers : undefined
}
