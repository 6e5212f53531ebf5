/**
 * Sender: the teller's hand. Turns calls into transactions, signs them here, and hands the bytes to nodes.
 *
 * Signing comes apart from sending, so that the hash of a transaction can be written down before anybody else knows
 * of it. Which nonce is whose is the teller's business.
 * @module
 */
import {
  encodeFunctionData,
  getContractError,
  keccak256,
  parseTransaction,
  serializeTransaction,
  TransactionReceiptNotFoundError,
} from 'viem'
import { verdictWords } from '#law/verdict'
import type { Call, Carrier, Fees } from '#ports'
import { type Address, concat, type Digest, type Hex, toBytes, toHex } from '#primitives/bytes'
import { addressOf, signDigest } from '#primitives/signature'
import type { Domain } from '#primitives/typed'
import { courtRecordAbi, demandAbi, nodeDemandAbi, vaultRecordAbi } from './abi.ts'
import { lower, newestBlock, revertName, type Way } from './chain.ts'

/** Estimates are of now; a quarter more covers what changes until the block. */
const SPARE_PERCENT = 125n
/** What an arbitrable gets beyond the least: an estimate finds the least gas with which the court itself goes through. */
const CALLBACK_GAS = 1_000_000n
/** What nodes say of bytes they have, or whose nonce is used: neither is a failure. */
const KNOWN = /already known|already imported|known transaction|nonce too low|nonce is too low/i

/** The account of `secretKey` on the chain behind `clients`. */
export function carrierOf(
  clients: readonly Way[],
  { domain, vault }: { domain: Domain; vault: Address },
  secretKey: Hex,
): Carrier {
  const address = addressOf(secretKey)
  const targetOf = (call: Call): Address => {
    if (call.kind === 'show' || call.kind === 'showNodes') return call.to
    return call.kind === 'fold' ? vault : domain.arbitrator
  }
  const any = <T>(ask: (client: Way) => Promise<T>): Promise<T> => Promise.any(clients.map(ask))

  const signed = (fields: { nonce: number; gas: bigint; data: Hex; to: Address }, fees: Fees) => {
    const chainId = Number(domain.chainId)
    const transaction = { type: 'eip1559', chainId, value: 0n, ...fields, ...fees } as const
    // Our own hand, as under receipts: the library's brings a second copy of the curve along.
    const signature = toBytes(signDigest(keccak256(serializeTransaction(transaction)), secretKey))
    const [r, s] = [toHex(signature.subarray(0, 32)), toHex(signature.subarray(32, 64))]
    const raw = serializeTransaction(transaction, { r, s, yParity: signature[64]! - 27 })
    return { raw, hash: keccak256(raw) as Digest }
  }

  return {
    account: address,

    async nonce() {
      const counts = await Promise.allSettled(clients.map((client) => client.getTransactionCount({ address })))
      const known = counts.flatMap((count) => (count.status === 'fulfilled' ? [count.value] : []))
      // A node that lags says less than is true, and a nonce that is used already would never be mined.
      if (known.length === 0) throw new Error(`sender: expected a node to know the nonce of ${address}`)
      return Math.max(...known)
    },

    fees: () =>
      any(async (client) => {
        const [{ baseFeePerGas }, tip] = await Promise.all([client.getBlock(), client.estimateMaxPriorityFeePerGas()])
        // Twice the base fee outlives six full blocks in a row.
        return { maxFeePerGas: 2n * (baseFeePerGas ?? 0n) + tip, maxPriorityFeePerGas: tip }
      }),

    async weigh(call) {
      const [client, ...others] = clients
      if (!client) throw new Error('sender: expected a way to the chain')
      const weighed = await weighOn(client, address, targetOf(call), call).catch((error: unknown) => {
        if (others.length === 0) throw error
        return Promise.any(others.map((other) => weighOn(other, address, targetOf(call), call)))
      })
      return weighed
    },

    sign: async (call, nonce, gas, fees) => signed({ nonce, gas, to: targetOf(call), data: encodeCall(call) }, fees),

    async reprice(raw, fees) {
      const { nonce, gas, data, to: target } = parseTransaction(raw)
      if (gas === undefined || !data || !target) throw new Error(`sender: expected a call of ours, got ${raw}`)
      return signed({ nonce: nonce ?? 0, gas, data: data as Hex, to: lower(target) }, fees)
    },

    async broadcast(raw) {
      await any(async (client) => {
        try {
          await client.sendRawTransaction({ serializedTransaction: raw as `0x02${string}` })
        } catch (error) {
          if (!KNOWN.test(String(error))) throw error
        }
      })
    },

    receipt: (hash) =>
      any(async (client) => {
        try {
          const { blockNumber, status } = await client.getTransactionReceipt({ hash })
          const newest = await newestBlock(client)
          return { depth: Number(newest - blockNumber), succeeded: status === 'success' }
        } catch (error) {
          if (error instanceof TransactionReceiptNotFoundError) return undefined
          throw error
        }
      }),
  }
}

/** The calldata of a call. */
export function encodeCall(call: Call): Hex {
  return encodeFunctionData({ abi: abiOf(call), ...spelled(call) } as never) as Hex
}

async function weighOn(client: Way, account: Address, to: Address, call: Call) {
  try {
    const asked = { from: account, to, data: encodeCall(call) }
    const gas = BigInt(await client.request({ method: 'eth_estimateGas', params: [asked] }))
    const callsBack = call.kind === 'execute' || call.kind === 'retry' || call.kind === 'expire'
    return { gas: (gas * SPARE_PERCENT) / 100n + (callsBack ? CALLBACK_GAS : 0n) }
  } catch (error) {
    const named = getContractError(error as Error, { abi: abiOf(call), address: to, ...spelled(call) })
    const reverted = revertName(named)
    if (reverted === undefined) throw error
    return { reverted }
  }
}

function abiOf({ kind }: Call) {
  if (kind === 'show') return demandAbi
  if (kind === 'showNodes') return nodeDemandAbi
  return kind === 'fold' ? vaultRecordAbi : courtRecordAbi
}

function spelled(call: Call) {
  switch (call.kind) {
    case 'gazette': {
      const { serial, epoch, rollsRoot, headsRoot, members, k, signatures } = call.posting
      const args = [BigInt(serial), BigInt(epoch), rollsRoot, headsRoot, packed(members), k, packed(signatures)]
      return { functionName: 'post', args }
    }
    case 'deliver': {
      const { disputeId, verdict, set, signatures } = call
      const args = [disputeId, verdictWords(verdict), packed(set.members), set.k, packed(signatures)]
      return { functionName: 'deliver', args }
    }
    case 'charge':
      return { functionName: 'charge', args: [[call.charged]] }
    case 'execute':
    case 'retry':
    case 'expire':
      return { functionName: call.kind, args: [call.disputeId] }
    case 'settle':
      return { functionName: 'settle', args: [call.cases] }
    case 'settleRun': {
      const { disputeId, panels, progress, run, last, tally } = call.of
      return { functionName: 'settleRun', args: [disputeId, panels, progress, run, last, tally] }
    }
    case 'fold':
      return { functionName: 'fold', args: [call.juror] }
    case 'show':
      return { functionName: call.answer.name, args: call.answer.args }
    case 'showNodes':
      return { functionName: 'answerNodes', args: [BigInt(call.epoch), call.preimages] }
  }
}

const packed = (parts: readonly Hex[]): Hex => toHex(concat(...parts.map((part) => toBytes(part))))
