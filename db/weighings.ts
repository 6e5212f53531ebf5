/**
 * Weighings: verdicts that an attestor has been asked for and weighs when nobody waits for it, the longest asked first.
 * @module
 */
import { asc, eq, isNull } from 'drizzle-orm'
import type { Weighings } from '#ports'
import { inOneStroke, open } from './d1.ts'
import { weighings } from './schema.ts'

/** The weighings in a database. */
export function weighingsOf(d1: D1Database): Weighings {
  const db = open(d1)
  const of = (transcript: string) => eq(weighings.transcript, transcript)
  return {
    async ask(transcript, askedAt) {
      const [known] = await db.select().from(weighings).where(of(transcript))
      if (known?.why) {
        // Told once; asked again, it is weighed again.
        await inOneStroke(db, [db.delete(weighings).where(of(transcript))])
        return known.why
      }
      await inOneStroke(db, [db.insert(weighings).values({ transcript, askedAt }).onConflictDoNothing()])
      return undefined
    },
    async next() {
      const waiting = db.select().from(weighings).where(isNull(weighings.why))
      const [first] = await waiting.orderBy(asc(weighings.askedAt), asc(weighings.transcript)).limit(1)
      return first?.transcript
    },
    async end(transcript, why) {
      const ended = why === undefined ? db.delete(weighings) : db.update(weighings).set({ why })
      await inOneStroke(db, [ended.where(of(transcript))])
    },
  }
}
