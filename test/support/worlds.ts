/**
 * Worlds: a whole world for a file of stories, opened once and always ended.
 * @module
 */
import { afterAll, beforeAll } from 'vitest'
import type { Address } from '#primitives/bytes'
import { jurors, keeper, type Player, payee, payer } from '../../bin/world/accounts.ts'
import { type Agreement, agree, type ClientKind, create } from '../../bin/world/client.ts'
import { artifact } from '../../bin/world/deployment.ts'
import { contractsOf, enrol, openWorld, ripen, send, type World, type WorldOptions } from '../../bin/world/world.ts'
import type { ContractCall } from '../../sdk/index.ts'

export type Town = { world: World; players: readonly Player[] }

/** Opens a world with staked jurors and a roll in force before the file's tests, and ends it after them. */
export function town(options: WorldOptions): Town {
  const opened = {} as { world: World; players: readonly Player[] }
  beforeAll(async () => {
    opened.world = await openWorld(options)
    opened.players = jurors(options.jurors)
    await enrol(opened.world, opened.players, () => 1000n * 10n ** 18n)
    await ripen(opened.world)
  })
  afterAll(() => opened.world?.stop())
  return opened
}

/** Id of the dispute opened last. */
export function lastDispute({ chain, manifest }: World): Promise<bigint> {
  const { arbitrator } = contractsOf({ manifest })
  return chain.reader.readContract({ ...arbitrator, functionName: 'disputeCount' })
}

/** An agreement that came to blows. @returns it with the dispute's id. */
export async function quarrel(world: World, kind: ClientKind = 'escrow'): Promise<Agreement & { id: bigint }> {
  const parties = { payer: payer(), payee: payee() }
  const agreement = await agree(world, kind, parties, { value: 10n ** 18n, metaEvidence: '/ipfs/none' })
  await agreement.reclaim()
  await agreement.contest()
  return { ...agreement, id: await lastDispute(world) }
}

/** A mock client of the contracts' own tests. */
export async function mock(world: World, name: string): Promise<{ address: Address; open: () => Promise<bigint> }> {
  const { arbitrator } = contractsOf(world)
  const address = await create(world, keeper(), name, [arbitrator.address])
  const contract = { address, abi: artifact(name).abi }
  return {
    address,
    open: async () => {
      const args = ['0x'] as const
      const fee = await world.chain.reader.readContract({ ...arbitrator, functionName: 'arbitrationCost', args })
      await send(world, keeper(), contract, 'open', [2n, '0x'], fee)
      return lastDispute(world)
    },
  }
}

/** What a passer-by sends for anybody. */
export const passBy = (world: World, { address, abi, functionName, args, value }: ContractCall) =>
  send(world, keeper(), { address, abi } as never, functionName as never, args as never, value ?? 0n)

/** How often the arbitrator emitted an event about a dispute. */
export async function count(
  { chain, manifest }: World,
  eventName: 'RulingExecuted' | 'RulingNotTaken' | 'VerdictDelivered' | 'Ruling',
  id: bigint,
): Promise<number> {
  const logs = await chain.reader.getContractEvents({
    ...contractsOf({ manifest }).arbitrator,
    eventName,
    fromBlock: 0n,
  })
  return logs.filter(
    ({ args }) => ('_disputeID' in args ? args._disputeID : (args as { disputeId?: bigint }).disputeId) === id,
  ).length
}

/** The contract holds what came in, less what went out: fees, and what is owed. */
export function balance({ chain }: World, address: Address): Promise<bigint> {
  return chain.reader.getBalance({ address })
}
