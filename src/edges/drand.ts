/**
 * Drand: beacon rounds from several relays. The first answer that verifies wins.
 *
 * A relay needs no trust: its answer is checked against the network's key, and one that lies, errs, or sends another
 * round is passed over. Nothing unverified ever leaves this file.
 * @module
 */
import type { Beacon } from '#ports'
import { type BeaconChain, isBeaconSignature, QUICKNET } from '#primitives/beacon'
import { type Hex, isHex } from '#primitives/bytes'

/** Milliseconds until a relay that doesn't answer counts as silent. */
const TIMEOUT_MS = 5_000

/** What a relay's answer comes to. */
type Answer = { signature: Hex } | { notYet: true } | { why: string }

/**
 * @param relays - Base addresses; a round is at `{relay}/public/{round}`.
 * @param network - Whose signatures count.
 */
export function drand(
  relays: readonly string[],
  network: BeaconChain = QUICKNET,
  { fetch: reach = fetch, timeoutMs = TIMEOUT_MS }: { fetch?: typeof fetch; timeoutMs?: number } = {},
): Beacon {
  return {
    async signature(beaconRound) {
      const over = new AbortController()
      const signal = AbortSignal.any([over.signal, AbortSignal.timeout(timeoutMs)])
      const others: Answer[] = []
      const asked = relays.map(async (relay) => {
        const answer = await ask(reach, relay, network, beaconRound, signal)
        if ('signature' in answer) return answer.signature
        others.push(answer)
        throw new Error('why' in answer ? answer.why : `${relay} doesn't have it yet`)
      })
      try {
        return await Promise.any(asked)
      } catch (cause) {
        // One relay that knows the round isn't out is enough to come back later; if none could say, the world failed.
        if (others.some((answer) => 'notYet' in answer)) return undefined
        throw new Error(`drand: expected beacon round ${beaconRound} from one of ${relays.length} relays`, { cause })
      } finally {
        over.abort()
      }
    },
  }
}

async function ask(
  reach: typeof fetch,
  relay: string,
  network: BeaconChain,
  beaconRound: number,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const response = await reach(`${relay}/public/${beaconRound}`, { signal })
    // 404 and 425 are what relays say of a round in the future.
    if (response.status === 404 || response.status === 425) return { notYet: true }
    if (!response.ok) return { why: `${relay} answered ${response.status}` }
    const { round, signature } = (await response.json()) as { round?: unknown; signature?: unknown }
    const hex = `0x${String(signature)}`
    if (round !== beaconRound || !isHex(hex, 48)) return { why: `${relay} answered with another round` }
    return isBeaconSignature(network, beaconRound, hex) ? { signature: hex } : { why: `${relay} lied` }
  } catch (error) {
    return { why: `${relay}: ${error instanceof Error ? error.message : String(error)}` }
  }
}
