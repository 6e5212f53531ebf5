/**
 * Record: what a court's other dockets say of its jurors, for a question that trusts it. The server reads it when it is
 * asked, and an attestor reads its own copies before it signs.
 * @module
 */

import type { Streaks } from '#law/question/stated'
import { MOST_RECORD, streaksAt } from '#law/report/record'
import type { Ports } from '#ports'
import { type Digest, ZERO32 } from '#primitives/bytes'
import type { Instant } from '#primitives/time'

/** The page of disputes that were open at an instant, the newest first. */
export const upTo = (at: Instant): string => `${at + 1}.${ZERO32}`

/** Streaks in a court off chain by what was final at an instant, among the newest disputes that were open by then. */
export async function streaksOf(
  { books, docket }: Pick<Ports, 'books' | 'docket'>,
  court: Digest,
  at: Instant,
): Promise<Streaks> {
  const { keys } = await books.disputes(upTo(at), MOST_RECORD, { under: court })
  return streaksAt(await Promise.all(keys.map((key) => docket.load(key))), at)
}
