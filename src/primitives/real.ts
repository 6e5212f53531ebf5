/**
 * Real: the few functions of the reals that a verdict may need, the same bits in every engine.
 *
 * The language lets engines differ in the last digit of `log`, `exp` and `sin`; a verdict that anybody can recompute
 * can't. Everything here uses + − × ÷ √ and comparisons only, each of which IEEE 754 defines to the bit. What is
 * compared with a threshold or paid is quantised to billionths first (`nanos`), so rounding noise decides nothing.
 *
 * Why not a library: none promises equal bits; correct to about 1e−15 is enough here, equality is not negotiable.
 * @module
 */

/** Billionths, as a safe integer: the unit in which scores and supports are compared and paid. */
export type Nano = number
export const NANO = 1_000_000_000

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const RADIAN = 0.017453292519943295

/** `x` in billionths, to the nearest. @throws Error unless it is finite and below nine million. */
export function nanos(x: number): Nano {
  const scaled = Math.round(x * NANO)
  if (!Number.isSafeInteger(scaled)) throw new Error(`real: expected a number below nine million, got ${x}`)
  return scaled + 0 // −0 becomes 0: it has another spelling
}

/** Natural logarithm. @throws Error unless 0 < x < ∞. */
export function ln(x: number): number {
  if (!(x > 0) || x === Infinity) throw new Error(`real: expected a number above 0, got ${x}`)
  let [mantissa, exponent] = [x, 0]
  for (; mantissa >= Math.SQRT2; exponent++) mantissa /= 2
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2
  const s = (mantissa - 1) / (mantissa + 1)
  let series = 0
  for (let k = 25; k >= 1; k -= 2) series = series * s * s + 1 / k
  return exponent * LN2_HIGH + (2 * s * series + exponent * LN2_LOW)
}

/** e^x; 0 below −745. @throws Error above 709, or on NaN. */
export function exp(x: number): number {
  if (!(x <= 709)) throw new Error(`real: expected an exponent of at most 709, got ${x}`)
  if (x < -745) return 0
  const k = Math.round(x / (LN2_HIGH + LN2_LOW))
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let series = 1
  for (let n = 17; n >= 1; n--) series = 1 + (r / n) * series
  for (let n = 0; n < k; n++) series *= 2
  for (let n = 0; n > k; n--) series /= 2
  return series
}

/** Sine and cosine of an angle in degrees, any size; exact at the quarters. */
export function turn(degrees: number): { sin: number; cos: number } {
  const quarters = Math.round(degrees / 90)
  const { sin, cos } = smallTurn((degrees - 90 * quarters) * RADIAN)
  switch (((quarters % 4) + 4) % 4) {
    case 0:
      return { sin, cos }
    case 1:
      return { sin: cos, cos: -sin }
    case 2:
      return { sin: -sin, cos: -cos }
    default:
      return { sin: -cos, cos: sin }
  }
}

/** Angle of the vector (x, y) in degrees, in (−180, 180]; 0 for the zero vector. */
export function heading(y: number, x: number): number {
  if (y === 0) return x < 0 ? 180 : 0
  if (Math.abs(y) > Math.abs(x)) return (y > 0 ? 90 : -90) - arctan(x / y)
  return arctan(y / x) + (x < 0 ? (y > 0 ? 180 : -180) : 0)
}

/** The x below which the standard normal law keeps `p`. @throws Error unless 1e−9 ≤ p ≤ 1 − 1e−9. */
export function normalQuantile(p: number): number {
  if (!(p >= 1e-9 && p <= 1 - 1e-9)) throw new Error(`real: expected a probability inside (0, 1), got ${p}`)
  if (p > 0.5) return -normalQuantile(1 - p)
  // Newton from the middle: the left half of the law is convex, so every step but the first falls short, none leaps.
  let x = 0
  for (let step = 0; step < 60; step++) {
    const density = exp((-x * x) / 2) / 2.5066282746310002
    x -= (belowNormal(x, density) - p) / density
    if (x < -6.5) x = -6.5
  }
  return x
}

/** Standard normal law below x ≤ 0, by the series x + x³/3 + x⁵/15 + …; good to 1e−15 absolutely. */
function belowNormal(x: number, density: number): number {
  let [term, sum] = [x, x]
  for (let n = 3; n < 200; n += 2) {
    term *= (x * x) / n
    sum += term
  }
  return 0.5 + density * sum
}

function smallTurn(r: number): { sin: number; cos: number } {
  let [sin, cos] = [1, 1]
  for (let n = 20; n >= 2; n -= 2) {
    cos = 1 - (cos * r * r) / (n * (n - 1))
    sin = 1 - (sin * r * r) / (n * (n + 1))
  }
  return { sin: r * sin, cos }
}

/** Arctangent in degrees of −1 ≤ t ≤ 1: three halvings of the angle, then the series. */
function arctan(t: number): number {
  let s = t
  for (let halving = 0; halving < 3; halving++) s /= 1 + Math.sqrt(1 + s * s)
  let series = 0
  for (let n = 25; n >= 1; n -= 2) series = 1 / n - s * s * series
  return (8 * s * series) / RADIAN
}
