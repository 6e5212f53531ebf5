/**
 * List: a curated list of the local world, used as its customers would: by the transactions that the API hands out.
 * @module
 */
import { listAbi } from '#edges/abi'
import type { Address, Digest } from '#primitives/bytes'
import type { Player } from './accounts.ts'
import { create } from './client.ts'
import { senderOf } from './lies.ts'
import { contractsOf, type World } from './world.ts'

/** Wei behind an item, and the terms of a list: four days to challenge, a year on it. */
export const LIST_BOND = 10n ** 18n
const TERMS = [LIST_BOND, 345_600, 31_536_000, 2_592_000] as const

/** Puts a list on chain whose challenges the world's court decides. */
export function openList(world: World, by: Player): Promise<Address> {
  const args = [contractsOf(world).arbitrator.address, '0x', ...TERMS, 'ipfs://rules/of-the-list.json']
  return create(world, by, 'Registry', args)
}

/** Makes a move that the API offers now. @throws Error if it doesn't. */
export async function move(world: World, list: Address, item: Digest, name: string, by: Player): Promise<void> {
  const { moves } = await world.court.item(list, item, 'ipfs://shown/by-somebody.json')
  const offered = moves.find((each) => each.name === name)
  if (!offered)
    throw new Error(`list: expected to be offered ${name}, got ${moves.map((each) => each.name).join(', ')}`)
  await senderOf(world, by)(offered.to, offered.data, BigInt(offered.value))
}

/** What a list owes an account. */
export const owedBy = (world: World, list: Address, account: Address): Promise<bigint> =>
  world.chain.reader.readContract({ address: list, abi: listAbi, functionName: 'owed', args: [account] })
