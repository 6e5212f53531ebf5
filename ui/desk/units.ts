/**
 * Units: amounts as people type them.
 * @module
 */

const ONE = 10n ** 18n

/** Smallest units of an amount as people type it; undefined if it is none. */
export function unitsOf(text: string): bigint | undefined {
  const [, whole, rest = ''] = /^\s*(\d{1,20})(?:[.,](\d{1,18}))?\s*$/.exec(text) ?? []
  return whole === undefined ? undefined : BigInt(whole) * ONE + BigInt(rest.padEnd(18, '0'))
}
