/**
 * The docket and the outbox in D1: one stroke, one writer, one lease a stream.
 */
import { expect, test } from 'vitest'
import { booksOf } from '#db/books'
import { docketOf } from '#db/docket'
import { intentsOf } from '#db/intents'
import { LEASE_SECONDS, outboxOf } from '#db/outbox'
import { type Dispute, replay } from '#law/dispute'
import { type Effect, effectsOf } from '#law/effects'
import type { Entry } from '#law/filing'
import type { Attempt, LeasedEffect, Receipt } from '#ports'
import type { Digest } from '#primitives/bytes'
import { hearing } from '../support/hearing.ts'
import { metered } from '../support/meter.ts'
import { database } from '../support/workerd.ts'

const docket = docketOf(database)
const outbox = outboxOf(database)
const count = async (table: string, where = '1') =>
  (await database.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).first<{ n: number }>())!.n

/** Writes a docket entry by entry, as the clerk does. */
async function file(entries: readonly Entry[], into = docket): Promise<Dispute> {
  let before: Dispute | undefined
  for (let i = 1; i <= entries.length; i++) {
    const after = replay(entries.slice(0, i))!
    const added = entries.slice(i - 1, i)
    expect(await into.append(before, after, added, effectsOf(after, added[0]!))).toBe('appended')
    before = after
  }
  return before!
}

const effect = (stream: string, kind: Effect['kind'], dueAt: number, of = 0): Effect => ({
  id: `${stream}:${kind}:${of}`,
  stream,
  kind,
  of,
  dueAt,
})
const digest = (n: number): Digest => `0x${n.toString(16).padStart(64, '0')}`

test('wei never passes through a double on its way into the archive and back', async () => {
  const wei = 2n ** 256n - 1n
  const neighbours = [wei, wei - 1n, 2n ** 53n + 1n, 0n]
  const intents = intentsOf(database)
  for (const [i, fee] of neighbours.entries()) {
    const attempt: Attempt = {
      raw: '0x02',
      hash: digest(900 + i),
      fees: { maxFeePerGas: fee, maxPriorityFeePerGas: fee },
      signedAt: 1,
    }
    await intents.begin({ id: `wei ${i}`, account: `0x${'0a'.repeat(19)}0${i}`, nonce: 0 }, attempt)
    expect((await intents.find(`wei ${i}`))!.attempts[0]!.fees.maxFeePerGas).toBe(fee)
  }
  const kept = await database
    .prepare('SELECT max_fee_per_gas AS wei, typeof(max_fee_per_gas) AS type FROM attempts ORDER BY 1 DESC')
    .all<{ wei: string; type: string }>()
  expect(kept.results.map(({ wei }) => BigInt(wei))).toEqual(neighbours)
  expect(new Set(kept.results.map(({ type }) => type))).toEqual(new Set(['text']))
  // What would have happened otherwise: the integer two above 2^53 − 1 can't be told from its neighbour.
  const { n } = (await database.prepare('SELECT 9007199254740993 AS n').first<{ n: number }>())!
  expect(BigInt(n)).not.toBe(9007199254740993n)
})

test('a number that does not fit its column is refused before it is written', async () => {
  const intents = intentsOf(database)
  const attempt = {
    raw: '0x',
    hash: digest(1),
    fees: { maxFeePerGas: 2n ** 256n, maxPriorityFeePerGas: 0n },
    signedAt: 1,
  } as const
  await expect(intents.begin({ id: 'too wide', account: `0x${'0b'.repeat(20)}`, nonce: 0 }, attempt)).rejects.toThrow(
    'expected a u256',
  )
  await expect(
    database.prepare(`INSERT INTO attempts VALUES ('0x01', 'x', '0x', 7, 7, 1, NULL)`).run(),
  ).rejects.toThrow('CHECK constraint failed')
})

test('a whole docket comes back as it was written, and what is derived from it says the same', async () => {
  const { entries } = hearing({ disputeId: 1, upTo: 'ruled' })
  const dispute = await file(entries)
  expect(await docket.load(dispute.key)).toEqual(entries)
  expect(replay(await docket.load(dispute.key))).toEqual(dispute)

  const row = await database.prepare('SELECT * FROM disputes WHERE key = ?').bind(dispute.key).first()
  expect(row).toMatchObject({ period: 'execution', ruling: dispute.final!.ruling, ended: 1, entries: entries.length })
  expect(await count('seats', `dispute = '${dispute.key}'`)).toBe(
    new Set(dispute.sittings[0]!.draws.filter((draw) => draw.seated).map((draw) => draw.address)).size,
  )
  expect(await count('seats', `dispute = '${dispute.key}' AND revision IS NULL`)).toBe(0)
  const books = booksOf(database)
  expect((await books.disputes(undefined, 10)).keys).toContain(dispute.key)
  expect(await books.drawnIn(dispute.sittings[0]!.draws[0]!.address)).not.toContain(dispute.key)
})

