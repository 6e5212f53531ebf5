/**
 * Deployment: puts a court on a chain, and writes down what it is.
 *
 * The arbitrator and those around it (vault, lane, challenge, demand, audit) name each other, so its address is computed from the
 * deployer's nonce before any of them exists; if another transaction slips in between, the arbitrator's constructor refuses.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Abi,
  type Account,
  type Chain,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type PublicClient,
  type Transport,
  type Hex as ViemHex,
  type WalletClient,
} from 'viem'
import { generalPolicy, type Policy, policyHash, type Terms } from '#law/policy'
import { type BeaconChain, beaconKeyHash, keyPoint } from '#primitives/beacon'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { configDigest } from '#primitives/typed'
import { mined } from '../../sdk/mined.ts'
import { fingerprint } from '../fingerprint.mjs'
import { operator } from './accounts.ts'

/** What a deployer decides. Durations in seconds. */
export type Plan = {
  /** The stake token; undefined deploys the mock, which anyone mints. */
  token?: Address
  /** The person registry of court 0; undefined deploys the mock, where anyone registers. */
  registry?: Address
  epochSeconds: number
  /** D: the longest any dispute may live. */
  longestDisputeSeconds: number
  settlementSeconds: number
  /** W: no challenge window is shorter. */
  challengeFloorSeconds: number
  confirmSeconds: number
  rotationSeconds: number
  beacon: BeaconChain
  /** Ascending. */
  attestors: readonly Address[]
  k: number
  /** Who signs receipts. */
  operator: Address
  /** What a false delivery costs, in wei, and how many of that to pay in at once; 0 for a deployment without bonds. */
  bond: bigint
  bonds: number
  /** Terms of court 0; the registry is filled in when court 0 asks for persons of source 1. */
  terms: Terms
  /** Places of the gazette to pay for ahead. */
  places: number
}

/** What a deployment is, for whoever deals with it later. */
export type Manifest = {
  chainId: number
  arbitrator: Address
  vault: Address
  challenge: Address
  lane: Address
  demand: Address
  audit: Address
  token: Address
  registry: Address
  /** Block in which the arbitrator appeared: where an index begins. */
  block: number
  epochSeconds: number
  longestDisputeSeconds: number
  settlementSeconds: number
  challengeFloorSeconds: number
  confirmSeconds: number
  rotationSeconds: number
  beacon: BeaconChain
  attestors: readonly Address[]
  k: number
  configDigest: Digest
  policy: Policy
  policyHash: Digest
  transactions: readonly { what: string; hash: Digest; gas: string }[]
}

type Artifact = { abi: Abi; bytecode: ViemHex }
let artifacts: Record<string, Artifact> | undefined

/** ABI and bytecode of a contract. @throws Error when they weren't made from the sources that lie here. */
export function artifact(name: string): Artifact {
  if (!artifacts) {
    const file = join(import.meta.dirname, '../../contracts/bytecode.json')
    const made = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
    if (made?.fingerprint !== fingerprint())
      throw new Error('contracts/bytecode.json is not what the contracts say: run `npm run compile`')
    artifacts = made.contracts as Record<string, Artifact>
  }
  const found = artifacts[name]
  if (!found) throw new Error(`deployment: expected a contract named ${name} in contracts/bytecode.json`)
  return found
}

type Writer = WalletClient<Transport, Chain, Account>

