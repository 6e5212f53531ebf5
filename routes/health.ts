/**
 * Health: that the court answers, who it is, and how late it is. Actor: anybody.
 * @module
 */
import * as z from 'zod'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import * as s from './schemas.ts'

const health = {
  method: 'get',
  tag: 'operations',
  path: '/health',
  summary: 'Who this is, and the court’s clock',
  answers: {
    200: told(
      z.object({
        role: z.string(),
        chainId: z.string(),
        arbitrator: s.address,
        operator: s.address,
        teller: s.address,
        url: z.string(),
        now: z.number().int(),
      }),
      'It answers.',
    ),
  },
} as const satisfies Declaration

export const healthy = new Desk<Caller>().on(health, async (c) => {
  const { ports, about } = c.env.door
  const { chainId, arbitrator } = ports.deployment.domain
  return c.json({ ...about, chainId: String(chainId), arbitrator, now: await ports.now() }, 200)
})
