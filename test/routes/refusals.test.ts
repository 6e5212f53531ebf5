/**
 * What the door says no to: every refusal a filing can meet, by its name, and everything that never reaches the law.
 */
import { beforeAll, expect, test } from 'vitest'
import type { RefusalCode } from '#law/refusal'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { sentenceOf } from '#routes/problems'
import { World } from '../support/court.ts'
import { JURORS } from '../support/hearing.ts'

type Times = Record<'drawAt' | 'commitOpensAt' | 'commitClosesAt' | 'beaconRound' | 'revealAt' | 'revealEndsAt', number>
type Problem = { type: string; title: string; status: number; code: RefusalCode } & Record<string, unknown>

const world = new World()
let key: Digest
let times: Times
let drawn: Address[]
let idle: Address

beforeAll(async () => {
  await world.settle(8)
  key = await world.open(1)
  world.mine({
    name: 'evidence',
    disputeIds: ['1'],
    party: JURORS[0]!,
    reference: `ipfs://contract?keccak256=0x${'9c'.repeat(32)}`,
    meta: false,
    at: world.dials.now,
  })
  world.mine({
    name: 'evidence',
    disputeIds: ['1'],
    party: JURORS[0]!,
    reference: 'a photograph',
    meta: false,
    at: world.dials.now,
  })
  const view = await world.get<{ sittings: { times: Times }[] }>('/disputes/1')
  times = view.sittings[0]!.times
})

const place = (revision = 1000 * world.dials.now) => ({
  disputeKey: key,
  panel: 0,
  beaconRound: times.beaconRound,
  revision,
})
const ballots = '/disputes/1/panels/0/ballots'
const openings = '/disputes/1/panels/0/openings'

async function refused(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = (await answer.json()) as Problem
  expect(problem.status).toBe(answer.status)
  expect(problem.type.endsWith(`/${problem.code}`)).toBe(true)
  return problem
}

test('a ballot for a dispute that nobody opened', async () => {
  const problem = await refused(await world.post('/disputes/77/panels/0/ballots', world.ballot(0, place(), 1).body))
  expect(problem).toMatchObject({ status: 404, code: 'UnknownDispute' })
  expect(await refused(await world.request('/disputes/77'))).toMatchObject({ code: 'UnknownDispute', dispute: '77' })
  expect(await refused(await world.request(`/disputes/0x${'ab'.repeat(32)}/docket`))).toMatchObject({
    code: 'UnknownDispute',
  })
})

test('an item of a list where none stands', async () => {
  const registry = `0x${'77'.repeat(20)}`
  const asked = await world.request(`/registries/${registry}/items/0x${'17'.repeat(32)}`)
  expect(await refused(asked)).toMatchObject({ status: 404, code: 'UnknownRegistry', registry })
})

test('a ballot while evidence is still heard says which period it is, and until when', async () => {
  const problem = await refused(await world.post(ballots, world.ballot(0, place(), 1).body))
  expect(problem).toMatchObject({
    status: 409,
    code: 'WrongPeriod',
    period: 'evidence',
    expected: 'commit',
    untilAt: times.drawAt,
  })
})

test('a ballot for a panel that does not sit', async () => {
  const { body } = world.ballot(0, place(), 1)
  expect(await refused(await world.post('/disputes/1/panels/1/ballots', body))).toMatchObject({
    code: 'WrongPanel',
    panel: 1,
    expected: 0,
  })
})

test('the content of an exhibit is checked against the hash in its reference, and a difference is recorded', async () => {
  await world.sweep()
  const path = '/disputes/1/evidence'
  const { evidence } = await world.get<{ evidence: { reference: string }[] }>(path)
  expect(evidence).toHaveLength(2)
  const [{ reference }] = evidence as [{ reference: string }]
  const shown = await world.post(path, { reference, content: 'something else' })
  expect([shown.status, await shown.json()]).toEqual([201, { check: 'differs' }])
  expect((await world.post(path, { reference, content: 'something else' })).status).toBe(200)
  expect(await refused(await world.post(path, { reference: 'unheard of', content: '' }))).toMatchObject({
    code: 'UnknownExhibit',
    status: 404,
  })
  expect(await refused(await world.post(path, { reference: 'a photograph', content: '' }))).toMatchObject({
    code: 'NothingToCheck',
  })
})

