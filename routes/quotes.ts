/**
 * Quotes: what a dispute would cost, when it would end, and what it would take to corrupt it. Actor: anybody who thinks
 * of opening one.
 * @module
 */
import * as z from 'zod'
import { type Quote, quote } from '#law/quote'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse, turnAway } from './problems.ts'
import * as s from './schemas.ts'

/** Rolls up to this size are read whole for the largest share; of larger ones nothing is said. */
const MOST_LEAVES = 2000
/** Seats of a first panel that are worth computing with. */
const MOST_SEATS = 511

const QuoteView = z
  .object({
    court: z.number().int(),
    chain: s.caip2,
    arbitrator: s.caip10,
    extraData: z
      .string()
      .meta({ description: 'What `createDispute` and `arbitrationCost` take for this court and panel.' }),
    priceWei: s.decimal,
    now: s.instant,
    expectedEndAt: s.instant,
    latestEndAt: s.instant,
    roll: z.object({
      epoch: z.number().int(),
      total: s.decimal,
      jurors: z.number().int(),
      largestShareBps: z
        .number()
        .int()
        .nullable()
        .meta({ description: 'Of one juror. Null: the roll is too large to say.' }),
    }),
    panels: z.array(
      z.object({
        panel: z.number().int(),
        seats: z.number().int(),
        costWei: s.decimal,
        capture: z
          .array(z.object({ shareBps: z.number().int(), chancePpm: z.number().int() }))
          .meta({ description: 'Chance of one who holds a share of the roll to hold a majority, in millionths.' }),
        captureStake: s.decimal.meta({ description: 'Stake to be added for an even chance; 0: weight is not stake.' }),
        bribeStake: s.decimal.meta({ description: 'Stake at risk of the least majority.' }),
        bribeFeesWei: s.decimal.meta({ description: 'Fees that it gives up.' }),
      }),
    ),
  })
  .meta({ id: 'Quote' })

const ask = {
  method: 'get',
  path: '/courts/{court}/quote',
  tag: 'courts',
  summary: 'Price, end, and cost of corruption of a dispute that is not open yet',
  params: s.ofCourt,
  query: z.object({ seats: s.small(MOST_SEATS).pipe(z.number().min(1)).optional() }),
  answers: { 200: told(QuoteView, 'The quote.') },
  refuses: ['UnknownCourt', 'NoRoll'],
} as const satisfies Declaration

export const quotes = new Desk<Caller>().on(ask, async (c, { params, query }) => {
  const { books, rolls, deployment, now } = c.env.door.ports
  const { court } = params
  const [known, at] = await Promise.all([books.court(court), now()])
  if (!known) return refuse(c, { code: 'UnknownCourt', court })
  const inForce = await rolls.inForce(court, at)
  if (!inForce || inForce.header.total === 0n) return turnAway(c, 'NoRoll', { court })
  const { header } = inForce
  const { clockwork, challengeFloorSeconds, domain } = deployment
  const { terms, lifeSeconds } = known
  const seats = query.seats ?? terms.seats
  const made = quote({ terms, clockwork, challengeFloorSeconds, lifeSeconds, total: header.total, seats, now: at })
  const leaves = header.jurors <= MOST_LEAVES ? await books.leaves(header, 0, MOST_LEAVES) : undefined
  const largest = leaves?.reduce((most, { weight }) => (weight > most ? weight : most), 0n)
  return c.json(
    {
      court,
      chain: `eip155:${domain.chainId}`,
      arbitrator: `eip155:${domain.chainId}:${domain.arbitrator}`,
      extraData: `0x${[court, seats].map((part) => part.toString(16).padStart(64, '0')).join('')}`,
      now: at,
      roll: {
        epoch: header.epoch,
        total: String(header.total),
        jurors: header.jurors,
        largestShareBps: largest === undefined ? null : Number((10_000n * largest + header.total - 1n) / header.total),
      },
      ...spelled(made),
    },
    200,
  )
})

function spelled({ priceWei, panels, ...ends }: Quote) {
  return {
    priceWei: String(priceWei),
    ...ends,
    panels: panels.map(({ costWei, captureStake, bribeStake, bribeFeesWei, ...rest }) => ({
      ...rest,
      costWei: String(costWei),
      captureStake: String(captureStake),
      bribeStake: String(bribeStake),
      bribeFeesWei: String(bribeFeesWei),
    })),
  }
}
