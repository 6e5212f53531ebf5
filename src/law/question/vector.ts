/**
 * Vector: a fixed number of coordinates, each a whole number of `step`s as i32: a model update, a list of grades.
 * Distance is Euclid's, in steps.
 * @module
 */
import { concat, toUint, uint } from '#primitives/bytes'
import { fraction, integer, numberIn } from '../block.ts'
import type { Space, SpaceRule } from './space.ts'

const HALF = 2 ** 31

export const vector: SpaceRule = {
  fields: {
    wants: { dimensions: integer(1, 4096) },
    takes: {
      /** What one step means; for readers, the law counts steps. */
      step: fraction(1e-9, 1e9),
      toleranceSteps: fraction(0, 1e11),
      spanSteps: fraction(1e-9, 1e11),
      items: integer(1, 65_535),
    },
  },
  open: ['dimensions', 'items'],
  make: (block) =>
    vectors(Number(block.dimensions), numberIn(block, 'toleranceSteps', 0), numberIn(block, 'spanSteps', HALF)),
}

/** Square of Euclid's distance. */
export function squareApart(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) * (a[i]! - b[i]!)
  return sum
}

function vectors(dimensions: number, tolerance: number, span: number): Space<readonly number[]> {
  const fits = (value: readonly number[]) =>
    value.length === dimensions && value.every((x) => Number.isInteger(x) && x >= -HALF && x < HALF)
  const distance = (a: readonly number[], b: readonly number[]) => Math.sqrt(squareApart(a, b))
  return {
    name: 'vector',
    size: 4 * dimensions,
    fixed: true,
    offersNone: true,
    encode: (value) => {
      if (!fits(value)) throw new Error(`vector: expected ${dimensions} whole numbers of 32 bits`)
      return concat(...value.map((x) => uint(x < 0 ? x + 2 * HALF : x, 4)))
    },
    decode: (bytes) => {
      if (bytes.length !== 4 * dimensions) return undefined
      const raw = Array.from({ length: dimensions }, (_, i) => Number(toUint(bytes.subarray(4 * i, 4 * i + 4))))
      return raw.map((x) => (x >= HALF ? x - 2 * HALF : x))
    },
    distance,
    near: (a, b) => distance(a, b) <= tolerance,
    span,
  }
}
