/**
 * The door: who may ask for what is theirs, what is sent to whom, and what becomes of it. Each is tried as it should
 * be, and as somebody would try it who means harm.
 */
import { env } from 'cloudflare:workers'
import { Webhook } from 'standardwebhooks'
import { beforeAll, describe, expect, test } from 'vitest'
import { signaturesOf } from '#edges/post'
import type { Endpoint } from '#ports'
import type { Address, Digest } from '#primitives/bytes'
import { signDigest, spokenDigest } from '#primitives/signature'
import { door } from '#routes/index'
import type { Env } from '#src/env'
import { SCHEDULE } from '#src/postman'
import { doorOf } from '#src/wire'
import { World } from '../support/court.ts'
import { JUROR_KEYS, JURORS } from '../support/hearing.ts'
import { session } from '../support/session.ts'

const world = new World()
type Json = Record<string, never>
type View = { head: Digest; sittings: { times: Record<string, number>; draws: { address: Address }[] }[] }

beforeAll(() => world.settle(6))

/** Asks as the holder of a key. */
function as(secret: string) {
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    world.request(path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    get: (path: string) => ask('GET', path),
    post: (path: string, body: unknown = {}, headers?: Record<string, string>) => ask('POST', path, body, headers),
    remove: (path: string) => ask('DELETE', path),
  }
}
const code = async (answer: Response) => [answer.status, (await answer.json<{ code: string }>()).code]

/** The same, of a court that sends mail. */
async function askOfMailer(secret: string, path: string, body: unknown = {}): Promise<Response> {
  const court = { ...doorOf(env as unknown as Env), hasMail: true }
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}`, 'idempotency-key': secret }
  return door.request(path, { method: 'POST', headers, body: JSON.stringify(body) }, { door: court })
}

let made = 0
/** An endpoint that has shown that it wants messages. */
async function endpoint(secret: string, more: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
  const before = world.dials.answers
  world.dials.answers = (_, { body }) => ({ answer: JSON.parse(body).data.token ?? '' })
  const wanted = { channel: 'webhook', address: `https://hooks.shop.com/${++made}`, ...more }
  const answer = await as(secret).post('/webhooks', wanted, { 'idempotency-key': `make ${made}`.replace(' ', '-') })
  const body = await answer.json<{ endpoint: { id: string }; secret: string }>()
  const proven = await as(secret).post(`/webhooks/${body.endpoint.id}/proof`)
  if (proven.status !== 200) throw new Error(await proven.text())
  world.dials.answers = before
  return { id: body.endpoint.id, secret: body.secret }
}