test('once the panel is drawn, only who was drawn may file, and only in its own name', async () => {
  await world.advanceTo(times.drawAt + 10)
  const view = await world.get<{ sittings: { draws: { address: Address }[] }[] }>('/disputes/1')
  drawn = [...new Set(view.sittings[0]!.draws.map(({ address }) => address))]
  idle = JURORS.slice(0, 8).find((juror) => !drawn.includes(juror))!
  await world.advanceTo(times.commitOpensAt)

  const stranger = world.ballot(JURORS.indexOf(idle), place(), 1).body
  expect(await refused(await world.post(ballots, stranger))).toMatchObject({
    status: 403,
    code: 'NotDrawn',
    juror: idle,
  })

  const mine = world.ballot(JURORS.indexOf(drawn[0]!), place(), 1).body
  expect(await refused(await world.post(ballots, { ...mine, juror: drawn[1] ?? idle }))).toMatchObject({ status: 403 })
  const forged = { ...mine, signature: stranger.signature }
  expect(await refused(await world.post(ballots, forged))).toMatchObject({ status: 403, code: 'BadSignature' })
})

test('a ballot must be for this R, of this period, and one that could open', async () => {
  const i = JURORS.indexOf(drawn[0]!)
  const otherRound = world.ballot(i, { ...place(), beaconRound: times.beaconRound + 1 }, 1).body
  expect(await refused(await world.post(ballots, otherRound))).toMatchObject({
    code: 'WrongBeaconRound',
    expected: times.beaconRound,
  })
  const future = world.ballot(i, place(1000 * times.commitClosesAt + 1), 1).body
  expect(await refused(await world.post(ballots, future))).toMatchObject({
    code: 'RevisionInFuture',
    latest: 1000 * times.commitClosesAt,
  })
  const { body } = world.ballot(i, place(), 1)
  const short = { ...body, sealed: body.sealed.slice(0, -2) as Hex }
  expect(await refused(await world.post(ballots, short))).toMatchObject({ status: 422, code: 'MalformedSeal' })
})

test('the 33rd ballot of one juror', async () => {
  const i = JURORS.indexOf(drawn[0]!)
  const answers: Response[] = []
  for (let n = 0; n < 33; n++)
    answers.push(await world.post(ballots, world.ballot(i, place(1000 * world.dials.now + n), 1).body))
  expect(answers.slice(0, 32).every(({ status }) => status === 201)).toBe(true)
  expect(await refused(answers[32]!)).toMatchObject({ code: 'TooManyBallots', most: 32 })
  const { ballots: filed } = await world.get<{ ballots: unknown[] }>(`${ballots}/${drawn[0]}`)
  expect(filed).toHaveLength(32)
})

test('whoever recused itself neither votes nor recuses itself again', async () => {
  const juror = drawn[1]!
  const recusal = world.recusal(JURORS.indexOf(juror), key, 0, 'I know one of the parties.')
  expect((await world.post('/disputes/1/panels/0/recusals', recusal)).status).toBe(201)
  const vote = world.ballot(JURORS.indexOf(juror), place(), 1).body
  expect(await refused(await world.post(ballots, vote))).toMatchObject({ code: 'AlreadyRecused', juror })
  const again = world.recusal(JURORS.indexOf(juror), key, 0, 'And another reason.')
  expect(await refused(await world.post('/disputes/1/panels/0/recusals', again))).toMatchObject({
    code: 'AlreadyRecused',
  })
  const foreign = { ...again, juror: drawn[0], reason: 'not signed by me' }
  expect(await refused(await world.post('/disputes/1/panels/0/recusals', foreign))).toMatchObject({
    code: 'BadSignature',
  })
})

