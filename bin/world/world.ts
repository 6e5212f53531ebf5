/**
 * World: a chain, a court on it, its Worker, its attestors and its beacon, all on this machine; and the hand that moves
 * the clock. The demo, the benchmarks and the stories in test/cases live in worlds of this kind.
 *
 *   advance ─▶ chain's time ─▶ beacon relays follow it ─▶ POST /world/sweep until nothing is left to do
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Log, LogLevel } from 'miniflare'
import {
  type Abi,
  BaseError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  ContractFunctionRevertedError,
  encodeFunctionData,
} from 'viem'
import { arbitratorAbi, auditAbi, challengeAbi, demandAbi, laneAbi, registryAbi, tokenAbi, vaultAbi } from '#edges/abi'
import type { Terms } from '#law/policy'
import type { BeaconChain } from '#primitives/beacon'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { toBytes, toHex, utf8 } from '#primitives/bytes'
import { keccak } from '#primitives/hash'
import type { Instant } from '#primitives/time'
import type { Domain } from '#primitives/typed'
import { JurorClient, Refused, Venire } from '../../sdk/index.ts'
import { mined } from '../../sdk/mined.ts'
import { accountsFor, attestors as attestorPlayers, carrier, deployer, operator, type Player } from './accounts.ts'
import { type LocalChain, startAnvil } from './anvil.ts'
import { closed, listening, localBeacon, type Relay, startRelay } from './beacon.ts'
import { freePort } from './child.ts'
import { deploy, GENERAL_TERMS, localPlan, type Manifest } from './deployment.ts'
import { openRpcDoor, type RpcDoor } from './rpc.ts'
import { attestorVars, courtVars } from './vars.ts'
import { build, buildFrom, type Isolate, type Runtime, startIsolates } from './worker.ts'

/** What a world may differ in. */
export type WorldOptions = {
  /** Accounts that will play jurors; they are funded, and nothing else. */
  jurors: number
  /** Terms of court 0 that differ from the usual ones. */
  terms?: Partial<Terms>
  attestors?: number
  k?: number
  /** Blocks on top of an event before it counts. */
  safeDepth?: number
  /** Servers that take the place of some attestors, by their place in the ascending order, from 0. */
  standIns?: Record<number, Parameters<typeof createServer>[1]>
  /** An entry that takes the place of the court's own, from the root, and what it is told beside the usual. */
  court?: { main: string; vars: Record<string, string> }
  /** Where the court answers; any free port by default. */
  port?: number
  /** Where the runtime keeps its storage; a temporary folder by default, removed at the end. */
  folder?: string
  /** True to print what the Workers print. */
  loud?: boolean
  /** Told of each thing that is started. */
  said?: (what: string) => void
}

export type World = {
  chain: LocalChain
  manifest: Manifest
  domain: Domain
  beacon: BeaconChain
  /** Where the court answers. */
  url: string
  court: Venire
  folder: string
  /** Way to the chain and beacon relay of the operator [0] and of each attestor [1…]. */
  doors: readonly RpcDoor[]
  relays: readonly Relay[]
  attestors: readonly Player[]
  /** The court's runtime as it is now. */
  runtime(): Runtime
  now(): Promise<Instant>
  /** Moves the clock and lets everything that is due happen. */
  advance(seconds: number): Promise<Instant>
  advanceTo(at: Instant): Promise<Instant>
  /**
   * Sweeps, moving the clock a little between sweeps, until `settled` is true. What a court leased before it was
   * killed comes up again after two minutes. @throws Error after seven minutes of the world's time without it.
   */
  settle(what: string, settled: () => Promise<boolean>): Promise<void>
  /** Lets every attestor look around, as its cron does: the clock of a local world moves by hand. */
  wakeAttestors(): Promise<void>
  /** Kills the court's runtime as a crash would, and waits until it answers again. */
  crash(): Promise<void>
  stop(): Promise<void>
}

