/**
 * Ruling: waits for one, and believes it only as far as it can be checked without asking the court again.
 * @module
 */
import { type Anchors, readAnchors } from '#law/anchors'
import type { Transcript } from '#law/transcript'
import { type Verification, verify } from '#law/verify'
import { Refused } from './http.ts'
import type { DisputeName, DisputeView, Venire } from './venire.ts'

const POLL_MS = 1000

export type FinalRuling = { dispute: DisputeView; ruling: number; panel: number }

/** The ruling didn't come in the time given. */
export class RulingAwaited extends Error {
  override readonly name = 'RulingAwaited'
}
/** The transcript doesn't hold up, or not on what the reader believes. */
export class NotVerified extends Error {
  override readonly name = 'NotVerified'
  readonly verification: Verification
  constructor(verification: Verification, why: string) {
    const failed = verification.claims.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`)
    super(`ruling: expected a transcript that holds up, got ${failed.join('; ') || why}`)
    this.verification = verification
  }
}

type Waiting = { timeoutMs?: number; pollMs?: number; signal?: AbortSignal }

/**
 * Waits until the ruling is final on chain.
 * @param options.timeoutMs - How long; as long as it takes by default. @throws RulingAwaited after that.
 */
export function waitForRuling(court: Venire, name: DisputeName, options: Waiting = {}): Promise<FinalRuling> {
  return until(options, 'one', async () => {
    const dispute = await court.dispute(name).catch((error: unknown) => {
      // Opened on chain, and not on a docket yet: the court waits for blocks on top.
      if (error instanceof Refused && error.code === 'UnknownDispute') return undefined
      throw error
    })
    return dispute?.ruling && { dispute, ruling: dispute.ruling.ruling, panel: dispute.sittings.at(-1)!.panel }
  })
}

/**
 * The transcript of a panel, once it says that k attestors signed the final ruling: some seconds after it is on chain.
 * @throws RulingAwaited after `options.timeoutMs`.
 */
export function waitForTranscript(
  court: Venire,
  name: DisputeName,
  panel: number,
  options: Waiting = {},
): Promise<string> {
  return until(options, 'one that attestors signed as final', async () => {
    const file = await court.transcript(name, panel)
    return (JSON.parse(file) as Transcript).final ? file : undefined
  })
}

async function until<T>(options: Waiting, what: string, look: () => Promise<T | undefined>): Promise<T> {
  const { timeoutMs = Number.POSITIVE_INFINITY, pollMs = POLL_MS, signal } = options
  for (const startedMs = Date.now(); ; ) {
    signal?.throwIfAborted()
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() - startedMs >= timeoutMs) throw new RulingAwaited(`ruling: expected ${what} within ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/** Re-runs everything that a transcript says, offline. Never throws for what is wrong with it: see its `claims`. */
export function verifyTranscript(file: string | Uint8Array, anchors: unknown = {}): Verification {
  return verify(file, readAnchors(anchors))
}

/**
 * The final ruling, if the transcript holds up and attestors whom the reader trusts signed both its verdict and that the
 * ruling is final. A verdict alone is no ruling: it may have been appealed or voided since, and nothing in an older
 * file says so. A roll alone vouches for who was drawn, and for nothing that was cast.
 * @param anchors - What the reader believes beforehand: `chainId`, `arbitrator`, `attestors`, `beacon`.
 * @throws NotVerified otherwise.
 */
export function verifyRuling(file: string | Uint8Array, anchors: Anchors): number {
  const verification = verifyTranscript(file, anchors)
  const { ok, vouched, transcript } = verification
  const signed = ok && vouched !== 'nobody' && anchors.attestors !== undefined && transcript?.attestations.length
  if (!signed) throw new NotVerified(verification, 'one that no attestors of yours vouch for')
  const rule = transcript.afterwards.entries.findLast((entry) => entry.kind === 'rule')
  if (!transcript.final || rule?.kind !== 'rule')
    throw new NotVerified(verification, 'a verdict of which nobody has signed that it is final')
  return Number(rule.body.ruling)
}
