/**
 * Gazettes: what was put together here to be posted, and who signed it; with it the attestors' signatures under
 * verdicts and final rulings.
 *
 * A serial is given to one gazette for ever. Its row is inserted, never replaced, so two writers that want the same
 * serial can't both have it.
 * @module
 */
import { and, asc, desc, eq, max, ne, sql } from 'drizzle-orm'
import type { Gazette } from '#law/gazette'
import type { Attestations, Attested, AttestorSet, Gazettes, KnownGazette } from '#ports'
import type { Digest } from '#primitives/bytes'
import { type Db, inOneStroke, insertAll, isTaken, keepAll, open, type Statement } from './d1.ts'
import { isKeptAlike } from './rolls.ts'
import { attestations, attestorSets, gazetteHeads, gazettes, postings, rollEpochs } from './schema.ts'

/** Writers that may want a serial at the same moment, at most. */
const TRIES = 5

/** The gazettes in a database. */
export function gazettesOf(d1: D1Database): Gazettes {
  const db = open(d1)
  return {
    async draft() {
      const [newest] = await db.select().from(gazettes).orderBy(desc(gazettes.serial)).limit(1)
      if (!newest || newest.serial <= (await lastPosted(db))) return undefined
      return withHeads(db, newest)
    },

    async keep(gazette) {
      for (let tries = 1; ; tries++) {
        const [newest] = await db.select({ serial: max(gazettes.serial) }).from(gazettes)
        const serial = Math.max(newest?.serial ?? 0, await lastPosted(db)) + 1
        try {
          await inOneStroke(db, writing(db, { ...gazette, serial }))
          return { ...gazette, serial }
        } catch (error) {
          if (tries === TRIES || !isTaken(error, gazettes)) throw error
        }
      }
    },

    async sign(serial, set, signatures) {
      await inOneStroke(db, keeping(db, `gazette:${serial}`, { set, signatures }))
    },

    async remember(gazette) {
      try {
        await inOneStroke(db, writing(db, gazette))
      } catch (error) {
        if (!isTaken(error, gazettes)) throw error
      }
    },

    standing: (disputeKey) =>
      db
        .select({
          serial: postings.serial,
          number: gazetteHeads.number,
          verdictHash: gazetteHeads.verdictHash,
          openHash: gazetteHeads.openHash,
          at: postings.at,
        })
        .from(gazetteHeads)
        .innerJoin(gazettes, eq(gazettes.serial, gazetteHeads.serial))
        .innerJoin(postings, and(eq(postings.serial, gazettes.serial), eq(postings.headsRoot, gazettes.headsRoot)))
        .where(eq(gazetteHeads.dispute, disputeKey))
        .orderBy(asc(postings.serial)),

    async bringsRolls(epoch) {
      const [row] = await db
        .select({ serial: postings.serial })
        .from(postings)
        .innerJoin(
          rollEpochs,
          and(eq(rollEpochs.epoch, postings.epoch), isKeptAlike(rollEpochs.rollsRoot, postings.rollsRoot)),
        )
        .where(eq(postings.epoch, epoch))
        .limit(1)
      return row !== undefined
    },
  }
}

function writing(db: Db, { serial, epoch, rollsRoot, headsRoot, heads }: Gazette): Statement[] {
  return [
    ...insertAll(db, gazettes, [{ serial, epoch, rollsRoot, headsRoot }]),
    ...insertAll(
      db,
      gazetteHeads,
      heads.map(({ disputeKey, ...head }) => ({ serial, dispute: disputeKey, ...head })),
    ),
  ]
}

/** Signatures under verdicts and final rulings, in a database. */
export function attestationsOf(d1: D1Database): Attestations {
  const db = open(d1)
  return {
    async keep(disputeKey, panel, attested) {
      await inOneStroke(db, keeping(db, subjectOf(disputeKey, panel), attested))
    },
    of: (disputeKey, panel) => signaturesUnder(db, subjectOf(disputeKey, panel)),
  }
}

/** A gazette with its signatures and, once it was seen there, its place on chain. */
export async function knownGazette(db: Db, serial: number): Promise<KnownGazette | undefined> {
  const [made] = await db.select().from(gazettes).where(eq(gazettes.serial, serial))
  const [posted] = await db.select().from(postings).where(eq(postings.serial, serial))
  if (!posted) return made && { ...(await withHeads(db, made)), ...(await signed(db, serial)) }
  const { at, tx, epoch, rollsRoot, headsRoot } = posted
  // Another operator's gazette may stand on chain under this serial: then its heads aren't known here.
  const ours = made && made.headsRoot === headsRoot && made.epoch === epoch && made.rollsRoot === rollsRoot
  const heads = ours ? (await withHeads(db, made)).heads : []
  const signatures = ours ? await signed(db, serial) : { signatures: [] }
  return { serial, epoch, rollsRoot, headsRoot, heads, ...signatures, posted: { at, tx } }
}

async function signed(db: Db, serial: number): Promise<Pick<KnownGazette, 'set' | 'signatures'>> {
  return (await signaturesUnder(db, `gazette:${serial}`)) ?? { signatures: [] }
}

async function withHeads(db: Db, made: typeof gazettes.$inferSelect): Promise<Gazette> {
  const rows = await db
    .select()
    .from(gazetteHeads)
    .where(eq(gazetteHeads.serial, made.serial))
    .orderBy(asc(gazetteHeads.dispute))
  const heads = rows.map(({ dispute, number, head, verdictHash, openHash }) => ({
    disputeKey: dispute,
    number,
    head,
    verdictHash,
    openHash,
  }))
  return { ...made, heads }
}

async function lastPosted(db: Db): Promise<number> {
  const [row] = await db.select({ serial: max(postings.serial) }).from(postings)
  return row?.serial ?? 0
}

const subjectOf = (disputeKey: Digest, panel: number | 'final'): string =>
  panel === 'final' ? `final:${disputeKey}` : `verdict:${disputeKey}:${panel}`

/** Keeps signatures beside those of the same set; those of another set give way, since sets can't be mixed. */
function keeping(db: Db, subject: string, { set, signatures }: Pick<Attested, 'set' | 'signatures'>): Statement[] {
  if (signatures.length === 0) return []
  const { configDigest, members, k } = set
  return [
    ...keepAll(db, attestorSets, [{ configDigest, members, k }]),
    db.delete(attestations).where(and(eq(attestations.subject, subject), ne(attestations.configDigest, configDigest))),
    ...insertAll(
      db,
      attestations,
      signatures.map((each) => ({ subject, configDigest, ...each })),
      sql`ON CONFLICT (subject, signer) DO UPDATE SET signature = excluded.signature`,
    ),
  ]
}

async function signaturesUnder(db: Db, subject: string) {
  const rows = await db
    .select()
    .from(attestations)
    .innerJoin(attestorSets, eq(attestorSets.configDigest, attestations.configDigest))
    .where(eq(attestations.subject, subject))
    .orderBy(asc(attestations.signer))
  const [first] = rows
  if (!first) return undefined
  const set: AttestorSet = first.attestor_sets
  return { set, signatures: rows.map(({ attestations: { signer, signature } }) => ({ signer, signature })) }
}
