/**
 * Ballots: how a sealed ballot comes to the court, by whichever way: through the door, or in a machine's answer.
 * @module
 */
import type { Filing } from '#law/filing'
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

type Signed = Extract<Filing, { kind: 'commit' | 'recuse' }>

/** Hands a ballot in. The signature in it is the authority. */
export function fileBallot(
  ports: Pick<Ports, 'accounts' | 'deployment'>,
  courtrooms: Courtrooms,
  disputeKey: Digest,
  panel: number,
  ballot: Ballot,
): Promise<Result<Recorded, Refusal>> {
  const members = () => ({ disputeKey, panel, ...ballot, sealedHash: digest(toBytes(ballot.sealed)) })
  return fileSigned(ports, courtrooms, disputeKey, { kind: 'commit', panel, ...ballot }, members)
}

/**
 * Files what a juror signed. A key's signature speaks for itself, and is recovered once, by the law. Where the law says
 * no, the account may be a contract: if it calls the signature its own (ERC-1271), its word goes with a second filing.
 * @param members - The statement that the signature is of.
 */
export async function fileSigned(
  { accounts, deployment }: Pick<Ports, 'accounts' | 'deployment'>,
  courtrooms: Courtrooms,
  disputeKey: Digest,
  filing: Signed,
  members: () => Statement,
): Promise<Result<Recorded, Refusal>> {
  const recorded = await courtrooms.file(disputeKey, filing)
  if (recorded.ok || recorded.refusal.code !== 'BadSignature') return recorded
  const name = filing.kind === 'commit' ? 'Commit' : 'Recuse'
  const word = await accounts.vouch(filing.juror, typedDigest(deployment.domain, name, members()), filing.signature)
  return word ? courtrooms.file(disputeKey, { ...filing, vouchedAt: word.block }) : recorded
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
