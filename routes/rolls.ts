/**
 * Rolls and gazettes: what the operator put together and the attestors signed. Actor: anybody who checks.
 * @module
 */
import type { Context } from 'hono'
import { claimOf } from '#law/dispute'
import type { Rolls } from '#ports'
import type { Digest } from '#primitives/bytes'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'
import * as s from './schemas.ts'

/** Leaves on a page. */
const LEAVES = 1000

const ofEpoch = {
  method: 'get',
  tag: 'rolls',
  path: '/rolls/{epoch}',
  summary: 'Headers of the rolls of an epoch, and their root',
  params: s.ofEpoch,
  refuses: ['NotFound'],
  answers: { 200: told(s.RollsView, 'The rolls.') },
} as const satisfies Declaration

const leaves = {
  method: 'get',
  tag: 'rolls',
  path: '/rolls/{epoch}/courts/{court}/leaves',
  summary: 'Leaves of a roll by the jurors’ numbers, at most 1,000 a time',
  params: s.ofRoll,
  refuses: ['NotFound'],
  query: s.from,
  answers: { 200: told(s.LeavesView, 'Leaves from `from` on.') },
} as const satisfies Declaration

/** The court and every attestor tell it alike: whoever holds rolls against the vault needs one of them. */
export const node = {
  method: 'get',
  tag: 'rolls',
  path: '/rolls/{epoch}/nodes/{hash}',
  summary: 'What a hash in the rolls of an epoch was made of: a node, a court’s header or a leaf',
  params: s.ofNode,
  refuses: ['NotFound'],
  answers: { 200: told(s.NodeView, 'Its preimage.') },
} as const satisfies Declaration

export async function showNode(
  c: Context,
  rolls: Pick<Rolls, 'preimage'>,
  { epoch, hash }: { epoch: number; hash: Digest },
): Promise<Response> {
  const preimage = await rolls.preimage(epoch, hash)
  return preimage ? c.json({ hash, preimage }, 200) : turnAway(c, 'NotFound')
}

const gazette = {
  method: 'get',
  tag: 'rolls',
  path: '/gazettes/{serial}',
  summary: 'A gazette with its heads, its signatures, and where it was posted',
  params: s.ofSerial,
  refuses: ['NotFound'],
  answers: { 200: told(s.GazetteView, 'The gazette.') },
} as const satisfies Declaration

export const rolls = new Desk<Caller>()
  .on(ofEpoch, async (c, given) => {
    const { epoch } = given.params
    const known = await c.env.door.ports.books.rolls(epoch)
    if (!known) return turnAway(c, 'NotFound')
    return c.json({ epoch, rollsRoot: known.rollsRoot, headers: known.headers.map(claimOf) }, 200)
  })
  .on(leaves, async (c, given) => {
    const { epoch, court } = given.params
    const { from = 0 } = given.query
    const { books } = c.env.door.ports
    const header = (await books.rolls(epoch))?.headers.find((each) => each.court === court)
    if (!header) return turnAway(c, 'NotFound')
    const page = await books.leaves(header, from, LEAVES)
    const spelled = page.map(({ number, address, weight }) => ({ number, address, weight: String(weight) }))
    return c.json({ leaves: spelled, next: page.length === LEAVES ? from + LEAVES : null }, 200)
  })
  .on(node, (c, { params }) => showNode(c, c.env.door.ports.rolls, params))
  .on(gazette, async (c, given) => {
    const known = await c.env.door.ports.books.gazette(given.params.serial)
    if (!known) return turnAway(c, 'NotFound')
    const { set, posted, heads, signatures } = known
    const { serial, epoch, rollsRoot, headsRoot } = known
    return c.json(
      {
        serial,
        epoch,
        rollsRoot,
        headsRoot,
        heads: [...heads],
        set: set ? { ...set, members: [...set.members] } : null,
        signatures: [...signatures],
        posted: posted ?? null,
      },
      200,
    )
  })
