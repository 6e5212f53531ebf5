/**
 * Disputes off chain through the door: asked for over HTTP out of credit, opened and delivered by gazettes, ruled by
 * time. Database and objects are real; the parties outside are played.
 */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { replay } from '#law/dispute'
import type { Entry, Open, Question } from '#law/filing'
import { PRESETS } from '#law/presets/presets'
import { verify } from '#law/verify'
import type { Address, Digest } from '#primitives/bytes'
import { addressOf } from '#primitives/signature'
import { World } from '../support/court.ts'
import { insist } from '../support/founding.ts'
import { ASKER_KEY, JUROR_KEYS, JURORS, QUESTION, TERMS } from '../support/hearing.ts'
import { session } from '../support/session.ts'

/** What a dispute of three seats costs. */
const PRICE = 3n * TERMS.feePerSeat + TERMS.deliveryFee

type Asked = { disputeKey: Digest; disputeId: string; receipt: { number: number; entryHash: Digest } }
type View = {
  period: string
  question?: object
  sittings: {
    times: Record<string, number> & { beaconRound: number }
    draws: { address: Address; seated: boolean }[]
    judged?: object
    delivered?: object
  }[]
  ruling?: { ruling: number; executed: boolean }
}

let world: World
/** Another account in each test. */
let accounts = 0
let secret = ASKER_KEY
beforeAll(async () => {
  world = new World()
  await world.settle(6)
})

beforeEach(() => {
  secret = JUROR_KEYS[20 + accounts++]!
})

const funded = async (wei: bigint) => {
  world.credit(addressOf(secret), wei)
  await world.sweep()
}
const ask = async (change: Partial<Open> = {}, question: Question = QUESTION, key = secret) => {
  const answer = await world.post('/disputes', world.asked({ account: addressOf(secret), ...change }, question, key))
  return { status: answer.status, body: (await answer.json()) as Asked & { code?: string } }
}

test('an account asks over HTTP, jurors vote, a gazette delivers, time rules, and anybody checks the Final', {
  timeout: 60_000,
}, async () => {
  await funded(PRICE)
  const { status, body } = await ask()
  expect(status).toBe(201)
  const { disputeKey: key, disputeId, receipt } = body
  expect(await world.get(`/disputes/${key}`)).toMatchObject({ code: 'NotOpenYet' })
  type Lists = { disputes: { key: Digest }[]; asked: object[] }
  const account = addressOf(secret)
  const mine = await world.get<Lists>(`/disputes?arbitrable=${account}`)
  expect(mine).toMatchObject({ disputes: [], asked: [{ key, disputeId, account, court: 0, seats: 3 }] })
  await world.sweep()
  expect(world.mined.at(-1)).toMatchObject({ kind: 'gazette' })
  await world.advanceTo(world.dials.now + 10)

  let view = await world.get<View>(`/disputes/${disputeId}`)
  expect(view).toMatchObject({
    key,
    period: 'evidence',
    question: QUESTION,
    facts: { arbitrable: addressOf(secret), choices: '2' },
  })
  const opened = await world.get<Lists>(`/disputes?arbitrable=${account}`)
  expect(opened).toMatchObject({ disputes: [{ key }], asked: [] })
  expect(await world.get(`/disputes/${key}/evidence`)).toMatchObject({ evidence: [{ reference: 'ipfs://photograph' }] })
  const { times } = view.sittings[0]!
  await world.advanceTo(times.drawAt! + 10)
  view = await world.get<View>(`/disputes/${key}`)
  const drawn = [...new Set(view.sittings[0]!.draws.filter((d) => d.seated).map((d) => d.address))]
  await world.advanceTo(times.commitOpensAt!)
  for (const juror of drawn) {
    const place = { disputeKey: key, panel: 0, beaconRound: times.beaconRound, revision: 1000 * world.dials.now }
    const ballot = world.ballot(JURORS.indexOf(juror), place, 2)
    expect((await world.post(`/disputes/${key}/panels/0/ballots`, ballot.body)).status).toBe(201)
  }
  await world.advanceTo(times.commitClosesAt! + 1)
  await world.advanceTo(times.revealAt!)
  await world.advanceTo(times.revealAt! + 60)
  await world.advanceTo(world.dials.now + 10)
  await world.advanceTo(world.dials.now + 10)
  view = await world.get<View>(`/disputes/${key}`)
  expect(view.sittings[0]).toMatchObject({ judged: { ruling: 2 } })
  expect(view.sittings[0]!.delivered).toBeDefined()
  expect(view.period).toBe('appeal')
  expect(world.mined.map(({ kind }) => kind)).not.toContain('deliver')

  await world.advanceTo(world.dials.now + TERMS.appealSeconds + 10)
  view = await world.get<View>(`/disputes/${key}`)
  expect(view).toMatchObject({ period: 'execution', ruling: { ruling: 2, executed: true } })
  expect(world.mined.map(({ kind }) => kind)).not.toContain('execute')
  await world.advanceTo(world.dials.now + 700)
  await world.advanceTo(world.dials.now + 10)
  const [charged, settled] = world.mined.slice(-2)
  expect(charged).toMatchObject({ kind: 'charge', charged: { open: { nonce: 1n }, verdict: { ruling: 2n } } })
  expect(settled).toMatchObject({ kind: 'settle', cases: [{ disputeId: BigInt(disputeId) }] })

  const { entries } = await world.get<{ entries: Entry[] }>(`/disputes/${key}/docket`)
  expect(entries[receipt.number - 1]).toMatchObject({ kind: 'ask', hash: receipt.entryHash })
  const { domain } = replay(entries)!
  const file = await (await world.request(`/disputes/${key}/panels/0/transcript`)).text()
  const verified = verify(file, { chainId: '31337', arbitrator: domain.arbitrator })
  expect(verified.claims.filter((claim) => !claim.ok)).toEqual([])
  expect(verified.transcript!.final).toMatchObject({ serial: '1' })
  expect(verified.transcript!.postings!.delivery).not.toBeNull()
})

