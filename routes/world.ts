/**
 * World: the hand on the clock of a local chain. On any other chain this address isn't there.
 * @module
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Caller } from './caller.ts'
import { turnAway } from './problems.ts'
import * as s from './schemas.ts'

const sweep = createRoute({
  method: 'post',
  path: '/world/sweep',
  summary: 'Local chains only: read the chain and do everything that is due',
  responses: {
    200: s.body(z.object({ filings: z.number().int(), effects: z.number().int() }), 'Nothing more is due.'),
    default: s.problem,
  },
})

export const world = new OpenAPIHono<Caller>().openapi(sweep, async (c) => {
  const { sweep } = c.env.door
  return sweep ? c.json(await sweep(), 200) : turnAway(c, 'NotFound')
})
