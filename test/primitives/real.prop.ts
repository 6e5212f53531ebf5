/** Real functions: what they must equal, and how near to the engine's own. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exp, heading, ln, nanos, normalQuantile, turn } from '#primitives/real'
import { law } from '../support/law.ts'

const angles = fc.double({ min: -1080, max: 1080, noNaN: true })

law('the logarithm is the inverse of the exponential', fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
  expect(Math.abs(ln(exp(x)) - x)).toBeLessThanOrEqual(1e-12)
})

law(
  'both are within a few units of the last place of the engine’s',
  fc.double({ min: -40, max: 40, noNaN: true }),
  (x) => {
    expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-14)
    expect(Math.abs(ln(Math.exp(x)) - Math.log(Math.exp(x)))).toBeLessThan(1e-14 * Math.max(1, Math.abs(x)))
  },
)

law('sine and cosine lie on the circle, where the engine puts them', angles, (degrees) => {
  const { sin, cos } = turn(degrees)
  expect(Math.abs(sin * sin + cos * cos - 1)).toBeLessThan(1e-14)
  expect(Math.abs(sin - Math.sin((degrees * Math.PI) / 180))).toBeLessThan(1e-13)
})

law('a heading finds its angle again', fc.double({ min: -179.999, max: 180, noNaN: true }), (degrees) => {
  const { sin, cos } = turn(degrees)
  expect(Math.abs(heading(sin, cos) - degrees)).toBeLessThan(1e-12)
})

test('quarters of a turn are exact, and logarithms at the ends defined', () => {
  expect(turn(90)).toEqual({ sin: 1, cos: -0 })
  expect(turn(-180).cos).toBe(-1)
  expect(ln(1)).toBe(0)
  expect(exp(-800)).toBe(0)
  expect(() => ln(0)).toThrow('expected a number above 0')
  expect(() => exp(Number.NaN)).toThrow('expected an exponent')
})

test('normal quantiles to twelve digits', () => {
  for (const [p, x] of [
    [0.1, -1.2815515655446008],
    [0.3, -0.5244005127080407],
    [0.5, 0],
    [0.975, 1.9599639845400536],
    [1e-6, -4.753424308822899],
  ])
    expect(Math.abs(normalQuantile(p!) - x!)).toBeLessThan(p! < 1e-3 ? 1e-9 : 1e-12)
})

test('billionths refuse what is no number', () => {
  expect(nanos(-1e-12)).toBe(0)
  expect(Object.is(nanos(-1e-12), 0)).toBe(true)
  for (const x of [Number.NaN, Infinity, 1e12]) expect(() => nanos(x)).toThrow('expected a number below nine million')
})
