/**
 * Outbox: what has to be done and when, as rows. A row is a wake-up; whoever leases it looks at the present truth.
 *
 * A stream has one lease at a time, and among its due effects the one that was due first goes first; effects due at
 * one instant go in the order in which they were first armed. One that was put off lets later ones pass: an expiry
 * must not wait behind a summons that doesn't get through.
 * @module
 */
import { and, eq, sql } from 'drizzle-orm'
import type { Effect } from '#law/effects'
import type { LeasedEffect, Outbox } from '#ports'
import { type Db, inOneStroke, insertAll, insist, keepAll, open, type Statement } from './d1.ts'
import { outbox } from './schema.ts'

/** How long a lease lasts: longer than any errand, short enough for a crash to heal by itself. */
export const LEASE_SECONDS = 120

/** The outbox in a database. */
export function outboxOf(d1: D1Database): Outbox {
  const db = open(d1)
  const mine = ({ id, lease }: LeasedEffect) => and(eq(outbox.id, id), eq(outbox.lease, lease))
  const free = { lease: null, leaseUntil: null }

  return {
    async add(effects) {
      await inOneStroke(db, keepAll(db, outbox, effects))
    },

    async lease(now, limit, stream) {
      const lease = crypto.randomUUID()
      const whose =
        stream === undefined
          ? sql`AND stream NOT LIKE 'post:%'`
          : stream === 'post'
            ? sql`AND stream LIKE 'post:%'`
            : sql`AND stream = ${stream}`
      // One statement, so two callers can't take the same. A lease answered into the void runs out by itself.
      const taken = await db.all<Effect & { due_at: number; attempts: number }>(sql`
        UPDATE outbox SET lease = ${lease}, lease_until = ${now + LEASE_SECONDS}, attempts = attempts + 1
        WHERE id IN (
          SELECT id FROM (
            SELECT id, due_at, rowid, row_number() OVER (PARTITION BY stream ORDER BY due_at, rowid) AS turn
            FROM outbox
            WHERE state = 'armed' AND due_at <= ${now} ${whose}
              AND stream NOT IN (SELECT stream FROM outbox WHERE lease IS NOT NULL AND lease_until > ${now})
          ) WHERE turn = 1 ORDER BY due_at, rowid LIMIT ${limit}
        ) RETURNING id, stream, kind, "of", due_at, attempts`)
      return taken
        .map(({ id, stream, kind, of, due_at, attempts }) => ({ id, stream, kind, of, dueAt: due_at, attempts, lease }))
        .toSorted((a, b) => a.dueAt - b.dueAt)
    },

    async settle(effect, outcome) {
      await insist(async () => {
        switch (outcome.kind) {
          case 'done':
            return db
              .update(outbox)
              .set({ ...free, state: 'done', why: null })
              .where(mine(effect))
          case 'again':
            return db
              .update(outbox)
              .set({ ...free, dueAt: outcome.at, why: outcome.why })
              .where(mine(effect))
          case 'parked':
            return db
              .update(outbox)
              .set({ ...free, state: 'parked', why: outcome.why })
              .where(mine(effect))
        }
      })
    },

    async nextAt(stream) {
      const whose = stream === 'post' ? sql`stream LIKE 'post:%'` : eq(outbox.stream, stream)
      const wakeAt = sql<number | null>`min(max(${outbox.dueAt}, coalesce(${outbox.leaseUntil}, 0)))`
      const [row] = await db
        .select({ at: wakeAt })
        .from(outbox)
        .where(and(whose, eq(outbox.state, 'armed')))
      return row?.at ?? undefined
    },
  }
}

/**
 * Arms effects, as part of the stroke that writes the entries they follow from. One of the same id is armed anew at
 * its new instant whatever became of it, and a lease on the old one ends nothing any more.
 */
export function arming(db: Db, effects: readonly Effect[]): Statement[] {
  return insertAll(
    db,
    outbox,
    effects,
    sql`ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, state = 'armed', attempts = 0,
      lease = NULL, lease_until = NULL, why = NULL`,
  )
}
