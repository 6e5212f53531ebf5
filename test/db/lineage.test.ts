/** Lineage: which versions of the courts above a dispute pins, and that an opening waits for their policies. */
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { booksOf } from '#db/books'
import { open } from '#db/d1'
import { courtsAbove, isLineageKnown, pinnedAbove } from '#db/lineage'
import { encodeTerms, generalPolicy, policyHash, type Terms } from '#law/policy'
import { ZERO_ADDRESS } from '#primitives/bytes'
import { TERMS } from '../support/hearing.ts'
import { database } from '../support/workerd.ts'

const db = open(database)
const books = booksOf(database)
const OPENED_AT = 5000
const policyOf = (seats: number) => generalPolicy({ ...TERMS, seats })
const [grand, parent, parentLater, own] = [policyOf(3), policyOf(5), policyOf(7), policyOf(9)]

/** Court 9 under 8 under 7; 8 adopts its second version in the second of the opening. */
beforeEach(async () => {
  for (const table of ['courts', 'court_versions', 'policies']) await database.prepare(`DELETE FROM ${table}`).run()
  const court = (id: number, above: number) =>
    database.prepare('INSERT INTO courts VALUES (?, ?, ?, ?, ?, ?)').bind(id, above, 7, ZERO_ADDRESS, 1, 1).run()
  const version = (id: number, number: number, policy: typeof own, at: number) =>
    database
      .prepare('INSERT INTO court_versions VALUES (?, ?, ?, ?, ?, ?, ?)')
      .bind(id, number, policyHash(policy), policy.terms, 1, at, 1)
      .run()
  await court(7, 7)
  await court(8, 7)
  await court(9, 8)
  await version(7, 1, grand, OPENED_AT)
  await version(8, 1, parent, 10)
  await version(8, 2, parentLater, OPENED_AT)
  await version(9, 1, own, 20)
})

const isKnown = async (appeals: number, openedAt = OPENED_AT): Promise<boolean> => {
  const terms: Terms = { ...TERMS, appeals }
  const known = isLineageKnown(sql`9`, sql`${encodeTerms(terms)}`, sql`${openedAt}`)
  const [row] = await db.all<{ known: number }>(sql`SELECT ${known} AS known`)
  return row!.known === 1
}
const pinned = async (appeals: number, openedAt = OPENED_AT) =>
  pinnedAbove(await courtsAbove(db, 9), openedAt, appeals)?.map(({ court, version }) => [court, version])

test('an opening waits for as many courts above it as there may be appeals, and for no more', async () => {
  expect([await isKnown(0), await pinned(0)]).toEqual([true, []])
  expect([await isKnown(1), await pinned(1)]).toEqual([false, undefined])
  await books.keepPolicy(8, parent)
  expect([await isKnown(1), await pinned(1)]).toEqual([true, [['8', '1']]])
  expect([await isKnown(2), await isKnown(16), await pinned(2)]).toEqual([false, false, undefined])
  await books.keepPolicy(7, grand)
  expect([await isKnown(16), await pinned(16)]).toEqual([
    true,
    [
      ['8', '1'],
      ['7', '1'],
    ],
  ])
})

test('a version adopted in the second of the opening doesn’t reach the dispute; a court’s first one always does', async () => {
  await books.keepPolicy(8, parentLater)
  expect(await isKnown(1)).toBe(false)
  expect([await isKnown(1, OPENED_AT + 1), await pinned(1, OPENED_AT + 1)]).toEqual([true, [['8', '2']]])
})

test('a root has nothing above it', async () => {
  expect(await courtsAbove(db, 7)).toEqual([])
})
