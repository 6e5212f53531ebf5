/**
 * Money: what parties, jurors and passers-by do at the contracts, with a wallet and nobody's leave.
 *
 * Prices and what is owed are read from the chain; calls come back as values that any wallet sends. A settlement needs
 * no operator either: it is put together from a transcript, which every attestor and every reader keeps.
 * @module
 */
import { arbitratorAbi, vaultAbi } from '#edges/abi'
import { keyOfAsk } from '#law/ask'
import { chargeCase } from '#law/charge'
import { type Dispute, replay } from '#law/dispute'
import { disputeKeyOf, firstHead } from '#law/docket'
import type { Side } from '#law/purse/sides'
import { deliveredBy, settlementCase } from '#law/settlement'
import { type Sitting, serialOf } from '#law/sitting'
import { chained, type Transcript, type TranscriptEntry, verdictIn } from '#law/transcript'
import type { Address, Digest, Hex } from '#primitives/bytes'
import type { Instant } from '#primitives/time'

/** Reads a contract: a viem client, or anything that does the same with these members. */
export type Reader = {
  readContract(call: {
    address: Address
    abi: readonly unknown[]
    functionName: string
    args: readonly unknown[]
  }): Promise<unknown>
}
/** The same, with the logs: who had a dispute off chain charged stands nowhere else. */
export type LogReader = Reader & {
  getContractEvents(filter: {
    address: Address
    abi: typeof arbitratorAbi
    eventName: 'DisputeCharged'
    args: { disputeId: bigint }
    fromBlock: 'earliest'
  }): Promise<readonly unknown[]>
}
/** A call to send, as viem's `writeContract` takes it. `value` in wei. */
export type ContractCall = {
  address: Address
  abi: readonly unknown[]
  functionName: string
  args: readonly unknown[]
  value?: bigint
}
/** Which contracts. */
export type Courthouse = { arbitrator: Address; vault: Address }

/** What a dispute costs in wei, and how long it lives at most, known before it opens. `extraData` as for `createDispute`. */
export async function quote(
  reader: Reader,
  { arbitrator }: Courthouse,
  { court = 0, extraData = '0x' as Hex } = {},
): Promise<{ wei: bigint; lifeSeconds: number }> {
  const at = { address: arbitrator, abi: arbitratorAbi }
  const [wei, place] = await Promise.all([
    reader.readContract({ ...at, functionName: 'arbitrationCost', args: [extraData] }),
    reader.readContract({ ...at, functionName: 'courtOf', args: [BigInt(court)] }),
  ])
  return { wei: wei as bigint, lifeSeconds: Number((place as readonly unknown[])[4]) }
}

/** What an appeal takes now, in the dispute's currency; undefined while none can be made. `for` is 0 once it is full. */
export async function appealQuote(
  reader: Reader,
  { arbitrator }: Courthouse,
  disputeId: bigint,
): Promise<{ against: bigint; for: bigint; untilAt: Instant } | undefined> {
  const at = { address: arbitrator, abi: arbitratorAbi }
  const [against, favour, period] = await Promise.all([
    reader.readContract({ ...at, functionName: 'missingOf', args: [disputeId, SIDES.against] }),
    reader.readContract({ ...at, functionName: 'missingOf', args: [disputeId, SIDES.for] }),
    reader.readContract({ ...at, functionName: 'appealPeriod', args: [disputeId] }),
  ])
  const [, untilAt] = period as readonly [bigint, bigint]
  return untilAt === 0n ? undefined : { against: against as bigint, for: favour as bigint, untilAt: Number(untilAt) }
}

/** What an account is owed: tokens, negative if it owes them to the vault, and wei. */
export async function owed(reader: Reader, { arbitrator }: Courthouse, account: Address) {
  const tab = await reader.readContract({
    address: arbitrator,
    abi: arbitratorAbi,
    functionName: 'tabOf',
    args: [account],
  })
  const [tokens, wei] = tab as readonly [bigint, bigint]
  return { tokens, wei }
}

