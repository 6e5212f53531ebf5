/**
 * Disputes off chain through the door: asked for over HTTP out of credit, opened and delivered by gazettes, ruled by
 * time. Database and objects are real; the parties outside are played.
 */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sitsAlone } from '#jurors/trust'
import { replay } from '#law/dispute'
import type { Entry, Open, Question } from '#law/filing'
import { PRESETS } from '#law/presets/presets'
import { readLaw } from '#law/question/posed'
import { answerRoom, encodeAnswer } from '#law/question/question'
import { verify } from '#law/verify'
import { randomnessOf } from '#primitives/beacon'
import type { Address, Digest, Hex } from '#primitives/bytes'
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

/** Brings disputes that were asked at one moment to their panels' commit period. */
async function toCommit(keys: readonly Digest[]) {
  await world.sweep()
  await world.advanceTo(world.dials.now + 10)
  const views = await Promise.all(keys.map((key) => world.get<View>(`/disputes/${key}`)))
  await world.advanceTo(Math.max(...views.map(({ sittings }) => sittings[0]!.times.drawAt!)) + 10)
  await world.advanceTo(Math.max(...views.map(({ sittings }) => sittings[0]!.times.commitOpensAt!)))
  return Promise.all(keys.map((key) => world.get<View>(`/disputes/${key}`)))
}

/** Has every juror of these panels answer alike, and waits for the rulings. */
async function answerAlike(
  keys: readonly Digest[],
  views: readonly View[],
  ...says: readonly ({ answer: Hex; room: number } | number)[]
) {
  for (const [n, key] of keys.entries()) {
    const said = says[n] ?? says[0]!
    const { times, draws } = views[n]!.sittings[0]!
    for (const juror of new Set(draws.filter(({ seated }) => seated).map(({ address }) => address))) {
      const place = { disputeKey: key, panel: 0, beaconRound: times.beaconRound, revision: 1000 * world.dials.now }
      const { body } = world.ballot(JURORS.indexOf(juror), place, said)
      expect((await world.post(`/disputes/${key}/panels/0/ballots`, body)).status).toBe(201)
    }
  }
  const last = (name: string) => Math.max(...views.map(({ sittings }) => sittings[0]!.times[name]!))
  await world.advanceTo(last('commitClosesAt') + 1)
  await world.advanceTo(last('revealAt'))
  await world.advanceTo(last('revealAt') + 60)
  await world.advanceTo(world.dials.now + 10)
  await world.advanceTo(world.dials.now + 10)
  await world.advanceTo(world.dials.now + TERMS.appealSeconds + 10)
}

