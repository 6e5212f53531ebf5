/**
 * Rooms: what the objects promise whatever befalls them: one entry for one ballot, the same cost for a long docket as
 * for a short one, and nothing that depends on an alarm having rung.
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import { docketOf } from '#db/docket'
import { decide } from '#law/decide'
import { record, replay } from '#law/dispute'
import type { Receipt } from '#ports'
import type { Address, Digest } from '#primitives/bytes'
import { World } from '../support/court.ts'
import { JURORS } from '../support/hearing.ts'

type Times = Record<'drawAt' | 'commitOpensAt' | 'commitClosesAt' | 'beaconRound' | 'revealAt', number>
type View = { entries: number; head: Digest; sittings: { times: Times; draws: { address: Address }[] }[] }

const world = new World()
const docket = docketOf(env.DB)
const room = (key: Digest) => env.COURTROOM.getByName(key)

beforeAll(() => world.settle(5))

/** A dispute in its commit period, with the first juror drawn. */
async function inCommit(disputeId: number): Promise<{ key: Digest; times: Times; juror: number; path: string }> {
  const key = await world.open(disputeId)
  const { times } = (await world.get<View>(`/disputes/${disputeId}`)).sittings[0]!
  await world.advanceTo(times.drawAt + 10)
  const { draws } = (await world.get<View>(`/disputes/${disputeId}`)).sittings[0]!
  await world.advanceTo(times.commitOpensAt)
  return { key, times, juror: JURORS.indexOf(draws[0]!.address), path: `/disputes/${disputeId}/panels/0/ballots` }
}

const ballotOf = ({ key, times, juror }: { key: Digest; times: Times; juror: number }, n: number) =>
  world.ballot(
    juror,
    { disputeKey: key, panel: 0, beaconRound: times.beaconRound, revision: 1000 * times.commitOpensAt + n },
    1,
  ).body

test('of identical ballots that arrive together one is recorded, and all get the same receipt', async () => {
  const dispute = await inCommit(1)
  const ballot = ballotOf(dispute, 1)
  const answers = await Promise.all(Array.from({ length: 5 }, () => world.post(dispute.path, ballot)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201])
  const receipts = await Promise.all(answers.map((answer) => answer.json<Receipt>()))
  expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1)
  expect((await docket.load(dispute.key)).filter(({ kind }) => kind === 'commit')).toHaveLength(1)
})

test('different filings that arrive together all stand, in one unbroken chain', async () => {
  const dispute = await inCommit(2)
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => world.post(dispute.path, ballotOf(dispute, n))))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201])
  const entries = await docket.load(dispute.key)
  expect(entries.map(({ number }) => number)).toEqual(entries.map((_, i) => i + 1))
  expect(replay(entries)!.sittings[0]!.ballots.get(JURORS[dispute.juror]!)).toHaveLength(6)
})

test('an object that was put away in the middle of a period goes on where it was', async () => {
  const dispute = await inCommit(3)
  await world.post(dispute.path, ballotOf(dispute, 1))
  await evictDurableObject(room(dispute.key))
  expect((await world.post(dispute.path, ballotOf(dispute, 1))).status).toBe(200)
  expect((await world.post(dispute.path, ballotOf(dispute, 2))).status).toBe(201)
})

test('an object that has missed another writer’s entry finds it before it answers', async () => {
  const dispute = await inCommit(4)
  await world.post(dispute.path, ballotOf(dispute, 1))
  const before = replay(await docket.load(dispute.key))!
  const evidence = {
    kind: 'evidence',
    party: JURORS[0]!,
    reference: 'by another hand',
    meta: false,
    check: 'unchecked',
    at: '1',
  } as const
  const decided = decide(before, evidence, world.dials.now)
  if (!decided.ok) throw new Error('expected the exhibit to be taken')
  const { after, entries } = record(before, decided.value)
  expect(await docket.append(before, after, entries, [])).toBe('appended')
  const answer = await world.post(dispute.path, ballotOf(dispute, 2))
  expect(answer.status).toBe(201)
  expect((await answer.json<Receipt>()).number).toBe(after.number + 1)
})

test('what an alarm missed is done by the sweep', async () => {
  const key = await world.open(5)
  const { times } = (await world.get<View>('/disputes/5')).sittings[0]!
  await runInDurableObject(room(key), (_, state) => state.storage.deleteAlarm())
  world.dials.now = times.drawAt + 10
  await world.cron()
  expect((await world.get<View>('/disputes/5')).sittings[0]!.draws.length).toBeGreaterThan(0)
})

