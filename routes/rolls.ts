/**
 * Rolls and gazettes: what the operator put together and the attestors signed. Actor: anybody who checks.
 * @module
 */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { claimOf } from '#law/dispute'
import type { Caller } from './caller.ts'
import { malformed, turnAway } from './problems.ts'
import * as s from './schemas.ts'

/** Leaves on a page. */
const LEAVES = 1000

const ofEpoch = createRoute({
  method: 'get',
  path: '/rolls/{epoch}',
  summary: 'Headers of the rolls of an epoch, and their root',
  request: { params: s.ofEpoch },
  responses: { 200: s.body(s.RollsView, 'The rolls.'), default: s.problem },
})

const leaves = createRoute({
  method: 'get',
  path: '/rolls/{epoch}/courts/{court}/leaves',
  summary: 'Leaves of a roll by the jurors’ numbers, at most 1,000 a time',
  request: { params: s.ofRoll, query: s.from },
  responses: { 200: s.body(s.LeavesView, 'Leaves from `from` on.'), default: s.problem },
})

const gazette = createRoute({
  method: 'get',
  path: '/gazettes/{serial}',
  summary: 'A gazette with its heads, its signatures, and where it was posted',
  request: { params: s.ofSerial },
  responses: { 200: s.body(s.GazetteView, 'The gazette.'), default: s.problem },
})

export const rolls = new OpenAPIHono<Caller>({ defaultHook: malformed })
  .openapi(ofEpoch, async (c) => {
    const { epoch } = c.req.valid('param')
    const known = await c.env.door.ports.books.rolls(epoch)
    if (!known) return turnAway(c, 'NotFound')
    return c.json({ epoch, rollsRoot: known.rollsRoot, headers: known.headers.map(claimOf) }, 200)
  })
  .openapi(leaves, async (c) => {
    const { epoch, court } = c.req.valid('param')
    const { from = 0 } = c.req.valid('query')
    const { books } = c.env.door.ports
    const header = (await books.rolls(epoch))?.headers.find((each) => each.court === court)
    if (!header) return turnAway(c, 'NotFound')
    const page = await books.leaves(header, from, LEAVES)
    const spelled = page.map(({ number, address, weight }) => ({ number, address, weight: String(weight) }))
    return c.json({ leaves: spelled, next: page.length === LEAVES ? from + LEAVES : null }, 200)
  })
  .openapi(gazette, async (c) => {
    const known = await c.env.door.ports.books.gazette(c.req.valid('param').serial)
    if (!known) return turnAway(c, 'NotFound')
    const { set, posted, heads, signatures } = known
    const { serial, epoch, rollsRoot, headsRoot } = known
    return c.json(
      {
        serial,
        epoch,
        rollsRoot,
        headsRoot,
        heads: [...heads],
        set: set ? { ...set, members: [...set.members] } : null,
        signatures: [...signatures],
        posted: posted ?? null,
      },
      200,
    )
  })
