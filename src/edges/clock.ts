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

/** Moves the time of a chain that nobody else uses. @returns the time of its newest block after that. */
export async function turn(client: Way, seconds: number): Promise<Instant> {
  const any = client.request as (call: { method: string; params: unknown[] }) => Promise<unknown>
  await any({ method: 'evm_setNextBlockTimestamp', params: [(await chainClock(client)()) + seconds] })
  await any({ method: 'evm_mine', params: [] })
  return chainClock(client)()
}

/** The time of the newest block. Only for chains that nobody else uses. */
export function chainClock(client: Way): () => Promise<Instant> {
  return async () => Number((await client.getBlock({ blockTag: 'latest' })).timestamp)
}
