/**
 * Chain: what the contracts say, read through several ways that have to agree.
 *
 * A node can be stuck, lag behind, or lie. So nothing is acted on unless the nodes asked agree on it word for word: at
 * least two of them where two are given, and all that answer. A single way is taken at its word, which is right for
 * a chain on one's own machine and nowhere else. Everything is read at a safe depth below the newest block.
 * @module
 */
import {
  type Address as AnyAddress,
  BaseError,
  type Client,
  ContractFunctionRevertedError,
  createClient,
  decodeEventLog,
  formatLog,
  getAbiItem,
  http,
  type Log,
  type PublicActions,
  type RpcLog,
  type Transport,
  toEventSelector,
} from 'viem'
import {
  estimateMaxPriorityFeePerGas,
  getBlock,
  getCode,
  getTransactionCount,
  getTransactionReceipt,
  readContract,
  sendRawTransaction,
} from 'viem/actions'
import { postingWord } from '#law/gazette'
import type { LaneCommit, Light } from '#law/lane'
import type { AttestorSet, BlockMark, Chain, ChainDispute, Deployment } from '#ports'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { configDigest } from '#primitives/typed'
import { courtRecordAbi, laneRecordAbi, listRecordAbi, vaultRecordAbi } from './abi.ts'

/** The chain as the indexer reads it. */
export type ChainReader = {
  /** The newest block that is deep enough. */
  safeHead(): Promise<BlockMark>
  block(number: number): Promise<BlockMark>
  /** The lane of this arbitrator. */
  laneAddress(): Promise<Address>
  /** Logs of the arbitrator, the vault, the lane, and of clients that name the arbitrator (ERC-1497), in their order. */
  logs(from: number, to: number): Promise<Log[]>
  /** What `client` showed under this MetaEvidence or in this evidence group up to block `to`; oldest first. */
  exhibits(client: Address, grouping: { metaEvidence: bigint; group: bigint }, to: number): Promise<Log[]>
  dispute(disputeId: bigint): Promise<ChainDispute | undefined>
  /** The delivery that stood when a log took it back. @throws Error if there was none. */
  deliveryBefore(disputeId: bigint, log: Log): Promise<{ panel: number; serial: number }>
}

/** Where to read, and how deep. */
export type ChainSite = { deployment: Deployment; vault: Address; fromBlock: number; safeDepth: number }

/** What the contract keeps instead of a delivery once a dispute is settled. */
const SETTLED = 1n
/** Milliseconds until a node that doesn't answer counts as silent. */
const TIMEOUT_MS = 10_000
/** Calls that one search through the past may cost; what lies further back than they reach is not found. */
const MOST_CALLS = 64

const EVIDENCE = toEventSelector('Evidence(address,uint256,address,string)')
const META_EVIDENCE = toEventSelector('MetaEvidence(uint256,string)')
const DELIVERED = toEventSelector(getAbiItem({ abi: courtRecordAbi, name: 'VerdictDelivered' }))
const LANE_COMMITTED = toEventSelector(getAbiItem({ abi: laneRecordAbi, name: 'LaneCommitted' }))
const LANE_OPENED = toEventSelector(getAbiItem({ abi: laneRecordAbi, name: 'LaneOpened' }))
const BALLOT_LEAKED = toEventSelector(getAbiItem({ abi: laneRecordAbi, name: 'BallotLeaked' }))
const SETTLEMENT_RUN = toEventSelector(getAbiItem({ abi: courtRecordAbi, name: 'SettlementRun' }))
const DISPUTE = toEventSelector('Dispute(address,uint256,uint256,uint256)')

/** A way to the chain, with what is asked of it here: viem's whole client weighs as much as the court. */
export type Way = Client &
  Pick<
    PublicActions,
    | 'estimateMaxPriorityFeePerGas'
    | 'getBlock'
    | 'getCode'
    | 'getTransactionCount'
    | 'getTransactionReceipt'
    | 'readContract'
    | 'sendRawTransaction'
  >

