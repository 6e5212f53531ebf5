/**
 * Browser: a real Chromium with devices in it, each with storage and a wallet of its own (EIP-6963).
 *
 * The wallet's key lies here, outside the page; what the page asks crosses a bridge, as with a wallet's extension.
 * @module
 */
import { gzipSync } from 'node:zlib'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Browser, type BrowserContext, chromium, type Page, type Response } from 'playwright-core'
import { createWalletClient, hashTypedData, http, type TypedDataDefinition } from 'viem'
import { concat, type Hex, toBytes, toHex } from '#primitives/bytes'
import type { Player } from '../../bin/world/accounts.ts'
import { chromiumPath, QUIET_FLAGS } from '../../bin/world/browser.ts'

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: QUIET_FLAGS })

/** How a wallet differs from an ordinary one. */
export type WalletManner = {
  /** True for one that signs the same text differently each time. */
  random?: boolean
  /** The chain it is on at first; the world's by default. */
  chainId?: number
}

/** A wallet as somebody holds it. */
export type TestWallet = {
  /** Names of what was signed, in order: the primary types of typed data. */
  signed: string[]
  /** What stood in the last window: the typed data as the wallet shows it. */
  shown?: { primaryType: string; message: Record<string, unknown> }
  /** Says no to the next request that asks anything of the person. */
  rejectNext: boolean
  /** Signs nothing, and names no account, until it is connected again. */
  locked: boolean
}

/** One device: a browser's profile, with what went wrong in it. */
export type Device = { page: Page; wallet: TestWallet; errors: string[]; context: BrowserContext; requests: string[] }

export type DeviceOptions = {
  url: string
  rpc: string
  chainId: number
  player?: Player
  manner?: WalletManner
  width?: number
  theme?: 'light' | 'dark'
  language?: string
}

export async function openDevice(browser: Browser, options: DeviceOptions): Promise<Device> {
  const { url, player, width = 1200, theme = 'light', language = 'en-US' } = options
  const viewport = { width, height: 900 }
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    colorScheme: theme,
    locale: language,
    acceptDownloads: true,
    reducedMotion: 'reduce',
  })
  const wallet: TestWallet = { signed: [], rejectNext: false, locked: false }
  if (player) await inject(context, player, wallet, options)
  const page = await context.newPage()
  const errors: string[] = []
  const requests: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // Whom the vault doesn't know the court doesn't either, and some appeal comes too late: a browser logs every no.
    const { url } = message.location()
    const isStranger = url.includes('/jurors/') && message.text().includes('404')
    const isLate = url.endsWith('/appeal') && message.text().includes('409')
    if (message.type() === 'error' && !isStranger && !isLate) errors.push(message.text())
  })
  page.on('request', (request) => requests.push(request.url()))
  return { page, wallet, errors, context, requests }
}

type Answer = { result: unknown } | { error: { code: number; message: string; data?: unknown } }

async function inject(context: BrowserContext, player: Player, wallet: TestWallet, options: DeviceOptions) {
  const { rpc, manner = {} } = options
  const client = createWalletClient({ account: player.account, transport: http(rpc) })
  const chain = { id: manner.chainId ?? options.chainId }
  const answer = async (method: string, params: unknown[]): Promise<unknown> => {
    switch (method) {
      case 'eth_requestAccounts':
        refuseIfTold(wallet)
        wallet.locked = false
        return [player.account.address]
      case 'eth_accounts':
        return wallet.locked ? [] : [player.account.address]
      case 'eth_chainId':
        return `0x${chain.id.toString(16)}`
      case 'wallet_switchEthereumChain':
        refuseIfTold(wallet)
        chain.id = Number((params[0] as { chainId: string }).chainId)
        return null
      case 'eth_signTypedData_v4': {
        refuseIfLocked(wallet)
        const data = JSON.parse(String(params[1])) as TypedDataDefinition & { types: Record<string, unknown> }
        wallet.shown = { primaryType: data.primaryType, message: data.message as Record<string, unknown> }
        refuseIfTold(wallet)
        wallet.signed.push(data.primaryType)
        delete (data.types as Record<string, unknown>).EIP712Domain
        return manner.random ? signAnew(hashTypedData(data), player.secretKey) : player.account.signTypedData(data)
      }
      case 'eth_sendTransaction': {
        refuseIfLocked(wallet)
        refuseIfTold(wallet)
        const { to, data, value } = params[0] as { to: Hex; data: Hex; value: Hex }
        wallet.signed.push('transaction')
        return client.sendTransaction({ to, data, value: BigInt(value), chain: null })
      }
      default:
        return client.request({ method, params } as never)
    }
  }
  await context.exposeFunction('askWallet', async (method: string, params: unknown[]): Promise<Answer> => {
    try {
      return { result: await answer(method, params) }
    } catch (cause) {
      return { error: errorOf(cause) }
    }
  })
  await context.addInitScript(announce, { name: 'Test Wallet' })
}

