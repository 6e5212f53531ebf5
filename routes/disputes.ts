/**
 * Disputes: the list, one dispute, its docket and its exhibits. Actor: anybody.
 * @module
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { replay } from '#law/dispute'
import { check } from '#law/evidence'
import { type Caller, disputeOf, keyOf } from './caller.ts'
import { malformed, refuse } from './problems.ts'
import * as s from './schemas.ts'
import { disputeCard, disputeView } from './view.ts'

/** Disputes on a page of the list, and entries on a page of a docket. */
const DISPUTES = 20
const ENTRIES = 500

const list = createRoute({
  method: 'get',
  path: '/disputes',
  summary: 'Disputes, the newest first',
  request: { query: s.listing },
  responses: {
    200: s.body(z.object({ disputes: z.array(s.DisputeCard), cursor: z.string().nullable() }), 'A page of disputes.'),
    default: s.problem,
  },
})

const one = createRoute({
  method: 'get',
  path: '/disputes/{dispute}',
  summary: 'A dispute as anybody may see it',
  request: { params: s.ofDispute },
  responses: { 200: s.body(s.DisputeView, 'The dispute.'), default: s.problem },
})

const docket = createRoute({
  method: 'get',
  path: '/disputes/{dispute}/docket',
  summary: 'Its entries, in order, at most 500 a time',
  request: { params: s.ofDispute, query: s.from },
  responses: {
    200: s.body(z.object({ disputeKey: s.digest, entries: z.array(s.Entry) }), 'Entries from `from` on.'),
    default: s.problem,
  },
})

const exhibits = createRoute({
  method: 'get',
  path: '/disputes/{dispute}/evidence',
  summary: 'What was shown, and whether the content was looked at',
  request: { params: s.ofDispute },
  responses: { 200: s.body(z.object({ evidence: z.array(s.Exhibit) }), 'Exhibits, in order.'), default: s.problem },
})

const show = createRoute({
  method: 'post',
  path: '/disputes/{dispute}/evidence',
  summary: 'Show the content of an exhibit; the docket records whether it has the hash that the reference promises',
  request: { params: s.ofDispute, body: s.filed(s.Exhibition) },
  responses: {
    201: s.body(z.object({ check: z.enum(['matches', 'differs', 'unchecked']) }), 'Recorded.'),
    200: s.body(z.object({ check: z.enum(['matches', 'differs', 'unchecked']) }), 'It was recorded before.'),
    default: s.problem,
  },
})

export const disputes = new OpenAPIHono<Caller>({ defaultHook: malformed })
  .openapi(list, async (c) => {
    const { period, cursor } = c.req.valid('query')
    const { docket, books, now } = c.env.door.ports
    const page = await books.disputes(cursor, DISPUTES)
    const at = await now()
    const folded = await Promise.all(page.keys.map(async (key) => replay(await docket.load(key))))
    const cards = folded.flatMap((dispute) => (dispute ? [disputeCard(dispute, at)] : []))
    return c.json(
      { disputes: cards.filter((card) => period === undefined || card.period === period), cursor: page.next ?? null },
      200,
    )
  })
  .openapi(one, async (c) => {
    const dispute = await disputeOf(c, c.req.valid('param').dispute)
    if (!dispute.ok) return refuse(c, dispute.refusal)
    return c.json(disputeView(dispute.value, await c.env.door.ports.now()), 200)
  })
  .openapi(docket, async (c) => {
    const { dispute } = c.req.valid('param')
    const { from = 1 } = c.req.valid('query')
    const { ports } = c.env.door
    const disputeKey = keyOf(ports.deployment.domain, dispute)
    const entries = await ports.docket.load(disputeKey)
    if (entries.length === 0) return refuse(c, { code: 'UnknownDispute', dispute })
    return c.json({ disputeKey, entries: entries.slice(Math.max(0, from - 1)).slice(0, ENTRIES) }, 200)
  })
  .openapi(exhibits, async (c) => {
    const dispute = await disputeOf(c, c.req.valid('param').dispute)
    return dispute.ok ? c.json({ evidence: [...dispute.value.evidence] }, 200) : refuse(c, dispute.refusal)
  })
  .openapi(show, async (c) => {
    const { reference, content } = c.req.valid('json')
    const dispute = await disputeOf(c, c.req.valid('param').dispute)
    if (!dispute.ok) return refuse(c, dispute.refusal)
    const checked = check(dispute.value, reference, content)
    if (!checked.ok) return refuse(c, checked.refusal)
    const recorded = await c.env.door.courtrooms.file(dispute.value.key, checked.value)
    if (!recorded.ok) return refuse(c, recorded.refusal)
    return c.json({ check: checked.value.check }, recorded.value.already ? 200 : 201)
  })