/** One client per way to the chain. */
export function clientsOf(rpcUrls: readonly string[]): Way[] {
  return rpcUrls.map((url) => {
    const client = createClient({ transport: apart(http(url, { timeout: TIMEOUT_MS, retryCount: 1 })) })
    return client.extend(
      (own) =>
        ({
          estimateMaxPriorityFeePerGas: (args) => estimateMaxPriorityFeePerGas(own, args as never),
          getBlock: (args) => getBlock(own, args),
          getCode: (args) => getCode(own, args),
          getTransactionCount: (args) => getTransactionCount(own, args),
          getTransactionReceipt: (args) => getTransactionReceipt(own, args),
          readContract: (args) => readContract(own, args as never),
          sendRawTransaction: (args) => sendRawTransaction(own, args),
        }) as Omit<Way, keyof Client>,
    ) as Way
  })
}

/**
 * The same transport, but no caller waits on another's question.
 *
 * Why: viem lets callers that ask the same thing at once share one promise. In the Workers' runtime a promise belongs
 * to the request that made it; when that request is cancelled the promise never settles, and everybody who shares it
 * hangs, for as long as the isolate lives.
 */
function apart(transport: Transport): Transport {
  return (config) => {
    const made = transport(config)
    const request = (args: unknown, options?: object) =>
      made.request(args as never, { ...options, dedupe: false } as never)
    return { ...made, request: request as typeof made.request }
  }
}

/** Number of the newest block. Why not viem's own: it shares its promise between callers, see `apart`. */
export async function newestBlock(client: Way): Promise<bigint> {
  return BigInt(await client.request({ method: 'eth_blockNumber' }))
}

