/**
 * Health: that the court answers, who it is, and how late it is. Actor: anybody.
 * @module
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Caller } from './caller.ts'
import * as s from './schemas.ts'

const health = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Who this is, and the court’s clock',
  responses: {
    200: s.body(
      z.object({
        role: z.string(),
        chainId: z.string(),
        arbitrator: s.address,
        operator: s.address,
        teller: s.address,
        now: z.number().int(),
      }),
      'It answers.',
    ),
    default: s.problem,
  },
})

export const healthy = new OpenAPIHono<Caller>().openapi(health, async (c) => {
  const { ports, about } = c.env.door
  const { chainId, arbitrator } = ports.deployment.domain
  return c.json({ ...about, chainId: String(chainId), arbitrator, now: await ports.now() }, 200)
})
