/**
 * Lint: whether honest work would pay best in a court that doesn't exist yet. Actor: anybody who thinks of making one.
 *
 * What a request plays is the brief gauntlet; the whole is the command `lint:court`.
 * @module
 */
import * as z from 'zod'
import { brief, MOST_LOAD } from '#law/gauntlet/brief'
import { loadOf, Malformed } from '#law/gauntlet/gauntlet'
import { JOINT, LONE } from '#law/gauntlet/strategies'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'
import * as s from './schemas.ts'

const share = z.number().int().meta({ description: 'In billionths; money in billionths of a fee.' })
const Cell = z
  .object({
    panel: z.number().int(),
    baseRate: share,
    strategy: z.enum([...LONE, ...JOINT]),
    pay: share,
    error: share.meta({ description: 'One standard error; 0: everything that can happen was gone through.' }),
    margin: share.meta({ description: 'Pay less that of honest work with the same stake.' }),
    marginError: share,
    right: share.meta({ description: 'How often the outcome was true.' }),
  })
  .meta({ id: 'GauntletCell' })
const LintView = z
  .object({
    policy: s.digest,
    name: z.string(),
    passes: z
      .boolean()
      .meta({ description: 'False: some bot earns more than honest work, beyond four standard errors.' }),
    worst: Cell,
    cells: z.array(Cell),
    ladder: z.array(z.number().int()).meta({ description: 'Panel sizes if every verdict is appealed.' }),
    capture: z.array(z.object({ share, panels: z.array(share), all: share })),
    swing: share.meta({ description: 'What a seat wins if it is right rather than wrong.' }),
    bribe: z.array(z.object({ seats: z.number().int(), majority: share, escrow: share })),
    ring: z.array(z.object({ members: z.number().int(), wins: share })),
    advice: z.array(z.string()),
  })
  .meta({ id: 'Lint' })

const lintOne = {
  method: 'post',
  tag: 'courts',
  path: '/policies/lint',
  summary: 'What bots would earn under a policy, held against honest work',
  detail:
    'Plays the policy’s own tally, score and purse at five base rates, or at the one that is named. Same policy, base rate and seed: the same answer. Nothing is kept.',
  body: z
    .strictObject({
      policy: z.looseObject({}).meta({ description: 'Six blocks, see chapter 7 of the documents.' }),
      baseRatePercent: z.number().int().min(50).max(99).optional().meta({
        description:
          'In how many of a hundred items the commoner answer is true; by default 50, 70, 80, 90 and 95, one after the other.',
      }),
      seed: z.number().int().min(0).max(4_294_967_295).optional(),
    })
    .meta({ id: 'LintRequest' }),
  refuses: ['MalformedPolicy', 'PolicyTooLarge'],
  answers: { 200: told(LintView, 'The report.') },
} as const satisfies Declaration

export const lint = new Desk<Caller>().on(lintOne, (c, { body }) => {
  const { policy, ...of } = body
  try {
    const played = brief(policy, of)
    if (!played) return turnAway(c, 'PolicyTooLarge', { load: loadOf(policy), most: MOST_LOAD })
    const { options: _, repairs: __, ...report } = played
    return c.json(report, 200)
  } catch (error) {
    if (error instanceof Malformed) return turnAway(c, 'MalformedPolicy', { strays: error.strays })
    throw error
  }
})