test('nothing is opened by hand before R, nor what was not committed', async () => {
  const juror = drawn[0]!
  const i = JURORS.indexOf(juror)
  const last = world.ballot(i, place(1000 * times.commitOpensAt + 31), 1)
  const early = { juror, answer: last.answer, opening: last.opening }
  expect(await refused(await world.post(openings, early))).toMatchObject({ code: 'WrongPeriod', expected: 'reveal' })
  expect(await refused(await world.request('/disputes/1/panels/0/transcript'))).toMatchObject({ code: 'NotJudged' })

  await world.advanceTo(times.commitClosesAt + 1)
  world.dials.now = times.revealAt
  const wrong = { ...early, opening: `0x${'11'.repeat(32)}` }
  expect(await refused(await world.post(openings, wrong))).toMatchObject({ status: 422, code: 'CommitmentMismatch' })
  expect(await refused(await world.post(openings, { ...early, juror: idle }))).toMatchObject({ code: 'NoBallot' })
  expect((await world.post(openings, early)).status).toBe(201)
  const again = await refused(await world.post(openings, early))
  expect(['AlreadyOpened', 'WrongPeriod']).toContain(again.code)
})

test('a contract account votes when the chain vouches for it, and not while the chain is silent', async () => {
  const other = await world.open(2)
  const { sittings } = await world.get<{ sittings: { times: Times }[] }>('/disputes/2')
  const later = sittings[0]!.times
  await world.advanceTo(later.drawAt + 10)
  const view = await world.get<{ sittings: { draws: { address: Address }[] }[] }>('/disputes/2')
  const juror = view.sittings[0]!.draws[0]!.address
  await world.advanceTo(later.commitOpensAt)
  const { body } = world.ballot(
    JURORS.indexOf(juror),
    { disputeKey: other, panel: 0, beaconRound: later.beaconRound, revision: 1000 * world.dials.now },
    1,
  )
  const signed = { ...body, signature: '0xc0de' as Hex }
  world.dials.chainSilent = true
  const unsure = await refused(await world.post('/disputes/2/panels/0/ballots', signed))
  expect(unsure).toMatchObject({ status: 503, code: 'Unavailable' })
  world.dials.chainSilent = false
  expect(await refused(await world.post('/disputes/2/panels/0/ballots', signed))).toMatchObject({
    code: 'BadSignature',
  })
  world.dials.contracts.set(juror, true)
  expect((await world.post('/disputes/2/panels/0/ballots', signed)).status).toBe(201)
  const { ballots: filed } = await world.get<{ ballots: { vouchedAt: string }[] }>(
    `/disputes/2/panels/0/ballots/${juror}`,
  )
  expect(filed[0]!.vouchedAt).toMatch(/^[0-9]+$/)
})

test('a policy whose hash is not on chain, and a court that is not there', async () => {
  const policy = { ...world.policy, name: 'Mine' }
  expect(await refused(await world.post('/courts/0/policies', { policy }))).toMatchObject({
    status: 422,
    code: 'PolicyNotOnChain',
  })
  expect(await refused(await world.request('/courts/9'))).toMatchObject({ status: 404, code: 'UnknownCourt', court: 9 })
})

