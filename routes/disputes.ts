/**
 * Disputes: the list, one dispute, its docket and its exhibits. Actor: anybody.
 * @module
 */
import * as z from 'zod'
import { isOpened, unfold } from '#law/dispute'
import { check } from '#law/evidence'
import { type Caller, disputeOf, keyOf, NO_DISPUTE } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'
import { askedCard, disputeCard, disputeView } from './view.ts'

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
    200: told(
      z.object({ disputes: z.array(s.DisputeCard), asked: z.array(s.AskedCard), cursor: z.string().nullable() }),
      'A page of disputes; `asked` are those of the page that an account asked for and no gazette has opened.',
    ),
  },
} as const satisfies Declaration

const one = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes/{dispute}',
  summary: 'A dispute as anybody may see it',
  params: s.ofDispute,
  refuses: NO_DISPUTE,
  answers: { 200: told(s.DisputeView, 'The dispute.') },
} as const satisfies Declaration

const docket = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes/{dispute}/docket',
  summary: 'Its entries, in order, at most 500 a time',
  params: s.ofDispute,
  query: s.from,
  refuses: ['UnknownDispute'],
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
  refuses: NO_DISPUTE,
  answers: { 200: told(z.object({ evidence: z.array(s.Exhibit) }), 'Exhibits, in order.') },
} as const satisfies Declaration

const show = {
  method: 'post',
  tag: 'disputes',
  path: '/disputes/{dispute}/evidence',
  summary: 'Show the content of an exhibit; the docket records whether it has the hash that the reference promises',
  params: s.ofDispute,
  body: s.Exhibition,
  refuses: [...NO_DISPUTE, 'UnknownExhibit', 'NothingToCheck', 'AlreadyFinal', 'TextTooLong', 'TooManyExhibits'],
  answers: {
    201: told(z.object({ check: z.enum(['matches', 'differs', 'unchecked']) }), 'Recorded.'),
    200: told(z.object({ check: z.enum(['matches', 'differs', 'unchecked']) }), 'It was recorded before.'),
  },
} as const satisfies Declaration

const events = {
  method: 'get',
  tag: 'disputes',
  path: '/disputes/{dispute}/events',
  summary: 'Its entries as they are written, as server-sent events',
  detail:
    'Each event is `entry`; its id is the entry’s number. A client that was cut off goes on where it was: browsers send Last-Event-ID by themselves.',
  params: s.ofDispute,
  query: z.object({ after: s.small(2 ** 32 - 1).optional() }),
  answers: { 200: { description: 'A stream without end.', schema: z.string(), type: 'text/event-stream' } },
  refuses: NO_DISPUTE,
} as const satisfies Declaration

const board = {
  method: 'get',
  tag: 'disputes',
  path: '/events',
  summary: 'Which dockets grow, as server-sent events',
  detail:
    'Each event is `docket`: a dispute’s key, and how many entries there are now. What grew while nobody listened isn’t told later: whoever comes back looks once.',
  answers: { 200: { description: 'A stream without end.', schema: z.string(), type: 'text/event-stream' } },
} as const satisfies Declaration

const STREAM = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }

export const disputes = new Desk<Caller>()
  .on(list, async (c, given) => {
    const { period, cursor, ended, ...filter } = given.query
    const { docket, books, now } = c.env.door.ports
    const page = await books.disputes(cursor, DISPUTES, {
      ...filter,
      ended: ended === undefined ? undefined : ended === 'true',
    })
    const at = await now()
    const folded = (await Promise.all(page.keys.map(async (key) => unfold(await docket.load(key))))).flatMap(
      (each) => each ?? [],
    )
    const cards = folded.filter(isOpened).map((dispute) => disputeCard(dispute, at))
    const inPeriod = cards.filter((card) => period === undefined || card.period === period)
    const asked = period === undefined ? folded.flatMap((each) => (isOpened(each) ? [] : [askedCard(each)])) : []
    return c.json({ disputes: inPeriod, asked, cursor: page.next ?? null }, 200)
  })
  .on(one, async (c, given) => {
    const dispute = await disputeOf(c, given.params.dispute)
    if (!dispute.ok) return refuse(c, dispute.refusal)
    const seen = disputeView(dispute.value, await c.env.door.ports.now())
    // Not the clock's word in it, nor anything else that changes without the dispute.
    const tag = `W/"${seen.entries}-${seen.period}-${seen.head.slice(2, 18)}"`
    return c.json(seen, 200, { etag: tag, 'cache-control': 'no-cache' })
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
  .on(events, async (c, { params, query }) => {
    const dispute = await disputeOf(c, params.dispute)
    if (!dispute.ok) return refuse(c, dispute.refusal)
    const last = c.req.header('last-event-id')
    const after = last !== undefined && /^[0-9]{1,9}$/.test(last) ? Number(last) : (query.after ?? 0)
    const stream = await c.env.door.watch(dispute.value.key, after)
    return c.body(stream, 200, STREAM)
  })
  .on(board, async (c) => c.body(await c.env.door.watchAll(), 200, STREAM))
