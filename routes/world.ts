/**
 * World: the hand on the clock of a local chain. On any other chain this address isn't there.
 * @module
 */
import * as z from 'zod'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'

/** A month: longer than any period. */
const MOST_SECONDS = 31 * 86_400

const sweep = {
  method: 'post',
  tag: 'world',
  path: '/world/sweep',
  refuses: ['NotFound'],
  summary: 'Local chains only: read the chain and do everything that is due',
  answers: {
    200: told(z.object({ filings: z.number().int(), effects: z.number().int() }), 'Nothing more is due.'),
  },
} as const satisfies Declaration

const advance = {
  method: 'post',
  tag: 'world',
  path: '/world/advance',
  refuses: ['NotFound'],
  summary: 'Local chains only: move the clock, and do everything that is due then',
  body: z.strictObject({ seconds: z.number().int().min(1).max(MOST_SECONDS) }).meta({ id: 'Advance' }),
  answers: { 200: told(z.object({ now: z.number().int() }), 'What time it is now.') },
} as const satisfies Declaration

export const world = new Desk<Caller>()
  .on(sweep, async (c) => {
    const { sweep } = c.env.door
    return sweep ? c.json(await sweep(), 200) : turnAway(c, 'NotFound')
  })
  .on(advance, async (c, { body }) => {
    const { sweep, turn } = c.env.door
    if (!sweep || !turn) return turnAway(c, 'NotFound')
    await turn(body.seconds)
    await sweep()
    return c.json({ now: await c.env.door.ports.now() }, 200)
  })
