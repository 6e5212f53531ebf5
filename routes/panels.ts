/**
 * Panels: what jurors file, and the transcript of what a panel came to. Actors: a drawn juror for filings, whose
 * signature in the body is the authority; anybody for the rest.
 * @module
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Filing } from '#law/filing'
import { type Digest, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { transcriptFor } from '#src/transcripts'
import { type Caller, disputeOf, keyOf, vouchedAt } from './caller.ts'
import { malformed, refuse } from './problems.ts'
import * as s from './schemas.ts'
import { ballotsView } from './view.ts'

const promised = {
  201: s.body(s.Receipt, 'Recorded. Keep the receipt: it is the operator’s promise that this entry stands.'),
  200: s.body(s.Receipt, 'It stood there already; this is the receipt it had.'),
  default: s.problem,
}

const commit = createRoute({
  method: 'post',
  path: '/disputes/{dispute}/panels/{panel}/ballots',
  summary: 'Hand in a sealed ballot, during the commit period',
  request: { params: s.ofPanel, body: s.filed(s.Ballot) },
  responses: promised,
})

const recuse = createRoute({
  method: 'post',
  path: '/disputes/{dispute}/panels/{panel}/recusals',
  summary: 'Give back one’s seats, with a reason',
  request: { params: s.ofPanel, body: s.filed(s.Recusal) },
  responses: promised,
})

const reveal = createRoute({
  method: 'post',
  path: '/disputes/{dispute}/panels/{panel}/openings',
  summary: 'Open one’s ballot by hand, from R on',
  request: { params: s.ofPanel, body: s.filed(s.OpeningByHand) },
  responses: promised,
})

const filedBallots = createRoute({
  method: 'get',
  path: '/disputes/{dispute}/panels/{panel}/ballots/{juror}',
  summary: 'A juror’s sealed ballots, for another of its devices',
  request: { params: s.ofBallots },
  responses: { 200: s.body(z.object({ ballots: z.array(s.FiledBallot) }), 'In order of arrival.'), default: s.problem },
})

const transcript = createRoute({
  method: 'get',
  path: '/disputes/{dispute}/panels/{panel}/transcript',
  summary: 'The file with which a stranger checks the verdict: exact canonical bytes',
  request: { params: s.ofPanel },
  responses: { 200: s.body(z.any().openapi({ type: 'object' }), 'One RFC 8785 object.'), default: s.problem },
})

export const panels = new OpenAPIHono<Caller>({ defaultHook: malformed })
  .openapi(commit, async (c) => {
    const { ports } = c.env.door
    const { dispute, panel } = c.req.valid('param')
    const ballot = c.req.valid('json')
    const disputeKey = keyOf(ports.deployment.domain, dispute)
    const members = { disputeKey, panel, ...ballot, sealedHash: digest(toBytes(ballot.sealed)) }
    const vouched = await vouchedAt(ports, { name: 'Commit', members }, ballot.juror, ballot.signature)
    return file(c, disputeKey, { kind: 'commit', panel, ...ballot, vouchedAt: vouched })
  })
  .openapi(recuse, async (c) => {
    const { ports } = c.env.door
    const { dispute, panel } = c.req.valid('param')
    const recusal = c.req.valid('json')
    const disputeKey = keyOf(ports.deployment.domain, dispute)
    const members = { disputeKey, panel, juror: recusal.juror, reason: recusal.reason }
    const vouched = await vouchedAt(ports, { name: 'Recuse', members }, recusal.juror, recusal.signature)
    return file(c, disputeKey, { kind: 'recuse', panel, ...recusal, vouchedAt: vouched })
  })
  .openapi(reveal, (c) => {
    const { dispute, panel } = c.req.valid('param')
    const disputeKey = keyOf(c.env.door.ports.deployment.domain, dispute)
    return file(c, disputeKey, { kind: 'reveal', panel, ...c.req.valid('json') })
  })
  .openapi(filedBallots, async (c) => {
    const { dispute: name, panel, juror } = c.req.valid('param')
    const dispute = await disputeOf(c, name)
    if (!dispute.ok) return refuse(c, dispute.refusal)
    return c.json({ ballots: ballotsView(dispute.value, panel, juror) }, 200)
  })
  .openapi(transcript, async (c) => {
    const { dispute, panel } = c.req.valid('param')
    const { ports } = c.env.door
    const made = await transcriptFor(ports, keyOf(ports.deployment.domain, dispute), panel)
    if (!made.ok) return refuse(c, made.refusal)
    return c.body(made.value, 200, { 'content-type': 'application/json' }) as never
  })

/** Files, and answers with the promise. */
async function file(c: Context<Caller>, disputeKey: Digest, filing: Filing) {
  const recorded = await c.env.door.courtrooms.file(disputeKey, filing)
  if (!recorded.ok) return refuse(c, recorded.refusal)
  return c.json(recorded.value.receipt!, recorded.value.already ? 200 : 201)
}
