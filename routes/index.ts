/**
 * The door: everything that comes in over HTTP. Each route parses, files, and answers; the law is behind it.
 * @module
 */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { etag } from 'hono/etag'
import type { Caller } from './caller.ts'
import { courts } from './courts.ts'
import { Desk } from './desk.ts'
import { disputes } from './disputes.ts'
import { healthy } from './health.ts'
import { jurors } from './jurors.ts'
import { pagesOf } from './pages.ts'
import { panels } from './panels.ts'
import { admit, failed, missing, turnAway } from './problems.ts'
import { rolls } from './rolls.ts'
import { world } from './world.ts'

/** Bytes of a body at most: exhibits are shown whole, everything else is small. */
const EXHIBIT_BYTES = 4_200_000
const BODY_BYTES = 131_072
/** The version of the document. It grows when something that a client could rely on changes. */
const API_VERSION = '1'
const ABOUT = {
  title: 'Venire',
  version: API_VERSION,
  description: 'A serverless commit–reveal court. Refusals are problems (RFC 9457); `code` is the refusal’s name.',
}

const rooms = new Desk<Caller>().join(healthy, disputes, panels, jurors, courts, rolls, world)

export const door = new Hono<Caller>()
  .use(
    '*',
    cors({ origin: '*', exposeHeaders: ['API-Version', 'ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After'] }),
  )
  .use('*', async (c, next) => {
    await next()
    c.res.headers.set('API-Version', API_VERSION)
  })
  .use('*', async (c, next) => {
    const maxSize = c.req.path.endsWith('/evidence') ? EXHIBIT_BYTES : BODY_BYTES
    return bodyLimit({ maxSize, onError: (inner) => turnAway(inner, 'TooLarge', { mostBytes: maxSize }) })(c, next)
  })
  .use('*', admit)
  .use('*', etag({ weak: true }))
  .route('/', rooms.hono)
  .route('/', pagesOf<Caller>(ABOUT, rooms.declared))
  .notFound((c) => missing(c, rooms.declared))
  .onError(failed)
