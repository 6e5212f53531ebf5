/**
 * Ballots: how a sealed ballot comes to the court, by whichever way: through the door, or in a machine's answer.
 * @module
 */
import type { Refusal } from '#law/refusal'
import type { Accounts, Courtrooms, Ports, Recorded } from '#ports'
import { type Address, type Digest, type Hex, isHex, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import type { Result } from '#primitives/result'
import { signerOf } from '#primitives/signature'
import { type Statement, typedDigest } from '#primitives/typed'

/** A ballot as its juror hands it in. */
export type Ballot = {
  juror: Address
  beaconRound: number
  revision: number
  commitment: Digest
  sealed: Hex
  signature: Hex
  /** Nonce that pays for the seat, where the policy asks a ticket. */
  ticket?: string
}

/** Hands a ballot in. The signature in it is the authority. */
export async function fileBallot(
  ports: Pick<Ports, 'accounts' | 'deployment'>,
  courtrooms: Courtrooms,
  disputeKey: Digest,
  panel: number,
  ballot: Ballot,
): Promise<Result<Recorded, Refusal>> {
  const members = { disputeKey, panel, ...ballot, sealedHash: digest(toBytes(ballot.sealed)) }
  const vouched = await vouchedAt(ports, { name: 'Commit', members }, ballot.juror, ballot.signature)
  return courtrooms.file(disputeKey, { kind: 'commit', panel, ...ballot, vouchedAt: vouched })
}

/**
 * The block at which a contract account called a signature its own. Undefined for a key's signature, and for one that
 * nobody vouches for: the law then says no.
 */
export async function vouchedAt(
  { accounts, deployment }: Pick<Ports, 'accounts' | 'deployment'>,
  statement: { name: 'Commit' | 'Recuse' | 'Open'; members: Statement },
  account: Address,
  signature: Hex,
): Promise<string | undefined> {
  const signed = typedDigest(deployment.domain, statement.name, statement.members)
  return (await vouchedBy(accounts, account, signed, signature))?.block
}

/** The word of a contract account that a signature is its own; undefined for a key's signature, and where it says no. */
export async function vouchedBy(
  accounts: Accounts,
  account: Address,
  signed: Digest,
  signature: Hex,
): Promise<{ block: string } | undefined> {
  return signerOf(signed, signature) === account ? undefined : accounts.vouch(account, signed, signature)
}

/** The ballot in an answer, `{"ballot": {…}}`; undefined if it holds none of the right shape. */
export function readBallot(answer: string): Ballot | undefined {
  let parsed: { ballot?: Partial<Ballot> } | null
  try {
    parsed = JSON.parse(answer) as typeof parsed
  } catch {
    return undefined
  }
  const { juror, beaconRound, revision, commitment, sealed, signature, ticket } = parsed?.ballot ?? {}
  const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
  if (!isHex(juror, 20) || !isHex(commitment, 32) || !isHex(sealed) || !isHex(signature)) return undefined
  if (!isWhole(beaconRound) || !isWhole(revision)) return undefined
  if (ticket !== undefined && !/^(0|[1-9][0-9]{0,15})$/.test(String(ticket))) return undefined
  return {
    juror,
    beaconRound,
    revision,
    commitment,
    sealed,
    signature,
    ...(ticket === undefined ? {} : { ticket: String(ticket) }),
  }
}
