/**
 * Lineage: the courts above one, and which of their versions a dispute pins when it opens.
 *
 * An appeal past the jump size sits in the parent, under the version that was in force before the dispute opened. So an
 * opening needs the parent's policy as it needs its own, as far up as appeals can lead.
 * @module
 */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { CourtAbove } from '#law/filing'
import type { Policy } from '#law/policy'
import type { Instant } from '#primitives/time'
import type { Db } from './d1.ts'

/** As far up as appeals can lead: the most that the contracts let a court allow. */
const MOST_ABOVE = 16

/** A court above another with its versions as far as they are known, oldest first; without a policy where none is kept. */
type Above = { court: number; versions: readonly { version: number; adoptedAt: Instant; policy?: Policy }[] }

/** The courts above `court`, nearest first. */
export async function courtsAbove(db: Db, court: number): Promise<readonly Above[]> {
  const rows = await db.all<{ court: number; version: number; adoptedAt: Instant; policy: string | null }>(sql`
    ${line(sql`${court}`)}
    SELECT line.court, v.version, v.adopted_at AS adoptedAt, p.policy FROM line
      JOIN court_versions AS v ON v.court = line.court LEFT JOIN policies AS p ON p.hash = v.policy_hash
      ORDER BY line.step, v.version`)
  const above = new Map<number, Above['versions'][number][]>()
  for (const { court: id, version, adoptedAt, policy } of rows) {
    const versions = above.get(id) ?? []
    versions.push({ version, adoptedAt, ...(policy === null ? {} : { policy: JSON.parse(policy) as Policy }) })
    above.set(id, versions)
  }
  return [...above].map(([id, versions]) => ({ court: id, versions }))
}

/** What a dispute that opened at `openedAt` pins of the courts above; undefined while a policy is missing. */
export function pinnedAbove(above: readonly Above[], openedAt: Instant, appeals: number): CourtAbove[] | undefined {
  const pinned = above.slice(0, appeals).map(({ court, versions }) => {
    const { version, policy } = versions.findLast(({ adoptedAt }) => adoptedAt < openedAt) ?? versions[0]!
    return policy && { court: String(court), version: String(version), policy }
  })
  return pinned.every((each) => each !== undefined) ? pinned : undefined
}

/** True of a court of which every policy is kept that a dispute opened at `openedAt` under `terms` may come to need. */
export function isLineageKnown(court: SQLWrapper, terms: SQLWrapper, openedAt: SQLWrapper): SQL {
  return sql`NOT EXISTS (${line(court)}
    SELECT 1 FROM line JOIN court_versions AS v ON v.court = line.court
      LEFT JOIN policies AS p ON p.hash = v.policy_hash
      WHERE p.hash IS NULL AND line.step <= ${appealsIn(terms)} AND v.version = (
        SELECT max(w.version) FROM court_versions AS w
          WHERE w.court = v.court AND (w.adopted_at < ${openedAt} OR w.version = 1)))`
}

/** The courts above one with their distance from it, as a table `line`. A root is its own parent. */
function line(court: SQLWrapper): SQL {
  return sql`WITH RECURSIVE line (court, step) AS (
    SELECT c.parent, 1 FROM courts AS c WHERE c.court = ${court} AND c.parent <> c.court
    UNION ALL
    SELECT c.parent, line.step + 1 FROM line JOIN courts AS c ON c.court = line.court
      WHERE c.parent <> c.court AND line.step < ${MOST_ABOVE})`
}

/** `appeals` out of a court's terms, which are kept as the chain encodes them: the last two digits of the tenth word. */
function appealsIn(terms: SQLWrapper): SQL {
  const digit = (at: number) => sql`(instr('0123456789abcdef', substr(${terms}, ${at}, 1)) - 1)`
  return sql`(16 * ${digit(641)} + ${digit(642)})`
}
