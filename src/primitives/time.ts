/**
 * Time: instants are whole seconds since the Unix epoch, and always an argument.
 * @module
 */

/** Seconds since the Unix epoch. */
export type Instant = number

/** The earliest of some instants, undefined standing for never. */
export function earliest(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.reduce(
    (first, at) => (at !== undefined && (first === undefined || at < first) ? at : first),
    undefined,
  )
}
