/**
 * Oaths: what an attestor has put its name to. Written before the signature leaves the house, so that a crash in
 * between can't make it say two things.
 * @module
 */
import { eq } from 'drizzle-orm'
import type { Oaths } from '#ports'
import { inOneStroke, keepAll, open } from './d1.ts'
import { oaths } from './schema.ts'

/** The oaths in a database. */
export function oathsOf(d1: D1Database): Oaths {
  const db = open(d1)
  const sworn = async (subject: string) => {
    const [row] = await db.select().from(oaths).where(eq(oaths.subject, subject))
    return row?.said
  }
  return {
    sworn,
    async swear(subject, said) {
      await inOneStroke(db, keepAll(db, oaths, [{ subject, said }]))
      return (await sworn(subject)) === said
    },
  }
}
