/**
 * Demands: what was asked for of delivered verdicts and of rolls and not shown yet, read from the contracts that are asked.
 *
 * A demand matters for a quarter of W, or a 64th of an epoch. So only the blocks since then are searched, the newest of them at a safe depth,
 * and what each says of itself is read from the contract's own state.
 * @module
 */
import { decodeEventLog, getAbiItem, type Log, toEventSelector } from 'viem'
import { type ChainDelivery, PIECES } from '#law/demand'
import type { Demanded, Demands, Ledger, NodeDemanded } from '#ports'
import type { Address, Digest } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { courtRecordAbi, demandAbi, nodeDemandAbi } from './abi.ts'
import {
  agreement,
  attestorSet,
  type ChainReader,
  type ChainSite,
  logsKey,
  lower,
  numberTopic,
  searchBack,
  type Way,
} from './chain.ts'

const DEMANDED = toEventSelector(getAbiItem({ abi: demandAbi, name: 'Demanded' }))
const NODE_DEMANDED = toEventSelector(getAbiItem({ abi: nodeDemandAbi, name: 'NodeDemanded' }))
const NODE_SHOWN = toEventSelector(getAbiItem({ abi: nodeDemandAbi, name: 'NodeShown' }))
const DELIVERED = toEventSelector(getAbiItem({ abi: courtRecordAbi, name: 'VerdictDelivered' }))
const SET = toEventSelector(getAbiItem({ abi: courtRecordAbi, name: 'AttestorsSet' }))

/** Open demands for nodes that are looked at together, the oldest first: as many as an answer shows. */
const MOST_NODES = 200

/** The epoch and hash that a log about a node names. */
const nodeOf = ({ topics }: Log): string => `${topics[1]}:${topics[2]}`

/** The demands on verdicts of the court behind `clients`. */
export function demandsOf(
  clients: readonly Way[],
  { safeHead }: Pick<ChainReader, 'safeHead'>,
  ledger: Pick<Ledger, 'markBefore'>,
  site: ChainSite,
): Demands {
  const { deployment, fromBlock } = site
  const { arbitrator } = deployment.domain
  const agree = agreement(clients)
  const ask = { address: arbitrator, abi: courtRecordAbi } as const
  const contracts = new Map<'demand' | 'audit', Promise<Address>>()

  /** A contract that is asked, as the arbitrator names it for good. */
  const named = (functionName: 'demand' | 'audit'): Promise<Address> => {
    const known = contracts.get(functionName)
    if (known) return known
    const found = agree(`the ${functionName}`, (client) => client.readContract({ ...ask, functionName })).then(lower)
    contracts.set(functionName, found)
    return found
  }

  /** What was asked for since an instant, up to the safe head. */
  const askedSince = async (
    by: Address,
    topic: `0x${string}`,
    since: Instant,
  ): Promise<{ logs: Log[]; to: number }> => {
    const { number: to } = await safeHead()
    const from = (await ledger.markBefore(since))?.number ?? fromBlock
    const filter = { address: [by], topics: [topic] }
    return { logs: await agree('demands', (client) => searchBack(client, filter, from, to), logsKey), to }
  }

  const lastOf = async (what: string, topics: readonly `0x${string}`[], to: number): Promise<Log | undefined> => {
    const filter = { address: [arbitrator], topics }
    return (await agree(what, (client) => searchBack(client, filter, fromBlock, to), logsKey)).at(-1)
  }

  /** The delivery that stands, with the set that signed it. */
  const deliveryOf = async (disputeId: bigint, to: number): Promise<ChainDelivery | undefined> => {
    const call = { ...ask, functionName: 'disputeOf', args: [disputeId], blockNumber: BigInt(to) } as const
    const found = await agree(`dispute ${disputeId}`, (client) => client.readContract(call))
    const set = await lastOf(`set ${found.attestorSet}`, [SET, numberTopic(BigInt(found.attestorSet))], to)
    const log = await lastOf(`deliveries of ${disputeId}`, [DELIVERED, numberTopic(disputeId)], to)
    if (!log || !set) return undefined
    const { topics, data } = log
    const { args } = decodeEventLog({ abi: courtRecordAbi, eventName: 'VerdictDelivered', topics, data })
    const { configDigest } = attestorSet(deployment, set)
    return {
      panel: args.panel,
      configDigest,
      deliverer: lower(args.deliverer),
      hash: found.deliveryHash as Digest,
    }
  }

  return {
    async open(since) {
      const by = await named('demand')
      const { logs, to } = await askedSince(by, DEMANDED, since)
      const found: Demanded[] = []
      for (const { topics, data } of logs) {
        const { args } = decodeEventLog({ abi: demandAbi, eventName: 'Demanded', topics, data })
        const call = { address: by, abi: demandAbi, functionName: 'demandOf', args: [args.id] } as const
        const [demander, askedAt] = await agree(`demand ${args.id}`, (client) => client.readContract(call))
        if (BigInt(demander) === 0n) continue
        const delivery = await deliveryOf(args.disputeId, to)
        const piece = PIECES[args.piece]
        if (!delivery || !piece) continue
        const { disputeId, index } = args
        found.push({ id: args.id as Digest, by, disputeId, piece, index: Number(index), askedAt, delivery })
      }
      return found
    },

    async nodes(since) {
      const by = await named('audit')
      const { logs } = await askedSince(by, NODE_DEMANDED, since)
      if (logs.length === 0) return []
      const shown = new Set((await askedSince(by, NODE_SHOWN, since)).logs.map(nodeOf))
      // What was shown needs no look, and of the rest there is a limit to what one look answers.
      const open = logs.filter((log) => !shown.has(nodeOf(log))).slice(0, MOST_NODES)
      const found = await Promise.all(
        open.map(async ({ topics, data }): Promise<NodeDemanded[]> => {
          const { args } = decodeEventLog({ abi: nodeDemandAbi, eventName: 'NodeDemanded', topics, data })
          const { epoch, hash } = args
          const call = { address: by, abi: nodeDemandAbi, functionName: 'nodeDemandOf', args: [epoch, hash] } as const
          const [demander, askedAt] = await agree(`node ${hash}`, (client) => client.readContract(call))
          if (BigInt(demander) === 0n) return []
          return [{ epoch: Number(epoch), hash: hash as Digest, by, askedAt: Number(askedAt) }]
        }),
      )
      return found.flat()
    },
  }
}
