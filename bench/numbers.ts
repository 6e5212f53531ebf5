/**
 * Numbers: what was measured, under sentences that say what it is.
 * @module
 */
export type Numbers = Record<string, number | string>

/** The middle one, with at most one decimal. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(10 * sorted[Math.floor(sorted.length / 2)]!) / 10
}
