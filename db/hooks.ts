/**
 * Hooks: endpoints, messages, and what became of them.
 *
 * A message is kept once, in the bytes that are sent. That it is owed to an endpoint is a row of the outbox, in a
 * stream of the endpoint's own: slow or broken endpoints hold up nobody else, and a crash forgets none.
 * @module
 */
import { and, asc, desc, eq, lt, sql } from 'drizzle-orm'
import type { Delivery, Hooks, Message } from '#ports'
import { inOneStroke, insertAll, insist, isTaken, keepAll, listed, open } from './d1.ts'
import { endpoints, messages, onces, sendings } from './schema.ts'

/** The hooks in a database. */
export function hooksOf(d1: D1Database): Hooks {
  const db = open(d1)
  return {
    async add(endpoint, once) {
      try {
        await inOneStroke(db, [...insertAll(db, onces, [once]), ...insertAll(db, endpoints, [endpoint])])
        return once
      } catch (error) {
        if (!isTaken(error, onces)) throw error
      }
      const [kept] = await db
        .select()
        .from(onces)
        .where(and(eq(onces.owner, once.owner), eq(onces.key, once.key)))
      return kept?.fingerprint === once.fingerprint ? kept : 'reused'
    },

    async find(id) {
      const [row] = await db.select().from(endpoints).where(eq(endpoints.id, id))
      return row
    },

    of: (account) =>
      db
        .select()
        .from(endpoints)
        .where(eq(endpoints.account, account))
        .orderBy(asc(endpoints.madeAt), asc(endpoints.id)),

    async change(id, change) {
      await insist(() => db.update(endpoints).set(change).where(eq(endpoints.id, id)))
    },

    async remove(id) {
      await inOneStroke(db, [
        db.delete(endpoints).where(eq(endpoints.id, id)),
        db.run(sql`DELETE FROM outbox WHERE stream = ${`post:${id}`}`),
      ])
    },

    async publish(said, now) {
      const rows = said.map(({ about, ...message }) => ({ ...message, ...(about ?? NOTHING) }))
      const ids = said.map(({ id }) => id)
      await inOneStroke(db, [...keepAll(db, messages, rows), db.run(owed(ids, now))])
    },

    async message(seq) {
      const [row] = await db.select().from(messages).where(eq(messages.seq, seq))
      return row && spoken(row)
    },

    async attempted(attempt) {
      await inOneStroke(db, keepAll(db, sendings, [attempt]))
    },

    attempts: (endpoint, limit, seq) =>
      db
        .select()
        .from(sendings)
        .where(and(eq(sendings.endpoint, endpoint), seq === undefined ? undefined : eq(sendings.seq, seq)))
        .orderBy(desc(sendings.at), desc(sendings.seq))
        .limit(limit),

    async deliveries(endpoint, limit, before, state) {
      const below = before === undefined ? sql`` : sql`AND o."of" < ${before}`
      const only = state === undefined ? sql`` : sql`AND o.state = ${state}`
      return db.all<Delivery>(sql`
        SELECT o."of" AS seq, m.id AS id, m.type AS type, o.state AS state, o.due_at AS nextAt, o.why AS why
        FROM outbox AS o JOIN messages AS m ON m.seq = o."of"
        WHERE o.stream = ${`post:${endpoint}`} ${below} ${only} ORDER BY o."of" DESC LIMIT ${limit}`)
    },

    async replay(endpoint, from, to, now) {
      const rows = await db.all<{ id: string }>(sql`
        UPDATE outbox SET state = 'armed', due_at = ${now}, attempts = 0, lease = NULL, lease_until = NULL, why = NULL
        WHERE stream = ${`post:${endpoint}`} AND "of" BETWEEN ${from} AND ${to} RETURNING id`)
      return rows.length
    },

    async prune(before) {
      await inOneStroke(db, [
        db.run(sql`DELETE FROM outbox WHERE kind = 'send' AND "of" IN (SELECT seq FROM messages WHERE at < ${before})`),
        db.delete(messages).where(lt(messages.at, before)),
        db.delete(sendings).where(lt(sendings.at, before)),
      ])
    },
  }
}

const NOTHING = { dispute: null, court: null, arbitrable: null }

/** A delivery for each endpoint that hears one of these messages, unless it is owed already. */
function owed(ids: readonly string[], now: number) {
  return sql`
    INSERT INTO outbox (id, stream, kind, "of", due_at)
    SELECT 'post:' || e.id || ':' || m.seq, 'post:' || e.id, 'send', m.seq, ${now}
    FROM messages AS m JOIN endpoints AS e ON e.state = 'active'
    WHERE m.id IN ${listed(ids)}
      AND (m.endpoint IS NULL OR m.endpoint = e.id)
      AND (m.recipient IS NULL OR m.recipient = e.account)
      AND (m.endpoint IS NOT NULL OR e.types = '[]' OR EXISTS (
        SELECT 1 FROM json_each(e.types)
        WHERE value = m.type OR (value LIKE '%.*' AND substr(m.type, 1, length(value) - 1) = substr(value, 1, length(value) - 1))))
      AND (e.dispute IS NULL OR e.dispute = m.dispute)
      AND (e.court IS NULL OR e.court = m.court)
      AND (e.arbitrable IS NULL OR e.arbitrable = m.arbitrable)
    ON CONFLICT DO NOTHING`
}

function spoken(row: typeof messages.$inferSelect): Message & { seq: number } {
  const { dispute, court, arbitrable, ...message } = row
  const about = dispute && arbitrable && court !== null ? { dispute, court, arbitrable } : null
  return { ...message, about }
}