/** The calls of everybody who deals with money, ready to be sent. */
export function callsOf({ arbitrator, vault }: Courthouse) {
  const at = (functionName: string, args: readonly unknown[], value?: bigint): ContractCall => ({
    address: arbitrator,
    abi: arbitratorAbi,
    functionName,
    args,
    ...(value === undefined ? {} : { value }),
  })
  const atVault = (functionName: string, args: readonly unknown[]): ContractCall => ({
    address: vault,
    abi: vaultAbi,
    functionName,
    args,
  })
  return {
    /** Fills "against" in one call. What is paid above it is owed back. */
    appeal: (disputeId: bigint, wei: bigint) => at('appeal', [disputeId, '0x'], wei),
    /** Gives wei to a side of an appeal; what isn't missing any more is owed back. */
    contribute: (disputeId: bigint, side: Side, wei: bigint) => at('contribute', [disputeId, SIDES[side]], wei),
    /** Gives stake tokens, which the arbitrator must be allowed to take. Never more than is missing. */
    contributeTokens: (disputeId: bigint, side: Side, tokens: bigint) =>
      at('contribute', [disputeId, SIDES[side], tokens]),
    /** Pays what a contribution to the appeal against verdict `serial` has become, once the dispute is final. */
    withdrawContribution: (disputeId: bigint, serial: bigint, account: Address) =>
      at('withdrawContribution', [disputeId, serial, account]),
    /** Pays an account what stands on its tab. */
    withdraw: (account: Address) => at('withdraw', [account]),
    execute: (disputeId: bigint) => at('execute', [disputeId]),
    /** Ends a dispute at its deadline. */
    expire: (disputeId: bigint) => at('expire', [disputeId]),
    /** Takes what a juror owes out of its stake. */
    fold: (juror: Address) => atVault('fold', [juror]),
    requestUnstake: (amount: bigint) => atVault('requestUnstake', [amount]),
    withdrawStake: () => atVault('withdrawStake', []),
  }
}

/**
 * A settlement of disputes with a final ruling, from the transcript of each one's last panel. One that was off chain
 * has to be charged before.
 * @param transcripts - Whoever sends a wrong one pays for a transaction that reverts; nothing else comes of it.
 */
export async function settlement(
  reader: LogReader,
  { arbitrator }: Courthouse,
  transcripts: readonly Transcript[],
): Promise<ContractCall> {
  const cases = []
  for (const transcript of transcripts) {
    const heard = disputeIn(transcript)
    const dispute = heard.asked ? deliveredBy(heard, await chargedBy(reader, arbitrator, heard)) : heard
    const contested = new Set<Sitting>()
    for (const sitting of dispute.sittings.filter(({ appealed }) => appealed)) {
      const serial = BigInt(serialOf(dispute.sittings, sitting.panel))
      const args = [BigInt(dispute.facts.disputeId), serial]
      const kept = await reader.readContract({
        address: arbitrator,
        abi: arbitratorAbi,
        functionName: 'appealOf',
        args,
      })
      if ((kept as { isContested: boolean }).isContested) contested.add(sitting)
    }
    cases.push(settlementCase(dispute, (sitting) => contested.has(sitting)))
  }
  return { address: arbitrator, abi: arbitratorAbi, functionName: 'settle', args: [cases] }
}

/**
 * Charges disputes off chain that are over to their accounts' credit, out of the transcript of each one's panel. From
 * then on they are settled like any other.
 * @throws Error if no gazette has delivered one's verdict.
 */
export function charge({ arbitrator }: Courthouse, transcripts: readonly Transcript[]): ContractCall {
  const cases = transcripts.map((transcript) => {
    const { postings } = transcript
    const ended = postings && chargeCase(disputeIn(transcript), postings, verdictIn(transcript))
    if (!ended) throw new Error('money: expected a dispute off chain whose verdict a gazette holds')
    return ended
  })
  return { address: arbitrator, abi: arbitratorAbi, functionName: 'charge', args: [cases] }
}

/** Who had a dispute off chain charged: only the chain knows. */
async function chargedBy(reader: LogReader, arbitrator: Address, { facts }: Dispute): Promise<Address> {
  const args = { disputeId: BigInt(facts.disputeId) }
  const of = { address: arbitrator, abi: arbitratorAbi, eventName: 'DisputeCharged', args } as const
  const [log] = await reader.getContractEvents({ ...of, fromBlock: 'earliest' })
  if (!log) throw new Error(`money: expected dispute ${facts.disputeId} to be charged before it is settled`)
  return (log as unknown as { args: { deliverer: Address } }).args.deliverer.toLowerCase() as Address
}

const SIDES: Record<Side, number> = { against: 0, for: 1 }

/** The dispute at the end of a transcript, later entries included. */
function disputeIn({ entries, afterwards }: Transcript): Dispute {
  const key = keyIn(entries[0])
  return replay(chained(key, { number: 0, head: firstHead(key) }, [...entries, ...afterwards.entries]))!
}

function keyIn(first: TranscriptEntry | undefined): Digest {
  if (first?.kind === 'ask') return keyOfAsk(first.body)
  if (first?.kind !== 'open')
    throw new Error(`money: expected a docket that begins with open or ask, got ${first?.kind}`)
  const { chainId, arbitrator, disputeId } = first.body.facts
  return disputeKeyOf(BigInt(chainId), arbitrator, BigInt(disputeId))
}