test('of two writers that race for one number, one is first and the other writes nothing at all', async () => {
  const { entries } = hearing({ disputeId: 2 })
  const [first, second] = [replay(entries.slice(0, 1))!, replay(entries.slice(0, 2))!]
  await docket.append(undefined, first, entries.slice(0, 1), [])
  const raced = await Promise.all([
    docket.append(first, second, [entries[1]!], [effect('racer a', 'pass', 1)]),
    docket.append(first, second, [entries[1]!], [effect('racer b', 'pass', 1)]),
  ])
  expect(raced.toSorted()).toEqual(['appended', 'conflict'])
  expect(await count('outbox', `stream LIKE 'racer %'`)).toBe(1)
  expect(await docket.load(first.key)).toHaveLength(2)
})

test('entries, projections, effects and receipts are written together or not at all', async () => {
  const { entries } = hearing({ disputeId: 3 })
  const opened = replay(entries.slice(0, 1))!
  const receipt = { number: 1, signature: '0x01', operator: '0x02' } as unknown as Receipt
  await database.prepare('INSERT INTO receipts VALUES (?, 1, ?, ?)').bind(opened.key, '0x', '0x').run()
  const whole = docket.append(undefined, opened, entries.slice(0, 1), [effect('half', 'pass', 1)], [receipt])
  await expect(whole).rejects.toThrow()
  expect(await docket.load(opened.key)).toEqual([])
  expect(await count('disputes', `key = '${opened.key}'`)).toBe(0)
  expect(await count('outbox', `stream = 'half'`)).toBe(0)

  await database.prepare('DELETE FROM receipts').run()
  await docket.append(undefined, opened, entries.slice(0, 1), [], [receipt])
  const { hash, head, acceptedAt } = entries[0]!
  expect(await docket.receipt(opened.key, 1)).toEqual({ ...receipt, entryHash: hash, head, acceptedAt })
  expect(await docket.receipt(opened.key, 2)).toBeUndefined()
})

test('a write whose answer was lost is found in its place, and one that never arrived is repeated', async () => {
  const { entries } = hearing({ disputeId: 4 })
  const opened = replay(entries.slice(0, 1))!
  const meter = metered(database)
  meter.breakNext('D1_ERROR: Network connection lost.', 'after')
  expect(await docketOf(meter.d1).append(undefined, opened, entries.slice(0, 1), [])).toBe('conflict')
  expect(await docket.load(opened.key)).toEqual(entries.slice(0, 1))

  const second = replay(entries.slice(0, 2))!
  meter.breakNext('D1_ERROR: Network connection lost.', 'before')
  expect(await docketOf(meter.d1).append(opened, second, entries.slice(1, 2), [])).toBe('appended')

  meter.breakNext('D1_ERROR: D1 DB is overloaded. Too many requests queued.', 'before')
  const third = replay(entries.slice(0, 3))!
  await expect(docketOf(meter.d1).append(second, third, entries.slice(2, 3), [])).rejects.toThrow('overloaded')
})

test('entries that do not follow on from the state they were decided on are refused', async () => {
  const { entries } = hearing({ disputeId: 5 })
  const [first, third] = [replay(entries.slice(0, 1))!, replay(entries.slice(0, 3))!]
  await expect(docket.append(first, third, [entries[2]!], [])).rejects.toThrow('expected entries 2 to 3')
})

test('what a ballot writes does not depend on how long the docket is', async () => {
  const written: number[] = []
  const { entries } = hearing({ disputeId: 6, seats: 15, jurors: 15 })
  const meter = metered(database)
  let before: Dispute | undefined
  for (let i = 1; i <= entries.length; i++) {
    const after = replay(entries.slice(0, i))!
    meter.reset()
    await docketOf(meter.d1).append(before, after, [entries[i - 1]!], [])
    if (entries[i - 1]!.kind === 'commit') written.push(meter.reading.rowsWritten)
    expect(meter.reading.queries).toBe(1)
    before = after
  }
  expect(written.length).toBeGreaterThan(5)
  expect(new Set(written)).toEqual(new Set([3]))
})

test('a stream has one lease at a time, and its effects go in the order in which they were due', async () => {
  const now = 1_000
  await outbox.add([
    effect('stream a', 'gazette', 30),
    effect('stream a', 'draw', 10),
    effect('stream a', 'expire', 5_000),
    effect('stream b', 'draw', 20),
  ])
  const leased = (await outbox.lease(now, 10)).filter(({ stream }) => stream.startsWith('stream'))
  expect(leased.map(({ stream, kind, attempts }) => [stream, kind, attempts])).toEqual([
    ['stream a', 'draw', 1],
    ['stream b', 'draw', 1],
  ])
  expect(await outbox.lease(now, 10, 'stream a')).toEqual([])
  await outbox.settle(leased[0]!, { kind: 'done' })
  expect((await outbox.lease(now, 10, 'stream a')).map(({ kind }) => kind)).toEqual(['gazette'])
  expect((await outbox.lease(now, 10, 'stream a')).map(({ kind }) => kind)).toEqual([])
  expect(await outbox.nextAt('stream a')).toBe(now + LEASE_SECONDS)
  expect(await outbox.nextAt('nobody')).toBeUndefined()
})

