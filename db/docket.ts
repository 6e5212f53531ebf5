/**
 * Docket: entries of disputes in D1, with everything that is derived from them.
 *
 * One batch writes the entries, their projections, their effects and their receipts, or nothing. The primary key
 * (dispute, number) is the lock: two writers can't both append entry 7. What a filing writes depends on the filing,
 * never on how long the docket is.
 * @module
 */
import { and, asc, eq, gte, sql } from 'drizzle-orm'
import { type Asked, offChainId } from '#law/ask'
import { type Case, type Dispute, isOpened, lastDelivered, periodOf, present } from '#law/dispute'
import type { Entry, Line } from '#law/filing'
import type { Docket, Hold } from '#ports'
import type { Address, Digest } from '#primitives/bytes'
import { type Db, inOneStroke, insertAll, isTaken, open, type Statement } from './d1.ts'
import { arming } from './outbox.ts'
import { disputes, entries, evidence, holds, receipts, seats } from './schema.ts'

/** Rows of a docket read at once. */
const PAGE = 500

/** The dockets in a database. */
export function docketOf(d1: D1Database): Docket {
  const db = open(d1)
  return {
    async load(disputeKey) {
      const found: Entry[] = []
      for (;;) {
        const page = await readPage(db, disputeKey, found.length + 1)
        found.push(...page)
        if (page.length < PAGE) return found
      }
    },

    async append(before, after, added, effects, given = [], hold) {
      const expected = (before?.number ?? 0) + 1
      if (added[0]?.number !== expected || added.at(-1)?.number !== after.number) {
        throw new Error(`docket: expected entries ${expected} to ${after.number}, got ${added.map((e) => e.number)}`)
      }
      try {
        await inOneStroke(db, [
          ...insertAll(
            db,
            entries,
            added.map((entry) => ({ dispute: after.key, ...entry })),
          ),
          summary(db, after, added),
          ...added.flatMap((entry) => projections(db, after, entry)),
          ...(hold ? insertAll(db, holds, [holdRow(after, hold)]) : []),
          ...arming(db, effects),
          ...insertAll(
            db,
            receipts,
            given.map(({ number, signature, operator }) => ({ dispute: after.key, number, signature, operator })),
          ),
        ])
        return 'appended'
      } catch (error) {
        if (isTaken(error, entries) || isTaken(error, holds)) return 'conflict'
        throw error
      }
    },

    async receipt(disputeKey, number) {
      const [row] = await db
        .select({
          number: entries.number,
          entryHash: entries.hash,
          head: entries.head,
          acceptedAt: entries.acceptedAt,
          signature: receipts.signature,
          operator: receipts.operator,
        })
        .from(receipts)
        .innerJoin(entries, and(eq(entries.dispute, receipts.dispute), eq(entries.number, receipts.number)))
        .where(and(eq(receipts.dispute, disputeKey), eq(receipts.number, number)))
      return row
    },
  }
}

async function readPage(db: Db, disputeKey: Digest, from: number): Promise<Entry[]> {
  const rows = await db
    .select()
    .from(entries)
    .where(and(eq(entries.dispute, disputeKey), gte(entries.number, from)))
    .orderBy(asc(entries.number))
    .limit(PAGE)
  return rows.map(({ dispute: _, ...entry }) => entry as Entry)
}

/** The docket's row as it is after `added`. */
function summary(db: Db, after: Case, added: readonly Entry[]): Statement {
  const moving = {
    ...(isOpened(after) ? movingOf(after, added.at(-1)!) : movingOfAsked(after)),
    ended: after.void !== undefined || (isOpened(after) && after.final !== undefined),
    entries: after.number,
    head: after.head,
  }
  const life = lifeOf(after)
  // They stand in an index, which other entries don't touch.
  const changes = added.some(({ kind }) => kind === 'open') ? { ...moving, ...life } : moving
  return db
    .insert(disputes)
    .values({ key: after.key, ...namesOf(after), ...moving, ...life })
    .onConflictDoUpdate({ target: disputes.key, set: changes })
}