describe('coming in', () => {
  test('a text is for the account that asked for it, this court and this chain, and names when it ends', async () => {
    const { message } = await session(world, 1)
    expect(message.split('\n')[0]).toBe('127.0.0.1:8787 wants you to sign in with your Ethereum account:')
    expect(message.split('\n')[1]!.toLowerCase()).toBe(JURORS[1])
    expect(message).toContain('\nChain ID: 31337\n')
  })

  test('a text opens once, however many bring it at the same moment', async () => {
    const { message } = await (await world.post('/sessions/words', { account: JURORS[0]! })).json<{ message: string }>()
    const signature = signDigest(spokenDigest(message), JUROR_KEYS[0]!)
    const answers = await Promise.all([1, 2, 3, 4].map(() => world.post('/sessions', { message, signature })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401])
  })

  test('a text with one byte changed, one of an hour ago, and one that somebody else signed are not taken', async () => {
    const { message } = await (await world.post('/sessions/words', { account: JURORS[0]! })).json<{ message: string }>()
    const signed = (text: string, by = 0) => ({
      message: text,
      signature: signDigest(spokenDigest(text), JUROR_KEYS[by]!),
    })
    for (const other of [`${message} `, message.replace('31337', '1'), message.replace(/Nonce: ./, 'Nonce: 0')])
      expect(await code(await world.post('/sessions', signed(other)))).toEqual([401, 'WordsNotOurs'])
    expect(await code(await world.post('/sessions', signed(message, 1)))).toEqual([401, 'SignatureNotTheirs'])
    world.dials.now += 601
    expect(await code(await world.post('/sessions', signed(message)))).toEqual([401, 'WordsNotOurs'])
  })

  test('a contract account comes in when the chain vouches for it; a silent chain is no refusal', async () => {
    const account = JURORS[40]!
    const enter = async () => {
      const { message } = await (await world.post('/sessions/words', { account })).json<{ message: string }>()
      return world.post('/sessions', { message, signature: '0x1234' })
    }
    world.dials.contracts.set(account, true)
    expect((await enter()).status).toBe(201)
    world.dials.contracts.set(account, false)
    expect(await code(await enter())).toEqual([401, 'SignatureNotTheirs'])
    world.dials.chainSilent = true
    expect(await code(await enter())).toEqual([503, 'Unavailable'])
    world.dials.chainSilent = false
  })

  test('nothing in the database opens the door', async () => {
    const { secret } = await session(world, 0)
    const { results } = await env.DB.prepare('SELECT * FROM keys').all()
    expect(JSON.stringify(results)).not.toContain(secret.slice(3))
    for (const { hash } of results as { hash: string }[])
      expect((await as(`vk_${hash.slice(2)}`).get('/keys')).status).toBe(401)
  })

  test('a key does what it is for, makes no other, has two secrets while it is rotated, and ends', async () => {
    const { secret } = await session(world, 0)
    const answer = await as(secret).post('/keys', { name: 'machine', scopes: ['hooks'] })
    const first = await answer.json<{ secret: string; key: { id: string } }>()
    expect((await as(first.secret).get('/webhooks')).status).toBe(200)
    expect(await code(await as(first.secret).get('/keys'))).toEqual([403, 'ScopeMissing'])
    const second = await (await as(secret).post(`/keys/${first.key.id}/rotate`)).json<{ secret: string }>()
    expect((await as(first.secret).get('/webhooks')).status).toBe(200)
    expect((await as(second.secret).get('/webhooks')).status).toBe(200)
    world.dials.now += 86_000
    const stranger = await session(world, 1)
    expect(await code(await as(stranger.secret).remove(`/keys/${first.key.id}`))).toEqual([404, 'NotYours'])
    world.dials.now += 500
    expect((await as(first.secret).get('/webhooks')).status).toBe(401)
    expect((await as(second.secret).get('/webhooks')).status).toBe(200)
    const { secret: later } = await session(world, 0)
    expect((await as(later).remove(`/keys/${first.key.id}`)).status).toBe(204)
    expect((await as(second.secret).get('/webhooks')).status).toBe(401)
  })
})

