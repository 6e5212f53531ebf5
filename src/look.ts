/**
 * Look: the present truth about an effect's dispute. An effect is a wake-up; what it leads to is decided by this.
 * @module
 */
import { type Dispute, replay } from '#law/dispute'
import type { Entry } from '#law/filing'
import type { Sitting } from '#law/sitting'
import type { LeasedEffect, Ports } from '#ports'
import type { Digest } from '#primitives/bytes'

/** The dispute of an effect, with the sitting it is about. */
export async function look(
  { docket }: Pick<Ports, 'docket'>,
  { stream, of }: Pick<LeasedEffect, 'stream' | 'of'>,
): Promise<{ dispute: Dispute; entries: Entry[]; sitting: Sitting | undefined } | undefined> {
  const entries = await docket.load(stream as Digest)
  const dispute = replay(entries)
  if (!dispute || dispute.void !== undefined) return undefined
  return { dispute, entries, sitting: dispute.sittings.find(({ panel }) => panel === of) }
}