/** The chain behind `clients`. */
export function chainOf(clients: readonly Way[], site: ChainSite): Chain & ChainReader {
  const { arbitrator } = site.deployment.domain
  const agree = agreement(clients)
  const sets = new Map<string, AttestorSet>()

  const block = (number: number): Promise<BlockMark> =>
    agree(`block ${number}`, async (client) => {
      const { hash, timestamp } = await client.getBlock({ blockNumber: BigInt(number) })
      return { number, hash: hash as Digest, at: Number(timestamp) }
    })

  /** Of nodes at different heights the lowest is believed: all of them have that block. */
  const safeHead = async (): Promise<BlockMark> => {
    const heights = await answers(clients, 'the newest block', newestBlock)
    const lowest = heights.reduce((a, b) => (b < a ? b : a))
    return block(Math.max(0, Number(lowest) - site.safeDepth))
  }

  const read = async <T>(what: string, ask: (client: Way, blockNumber: bigint) => Promise<T>): Promise<T> => {
    const { number } = await safeHead()
    return agree(what, (client) => ask(client, BigInt(number)))
  }

  const search = (what: string, filter: Filter, to: number): Promise<Log[]> =>
    agree(what, (client) => searchBack(client, filter, site.fromBlock, to), logsKey)

  /** Fixed for ever when the arbitrator was deployed, so it is asked once. */
  let found: Address | undefined
  const laneAddress = async (): Promise<Address> => {
    const named = { address: arbitrator, abi: courtRecordAbi, functionName: 'lane' } as const
    found ??= lower(await agree('the lane', (client) => client.readContract(named)))
    return found
  }

  return {
    safeHead,
    block,

    async logs(from, to) {
      const lane = await laneAddress()
      return agree(
        `logs of blocks ${from} to ${to}`,
        async (client) => {
          const [ours, clientsOwn] = await Promise.all([
            rawLogs(client, { address: [arbitrator, site.vault, lane] }, from, to),
            rawLogs(client, { topics: [[EVIDENCE, DISPUTE], addressTopic(arbitrator)] }, from, to),
          ])
          return inOrder([...ours, ...clientsOwn])
        },
        logsKey,
      )
    },

    async exhibits(client, { metaEvidence, group }, to) {
      const meta = { address: [client], topics: [META_EVIDENCE, numberTopic(metaEvidence)] }
      const shown = { address: [client], topics: [EVIDENCE, addressTopic(arbitrator), numberTopic(group)] }
      const found = await Promise.all([
        search(`MetaEvidence of ${client}`, meta, to),
        search(`evidence of ${client}`, shown, to),
      ])
      return inOrder(found.flat())
    },

    async deliveryBefore(disputeId, log) {
      const filter = { address: [arbitrator], topics: [DELIVERED, numberTopic(disputeId)] }
      const found = await search(`deliveries of dispute ${disputeId}`, filter, Number(log.blockNumber))
      const last = found.findLast((other) => other.blockNumber! < log.blockNumber! || other.logIndex! < log.logIndex!)
      if (!last) throw new Error(`chain: expected a delivery of dispute ${disputeId} before ${log.transactionHash}`)
      const { topics, data } = last
      const { args } = decodeEventLog({ abi: courtRecordAbi, eventName: 'VerdictDelivered', topics, data })
      return { panel: args.panel, serial: Number(args.serial) }
    },

    dispute(disputeId) {
      return read(`dispute ${disputeId}`, async (client, blockNumber) => {
        try {
          const found = await client.readContract({
            address: arbitrator,
            abi: courtRecordAbi,
            functionName: 'disputeOf',
            args: [disputeId],
            blockNumber,
          })
          const chainId = String(site.deployment.domain.chainId)
          return {
            facts: {
              chainId,
              arbitrator,
              disputeId: String(disputeId),
              arbitrable: lower(found.arbitrable),
              court: String(found.court),
              version: String(found.version),
              choices: String(found.choices),
              seats: String(found.seats),
              openedAt: String(found.openedAt),
              deadlineAt: String(found.deadline),
            },
            isFinal: found.isFinal,
            ruling: found.ruling,
            serial: Number(found.serial),
            panel: found.panel,
            deliveredAt: found.deliveredAt,
            deliveryHash: found.deliveryHash as Digest,
            isAppealed: found.isAppealed,
            isInToken: found.isInToken,
            isSettled: BigInt(found.deliveryHash) === SETTLED,
          }
        } catch (error) {
          if (revertName(error) === 'UnknownDispute') return undefined
          throw error
        }
      })
    },

    panel(disputeId, p) {
      return read(`panel ${p} of dispute ${disputeId}`, async (client, blockNumber) => {
        const call = { address: arbitrator, abi: courtRecordAbi, functionName: 'panelOf', blockNumber } as const
        const [court, version, seats] = await client.readContract({ ...call, args: [disputeId, BigInt(p)] })
        return { court: Number(court), version, seats: Number(seats) }
      })
    },

    appeal(disputeId, serial) {
      return read(`the appeal against verdict ${serial} of dispute ${disputeId}`, async (client, blockNumber) => {
        const call = { address: arbitrator, abi: courtRecordAbi, functionName: 'appealOf', blockNumber } as const
        const found = await client.readContract({ ...call, args: [disputeId, BigInt(serial)] })
        const { against, inFavour, isMade, isContested } = found
        return { against, for: inFavour, isMade, isContested }
      })
    },

    laneAddress,

    async lane(disputeId) {
      const by = await laneAddress()
      const { number: to } = await safeHead()
      const topics = [[LANE_COMMITTED, LANE_OPENED, BALLOT_LEAKED], numberTopic(disputeId)]
      const logs = await search(`the lane of dispute ${disputeId}`, { address: [by], topics }, to)
      const ballots: LaneCommit[] = []
      const shown = new Map<string, { commitment: Digest; juror: Address }>()
      for (const { topics, data } of logs) {
        const { eventName, args } = decodeEventLog({ abi: laneRecordAbi, topics, data })
        if (eventName === 'LaneCommitted') {
          const { panel, beaconRound, juror, revision, commitment } = args
          const numbers = { panel, beaconRound: Number(beaconRound), revision: Number(revision) }
          ballots.push({ ...numbers, juror: lower(juror), commitment })
        } else if (eventName === 'LaneOpened' || eventName === 'BallotLeaked') {
          const ballot = { commitment: args.commitment, juror: lower(args.juror) }
          shown.set(`${ballot.commitment}:${ballot.juror}`, ballot)
        }
      }
      const lights: Light[] = []
      for (const { commitment, juror } of shown.values()) {
        const call = { address: by, abi: laneRecordAbi, functionName: 'shownOf', args: [commitment, juror] } as const
        const at = { ...call, blockNumber: BigInt(to) }
        const [openedAt, leakedAt] = await agree(`the ballot ${commitment}`, (client) => client.readContract(at))
        lights.push({ commitment, juror, openedAt: Number(openedAt), leakedAt: Number(leakedAt) })
      }
      return { ballots, lights }
    },

    async settlementProgress(disputeId) {
      const { number: to } = await safeHead()
      const topics = [SETTLEMENT_RUN, numberTopic(disputeId)]
      const log = (await search(`runs of dispute ${disputeId}`, { address: [arbitrator], topics }, to)).at(-1)
      if (!log) return undefined
      const { topics: indexed, data } = log
      return decodeEventLog({ abi: courtRecordAbi, eventName: 'SettlementRun', topics: indexed, data }).args.progress
    },

    debtors(accounts) {
      return read('who owes the vault', async (client, blockNumber) => {
        const call = { address: arbitrator, abi: courtRecordAbi, functionName: 'tabOf', blockNumber } as const
        const tabs = await Promise.all(accounts.map((account) => client.readContract({ ...call, args: [account] })))
        return accounts.filter((_, i) => tabs[i]![0] < 0n)
      })
    },

    gazetteWord(serial) {
      return read(`gazette ${serial}`, async (client, blockNumber) => {
        const [postedAt, digest] = await client.readContract({
          address: arbitrator,
          abi: courtRecordAbi,
          functionName: 'gazetteOf',
          args: [BigInt(serial)],
          blockNumber,
        })
        return postedAt === 0n ? undefined : postingWord(serial, Number(postedAt), lower(digest))
      })
    },

    listing(registry, item) {
      const at = { address: registry, abi: listRecordAbi } as const
      return read(`item ${item} of ${registry}`, async (client, blockNumber) => {
        try {
          const [entry, minBond, challengeCost, renewalSeconds] = await Promise.all([
            client.readContract({ ...at, functionName: 'entryOf', args: [item], blockNumber }),
            client.readContract({ ...at, functionName: 'minBond', blockNumber }),
            client.readContract({ ...at, functionName: 'challengeCost', args: [item], blockNumber }),
            client.readContract({ ...at, functionName: 'renewalSeconds', blockNumber }),
          ])
          const people = { owner: lower(entry.owner), challenger: lower(entry.challenger) }
          return { entry: { ...entry, ...people }, minBond, challengeCost, renewalSeconds }
        } catch (error) {
          // No code there, or some other contract's: it reverts, or answers nothing that could be read.
          if (isForeign(error)) return undefined
          throw error
        }
      })
    },

    async attestors() {
      const { number: to } = await safeHead()
      const [number, digest] = await agree('the attestors', (client) =>
        client.readContract({
          address: arbitrator,
          abi: courtRecordAbi,
          functionName: 'attestors',
          blockNumber: BigInt(to),
        }),
      )
      const call = { address: arbitrator, abi: courtRecordAbi, functionName: 'struckOf', args: [number] } as const
      const bits = await read(`who was struck of set ${number}`, (client, blockNumber) =>
        client.readContract({ ...call, blockNumber }),
      )
      const withStruck = (set: AttestorSet): AttestorSet =>
        bits === 0 ? set : { ...set, struck: set.members.filter((_, i) => ((bits >>> i) & 1) === 1) }
      const known = sets.get(digest)
      if (known) return withStruck(known)
      const topics = [toEventSelector('AttestorsSet(uint32,address[],uint32,bytes32)'), numberTopic(BigInt(number))]
      const [log] = await search(`attestor set ${number}`, { address: [arbitrator], topics }, to)
      if (!log) throw new Error(`chain: expected the event of attestor set ${number}`)
      const set = attestorSet(site.deployment, log)
      if (!set.configDigest.startsWith(digest)) {
        throw new Error(`chain: expected attestors with the digest ${digest}, got ${set.configDigest}`)
      }
      sets.set(digest, set)
      return withStruck(set)
    },
  }
}

