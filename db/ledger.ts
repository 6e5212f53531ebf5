/**
 * Ledger: what the chain said, as far as it was read.
 *
 * A step writes its events and the new cursor in one batch. Each step inserts the next row of `cursor`, so of two
 * indexers that read the same span only one can write it. Filings that follow from events wait here until they stand
 * in their dockets: a crash between reading and filing loses none.
 *
 * When the chain reorganises, everything above the common ancestor is taken back. Openings that were already filed
 * are remembered: once the new chain has been read as far, one that isn't in it any more becomes a `void`.
 * @module
 */
import { and, asc, desc, eq, gt, inArray, lt, lte, ne, type SQL, sql } from 'drizzle-orm'
import { type Held, heldAfter } from '#jurors/juror'
import { epochAt } from '#jurors/roll'
import { type Asked, factsAsked, openingPosting } from '#law/ask'
import { NOBODY } from '#law/decide'
import { disputeKeyOf } from '#law/docket'
import type { Facts, Filing, Opening, Setting } from '#law/filing'
import { decodeTerms, type Policy } from '#law/policy'
import type { ChainEvent, ChainFiling, Deployment, FiledEvent, KeptEvent, Ledger, LogPlace, Movement } from '#ports'
import { type Address, type Digest, ZERO32 } from '#primitives/bytes'
import { fixedDecimal } from './columns.ts'
import { type Db, inOneStroke, insertAll, isTaken, keepAll, listed, open, type Statement } from './d1.ts'
import { courtsAbove, isLineageKnown, pinnedAbove } from './lineage.ts'
import { isRollPosted, postedRolls } from './rolls.ts'
import {
  blocks,
  chainLogs,
  charges,
  courts,
  courtVersions,
  credits,
  cursor,
  disputes,
  evidenceGroups,
  gazetteHeads,
  gazettes,
  holdings,
  jurors,
  movements,
  policies,
  postings,
  rollEpochs,
  rolls,
  voidRolls,
} from './schema.ts'

/** Blocks are numbered in millions so that a log's place fits one exact integer: 2^53 is 9 billion blocks of them. */
const LOGS_PER_BLOCK = 1_000_000
/** Blocks that a walk back can reach. */
const KEPT_BLOCKS = 100_000
/** Openings taken up together. */
const READY_OPENINGS = 100

type LogRow = typeof chainLogs.$inferSelect
type HoldingRow = typeof holdings.$inferInsert

