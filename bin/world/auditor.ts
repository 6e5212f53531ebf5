/**
 * Auditor: a stranger with public data who compiles an epoch's rolls from the vault's events, and holds those that were
 * sealed against them.
 *
 * Where they differ it goes down along the difference. What it needs to know of the sealed tree it asks the court for; what
 * the court doesn't show it asks for at the contract, and a demand that nobody answers disproves the rolls like a fault.
 * @module
 */
import { encodeFunctionData, type PublicClient } from 'viem'
import { arbitratorAbi, auditAbi, vaultAbi } from '#edges/abi'
import { unpackCourts } from '#edges/chain'
import { type Held, type HeldEvent, heldAfter } from '#jurors/juror'
import { epochAt, keptRoot } from '#jurors/roll'
import { auditRolls, type Finding, namedPreimages, type Truth, truthOf, type VaultRecord, type Walk } from '#law/audit'
import type { Terms } from '#law/policy'
import type { Address, Digest, Hex } from '#primitives/bytes'
import type { Venire } from '../../sdk/index.ts'
import { type Outcome, outcomeOf, type Places, type Send, wouldTake } from './challenger.ts'

/** Rolls that aren't what the vault says, and what is known of them. */
export type FalseRolls = { epoch: number; epochSeconds: number; sealed: Digest; truth: Truth; known: Map<Digest, Hex> }

/** What following a difference came to: shown, or waiting for an answer to what was asked for. */
export type Followed = { outcome: Outcome } | { waits: Digest; asked: boolean } | undefined

const lower = (hex: string) => hex.toLowerCase() as Hex
const NO_HELD: Held = { stake: 0n, courts: [], admitted: [] }

/** All that the chain recorded of jurors and courts. */
export async function recordOf(
  reader: PublicClient,
  arbitrator: Address,
): Promise<VaultRecord & { epochSeconds: number }> {
  const court = { address: arbitrator, abi: arbitratorAbi } as const
  const vault = { address: await reader.readContract({ ...court, functionName: 'vault' }), abi: vaultAbi } as const
  const epochSeconds = Number(await reader.readContract({ ...vault, functionName: 'epochSeconds' }))
  const jurors: { number: number; address: Address; epoch: number }[] = []
  const holdings: { number: number; epoch: number; held: Held }[] = []
  const now = new Map<number, Held>()
  for (const log of await reader.getContractEvents({ ...vault, fromBlock: 0n })) {
    if (log.eventName === 'JurorNumbered') {
      const { juror, number, epoch } = log.args
      jurors.push({ number: number!, address: lower(juror!), epoch: Number(epoch) })
    }
    const event = heldEvent(log)
    if (!event) continue
    const held = heldAfter(now.get(event.number) ?? NO_HELD, event)
    now.set(event.number, held)
    holdings.push({ number: event.number, epoch: event.epoch, held })
  }
  const versions: VaultRecord['versions'][number][] = []
  for (const { args } of await reader.getContractEvents({ ...court, eventName: 'VersionAdopted', fromBlock: 0n })) {
    const call = { ...court, functionName: 'versionOf', args: [args.court!, args.version!] } as const
    const [, , adoptedAt] = await reader.readContract(call)
    const terms = { ...args.terms!, personRegistry: lower(args.terms!.personRegistry) } satisfies Terms
    versions.push({ court: Number(args.court), version: args.version!, terms, adoptedAt: Number(adoptedAt) })
  }
  const created = await reader.getContractEvents({ ...court, eventName: 'CourtCreated', fromBlock: 0n })
  const courts = created.map(({ args }) => {
    const number = Number(args.court)
    const { adoptedAt } = versions.find((each) => each.court === number)!
    return { court: number, parent: Number(args.parent), createdAt: adoptedAt }
  })
  return { jurors, holdings, courts, versions, epochSeconds }
}

type VaultLog = Awaited<ReturnType<typeof reading>>[number]
const reading = (reader: PublicClient, address: Address) =>
  reader.getContractEvents({ address, abi: vaultAbi, fromBlock: 0n })

function heldEvent(log: VaultLog): HeldEvent | undefined {
  switch (log.eventName) {
    case 'StakeChanged': {
      const { number, epoch, stake } = log.args
      return { name: 'staked', number: number!, epoch: Number(epoch), stake: String(stake) }
    }
    case 'CourtsServed': {
      const { number, epoch, courts } = log.args
      return { name: 'served', number: number!, epoch: Number(epoch), courts: unpackCourts(courts!) }
    }
    case 'Admitted':
    case 'AdmissionExpired': {
      const { number, epoch, root, source, registry } = log.args
      const name = log.eventName === 'Admitted' ? 'admitted' : 'expelled'
      const scope = { root: Number(root), source: source!, registry: lower(registry!) }
      return { name, number: number!, epoch: Number(epoch), ...scope }
    }
    default:
      return undefined
  }
}

/** The rolls that were sealed for the epoch that runs, if they aren't what the vault says and can still be disproved. */
export async function falseRolls(reader: PublicClient, { arbitrator }: Places): Promise<FalseRolls | undefined> {
  const record = await recordOf(reader, arbitrator)
  const { epochSeconds } = record
  const epoch = epochAt(Number((await reader.getBlock()).timestamp), epochSeconds)
  const court = { address: arbitrator, abi: arbitratorAbi } as const
  const kept = await reader.readContract({ ...court, functionName: 'rollsOf', args: [BigInt(epoch)] })
  if (BigInt(kept) === 0n) return undefined
  const sealed: Digest = `${kept}${'00'.repeat(8)}`
  const truth = truthOf(record, epoch, epochSeconds)
  return sealed === keptRoot(truth.rollsRoot) ? undefined : { epoch, epochSeconds, sealed, truth, known: new Map() }
}