/** Opens a world. Whatever fails on the way ends what was started. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const said = options.said ?? (() => undefined)
  const ending: (() => unknown)[] = []
  const stop = async () => {
    for (const end of ending.splice(0).toReversed()) await end()
  }
  try {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'venire-'))
    const remove = () => rmSync(folder, { recursive: true, force: true })
    if (!options.folder) {
      ending.push(remove)
      process.once('exit', remove) // for a world that is cut short while it opens
    }

    said('chain')
    const { main, vars: told } = options.court ?? {}
    const built = main === undefined ? build() : Promise.all([build(['attestor']), buildFrom('court', main)])
    built.catch(() => undefined) // heard below, when it is awaited
    const chain = await startAnvil({ accounts: accountsFor(options.jurors) })
    ending.push(chain.stop)

    said('contracts')
    const beacon = localBeacon(await chain.now())
    const attestors = attestorPlayers(options.attestors ?? 5)
    const terms = { ...GENERAL_TERMS, ...options.terms }
    const addresses = attestors.map(({ address }) => address)
    const plan = localPlan(beacon, addresses, { terms, k: options.k ?? 3 })
    const manifest = await deploy(chain.reader, chain.writer(deployer()), plan)
    const domain = { chainId: BigInt(manifest.chainId), arbitrator: manifest.arbitrator }

    said('beacon')
    const doors: RpcDoor[] = []
    const relays: Relay[] = []
    for (let party = 0; party <= attestors.length; party++) {
      doors.push(await openRpcDoor(chain.url))
      ending.push(doors.at(-1)!.stop)
      relays.push(await startRelay(beacon, chain.now))
      ending.push(relays.at(-1)!.stop)
    }

    said('workers')
    const safeDepth = options.safeDepth ?? 1
    await built
    const port = options.port ?? (await freePort())
    const url = `http://127.0.0.1:${port}`
    const isolates: Isolate[] = []
    const attestorUrls: string[] = []
    for (const [i, attestor] of attestors.entries()) {
      const standIn = options.standIns?.[i]
      if (standIn) {
        const server: Server = createServer(standIn)
        attestorUrls.push(await listening(server))
        ending.push(() => closed(server))
        continue
      }
      const own = await freePort()
      attestorUrls.push(`http://127.0.0.1:${own}`)
      const [door, relay] = [doors[i + 1]!, relays[i + 1]!]
      const ways = { rpc: door.url, relay: relay.url, court: url }
      const vars = attestorVars(manifest, safeDepth, ways, attestor)
      isolates.push({ name: `attestor${i + 1}`, part: 'attestor', port: own, vars })
    }
    const log = options.loud ? new Log(LogLevel.INFO) : undefined
    const attesting = isolates.length > 0 ? await startIsolates(isolates, join(folder, 'attestors'), log) : undefined
    if (attesting) ending.push(attesting.stop)
    const ways = { rpc: doors[0]!.url, relay: relays[0]!.url, court: url }
    const hands = { operator: operator(), teller: carrier(), attestors: attestorUrls }
    const vars = { ...courtVars(manifest, safeDepth, ways, hands), ...told }
    const isolate = { name: 'court', part: 'court' as const, main, port, vars }
    const runtime = await startIsolates([isolate], join(folder, 'court'), log)
    ending.push(() => runtime.stop())

    const court = new Venire(url, { fetch: patiently })
    // The court takes a policy's text once it has read the court's hash from the chain, a few blocks deep.
    await chain.tester.mine({ blocks: safeDepth })
    await court.sweep()
    await court.publish(0, manifest.policy)
    const wakeAttestors = async () => {
      for (const { name } of isolates) await attesting!.wake(name)
    }
    const parts = { chain, manifest, domain, beacon, url, court, folder, doors, relays, attestors, wakeAttestors }
    return worldOf(parts, runtime, stop)
  } catch (cause) {
    await stop()
    throw cause
  }
}

/** How often the clock is moved a little while something is waited for, and by how much the n-th time. */
export const MOST_NUDGES = 20
export const nudgeSeconds = (nth: number): number => (nth < 6 ? 5 : 30)

type Parts = Omit<World, 'runtime' | 'now' | 'advance' | 'advanceTo' | 'settle' | 'crash' | 'stop'>

function worldOf(parts: Parts, runtime: Runtime, stop: () => Promise<void>): World {
  const { chain, court } = parts
  // A sweep in which the runtime was killed says nothing of what it did: another one finds out.
  const sweepOnce = async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await court.sweep()
      } catch (cause) {
        if (tries === 5 || !(cause instanceof Refused) || cause.problem.status < 500) throw cause
        await new Promise((resolve) => setTimeout(resolve, 100 * tries))
      }
    }
  }
  const sweep = async () => {
    for (;;) {
      const { filings, effects } = await sweepOnce()
      if (filings + effects === 0) return
    }
  }
  const advanceTo = async (at: Instant) => {
    const now = await chain.travel(at)
    await sweep()
    return now
  }
  return {
    ...parts,
    runtime: () => runtime,
    now: chain.now,
    advance: async (seconds) => advanceTo((await chain.now()) + seconds),
    advanceTo,
    settle: async (what, settled) => {
      for (let nudges = 0; nudges < MOST_NUDGES; nudges++) {
        await sweep()
        if (await settled()) return
        // What an attestor weighs outside of a request it weighs when its clock calls.
        if (nudges > 2) await parts.wakeAttestors()
        await chain.travel((await chain.now()) + nudgeSeconds(nudges))
      }
      throw new Error(`world: expected ${what} within seven minutes of the world's time`)
    },
    crash: async () => {
      const { pids } = runtime
      if (pids.length === 0) throw new Error("world: expected the court's process among this one's children")
      for (const pid of pids) process.kill(pid, 'SIGKILL')
      for (let tries = 0; tries < 200; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        const answered = await fetch(`${parts.url}/health`).catch(() => undefined)
        if (answered?.ok) return
      }
      throw new Error('world: expected the court to answer again within 10 s of its crash')
    },
    stop,
  }
}

