/**
 * Law: a sentence that holds for every input, tried on many.
 *
 *   law('the order of ballots never changes the verdict', ballots, (some) => …)
 *
 * The budget comes from the environment: VENIRE_RUNS (100 where it is unset) tries per law, VENIRE_SEED repeats a run.
 * A failure prints the seed, the path and the smallest counterexample found.
 * @module
 */
import fc from 'fast-check'
import { test } from 'vitest'

type Arbitraries<T extends readonly unknown[]> = { [K in keyof T]: fc.Arbitrary<T[K]> }
/** Holds unless it throws or returns false. */
type Predicate<T extends readonly unknown[]> = (...values: T) => unknown

/** Tries per law. */
export const RUNS = Math.max(1, Number(process.env.VENIRE_RUNS ?? 100))
/** True with the larger budget of `npm run test:deep`. */
export const DEEP = RUNS >= 1000
const SEED = process.env.VENIRE_SEED === undefined ? undefined : Number(process.env.VENIRE_SEED)

/** A law tried on the whole budget. */
export function law<T extends [unknown, ...unknown[]]>(sentence: string, ...rest: [...Arbitraries<T>, Predicate<T>]) {
  declare(sentence, RUNS, 200, rest)
}

/** A law whose every try costs a pairing or more: a twentieth of the budget, at least 3. */
export function dearLaw<T extends [unknown, ...unknown[]]>(
  sentence: string,
  ...rest: [...Arbitraries<T>, Predicate<T>]
) {
  declare(sentence, Math.max(3, Math.ceil(RUNS / 20)), 4000, rest)
}

/** A law that is declared over and over, once for each court: a quarter of the budget each, at least 10. */
export function wideLaw<T extends [unknown, ...unknown[]]>(
  sentence: string,
  ...rest: [...Arbitraries<T>, Predicate<T>]
) {
  declare(sentence, Math.max(10, Math.ceil(RUNS / 4)), 400, rest)
}

function declare(sentence: string, numRuns: number, eachMs: number, rest: readonly unknown[]) {
  const predicate = rest.at(-1) as Predicate<unknown[]>
  const arbitraries = rest.slice(0, -1) as [fc.Arbitrary<unknown>]
  test(sentence, { timeout: 20_000 + eachMs * numRuns }, async () => {
    await fc.assert(
      fc.asyncProperty(...arbitraries, async (...values: unknown[]) => (await predicate(...values)) !== false),
      {
        numRuns,
        ...(SEED === undefined ? {} : { seed: SEED }),
      },
    )
  })
}
