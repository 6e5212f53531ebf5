/**
 * Chain: what these pages read from the contracts and send to them, through the wallet's own node.
 * @module
 */
import { useQuery } from '@tanstack/react-query'
import {
  type Abi,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  ContractFunctionRevertedError,
  createClient,
  custom,
  encodeFunctionData,
} from 'viem'
import { readContract } from 'viem/actions'
import { arbitratorAbi, tokenAbi, vaultAbi } from '#edges/abi'
import { type Address, type Hex, toBytes, toHex } from '#primitives/bytes'
import { mined } from '../../sdk/mined.ts'
import { health, queries, UNTOLD_MS } from '../api.ts'
import { Reverted } from './reverted.ts'
import { askPerson, type Connected, signTyped } from './wallet.ts'

type Contract<abi extends Abi> = { address: Address; abi: abi }

/** Reads one thing of a contract. */
export function read<const abi extends Abi, name extends ContractFunctionName<abi, 'view' | 'pure'>>(
  { provider }: Pick<Connected, 'provider'>,
  contract: Contract<abi>,
  functionName: name,
  args: ContractFunctionArgs<abi, 'view' | 'pure', name>,
): Promise<ContractFunctionReturnType<abi, 'view' | 'pure', name>> {
  return readContract(clientOf(provider), { ...contract, functionName, args } as never) as never
}

/** Sends one transaction and waits until it is mined. @throws Error when it reverts, or the person says no. */
export async function send<const abi extends Abi, name extends ContractFunctionName<abi, 'payable' | 'nonpayable'>>(
  wallet: Connected,
  contract: Contract<abi>,
  functionName: name,
  args: ContractFunctionArgs<abi, 'payable' | 'nonpayable', name>,
  value = 0n,
): Promise<Hex> {
  const { provider, address } = wallet
  const data = encodeFunctionData({ abi: contract.abi, functionName, args } as never)
  const transaction = { from: address, to: contract.address, data, value: `0x${value.toString(16)}` }
  // Asked beforehand: a wallet says little of why a call would fail, and lets it be sent all the same.
  await simulated(provider, contract, transaction)
  const hash = (await askPerson(wallet, 'eth_sendTransaction', [transaction])) as Hex
  const receipt = await mined(clientOf(provider), hash)
  if (receipt.status !== 'success') throw new Error(`${functionName} reverted in ${hash}`)
  await queries.invalidateQueries()
  // The court reads the block a little later than the wallet.
  for (const laterMs of [2_000, 5_000]) setTimeout(() => void queries.invalidateQueries(), laterMs)
  return hash
}

async function simulated(provider: Connected['provider'], { abi }: Contract<Abi>, transaction: object): Promise<void> {
  try {
    await provider.request({ method: 'eth_call', params: [transaction, 'latest'] })
  } catch (cause) {
    const data = revertData(cause)
    if (data === undefined) throw cause
    const { data: said, shortMessage } = new ContractFunctionRevertedError({ abi, data, functionName: '' })
    const spelled = said?.errorName ? `${said.errorName}(${(said.args ?? []).map(String).join(', ')})` : shortMessage
    throw new Reverted(said?.errorName, spelled, cause)
  }
}

function revertData(cause: unknown): Hex | undefined {
  for (let each = cause as { data?: unknown; cause?: unknown } | undefined; each; each = each.cause as typeof each) {
    const data = typeof each.data === 'object' ? (each.data as { data?: unknown } | null)?.data : each.data
    if (typeof data === 'string' && data.startsWith('0x')) return data as Hex
  }
  return undefined
}

const clientOf = (provider: Connected['provider']) =>
  createClient({ transport: custom(provider as never, { retryCount: 1 }), pollingInterval: 500 })

/** The contracts of this deployment, found from the arbitrator that the court names. */
export type Contracts = {
  chainId: number
  arbitrator: Contract<typeof arbitratorAbi>
  vault: Contract<typeof vaultAbi>
  token: Contract<typeof tokenAbi>
}

/** True if the wallet is on the chain where the court is. */
export async function isHere(wallet: Connected): Promise<boolean> {
  return Number((await health()).chainId) === wallet.chainId
}

export function useContracts(wallet: Connected | undefined) {
  return useQuery({
    queryKey: ['contracts', wallet?.rdns, wallet?.chainId],
    queryFn: async (): Promise<Contracts | null> => {
      if (!(await isHere(wallet!))) return null
      const { arbitrator: address, chainId } = await health()
      const arbitrator = { address, abi: arbitratorAbi }
      const vault = { address: (await read(wallet!, arbitrator, 'vault', [])) as Address, abi: vaultAbi }
      const token = { address: (await read(wallet!, vault, 'token', [])) as Address, abi: tokenAbi }
      return { chainId: Number(chainId), arbitrator, vault, token }
    },
    enabled: wallet !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  })
}

/**
 * What an account has: tokens in hand, what it asked back, and what the court owes it, in wei and in tokens (`won`; a
 * debt if it is negative).
 */
export function useAccount(wallet: Connected | undefined, contracts: Contracts | null | undefined) {
  return useQuery({
    queryKey: ['account', wallet?.address, contracts?.arbitrator.address],
    queryFn: async () => {
      const { arbitrator, vault, token } = contracts!
      const account = [wallet!.address] as const
      const [tokens, symbol, tab, pending, person] = await Promise.all([
        read(wallet!, token, 'balanceOf', account),
        read(wallet!, token, 'symbol', []),
        read(wallet!, arbitrator, 'tabOf', account),
        read(wallet!, vault, 'pendingOf', account),
        read(wallet!, vault, 'personOf', [0n, ...account]),
      ])
      const [won, owed] = tab
      const [asked, readyAt] = pending
      return { tokens, symbol, won, owed, asked, readyAt: Number(readyAt), isAdmitted: BigInt(person) !== 0n }
    },
    enabled: wallet !== undefined && contracts !== undefined && contracts !== null,
    refetchInterval: UNTOLD_MS,
  })
}

/** Puts up stake with one signature and one transaction: the token's permit (EIP-2612) goes along with it. */
export async function stake(
  wallet: Connected,
  contracts: Contracts,
  amount: bigint,
  courts: readonly bigint[],
): Promise<Hex> {
  const { token, vault } = contracts
  const [nonce, name] = await Promise.all([
    read(wallet, token, 'nonces', [wallet.address]),
    read(wallet, token, 'name', []),
  ])
  const deadline = 2n ** 64n - 1n
  const signature = toBytes(
    await signTyped(wallet, {
      domain: { name, version: '1', chainId: contracts.chainId, verifyingContract: token.address },
      types: { Permit: PERMIT },
      primaryType: 'Permit',
      message: {
        owner: wallet.address,
        spender: vault.address,
        value: String(amount),
        nonce: String(nonce),
        deadline: String(deadline),
      },
    } as never),
  )
  const [r, s] = [toHex(signature.slice(0, 32)), toHex(signature.slice(32, 64))]
  return send(wallet, vault, 'stakeWithPermit', [amount, [...courts], deadline, signature[64]!, r, s])
}

const PERMIT = [
  { name: 'owner', type: 'address' },
  { name: 'spender', type: 'address' },
  { name: 'value', type: 'uint256' },
  { name: 'nonce', type: 'uint256' },
  { name: 'deadline', type: 'uint256' },
]
