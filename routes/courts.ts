/**
 * Courts: their policies and terms. Actor: anybody; a policy is taken when its hash is one that the chain has.
 * @module
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { policyHash } from '#law/policy'
import type { KnownCourt } from '#ports'
import type { Caller } from './caller.ts'
import { malformed, refuse } from './problems.ts'
import * as s from './schemas.ts'

const list = createRoute({
  method: 'get',
  path: '/courts',
  summary: 'All courts',
  responses: { 200: s.body(z.object({ courts: z.array(s.CourtView) }), 'By number.'), default: s.problem },
})

const one = createRoute({
  method: 'get',
  path: '/courts/{court}',
  summary: 'A court with its present policy and terms',
  request: { params: s.ofCourt },
  responses: { 200: s.body(s.CourtView, 'The court.'), default: s.problem },
})

const publish = createRoute({
  method: 'post',
  path: '/courts/{court}/policies',
  summary: 'Hand in the text of a policy',
  request: { params: s.ofCourt, body: s.filed(s.Publication) },
  responses: { 201: s.body(z.object({ policyHash: s.digest }), 'Kept.'), default: s.problem },
})

export const courts = new OpenAPIHono<Caller>({ defaultHook: malformed })
  .openapi(list, async (c) => {
    const known = await c.env.door.ports.books.courts()
    return c.json({ courts: known.map(courtView) }, 200)
  })
  .openapi(one, async (c) => {
    const { court } = c.req.valid('param')
    const known = await c.env.door.ports.books.court(court)
    return known ? c.json(courtView(known), 200) : refuse(c, { code: 'UnknownCourt', court })
  })
  .openapi(publish, async (c) => {
    const { court } = c.req.valid('param')
    const { policy } = c.req.valid('json')
    const hash = policyHash(policy)
    const kept = await c.env.door.ports.books.keepPolicy(court, policy)
    return kept ? c.json({ policyHash: hash }, 201) : refuse(c, { code: 'PolicyNotOnChain', court, policyHash: hash })
  })

function courtView({ terms, policy, ...court }: KnownCourt) {
  const spelled = Object.entries(terms).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? String(value) : value,
  ])
  return { ...court, terms: Object.fromEntries(spelled), policy: policy ?? null }
}