/** The ledger in a database. */
export function ledgerOf(d1: D1Database, deployment: Deployment): Ledger {
  const db = open(d1)
  return {
    cursor: () => readCursor(db),

    async markBelow(height) {
      const [mark] = await db
        .select()
        .from(blocks)
        .where(lt(blocks.number, height))
        .orderBy(desc(blocks.number))
        .limit(1)
      return mark
    },

    async markBefore(at) {
      const [mark] = await db.select().from(blocks).where(lt(blocks.at, at)).orderBy(desc(blocks.number)).limit(1)
      return mark
    },

    async disputesOf(groups) {
      if (groups.length === 0) return []
      const pairs = JSON.stringify(groups.map(({ arbitrable, group }) => [arbitrable, fixedDecimal(group, 256)]))
      return db
        .select({
          arbitrable: evidenceGroups.arbitrable,
          group: evidenceGroups.group,
          disputeId: evidenceGroups.disputeId,
        })
        .from(evidenceGroups)
        .where(
          sql`(${evidenceGroups.arbitrable}, ${evidenceGroups.group}) IN
            (SELECT value ->> 0, value ->> 1 FROM json_each(${pairs}))`,
        )
        .orderBy(asc(evidenceGroups.disputeId))
    },

    async openings(ids) {
      if (ids.length === 0) return []
      const arbitrable = sql<Address>`${chainLogs.event} -> 'facts' ->> 'arbitrable'`
      const rows = await db
        .selectDistinct({ disputeId: chainLogs.disputeId, arbitrable, named: evidenceGroups.disputeId })
        .from(chainLogs)
        .leftJoin(
          evidenceGroups,
          and(eq(evidenceGroups.disputeId, chainLogs.disputeId), eq(evidenceGroups.arbitrable, arbitrable)),
        )
        .where(
          and(
            sql`${chainLogs.disputeId} IN ${listed(ids.map((id) => fixedDecimal(id, 256)))}`,
            eq(chainLogs.opens, true),
            ne(chainLogs.state, 'orphaned'),
          ),
        )
      return rows.map(({ disputeId, arbitrable, named }) => ({ disputeId, arbitrable, isNamed: named !== null }))
    },

    async advance(step, { to, marks, events }) {
      const kept = events.filter(isKept)
      const logs = await logRows(db, deployment, events.filter(isFiled))
      const moved = await move(db, step, to, [
        ...keepAll(db, blocks, [...marks, to]),
        db.delete(blocks).where(lt(blocks.number, to.number - KEPT_BLOCKS)),
        ...keepAll(db, jurors, kept.flatMap(jurorRow)),
        ...keepAll(db, holdings, await holdingRows(db, kept)),
        ...keepAll(db, courts, kept.flatMap(courtRow)),
        ...keepAll(db, courtVersions, kept.flatMap(versionRow)),
        ...keepAll(db, evidenceGroups, kept.flatMap(groupRow)),
        ...keepAll(db, postings, events.flatMap(postingRow)),
        ...keepAll(db, voidRolls, kept.flatMap(voidRow)),
        ...keepAll(db, movements, kept.flatMap(movementRow)),
        ...keepAll(db, credits, kept.flatMap(creditRow)),
        ...keepAll(db, charges, kept.flatMap(chargeRow)),
        ...keepAll(db, chainLogs, logs),
        ...(await compensations(db, to.number, logs)),
      ])
      return moved ? 'advanced' : 'conflict'
    },

    async rewind(step, to) {
      const above = to.number
      const moved = await move(db, step, to, [
        db
          .update(chainLogs)
          .set({ state: 'orphaned' })
          .where(and(gt(chainLogs.block, above), eq(chainLogs.opens, true), eq(chainLogs.state, 'filed'))),
        db.delete(chainLogs).where(and(gt(chainLogs.block, above), ne(chainLogs.state, 'orphaned'))),
        db.delete(blocks).where(gt(blocks.number, above)),
        ...[
          jurors,
          holdings,
          courts,
          courtVersions,
          evidenceGroups,
          postings,
          voidRolls,
          movements,
          credits,
          charges,
        ].map((table) => db.delete(table).where(gt(table.block, above))),
        // Rolls of boundaries after the ancestor were compiled from what is gone.
        ...[rolls, rollEpochs].map((table) =>
          db.delete(table).where(gt(table.epoch, epochAt(to.at, deployment.epochSeconds))),
        ),
      ])
      return moved ? 'rewound' : 'conflict'
    },

    async pending(limit, apart = []) {
      const passedOver = sql`${chainLogs.disputeId} NOT IN ${listed(apart.map((id) => fixedDecimal(placeOf(id).disputeId, 256)))}`
      const ready = await readyOpenings(db, deployment, passedOver)
      // What follows an opening that can't be filed yet waits with it.
      const mayGo = sql`(
        ${chainLogs.disputeId} IN ${listed([...ready.keys()].map((id) => fixedDecimal(id, 256)))}
        OR ${chainLogs.disputeId} NOT IN (SELECT dispute_id FROM chain_logs WHERE state = 'waiting' AND opens = 1)
      )`
      const rows = await db
        .select()
        .from(chainLogs)
        .where(and(eq(chainLogs.state, 'waiting'), mayGo, passedOver))
        .orderBy(
          // Anybody may show exhibits in any number; postings and deliveries don't queue behind them.
          sql`${chainLogs.event} ->> 'name' = 'evidence'`,
          asc(chainLogs.place),
          asc(chainLogs.disputeId),
          sql`${chainLogs.event} ->> 'at'`,
          asc(chainLogs.logIndex),
        )
        .limit(limit)
      return Promise.all(rows.map((row) => filingOf(db, deployment, row, ready)))
    },

    factsOf: (asked) => factsOf(db, asked),

    async opening(asked) {
      const facts = await factsOf(db, asked)
      const needed = facts && (await neededBy(db, deployment, facts, (await readCursor(db))?.at ?? 0))
      // Without appeals no court above its own is ever asked.
      return needed && { facts, setting: settingOf(deployment), ...needed, above: [] }
    },

    async filed(ids, why) {
      const keys = ids.map(placeOf)
      await inOneStroke(
        db,
        keys.map(({ blockHash, logIndex, disputeId }) =>
          db
            .update(chainLogs)
            .set({ state: 'filed', why: why ?? null })
            .where(
              and(
                eq(chainLogs.blockHash, blockHash),
                eq(chainLogs.logIndex, logIndex),
                eq(chainLogs.disputeId, disputeId),
              ),
            ),
        ),
      )
    },
  }
}