/** A fetch that tells a refused connection from an answer: a Worker that is starting again is asked again. */
export async function patiently(url: string, init?: RequestInit): Promise<Response> {
  for (let tries = 0; ; tries++) {
    try {
      return await fetch(url, init)
    } catch (cause) {
      if (tries === 200) throw cause
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

// What people do in a world

type Contract<abi extends Abi> = { address: Address; abi: abi }

/** The contracts of a world, as calls want them. */
export const contractsOf = ({ manifest }: Pick<World, 'manifest'>) => ({
  arbitrator: { address: manifest.arbitrator, abi: arbitratorAbi },
  vault: { address: manifest.vault, abi: vaultAbi },
  token: { address: manifest.token, abi: tokenAbi },
  registry: { address: manifest.registry, abi: registryAbi },
  challenge: { address: manifest.challenge, abi: challengeAbi },
  lane: { address: manifest.lane, abi: laneAbi },
  demand: { address: manifest.demand, abi: demandAbi },
  audit: { address: manifest.audit, abi: auditAbi },
})

/** Sends a transaction as somebody and waits until it is mined. @throws Error with the name of the revert. */
export async function send<const abi extends Abi, name extends ContractFunctionName<abi, 'payable' | 'nonpayable'>>(
  { chain }: Pick<World, 'chain'>,
  from: Player,
  contract: Contract<abi>,
  functionName: name,
  args: ContractFunctionArgs<abi, 'payable' | 'nonpayable', name>,
  value = 0n,
): Promise<Digest> {
  const request = { ...contract, functionName, args, value, account: from.account, chain: chain.chain }
  try {
    const hash = await chain.writer(from).writeContract(request as never)
    const receipt = await mined(chain.reader, hash)
    if (receipt.status !== 'success') throw new Error(`${functionName} reverted in ${hash}`)
    return hash as Digest
  } catch (cause) {
    throw new Error(`${functionName}: ${revertOf(cause)}`, { cause })
  }
}

/** The name and arguments of a revert, as the contract spells them. */
export function revertOf(cause: unknown): string {
  if (!(cause instanceof BaseError)) return String((cause as Error)?.message ?? cause)
  const reverted = cause.walk((inner) => inner instanceof ContractFunctionRevertedError)
  if (!(reverted instanceof ContractFunctionRevertedError)) return cause.shortMessage
  const { errorName, args } = reverted.data ?? {}
  return errorName ? `${errorName}(${(args ?? []).map(String).join(', ')})` : reverted.shortMessage
}

/** What the registry calls the person behind a name: twenty bytes. */
export const humanityOf = (name: string): Hex => toHex(keccak(utf8(`human ${name}`)).subarray(0, 20))

/**
 * Registers people, gives them stake, and has them serve in court 0 and be admitted there. Four transactions each,
 * sent without waiting for one another, since a town of a thousand would wait long.
 */
export async function enrol(world: World, players: readonly Player[], stake: (i: number) => bigint): Promise<void> {
  const { token, registry, vault } = contractsOf(world)
  const giver = deployer()
  const calls: Call[] = players.flatMap((one, i) => [
    call(giver, token, 'mint', [one.address, stake(i)]),
    call(giver, registry, 'register', [one.address, humanityOf(one.address)]),
  ])
  await sendAll(world, calls)
  const name = await world.chain.reader.readContract({ ...token, functionName: 'name' })
  const staked = await Promise.all(
    players.map(async (one, i) => {
      const permitted = await permit(world, one, stake(i), { name, nonce: 0n })
      return [
        call(one, vault, 'stakeWithPermit', [stake(i), [0n], ...permitted]),
        call(one, vault, 'admit', [0n, one.address]),
      ]
    }),
  )
  await sendAll(world, staked.flat())
}

/** One transaction: permit, stake, and serve in court 0. */
export async function stakeWithPermit(world: World, one: Player, amount: bigint): Promise<Digest> {
  const { token, vault } = contractsOf(world)
  const [nonce, name] = await Promise.all([
    world.chain.reader.readContract({ ...token, functionName: 'nonces', args: [one.address] }),
    world.chain.reader.readContract({ ...token, functionName: 'name' }),
  ])
  return send(world, one, vault, 'stakeWithPermit', [
    amount,
    [0n],
    ...(await permit(world, one, amount, { name, nonce })),
  ])
}

/** Deadline and signature of a permit (EIP-2612) to the vault. */
async function permit(
  { manifest }: World,
  one: Player,
  value: bigint,
  { name, nonce }: { name: string; nonce: bigint },
): Promise<[bigint, number, Hex, Hex]> {
  const deadline = 2n ** 64n - 1n
  const fields = [
    ...['owner', 'spender'].map((field) => ({ name: field, type: 'address' })),
    ...['value', 'nonce', 'deadline'].map((field) => ({ name: field, type: 'uint256' })),
  ]
  const signature = await one.account.signTypedData({
    domain: { name, version: '1', chainId: manifest.chainId, verifyingContract: manifest.token },
    types: { Permit: fields },
    primaryType: 'Permit',
    message: { owner: one.address, spender: manifest.vault, value, nonce, deadline },
  })
  const bytes = toBytes(signature)
  return [deadline, bytes[64]!, toHex(bytes.slice(0, 32)), toHex(bytes.slice(32, 64))]
}

/** A transaction that nobody has sent yet. */
type Call = { from: Player; what: string; to: Address; data: Hex }

function call<const abi extends Abi, name extends ContractFunctionName<abi, 'payable' | 'nonpayable'>>(
  from: Player,
  { address, abi }: Contract<abi>,
  functionName: name,
  args: ContractFunctionArgs<abi, 'payable' | 'nonpayable', name>,
): Call {
  const data = encodeFunctionData({ abi, functionName, args } as never) as Hex
  return { from, what: functionName, to: address, data }
}

/** Calls that one block takes: at 500,000 gas each, two thirds of what anvil gives it. */
const AT_ONCE = 40

/**
 * Sends many transactions, of each account in the order given, a block for every forty. @throws Error when one reverts.
 *
 * Blocks wait until the transactions lie there: anvil leaves a transaction in its queue for ever if the one before it
 * is mined while it is being taken in.
 */
async function sendAll({ chain }: Pick<World, 'chain'>, calls: readonly Call[]): Promise<void> {
  const nonces = new Map<Address, number>()
  for (const { address } of new Set(calls.map(({ from }) => from)))
    nonces.set(address, await chain.reader.getTransactionCount({ address }))
  const offer = { gas: 500_000n, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n, type: 'eip1559' as const }
  await chain.tester.setAutomine(false)
  try {
    for (let first = 0; first < calls.length; first += AT_ONCE) {
      const hashes = await Promise.all(
        calls.slice(first, first + AT_ONCE).map(async ({ from, to, data }) => {
          const nonce = nonces.get(from.address)!
          nonces.set(from.address, nonce + 1)
          const chainId = chain.chain.id
          const serializedTransaction = await from.account.signTransaction({ ...offer, to, data, nonce, chainId })
          return chain.reader.sendRawTransaction({ serializedTransaction })
        }),
      )
      await chain.tester.mine({ blocks: 1 })
      const receipts = await Promise.all(hashes.map((hash) => mined(chain.reader, hash)))
      receipts.forEach(({ status }, i) => {
        if (status !== 'success') throw new Error(`world: ${calls[first + i]!.what} reverted in ${hashes[i]}`)
      })
    }
  } finally {
    await chain.tester.setAutomine(true)
  }
}

/**
 * Lets the epochs pass that a stake needs to weigh: two boundaries that both show it, a roll made of them, and the
 * boundary from which that roll is in force.
 * @returns the epoch of the roll now in force.
 */
export async function ripen(world: World): Promise<number> {
  const { epochSeconds } = world.manifest
  const first = Math.floor((await world.now()) / epochSeconds)
  await world.advanceTo((first + 1) * epochSeconds)
  await world.advanceTo((first + 2) * epochSeconds + 60)
  await world.settle('the rolls of the epoch on chain', () => hasRolls(world, first + 2))
  await world.advanceTo((first + 3) * epochSeconds + 60)
  return first + 2
}

async function hasRolls(world: World, epoch: number): Promise<boolean> {
  const { arbitrator } = contractsOf(world)
  const logs = await world.chain.reader.getContractEvents({ ...arbitrator, eventName: 'Gazetted', fromBlock: 0n })
  return logs.some(({ args }) => Number(args.epoch) === epoch)
}

/** A juror's client, with the world's clock. Each has its own connection to the court. */
export function joinAs(world: World, one: Player): Promise<JurorClient> {
  return JurorClient.join({
    court: new Venire(world.url, { fetch: patiently }),
    wallet: one.account as never,
    domain: world.domain,
    operator: operator().address,
    clockMs: async () => 1000 * (await world.now()),
  })
}
