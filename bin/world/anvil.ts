/**
 * Anvil: a real EVM chain on this machine, whose time moves only when it is told to.
 *
 * Each block is one second after the one before, whatever the wall clock does, so a run gives the same block times on
 * a slow machine and on a fast one. Waiting is done by `travel`.
 * @module
 */
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicClient, createTestClient, createWalletClient, defineChain, type HttpTransport, http } from 'viem'
import type { Instant } from '#primitives/time'
import { LOCAL_MNEMONIC, type Player } from './accounts.ts'
import { freePort, start, stop } from './child.ts'

export type LocalChain = ReturnType<typeof clientsOf> & {
  url: string
  /** Time of the latest block: what time it is in this world. */
  now(): Promise<Instant>
  /** Mines a block at `at`, or right after the latest one if that is later. */
  travel(at: Instant): Promise<Instant>
  stop(): Promise<void>
}

const binary = join(import.meta.dirname, '../../node_modules/.bin/anvil')

/** False on systems for which there is no local chain. */
export const hasAnvil = (): boolean => existsSync(binary)

/**
 * Starts a chain.
 * @param options.genesisAt - Time of its first block; the wall clock's by default.
 * @param options.chainId - Another id than the local one, for what must not happen elsewhere.
 */
export async function startAnvil(options: {
  accounts: number
  genesisAt?: Instant
  chainId?: number
}): Promise<LocalChain> {
  if (!hasAnvil()) throw new Error(`anvil: expected ${binary}, found nothing (no build for this platform?)`)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const genesisAt = options.genesisAt ?? Math.floor(Date.now() / 1000)
  const child = start(binary, [
    ...['--port', String(port), '--chain-id', String(options.chainId ?? 31337)],
    ...['--hardfork', 'osaka', '--timestamp', String(genesisAt)],
    ...['--accounts', String(options.accounts), '--mnemonic', LOCAL_MNEMONIC, '--balance', '10000', '--quiet'],
  ])
  const clients = clientsOf(url, options.chainId)
  try {
    await answering(child, () => clients.reader.getChainId())
    await clients.tester.setBlockTimestampInterval({ interval: 1 })
  } catch (cause) {
    await stop(child)
    throw cause
  }
  const now = async () => Number((await clients.reader.getBlock({ blockTag: 'latest' })).timestamp)
  return {
    ...clients,
    url,
    now,
    travel: async (at) => {
      const next = Math.max(at, (await now()) + 1)
      await clients.tester.setNextBlockTimestamp({ timestamp: BigInt(next) })
      await clients.tester.mine({ blocks: 1 })
      return next
    },
    stop: () => stop(child),
  }
}

/** viem's description of the local chain. */
export const localChain = (url: string, id = 31337) =>
  defineChain({
    id,
    name: 'local',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })

function clientsOf(url: string, chainId?: number) {
  const chain = localChain(url, chainId)
  const transport: HttpTransport = http(url, { retryCount: 0, timeout: 60_000 })
  return {
    chain,
    reader: createPublicClient({ chain, transport, pollingInterval: 20, cacheTime: 0 }),
    tester: createTestClient({ chain, transport, mode: 'anvil' }),
    writer: ({ account }: Player) => createWalletClient({ account, chain, transport }),
  }
}

async function answering(child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  let complaint = ''
  child.stderr?.on('data', (chunk) => (complaint += chunk))
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`anvil: ended with ${child.exitCode}: ${complaint.slice(0, 500)}`)
    try {
      await ask()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50)) // not listening yet
    }
  }
  throw new Error('anvil: expected an answer within 10 s, got none')
}
