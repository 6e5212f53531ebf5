/**
 * Archive: a Worker that measures the archive from inside the runtime it is made for.
 *
 * The database is wrapped so that every statement is counted with the rows that D1 says it read and wrote.
 * @module
 */

import { open } from '#db/d1'
import { docketOf } from '#db/docket'
import { rollsOf } from '#db/rolls'
import { change, deepen } from '#db/sumtree'
import type { RollHeader } from '#jurors/roll'
import { type Dispute, openDispute, record } from '#law/dispute'
import { effectsOf } from '#law/effects'
import type { Line } from '#law/filing'
import { generalPolicy, type Terms } from '#law/policy'
import { type Address, toHex, uint, utf8, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { depthFor, emptySum, type Leaf, type Sum } from '#primitives/sumtree'

type Env = { DB: D1Database }
type Count = { queries: number; read: number; written: number }

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url)
    const measure = measures[url.pathname as keyof typeof measures] as (d1: D1Database, ask: unknown) => Promise<object>
    return Response.json(await measure(env.DB, await request.json()))
  },
}

const measures = {
  /** Keeps a roll of so many stakers, a page at a time. */
  async '/fill'(
    d1: D1Database,
    { stakers, from, root }: { stakers: number; from: number; root: [string, string] | null },
  ) {
    const depth = depthFor(stakers)
    const start: Sum = root
      ? { hash: root[0] as Address, sum: BigInt(root[1]) }
      : { hash: emptySum(depth).hash, sum: 0n }
    const to = Math.min(stakers, from + 10_000)
    const leaves = new Map(Array.from({ length: to - from }, (_, i) => [from + i, leaf(from + i)]))
    const { hash, sum } = await change(open(d1), start, depth, leaves)
    return { root: [hash, sum.toString()], next: to }
  },

  /** Draws a panel from a roll. */
  async '/draw'(
    d1: D1Database,
    { root, jurors, seats, panel }: { root: [string, string]; jurors: number; seats: number; panel: number },
  ) {
    const header = headerOf(root, jurors)
    const lottery = {
      randomness: digest(utf8('seed')),
      disputeKey: digest(utf8('dispute')),
      panel,
      seats,
      seatCap: 0,
      strict: false,
    }
    return counted(d1, async (db) => {
      const { draws } = await rollsOf(db, { epochSeconds: 86_400 }).draw(header, lottery)
      return { draws: draws.length }
    })
  },

  /** Gives the tree more levels. */
  async '/deepen'(d1: D1Database, { root, from, to }: { root: [string, string]; from: number; to: number }) {
    const { hash, sum } = await deepen(open(d1), { hash: root[0] as Address, sum: BigInt(root[1]) }, from, to)
    return { root: [hash, sum.toString()] }
  },

  /** Changes one juror's stake. */
  async '/change'(d1: D1Database, { root, depth, index }: { root: [string, string]; depth: number; index: number }) {
    return counted(d1, async (db) => {
      const leaves = new Map([[index, { ...leaf(index), weight: 7n }]])
      const after = await change(open(db), { hash: root[0] as Address, sum: BigInt(root[1]) }, depth, leaves)
      return { root: [after.hash, after.sum.toString()] }
    })
  },

  /** Appends one commit to a docket of so many entries. */
  async '/commit'(d1: D1Database, { entries, terms }: { entries: number; terms: Record<string, string> }) {
    const docket = docketOf(d1)
    let { dispute, entry } = opened(entries, terms)
    await docket.append(undefined, dispute, [entry], [])
    const juror = leaf(1).address
    const draw: Line<'draw'> = {
      kind: 'draw',
      acceptedAt: dispute.openedAt + 4000,
      body: {
        panel: '0',
        beaconRound: String(dispute.sittings[0]!.times.seedRound),
        signature: `0x${'11'.repeat(48)}`,
        rollsRoot: ZERO32,
        roll: { epoch: String(dispute.rollEpoch), court: '0', version: '1', root: ZERO32, total: '1000', jurors: '2' },
        draws: [{ number: '1', address: juror, weight: '1000', seated: true }],
      },
    }
    const evidence = (i: number): Line<'evidence'> => ({
      kind: 'evidence',
      acceptedAt: dispute.openedAt + 1,
      body: {
        party: juror,
        reference: `/ipfs/${i}`,
        meta: false,
        check: 'unchecked',
        at: String(dispute.openedAt + 1),
      },
    })
    const lines: Line[] = [...Array.from({ length: entries - 2 }, (_, i) => evidence(i)), draw]
    for (let first = 0; first < lines.length; first += 100) {
      const { after, entries: added } = record(dispute, lines.slice(first, first + 100))
      await docket.append(dispute, after, added, [])
      dispute = after
    }
    const { times } = dispute.sittings[0]!
    const commit: Line<'commit'> = {
      kind: 'commit',
      acceptedAt: times.commitOpensAt + 1,
      body: {
        panel: '0',
        juror,
        beaconRound: String(times.beaconRound),
        revision: String(1000 * times.commitOpensAt),
        commitment: digest(utf8('commitment')),
        sealed: `0x${'22'.repeat(186)}`,
        signature: `0x${'33'.repeat(64)}1b`,
        vouchedAt: null,
      },
    }
    const { after, entries: added } = record(dispute, [commit])
    const effects = added.flatMap((one) => effectsOf(after, one))
    return counted(d1, async (db) => {
      const kept = await docketOf(db).append(dispute, after, added, effects)
      return { entries: dispute.number, kept }
    })
  },
}

