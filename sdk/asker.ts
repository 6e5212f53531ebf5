/**
 * Asker: an account, a server's for one, that has a dispute without a transaction. It signs one `Open`, which names the
 * law, the question and the most it may cost; what comes of it is paid out of its credit at the arbitrator.
 * @module
 */
import { keyOfAsk, offChainId, questionHash } from '#law/ask'
import { entryHash } from '#law/docket'
import type { Open, Question } from '#law/filing'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { signerOf } from '#primitives/signature'
import type { Instant } from '#primitives/time'
import { type Domain, typedDigest, walletTypedData } from '#primitives/typed'
import type { Wallet } from './juror.ts'
import type { Asked, Venire } from './venire.ts'

/** What an asker believes before talking to anybody. */
export type AskerSetting = {
  court: Venire
  wallet: Wallet
  /** The deployment that holds the credit. */
  domain: Domain
  /** Who signs receipts there. */
  operator: Address
}

export type AskOptions = {
  court: number
  /** Of the law in force there, as the asker has read it. */
  policyHash: Digest
  question: Question
  /** Seats of the panel. */
  seats: number
  /** Wei. */
  maxFee: bigint
  /** A new one for each dispute; asking again with the same one, after a timeout say, opens no second. */
  nonce: bigint
  expiresAt: Instant
}

/**
 * Asks for a dispute. Harmless to repeat with the same options.
 * @returns its key and number, and the operator's promise. It is a dispute once a gazette holds it.
 * @throws Refused, with the court's reason; Error if the receipt isn't the operator's, or promises something else.
 */
export async function ask({ court, wallet, domain, operator }: AskerSetting, options: AskOptions): Promise<Asked> {
  const { question, policyHash, seats } = options
  const open: Open = {
    account: wallet.address.toLowerCase() as Address,
    court: String(options.court),
    policyHash,
    questionHash: questionHash(question),
    seats: String(seats),
    maxFee: String(options.maxFee),
    nonce: String(options.nonce),
    expiresAt: String(options.expiresAt),
  }
  const signature = (await wallet.signTypedData(walletTypedData(domain, 'Open', open))).toLowerCase() as Hex
  const body = {
    chainId: String(domain.chainId),
    arbitrator: domain.arbitrator,
    open,
    question,
    signature,
    vouchedAt: null,
  }
  const asked = await court.ask({ open, question, signature })
  const { disputeKey, disputeId, receipt } = asked
  if (disputeKey !== keyOfAsk(body) || disputeId !== String(offChainId(open)))
    throw new Error(`asker: expected dispute ${keyOfAsk(body)}, got ${disputeKey}`)
  const { number, entryHash: promised, head, acceptedAt } = receipt
  const signed = typedDigest(domain, 'Receipt', { disputeKey, number, entryHash: promised, head, acceptedAt })
  const signer = signerOf(signed, receipt.signature)
  if (signer !== operator) throw new Error(`asker: expected a receipt signed by ${operator}, got ${signer ?? 'nobody'}`)
  // A contract account's entry names the block of the check, which the asker doesn't know beforehand.
  const isKeys = signerOf(typedDigest(domain, 'Open', open), signature) === open.account
  const expected = entryHash(disputeKey, 1, { kind: 'ask', acceptedAt, body })
  if (isKeys && (number !== 1 || promised !== expected))
    throw new Error(`asker: expected a receipt for entry ${expected}, got ${promised}`)
  return asked
}
