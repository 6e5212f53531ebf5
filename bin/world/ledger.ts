/**
 * Ledger: every transaction of the world's chain, read back from the chain itself, with who paid for what.
 * @module
 */
import { decodeEventLog, decodeFunctionData, type TransactionReceipt, type Hex as ViemHex } from 'viem'
import { arbitratorAbi, escrowAbi, registryAbi, simpleEscrowAbi, tokenAbi, vaultAbi } from '#edges/abi'
import type { Address, Digest, Hex } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { LocalChain } from './anvil.ts'

/** One transaction, mined. */
export type Payment = {
  /** Name of the function called, or 'create'. */
  what: string
  hash: Digest
  block: number
  at: Instant
  from: Address
  to: Address | null
  gas: bigint
  succeeded: boolean
  receipt: TransactionReceipt
}

const abi = [...arbitratorAbi, ...vaultAbi, ...tokenAbi, ...registryAbi, ...escrowAbi, ...simpleEscrowAbi]

/** All transactions from a block on, in the order of the chain. */
export async function paymentsSince(chain: LocalChain, block: number): Promise<Payment[]> {
  const last = Number(await chain.reader.getBlockNumber({ cacheTime: 0 }))
  const payments: Payment[] = []
  for (let number = block; number <= last; number++) {
    const mined = await chain.reader.getBlock({ blockNumber: BigInt(number), includeTransactions: true })
    for (const { hash, input, from, to } of mined.transactions) {
      const receipt = await chain.reader.getTransactionReceipt({ hash })
      payments.push({
        what: to === null ? 'create' : calledIn(input),
        hash: hash as Digest,
        block: number,
        at: Number(mined.timestamp),
        from: from.toLowerCase() as Address,
        to: to === null ? null : (to.toLowerCase() as Address),
        gas: receipt.gasUsed,
        succeeded: receipt.status === 'success',
        receipt,
      })
    }
  }
  return payments
}

/** True if a transaction emitted this event at this contract. */
export function emitted(payment: Payment, contract: Address, name: string): boolean {
  return payment.receipt.logs.some(
    ({ address, topics, data }) => address.toLowerCase() === contract && nameOf(topics as [ViemHex], data) === name,
  )
}

/** What a dispute cost, by the transactions that made it. */
export type Bill = {
  /** The client's transactions that came before the dispute. */
  before: Payment[]
  /** From the one that opened the dispute to the one that called `rule()`, without gazettes. */
  own: Payment[]
  /** Gazettes posted meanwhile: they serve every dispute at once. */
  shared: Payment[]
}

/**
 * Sorts a world's transactions into what one dispute cost.
 * @param payments - Everything since the client's first transaction.
 */
export function billOf(payments: readonly Payment[], arbitrator: Address): Bill {
  const opening = payments.findIndex((payment) => emitted(payment, arbitrator, 'DisputeCreation'))
  const ruling = payments.findIndex((payment) => emitted(payment, arbitrator, 'RulingExecuted'))
  const isGazette = (payment: Payment) => emitted(payment, arbitrator, 'Gazetted')
  const during = payments.slice(opening, ruling < 0 ? payments.length : ruling + 1)
  return {
    before: payments.slice(0, opening).filter((payment) => !isGazette(payment)),
    own: during.filter((payment) => !isGazette(payment)),
    shared: during.filter(isGazette),
  }
}

export const gasOf = (payments: readonly Payment[]): bigint => payments.reduce((sum, { gas }) => sum + gas, 0n)

function calledIn(input: Hex | ViemHex): string {
  if (input === '0x') return 'transfer ether'
  try {
    return decodeFunctionData({ abi, data: input }).functionName
  } catch {
    return input.slice(0, 10) // a function of a contract we don't know
  }
}

function nameOf(topics: [ViemHex, ...ViemHex[]], data: ViemHex): string | undefined {
  try {
    return decodeEventLog({ abi: arbitratorAbi, topics, data }).eventName
  } catch {
    return undefined // an event of another contract
  }
}