/** True once nothing can be shown against them any more: they are void, or in force. */
export async function isSettled(reader: PublicClient, { arbitrator }: Places, rolls: FalseRolls): Promise<boolean> {
  const { epoch, epochSeconds } = rolls
  const call = { address: arbitrator, abi: arbitratorAbi, functionName: 'rollsOf', args: [BigInt(epoch)] } as const
  const isOver = epochAt(Number((await reader.getBlock()).timestamp), epochSeconds) !== epoch
  return isOver || BigInt(await reader.readContract(call)) === 0n
}

/**
 * Goes as far down as what is shown reaches.
 * @param send - Without it nothing is asked for and nothing shown to the contract.
 * @param shows - Where preimages may be asked for beside the chain: nothing it says is believed but by its hash.
 */
export async function follow(
  reader: PublicClient,
  places: Places,
  rolls: FalseRolls,
  send: Send | undefined,
  shows: (hash: Digest) => Promise<Hex | undefined>,
): Promise<Followed> {
  const { epoch, sealed, truth, known } = rolls
  for (;;) {
    const finding = auditRolls(truth, sealed, known)
    if (!finding) return undefined
    if (finding.kind === 'fault') return send && { outcome: await showWrong(reader, places, epoch, finding, send) }
    const { hash } = finding
    const [found] = namedPreimages(sealed, [
      (await shows(hash)) ?? (await shownOnChain(reader, places, epoch, hash)) ?? '0x',
    ])
    if (found![0] === hash) {
      known.set(...found!)
      continue
    }
    const call = {
      address: places.audit,
      abi: auditAbi,
      functionName: 'nodeDemandOf',
      args: [BigInt(epoch), hash],
    } as const
    const [, askedAt] = await reader.readContract(call)
    if (askedAt === 0n && send) await demandNode(reader, places, epoch, finding.walk, send)
    return { waits: hash, asked: askedAt === 0n && send !== undefined }
  }
}

/** From the court's own door. */
export const shownBy =
  (court: Venire, epoch: number) =>
  (hash: Digest): Promise<Hex | undefined> =>
    court.rollNode(epoch, hash).then(
      ({ preimage }) => preimage,
      () => undefined,
    )

/** What an answer to a demand showed, whoever gave it, and by whatever call. */
async function shownOnChain(
  reader: PublicClient,
  { audit }: Places,
  epoch: number,
  hash: Digest,
): Promise<Hex | undefined> {
  const filter = { address: audit, abi: auditAbi, eventName: 'NodeShown', fromBlock: 0n } as const
  const [shown] = await reader.getContractEvents({ ...filter, args: { epoch: BigInt(epoch), hash } })
  return shown?.args.preimage
}

async function demandNode(
  reader: PublicClient,
  { audit }: Places,
  epoch: number,
  walk: Walk,
  send: Send,
): Promise<void> {
  const deposit = await reader.readContract({ address: audit, abi: auditAbi, functionName: 'depositFor' })
  // The base fee may rise by an eighth until the next block.
  await send(audit, dataOf('demandNode', epoch, walk), (deposit * 5n) / 4n)
}

async function showWrong(
  reader: PublicClient,
  { audit }: Places,
  epoch: number,
  { walk }: Finding,
  send: Send,
): Promise<Outcome> {
  return outcomeOf(reader, 'wrongRoll', await send(audit, dataOf('wrongRoll', epoch, walk)))
}

/** Shows that a demand for a node went unanswered, if the contract takes it that it did. */
export async function showWithheldNode(
  reader: PublicClient,
  { audit }: Places,
  { epoch }: FalseRolls,
  hash: Digest,
  { from, send }: { from: Address; send: Send },
): Promise<Outcome | undefined> {
  const data = encodeFunctionData({ abi: auditAbi, functionName: 'withheldNode', args: [BigInt(epoch), hash] })
  if (!(await wouldTake(reader, from, audit, data))) return undefined
  return outcomeOf(reader, 'withheldNode', await send(audit, data))
}

/** Takes back what was laid down for a node, unless somebody showed it. */
export async function takeBackNode(
  reader: PublicClient,
  { audit }: Places,
  { epoch }: FalseRolls,
  hash: Digest,
  send: Send,
): Promise<void> {
  const args = [BigInt(epoch), hash] as const
  const [demander] = await reader.readContract({ address: audit, abi: auditAbi, functionName: 'nodeDemandOf', args })
  if (BigInt(demander) === 0n) return
  await send(audit, encodeFunctionData({ abi: auditAbi, functionName: 'takeBack', args }))
}

/** A call with a walk, as the contract takes it. */
export function dataOf(functionName: 'wrongRoll' | 'demandNode', epoch: number, walk: Walk): Hex {
  const told = { ...walk, court: BigInt(walk.court) }
  return encodeFunctionData({ abi: auditAbi, functionName, args: [BigInt(epoch), told] as never })
}
