/**
 * FakeChain: a chain in memory behind viem clients, which can fork, lag, refuse, forget logs, or lie.
 * @module
 */
import {
  type Abi,
  createPublicClient,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  type PublicClient,
  RpcRequestError,
} from 'viem'
import { arbitratorAbi } from '#edges/abi'
import { type Address, type Digest, type Hex, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'

/** An event as a test tells it. */
export type Told = { abi: Abi; address: Address; name: string; args: Record<string, unknown>; tx?: string }
type Block = { number: number; hash: Digest; at: number; logs: RpcLogLike[] }
type RpcLogLike = {
  address: Address
  topics: Hex[]
  data: Hex
  blockNumber: Hex
  blockHash: Digest
  transactionHash: Digest
  transactionIndex: Hex
  logIndex: Hex
  removed: boolean
}

export const hexNumber = (value: number | bigint): Hex => `0x${value.toString(16)}`

/** Blocks and what contracts answer; several nodes may tell of one chain. */
export class FakeChain {
  blocks: Block[] = [{ number: 0, hash: digest(utf8('genesis')), at: 0, logs: [] }]
  /** What the arbitrator's views return, by function and arguments. Undefined: it reverts with UnknownDispute. */
  views: (name: string, args: readonly unknown[]) => unknown = () => undefined

  /** Mines a block. `fork` names the branch, so that two of them have different hashes. */
  mine(at: number, told: readonly Told[] = [], fork = 'trunk'): Block {
    const number = this.blocks.length
    const hash = digest(utf8(`${fork} ${number} ${at}`))
    const logs = told.map((each, i): RpcLogLike => {
      const event = each.abi.find((item) => item.type === 'event' && item.name === each.name)
      if (event?.type !== 'event') throw new Error(`fakeChain: expected an event ${each.name}`)
      const plain = event.inputs.filter(({ indexed }) => !indexed)
      return {
        address: each.address,
        topics: encodeEventTopics({ abi: [event], eventName: each.name, args: each.args } as never) as Hex[],
        data: encodeAbiParameters(
          plain,
          plain.map(({ name }) => each.args[name!]),
        ),
        blockNumber: hexNumber(number),
        blockHash: hash,
        transactionHash: digest(utf8(each.tx ?? `${fork} ${number} ${i}`)),
        transactionIndex: '0x0',
        logIndex: hexNumber(i),
        removed: false,
      }
    })
    const block = { number, hash, at, logs }
    this.blocks.push(block)
    return block
  }

  /** Drops everything above a height, as a reorganisation does. */
  unwind(height: number): void {
    this.blocks = this.blocks.slice(0, height + 1)
  }

  /** A node that tells of this chain. `meddle` may answer in its place, or throw. */
  node(meddle: (method: string, params: readonly unknown[]) => unknown = () => undefined): PublicClient {
    const request = async ({ method, params }: { method: string; params?: unknown }) => {
      const given = (params ?? []) as readonly unknown[]
      const instead = await meddle(method, given)
      return instead === undefined ? this.#answer(method, given) : instead
    }
    return createPublicClient({ transport: custom({ request }, { retryCount: 0 }) })
  }

  #answer(method: string, params: readonly unknown[]): unknown {
    switch (method) {
      case 'eth_blockNumber':
        return hexNumber(this.blocks.length - 1)
      case 'eth_getBlockByNumber': {
        const [tag] = params as [Hex | 'latest']
        const block = tag === 'latest' ? this.blocks.at(-1)! : this.blocks[Number(tag)]
        if (!block) return null
        const { number, hash, at } = block
        return { number: hexNumber(number), hash, timestamp: hexNumber(at), transactions: [], baseFeePerGas: '0x7' }
      }
      case 'eth_getLogs':
        return this.#logs(params[0] as Filter)
      case 'eth_call':
        return this.#call((params[0] as { data: Hex }).data)
      default:
        throw new Error(`fakeChain: nobody taught it ${method}`)
    }
  }

  #logs({ address, topics = [], fromBlock, toBlock }: Filter): RpcLogLike[] {
    const fits = (log: RpcLogLike) =>
      (address === undefined || address.includes(log.address)) &&
      topics.every((topic, i) => (Array.isArray(topic) ? topic : [topic]).includes(log.topics[i]!))
    return this.blocks.slice(Number(fromBlock), Number(toBlock) + 1).flatMap(({ logs }) => logs.filter(fits))
  }

  #call(data: Hex): Hex {
    const { functionName, args } = decodeFunctionData({ abi: arbitratorAbi, data })
    const result = functionName === 'lane' ? LANE : this.views(functionName, args ?? [])
    if (result !== undefined) return encodeFunctionResult({ abi: arbitratorAbi, functionName, result } as never)
    throw reverted(unknownDispute((args as [bigint])[0]))
  }
}

/** Where the lane of this arbitrator is. */
export const LANE: Address = `0x${'1a'.repeat(20)}`

type Filter = { address?: Address[]; topics?: (Hex | Hex[])[]; fromBlock: Hex; toBlock: Hex }

/** A revert as nodes report it. */
export function reverted(data: Hex): Error {
  const error = { code: 3, message: 'execution reverted', data }
  return new RpcRequestError({ body: {}, error, url: 'fake' })
}

const unknownDispute = (id: bigint): Hex =>
  `${digest(utf8('UnknownDispute(uint256)')).slice(0, 10) as Hex}${id.toString(16).padStart(64, '0')}`
