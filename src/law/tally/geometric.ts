/**
 * Geometric median: the place whose weighted distances to all answers add up to least. Half of the weight must lie to
 * move it anywhere, which is why it stands in for the mean.
 *
 * Points are taken as places in space and the result is laid back on the ellipsoid, so poles and date line are nothing
 * special. Weiszfeld's iteration with Vardi and Zhang's step off the data, a fixed number of rounds from the
 * coordinates' mean, over answers in canonical order; the result is rounded to the space's own grid.
 * @module
 */
import { onEllipsoid, placeUnder } from '../question/point.ts'
import type { Point, Space, Value } from '../question/space.ts'
import { eachItem, grouped, share, type TallyRule, type Vote, valuesOr, weightOf } from './count.ts'

const ROUNDS = 200

export const geometric: TallyRule = {
  over: ['point', 'vector', 'scalar'],
  fields: {},
  monotone: false,
  tally: (_, counting) => {
    const { space } = counting.question
    return eachItem(counting, (votes) =>
      valuesOr(votes, (values, total) => {
        const outcome = geometricMedian(space, values)
        return { outcome, support: share(weightOf(values.filter(({ said }) => space.near(said, outcome))), total) }
      }),
    )
  },
}

/** Assumes at least one vote, in canonical order. An answer with half of the weight or more is the median itself. */
export function geometricMedian(space: Space, votes: readonly Vote<Value>[]): Value {
  const answers = grouped(space, votes)
  const total = weightOf(votes)
  const ruling = answers.filter(({ weight }) => 2n * weight >= total)
  if (ruling.length > 0) return ruling[0]!.said
  const places = answers.map(({ said, weight }) => ({
    at: coordinates(said),
    weight: Number((weight * 1_000_000_000n) / total),
  }))
  const found = coordinatesToValue(space, weiszfeld(places))
  const look = space.name === 'point' ? heading(votes as Vote<Point>[]) : undefined
  return look === undefined ? found : { ...(found as Point), heading: look }
}

/** The weighted geometric median of places, none of which has half of the weight. */
export function weiszfeld(places: readonly { at: readonly number[]; weight: number }[]): number[] {
  const total = places.reduce((sum, { weight }) => sum + weight, 0)
  let here = places[0]!.at.map((_, k) => places.reduce((sum, { at, weight }) => sum + at[k]! * (weight / total), 0))
  for (let round = 0; round < ROUNDS; round++) {
    let [pull, onIt] = [0, 0]
    const next = here.map(() => 0)
    const resultant = here.map(() => 0)
    for (const { at, weight } of places) {
      const far = Math.sqrt(at.reduce((sum, x, k) => sum + (x - here[k]!) * (x - here[k]!), 0))
      if (far < 1e-12) {
        onIt = weight
        continue
      }
      pull += weight / far
      at.forEach((x, k) => {
        next[k]! += (x * weight) / far
        resultant[k]! += ((x - here[k]!) * weight) / far
      })
    }
    if (pull === 0) return here
    const force = Math.sqrt(resultant.reduce((sum, x) => sum + x * x, 0))
    const stay = force === 0 ? 1 : Math.min(1, onIt / force)
    here = here.map((x, k) => (1 - stay) * (next[k]! / pull) + stay * x)
  }
  return here
}

function coordinates(value: Value): readonly number[] {
  if (typeof value === 'number') return [value]
  return Array.isArray(value) ? value : onEllipsoid(value as Point)
}

function coordinatesToValue(space: Space, at: readonly number[]): Value {
  if (space.name === 'point') return placeUnder(at as [number, number, number])
  const whole = at.map((x) => Math.round(x) + 0)
  return space.name === 'scalar' ? whole[0]! : whole
}

/** The heading among those given that is least far from all, the smallest of equals. */
function heading(votes: readonly Vote<Point>[]): number | undefined {
  const looks = votes.flatMap(({ said, weight }) =>
    said.heading === undefined ? [] : [{ heading: said.heading, weight }],
  )
  const apart = (a: number, b: number) => BigInt(Math.min(Math.abs(a - b), 36_000 - Math.abs(a - b)))
  const costs = looks.map(({ heading }) => ({
    heading,
    cost: looks.reduce((sum, other) => sum + other.weight * apart(heading, other.heading), 0n),
  }))
  const [best] = costs.toSorted((a, b) => (a.cost < b.cost ? -1 : a.cost > b.cost ? 1 : a.heading - b.heading))
  return best?.heading
}
