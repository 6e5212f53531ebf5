/**
 * World: the hand on the clock of a local chain. On any other chain this address isn't there.
 * @module
 */
import * as z from 'zod'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'

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

export const world = new Desk<Caller>().on(sweep, async (c) => {
  const { sweep } = c.env.door
  return sweep ? c.json(await sweep(), 200) : turnAway(c, 'NotFound')
})
