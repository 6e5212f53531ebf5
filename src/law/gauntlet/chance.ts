/**
 * Chance: pseudo-random numbers for simulations, the same for the same seed. Nothing that is judged or paid uses them.
 *
 * The generator is xoshiro128** (Blackman and Vigna), filled from the seed by splitmix32.
 * @module
 */

export type Chance = {
  /** Uniform in [0, 1). */
  next: () => number
  /** True with probability p. */
  happens: (p: number) => boolean
  /** Uniform in 0 … n − 1. */
  below: (n: number) => number
}

export function chanceFrom(seed: number): Chance {
  let fill = seed >>> 0
  const state = Uint32Array.from({ length: 4 }, () => {
    fill = (fill + 0x9e3779b9) >>> 0
    let z = fill
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  })
  const rotate = (x: number, by: number) => ((x << by) | (x >>> (32 - by))) >>> 0
  const next = () => {
    const drawn = Math.imul(rotate(Math.imul(state[1]!, 5), 7), 9) >>> 0
    const shifted = state[1]! << 9
    state[2]! ^= state[0]!
    state[3]! ^= state[1]!
    state[1]! ^= state[2]!
    state[0]! ^= state[3]!
    state[2]! ^= shifted
    state[3] = rotate(state[3]!, 11)
    return drawn / 2 ** 32
  }
  return { next, happens: (p) => next() < p, below: (n) => Math.floor(next() * n) }
}
