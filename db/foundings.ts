/**
 * Foundings: courts off chain and their versions. The primary key is the lock: one version of a number, for ever.
 * @module
 */
import { and, asc, desc, eq, gt, max } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Foundings } from '#ports'
import { inOneStroke, keepAll, open } from './d1.ts'
import { foundings } from './schema.ts'

/** The foundings in a database. */
export function foundingsOf(d1: D1Database): Foundings {
  const db = open(d1)
  return {
    async keep(founded) {
      await inOneStroke(db, keepAll(db, foundings, [founded]))
      const kept = await this.version(founded.court, founded.version)
      if (!kept) throw new Error(`foundings: expected version ${founded.version} of ${founded.court}, got none`)
      return kept
    },

    async newest(court) {
      const [row] = await db
        .select()
        .from(foundings)
        .where(eq(foundings.court, court))
        .orderBy(desc(foundings.version))
        .limit(1)
      return row
    },

    async version(court, version) {
      const [row] = await db
        .select()
        .from(foundings)
        .where(and(eq(foundings.court, court), eq(foundings.version, version)))
      return row
    },

    after(court, most) {
      const others = alias(foundings, 'others')
      const newest = db
        .select({ version: max(others.version) })
        .from(others)
        .where(eq(others.court, foundings.court))
      return db
        .select()
        .from(foundings)
        .where(and(gt(foundings.court, court), eq(foundings.version, newest)))
        .orderBy(asc(foundings.court))
        .limit(most)
    },
  }
}