/** A juror's stake and packed courts at a boundary, from the vault itself. */
export async function vaultStateAt(
  clients: readonly Way[],
  vault: Address,
  juror: Address,
  boundary: number,
): Promise<{ stake: bigint; courts: number[] }> {
  const [stake, packed] = await agreement(clients)(`stake of ${juror}`, (client) =>
    client.readContract({
      address: vault,
      abi: vaultRecordAbi,
      functionName: 'stateAt',
      args: [juror, BigInt(boundary)],
    }),
  )
  return { stake, courts: unpackCourts(packed) }
}

/** Courts as the vault packs them: eight u32 from the lowest bits up, each id + 1, 0 where there is none. */
export function unpackCourts(packed: bigint): number[] {
  const places = Array.from({ length: 8 }, (_, i) => Number((packed >> BigInt(32 * i)) & 0xffff_ffffn))
  return places.filter((place) => place !== 0).map((place) => place - 1)
}

/** The name of the contract's error if a call reverted with one, its reason or its bytes if it has none; else undefined. */
export function revertName(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  if (!(reverted instanceof ContractFunctionRevertedError)) return undefined
  if (reverted.data) return reverted.data.errorName
  // Some nodes report trouble of their own under the code of a revert; those say nothing of reverting.
  if (reverted.signature) return reverted.signature
  return /revert/i.test(reverted.reason ?? '') ? reverted.reason : undefined
}

