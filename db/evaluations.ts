/**
 * Evaluations: what came of asking each attestor, for a year.
 * @module
 */
import { desc, lt } from 'drizzle-orm'
import type { Evaluations } from '#ports'
import { inOneStroke, insertAll, open } from './d1.ts'
import { attestorAnswers } from './schema.ts'

const KEPT_SECONDS = 366 * 86_400

/** The evaluations of a database. */
export function evaluationsOf(d1: D1Database): Evaluations {
  const db = open(d1)
  return {
    async keep(asked) {
      const [first] = asked
      if (!first) return
      await inOneStroke(db, [
        ...insertAll(db, attestorAnswers, asked),
        db.delete(attestorAnswers).where(lt(attestorAnswers.at, first.at - KEPT_SECONDS)),
      ])
    },
    newest: (limit) => db.select().from(attestorAnswers).orderBy(desc(attestorAnswers.at)).limit(limit),
  }
}