type Filed = { place: LogPlace; event: FiledEvent }
type Kept = { place: LogPlace; event: KeptEvent }

const FILED: readonly string[] = [
  'opened',
  'evidence',
  'gazetted',
  'committedInLane',
  'openedInLane',
  'leaked',
  'delivered',
  'struck',
  'appealed',
  'ruled',
  'vanished',
]
const isFiled = (event: ChainEvent): event is Filed => FILED.includes(event.event.name)
const isKept = (event: ChainEvent): event is Kept => !isFiled(event)

const placeIn = ({ block, position }: LogPlace): number => block * LOGS_PER_BLOCK + position

async function readCursor(db: Db) {
  const [row] = await db.select().from(cursor).orderBy(desc(cursor.step)).limit(1)
  return row
}

/** Writes with the cursor's next row; the row before makes room. */
async function move(
  db: Db,
  step: number,
  { number, hash, at }: { number: number; hash: Digest; at: number },
  statements: readonly Statement[],
): Promise<boolean> {
  try {
    await inOneStroke(db, [
      ...insertAll(db, cursor, [{ step: step + 1, number, hash, at }]),
      db.delete(cursor).where(lte(cursor.step, step)),
      ...statements,
    ])
    return true
  } catch (error) {
    if (isTaken(error, cursor)) return false
    throw error
  }
}

// Events into rows

function jurorRow({ place, event }: Kept): (typeof jurors.$inferInsert)[] {
  if (event.name !== 'numbered') return []
  return [{ number: event.number, address: event.juror, epoch: event.epoch, block: place.block }]
}

function courtRow({ place, event }: Kept): (typeof courts.$inferInsert)[] {
  if (event.name !== 'court') return []
  const { court, parent, root, creator, at } = event
  return [{ court, parent, root, creator, createdAt: at, block: place.block }]
}

function versionRow({ place, event }: Kept): (typeof courtVersions.$inferInsert)[] {
  if (event.name !== 'version') return []
  const { court, version, policyHash, terms, lifeSeconds, at } = event
  return [{ court, version, policyHash, terms, lifeSeconds, adoptedAt: at, block: place.block }]
}

function groupRow({ place, event }: Kept): (typeof evidenceGroups.$inferInsert)[] {
  if (event.name !== 'grouped') return []
  const { arbitrable, disputeId, metaEvidence, group } = event
  return [
    {
      arbitrable,
      disputeId: BigInt(disputeId),
      metaEvidence: BigInt(metaEvidence),
      group: BigInt(group),
      block: place.block,
    },
  ]
}

function postingRow({ place, event }: ChainEvent): (typeof postings.$inferInsert)[] {
  if (event.name !== 'gazetted') return []
  const { serial, epoch, rollsRoot, headsRoot, at, tx } = event
  return [{ serial, epoch, rollsRoot, headsRoot, at, tx, block: place.block }]
}

function voidRow({ place, event }: Kept): (typeof voidRolls.$inferInsert)[] {
  return event.name === 'rollsVoided' ? [{ epoch: event.epoch, block: place.block }] : []
}

/** The names of events about money. */
const MOVEMENTS: readonly string[] = [
  'contributed',
  'contributionReturned',
  'seatSettled',
  'settled',
  'owed',
  'withdrawn',
  'debtFolded',
] satisfies Movement['name'][]
const isMovement = (event: KeptEvent): event is Movement => MOVEMENTS.includes(event.name)

function movementRow({ place, event }: Kept): (typeof movements.$inferInsert)[] {
  if (!isMovement(event)) return []
  return [
    {
      place: placeIn(place),
      disputeId: 'disputeId' in event ? BigInt(event.disputeId) : null,
      account: 'account' in event ? event.account : null,
      event,
      block: place.block,
    },
  ]
}

function creditRow({ place, event }: Kept): (typeof credits.$inferInsert)[] {
  if (event.name !== 'credited') return []
  return [{ account: event.account, place: placeIn(place), credit: BigInt(event.credit), block: place.block }]
}

function chargeRow({ place, event }: Kept): (typeof charges.$inferInsert)[] {
  if (event.name !== 'charged') return []
  const { disputeId, account, deliverer, fee } = event
  return [{ disputeId: BigInt(disputeId), account, deliverer, fee: BigInt(fee), block: place.block }]
}