test('two callers never hold the same lease', async () => {
  await outbox.add(Array.from({ length: 20 }, (_, i) => effect(`crowd ${i}`, 'pass', 1)))
  const taken = await Promise.all(Array.from({ length: 5 }, () => outbox.lease(5_000, 20)))
  const ids = taken.flat().map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const each of taken.flat()) await outbox.settle(each, { kind: 'done' })
})

test('a lease that runs out is given to the next, and the first holder ends nothing any more', async () => {
  await outbox.add([effect('crash', 'pass', 1)])
  const [first] = await outbox.lease(10, 1, 'crash')
  expect(await outbox.lease(10 + LEASE_SECONDS - 1, 1, 'crash')).toEqual([])
  const [second] = await outbox.lease(10 + LEASE_SECONDS, 1, 'crash')
  expect(second!.attempts).toBe(2)
  await outbox.settle(first!, { kind: 'done' })
  expect(await count('outbox', `stream = 'crash' AND state = 'armed'`)).toBe(1)
  await outbox.settle(second!, { kind: 'again', at: 99, why: 'no relay has it' })
  expect(await outbox.nextAt('crash')).toBe(99)
})

test('an effect of an entry is armed anew whatever became of it, and an older lease on it ends nothing', async () => {
  const { entries } = hearing({ disputeId: 7 })
  const opened = replay(entries.slice(0, 1))!
  const [draw] = effectsOf(opened, entries[0]!)
  await outbox.add([{ ...draw!, dueAt: 1 }])
  const [leased] = (await outbox.lease(10, 1, opened.key)) as [LeasedEffect]
  await docket.append(undefined, opened, entries.slice(0, 1), [draw!])
  await outbox.settle(leased, { kind: 'done' })
  expect(await outbox.nextAt(opened.key)).toBe(draw!.dueAt)

  const [again] = await outbox.lease(draw!.dueAt, 1, opened.key)
  expect(again).toMatchObject({ id: draw!.id, attempts: 1 })
  await outbox.settle(again!, { kind: 'parked', why: 'nobody knows' })
  expect(await outbox.nextAt(opened.key)).toBeUndefined()
  const second = replay(entries.slice(0, 2))!
  await docket.append(opened, second, entries.slice(1, 2), [draw!])
  expect(await outbox.nextAt(opened.key)).toBe(draw!.dueAt)
})

test('what is done or parked is not added again by a sweep that adds the same each minute', async () => {
  const rolls = effect('chain', 'rolls', 1, 7)
  await outbox.add([rolls])
  const [leased] = await outbox.lease(10, 1, 'chain')
  await outbox.settle(leased!, { kind: 'done' })
  await outbox.add([rolls, effect('chain', 'rolls', 1, 8)])
  expect((await outbox.lease(10, 5, 'chain')).map(({ of }) => of)).toEqual([8])
})

test('one effect that is put off lets later ones of its dispute pass', async () => {
  await outbox.add([effect('put off', 'tell', 1), effect('put off', 'expire', 50)])
  const [summon] = await outbox.lease(10, 1, 'put off')
  await outbox.settle(summon!, { kind: 'again', at: 80, why: 'the post is down' })
  expect((await outbox.lease(60, 1, 'put off')).map(({ kind }) => kind)).toEqual(['expire'])
})

test('an account has one open intent, and a crash finds the same bytes again', async () => {
  const intents = intentsOf(database)
  const account = `0x${'cc'.repeat(20)}` as const
  const fees = { maxFeePerGas: 10n, maxPriorityFeePerGas: 1n }
  const first: Attempt = { raw: '0x02aa', hash: digest(71), fees, signedAt: 100 }
  const dearer: Attempt = { raw: '0x02bb', hash: digest(72), fees: { ...fees, maxFeePerGas: 13n }, signedAt: 200 }
  expect(await intents.begin({ id: 'deliver', account, nonce: 4 }, first)).toBe('kept')
  expect(await intents.begin({ id: 'execute', account, nonce: 5 }, { ...first, hash: digest(73) })).toBe('conflict')
  expect(await intents.find('execute')).toBeUndefined()
  await intents.raise('deliver', dearer)
  await intents.sent(dearer.hash, 201)
  expect(await intents.open(account)).toEqual({
    id: 'deliver',
    account,
    nonce: 4,
    state: 'open',
    attempts: [first, { ...dearer, sentAt: 201 }],
  })
  await intents.end('deliver', 'confirmed')
  expect(await intents.open(account)).toBeUndefined()
  expect(await intents.begin({ id: 'execute', account, nonce: 5 }, { ...first, hash: digest(73) })).toBe('kept')
  await intents.forget('execute')
  expect(await intents.find('execute')).toBeUndefined()
  expect((await intents.find('deliver'))!.state).toBe('confirmed')
})