function namesOf(docket: Case) {
  if (isOpened(docket)) {
    const { chainId, disputeId, court, arbitrable } = docket.facts
    const under = docket.question.law?.under.court ?? null
    return { chainId: BigInt(chainId), disputeId: BigInt(disputeId), court: Number(court), arbitrable, under }
  }
  const { open, question } = docket.ask
  const disputeId = offChainId(open)
  const under = 'under' in question ? question.under.court : null
  return { chainId: docket.domain.chainId, disputeId, court: Number(open.court), arbitrable: open.account, under }
}

/** Until a gazette opens it, a dispute has no time of its own. */
function lifeOf(docket: Case) {
  if (isOpened(docket)) return { openedAt: docket.openedAt, deadlineAt: docket.deadlineAt }
  return { openedAt: docket.askedAt, deadlineAt: Number(docket.ask.open.expiresAt) }
}

function movingOf(dispute: Dispute, last: Entry) {
  const { period, untilAt } = periodOf(dispute, last.acceptedAt)
  return { period, untilAt: untilAt ?? null, panel: present(dispute).panel, ruling: dispute.final?.ruling ?? null }
}

function movingOfAsked({ ask }: Asked) {
  return { period: 'evidence' as const, untilAt: Number(ask.open.expiresAt), panel: 0, ruling: null }
}

function holdRow(after: Case, { account, number, wei }: Hold) {
  return { account, number, wei, disputeId: namesOf(after).disputeId }
}

/** Nothing will be charged for a dispute off chain that came to nothing, or ended without a verdict. */
function releasing(db: Db, after: Case): Statement[] {
  const isCharged = isOpened(after) && (!after.asked || lastDelivered(after) !== undefined)
  return isCharged
    ? []
    : [
        db
          .update(holds)
          .set({ released: true })
          .where(eq(holds.disputeId, namesOf(after).disputeId)),
      ]
}

/** What an entry changes beside the dispute's own row. */
function projections(db: Db, after: Case, entry: Entry): Statement[] {
  if (entry.kind === 'void' || entry.kind === 'rule') return releasing(db, after)
  if (!isOpened(after)) return []
  const dispute = after.key
  switch (entry.kind) {
    case 'evidence': {
      const { party, reference, meta, check, at } = entry.body
      const row = { dispute, number: entry.number, party, reference, meta, checked: check, at: Number(at) }
      return insertAll(db, evidence, [row])
    }
    case 'draw':
      return insertAll(db, seats, drawnSeats(after, entry.body))
    case 'commit':
    case 'commitInLane':
      return [
        db
          .update(seats)
          .set({ revision: sql`max(coalesce(${seats.revision}, 0), ${Number(entry.body.revision)})` })
          .where(seatOf(dispute, entry.body)),
      ]
    case 'recuse':
      return [db.update(seats).set({ recused: true }).where(seatOf(dispute, entry.body))]
    case 'again': {
      // Ballots for the first R count for nothing any more.
      const { commitOpensAt, commitClosesAt } = timesOf(after, Number(entry.body.panel))
      const panel = and(eq(seats.dispute, dispute), eq(seats.panel, Number(entry.body.panel)))
      return [db.update(seats).set({ revision: null, commitOpensAt, commitClosesAt }).where(panel)]
    }
    default:
      return []
  }
}

function drawnSeats(after: Dispute, { panel, draws }: Extract<Line, { kind: 'draw' }>['body']) {
  const held = new Map<Address, { number: number; seats: number }>()
  for (const { address, number, seated } of draws) {
    if (seated) held.set(address, { number: Number(number), seats: (held.get(address)?.seats ?? 0) + 1 })
  }
  const { commitOpensAt, commitClosesAt } = timesOf(after, Number(panel))
  return [...held].map(([juror, seat]) => ({
    dispute: after.key,
    panel: Number(panel),
    juror,
    ...seat,
    commitOpensAt,
    commitClosesAt,
  }))
}

function timesOf(after: Dispute, panel: number) {
  const sitting = after.sittings.find((each) => each.panel === panel)
  if (!sitting) throw new Error(`docket: expected a sitting of panel ${panel}`)
  return sitting.times
}

const seatOf = (dispute: Digest, { panel, juror }: { panel: string; juror: Address }) =>
  and(eq(seats.dispute, dispute), eq(seats.panel, Number(panel)), eq(seats.juror, juror))