describe('addresses', () => {
  test('two identical requests at once with one idempotency key name one address, and get one answer', async () => {
    const { secret } = await session(world, 2)
    const wanted = { channel: 'webhook', address: 'https://hooks.shop.com/once' }
    const key = { 'idempotency-key': 'intention-1' }
    const answers = await Promise.all([1, 2, 3].map(() => as(secret).post('/webhooks', wanted, key)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(bodies).size).toBe(1)
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed')).length).toBe(2)
    const { endpoints } = await (await as(secret).get('/webhooks')).json<{ endpoints: unknown[] }>()
    expect(endpoints).toHaveLength(1)
    const other = await as(secret).post('/webhooks', { ...wanted, court: 0 }, key)
    expect(await code(other)).toEqual([422, 'IdempotencyKeyReused'])
    expect(await code(await as(secret).post('/webhooks', wanted))).toEqual([400, 'IdempotencyKeyMissing'])
    const stranger = await session(world, 3)
    expect((await as(stranger.secret).post('/webhooks', wanted, key)).status).toBe(201)
  })

  test('an address that leads inwards is not taken, nor one that does not give the token back', async () => {
    const { secret } = await session(world, 2)
    const refused = await as(secret).post(
      '/webhooks',
      { channel: 'webhook', address: 'https://169.254.169.254/' },
      { 'idempotency-key': 'inwards' },
    )
    expect(await code(refused)).toEqual([422, 'AddressRefused'])
    const wanted = { channel: 'webhook', address: 'https://hooks.shop.com/silent' }
    const answer = await as(secret).post('/webhooks', wanted, { 'idempotency-key': 'silent' })
    const { endpoint } = await answer.json<{ endpoint: { id: string } }>()
    expect(await code(await as(secret).post(`/webhooks/${endpoint.id}/proof`))).toEqual([409, 'ProofMissing'])
    expect(await code(await as(secret).post(`/webhooks/${endpoint.id}/test`))).toEqual([409, 'ProofMissing'])
  })

  test("another account's address looks like one that is not there", async () => {
    const owner = await session(world, 2)
    const { id } = await endpoint(owner.secret)
    const stranger = as((await session(world, 3)).secret)
    for (const answer of [
      await stranger.get(`/webhooks/${id}`),
      await stranger.get(`/webhooks/${id}/deliveries`),
      await stranger.get(`/webhooks/${id}/attempts`),
      await stranger.post(`/webhooks/${id}/rotate`),
      await stranger.post(`/webhooks/${id}/test`),
      await stranger.post(`/webhooks/${id}/replay`, { from: 1 }),
      await stranger.post(`/webhooks/${id}/proof`),
      await stranger.remove(`/webhooks/${id}`),
    ])
      expect(await code(answer)).toEqual([404, 'NotYours'])
    expect((await as(owner.secret).get(`/webhooks/${id}`)).status).toBe(200)
  })
})

describe('reading', () => {
  test('an answer that still holds is not sent again', async () => {
    const first = await world.request('/courts/0')
    const etag = first.headers.get('etag')!
    const again = await world.request('/courts/0', { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    await world.open(30)
    const dispute = await world.request('/disputes/30')
    const tag = dispute.headers.get('etag')!
    world.dials.now += 1
    expect((await world.request('/disputes/30', { headers: { 'if-none-match': tag } })).status).toBe(304)
  })

  test('whoever looks on sees each entry once, in order, and after a break from where they were', async () => {
    const key = await world.open(31)
    const answer = await world.request('/disputes/31/events')
    const lines = reader(answer)
    expect(await lines()).toBe('1')
    world.mine({
      name: 'evidence',
      disputeIds: ['31'],
      party: JURORS[0]!,
      reference: 'a',
      meta: false,
      at: world.dials.now,
    })
    await world.sweep()
    expect(await lines()).toBe('2')
    await answer.body!.cancel().catch(() => undefined)
    const resumed = await world.request(`/disputes/${key}/events`, { headers: { 'last-event-id': '1' } })
    expect(await reader(resumed)()).toBe('2')
  })

  /** What a stream has said once this was in it. */
  async function passed(answer: Response, awaited: string): Promise<string> {
    const stream = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    let said = ''
    while (!said.includes(awaited)) {
      const { value, done } = await stream.read()
      if (done) throw new Error('expected a stream without end')
      said += value
    }
    return said
  }

  /** Ids of events, one after the other. */
  function reader(answer: Response): () => Promise<string> {
    const stream = answer.body!.getReader()
    let held = ''
    return async () => {
      for (;;) {
        const found = /^id: (\d+)\n[\s\S]*?\n\n/m.exec(held)
        if (found) {
          held = held.slice(found.index + found[0].length)
          return found[1]!
        }
        const { value, done } = await stream.read()
        if (done) throw new Error('expected a stream without end')
        held += new TextDecoder().decode(value)
      }
    }
  }

  test('lists are filtered, and go on where the page before ended', async () => {
    const ids = async (query: string) =>
      (await world.get<{ disputes: { disputeId: string }[] }>(`/disputes?${query}`)).disputes.map(
        ({ disputeId }) => disputeId,
      )
    expect(await ids('court=0')).toEqual(['31', '30'])
    expect(await ids('court=5')).toEqual([])
    expect(await ids(`juror=${JURORS[59]}`)).toEqual([])
    const { jurors } = await world.get<{ jurors: { number: number }[] }>('/jurors?from=2')
    expect(jurors.map(({ number }) => number)).toEqual([2, 3, 4, 5])
  })

  test('a quote says price, ends and what it takes to capture each panel, before anything is opened', async () => {
    const quote = await world.get<Json>('/courts/0/quote?seats=5')
    expect(quote).toMatchObject({ court: 0, chain: 'eip155:31337', priceWei: String(6n * 10n ** 15n) })
    const { panels, roll } = quote as unknown as { panels: { seats: number }[]; roll: { largestShareBps: number } }
    expect(panels.map(({ seats }) => seats)).toEqual([5, 11, 23])
    expect(roll.largestShareBps).toBe(Math.ceil(60_000 / 21))
    expect(await code(await world.request('/courts/9/quote'))).toEqual([404, 'UnknownCourt'])
    expect(await code(await world.request('/courts/0/quote?seats=0'))).toEqual([400, 'MalformedRequest'])
  })

  test('an operator sees how late everything is', async () => {
    const metrics = await world.get<Json>('/metrics')
    expect(metrics).toMatchObject({ beacon: { answers: true }, outbox: { dead: 0 }, chain: { waitingFilings: 0 } })
    world.dials.beaconSilent = true
    expect(await world.get<Json>('/metrics')).toMatchObject({ beacon: { answers: false } })
    world.dials.beaconSilent = false
  })

  test('the link of a summons leads to what is asked, and a stranger’s words on it stay words', async () => {
    world.mine({
      name: 'evidence',
      disputeIds: ['31'],
      party: JURORS[0]!,
      reference: '<script>alert(1)</script>',
      meta: false,
      at: world.dials.now,
    })
    await world.sweep()
    const answer = await world.request('/vote/31')
    const page = await answer.text()
    expect(page).toContain('Dispute 31')
    expect(page).toContain('&lt;script&gt;')
    expect(page).not.toContain('<script')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await code(await world.request('/vote/99'))).toEqual([404, 'UnknownDispute'])
    expect((await world.request('/vote/x')).status).toBe(404)
  })

  test('a seat stands in the calendar of its juror', async () => {
    await world.open(32)
    const { sittings } = await world.get<View>('/disputes/32')
    await world.advanceTo(sittings[0]!.times.drawAt! + 10)
    const juror = (await world.get<View>('/disputes/32')).sittings[0]!.draws[0]!.address
    const calendar = await (await world.request(`/jurors/${juror}/calendar.ics`)).text()
    expect(calendar).toContain('SUMMARY:Vote in dispute 32')
    expect(calendar.split('\r\n').every((line) => line.length <= 75)).toBe(true)
  })

  test('whoever looks at the whole court hears which docket grew, and nothing of what stands in it', async () => {
    const answer = await world.request('/events')
    const key = await world.open(33)
    expect(await passed(answer, `"dispute":"${key}"`)).toMatch(
      /^event: docket\ndata: \{"dispute":"0x[0-9a-f]{64}","entries":\d+\}$/m,
    )
    await answer.body!.cancel().catch(() => undefined)
  })
})

describe('messages', () => {
  const letters = (id: string) => world.letters.filter((each) => each.endpoint.id === id)
  const typesOf = (id: string) =>
    letters(id)
      .map(({ body }) => JSON.parse(body).type as string)
      .filter((type) => type !== 'endpoint.challenge')
  const deliver = () => world.sweep()

  test('a signature is one that the library of the standard verifies, with the old secret and the new', async () => {
    const { secret } = await session(world, 4)
    const first = await endpoint(secret)
    const rotated = await (await as(secret).post(`/webhooks/${first.id}/rotate`)).json<{ secret: string }>()
    await as(secret).post(`/webhooks/${first.id}/test`)
    await deliver()
    const { endpoint: kept, ...letter } = letters(first.id).at(-1)!
    const at = Math.floor(Date.now() / 1000) // the library knows no clock but its own
    const signature = await signaturesOf(`0x${'0a'.repeat(32)}`, unending(kept), { ...letter, at })
    const headers = { 'webhook-id': letter.id, 'webhook-timestamp': String(at), 'webhook-signature': signature }
    for (const each of [first.secret, rotated.secret])
      expect(new Webhook(each).verify(letter.body, headers)).toMatchObject({ type: 'endpoint.test' })
    expect(() => new Webhook(rotated.secret).verify(`${letter.body} `, headers)).toThrow()
    expect(signature.split(' ').map((each) => each.split(',')[0])).toEqual(['v1', 'v1', 'v1a'])
  })

  const unending = ({ secrets }: Endpoint) => secrets.map(({ secret }) => ({ secret, until: null }))

  test('each endpoint hears what it asked for, once, and a juror hears its summonses alone', async () => {
    const everything = await endpoint((await session(world, 5)).secret, {
      types: ['dispute.*'],
      dispute: world.key(21),
    })
    const elsewhere = await endpoint((await session(world, 5)).secret, { court: 7 })
    await world.open(21)
    const { sittings } = await world.get<View>('/disputes/21')
    await world.advanceTo(sittings[0]!.times.drawAt! + 10)
    const drawn = [...new Set((await world.get<View>('/disputes/21')).sittings[0]!.draws.map(({ address }) => address))]
    const mine = await endpoint((await session(world, JURORS.indexOf(drawn[0]!))).secret, {
      types: ['summons.*'],
      dispute: world.key(21),
    })
    const { commitOpensAt, commitClosesAt, revealAt } = sittings[0]!.times as Record<string, number>
    for (const share of [0, 0.5, 0.9])
      await world.advanceTo(Math.ceil(commitOpensAt! + share * (commitClosesAt! - commitOpensAt!)))
    await world.advanceTo(revealAt! + 5)
    expect(typesOf(everything.id)).toEqual(['dispute.opened', 'dispute.panel_drawn'])
    expect(typesOf(elsewhere.id)).toEqual([])
    expect(typesOf(mine.id)).toEqual([
      'summons.commit_open',
      'summons.half',
      'summons.nine_tenths',
      'summons.reveal_open',
    ])
    const { data } = JSON.parse(letters(mine.id).at(-1)!.body)
    expect(data).toMatchObject({ juror: `eip155:31337:${drawn[0]}`, panel: 0, disputeId: '21' })
    const ids = world.letters.map(({ endpoint, id }) => `${endpoint.id} ${id}`)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('a juror who has voted is not urged to, and a machine may vote in its answer', async () => {
    const key = await world.open(22)
    const { sittings } = await world.get<View>('/disputes/22')
    const { drawAt, commitOpensAt, commitClosesAt, beaconRound } = sittings[0]!.times as Record<string, number>
    await world.advanceTo(drawAt! + 10)
    const { draws } = (await world.get<View>('/disputes/22')).sittings[0]!
    const juror = JURORS.indexOf(draws[0]!.address)
    const { id } = await endpoint((await session(world, juror)).secret, { types: ['summons.*'], dispute: key })
    const place = { disputeKey: key, panel: 0, beaconRound: beaconRound!, revision: 1000 * commitOpensAt! + 1 }
    const ballot = world.ballot(juror, place, 2).body
    world.dials.answers = (to) => (to.id === id ? { answer: JSON.stringify({ ballot }) } : {})
    await world.advanceTo(commitOpensAt!)
    world.dials.answers = () => ({})
    const view = await world.get<{ sittings: { committed: Address[] }[] }>('/disputes/22')
    expect(view.sittings[0]!.committed).toEqual([draws[0]!.address])
    await world.advanceTo(Math.ceil((commitOpensAt! + commitClosesAt!) / 2))
    expect(typesOf(id)).not.toContain('summons.half')
  })

  test('what was not taken is tried on schedule, then a dead letter, and sent again when its owner asks', async () => {
    const { secret } = await session(world, 4)
    const { id } = await endpoint(secret, { types: ['endpoint.test'] })
    world.dials.answers = (to) => (to.id === id ? { status: 500, answer: 'not now' } : {})
    await as(secret).post(`/webhooks/${id}/test`)
    await deliver()
    for (const pause of SCHEDULE) await world.advanceTo(world.dials.now + Math.ceil(pause * 1.1) + 1)
    expect(letters(id).filter(({ body }) => JSON.parse(body).type === 'endpoint.test')).toHaveLength(10)
    const { secret: later } = await session(world, 4)
    const dead = await (await as(later).get(`/webhooks/${id}/deliveries?state=dead`)).json<{ deliveries: Json[] }>()
    expect(dead.deliveries).toMatchObject([{ state: 'dead', why: 'answered 500', type: 'endpoint.test', nextAt: null }])
    const { attempts } = await (await as(later).get(`/webhooks/${id}/attempts`)).json<{ attempts: Json[] }>()
    expect(attempts).toHaveLength(10)
    expect(attempts[0]).toMatchObject({ status: 500, excerpt: 'not now' })
    world.dials.answers = () => ({})
    const { seq } = dead.deliveries[0] as unknown as { seq: number }
    expect(await (await as(later).post(`/webhooks/${id}/replay`, { from: seq })).json()).toEqual({ armed: 1 })
    await deliver()
    const done = await (await as(later).get(`/webhooks/${id}/deliveries`)).json<{ deliveries: Json[] }>()
    expect(done.deliveries[0]).toMatchObject({ state: 'done', seq })
    const range = await as(later).post(`/webhooks/${id}/replay`, { from: 1, to: seq })
    expect((await range.json<{ armed: number }>()).armed).toBeGreaterThanOrEqual(1)
  })

  test('410 ends an address at once, a redirect is a failure, and 429 waits as long as it asks', async () => {
    const { secret } = await session(world, 4)
    const [gone, moved, busy] = [await endpoint(secret), await endpoint(secret), await endpoint(secret)]
    world.dials.answers = (to) => {
      if (to.id === gone.id) return { status: 410 }
      if (to.id === moved.id) return { status: 302, why: 'it redirects, which is not followed' }
      return to.id === busy.id ? { status: 429, retryAfter: 900 } : {}
    }
    for (const { id } of [gone, moved, busy]) await as(secret).post(`/webhooks/${id}/test`)
    await deliver()
    world.dials.answers = () => ({})
    expect(await (await as(secret).get(`/webhooks/${gone.id}`)).json()).toMatchObject({ state: 'disabled' })
    const next = async (id: string) =>
      (
        await (
          await as(secret).get(`/webhooks/${id}/deliveries`)
        ).json<{ deliveries: { nextAt: number; state: string }[] }>()
      ).deliveries[0]!
    expect((await next(gone.id)).state).toBe('dead')
    expect((await next(moved.id)).state).toBe('due')
    expect((await next(busy.id)).nextAt).toBeGreaterThanOrEqual(world.dials.now + 899)
    const others = typesOf(moved.id)
    await world.advanceTo(world.dials.now + 6)
    expect([...others, ...typesOf(moved.id)]).toContain('endpoint.disabled')
  })
})

test('a mailbox whose owner never asked is written to a few times a day, whoever names it and however', async () => {
  const victim = 'Somebody@shop.com'
  const mailed = () => world.letters.filter(({ endpoint }) => endpoint.address.toLowerCase() === victim.toLowerCase())
  const statuses: number[] = []
  for (const [juror, address] of [victim, victim.toLowerCase()].entries()) {
    const { secret } = await session(world, juror)
    const named = await askOfMailer(secret, '/webhooks', { channel: 'mail', address })
    const { endpoint } = await named.json<{ endpoint: { id: string } }>()
    for (let times = 0; times < 4; times++)
      statuses.push((await askOfMailer(secret, `/webhooks/${endpoint.id}/proof`)).status)
  }
  expect(statuses).toEqual([409, 409, 409, 409, 409, 429, 429, 429])
  expect(mailed()).toHaveLength(5)
  // The word that came is still good.
  const { endpoint } = mailed()[0]!
  const { secret } = await session(world, 0)
  const { token } = JSON.parse(mailed()[0]!.body).data
  expect((await askOfMailer(secret, `/webhooks/${endpoint.id}/proof`, { token })).status).toBe(200)
})
