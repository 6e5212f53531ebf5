/**
 * Look: the present truth about an effect's dispute. An effect is a wake-up; what it leads to is decided by this.
 * @module
 */
import type { Asked } from '#law/ask'
import { type Dispute, isOpened, unfold } from '#law/dispute'
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
  const dispute = unfold(entries)
  if (!isOpened(dispute) || dispute.void !== undefined) return undefined
  return { dispute, entries, sitting: dispute.sittings.find(({ panel }) => panel === of) }
}

/** What an account asks for, while no dispute has come of it. */
export async function lookAsked(
  { docket }: Pick<Ports, 'docket'>,
  { stream }: Pick<LeasedEffect, 'stream'>,
): Promise<Asked | undefined> {
  const asked = unfold(await docket.load(stream as Digest))
  return asked === undefined || isOpened(asked) || asked.void !== undefined ? undefined : asked
}
