/**
 * The door: everything that comes in over HTTP. Each route parses, files, and answers; the law is behind it.
 * @module
 */
import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { asks } from './asks.ts'
import type { Caller } from './caller.ts'
import { courts } from './courts.ts'
import { disputes } from './disputes.ts'
import { healthy } from './health.ts'
import { jurors } from './jurors.ts'
import { money } from './money.ts'
import { panels } from './panels.ts'
import { admit, failed, missing, turnAway } from './problems.ts'
import { rolls } from './rolls.ts'
import { world } from './world.ts'

/** Bytes of a body at most: exhibits are shown whole, everything else is small. */
const EXHIBIT_BYTES = 4_200_000
const BODY_BYTES = 131_072

/** The document's own description. */
const ABOUT = {
  openapi: '3.1.0' as const,
  info: {
    title: 'Venire',
    version: '1',
    description: 'A serverless commit–reveal court. Refusals are problems (RFC 9457); `code` is the refusal’s name.',
  },
}

export const door = new OpenAPIHono<Caller>()

door.use('*', async (c, next) => {
  const maxSize = c.req.path.endsWith('/evidence') ? EXHIBIT_BYTES : BODY_BYTES
  return bodyLimit({ maxSize, onError: (inner) => turnAway(inner, 'TooLarge', { mostBytes: maxSize }) })(c, next)
})
door.use('*', admit)
for (const room of [healthy, asks, disputes, money, panels, jurors, courts, rolls, world]) door.route('/', room)
door.doc31('/openapi.json', ABOUT)
door.notFound((c) => missing(c, door.routes))
door.onError(failed)
