/**
 * Post: summonses, handed to whoever forwards them to people. Sent at least once, so each carries an id that is the
 * same every time.
 * @module
 */
import type { Post } from '#ports'

const TIMEOUT_MS = 10_000

/** @param url - Where summonses go; null: nowhere, jurors look for themselves. */
export function postOf(url: string | null, { fetch: reach = fetch }: { fetch?: typeof fetch } = {}): Post {
  return {
    async summon(summons) {
      if (url === null) return
      const response = await reach(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'webhook-id': `${summons.disputeKey}:summon:${summons.panel}` },
        body: JSON.stringify({ type: 'summons', data: summons }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`post: expected ${url} to take a summons, got ${response.status}`)
    },
  }
}