/** A signature with randomness of its own: another one each time, and as good. */
function signAnew(hash: Hex, secretKey: Hex): Hex {
  const options = { prehash: false, extraEntropy: true, format: 'recovered' } as const
  const [recovery, ...rs] = secp256k1.sign(toBytes(hash), toBytes(secretKey), options)
  return toHex(concat(Uint8Array.from(rs), new Uint8Array([27 + recovery!])))
}

function refuseIfLocked(wallet: TestWallet): void {
  if (wallet.locked) throw Object.assign(new Error('The requested account has not been authorized.'), { code: 4100 })
}

function refuseIfTold(wallet: TestWallet): void {
  if (!wallet.rejectNext) return
  wallet.rejectNext = false
  throw Object.assign(new Error('User rejected the request.'), { code: 4001 })
}

/** An error as JSON-RPC spells it: the code of the innermost one that has any, and what a revert gave back. */
function errorOf(cause: unknown): { code: number; message: string; data?: unknown } {
  let found = { code: -32603, message: (cause as Error).message, data: undefined as unknown }
  for (
    let each = cause as { code?: unknown; data?: unknown; cause?: unknown } | undefined;
    each;
    each = each.cause as typeof each
  ) {
    if (typeof each.code === 'number') found = { ...found, code: each.code }
    if (each.data !== undefined) found = { ...found, data: each.data }
  }
  return found
}

/** Runs in the page, before anything of it: the wallet says that it is there. */
function announce({ name }: { name: string }): void {
  const page = globalThis as never as {
    askWallet(method: string, params: unknown[]): Promise<{ result?: unknown; error?: { message: string } }>
    addEventListener(name: string, heard: () => void): void
    dispatchEvent(event: unknown): void
    CustomEvent: new (name: string, init: unknown) => unknown
  }
  const heard = new Map<string, Set<(value: unknown) => void>>()
  const provider = {
    request: async ({ method, params }: { method: string; params?: unknown[] }) => {
      const answered = await page.askWallet(method, params ?? [])
      if (answered.error) throw Object.assign(new Error(answered.error.message), answered.error)
      if (method === 'wallet_switchEthereumChain') {
        const [{ chainId }] = params as [{ chainId: string }]
        for (const listener of heard.get('chainChanged') ?? []) listener(chainId)
      }
      return answered.result
    },
    on: (event: string, listener: (value: unknown) => void) => {
      heard.set(event, (heard.get(event) ?? new Set()).add(listener))
    },
    removeListener: (event: string, listener: (value: unknown) => void) => {
      heard.get(event)?.delete(listener)
    },
  }
  const info = {
    uuid: '0b0e1c3a-1111-4222-8333-444455556666',
    name,
    rdns: 'example.test.wallet',
    icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4"/></svg>',
  }
  const detail = Object.freeze({ info, provider })
  const say = () => page.dispatchEvent(new page.CustomEvent('eip6963:announceProvider', { detail }))
  page.addEventListener('wallet:locked', () => {
    for (const listener of heard.get('accountsChanged') ?? []) listener([])
  })
  page.addEventListener('eip6963:requestProvider', say)
  say()
}

/** The wallet locks itself, as one does after a while. With `silently`, the page learns of it when it next asks. */
export async function lock({ wallet, page }: Device, silently = false): Promise<void> {
  wallet.locked = true
  if (!silently) await page.evaluate(`dispatchEvent(new Event('wallet:locked'))`)
}

/** Two looks so far apart find a page at rest: what was fetched late has come, and asked for nothing more. */
const REST_MS = 400

/** Waits until nothing is being fetched. The court's line stays open, so the network itself never comes to rest. */
export async function untilAtRest(page: Page): Promise<void> {
  for (let looks = 0; looks < 2; looks++) {
    await page.locator('main h1').waitFor()
    await page.locator('footer[aria-busy="false"]').waitFor()
    await page.waitForTimeout(REST_MS)
  }
}

/** Bytes of script that a page loads until it has come to rest, each file compressed as a server would. */
export async function scriptBytes(page: Page, path: string): Promise<number> {
  const scripts: Promise<Buffer>[] = []
  const hear = (response: Response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body())
  }
  page.on('response', hear)
  await page.goto(path)
  await untilAtRest(page)
  page.off('response', hear)
  return (await Promise.all(scripts)).reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0)
}