/** True if what stands at an address isn't the contract that was asked: it has no code, reverts, or answers something else. */
function isForeign(error: unknown): boolean {
  if (revertName(error) !== undefined) return true
  // A call that didn't come through says nothing of who was called; one whose answer can't be read does.
  const came = error instanceof BaseError && error.name === 'ContractFunctionExecutionError'
  return came && error.walk((cause) => (cause as Error).name === 'CallExecutionError') === null
}

export const lower = (address: AnyAddress): Address => address.toLowerCase() as Address

// Agreement

/**
 * Asks all nodes.
 * @returns what those that answered said. @throws Error when fewer than two answered, of two or more.
 */
async function answers<T>(clients: readonly Way[], what: string, ask: (client: Way) => Promise<T>): Promise<T[]> {
  const settled = await Promise.allSettled(clients.map(ask))
  const said = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const silent = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  if (said.length < Math.min(2, clients.length) || said.length === 0) {
    throw new AggregateError(silent, `chain: expected an answer about ${what}, got ${said.length} of ${clients.length}`)
  }
  return said
}

export function agreement(clients: readonly Way[]) {
  return async <T>(
    what: string,
    ask: (client: Way) => Promise<T>,
    key: (answer: T) => string = spelled,
  ): Promise<T> => {
    const [first, ...others] = (await answers(clients, what, ask)) as [T, ...T[]]
    const differing = others.find((other) => key(other) !== key(first))
    if (differing !== undefined) {
      throw new Error(`chain: expected agreement on ${what}, got ${key(first)} and ${key(differing)}`)
    }
    return first
  }
}

const spelled = (answer: unknown): string =>
  JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? 'nothing'

export const logsKey = (logs: readonly Log[]): string =>
  logs.map(({ blockHash, logIndex, topics, data }) => `${blockHash}:${logIndex}:${topics.join()}:${data}`).join('|')

// Logs

type Filter = { address?: readonly Address[]; topics?: readonly (Hex | readonly Hex[])[] }

async function rawLogs(client: Way, filter: Filter, from: number, to: number): Promise<Log[]> {
  const fromBlock = `0x${from.toString(16)}` as const
  const toBlock = `0x${to.toString(16)}` as const
  const params = [{ ...filter, fromBlock, toBlock }] as never
  const logs = (await client.request({ method: 'eth_getLogs', params })) as RpcLog[]
  return inOrder(logs.map((log) => formatLog(log) as Log))
}

/**
 * Searches a long range, newest part first, in halves where a node refuses the whole. What it refuses for and how wide
 * a range may be differs from node to node, so the refusal itself is the only sign.
 */
export async function searchBack(client: Way, filter: Filter, from: number, to: number): Promise<Log[]> {
  const found: Log[] = []
  const ranges: [number, number][] = [[from, to]]
  for (let calls = 0; ranges.length > 0; calls++) {
    const [first, last] = ranges.pop()!
    if (first > last) continue
    if (calls >= MOST_CALLS) {
      console.error(`chain: searched for ${JSON.stringify(filter)} down to block ${last + 1} only`)
      break
    }
    try {
      found.push(...(await rawLogs(client, filter, first, last)))
    } catch (error) {
      if (first === last) throw error
      const middle = Math.floor((first + last) / 2)
      ranges.push([first, middle], [middle + 1, last])
    }
  }
  return inOrder(found)
}

function inOrder(logs: readonly Log[]): Log[] {
  const unique = new Map(logs.map((log) => [`${log.blockHash}:${log.logIndex}`, log]))
  return [...unique.values()].sort(
    (a, b) => Number(a.blockNumber! - b.blockNumber!) || (a.logIndex ?? 0) - (b.logIndex ?? 0),
  )
}

const addressTopic = (address: Address): Hex => `0x${address.slice(2).padStart(64, '0')}`
export const numberTopic = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`

export function attestorSet({ domain }: Deployment, log: Log): AttestorSet {
  const { args } = decodeEventLog({
    abi: courtRecordAbi,
    eventName: 'AttestorsSet',
    topics: log.topics,
    data: log.data,
  })
  const members = args.members.map(lower)
  return { members, k: args.k, configDigest: configDigest(domain, args.k, members) }
}
