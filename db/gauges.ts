/**
 * Gauges: how late the court is, read from its own books.
 * @module
 */
import { desc, sql } from 'drizzle-orm'
import type { Gauges } from '#ports'
import { open } from './d1.ts'
import { cursor, postings } from './schema.ts'

type Row = { kind: string; state: 'armed' | 'parked'; count: number; oldest: number; why: string | null }

/** The gauges of a database. */
export function gaugesOf(d1: D1Database): Gauges {
  const db = open(d1)
  return {
    async read(now) {
      const [[block], [posting], rows, [waiting], [endpoints]] = await Promise.all([
        db.select().from(cursor).orderBy(desc(cursor.step)).limit(1),
        db.select().from(postings).orderBy(desc(postings.serial)).limit(1),
        db.all<Row>(sql`
          SELECT kind, state, count(*) AS count, min(due_at) AS oldest, max(why) AS why FROM outbox
          WHERE state = 'parked' OR (state = 'armed' AND due_at <= ${now}) GROUP BY kind, state`),
        db.all<{ count: number }>(sql`SELECT count(*) AS count FROM chain_logs WHERE state = 'waiting'`),
        db.all<{ active: number; disabled: number }>(sql`
          SELECT coalesce(sum(state = 'active'), 0) AS active, coalesce(sum(state = 'disabled'), 0) AS disabled FROM endpoints`),
      ])
      return {
        block: block ? { number: block.number, at: block.at } : null,
        posting: posting ? { serial: posting.serial, at: posting.at } : null,
        waitingFilings: waiting?.count ?? 0,
        endpoints: { active: endpoints?.active ?? 0, disabled: endpoints?.disabled ?? 0 },
        effects: rows,
      }
    },
  }
}
