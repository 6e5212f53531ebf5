/**
 * Postman: sends what is due to the endpoints it is owed to, and decides what an answer means.
 *
 * Only a 2xx is success. Anything else is tried again on the schedule of Standard Webhooks, some 75 hours in all, and is
 * then a dead letter: parked, visible, and sent again when its owner asks. 410 ends the endpoint at once.
 * @module
 */
import type { Carried, Courtrooms, Endpoint, LeasedEffect, Message, Outcome, Ports } from '#ports'
import type { Instant } from '#primitives/time'
import { fileBallot, readBallot } from './ballots.ts'
import { failureOf } from './failure.ts'
import { bodyOf, messageId } from './news.ts'

/** Leased at a time: one each of so many endpoints. */
const BATCH = 40
/** Rounds of one delivery; what is left is due at the next. */
const ROUNDS = 25
/** Seconds after each failed attempt: the first follows at once, the tenth is the last. */
export const SCHEDULE = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const
/** An endpoint that took nothing for so long is disabled. */
const MOST_FAILING_SECONDS = 5 * 86_400
/** What 429 and its like may ask for at most. */
const LONGEST_RETRY_SECONDS = 86_400
const EXCERPT = 1000

type Office = Pick<Ports, 'outbox' | 'hooks' | 'post' | 'now' | 'docket' | 'accounts' | 'deployment'>

/** Sends what is due. @returns how many were tried. */
export async function deliver(ports: Office, courtrooms: Courtrooms, clockMs: () => number): Promise<number> {
  let tried = 0
  for (let round = 0; round < ROUNDS; round++) {
    const now = await ports.now()
    const leased = await ports.outbox.lease(now, BATCH, 'post')
    if (leased.length === 0) return tried
    tried += leased.length
    await Promise.all(
      leased.map(async (effect) => ports.outbox.settle(effect, await send(ports, courtrooms, effect, now, clockMs))),
    )
  }
  return tried
}

async function send(
  ports: Office,
  courtrooms: Courtrooms,
  effect: LeasedEffect,
  now: Instant,
  clockMs: () => number,
): Promise<Outcome> {
  try {
    const [endpoint, message] = await Promise.all([
      ports.hooks.find(effect.stream.slice('post:'.length)),
      ports.hooks.message(effect.of),
    ])
    if (!endpoint || !message) return { kind: 'done' }
    if (endpoint.state !== 'active') return { kind: 'parked', why: `the endpoint is ${endpoint.state}` }
    const startedMs = clockMs()
    // The receiver's clock is the wall's, whatever the court's is in a local world.
    const at = Math.floor(startedMs / 1000)
    const carried = await ports.post.carry(endpoint, { id: message.id, at, body: message.body })
    await ports.hooks.attempted({
      endpoint: endpoint.id,
      seq: message.seq,
      at: now,
      attempt: effect.lease,
      status: carried.status,
      why: carried.why,
      excerpt: carried.answer.slice(0, EXCERPT),
      tookMs: Math.max(0, Math.round(clockMs() - startedMs)),
    })
    if (isTaken(carried)) return await taken(ports, courtrooms, endpoint, message, carried)
    return await refused(ports, endpoint, effect, carried, now)
  } catch (error) {
    const why = failureOf(error)
    console.error(`postman: ${effect.id}: ${why}`)
    return { kind: 'again', at: now + SCHEDULE[1], why }
  }
}

const isTaken = ({ status }: Carried): boolean => status !== null && status >= 200 && status < 300

async function taken(
  ports: Office,
  courtrooms: Courtrooms,
  endpoint: Endpoint,
  message: Message,
  { answer }: Carried,
): Promise<Outcome> {
  if (endpoint.failingSince !== null) await ports.hooks.change(endpoint.id, { failingSince: null })
  // A machine may vote in its answer. The ballot's own signature is the authority, as it is for any other.
  const ballot = message.recipient && message.about && readBallot(answer)
  if (!ballot || !message.about) return { kind: 'done' }
  const { panel } = (JSON.parse(message.body) as { data: { panel: number } }).data
  const filed = await fileBallot(ports, courtrooms, message.about.dispute, panel, ballot)
  if (!filed.ok && filed.refusal.code !== 'AlreadyRecorded')
    console.error(`postman: a ballot in the answer to ${message.id} was refused: ${JSON.stringify(filed.refusal)}`)
  return { kind: 'done' }
}

async function refused(
  { hooks }: Office,
  endpoint: Endpoint,
  { id, attempts }: LeasedEffect,
  { status, why, retryAfter }: Carried,
  now: Instant,
): Promise<Outcome> {
  const said = why ?? `answered ${status}`
  if (status === 410) {
    await disable(hooks, endpoint, 'the address answered 410: gone', now)
    return { kind: 'parked', why: said }
  }
  const failingSince = endpoint.failingSince ?? now
  if (endpoint.failingSince === null) await hooks.change(endpoint.id, { failingSince })
  if (now - failingSince >= MOST_FAILING_SECONDS)
    await disable(hooks, endpoint, `nothing was taken for ${Math.floor((now - failingSince) / 86_400)} days`, now)
  const pause = SCHEDULE[attempts - 1]
  if (pause === undefined) return { kind: 'parked', why: said }
  const asked = Math.min(retryAfter ?? 0, LONGEST_RETRY_SECONDS)
  return { kind: 'again', at: now + Math.max(asked, jittered(pause, `${id}:${attempts}`)), why: said }
}

/** Within a tenth of it, so that what failed together doesn't come back together. The same for the same attempt. */
export function jittered(seconds: number, name: string): number {
  let hash = 0
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0
  return seconds + Math.floor((seconds * (hash % 1000)) / 10_000)
}

/** Ends an endpoint, and says so on the account's others. */
async function disable(hooks: Office['hooks'], endpoint: Endpoint, why: string, now: Instant): Promise<void> {
  await hooks.change(endpoint.id, { state: 'disabled', why })
  const others = (await hooks.of(endpoint.account)).filter(({ id, state }) => id !== endpoint.id && state === 'active')
  const type = 'endpoint.disabled'
  const body = bodyOf(type, now, { endpoint: endpoint.id, address: endpoint.address, why })
  await hooks.publish(
    others.map(({ id }) => ({
      id: messageId(endpoint.id, type, id, String(now)),
      type,
      at: now,
      about: null,
      recipient: endpoint.account,
      endpoint: id,
      body,
    })),
    now,
  )
}
