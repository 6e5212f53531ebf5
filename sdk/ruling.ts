/**
 * Ruling: waits for one, and believes it only as far as it can be checked without asking the court again.
 * @module
 */
import { type Anchors, readAnchors } from '#law/anchors'
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
  constructor(verification: Verification) {
    const failed = verification.claims.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`)
    super(`ruling: expected a transcript that holds up, got ${failed.join('; ') || 'one that nobody vouches for'}`)
    this.verification = verification
  }
}

/**
 * Waits until the ruling is final on chain.
 * @param options.timeoutMs - How long; as long as it takes by default. @throws RulingAwaited after that.
 */
export async function waitForRuling(
  court: Venire,
  name: DisputeName,
  options: { timeoutMs?: number; pollMs?: number; signal?: AbortSignal } = {},
): Promise<FinalRuling> {
  const { timeoutMs = Number.POSITIVE_INFINITY, pollMs = POLL_MS, signal } = options
  for (const startedMs = Date.now(); ; ) {
    signal?.throwIfAborted()
    const dispute = await court.dispute(name).catch((error: unknown) => {
      // Opened on chain, and not on a docket yet: the court waits for blocks on top.
      if (error instanceof Refused && error.code === 'UnknownDispute') return undefined
      throw error
    })
    if (dispute?.ruling) return { dispute, ruling: dispute.ruling.ruling, panel: dispute.sittings.at(-1)!.panel }
    if (Date.now() - startedMs >= timeoutMs) throw new RulingAwaited(`ruling: expected one within ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/** Re-runs everything that a transcript says, offline. Never throws for what is wrong with it: see its `claims`. */
export function verifyTranscript(file: string | Uint8Array, anchors: unknown = {}): Verification {
  return verify(file, readAnchors(anchors))
}

/**
 * The ruling of a transcript, if it holds up and somebody whom the reader trusts vouches for it.
 * @param anchors - What the reader believes beforehand: `chainId`, `arbitrator`, `attestors`, `beacon`.
 * @throws NotVerified otherwise.
 */
export function verifyRuling(file: string | Uint8Array, anchors: Anchors): number {
  const verification = verifyTranscript(file, anchors)
  const { ok, vouched, transcript } = verification
  if (!ok || vouched === 'nobody' || !transcript) throw new NotVerified(verification)
  return Number(transcript.verdict.ruling)
}
