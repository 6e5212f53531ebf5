/**
 * Clock: what time it is. The court's clock is the wall's; in a local world it is the chain's, which moves by hand.
 * @module
 */
import type { Instant } from '#primitives/time'
import type { Way } from './chain.ts'

/** Seconds by the machine's clock, rounded down. */
export function wallClock(): () => Promise<Instant> {
  return async () => Math.floor(Date.now() / 1000)
}

/** The time of the newest block. Only for chains that nobody else uses. */
export function chainClock(client: Way): () => Promise<Instant> {
  return async () => Number((await client.getBlock({ blockTag: 'latest' })).timestamp)
}
