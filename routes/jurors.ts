/**
 * Jurors: who somebody is to the vault, and where one is expected. Actor: anybody; what is here is public.
 * @module
 */
import * as z from 'zod'
import { accountName } from '#jurors/identity'
import { replay } from '#law/dispute'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'
import * as s from './schemas.ts'
import { summonsView } from './view.ts'

const one = {
  method: 'get',
  tag: 'jurors',
  path: '/jurors/{juror}',
  summary: 'A juror as the vault has it',
  params: s.ofJuror,
  answers: { 200: told(s.JurorView, 'The juror.') },
} as const satisfies Declaration

const summonses = {
  method: 'get',
  tag: 'jurors',
  path: '/jurors/{juror}/summonses',
  summary: 'Open seats, the next deadline first',
  params: s.ofJuror,
  answers: { 200: told(z.object({ summonses: z.array(s.SummonsView) }), 'The summonses.') },
} as const satisfies Declaration

export const jurors = new Desk<Caller>()
  .on(one, async (c, given) => {
    const { books, deployment } = c.env.door.ports
    const juror = await books.juror(given.params.juror)
    if (!juror) return turnAway(c, 'NotFound')
    const { number, address, stake, courts, admitted } = juror
    const account = accountName(deployment.domain.chainId, address)
    return c.json({ number, address, account, stake: String(stake), courts: [...courts], admitted: [...admitted] }, 200)
  })
  .on(summonses, async (c, given) => {
    const { juror } = given.params
    const { books, docket, now } = c.env.door.ports
    const at = await now()
    const keys = await books.drawnIn(juror)
    const folded = await Promise.all(keys.map(async (key) => replay(await docket.load(key))))
    const open = folded.flatMap((dispute) => (dispute ? summonsView(dispute, juror, at) : []))
    return c.json({ summonses: open.sort((a, b) => a.commitClosesAt - b.commitClosesAt) }, 200)
  })
