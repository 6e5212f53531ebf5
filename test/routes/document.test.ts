/**
 * The document is true: whatever it says may be asked is asked, in any order and with all that may be wrong with it,
 * and nothing is answered that it doesn't know of. What the requests make is asked about in turn.
 */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { World } from '../support/court.ts'
import { JURORS } from '../support/hearing.ts'
import { RUNS } from '../support/law.ts'
import { anything, checker, type Document, fitting, type Operation, type Parameter } from '../support/requests.ts'
import { session } from '../support/session.ts'

const world = new World()
let document: Document
let secret: string
let check: ReturnType<typeof checker>
/** Names that mean something here, by the parameter they are good for. Requests add to them. */
const known: Record<string, string[]> = { endpoint: [], key: [], dispute: [], juror: [], court: ['0'], panel: ['0'] }

type Asked = { method: string; path: string; operation: Operation }
let operations: Asked[]

beforeAll(async () => {
  await world.settle(6)
  const key = await world.open(1)
  await world.open(2)
  const { sittings } = await world.get<{
    sittings: { times: { drawAt: number; commitOpensAt: number; beaconRound: number } }[]
  }>('/disputes/1')
  const { times } = sittings[0]!
  await world.advanceTo(times.drawAt + 10)
  await world.advanceTo(times.commitOpensAt)
  const view = await world.get<{ sittings: { draws: { address: string }[] }[] }>('/disputes/1')
  const drawn = view.sittings[0]!.draws[0]!.address as (typeof JURORS)[number]
  const place = { disputeKey: key, panel: 0, beaconRound: times.beaconRound, revision: 1000 * times.commitOpensAt }
  await world.post('/disputes/1/panels/0/ballots', world.ballot(JURORS.indexOf(drawn), place, 1).body)
  known.dispute = ['1', '2', key]
  known.juror = [drawn, JURORS[5]!]
  known.epoch = [String(Math.floor(world.dials.now / 86_400) - 1)]
  known.serial = ['1']
  document = await world.get<Document>('/openapi.json')
  check = checker(document)
  secret = (await session(world, 0)).secret
  operations = Object.entries(document.paths)
    // The clock would run away from the rolls, and the world with it.
    .filter(([path]) => !path.startsWith('/world/'))
    .flatMap(([path, ways]) =>
      Object.entries(ways).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
})

type Step = Asked & {
  parameters: Record<string, unknown>
  body: unknown
  raw: string | undefined
  key: 'good' | 'none' | 'unknown'
}

/** A request of an operation: fitting, or with something else in some place. */
function stepOf(asked: Asked): fc.Arbitrary<Step> {
  const { parameters = [], requestBody } = asked.operation
  const mixed = (fit: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 5, arbitrary: fit }, { weight: 1, arbitrary: anything })
  const parameter = (each: Parameter) => {
    const value = mixed(fitting(each.schema, document, known, each.name))
    return each.required && each.in === 'path' ? value : fc.option(value, { nil: undefined })
  }
  const schema = requestBody && Object.values(requestBody.content)[0]!.schema
  return fc.record({
    ...Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, fc.constant(value)])),
    parameters: fc.record(Object.fromEntries(parameters.map((each) => [each.name, parameter(each)]))),
    body: schema ? mixed(fitting(schema, document, known)) : fc.constant({}),
    raw: fc.option(fc.constantFrom('', '{', '[]', 'null', '"\ud800"', '{"a":1}'), { nil: undefined, freq: 8 }),
    key: fc.oneof({ weight: 4, arbitrary: fc.constant('good') }, fc.constantFrom('none', 'unknown')),
  }) as fc.Arbitrary<Step>
}

