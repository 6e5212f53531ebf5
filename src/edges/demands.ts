/**
 * Demands: what was asked for of delivered verdicts and not shown yet, read from the contract that is asked.
 *
 * A demand matters for a quarter of W. So only the blocks since then are searched, the newest of them at a safe depth,
 * and what each says of itself is read from the contract's own state.
 * @module
 */
import { decodeEventLog, getAbiItem, type Log, toEventSelector } from 'viem'
import { type ChainDelivery, PIECES } from '#law/demand'
import type { Demanded, Demands, Ledger } from '#ports'
import type { Address, Digest } from '#primitives/bytes'
import { courtRecordAbi, demandAbi } from './abi.ts'
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
const DELIVERED = toEventSelector(getAbiItem({ abi: courtRecordAbi, name: 'VerdictDelivered' }))
const SET = toEventSelector(getAbiItem({ abi: courtRecordAbi, name: 'AttestorsSet' }))

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
  let contract: Promise<Address> | undefined

  /** Its contract, as the arbitrator names it for good. */
  const demand = async (): Promise<Address> =>
    lower(await agree('the demand', (client) => client.readContract({ ...ask, functionName: 'demand' })))

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
      const by = await (contract ??= demand())
      const { number: to } = await safeHead()
      const from = (await ledger.markBefore(since))?.number ?? fromBlock
      const filter = { address: [by], topics: [DEMANDED] }
      const logs = await agree('demands', (client) => searchBack(client, filter, from, to), logsKey)
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
  }
}