/** Each juror's holding after each of its changes, folded from what was known before the span. */
async function holdingRows(db: Db, kept: readonly Kept[]): Promise<HoldingRow[]> {
  const changes = kept.flatMap(({ place, event }) =>
    event.name === 'staked' || event.name === 'served' || event.name === 'admitted' || event.name === 'expelled'
      ? [{ place, event }]
      : [],
  )
  const holding = await newestHoldings(db, [...new Set(changes.map(({ event }) => event.number))])
  return changes.map(({ place, event }) => {
    const before = holding.get(event.number) ?? { stake: 0n, courts: [], admitted: [] }
    const after = heldAfter(before, event)
    holding.set(event.number, after)
    return { number: event.number, epoch: event.epoch, place: placeIn(place), block: place.block, ...after }
  })
}

async function newestHoldings(db: Db, numbers: readonly number[]): Promise<Map<number, Held>> {
  if (numbers.length === 0) return new Map()
  const rows = await db
    .select()
    .from(holdings)
    .where(
      sql`${holdings.number} IN ${listed(numbers)}
        AND ${holdings.place} = (SELECT max(place) FROM holdings AS h WHERE h.number = ${holdings.number})`,
    )
  return new Map(
    rows.map(({ number, stake, courts: served, admitted }) => [number, { stake, courts: served, admitted }]),
  )
}

/** One row per event and dispute it concerns. */
async function logRows(db: Db, { domain }: Deployment, filed: readonly Filed[]): Promise<LogRow[]> {
  const rows = await Promise.all(
    filed.map(async ({ place, event }) => {
      const ids = await concerned(db, domain, event)
      return ids.map((disputeId) => ({
        blockHash: place.blockHash,
        logIndex: place.logIndex,
        disputeId,
        block: place.block,
        place: placeIn(place),
        event,
        opens: event.name === 'opened',
        state: 'waiting' as const,
        why: null,
      }))
    }),
  )
  return rows.flat()
}

async function concerned(db: Db, domain: Deployment['domain'], event: FiledEvent): Promise<bigint[]> {
  switch (event.name) {
    case 'opened':
      return [BigInt(event.facts.disputeId)]
    case 'evidence':
      return event.disputeIds.map(BigInt)
    case 'gazetted': {
      const heads = await db
        .select({ disputeId: disputes.disputeId })
        .from(gazetteHeads)
        .innerJoin(gazettes, eq(gazettes.serial, gazetteHeads.serial))
        .innerJoin(disputes, eq(disputes.key, gazetteHeads.dispute))
        .where(
          and(
            eq(gazettes.serial, event.serial),
            eq(gazettes.headsRoot, event.headsRoot),
            eq(disputes.chainId, domain.chainId),
          ),
        )
      return heads.map(({ disputeId }) => disputeId)
    }
    default:
      return [BigInt(event.disputeId)]
  }
}

/**
 * What becomes of openings that a reorganisation took back, now that the new chain was read up to `height`: nothing
 * where it has the same one again, else a `void`.
 */
async function compensations(db: Db, height: number, added: readonly LogRow[]): Promise<Statement[]> {
  const lost = await db
    .select()
    .from(chainLogs)
    .where(and(eq(chainLogs.state, 'orphaned'), eq(chainLogs.opens, true), lte(chainLogs.block, height)))
  if (lost.length === 0) return []
  const again = await db
    .select()
    .from(chainLogs)
    .where(
      and(
        inArray(
          chainLogs.disputeId,
          lost.map(({ disputeId }) => disputeId),
        ),
        eq(chainLogs.opens, true),
        ne(chainLogs.state, 'orphaned'),
      ),
    )
  return lost.flatMap((row) => {
    const key = and(
      eq(chainLogs.blockHash, row.blockHash),
      eq(chainLogs.logIndex, row.logIndex),
      eq(chainLogs.disputeId, row.disputeId),
    )
    const gone: Statement = db.delete(chainLogs).where(key)
    if ([...again, ...added].some((other) => isSameOpening(row, other))) return [gone]
    const event: FiledEvent = {
      name: 'vanished',
      disputeId: String(row.disputeId),
      reason: `the chain reorganised: block ${row.block} with the opening isn't part of it any more`,
    }
    const place = height * LOGS_PER_BLOCK + LOGS_PER_BLOCK - 1
    // It belongs to no block, so that no second reorganisation takes it back unfiled.
    return [gone, ...keepAll(db, chainLogs, [{ ...row, event, opens: false, place, block: 0, state: 'waiting' }])]
  })
}

