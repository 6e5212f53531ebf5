/**
 * Caller: who comes in by the door, and with what. There is no login: the signature in a body is the authority.
 * @module
 */
import type { Context } from 'hono'
import { type Dispute, isOpened, unfold } from '#law/dispute'
import { disputeKeyOf } from '#law/docket'
import type { Refusal } from '#law/refusal'
import type { Courtrooms, Ports } from '#ports'
import { type Address, type Digest, type Hex, isHex } from '#primitives/bytes'
import { no, ok, type Result } from '#primitives/result'
import { signerOf } from '#primitives/signature'
import { type Domain, type Statement, typedDigest } from '#primitives/typed'
import type { Swept } from '#src/sweep'

/** What the rooms behind the door offer. */
export type Door = {
  ports: Ports
  courtrooms: Courtrooms
  /** The court's own words of itself, for /health. */
  about: { role: 'court'; operator: Address; teller: Address }
  /** Does everything that is due, now. Local chains only. */
  sweep: (() => Promise<Swept>) | null
}
/** A request's surroundings. */
export type Caller = { Bindings: { door: Door } }

/** The key of a dispute that somebody named by its key or by its id on chain. */
export function keyOf({ chainId, arbitrator }: Domain, name: string): Digest {
  return isHex(name, 32) ? name : disputeKeyOf(chainId, arbitrator, BigInt(name))
}

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

/**
 * The block at which a contract account called a signature its own. Undefined for a key's signature, and for one that
 * nobody vouches for: the law then says no.
 */
export async function vouchedAt(
  { accounts, deployment }: Ports,
  statement: { name: 'Commit' | 'Recuse' | 'Open'; members: Statement },
  account: Address,
  signature: Hex,
): Promise<string | undefined> {
  const signed = typedDigest(deployment.domain, statement.name, statement.members)
  if (signerOf(signed, signature) === account) return undefined
  return (await accounts.vouch(account, signed, signature))?.block
}
