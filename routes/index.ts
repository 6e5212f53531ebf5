/**
 * The door: everything that comes in over HTTP. Each route parses, files, and answers; the law is behind it.
 * @module
 */
import { type Context, Hono, type Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { etag } from 'hono/etag'
import { asks } from './asks.ts'
import { attestors } from './attestors.ts'
import { type Caller, hashOf } from './caller.ts'
import { courts } from './courts.ts'
import { Desk } from './desk.ts'
import { disputes } from './disputes.ts'
import { foundings } from './foundings.ts'
import { healthy } from './health.ts'
import { jurors } from './jurors.ts'
import { keys } from './keys.ts'
import { lint } from './lint.ts'
import { money } from './money.ts'
import { pagesOf } from './pages.ts'
import { panels } from './panels.ts'
import { admit, failed, fits, missing, turnAway } from './problems.ts'
import { quotes } from './quotes.ts'
import { registries } from './registries.ts'
import { reports } from './reports.ts'
import { rolls } from './rolls.ts'
import { sent } from './sent.ts'
import { vote } from './vote.ts'
import { webhooks } from './webhooks.ts'
import { world } from './world.ts'

/** Bytes of a body at most: exhibits are shown whole, everything else is small. */
const EXHIBIT_BYTES = 4_200_000
const BODY_BYTES = 131_072
/** As wrangler.toml sets the limiter. */
const LIMIT = { requests: 600, seconds: 60 }
/** The version of the document. It grows when something that a client could rely on changes. */
const API_VERSION = '1'
const ABOUT = {
  title: 'Venire',
  version: API_VERSION,
  description: 'A serverless commit–reveal court. Refusals are problems (RFC 9457); `code` is the refusal’s name.',
}

const tag = etag({ weak: true })
const rooms = new Desk<Caller>().join(
  healthy,
  asks,
  disputes,
  money,
  panels,
  jurors,
  courts,
  foundings,
  quotes,
  lint,
  reports,
  registries,
  attestors,
  rolls,
  keys,
  webhooks,
  world,
)

export const door = new Hono<Caller>()
  .use(
    '*',
    cors({ origin: '*', exposeHeaders: ['API-Version', 'ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After'] }),
  )
  .use('*', async (c, next) => {
    const startedMs = Date.now()
    await next()
    c.res.headers.set('API-Version', API_VERSION)
    report(c, Date.now() - startedMs)
  })
  .use('*', limit)
  .use('*', async (c, next) => {
    const maxSize = c.req.path.endsWith('/evidence') ? EXHIBIT_BYTES : BODY_BYTES
    return bodyLimit({ maxSize, onError: (inner) => turnAway(inner, 'TooLarge', { mostBytes: maxSize }) })(c, next)
  })
  .use('*', admit)
  .use('*', tagged)
  .route('/', rooms.hono)
  .route('/', pagesOf<Caller>(ABOUT, rooms.declared, sent))
  .route('/', vote)
  .notFound((c) => missing(c, rooms.declared))
  .onError(failed)

/** An ETag is made of the whole answer, which a stream without end never is; and only what is read again needs one. */
function tagged(c: Context<Caller>, next: Next) {
  return c.req.method !== 'GET' || c.req.path.endsWith('/events') ? next() : tag(c, next)
}

/** Requests of one caller, who is a key or an address of the network. In local worlds nobody counts. */
async function limit(c: Context<Caller>, next: Next): Promise<Response | undefined> {
  const { admits } = c.env.door
  if (!admits) {
    await next()
    return
  }
  const { authorization } = c.req.header()
  const caller = authorization ? hashOf(authorization) : (c.req.header('cf-connecting-ip') ?? 'nobody')
  const policy = `"caller";q=${LIMIT.requests};w=${LIMIT.seconds}`
  if (!(await admits(caller))) {
    const wait = String(LIMIT.seconds)
    return turnAway(
      c,
      'TooManyRequests',
      {},
      { 'retry-after': wait, RateLimit: `"caller";r=0;t=${wait}`, 'RateLimit-Policy': policy },
    )
  }
  await next()
  c.res.headers.set('RateLimit-Policy', policy)
  return
}

/** One line, and one point, of what became of a request. Nothing of who asked, and no text of theirs. */
function report(c: Context<Caller>, tookMs: number): void {
  const { method } = c.req
  const route = rooms.declared.find((each) => each.method.toUpperCase() === method && fits(each.path, c.req.path))
  const path = route?.path ?? 'elsewhere'
  const { status } = c.res
  c.env.door.count({ blobs: [method, path, String(status)], doubles: [tookMs, status], indexes: [path.slice(0, 96)] })
  if (!c.env.door.sweep) console.log(JSON.stringify({ at: 'door', method, path, status, tookMs }))
}