/** The same dispute under the same facts; which block it stands in doesn't matter, when it does. */
function isSameOpening(a: LogRow, b: LogRow): boolean {
  if (a.event.name !== 'opened' || b.event.name !== 'opened') return false
  const facts = ({ block: _, tx: __, ...rest }: Facts) => JSON.stringify(Object.entries(rest).sort())
  return facts(a.event.facts) === facts(b.event.facts)
}

// Rows into filings

type Ready = Map<bigint, Opening>

/**
 * Openings that wait and can be filed now, because their court's policy and a roll in force are here. Those that can't
 * are left out by the database: however many wait in courts without policy or jurors, they stand before nobody.
 */
async function readyOpenings(db: Db, deployment: Deployment, passedOver: SQL): Promise<Ready> {
  const read = (await readCursor(db))?.at ?? 0
  const { epochSeconds } = deployment
  const fact = (name: keyof Facts) => sql`CAST(${chainLogs.event} -> 'facts' ->> ${name} AS INTEGER)`
  const rows = await db
    .select({ disputeId: chainLogs.disputeId, event: chainLogs.event })
    .from(chainLogs)
    .innerJoin(courtVersions, and(eq(courtVersions.court, fact('court')), eq(courtVersions.version, fact('version'))))
    .innerJoin(policies, eq(policies.hash, courtVersions.policyHash))
    .where(
      and(
        eq(chainLogs.state, 'waiting'),
        eq(chainLogs.opens, true),
        passedOver,
        isRollPosted(db, courtVersions.court, epochSeconds, {
          // Numbers are bound as reals: without the cast the older of the two rolls in force would never do.
          from: sql`CAST(${fact('openedAt')} / ${epochSeconds} AS INTEGER) - 2`,
          to: epochAt(read, epochSeconds) - 1,
        }),
        isLineageKnown(courtVersions.court, courtVersions.terms, fact('openedAt')),
      ),
    )
    .orderBy(asc(chainLogs.block))
    .limit(READY_OPENINGS)
  const needs = new Map<string, Promise<Needed | undefined>>()
  const lines = new Map<string, ReturnType<typeof courtsAbove>>()
  const ready: Ready = new Map()
  for (const { disputeId, event } of rows) {
    if (event.name !== 'opened') continue
    const { facts } = event
    const opened = epochAt(Number(facts.openedAt), deployment.epochSeconds)
    const name = `${facts.court}:${facts.version}:${opened}`
    if (!needs.has(name)) needs.set(name, neededBy(db, deployment, facts, read))
    if (!lines.has(facts.court)) lines.set(facts.court, courtsAbove(db, Number(facts.court)))
    const needed = await needs.get(name)
    const { appeals } = needed ? decodeTerms(needed.policy.terms) : { appeals: 0 }
    const above = pinnedAbove(await lines.get(facts.court)!, Number(facts.openedAt), appeals)
    if (!needed || !above) continue
    ready.set(disputeId, { kind: 'open', body: { facts, setting: settingOf(deployment), ...needed, above } })
  }
  return ready
}

/** What the chain adds to what an account asked: where its gazette stands, and the version whose law it signed for. */
async function factsOf(db: Db, asked: Asked): Promise<Facts | undefined> {
  const posting = openingPosting(asked)
  const [posted] = posting ? await db.select().from(postings).where(eq(postings.serial, posting.serial)) : []
  if (!posting || posted?.at !== posting.at) return undefined
  const { court, policyHash } = asked.ask.open
  const [version] = await db
    .select()
    .from(courtVersions)
    .where(
      and(
        eq(courtVersions.court, Number(court)),
        eq(courtVersions.policyHash, policyHash),
        lte(courtVersions.adoptedAt, posting.at),
      ),
    )
    .orderBy(desc(courtVersions.version))
    .limit(1)
  if (!version) return undefined
  return {
    ...factsAsked(asked),
    version: String(version.version),
    deadlineAt: String(posting.at + version.lifeSeconds),
    block: String(posted.block),
    tx: posted.tx,
  }
}

type Needed = { policy: Policy; rollEpoch: string }