test('a court’s record lets a juror sit alone, unless the beacon audits it, and no other record is taken', {
  timeout: 120_000,
}, async () => {
  const seats = 8
  const price = BigInt(seats) * TERMS.feePerSeat + TERMS.deliveryFee
  await funded(8n * price)
  const { secret: founder } = await session(world, 0)
  const policy = { ...PRESETS.boinc!, panel: { weight: 'one', trust: { streak: 2 } } }
  const published = await insist(world, 0, founder, policy)
  const under = { ...(await published.json<{ court: Digest; policyHash: Digest }>()), version: '1' }
  const { court, policyHash } = under
  const posing = (stated = {}) =>
    ({ under: { court, policyHash, version: '1' }, asked: {}, ...stated, title: 'What does it come to?' }) as Question
  const { question } = readLaw({ under, policy, asked: {} })
  const said = { answer: encodeAnswer(question, ['0xabcd']), room: answerRoom(question) }
  const asking = async (nonces: readonly number[], stated?: object) => {
    const answers = await Promise.all(
      nonces.map((nonce) => ask({ nonce: String(nonce), seats: String(seats) }, posing(stated))),
    )
    expect(answers.map(({ status }) => status)).toEqual(nonces.map(() => 201))
    return answers.map(({ body }) => body.disputeKey)
  }
  expect(await world.get(`/courts/${court}/streaks`)).toMatchObject({ jurors: [] })
  const first = await asking([1, 2])
  await answerAlike(first, await toCommit(first), said)

  type Record = { at: string; jurors: { juror: Address; streak: number }[] }
  const trusted = await world.get<Record>(`/courts/${court}/streaks`)
  expect(trusted.jurors.length).toBeGreaterThan(0)
  expect(trusted.jurors[0]).toMatchObject({ streak: 2 })
  const better = trusted.jurors.map((one, i) => (i === 0 ? { ...one, streak: 3 } : one))
  expect(
    await ask({ nonce: '3', seats: String(seats) }, posing({ stated: { trusted: { ...trusted, jurors: better } } })),
  ).toMatchObject({
    status: 422,
    body: { code: 'MalformedQuestion', reason: expect.stringContaining('expected a streak of 2') },
  })

  const keys = await asking([3, 4, 5, 6], { stated: { trusted } })
  const views = await toCommit(keys)
  const drawn = views.map(({ sittings }) => sittings[0]!.draws.filter(({ seated }) => seated))
  await answerAlike(keys, views, said)
  for (const [n, key] of keys.entries()) {
    const { address } = drawn[n]![0]!
    const transcript = await (await world.request(`/disputes/${key}/panels/0/transcript`)).text()
    const { claims } = verify(transcript)
    expect(claims.filter(({ ok }) => !ok)).toEqual([])
    const dispute = replay((await world.get<{ entries: Entry[] }>(`/disputes/${key}/docket`)).entries)!
    const seed = { randomness: randomnessOf(dispute.sittings[0]!.seed!.signature), disputeKey: key }
    const streak = trusted.jurors.find(({ juror }) => juror === address)?.streak ?? 0
    const isAlone = sitsAlone(streak, 2, address, seed)
    expect(drawn[n]).toHaveLength(isAlone ? 1 : seats)
    expect(dispute.final).toMatchObject({ ruling: 1 })
    expect(dispute.sittings[0]!.judged!.word!.findings[0]!.answer).toContain('abcd')
  }
  // What nobody checked lengthens no streak.
  const after = await world.get<Record>(`/courts/${court}/streaks`)
  const alone = drawn.filter(({ length }) => length === 1).length
  expect(Math.max(...after.jurors.map(({ streak }) => streak))).toBeLessThanOrEqual(6 - alone)
})

test('a forecast of another dispute waits for its ruling, and is scored by it', { timeout: 120_000 }, async () => {
  await funded(4n * PRICE)
  const { secret: founder } = await session(world, 0)
  const policy = { ...PRESETS.numerai!, ladder: { rungs: 'later', seats: 3, resolveSeconds: 864_000 } }
  const { court, policyHash } = await (await insist(world, 0, founder, policy)).json<{
    court: Digest
    policyHash: Digest
  }>()
  const law = { under: { court, policyHash, version: '1' }, asked: { outcomes: 2 } }
  const posing = (resolvedBy: Digest): Question => ({ ...law, resolvedBy, title: 'How likely is each?' })
  const before = await ask({ nonce: '2' }, posing(`0x${'77'.repeat(32)}`))
  expect(before).toMatchObject({ status: 404, body: { code: 'UnknownDispute' } })
  const telling = await ask({ nonce: '1' })
  const forecast = await ask({ nonce: '2' }, posing(telling.body.disputeKey))
  expect([telling.status, forecast.status]).toEqual([201, 201])
  const keys = [telling.body.disputeKey, forecast.body.disputeKey]
  const { question } = readLaw({ ...law, policy })
  const sure = { answer: encodeAnswer(question, [[100_000, 900_000]]), room: answerRoom(question) }
  await answerAlike(keys, await toCommit(keys), 2, sure)

  const ruled = await world.get<View>(`/disputes/${keys[0]}`)
  expect(ruled).toMatchObject({ ruling: { ruling: 2 } })
  for (const _ of 'twice') await world.advanceTo(world.dials.now + 61)
  const docket = await world.get<{ entries: Entry[] }>(`/disputes/${keys[1]}/docket`)
  const told = docket.entries.find(({ kind }) => kind === 'resolve')
  expect(told).toMatchObject({ body: { dispute: keys[0], last: { ruling: '2', signatures: expect.anything() } } })
  const { word } = replay(docket.entries)!.sittings[0]!.judged!
  expect(word).toMatchObject({ ladder: 'the date has come' })
  expect(new Set(word!.scores.map(({ score }) => score))).toEqual(new Set(['320000000']))
  const file = await (await world.request(`/disputes/${keys[1]}/panels/0/transcript`)).text()
  expect(verify(file).claims.filter(({ ok }) => !ok)).toEqual([])
  expect(await ask({ nonce: '3' }, posing(keys[0]!))).toMatchObject({ status: 409, body: { code: 'AlreadyFinal' } })
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
