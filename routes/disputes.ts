/**
 * Disputes: the list, one dispute, its docket and its exhibits. Actor: anybody.
 * @module
 */
import * as z from 'zod'
import { replay } from '#law/dispute'
import { check } from '#law/evidence'
import { type Caller, disputeOf, keyOf } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'
import { disputeCard, disputeView } from './view.ts'

/** Disputes on a page of the list, and entries on a page of a docket. */
const DISPUTES = 20
const ENTRIES = 500

const list = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes',
  summary: 'Disputes, the newest first',
  query: s.listing,
  answers: {
    200: told(z.object({ disputes: z.array(s.DisputeCard), cursor: z.string().nullable() }), 'A page of disputes.'),
  },
} as const satisfies Declaration

const one = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes/{dispute}',
  summary: 'A dispute as anybody may see it',
  params: s.ofDispute,
  answers: { 200: told(s.DisputeView, 'The dispute.') },
} as const satisfies Declaration

const docket = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes/{dispute}/docket',
  summary: 'Its entries, in order, at most 500 a time',
  params: s.ofDispute,
  query: s.from,
  answers: {
    200: told(z.object({ disputeKey: s.digest, entries: z.array(s.Entry) }), 'Entries from `from` on.'),
  },
} as const satisfies Declaration

const exhibits = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes/{dispute}/evidence',
  summary: 'What was shown, and whether the content was looked at',
  params: s.ofDispute,
  answers: { 200: told(z.object({ evidence: z.array(s.Exhibit) }), 'Exhibits, in order.') },
} as const satisfies Declaration

const show = {
  method: 'post',
  tag: 'disputes',
  path: '/disputes/{dispute}/evidence',
  summary: 'Show the content of an exhibit; the docket records whether it has the hash that the reference promises',
  params: s.ofDispute,
  body: s.Exhibition,
  answers: {
    201: told(z.object({ check: z.enum(['matches', 'differs', 'unchecked']) }), 'Recorded.'),
    200: told(z.object({ check: z.enum(['matches', 'differs', 'unchecked']) }), 'It was recorded before.'),
  },
} as const satisfies Declaration

export const disputes = new Desk<Caller>()
  .on(list, async (c, given) => {
    const { period, cursor } = given.query
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
  .on(one, async (c, given) => {
    const dispute = await disputeOf(c, given.params.dispute)
    if (!dispute.ok) return refuse(c, dispute.refusal)
    return c.json(disputeView(dispute.value, await c.env.door.ports.now()), 200)
  })
  .on(docket, async (c, given) => {
    const { dispute } = given.params
    const { from = 1 } = given.query
    const { ports } = c.env.door
    const disputeKey = keyOf(ports.deployment.domain, dispute)
    const entries = await ports.docket.load(disputeKey)
    if (entries.length === 0) return refuse(c, { code: 'UnknownDispute', dispute })
    return c.json({ disputeKey, entries: entries.slice(Math.max(0, from - 1)).slice(0, ENTRIES) }, 200)
  })
  .on(exhibits, async (c, given) => {
    const dispute = await disputeOf(c, given.params.dispute)
    return dispute.ok ? c.json({ evidence: [...dispute.value.evidence] }, 200) : refuse(c, dispute.refusal)
  })
  .on(show, async (c, given) => {
    const { reference, content } = given.body
    const dispute = await disputeOf(c, given.params.dispute)
    if (!dispute.ok) return refuse(c, dispute.refusal)
    const checked = check(dispute.value, reference, content)
    if (!checked.ok) return refuse(c, checked.refusal)
    const recorded = await c.env.door.courtrooms.file(dispute.value.key, checked.value)
    if (!recorded.ok) return refuse(c, recorded.refusal)
    return c.json({ check: checked.value.check }, recorded.value.already ? 200 : 201)
  })