/** What an opening takes from here: the same for all of one court, version and epoch. */
async function neededBy(db: Db, deployment: Deployment, facts: Facts, readAt: number): Promise<Needed | undefined> {
  const [pinned] = await db
    .select({ policy: policies.policy })
    .from(courtVersions)
    .innerJoin(policies, eq(policies.hash, courtVersions.policyHash))
    .where(and(eq(courtVersions.court, Number(facts.court)), eq(courtVersions.version, Number(facts.version))))
  const rollEpoch = pinned && (await rollEpochFor(db, deployment, facts, readAt))
  return rollEpoch === undefined ? undefined : { policy: pinned!.policy, rollEpoch: String(rollEpoch) }
}

/** The newest roll in force at the opening; where none was, the first that came into force since. */
async function rollEpochFor(
  db: Db,
  { epochSeconds }: Deployment,
  facts: Facts,
  readAt: number,
): Promise<number | undefined> {
  const court = Number(facts.court)
  const current = epochAt(Number(facts.openedAt), epochSeconds)
  const standing = await postedRolls(db, court, { from: current - 2, to: current - 1 }, epochSeconds)
  if (standing.length > 0) return standing.at(-1)!.epoch
  const inForceBy = epochAt(readAt, epochSeconds) - 1
  const [first] = await postedRolls(db, court, { from: current, to: inForceBy }, epochSeconds)
  return first?.epoch
}

function settingOf({ clockwork, epochSeconds, challengeFloorSeconds }: Deployment): Setting {
  const { publicKey, genesisAt, periodSeconds } = clockwork.beacon
  return {
    beacon: { publicKey, genesisAt: String(genesisAt), periodSeconds: String(periodSeconds) },
    epochSeconds: String(epochSeconds),
    confirmSeconds: String(clockwork.confirmSeconds),
    challengeFloorSeconds: String(challengeFloorSeconds),
  }
}

async function filingOf(db: Db, { domain }: Deployment, row: LogRow, ready: Ready): Promise<ChainFiling> {
  const disputeKey = disputeKeyOf(domain.chainId, domain.arbitrator, row.disputeId)
  const id = `${row.blockHash}:${row.logIndex}:${row.disputeId}`
  return { id, disputeKey, filing: await toFiling(db, row, disputeKey, ready) }
}

async function toFiling(db: Db, row: LogRow, disputeKey: Digest, ready: Ready): Promise<Filing | Opening> {
  const { event } = row
  switch (event.name) {
    case 'opened':
      return ready.get(row.disputeId)!
    case 'evidence': {
      const { party, reference, meta, at } = event
      return { kind: 'evidence', party, reference, meta, check: 'unchecked', at: String(at) }
    }
    case 'gazetted': {
      const { serial, epoch, at } = event
      const [held] = await db
        .select()
        .from(gazetteHeads)
        .where(and(eq(gazetteHeads.serial, serial), eq(gazetteHeads.dispute, disputeKey)))
      const { number, head, verdictHash } = held!
      if (verdictHash === ZERO32) return { kind: 'gazette', serial, epoch, number, head, at }
      const [dispute] = await db.select({ panel: disputes.panel }).from(disputes).where(eq(disputes.key, disputeKey))
      return { kind: 'deliver', panel: dispute!.panel, verdictHash, deliverer: NOBODY, at, tx: event.tx }
    }
    case 'committedInLane': {
      const { name: _, disputeId: __, ...rest } = event
      return { kind: 'commitInLane', ...rest }
    }
    case 'openedInLane': {
      const { name: _, disputeId: __, ...rest } = event
      return { kind: 'openInLane', ...rest }
    }
    case 'leaked': {
      const { name: _, disputeId: __, ...rest } = event
      return { kind: 'leak', ...rest }
    }
    case 'delivered': {
      const { panel, verdictHash, deliverer, at, tx } = event
      return { kind: 'deliver', panel, verdictHash, deliverer, at, tx }
    }
    case 'struck': {
      const { panel, serial, challenger, at, tx } = event
      return { kind: 'strike', panel, serial, challenger, at, tx }
    }
    case 'appealed': {
      const { at, tx } = event
      return { kind: 'appeal', at, tx }
    }
    case 'ruled': {
      const { ruling, executed, expired, at, tx } = event
      return { kind: 'rule', ruling, executed, expired, at, tx }
    }
    case 'vanished':
      return { kind: 'void', reason: event.reason }
  }
}

function placeOf(id: string) {
  const [blockHash, logIndex, disputeId] = id.split(':')
  if (!blockHash || !logIndex || !disputeId) throw new Error(`ledger: expected the id of a chain's filing, got ${id}`)
  return { blockHash: blockHash as Digest, logIndex: Number(logIndex), disputeId: BigInt(disputeId) }
}
