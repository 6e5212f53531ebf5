/**
 * Foundings: courts off chain, made from a policy alone. Actor: whoever holds a key of the account with the scope
 * `disputes`; readers are anybody.
 * @module
 */
import type { Context } from 'hono'
import { type Founded, found, opening, revise } from '#law/founding'
import type { Override } from '#law/gauntlet/override'
import type { Refusal } from '#law/refusal'
import { ok, type Result } from '#primitives/result'
import { spokenDigest } from '#primitives/signature'
import { vouchedBy } from '#src/ballots'
import { type Caller, porter } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'

const make = {
  method: 'post',
  tag: 'courts',
  path: '/courts',
  needs: 'disputes',
  summary: 'Found a court off chain from its policy',
  detail: 'The name follows from founder and policy: the same request again gives the same court.',
  body: s.PolicyText,
  refuses: ['MalformedPolicy', 'CourtRefused'],
  answers: { 201: told(s.FoundedView, 'The court, with its first version.') },
} as const satisfies Declaration

const change = {
  method: 'post',
  tag: 'courts',
  path: '/courts/{court}/versions',
  needs: 'disputes',
  summary: 'Publish the next version of its policy',
  detail: 'Earlier versions stay as they are. The policy in force, handed in again, makes no new version.',
  params: s.ofFounded,
  body: s.PolicyText,
  refuses: ['UnknownCourt', 'NotFounder', 'MalformedPolicy', 'CourtRefused', 'TooManyVersions', 'VersionTaken'],
  answers: { 201: told(s.FoundedView, 'The version that is in force now.') },
} as const satisfies Declaration

const version = {
  method: 'get',
  tag: 'courts',
  path: '/courts/{court}/versions/{version}',
  summary: 'A version of a court off chain',
  params: s.ofVersion,
  refuses: ['UnknownCourt'],
  answers: { 200: told(s.FoundedView, 'The version, as it was published.') },
} as const satisfies Declaration

export const foundings = new Desk<Caller>(porter)
  .on(make, async (c, { body }) => {
    const { now } = c.env.door.ports
    return publish(c, found(c.var.key.account, body.policy, await now()), body.override)
  })
  .on(change, async (c, { params: { court }, body }) => {
    const { foundings, now } = c.env.door.ports
    const newest = await foundings.newest(court)
    if (!newest) return refuse(c, { code: 'UnknownCourt', court })
    return publish(c, revise(newest, c.var.key.account, body.policy, await now()), body.override)
  })
  .on(version, async (c, { params: { court, version } }) => {
    const founded = await c.env.door.ports.foundings.version(court, version)
    return founded ? c.json(founded, 200) : refuse(c, { code: 'UnknownCourt', court })
  })

/** The override with the chain's word, where its founder is a contract that calls the signature its own. */
async function vouchedFor(
  c: Context<Caller>,
  { founder }: Founded,
  override?: Override,
): Promise<Override | undefined> {
  if (!override) return undefined
  const { words, signature } = override
  const vouched = await vouchedBy(c.env.door.ports.accounts, founder, spokenDigest(words), signature)
  return vouched ? { ...override, vouchedAt: vouched.block } : override
}

async function publish(c: Context<Caller>, wanted: Result<Founded, Refusal>, override?: Override): Promise<Response> {
  if (!wanted.ok) return refuse(c, wanted.refusal)
  const { foundings } = c.env.door.ports
  const { court, version, policyHash } = wanted.value
  // Handed in again, it isn't played again.
  const before = await foundings.version(court, version)
  const may =
    before?.policyHash === policyHash ? ok(before) : opening(wanted.value, await vouchedFor(c, wanted.value, override))
  if (!may.ok) return refuse(c, may.refusal)
  const kept = await foundings.keep(may.value)
  // Two versions handed in at one moment: one of them has the number, and the other request may be repeated.
  return kept.policyHash === policyHash ? c.json(kept, 201) : refuse(c, { code: 'VersionTaken', version })
}
