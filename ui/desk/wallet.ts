/**
 * Wallet: the browser's wallets as they announce themselves (EIP-6963), and the one that is connected.
 *
 * The wallet's own node is the only way to the chain that these pages use: no third party is asked anything.
 * @module
 */
import { createStore } from 'mipd'
import { useSyncExternalStore } from 'react'
import type { Address, Hex } from '#primitives/bytes'
import type { walletTypedData } from '#primitives/typed'

export type Announced = ReturnType<ReturnType<typeof createStore>['getProviders']>[number]
/** EIP-1193, as far as it is used here. */
export type Provider = {
  request(call: { method: string; params?: unknown }): Promise<unknown>
  on?(event: string, heard: (value: never) => void): void
  removeListener?(event: string, heard: (value: never) => void): void
}
export type Connected = {
  rdns: string
  name: string
  provider: Provider
  address: Address
  chainId: number
  /** True once the wallet has locked itself, or taken its leave back: it signs nothing before it is asked anew. */
  isAway: boolean
}

const KEPT_AS = 'venire.wallet'

const announced = createStore()
let connected: Connected | undefined
const listeners = new Set<() => void>()

/** The wallets that this browser has. */
export const useWallets = (): readonly Announced[] =>
  useSyncExternalStore((heard) => announced.subscribe(heard), announced.getProviders)

/** The wallet in use; undefined while there is none. */
export const useWallet = (): Connected | undefined => useSyncExternalStore(listen, () => connected)

function listen(heard: () => void): () => void {
  listeners.add(heard)
  return () => listeners.delete(heard)
}

function become(next: Connected | undefined): void {
  connected = next
  for (const heard of listeners) heard()
}

/** Asks a wallet for an account. `quietly` takes only what was allowed before, and opens no window. */
export async function connect({ info, provider: given }: Announced, quietly = false): Promise<void> {
  const provider = given as unknown as Provider
  const accounts = (await provider.request({ method: quietly ? 'eth_accounts' : 'eth_requestAccounts' })) as string[]
  const [address] = accounts
  if (address === undefined) return
  const chainId = Number(await provider.request({ method: 'eth_chainId' }))
  sessionStorage.setItem(KEPT_AS, info.rdns)
  watch(provider)
  become({
    rdns: info.rdns,
    name: info.name,
    provider,
    address: address.toLowerCase() as Address,
    chainId,
    isAway: false,
  })
}

/** Asks a wallet that went away for its account again. It may come back with another. */
export async function comeBack({ provider }: Connected): Promise<void> {
  const [address] = (await provider.request({ method: 'eth_requestAccounts' })) as string[]
  if (connected?.provider === provider && address !== undefined)
    become({ ...connected, address: address.toLowerCase() as Address, isAway: false })
}

/** Forgets the wallet on this page; the wallet itself keeps what it allows. */
export function disconnect(): void {
  sessionStorage.removeItem(KEPT_AS)
  become(undefined)
}

const watched = new WeakSet<Provider>()

function watch(provider: Provider): void {
  if (watched.has(provider)) return
  watched.add(provider)
  provider.on?.('accountsChanged', (accounts: never) => {
    const [address] = accounts as readonly string[]
    if (connected?.provider !== provider) return
    // Whose wallet locks itself is in the middle of something: the page stays as it is.
    if (address === undefined) become({ ...connected, isAway: true })
    else become({ ...connected, address: address.toLowerCase() as Address, isAway: false })
  })
  provider.on?.('chainChanged', (chainId: never) => {
    if (connected?.provider === provider) become({ ...connected, chainId: Number(chainId) })
  })
}

// The wallet that was in use before this page was loaded again.
announced.subscribe(
  (wallets) => {
    const before = wallets.find(({ info }) => info.rdns === sessionStorage.getItem(KEPT_AS))
    if (before && !connected) void connect(before, true).catch(() => undefined)
  },
  { emitImmediately: true },
)

/** Asks the wallet to go to a chain. */
export const switchChain = ({ provider }: Connected, chainId: number): Promise<unknown> =>
  provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: `0x${chainId.toString(16)}` }] })

/** One signature of typed data, shown by the wallet member by member. */
export async function signTyped(
  wallet: Connected,
  {
    domain,
    types,
    primaryType,
    message,
  }: Omit<ReturnType<typeof walletTypedData>, 'primaryType'> & { primaryType: string },
): Promise<Hex> {
  const fields = Object.keys(domain).map((name) => ({ name, type: DOMAIN_TYPES[name as keyof typeof DOMAIN_TYPES] }))
  const data = JSON.stringify({ domain, types: { EIP712Domain: fields, ...types }, primaryType, message })
  return String(await askPerson(wallet, 'eth_signTypedData_v4', [wallet.address, data])).toLowerCase() as Hex
}

const DOMAIN_TYPES = { name: 'string', version: 'string', chainId: 'uint256', verifyingContract: 'address' } as const

/** Asks something of the person. A wallet that isn't allowed to any more (EIP-1193's 4100) has gone away meanwhile. */
export async function askPerson({ provider }: Connected, method: string, params: unknown): Promise<unknown> {
  try {
    return await provider.request({ method, params })
  } catch (error) {
    if (isAway(error) && connected?.provider === provider) become({ ...connected, isAway: true })
    throw error
  }
}

/** True if the person said no in the wallet (EIP-1193). */
export const isRejected = (error: unknown): boolean => codesOf(error).includes(4001)

/** True if the wallet isn't allowed to, before it is connected again. */
export const isAway = (error: unknown): boolean => codesOf(error).includes(4100)

function codesOf(error: unknown): (number | undefined)[] {
  return [error, (error as { cause?: unknown })?.cause].map((each) => (each as { code?: number } | undefined)?.code)
}
