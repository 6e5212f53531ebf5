/**
 * Courts: their policies and terms. Actor: anybody; a policy is taken when its hash is one that the chain has.
 * @module
 */
import * as z from 'zod'
import { policyHash } from '#law/policy'
import type { KnownCourt } from '#ports'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'

const list = {
  method: 'get',
  tag: 'courts',
  path: '/courts',
  summary: 'All courts',
  answers: { 200: told(z.object({ courts: z.array(s.CourtView) }), 'By number.') },
} as const satisfies Declaration

const one = {
  method: 'get',
  tag: 'courts',
  path: '/courts/{court}',
  summary: 'A court with its present policy and terms',
  params: s.ofCourt,
  refuses: ['UnknownCourt'],
  answers: { 200: told(s.CourtView, 'The court.') },
} as const satisfies Declaration

const publish = {
  method: 'post',
  tag: 'courts',
  path: '/courts/{court}/policies',
  summary: 'Hand in the text of a policy',
  params: s.ofCourt,
  body: s.Publication,
  refuses: ['PolicyNotOnChain'],
  answers: { 201: told(z.object({ policyHash: s.digest }), 'Kept.') },
} as const satisfies Declaration

export const courts = new Desk<Caller>()
  .on(list, async (c) => {
    const known = await c.env.door.ports.books.courts()
    return c.json({ courts: known.map(courtView) }, 200)
  })
  .on(one, async (c, given) => {
    const { court } = given.params
    const known = await c.env.door.ports.books.court(court)
    return known ? c.json(courtView(known), 200) : refuse(c, { code: 'UnknownCourt', court })
  })
  .on(publish, async (c, given) => {
    const { court } = given.params
    const { policy } = given.body
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
