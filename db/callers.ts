/**
 * Callers: texts that were issued for signing, and the keys that came of them. Secrets are kept as hashes only.
 * @module
 */
import { and, asc, eq, gt, lte, or, sql } from 'drizzle-orm'
import type { Callers, KnownKey, NewKey } from '#ports'
import { type Db, inOneStroke, insertAll, open } from './d1.ts'
import { keys, onces, words } from './schema.ts'

/** How long the answer to a request is kept for its repetition. */
const ONCE_SECONDS = 3 * 86_400

/** The callers in a database. */
export function callersOf(d1: D1Database): Callers {
  const db = open(d1)
  return {
    async issue(issued) {
      await inOneStroke(db, insertAll(db, words, [issued], sql`ON CONFLICT DO NOTHING`))
    },

    async wordsOf(hash, now) {
      const [row] = await db
        .select({ account: words.account })
        .from(words)
        .where(and(eq(words.hash, hash), gt(words.endsAt, now)))
      return row?.account
    },

    async enter(hash, key) {
      // The key comes to be only while the words are there, and they go with it: two who are quick can't both enter.
      const { id, account, name, scopes, madeAt, endsAt } = key
      await inOneStroke(db, [
        db.run(sql`INSERT INTO ${keys} (id, account, name, scopes, hash, made_at, ends_at)
          SELECT ${id}, ${account}, ${name}, ${JSON.stringify(scopes)}, ${key.hash}, ${madeAt}, ${endsAt}
          FROM words WHERE hash = ${hash} AND account = ${account} AND ends_at > ${madeAt} ON CONFLICT DO NOTHING`),
        db.delete(words).where(eq(words.hash, hash)),
      ])
      return (await byHash(db, key.hash, madeAt)) !== undefined
    },

    key: (hash, now) => byHash(db, hash, now),

    async keys(account, now) {
      const rows = await db
        .select()
        .from(keys)
        .where(and(eq(keys.account, account), gt(keys.endsAt, now)))
        .orderBy(asc(keys.madeAt), asc(keys.id))
      return rows.map(known)
    },

    async add(key: NewKey) {
      await inOneStroke(db, insertAll(db, keys, [key]))
    },

    async rotate(id, account, hash, formerUntil) {
      const mine = and(eq(keys.id, id), eq(keys.account, account))
      const rows = await db
        .update(keys)
        .set({ formerHash: keys.hash, formerUntil, hash })
        .where(mine)
        .returning({ id: keys.id })
      return rows.length > 0
    },

    async end(id, account) {
      const rows = await db
        .delete(keys)
        .where(and(eq(keys.id, id), eq(keys.account, account)))
        .returning({ id: keys.id })
      return rows.length > 0
    },

    async once(owner, key) {
      const [row] = await db
        .select()
        .from(onces)
        .where(and(eq(onces.owner, owner), eq(onces.key, key)))
      return row
    },

    async prune(now) {
      await inOneStroke(db, [
        db.delete(words).where(lte(words.endsAt, now)),
        db.delete(keys).where(lte(keys.endsAt, now)),
        db.delete(onces).where(lte(onces.at, now - ONCE_SECONDS)),
      ])
    },
  }
}

async function byHash(db: Db, hash: NewKey['hash'], now: number): Promise<KnownKey | undefined> {
  const [row] = await db
    .select()
    .from(keys)
    .where(
      and(gt(keys.endsAt, now), or(eq(keys.hash, hash), and(eq(keys.formerHash, hash), gt(keys.formerUntil, now)))),
    )
    .limit(1)
  return row && known(row)
}

const known = ({ id, account, name, scopes, madeAt, endsAt }: typeof keys.$inferSelect): KnownKey => ({
  id,
  account,
  name,
  scopes,
  madeAt,
  endsAt,
})
