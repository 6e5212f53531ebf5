/**
 * Pause: how long to wait before what failed is tried again.
 * @module
 */

const FIRST_SECONDS = 5
const LONGEST_SECONDS = 600

/** Seconds before the next attempt after `attempts` that failed: 5, 10, 20 … and ten minutes at most. */
export function pauseSeconds(attempts: number): number {
  return Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.min(Math.max(attempts - 1, 0), 10))
}
