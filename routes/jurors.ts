/**
 * Jurors: who somebody is to the vault, and where one is expected. Actor: anybody; what is here is public.
 * @module
 */
import type { Context } from 'hono'
import * as z from 'zod'
import { accountName } from '#jurors/identity'
import { replay } from '#law/dispute'
import type { KnownJuror } from '#ports'
import type { Address } from '#primitives/bytes'
import { calendarOf } from './calendar.ts'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'
import * as s from './schemas.ts'
import { summonsView } from './view.ts'

/** Jurors on a page. */
const JURORS = 100

const one = {
  method: 'get',
  tag: 'jurors',
  path: '/jurors/{juror}',
  summary: 'A juror as the vault has it',
  params: s.ofJuror,
  refuses: ['NotFound'],
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

const list = {
  method: 'get',
  tag: 'jurors',
  path: '/jurors',
  summary: 'Jurors, by their numbers in the vault',
  query: s.from,
  answers: {
    200: told(z.object({ jurors: z.array(s.JurorView), next: z.number().int().nullable() }), 'Jurors from `from` on.'),
  },
} as const satisfies Declaration

const calendar = {
  method: 'get',
  tag: 'jurors',
  path: '/jurors/{juror}/calendar.ics',
  summary: 'Open seats as a calendar to subscribe to',
  params: s.ofJuror,
  answers: { 200: { description: 'RFC 5545.', schema: z.string(), type: 'text/calendar' } },
} as const satisfies Declaration

export const jurors = new Desk<Caller>()
  .on(list, async (c, { query }) => {
    const { books, deployment } = c.env.door.ports
    const from = query.from ?? 0
    const page = await books.jurors(from, JURORS)
    const next = page.length === JURORS ? page.at(-1)!.number + 1 : null
    return c.json({ jurors: page.map((each) => jurorView(deployment.domain.chainId, each)), next }, 200)
  })
  .on(one, async (c, { params }) => {
    const { books, deployment } = c.env.door.ports
    const juror = await books.juror(params.juror)
    return juror ? c.json(jurorView(deployment.domain.chainId, juror), 200) : turnAway(c, 'NotFound')
  })
  .on(summonses, async (c, { params }) => c.json({ summonses: await openSeats(c, params.juror) }, 200))
  .on(calendar, async (c, { params }) => {
    const open = await openSeats(c, params.juror)
    const headers = { 'content-type': 'text/calendar; charset=utf-8' }
    return c.body(calendarOf(c.env.door.about.url, open, await c.env.door.ports.now()), 200, headers)
  })

async function openSeats(c: Context<Caller>, juror: Address) {
  const { books, docket, now } = c.env.door.ports
  const at = await now()
  const keys = await books.drawnIn(juror)
  const folded = await Promise.all(keys.map(async (key) => replay(await docket.load(key))))
  const open = folded.flatMap((dispute) => (dispute ? summonsView(dispute, juror, at) : []))
  return open.sort((a, b) => a.commitClosesAt - b.commitClosesAt)
}

function jurorView(chainId: bigint, { number, address, stake, courts, admitted }: KnownJuror) {
  const account = accountName(chainId, address)
  return { number, address, account, stake: String(stake), courts: [...courts], admitted: [...admitted] }
}
