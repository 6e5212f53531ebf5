/**
 * Courts: their policies and terms. Actor: anybody; a policy is taken when its hash is one that the chain has.
 * @module
 */
import * as z from 'zod'
import { policyHash } from '#law/policy'
import type { KnownCourt } from '#ports'
import { isHex, ZERO32 } from '#primitives/bytes'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'

/** Courts off chain on one page. */
const PAGE = 50

const list = {
  method: 'get',
  tag: 'courts',
  path: '/courts',
  summary: 'All courts',
  detail: 'Those on chain, and a page of those that somebody founded off chain; further ones come after the cursor.',
  query: z.object({ cursor: s.digest.optional() }),
  answers: {
    200: told(
      z.object({ courts: z.array(s.CourtView), founded: z.array(s.FoundedCard), cursor: s.digest.nullable() }),
      'On chain by number, off chain by name.',
    ),
  },
} as const satisfies Declaration

const one = {
  method: 'get',
  tag: 'courts',
  path: '/courts/{court}',
  summary: 'A court with its present policy and terms',
  detail: 'A court on chain by its number, one off chain by its name.',
  params: s.ofAnyCourt,
  refuses: ['UnknownCourt'],
  answers: { 200: told(z.union([s.CourtView, s.FoundedView]), 'The court.') },
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
  .on(list, async (c, { query }) => {
    const { books, foundings } = c.env.door.ports
    const [known, page] = await Promise.all([books.courts(), foundings.after(query.cursor ?? ZERO32, PAGE)])
    const cursor = page.length === PAGE ? page.at(-1)!.court : null
    const founded = page.map(({ policy, override, ...card }) => ({ ...card, name: policy.name }))
    return c.json({ courts: known.map(courtView), founded, cursor }, 200)
  })
  .on(one, async (c, given) => {
    const { court } = given.params
    const { books, foundings } = c.env.door.ports
    if (isHex(court, 32)) {
      const founded = await foundings.newest(court)
      return founded ? c.json(founded, 200) : refuse(c, { code: 'UnknownCourt', court })
    }
    const known = await books.court(Number(court))
    return known ? c.json(courtView(known), 200) : refuse(c, { code: 'UnknownCourt', court: Number(court) })
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
