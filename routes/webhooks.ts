/**
 * Webhooks: where an account wants to be told things, by webhook, mail or push, and what became of each message.
 * Actor: whoever holds a key of the account with the scope `hooks`.
 * @module
 */
import type { Context } from 'hono'
import * as z from 'zod'
import { destination } from '#jurors/destination'
import { SUMMONS_TYPES } from '#jurors/summons'
import type { Endpoint } from '#ports'
import { utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { bodyOf, messageId, NEWS_TYPES } from '#src/news'
import { type Caller, fresh, porter } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'
import * as s from './schemas.ts'

/** Endpoints of an account at once. */
const MOST_ENDPOINTS = 20
/** How long the secret before the last rotation signs along. */
const FORMER_SECONDS = 86_400
/**
 * Words sent to one mailbox within a day, whoever asks for them: it belongs to somebody, who may never have heard of
 * this court, and whoever takes mail from here ends that when too many complain.
 */
const MOST_MAILED = 5
const DAY_SECONDS = 86_400
/** Messages armed again by one request, and rows on a page. */
const MOST_REPLAYED = 1000
const PAGE = 50

export const TYPES = [
  ...Object.values(NEWS_TYPES),
  ...Object.values(SUMMONS_TYPES),
  'endpoint.test',
  'endpoint.disabled',
]
const type = z.enum([...TYPES, 'dispute.*', 'summons.*'])

const Wanted = z
  .strictObject({
    channel: z.enum(['webhook', 'mail', 'push']),
    address: z.string().max(2000).meta({ description: 'An https address; for mail, the mailbox.' }),
    types: z.array(type).max(40).optional().meta({ description: 'What is wanted; all of it if nothing is said.' }),
    dispute: s.digest.optional(),
    court: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional(),
    arbitrable: s.address.optional(),
    push: z
      .strictObject({ p256dh: z.string().regex(/^[\w-]{86,88}$/), auth: z.string().regex(/^[\w-]{21,24}$/) })
      .optional(),
  })
  .meta({ id: 'EndpointWanted' })
const EndpointView = z
  .object({
    id: z.string(),
    channel: z.enum(['webhook', 'mail', 'push']),
    address: z.string(),
    types: z.array(z.string()),
    dispute: s.digest.nullable(),
    court: z.number().int().nullable(),
    arbitrable: s.address.nullable(),
    state: z.enum(['unproven', 'active', 'disabled']),
    why: z.string().nullable(),
    failingSince: s.instant.nullable(),
    madeAt: s.instant,
  })
  .meta({ id: 'Endpoint' })
const Made = z
  .object({
    endpoint: EndpointView,
    secret: z.string().meta({ description: 'whsec_…: verifies `v1` of this endpoint’s messages.' }),
    publicKey: z.string().meta({ description: 'whpk_…: verifies `v1a` of all messages of this court.' }),
  })
  .meta({ id: 'MadeEndpoint' })
const DeliveryView = z
  .object({
    seq: z.number().int(),
    id: z.string(),
    type: z.string(),
    state: z.enum(['due', 'dead', 'done']),
    nextAt: s.instant.nullable(),
    why: z.string().nullable(),
  })
  .meta({ id: 'Delivery' })
const AttemptView = z
  .object({
    seq: z.number().int(),
    at: s.instant,
    status: z.number().int().nullable(),
    why: z.string().nullable(),
    excerpt: z.string(),
    tookMs: z.number().int(),
  })
  .meta({ id: 'Attempt' })
const ofEndpoint = z.object({ endpoint: z.string().regex(/^whe_[0-9a-f]{24}$/) })
const seq = s.small(Number.MAX_SAFE_INTEGER)

const common = { tag: 'webhooks', needs: 'hooks' } as const
const one = { ...common, params: ofEndpoint, refuses: ['NotYours'] } as const

const make = {
  ...common,
  method: 'post',
  path: '/webhooks',
  summary: 'Name an address',
  detail: 'It hears nothing until it has shown that it wants to, see the proof.',
  once: true,
  body: Wanted,
  answers: { 201: told(Made, 'Named, not proven yet.') },
  refuses: ['AddressRefused', 'TooMany'],
} as const satisfies Declaration
const list = {
  ...common,
  method: 'get',
  path: '/webhooks',
  summary: 'Addresses of the account',
  answers: { 200: told(z.object({ endpoints: z.array(EndpointView) }), 'The oldest first; never more than twenty.') },
} as const satisfies Declaration
const show = {
  ...one,
  method: 'get',
  path: '/webhooks/{endpoint}',
  summary: 'One address',
  answers: { 200: told(EndpointView, 'The address.') },
} as const satisfies Declaration
const prove = {
  ...one,
  method: 'post',
  path: '/webhooks/{endpoint}/proof',
  summary: 'Show that the address wants messages from here',
  detail:
    'A webhook is sent `endpoint.challenge` and must answer 2xx with the token somewhere in its body. A mailbox is sent the token, which comes back here; ask without one to have it sent again. A disabled address is proven anew.',
  body: z.strictObject({ token: z.string().max(100).optional() }).meta({ id: 'Proof' }),
  answers: { 200: told(EndpointView, 'As it is now.') },
  refuses: ['NotYours', 'ProofMissing'],
} as const satisfies Declaration
const rotate = {
  ...one,
  method: 'post',
  path: '/webhooks/{endpoint}/rotate',
  summary: 'Give an address another secret',
  detail: 'For a day messages are signed with both.',
  answers: { 201: told(Made, 'The new secret.') },
} as const satisfies Declaration
const test = {
  ...one,
  method: 'post',
  path: '/webhooks/{endpoint}/test',
  summary: 'Have a test message sent',
  answers: { 202: told(z.object({ id: z.string() }), 'It is on its way.') },
  refuses: ['NotYours', 'ProofMissing'],
} as const satisfies Declaration
const deliveries = {
  ...one,
  method: 'get',
  path: '/webhooks/{endpoint}/deliveries',
  summary: 'Messages owed and sent to an address, the newest first',
  query: z.object({ cursor: seq.optional(), state: z.enum(['due', 'dead', 'done']).optional() }),
  answers: {
    200: told(z.object({ deliveries: z.array(DeliveryView), cursor: z.string().nullable() }), 'A page of them.'),
  },
} as const satisfies Declaration
const attempts = {
  ...one,
  method: 'get',
  path: '/webhooks/{endpoint}/attempts',
  summary: 'The last attempts, the newest first',
  query: z.object({ seq: seq.optional() }),
  answers: { 200: told(z.object({ attempts: z.array(AttemptView) }), 'At most fifty.') },
} as const satisfies Declaration
const replay = {
  ...one,
  method: 'post',
  path: '/webhooks/{endpoint}/replay',
  summary: 'Have messages sent again, dead letters among them',
  body: z
    .strictObject({ from: z.number().int().min(1), to: z.number().int().min(1).optional() })
    .meta({ id: 'Replay', description: 'Numbers of deliveries; only the first if no last one is named.' }),
  answers: { 202: told(z.object({ armed: z.number().int() }), 'How many will be sent again.') },
  refuses: ['NotYours', 'ProofMissing'],
} as const satisfies Declaration
const remove = {
  ...one,
  method: 'delete',
  path: '/webhooks/{endpoint}',
  summary: 'Forget an address',
  answers: { 204: { description: 'Forgotten.' } },
} as const satisfies Declaration
const publicKeys = {
  method: 'get',
  path: '/webhooks/keys',
  tag: 'webhooks',
  summary: 'Public halves of the keys that messages are signed with',
  answers: {
    200: told(
      z
        .object({
          webhook: z.string().meta({ description: '`v1a`: whpk_ and base64 of the ed25519 key.' }),
          push: z.string().meta({ description: 'applicationServerKey of a push subscription, base64url.' }),
        })
        .meta({ id: 'MessageKeys' }),
      'The keys.',
    ),
  },
} as const satisfies Declaration

export const webhooks = new Desk<Caller>(porter)
  .on(publicKeys, async (c) => c.json(await c.env.door.messageKeys(), 200))
  .on(make, async (c, { body }) => {
    const { ports, site, hasMail, messageKeys } = c.env.door
    const { account } = c.var.key
    const why = refusalOf(body, site, hasMail)
    if (why) return turnAway(c, 'AddressRefused', { why })
    const at = await ports.now()
    const secret = freshSecret()
    const { channel, address, types = [], dispute = null, court = null, arbitrable = null, push = null } = body
    const endpoint: Endpoint = {
      ...{ id: fresh('whe_', 12), account, channel, address, types, dispute, court, arbitrable, push },
      secrets: [{ secret, until: null }],
      // A browser's keys are proof enough: nobody else could have made the subscription for ours.
      state: channel === 'push' ? 'active' : 'unproven',
      proof: fresh('', 16),
      ...{ why: null, failingSince: null, madeAt: at },
    }
    const answer = JSON.stringify({
      endpoint: endpointView(endpoint),
      secret,
      publicKey: (await messageKeys()).webhook,
    })
    const once = { owner: account, key: c.req.header('idempotency-key')!, status: 201, answer, at }
    const fingerprint = digest(utf8(`POST /webhooks ${JSON.stringify(body)}`))
    if ((await ports.hooks.of(account)).length >= MOST_ENDPOINTS && !(await isRepeated(c, fingerprint)))
      return turnAway(c, 'TooMany', { most: MOST_ENDPOINTS })
    const kept = await ports.hooks.add(endpoint, { ...once, fingerprint })
    if (kept === 'reused') return turnAway(c, 'IdempotencyKeyReused')
    const replayed: Record<string, string> = kept.answer === answer ? {} : { 'idempotency-replayed': 'true' }
    return c.body(kept.answer, { status: 201, headers: { 'content-type': 'application/json', ...replayed } })
  })
  .on(list, async (c) => {
    const found = await c.env.door.ports.hooks.of(c.var.key.account)
    return c.json({ endpoints: found.map(endpointView) }, 200)
  })
  .on(show, (c, { params }) => mine(c, params.endpoint, (found) => c.json(endpointView(found), 200)))
  .on(prove, (c, { params, body }) =>
    mine(c, params.endpoint, async (found) => {
      const { ports } = c.env.door
      if (found.channel === 'mail' && body.token === undefined && !(await mayMail(c, found)))
        return turnAway(c, 'TooManyRequests', { most: MOST_MAILED }, { 'retry-after': String(DAY_SECONDS) })
      if (!(await hasProof(c, found, body.token))) return turnAway(c, 'ProofMissing', { state: found.state })
      const active = { state: 'active' as const, why: null, failingSince: null }
      await ports.hooks.change(found.id, active)
      return c.json(endpointView({ ...found, ...active }), 200)
    }),
  )
  .on(rotate, (c, { params }) =>
    mine(c, params.endpoint, async (found) => {
      const { ports, messageKeys } = c.env.door
      const until = (await ports.now()) + FORMER_SECONDS
      const secret = freshSecret()
      const [former] = found.secrets
      await ports.hooks.change(found.id, {
        secrets: [
          { secret, until: null },
          { ...former!, until },
        ],
      })
      return c.json({ endpoint: endpointView(found), secret, publicKey: (await messageKeys()).webhook }, 201)
    }),
  )
  .on(test, (c, { params }) =>
    mine(c, params.endpoint, async (found) => {
      if (found.state !== 'active') return turnAway(c, 'ProofMissing', { state: found.state })
      const { hooks, postroom, now } = c.env.door.ports
      const at = await now()
      const id = messageId(found.id, 'endpoint.test', fresh('', 8))
      const says = 'This is a test. Whoever reads it would have been told.'
      const body = bodyOf('endpoint.test', at, { endpoint: found.id, says })
      const { account } = found
      await hooks.publish(
        [{ id, type: 'endpoint.test', at, about: null, recipient: account, endpoint: found.id, body }],
        at,
      )
      await postroom.poke()
      return c.json({ id }, 202)
    }),
  )
  .on(deliveries, (c, { params, query }) =>
    mine(c, params.endpoint, async (found) => {
      const state = query.state && ({ due: 'armed', dead: 'parked', done: 'done' } as const)[query.state]
      const page = await c.env.door.ports.hooks.deliveries(found.id, PAGE, query.cursor, state)
      const cursor = page.length === PAGE ? String(page.at(-1)!.seq) : null
      return c.json({ deliveries: page.map(deliveryView), cursor }, 200)
    }),
  )
  .on(attempts, (c, { params, query }) =>
    mine(c, params.endpoint, async (found) => {
      const tried = await c.env.door.ports.hooks.attempts(found.id, PAGE, query.seq)
      return c.json({ attempts: tried.map(({ endpoint: _, attempt: __, ...each }) => each) }, 200)
    }),
  )
  .on(replay, (c, { params, body }) =>
    mine(c, params.endpoint, async (found) => {
      if (found.state !== 'active') return turnAway(c, 'ProofMissing', { state: found.state })
      const { hooks, postroom, now } = c.env.door.ports
      const to = Math.min(body.to ?? body.from, body.from + MOST_REPLAYED - 1)
      const armed = await hooks.replay(found.id, body.from, to, await now())
      await postroom.poke()
      return c.json({ armed }, 202)
    }),
  )
  .on(remove, (c, { params }) =>
    mine(c, params.endpoint, async (found) => {
      await c.env.door.ports.hooks.remove(found.id)
      return c.body(null, 204)
    }),
  )

async function mine(
  c: Context<Caller>,
  id: string,
  then: (found: Endpoint) => Response | Promise<Response>,
): Promise<Response> {
  const found = await c.env.door.ports.hooks.find(id)
  // Another account's looks like one that isn't there.
  return found?.account === c.var.key.account ? then(found) : turnAway(c, 'NotYours')
}

function refusalOf(
  { channel, address, push }: z.output<typeof Wanted>,
  site: Caller['Bindings']['door']['site'],
  hasMail: boolean,
): string | undefined {
  if (channel === 'mail') {
    if (!hasMail) return 'no mail is sent from here'
    return /^[^\s@<>,;:"\\]{1,64}@[a-z0-9.-]{3,190}$/i.test(address) ? undefined : 'it is no mailbox'
  }
  if (channel === 'push' && !push) return 'the keys of the subscription are missing'
  const judged = destination(address, site)
  return judged.ok ? undefined : judged.refusal.why
}

/**
 * Whether a mailbox may be written to. Put down before it is counted, so that many who ask at once don't pass together;
 * under the mailbox's hash, which no endpoint is called.
 */
async function mayMail(c: Context<Caller>, { address }: Endpoint): Promise<boolean> {
  const { hooks, now } = c.env.door.ports
  const at = await now()
  const endpoint = `mail:${digest(utf8(address.toLowerCase()))}`
  const attempt = fresh('', 8)
  await hooks.attempted({ endpoint, seq: 0, at, attempt, status: null, why: null, excerpt: '', tookMs: 0 })
  const asked = await hooks.attempts(endpoint, MOST_MAILED + 1, 0)
  return asked.filter((each) => each.at > at - DAY_SECONDS).length <= MOST_MAILED
}

/** Asks the address itself, or looks at what came back from it. */
async function hasProof(c: Context<Caller>, endpoint: Endpoint, token: string | undefined): Promise<boolean> {
  if (endpoint.channel === 'push') return true
  if (endpoint.channel === 'mail' && token !== undefined) return token === endpoint.proof
  const { post, url } = c.env.door.ports
  const at = Math.floor(Date.now() / 1000)
  const says = `To be told of disputes at this address, give this word back: ${endpoint.proof}`
  const body = bodyOf('endpoint.challenge', at, { endpoint: endpoint.id, token: endpoint.proof, says, url })
  const { status, answer } = await post.carry(endpoint, {
    id: messageId(endpoint.id, 'challenge', String(at)),
    at,
    body,
  })
  if (endpoint.channel === 'mail') return false
  return status !== null && status >= 200 && status < 300 && answer.includes(endpoint.proof)
}

async function isRepeated(c: Context<Caller>, fingerprint: string): Promise<boolean> {
  const kept = await c.env.door.ports.callers.once(c.var.key.account, c.req.header('idempotency-key')!)
  return kept?.fingerprint === fingerprint
}

/** 32 bytes, in the spelling of Standard Webhooks. */
function freshSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`
}

function endpointView({ account: _, secrets: __, proof: ___, push: ____, ...shown }: Endpoint) {
  return shown
}

function deliveryView({ state, nextAt, ...rest }: { state: 'armed' | 'parked' | 'done'; nextAt: number } & object) {
  const named = ({ armed: 'due', parked: 'dead', done: 'done' } as const)[state]
  return { ...rest, state: named, nextAt: state === 'armed' ? nextAt : null }
}
