/**
 * World: the hand on the clock of a local chain. On any other chain this address isn't there.
 * @module
 */
import * as z from 'zod'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'

/** Seconds that one request moves the clock at most, and the steps in which it does. */
const MOST_SECONDS = 6 * 3600
const STEP_SECONDS = 300

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
    // In steps, and with a block after each: what was posted in one counts only under another, and must be seen in time.
    for (let left = body.seconds; left > 0; left -= STEP_SECONDS) {
      for (const seconds of [Math.min(left, STEP_SECONDS) - 1, 1].filter((each) => each > 0)) {
        await turn(seconds)
        await sweep()
      }
    }
    return c.json({ now: await c.env.door.ports.now() }, 200)
  })
