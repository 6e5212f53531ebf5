/**
 * Intents: what the teller has undertaken, and every transaction it has signed for it, written before any is
 * broadcast. After a crash the same bytes go out again; a second transaction for one intent never comes to be.
 *
 * A unique index lets an account have one open intent: with at most one unconfirmed nonce, no gap can jam it.
 * @module
 */
import { and, asc, eq, ne } from 'drizzle-orm'
import type { Attempt, Intent, Intents } from '#ports'
import { type Db, inOneStroke, insertAll, insist, isTaken, keepAll, open } from './d1.ts'
import { attempts, intents } from './schema.ts'

/** The intents in a database. */
export function intentsOf(d1: D1Database): Intents {
  const db = open(d1)
  return {
    async find(id) {
      const [row] = await db.select().from(intents).where(eq(intents.id, id))
      return row && withAttempts(db, row)
    },

    async open(account) {
      const [row] = await db
        .select()
        .from(intents)
        .where(and(eq(intents.account, account), eq(intents.state, 'open')))
      return row && withAttempts(db, row)
    },

    async begin(intent, attempt) {
      try {
        await inOneStroke(db, [
          ...insertAll(db, intents, [{ ...intent, state: 'open' }]),
          ...insertAll(db, attempts, [rowOf(intent.id, attempt)]),
        ])
        return 'kept'
      } catch (error) {
        if (isTaken(error, intents)) return 'conflict'
        throw error
      }
    },

    async raise(id, attempt) {
      await inOneStroke(db, keepAll(db, attempts, [rowOf(id, attempt)]))
    },

    async sent(hash, at) {
      await insist(async () => db.update(attempts).set({ sentAt: at }).where(eq(attempts.hash, hash)))
    },

    async end(id, state, why) {
      await insist(async () =>
        db
          .update(intents)
          .set({ state, why: why ?? null })
          .where(eq(intents.id, id)),
      )
    },

    async forget(id) {
      await inOneStroke(db, [
        db.delete(attempts).where(eq(attempts.intent, id)),
        db.delete(intents).where(and(eq(intents.id, id), ne(intents.state, 'confirmed'))),
      ])
    },
  }
}

function rowOf(intent: string, { raw, hash, fees, signedAt, sentAt }: Attempt): typeof attempts.$inferInsert {
  return { intent, raw, hash, ...fees, signedAt, sentAt: sentAt ?? null }
}

async function withAttempts(db: Db, row: typeof intents.$inferSelect): Promise<Intent> {
  const signed = await db
    .select()
    .from(attempts)
    .where(eq(attempts.intent, row.id))
    .orderBy(asc(attempts.signedAt), asc(attempts.maxFeePerGas))
  return {
    ...row,
    why: row.why ?? undefined,
    attempts: signed.map(({ raw, hash, maxFeePerGas, maxPriorityFeePerGas, signedAt, sentAt }) => ({
      raw,
      hash,
      fees: { maxFeePerGas, maxPriorityFeePerGas },
      signedAt,
      sentAt: sentAt ?? undefined,
    })),
  }
}
