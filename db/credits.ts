/**
 * Credits: what accounts have prepaid, as the chain tells it, less what their disputes off chain may still cost.
 *
 * A dispute holds its price from the ask on, in the same stroke as its first entry, until the charge for it is seen on
 * chain or it is clear that none will come. Sums are made here: SQLite's integers are too small for wei.
 * @module
 */
import { and, desc, eq, isNull, max } from 'drizzle-orm'
import type { Credits } from '#ports'
import { open } from './d1.ts'
import { charges, credits, holds } from './schema.ts'

/** The credits in a database. */
export function creditsOf(d1: D1Database): Credits {
  const db = open(d1)
  return {
    async of(account) {
      // The number first: a hold that comes between the readings makes it stale, and its writer counts again.
      const [last] = await db
        .select({ number: max(holds.number) })
        .from(holds)
        .where(eq(holds.account, account))
      const [newest] = await db
        .select({ credit: credits.credit })
        .from(credits)
        .where(eq(credits.account, account))
        .orderBy(desc(credits.place))
        .limit(1)
      const held = await db
        .select({ wei: holds.wei })
        .from(holds)
        .leftJoin(charges, eq(charges.disputeId, holds.disputeId))
        .where(and(eq(holds.account, account), eq(holds.released, false), isNull(charges.disputeId)))
      const free = held.reduce((left, { wei }) => left - wei, newest?.credit ?? 0n)
      return { free: free > 0n ? free : 0n, nextHold: (last?.number ?? 0) + 1 }
    },

    async deliverer(disputeId) {
      const [row] = await db
        .select({ deliverer: charges.deliverer })
        .from(charges)
        .where(eq(charges.disputeId, disputeId))
      return row?.deliverer
    },
  }
}