/** Sends the transactions of a plan, one after the other, and says what came of them. */
export async function deploy(reader: PublicClient, writer: Writer, plan: Plan): Promise<Manifest> {
  const transactions: Manifest['transactions'][number][] = []
  let nonce = await reader.getTransactionCount({ address: writer.account.address, blockTag: 'latest' })

  const send = async (what: string, call: { to?: Address; data: ViemHex; value?: bigint }) => {
    const hash = await writer.sendTransaction({ ...call, nonce: nonce++ } as Parameters<Writer['sendTransaction']>[0])
    const receipt = await mined(reader, hash)
    if (receipt.status !== 'success') throw new Error(`deployment: ${what} reverted in ${hash}`)
    transactions.push({ what, hash: hash as Digest, gas: receipt.gasUsed.toString() })
    return receipt
  }
  const create = async (name: string, args: readonly unknown[] = []) => {
    const { abi, bytecode } = artifact(name)
    const receipt = await send(`deploy ${name}`, { data: encodeDeployData({ abi, bytecode, args }) })
    return { address: lower(receipt.contractAddress!), block: Number(receipt.blockNumber) }
  }

  const token = plan.token ?? (await create('StakeToken')).address
  const registry = plan.registry ?? (await create('HumanityRegistry')).address
  const asksRegistry = plan.terms.personSource === 1 || plan.terms.personSource === 2
  const terms = asksRegistry ? { ...plan.terms, personRegistry: registry } : plan.terms
  const policy = generalPolicy(terms)

  const future = lower(getContractAddress({ from: writer.account.address, nonce: BigInt(nonce) + 7n }))
  const { epochSeconds, longestDisputeSeconds, settlementSeconds } = plan
  const { challengeFloorSeconds, confirmSeconds, rotationSeconds } = plan
  const vault = await create('Vault', [token, future, epochSeconds, longestDisputeSeconds, settlementSeconds])
  const limits = [vault.address, challengeFloorSeconds, confirmSeconds, rotationSeconds]
  const credit = await create('Credit', limits)
  const chambers = await create('Chambers', [credit.address, ...limits])
  const clock = [plan.beacon.genesisAt, plan.beacon.periodSeconds]
  const lane = await create('Lane', [future, ...clock, keyPoint(plan.beacon), confirmSeconds, epochSeconds])
  const challenge = await create('Challenge', [future, lane.address, ...clock, confirmSeconds, epochSeconds])
  const demand = await create('Demand', [future, ...clock, confirmSeconds, epochSeconds, challengeFloorSeconds])
  const audit = await create('Audit', [future, vault.address])
  const arbitrator = await create('Arbitrator', [
    {
      vault: vault.address,
      chambers: chambers.address,
      challenge: challenge.address,
      lane: lane.address,
      demand: demand.address,
      audit: audit.address,
      operator: plan.operator,
      bond: plan.bond,
      challengeFloorSeconds,
      confirmSeconds,
      rotationSeconds,
      beaconGenesis: plan.beacon.genesisAt,
      beaconPeriod: plan.beacon.periodSeconds,
      beaconKeyHash: beaconKeyHash(plan.beacon),
      attestors: plan.attestors,
      k: plan.k,
      policyHash: policyHash(policy),
      terms,
    },
  ])
  if (arbitrator.address !== future)
    throw new Error(`deployment: expected the arbitrator at ${future}, got ${arbitrator.address}`)
  if (plan.bonds > 0) {
    const data = encodeFunctionData({ abi: artifact('Arbitrator').abi, functionName: 'fillBond', args: [plan.bonds] })
    await send(`pay in ${plan.bonds} bonds`, { to: arbitrator.address, data, value: plan.bond * BigInt(plan.bonds) })
  }
  if (plan.places > 0) {
    const args = [1n, BigInt(plan.places)]
    const data = encodeFunctionData({ abi: artifact('Arbitrator').abi, functionName: 'prepare', args })
    await send(`prepare ${plan.places} places of the gazette`, { to: arbitrator.address, data })
    const epoch = (await reader.getBlock()).timestamp / BigInt(epochSeconds)
    const rolls = { abi: artifact('Arbitrator').abi, functionName: 'prepareRolls', args: [epoch, BigInt(plan.places)] }
    await send(`prepare the rolls of ${plan.places} epochs`, {
      to: arbitrator.address,
      data: encodeFunctionData(rolls),
    })
  }

  const chainId = await reader.getChainId()
  const domain = { chainId: BigInt(chainId), arbitrator: arbitrator.address }
  const { beacon, attestors, k } = plan
  return {
    chainId,
    arbitrator: arbitrator.address,
    vault: vault.address,
    challenge: challenge.address,
    lane: lane.address,
    demand: demand.address,
    audit: audit.address,
    token,
    registry,
    block: arbitrator.block,
    epochSeconds,
    longestDisputeSeconds,
    settlementSeconds,
    challengeFloorSeconds,
    confirmSeconds,
    rotationSeconds,
    beacon,
    attestors,
    k,
    configDigest: configDigest(domain, k, attestors),
    policy,
    policyHash: policyHash(policy),
    transactions,
  }
}

const lower = (address: string): Hex => address.toLowerCase() as Hex

/** Terms of the court that local worlds and examples open with: an ordinary dispute, settled within a day. */
export const GENERAL_TERMS: Terms = {
  seats: 3,
  evidenceSeconds: 3600,
  drawSeconds: 300,
  commitSeconds: 7200,
  sealSeconds: 600,
  revealSeconds: 1800,
  appealSeconds: 3600,
  challengeSeconds: 7200,
  silenceSeconds: 3600,
  appeals: 2,
  jumpSeats: 511,
  seatCap: 1,
  strict: false,
  weight: 0,
  personSource: 1,
  personRegistry: `0x${'00'.repeat(20)}`,
  minStake: 100n * 10n ** 18n,
  seatStake: 50n * 10n ** 18n,
  penaltyBps: 5000,
  feePerSeat: 10n ** 16n,
  deliveryFee: 5n * 10n ** 15n,
  tokenFeePerSeat: 3n * 10n ** 18n,
  tokenDeliveryFee: 10n ** 18n,
}

/** A plan for a chain of one's own: everything mocked that a real chain has already. */
export function localPlan(beacon: BeaconChain, attestors: readonly Address[], over: Partial<Plan> = {}): Plan {
  return {
    epochSeconds: 86_400,
    longestDisputeSeconds: 30 * 86_400,
    settlementSeconds: 7 * 86_400,
    challengeFloorSeconds: 7200,
    confirmSeconds: 60,
    rotationSeconds: 4 * 86_400,
    beacon,
    attestors,
    k: 3,
    operator: operator().address,
    bond: 10n ** 18n,
    bonds: 4,
    terms: GENERAL_TERMS,
    places: 64,
    ...over,
  }
}
