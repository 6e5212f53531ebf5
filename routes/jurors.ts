/**
 * Jurors: who somebody is to the vault, and where one is expected. Actor: anybody; what is here is public.
 * @module
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { accountName } from '#jurors/identity'
import { replay } from '#law/dispute'
import type { Caller } from './caller.ts'
import { malformed, turnAway } from './problems.ts'
import * as s from './schemas.ts'
import { summonsView } from './view.ts'

const one = createRoute({
  method: 'get',
  path: '/jurors/{juror}',
  summary: 'A juror as the vault has it',
  request: { params: s.ofJuror },
  responses: { 200: s.body(s.JurorView, 'The juror.'), default: s.problem },
})

const summonses = createRoute({
  method: 'get',
  path: '/jurors/{juror}/summonses',
  summary: 'Open seats, the next deadline first',
  request: { params: s.ofJuror },
  responses: { 200: s.body(z.object({ summonses: z.array(s.SummonsView) }), 'The summonses.'), default: s.problem },
})

export const jurors = new OpenAPIHono<Caller>({ defaultHook: malformed })
  .openapi(one, async (c) => {
    const { books, deployment } = c.env.door.ports
    const juror = await books.juror(c.req.valid('param').juror)
    if (!juror) return turnAway(c, 'NotFound')
    const { number, address, stake, courts, admitted } = juror
    const account = accountName(deployment.domain.chainId, address)
    return c.json({ number, address, account, stake: String(stake), courts: [...courts], admitted: [...admitted] }, 200)
  })
  .openapi(summonses, async (c) => {
    const { juror } = c.req.valid('param')
    const { books, docket, now } = c.env.door.ports
    const at = await now()
    const keys = await books.drawnIn(juror)
    const folded = await Promise.all(keys.map(async (key) => replay(await docket.load(key))))
    const open = folded.flatMap((dispute) => (dispute ? summonsView(dispute, juror, at) : []))
    return c.json({ summonses: open.sort((a, b) => a.commitClosesAt - b.commitClosesAt) }, 200)
  })
