/**
 * Money: what an appeal would cost now, and what has moved in a dispute. Actor: anybody.
 *
 * Prices are the law's, out of the terms that the dispute pinned; what was given to a side, and what was paid, is told
 * as the chain has it.
 * @module
 */
import * as z from 'zod'
import { appealOffer } from '#law/appeal'
import { lastDelivered } from '#law/dispute'
import { priceOf } from '#law/ladder'
import { panelIndex, serialOf } from '#law/sitting'
import { type Caller, disputeOf, NO_DISPUTE } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'

/** Movements on a page. */
const MOVEMENTS = 200

const appeal = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes/{dispute}/appeal',
  summary: 'What an appeal against the ruling delivered last leads to, costs, and until when it can be made',
  params: s.ofDispute,
  refuses: [...NO_DISPUTE, 'AppealImpossible'],
  answers: { 200: told(s.AppealQuote, 'An appeal can be made.') },
} as const satisfies Declaration

const payments = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes/{dispute}/payments',
  summary: 'Contributions, settlement and what each seat earned or lost, in the order of the chain',
  params: s.ofDispute,
  query: z.object({ after: s.place.optional() }),
  refuses: NO_DISPUTE,
  answers: {
    200: told(
      z.object({ payments: z.array(s.Movement) }),
      `At most ${MOVEMENTS}; \`after\` is the place of the last one known.`,
    ),
  },
} as const satisfies Declaration

export const money = new Desk<Caller>()
  .on(appeal, async (c, { params }) => {
    const { chain } = c.env.door.ports
    const found = await disputeOf(c, params.dispute)
    if (!found.ok) return refuse(c, found.refusal)
    const offer = appealOffer(found.value)
    if (!offer.ok) return refuse(c, offer.refusal)
    const { rung, untilAt, effectAt } = offer.value
    const disputeId = BigInt(found.value.facts.disputeId)
    const current = lastDelivered(found.value)!
    const serial = serialOf(found.value.sittings, current.panel)
    const [onChain, given] = await Promise.all([chain.dispute(disputeId), chain.appeal(disputeId, serial)])
    const currency = onChain?.isInToken ? 'token' : 'wei'
    const price = priceOf(rung, currency)
    return c.json({
      appeal: panelIndex(current) + 1,
      court: rung.under.court,
      version: rung.under.version,
      seats: rung.seats,
      currency,
      cost: String(price.cost),
      stake: String(price.stake),
      against: { needed: String(price.against), given: String(given.against) },
      for: { needed: String(price.for), given: String(given.for) },
      untilAt,
      effectAt,
    })
  })
  .on(payments, async (c, { params, query }) => {
    const found = await disputeOf(c, params.dispute)
    if (!found.ok) return refuse(c, found.refusal)
    const disputeId = BigInt(found.value.facts.disputeId)
    const moved = await c.env.door.ports.books.movements({ disputeId }, query.after ?? 0, MOVEMENTS)
    return c.json({ payments: moved.map((each) => ({ ...each })) })
  })
