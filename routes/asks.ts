/**
 * Asks: a dispute without a transaction. Actor: an account with credit; its signature in the body is the authority, and
 * its nonce makes it harmless to ask again.
 * @module
 */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { keyOfAsk, offChainId } from '#law/ask'
import type { Bodies } from '#law/filing'
import { type Caller, vouchedAt } from './caller.ts'
import { malformed, refuse } from './problems.ts'
import * as s from './schemas.ts'

const ask = createRoute({
  method: 'post',
  path: '/disputes',
  summary: 'Ask for a dispute off chain, paid from credit. The same `Open` again answers with the same docket',
  request: { body: s.filed(s.Ask) },
  responses: {
    201: s.body(s.AskedView, 'The docket has begun. It is a dispute once a gazette holds it.'),
    200: s.body(s.AskedView, 'It was asked for before.'),
    default: s.problem,
  },
})

export const asks = new OpenAPIHono<Caller>({ defaultHook: malformed }).openapi(ask, async (c) => {
  const { ports, courtrooms } = c.env.door
  const { open, question, signature } = c.req.valid('json')
  const { chainId, arbitrator } = ports.deployment.domain
  const vouched = await vouchedAt(ports, { name: 'Open', members: open }, open.account, signature)
  const body = {
    chainId: String(chainId),
    arbitrator,
    open,
    question: question as Bodies['ask']['question'],
    signature,
    vouchedAt: vouched ?? null,
  }
  const disputeKey = keyOfAsk(body)
  const recorded = await courtrooms.file(disputeKey, { kind: 'ask', body })
  if (!recorded.ok) return refuse(c, recorded.refusal)
  const { receipt, already } = recorded.value
  return c.json({ disputeKey, disputeId: String(offChainId(open)), receipt: receipt! }, already ? 200 : 201)
})