test('what never reaches the law: malformed, oversize, of another type, at another address', async () => {
  const { body } = world.ballot(0, place(), 1)
  const malformed = await refused(await world.post(ballots, { ...body, juror: body.juror.toUpperCase(), revision: -1 }))
  expect(malformed).toMatchObject({ status: 400, code: 'MalformedRequest' })
  expect((malformed.issues as { at: string }[]).map(({ at }) => at).sort()).toEqual(['body.juror', 'body.revision'])
  expect(await refused(await world.post(ballots, { ...body, more: 1 }))).toMatchObject({ code: 'MalformedRequest' })
  expect(await refused(await world.post(ballots, { ...body, revision: '9007199254740993' }))).toMatchObject({
    status: 400,
  })
  expect(await refused(await world.request('/disputes/01'))).toMatchObject({ code: 'MalformedRequest' })
  expect(await refused(await world.request(`/disputes/${2n ** 256n}`))).toMatchObject({ code: 'MalformedRequest' })

  const headers = { 'content-type': 'application/json' }
  const broken = await world.request(ballots, { method: 'POST', headers, body: '{"juror":' })
  expect(await refused(broken)).toMatchObject({ status: 400, code: 'MalformedRequest' })
  const huge = await world.request(ballots, {
    method: 'POST',
    headers,
    body: JSON.stringify({ sealed: 'x'.repeat(200_000) }),
  })
  expect(await refused(huge)).toMatchObject({ status: 413, code: 'TooLarge' })
  const text = await world.request(ballots, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' })
  expect(await refused(text)).toMatchObject({ status: 415, code: 'NotJson' })
  const lone = { juror: `0x${'77'.repeat(20)}`, reason: 'half a letter: \ud800', signature: '0x' }
  const halved = await world.post('/disputes/1/panels/0/recusals', lone)
  expect(await refused(halved)).toMatchObject({ status: 400, code: 'MalformedRequest' })
  expect(await refused(await world.request('/nowhere'))).toMatchObject({ status: 404, code: 'NotFound' })
  const wrongMethod = await world.request('/disputes/1', { method: 'DELETE' })
  expect(wrongMethod.headers.get('allow')).toBe('GET')
  expect(await refused(wrongMethod)).toMatchObject({ status: 405, code: 'MethodNotAllowed' })
  expect(await refused(await world.request(`/jurors/${`0x${'77'.repeat(20)}`}`))).toMatchObject({ status: 404 })
  expect(await refused(await world.request('/gazettes/999'))).toMatchObject({ status: 404 })
  expect(await refused(await world.request('/rolls/1'))).toMatchObject({ status: 404 })
})

test('every refusal has a sentence of its own that ends with a full stop', () => {
  const codes: RefusalCode[] = [
    ...([
      'UnknownDispute',
      'UnknownCourt',
      'UnknownExhibit',
      'NothingToCheck',
      'PolicyNotOnChain',
      'NotJudged',
      'MalformedPolicy',
      'NotFounder',
      'TooManyVersions',
      'VersionTaken',
    ] as const),
    ...(['DisputeVoid', 'WrongPeriod', 'WrongPanel', 'NotDrawn', 'AlreadyRecused', 'WrongBeaconRound'] as const),
    ...(['RevisionInFuture', 'AlreadyRecorded', 'TooManyBallots', 'TooManyExhibits'] as const),
    ...(['MalformedSeal', 'TicketUnpaid', 'UnknownRegistry', 'BadSignature'] as const),
    ...(['BadBeaconSignature', 'RollNotInForce', 'WrongRoll', 'WrongDraw', 'EmptyRoll', 'AlreadyDrawn'] as const),
    ...([
      'NoBallot',
      'AlreadyOpened',
      'CommitmentMismatch',
      'HeadMismatch',
      'NothingDue',
      'TextTooLong',
      'AlreadyFinal',
    ] as const),
  ]
  const sentences = codes.map((code) => sentenceOf(code).title)
  expect(new Set(sentences).size).toBe(codes.length)
  expect(sentences.every((sentence) => sentence.endsWith('.'))).toBe(true)
})

test('the door describes itself in OpenAPI 3.1, every route with its problems', async () => {
  const document = await world.get<{ openapi: string; paths: Record<string, Record<string, { responses: object }>> }>(
    '/openapi.json',
  )
  expect(document.openapi).toBe('3.1.0')
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  expect(operations.length).toBeGreaterThanOrEqual(40)
  expect(operations.every(({ responses }) => '503' in responses && !('default' in responses))).toBe(true)
})
