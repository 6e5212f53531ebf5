/**
 * Caller: who comes in by the door, and with what. Keys open what belongs to an account here: where it wants to be
 * told things. What a dispute is about needs none: the signature in a body is the authority.
 * @module
 */
import type { Context } from 'hono'
import type { Site } from '#jurors/destination'
import { type Dispute, isOpened, unfold } from '#law/dispute'
import { disputeKeyOf } from '#law/docket'
import type { Refusal } from '#law/refusal'
import type { Courtrooms, KnownKey, Ports } from '#ports'
import { type Address, type Digest, isHex, toHex, utf8 } from '#primitives/bytes'
import { sha256 } from '#primitives/hash'
import { no, ok, type Result } from '#primitives/result'
import type { Instant } from '#primitives/time'
import type { Domain } from '#primitives/typed'
import type { Swept } from '#src/sweep'
import type { Scope } from './desk.ts'
import { turnAway } from './problems.ts'

/** What the rooms behind the door offer. */
export type Door = {
  ports: Ports
  courtrooms: Courtrooms
  /** The court's own words of itself, for /health. */
  about: { role: 'court'; operator: Address; teller: Address; url: string }
  /** Whom nothing is sent to, see jurors/destination.ts. */
  site: Site
  hasMail: boolean
  /** Public halves of the keys that messages are signed with. */
  messageKeys: () => Promise<{ webhook: string; push: string }>
  /** Entries of a docket after a number, as they come, for as long as somebody looks. */
  watch: (key: Digest, after: number) => Promise<ReadableStream>
  /** Names of dockets as they grow, for as long as somebody looks. */
  watchAll: () => Promise<ReadableStream>
  /** Whether a caller may ask at this rate; null: nobody counts. */
  admits: ((caller: string) => Promise<boolean>) | null
  /** Puts down what became of a request. */
  count: (point: { blobs: string[]; doubles: number[]; indexes: string[] }) => void
  /** Moves the world's clock by so many seconds. Local chains only. */
  turn: ((seconds: number) => Promise<Instant>) | null
  /** Does everything that is due, now. Local chains only. */
  sweep: (() => Promise<Swept>) | null
}
/** A request's surroundings. */
export type Caller = { Bindings: { door: Door }; Variables: { key: KnownKey } }

/** The key of a dispute that somebody named by its key or by its id on chain. */
export function keyOf({ chainId, arbitrator }: Domain, name: string): Digest {
  return isHex(name, 32) ? name : disputeKeyOf(chainId, arbitrator, BigInt(name))
}

/** Why a request may find no dispute. */
export const NO_DISPUTE = ['UnknownDispute', 'NotOpenYet', 'DisputeVoid'] as const

/** The dispute of a request, folded from its docket. */
export async function disputeOf(c: Context<Caller>, name: string): Promise<Result<Dispute, Refusal>> {
  const { ports } = c.env.door
  const docket = unfold(await ports.docket.load(keyOf(ports.deployment.domain, name)))
  if (isOpened(docket)) return ok(docket)
  if (!docket) return no({ code: 'UnknownDispute', dispute: name })
  return docket.void === undefined
    ? no({ code: 'NotOpenYet', expiresAt: Number(docket.ask.open.expiresAt) })
    : no({ code: 'DisputeVoid', reason: docket.void })
}

const BEARER = /^Bearer (vk_[0-9a-f]{64})$/

/** Lets in whoever shows a key that is good for this. */
export async function porter(c: Context<Caller>, scope: Scope): Promise<Response | undefined> {
  const header = c.req.header('authorization')
  const challenge = { 'www-authenticate': 'Bearer' }
  if (header === undefined) return turnAway(c, 'KeyMissing', {}, challenge)
  const [, secret] = BEARER.exec(header) ?? []
  const { callers, now } = c.env.door.ports
  const key = secret === undefined ? undefined : await callers.key(hashOf(secret), await now())
  if (!key) return turnAway(c, 'KeyUnknown', {}, challenge)
  if (!key.scopes.includes(scope)) return turnAway(c, 'ScopeMissing', { needs: scope, has: key.scopes })
  c.set('key', key)
  return undefined
}

/** What is kept of a secret. It has 256 bits of its own, so one hash is enough. */
export const hashOf = (secret: string): Digest => toHex(sha256(utf8(secret)))

/** A secret of so many bytes under a prefix that tells people, and scanners of code, what it is. */
export function fresh(prefix: string, bytes: number): string {
  return prefix + toHex(crypto.getRandomValues(new Uint8Array(bytes))).slice(2)
}
