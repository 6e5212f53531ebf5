/**
 * Registries: what a curated list on chain says of an item, and the transactions that would change it. Actor: anybody;
 * each transaction is signed and sent by whoever it concerns, and the contract is the authority.
 * @module
 */
import * as z from 'zod'
import { isListed, movesOf, stateOf } from '#law/registry'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'

const item = {
  method: 'get',
  tag: 'registries',
  path: '/registries/{registry}/items/{item}',
  summary: 'An item of a curated list, and the transactions that list, challenge, renew or remove it now',
  detail: '`uri` is what a listing shows, or why it is challenged; it goes into the transaction.',
  params: s.ofItem,
  query: z.object({ uri: s.uri.optional() }),
  refuses: ['UnknownRegistry'],
  answers: { 200: told(s.ItemView, 'As the chain has it at its newest safe block.') },
} as const satisfies Declaration

export const registries = new Desk<Caller>().on(item, async (c, { params, query }) => {
  const { ports } = c.env.door
  const { registry, item } = params
  const [listing, now] = await Promise.all([ports.chain.listing(registry, item), ports.now()])
  if (!listing) return refuse(c, { code: 'UnknownRegistry', registry })
  const { entry, minBond, challengeCost } = listing
  const state = stateOf(listing, now)
  return c.json(
    {
      registry,
      item,
      state,
      isListed: isListed(state),
      entry: {
        owner: entry.owner,
        bond: String(entry.bond),
        listedAt: entry.listedAt,
        until: entry.until,
        disputeId: String(entry.disputeId),
        challenger: entry.challenger,
        against: String(entry.against),
      },
      minBond: String(minBond),
      challengeCost: String(challengeCost),
      moves: movesOf(listing, item, query.uri ?? '', now).map(({ value, ...move }) => ({
        ...move,
        to: registry,
        value: String(value),
      })),
    },
    200,
  )
})