describe('asking', () => {
  test('again with the same Open answers with the same docket, and another Open under the nonce is refused', async () => {
    await funded(5n * PRICE)
    const asked = world.asked({}, QUESTION, secret)
    const first = (await (await world.post('/disputes', asked)).json()) as Asked
    const again = await world.post('/disputes', asked)
    expect(again.status).toBe(200)
    expect(await again.json()).toEqual(first)
    expect(await ask({ seats: '5' })).toMatchObject({ status: 409, body: { code: 'NonceUsed', nonce: '1' } })
  })

  test('without credit, or with too little of it, is refused', async () => {
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'CreditTooLow', free: '0', cost: String(PRICE) } })
    await funded(PRICE - 1n)
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'CreditTooLow' } })
    await funded(PRICE)
    expect((await ask()).status).toBe(201)
  })

  test('many times at once spends no credit twice', { timeout: 60_000 }, async () => {
    await funded(3n * PRICE)
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => ask({ nonce: String(n + 1) })))
    const codes = answers.map(({ status, body }) => (status === 201 ? 'asked' : body.code)).toSorted()
    expect(codes).toEqual([...Array(5).fill('CreditTooLow'), ...Array(3).fill('asked')])
  })

  test('gives its hold on credit back when no gazette took it', async () => {
    await funded(PRICE)
    world.dials.attestors = { answering: 0, why: 'asleep' }
    const { body } = await ask({ expiresAt: String(world.dials.now + 60) })
    expect(await ask({ nonce: '2' })).toMatchObject({ body: { code: 'CreditTooLow' } })
    await world.advanceTo(world.dials.now + 60 + 3600)
    expect(await world.get(`/disputes/${body.disputeKey}`)).toMatchObject({ code: 'DisputeVoid' })
    world.dials.attestors = { answering: 2, why: '' }
    expect((await ask({ nonce: '2' })).status).toBe(201)
  })

  test('by somebody else’s signature, or for another law, another question or too little, is refused', async () => {
    await funded(PRICE)
    expect(await ask({}, QUESTION, JUROR_KEYS[0]!)).toMatchObject({ status: 403, body: { code: 'BadSignature' } })
    expect(await ask({ policyHash: `0x${'11'.repeat(32)}` })).toMatchObject({ body: { code: 'PolicyNotInForce' } })
    expect(await ask({ questionHash: `0x${'11'.repeat(32)}` })).toMatchObject({ body: { code: 'QuestionMismatch' } })
    expect(await ask({ maxFee: String(PRICE - 1n) })).toMatchObject({ status: 422, body: { code: 'FeeTooLow' } })
    expect(await ask({ expiresAt: String(world.dials.now) })).toMatchObject({ body: { code: 'OpenExpired' } })
    expect(await ask({ court: '9' })).toMatchObject({ status: 404, body: { code: 'UnknownCourt' } })
    const extra = { ...world.asked({}, QUESTION, secret), note: 'x' }
    expect((await world.post('/disputes', extra)).status).toBe(400)
  })

  test('under a court off chain takes the version that was published here, whole, and no other', async () => {
    await funded(5n * PRICE)
    const { secret: session_ } = await session(world, 0)
    const published = await insist(world, 0, session_, PRESETS.openassistant)
    const { court, policyHash } = await published.json<{ court: Digest; policyHash: Digest }>()
    const under = { court, version: '1', policyHash }
    const ranking = { under, asked: { candidates: 3 }, title: 'Which reply is best?' } as Question
    const { status, body } = await ask({}, ranking)
    expect(status).toBe(201)
    const { entries } = await world.get<{ entries: Entry[] }>(`/disputes/${body.disputeKey}/docket`)
    expect(entries[0]).toMatchObject({ kind: 'ask', body: { policy: PRESETS.openassistant, question: ranking } })

    const other = { ...ranking, under: { ...under, version: '2' } } as Question
    expect(await ask({ nonce: '2' }, other)).toMatchObject({
      status: 422,
      body: { code: 'PolicyUnknown', version: '2' },
    })
    const wide = { ...ranking, asked: { candidates: 3, none: false } } as Question
    expect(await ask({ nonce: '2' }, wide)).toMatchObject({ status: 422, body: { code: 'MalformedQuestion' } })
    expect(await ask({ nonce: '2', seats: '4' }, ranking)).toMatchObject({ body: { code: 'MalformedQuestion' } })
  })

  test('by a contract account counts when the account itself calls the signature its own', async () => {
    await funded(PRICE)
    world.dials.contracts.set(addressOf(secret), true)
    const { body } = await ask({}, QUESTION, JUROR_KEYS[0]!)
    const { entries } = await world.get<{ entries: Entry[] }>(`/disputes/${body.disputeKey}/docket`)
    expect(entries[0]).toMatchObject({ kind: 'ask', body: { vouchedAt: expect.any(String) } })
  })
})