const leaf = (i: number): Leaf => ({ address: toHex(uint(i + 1, 20)), weight: 1000n + BigInt(i % 97) })

function headerOf([root, total]: [string, string], jurors: number): RollHeader {
  return { epoch: 1, court: 0, version: 1, root: root as Address, total: BigInt(total), jurors }
}

function opened(salt: number, terms: Record<string, string>): ReturnType<typeof openDispute> & { dispute: Dispute } {
  const parsed = Object.fromEntries(
    Object.entries(terms).map(([name, [type, value]]) => [name, type === 'n' ? BigInt(value!) : JSON.parse(value!)]),
  ) as unknown as Terms
  const openedAt = 1_800_000_000
  return openDispute(
    {
      facts: {
        chainId: '31337',
        arbitrator: `0x${'0a'.repeat(20)}`,
        disputeId: String(salt),
        arbitrable: `0x${'0b'.repeat(20)}`,
        court: '0',
        version: '1',
        choices: '2',
        seats: '3',
        openedAt: String(openedAt),
        deadlineAt: String(openedAt + 1_000_000),
        block: '1',
        tx: ZERO32,
      },
      setting: {
        beacon: { publicKey: `0x${'44'.repeat(96)}`, genesisAt: '1700000000', periodSeconds: '3' },
        epochSeconds: '86400',
        confirmSeconds: '60',
        challengeFloorSeconds: '7200',
      },
      policy: generalPolicy(parsed),
      above: [],
      rollEpoch: String(Math.floor(openedAt / 86_400) - 1),
    },
    openedAt,
  )
}

/** Runs `work` on a database that counts. */
async function counted<T extends object>(d1: D1Database, work: (db: D1Database) => Promise<T>): Promise<T & Count> {
  const count: Count = { queries: 0, read: 0, written: 0 }
  const heard = <R extends D1Result>(result: R): R => {
    count.read += result.meta.rows_read
    count.written += result.meta.rows_written
    return result
  }
  const result = await work(counting(d1, count, heard))
  return { ...result, ...count }
}

function counting(d1: D1Database, count: Count, heard: <R extends D1Result>(result: R) => R): D1Database {
  const bare = new WeakMap<object, D1PreparedStatement>()
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all: async () => {
        count.queries += 1
        return heard(await statement.all())
      },
      run: async () => {
        count.queries += 1
        return heard(await statement.run())
      },
      first: async () => {
        count.queries += 1
        return heard(await statement.all()).results[0] ?? null
      },
      // D1 tells no counts with raw rows; the rows are asked for as objects and turned back.
      raw: async () => {
        count.queries += 1
        return heard(await statement.all<Record<string, unknown>>()).results.map((row) => Object.values(row))
      },
    } as unknown as D1PreparedStatement
    bare.set(wrapped, statement)
    return wrapped
  }
  return {
    prepare: (query: string) => wrap(d1.prepare(query)),
    batch: async (statements: D1PreparedStatement[]) => {
      count.queries += statements.length
      const results = await d1.batch(statements.map((statement) => bare.get(statement)!))
      return results.map(heard)
    },
  } as unknown as D1Database
}