async function ask({ method, path, operation, parameters, body, raw, key }: Step): Promise<string | undefined> {
  const given = (place: string) =>
    (operation.parameters ?? []).filter((each) => each.in === place && parameters[each.name] !== undefined)
  const text = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'))
  const address = given('path').reduce(
    (left, { name }) => left.replace(`{${name}}`, encoded(text(parameters[name])) || '%00'),
    path,
  )
  const query = new URLSearchParams(given('query').map(({ name }) => [name, text(parameters[name])]))
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const { name } of given('header')) headers.set(name, text(parameters[name]).replaceAll(/[^\x20-\x7e]/g, '~'))
  if (key !== 'none') headers.set('authorization', `Bearer ${key === 'good' ? secret : `vk_${'0'.repeat(64)}`}`)
  const sent = method === 'POST' ? { body: raw ?? text(body) } : {}
  const answer = await world.request(`${address}${query.size > 0 ? `?${query}` : ''}`, { method, headers, ...sent })
  const { status } = answer
  if (status >= 500) return `status ${status}: ${await answer.text()}`
  if (operation.security.length > 0 && key !== 'good' && status !== 401) return `status ${status} without a key`
  await remember(answer)
  return check(operation, answer)
}

const encoded = (value: string): string => encodeURIComponent(value.toWellFormed()).replaceAll('.', '%2E')

/** What a request made can be asked about from now on. The session itself must not be taken back. */
async function remember(answer: Response): Promise<void> {
  if (answer.status !== 201) return
  const made = (await answer.clone().json()) as { endpoint?: { id: string }; key?: { id: string; name: string } }
  if (made.endpoint) known.endpoint!.push(made.endpoint.id)
  if (made.key && made.key.name !== 'session') known.key!.push(made.key.id)
}

test('no sequence of requests finds an answer that the document does not know of', { timeout: 120_000 }, async () => {
  const met = new Map<string, Set<number>>()
  const one = fc.integer({ min: 0, max: operations.length - 1 }).chain((i) => stepOf(operations[i]!))
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 8, maxLength: 16 }), async (steps) => {
      for (const step of steps) {
        const wrong = await ask(step)
        if (wrong) throw new Error(`${step.method} ${step.path}: ${wrong}`)
        met.set(step.path, (met.get(step.path) ?? new Set()).add(0))
      }
    }),
    { numRuns: Math.min(400, Math.ceil(RUNS / 5)), interruptAfterTimeLimit: 90_000, endOnFailure: false },
  )
  expect(met.size).toBeGreaterThan(Object.keys(document.paths).length * 0.8)
})

test('every operation, asked as it wants to be, answers as it says it does', { timeout: 120_000 }, async () => {
  for (const asked of operations) {
    for (const step of fc.sample(stepOf(asked), { numRuns: 3, seed: 7 })) {
      expect([asked.operation.operationId, await ask({ ...step, key: 'good', raw: undefined })]).toEqual([
        asked.operation.operationId,
        undefined,
      ])
    }
  }
})

test('no operation that wants a key answers without one, or to one that is not good for it', async () => {
  const limited = await world.request('/keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify({ name: 'only disputes', scopes: ['disputes'] }),
  })
  const narrow = (await limited.json<{ secret: string }>()).secret
  for (const { method, path, operation } of operations.filter((each) => each.operation.security.length > 0)) {
    const address = path.replace('{endpoint}', `whe_${'0'.repeat(24)}`).replace('{key}', `key_${'0'.repeat(24)}`)
    const ask = (authorization: Record<string, string>) =>
      world.request(address, {
        method,
        headers: { 'content-type': 'application/json', ...authorization },
        ...(method === 'POST' ? { body: '{}' } : {}),
      })
    const statuses = await Promise.all(
      [
        {},
        { authorization: 'Bearer x' },
        { authorization: `Bearer vk_${'1'.repeat(64)}` },
        { authorization: `Bearer ${narrow}` },
      ].map(async (headers) => (await ask(headers as Record<string, string>)).status),
    )
    expect([operation.operationId, ...statuses]).toEqual([operation.operationId, 401, 401, 401, 403])
  }
})
