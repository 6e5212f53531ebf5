/**
 * Client: the two unmodified example contracts of ERC-792 as one story: money is put in, both sides say why it is
 * theirs, and a ruling pays it out.
 * @module
 */
import { encodeDeployData } from 'viem'
import { escrowAbi, simpleEscrowAbi } from '#edges/abi'
import type { Address, Hex } from '#primitives/bytes'
import { mined } from '../../sdk/mined.ts'
import type { Player } from './accounts.ts'
import { artifact } from './deployment.ts'
import { contractsOf, send, type World } from './world.ts'

export type ClientKind = 'escrow' | 'simple'

/** An agreement between payer and payee, held by a contract that obeys the court. */
export type Agreement = {
  name: string
  address: Address
  /** What is in dispute, wei. */
  value: bigint
  /** The payer wants it back and puts up the fee. */
  reclaim(): Promise<unknown>
  /** The payee answers with the fee: a dispute opens. */
  contest(): Promise<unknown>
  submitEvidence(party: Player, reference: string): Promise<unknown>
}

/** What the parties may ask of the court; 0 is always there. */
export const RULINGS = ['refused to arbitrate', 'the payer is right', 'the payee is right'] as const

const PERIOD_SECONDS = 86_400n

/** The payer deploys the contract and puts the money in. */
export async function agree(
  world: World,
  kind: ClientKind,
  parties: { payer: Player; payee: Player },
  terms: { value: bigint; metaEvidence: string },
): Promise<Agreement> {
  const { payer, payee } = parties
  const { value, metaEvidence } = terms
  const { arbitrator } = contractsOf(world)
  const fee = () => world.chain.reader.readContract({ ...arbitrator, functionName: 'arbitrationCost', args: ['0x'] })

  if (kind === 'simple') {
    const args = [payee.address, arbitrator.address, metaEvidence]
    const address = await create(world, payer, 'SimpleEscrowWithERC1497', args, value)
    const contract = { address, abi: simpleEscrowAbi }
    return {
      name: 'SimpleEscrowWithERC1497',
      address,
      value,
      reclaim: async () => send(world, payer, contract, 'reclaimFunds', [], await fee()),
      contest: async () => send(world, payee, contract, 'depositArbitrationFeeForPayee', [], await fee()),
      submitEvidence: (party, reference) => send(world, party, contract, 'submitEvidence', [reference]),
    }
  }
  const address = await create(world, payer, 'Escrow', [], 0n)
  const contract = { address, abi: escrowAbi }
  const opening = [payee.address, arbitrator.address, metaEvidence, PERIOD_SECONDS, PERIOD_SECONDS] as const
  await send(world, payer, contract, 'newTransaction', opening, value)
  return {
    name: 'Escrow',
    address,
    value,
    reclaim: async () => send(world, payer, contract, 'reclaimFunds', [0n], await fee()),
    contest: async () => send(world, payee, contract, 'depositArbitrationFeeForPayee', [0n], await fee()),
    submitEvidence: (party, reference) => send(world, party, contract, 'submitEvidence', [0n, reference]),
  }
}

/** Deploys a compiled contract as somebody. */
export async function create(
  { chain }: Pick<World, 'chain'>,
  from: Player,
  name: string,
  args: readonly unknown[],
  value = 0n,
): Promise<Address> {
  const { abi, bytecode } = artifact(name)
  const data = encodeDeployData({ abi, bytecode, args })
  const hash = await chain.writer(from).sendTransaction({ data, value })
  const receipt = await mined(chain.reader, hash)
  if (receipt.status !== 'success' || !receipt.contractAddress) throw new Error(`client: ${name} reverted in ${hash}`)
  return receipt.contractAddress.toLowerCase() as Hex
}
