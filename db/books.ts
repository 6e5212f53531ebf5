/**
 * Books: what readers ask of the archive. Nothing here decides anything, and nothing but policies is written.
 * @module
 */
import { and, asc, desc, eq, gt, gte, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { decodeTerms, policyHash } from '#law/policy'
import type { Books, DisputeFilter, KnownCourt } from '#ports'
import type { Address, Digest } from '#primitives/bytes'
import { type Db, inOneStroke, keepAll, open } from './d1.ts'
import { knownGazette } from './gazettes.ts'
import { compiled } from './rolls.ts'
import { courts, courtVersions, disputes, holdings, jurors, movements, policies, seats } from './schema.ts'
import { walkRange } from './sumtree.ts'

/** The books in a database. */
export function booksOf(d1: D1Database): Books {
  const db = open(d1)
  return {
    async disputes(after, limit, filter = {}) {
      const rows = await db
        .select({ key: disputes.key, openedAt: disputes.openedAt })
        .from(disputes)
        .where(and(after === undefined ? undefined : olderThan(after), ...chosen(db, filter)))
        .orderBy(desc(disputes.openedAt), desc(disputes.key))
        .limit(limit + 1)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const next = rows.length > limit && last ? `${last.openedAt}.${last.key}` : undefined
      return { keys: page.map(({ key }) => key), next }
    },

    async drawnIn(juror) {
      const rows = await db
        .selectDistinct({ key: seats.dispute, deadlineAt: disputes.deadlineAt })
        .from(seats)
        .innerJoin(disputes, eq(disputes.key, seats.dispute))
        .where(and(eq(seats.juror, juror), eq(disputes.ended, false)))
        .orderBy(asc(disputes.deadlineAt))
      return rows.map(({ key }) => key)
    },

    async juror(address) {
      const [row] = await db
        .select({
          number: jurors.number,
          address: jurors.address,
          stake: holdings.stake,
          courts: holdings.courts,
          admitted: holdings.admitted,
        })
        .from(jurors)
        .leftJoin(holdings, eq(holdings.number, jurors.number))
        .where(eq(jurors.address, address))
        .orderBy(desc(holdings.place))
        .limit(1)
      if (!row) return undefined
      const { number, stake, courts: served, admitted } = row
      return { number, address, stake: stake ?? 0n, courts: served ?? [], admitted: admitted?.map((a) => a.root) ?? [] }
    },

    async jurors(from, limit) {
      const rows = await db
        .select({ address: jurors.address })
        .from(jurors)
        .where(gte(jurors.number, from))
        .orderBy(asc(jurors.number))
        .limit(limit)
      const found = await Promise.all(rows.map(({ address }) => this.juror(address)))
      return found.flatMap((each) => each ?? [])
    },

    courts: () => knownCourts(db),

    async court(court) {
      const [found] = await knownCourts(db, court)
      return found
    },

    async policyHash(court, version) {
      const [row] = await db
        .select({ policyHash: courtVersions.policyHash })
        .from(courtVersions)
        .where(and(eq(courtVersions.court, court), eq(courtVersions.version, version)))
      return row?.policyHash
    },

    async keepPolicy(court, policy) {
      const hash = policyHash(policy)
      const [version] = await db
        .select({ terms: courtVersions.terms })
        .from(courtVersions)
        .where(and(eq(courtVersions.court, court), eq(courtVersions.policyHash, hash)))
        .limit(1)
      // A policy that hashes right but tells other terms than the chain enforces isn't the court's law.
      if (!version || version.terms !== policy.terms) return false
      await inOneStroke(db, keepAll(db, policies, [{ hash, policy }]))
      return true
    },

    rolls: (epoch) => compiled(db, epoch),

    async leaves(header, from, limit) {
      return walkRange(db, header, from, Math.min(limit, Math.max(0, header.jurors - from)))
    },

    gazette: (serial) => knownGazette(db, serial),

    async movements(of, after, limit) {
      const mine = 'account' in of ? eq(movements.account, of.account) : eq(movements.disputeId, of.disputeId)
      const rows = await db
        .select({ place: movements.place, event: movements.event })
        .from(movements)
        .where(and(mine, gt(movements.place, after)))
        .orderBy(asc(movements.place))
        .limit(limit)
      return rows.map(({ place, event }) => ({ ...event, place }))
    },
  }
}

function chosen(db: Db, { court, under, arbitrable, juror, ended }: DisputeFilter) {
  const drawn = (address: Address) => db.select({ dispute: seats.dispute }).from(seats).where(eq(seats.juror, address))
  return [
    court === undefined ? undefined : eq(disputes.court, court),
    under === undefined ? undefined : under === null ? isNull(disputes.under) : eq(disputes.under, under),
    arbitrable === undefined ? undefined : eq(disputes.arbitrable, arbitrable),
    juror === undefined ? undefined : inArray(disputes.key, drawn(juror)),
    ended === undefined ? undefined : eq(disputes.ended, ended),
  ]
}

function olderThan(cursor: string) {
  const [at, key] = cursor.split('.')
  const openedAt = Number(at)
  if (!Number.isSafeInteger(openedAt) || !key) throw new Error(`books: expected a page's own \`next\`, got ${cursor}`)
  return or(lt(disputes.openedAt, openedAt), and(eq(disputes.openedAt, openedAt), lt(disputes.key, key as Digest)))
}

/** Courts with their newest version; only one when named. */
async function knownCourts(db: Db, only?: number): Promise<KnownCourt[]> {
  const rows = await db
    .select()
    .from(courts)
    .innerJoin(courtVersions, eq(courtVersions.court, courts.court))
    .leftJoin(policies, eq(policies.hash, courtVersions.policyHash))
    .where(
      and(
        only === undefined ? undefined : eq(courts.court, only),
        sql`${courtVersions.version} = (SELECT max(version) FROM court_versions AS v WHERE v.court = ${courts.court})`,
      ),
    )
    .orderBy(asc(courts.court))
  return rows.map(({ courts: { court, parent, creator }, court_versions: version, policies: kept }) => ({
    court,
    parent,
    creator,
    version: version.version,
    policyHash: version.policyHash,
    lifeSeconds: version.lifeSeconds,
    terms: decodeTerms(version.terms),
    policy: kept?.policy,
  }))
}