test('an alarm does what is due and sets itself for what comes next', async () => {
  const key = await world.open(6)
  const { times } = (await world.get<View>('/disputes/6')).sittings[0]!
  world.dials.now = times.drawAt + 10
  await evictDurableObject(room(key))
  expect(await runDurableObjectAlarm(room(key))).toBe(true)
  expect((await world.get<View>('/disputes/6')).sittings[0]!.draws.length).toBeGreaterThan(0)
  const ringsAt = await runInDurableObject(room(key), (_, state) => state.storage.getAlarm())
  expect(ringsAt).not.toBeNull()
})

test('an alarm that finds the beacon away rings again', async () => {
  const key = await world.open(7)
  const { times } = (await world.get<View>('/disputes/7')).sittings[0]!
  world.dials.now = times.drawAt + 10
  world.dials.beaconSilent = true
  await runDurableObjectAlarm(room(key))
  expect(await runInDurableObject(room(key), (_, state) => state.storage.getAlarm())).not.toBeNull()
  world.dials.beaconSilent = false
  world.dials.now += 10
  await runDurableObjectAlarm(room(key))
  expect((await world.get<View>('/disputes/7')).sittings[0]!.draws.length).toBeGreaterThan(0)
})

test('a ballot costs as many rows in a docket of 2,000 entries as in one of ten', { timeout: 120_000 }, async () => {
  const dispute = await inCommit(8)
  await lengthen(dispute.key, 10)
  await evictDurableObject(room(dispute.key))
  await world.post(dispute.path, ballotOf(dispute, 1))
  const short = await rowsOf(() => world.post(dispute.path, ballotOf(dispute, 2)))
  await lengthen(dispute.key, 2000)
  await evictDurableObject(room(dispute.key))
  await world.post(dispute.path, ballotOf(dispute, 3))
  const long = await rowsOf(() => world.post(dispute.path, ballotOf(dispute, 4)))
  expect((await world.get<View>('/disputes/8')).entries).toBeGreaterThan(2000)
  expect(short).toBeGreaterThan(0)
  expect(long).toBe(short)
})

/** Rows changed by `work`, by the database's own count. */
async function rowsOf(work: () => Promise<Response>): Promise<number> {
  const before = await changes()
  expect((await work()).status).toBe(201)
  return (await changes()) - before
}

async function changes(): Promise<number> {
  return (await env.DB.prepare('SELECT total_changes() AS n').first<number>('n'))!
}

/** Fills a docket with exhibits, by the law, until it holds `length` entries. */
async function lengthen(key: Digest, length: number): Promise<void> {
  let dispute = replay(await docket.load(key))!
  while (dispute.number < length) {
    const before = dispute
    const entries = []
    while (dispute.number < length && entries.length < 400) {
      const body = {
        party: JURORS[0]!,
        reference: `exhibit ${dispute.number}`,
        meta: false,
        check: 'unchecked',
        at: '1',
      } as const
      const step = record(dispute, [{ kind: 'evidence', acceptedAt: world.dials.now, body }])
      dispute = step.after
      entries.push(...step.entries)
    }
    await docket.append(before, dispute, entries, [])
  }
}

test('a gazette that attestors withhold is offered again until they sign, in time for the ballots to count', async () => {
  const dispute = await inCommit(9)
  await world.post(dispute.path, ballotOf(dispute, 1))
  world.dials.attestors = { answering: 1, why: 'asleep' }
  await world.advanceTo(dispute.times.commitClosesAt + 1)
  const tried = world.mined.filter(({ kind }) => kind === 'gazette').length
  await world.advanceTo(world.dials.now + 30)
  await world.advanceTo(world.dials.now + 60)
  expect(world.mined.filter(({ kind }) => kind === 'gazette')).toHaveLength(tried)
  world.dials.attestors = { answering: 2, why: '' }
  await world.advanceTo(world.dials.now + 60)
  await world.advanceTo(world.dials.now + 5)
  expect((await docket.load(dispute.key)).map(({ kind }) => kind)).toContain('gazette')
})

test('disputes that close together share one gazette', async () => {
  const keys = await Promise.all([await world.open(10), await world.open(11)])
  const { times } = (await world.get<View>('/disputes/10')).sittings[0]!
  const { times: others } = (await world.get<View>('/disputes/11')).sittings[0]!
  await world.advanceTo(others.drawAt + 10)
  await world.advanceTo(others.commitOpensAt)
  await world.advanceTo(Math.max(times.commitClosesAt, others.commitClosesAt) + 1)
  const serials = await Promise.all(
    keys.map(async (key) =>
      (await docket.load(key)).flatMap(({ kind, body }) => (kind === 'gazette' ? [body.serial] : [])),
    ),
  )
  expect(serials[0]).toHaveLength(1)
  expect(serials[0]).toEqual(serials[1])
})
