/**
 * Deploy-contracts: puts vault and arbitrator on a real chain and writes a manifest of what they are.
 *
 *   npm run deploy:contracts -- --rpc URL --key-env NAME --attestors FILE --token 0x… [options] [--json manifest.json]
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createPublicClient, createWalletClient, defineChain, formatEther, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Terms } from '#law/policy'
import { type BeaconChain, QUICKNET } from '#primitives/beacon'
import { type Address, type Hex, isHex } from '#primitives/bytes'
import { isWellKnown, LOCAL_CHAINS } from './world/accounts.ts'
import { deploy, GENERAL_TERMS, type Plan } from './world/deployment.ts'

const HELP = `Puts a court on a chain.

  npm run deploy:contracts -- --rpc URL --key-env NAME --attestors FILE --token ADDRESS [options]

  --rpc URL            JSON-RPC of the chain
  --key-env NAME       environment variable that holds the deployer's private key (never given as an argument)
  --attestors FILE     JSON list of the attestors' addresses
  --k N                how many of them must sign           (default: more than half)
  --operator ADDRESS   who signs receipts                     (default: the deployer)
  --bond WEI           what a false delivery costs            (default 100000000000000000)
  --bonds N            how many of that to pay in at once     (default 1)
  --token ADDRESS      ERC-20 that jurors stake
  --registry ADDRESS   person registry of court 0; without it court 0 asks for no persons
  --terms FILE         JSON with terms of court 0 that differ from the usual ones
  --epoch SECONDS      length of an epoch                    (default 86400)
  --longest SECONDS    longest life of a dispute, D          (default 5184000)
  --settlement SECONDS time for settlement after it          (default 604800)
  --floor SECONDS      floor of every challenge window, W    (default 86400)
  --confirm SECONDS    until a block counts as final         (default 900)
  --rotation SECONDS   what a rotation of attestors waits    (default 1209600)
  --places N           places of the gazette to pay for      (default 64)
  --json FILE          write the manifest there, for npm run deploy
  --dry-run            check everything, send nothing
`

class Usage extends Error {}

try {
  await main()
} catch (cause) {
  if (!(cause instanceof Usage)) throw cause
  console.error(`deploy:contracts: ${cause.message}\n\n${HELP}`)
  process.exit(2)
}

async function main(): Promise<void> {
  const options = argumentsOf()
  if (options.help) return console.log(HELP)

  const url = options.rpc ?? missing('--rpc')
  const account = deployerOf(options['key-env'] ?? missing('--key-env'))
  const attestors = attestorsOf(options.attestors ?? missing('--attestors'))
  const k = options.k === undefined ? Math.floor(attestors.length / 2) + 1 : number('--k', options.k)
  if (k < 1 || k > attestors.length) throw new Usage(`expected --k from 1 to ${attestors.length}, got ${k}`)

  const reader = createPublicClient({ transport: http(url) })
  const chainId = await reader.getChainId()
  const isLocal = LOCAL_CHAINS.includes(chainId)
  for (const address of [account.address, ...attestors])
    if (!isLocal && isWellKnown(address as Address))
      throw new Usage(`expected keys of your own on chain ${chainId}, got the well-known ${address}`)

  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
  const plan = await planOf(options, account.address, attestors, k, isLocal, (address) => hasCode(reader, address))
  console.log(`chain ${chainId}, deployer ${account.address}, ${k} of ${attestors.length} attestors`)
  console.log(`balance ${formatEther(await reader.getBalance({ address: account.address }))} ETH`)
  if (options['dry-run']) return console.log('dry run: nothing was sent')

  const writer = createWalletClient({ account, chain, transport: http(url) })
  const manifest = await deploy(createPublicClient({ chain, transport: http(url) }), writer, plan)
  for (const { what, hash, gas } of manifest.transactions)
    console.log(`${what.padEnd(36)} ${gas.padStart(9)} gas  ${hash}`)
  console.log(`arbitrator ${manifest.arbitrator}\nvault      ${manifest.vault}`)
  const file = options.json
  if (file === undefined) return
  writeFileSync(
    file,
    `${JSON.stringify(manifest, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`,
  )
  console.log(`manifest   ${file}\n\nnext: npm run deploy -- --manifest ${file}`)
}

function argumentsOf() {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      options: {
        rpc: text,
        'key-env': text,
        attestors: text,
        k: text,
        operator: text,
        bond: text,
        bonds: text,
        token: text,
        registry: text,
        terms: text,
        epoch: text,
        longest: text,
        settlement: text,
        floor: text,
        confirm: text,
        rotation: text,
        places: text,
        json: text,
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (cause) {
    throw new Usage((cause as Error).message)
  }
}

type Options = ReturnType<typeof argumentsOf>

async function planOf(
  options: Options,
  deployer: string,
  attestors: readonly Address[],
  k: number,
  isLocal: boolean,
  isContract: (address: Address) => Promise<boolean>,
): Promise<Plan> {
  const token = await contractOf('--token', options.token, isContract)
  const registry = await contractOf('--registry', options.registry, isContract)
  if (token === undefined && !isLocal) missing('--token')
  const floor = seconds('--floor', options.floor, 86_400)
  const confirm = seconds('--confirm', options.confirm, 900)
  const changed = options.terms === undefined ? {} : termsOf(options.terms)
  const terms: Terms = {
    ...GENERAL_TERMS,
    evidenceSeconds: 3 * 86_400,
    drawSeconds: 86_400,
    commitSeconds: 3 * 86_400,
    sealSeconds: confirm + 1800,
    revealSeconds: 86_400,
    appealSeconds: 86_400,
    challengeSeconds: floor,
    silenceSeconds: 86_400,
    appeals: 1,
    personSource: registry === undefined && !isLocal ? 0 : 1,
    ...changed,
  }
  return {
    token,
    registry: registry ?? (isLocal ? undefined : `0x${'00'.repeat(20)}`),
    epochSeconds: seconds('--epoch', options.epoch, 86_400),
    longestDisputeSeconds: seconds('--longest', options.longest, 60 * 86_400),
    settlementSeconds: seconds('--settlement', options.settlement, 7 * 86_400),
    challengeFloorSeconds: floor,
    confirmSeconds: confirm,
    rotationSeconds: seconds('--rotation', options.rotation, 14 * 86_400),
    beacon: QUICKNET satisfies BeaconChain,
    attestors,
    k,
    operator: address('--operator', options.operator ?? deployer),
    bond: wei('--bond', options.bond ?? '100000000000000000'),
    bonds: number('--bonds', options.bonds ?? '1'),
    terms,
    places: number('--places', options.places ?? '64'),
  }
}

function deployerOf(name: string) {
  const key = process.env[name]?.toLowerCase()
  if (key === undefined || key === '') throw new Usage(`expected a private key in the environment variable ${name}`)
  const hex = (key.startsWith('0x') ? key : `0x${key}`) as Hex
  if (!isHex(hex, 32)) throw new Usage(`expected 32 bytes of hex in ${name}`)
  return privateKeyToAccount(hex)
}

function attestorsOf(file: string): Address[] {
  const listed = json(file)
  if (!Array.isArray(listed) || listed.length === 0) throw new Usage(`expected a list of addresses in ${file}`)
  const sorted = listed.map((each) => address('--attestors', String(each))).sort()
  const twice = sorted.find((each, i) => each === sorted[i + 1])
  if (twice) throw new Usage(`expected every attestor once, got ${twice} twice`)
  if (sorted.length > 32) throw new Usage(`expected at most 32 attestors, got ${sorted.length}`)
  return sorted
}

/** Terms from a file; members that are amounts may be decimal strings. */
function termsOf(file: string): Partial<Terms> {
  const given = json(file) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const usual = (GENERAL_TERMS as Record<string, unknown>)[name]
      if (usual === undefined) throw new Usage(`expected members of Terms in ${file}, got ${name}`)
      if (typeof usual === 'bigint') return [name, BigInt(value as string)]
      if (typeof value !== typeof usual) throw new Usage(`expected ${typeof usual} for ${name} in ${file}`)
      return [name, value]
    }),
  )
}

async function contractOf(
  name: string,
  given: string | undefined,
  isContract: (address: Address) => Promise<boolean>,
): Promise<Address | undefined> {
  if (given === undefined) return undefined
  const found = address(name, given)
  if (!(await isContract(found))) throw new Usage(`expected a contract at ${name} ${found}, found no code`)
  return found
}

async function hasCode(reader: ReturnType<typeof createPublicClient>, address: Address): Promise<boolean> {
  return (await reader.getCode({ address })) !== undefined
}

function address(name: string, given: string): Address {
  const lower = given.toLowerCase()
  if (!isHex(lower, 20)) throw new Usage(`expected an address for ${name}, got ${given}`)
  return lower
}

function number(name: string, given: string): number {
  const value = Number(given)
  if (!Number.isSafeInteger(value) || value < 0) throw new Usage(`expected a whole number for ${name}, got ${given}`)
  return value
}

function wei(name: string, given: string): bigint {
  if (!/^\d{1,28}$/.test(given)) throw new Usage(`expected an amount in wei for ${name}, got ${given}`)
  return BigInt(given)
}

function seconds(name: string, given: string | undefined, usual: number): number {
  return given === undefined ? usual : number(name, given)
}

function json(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Usage(`expected JSON in ${file}: ${(cause as Error).message}`)
  }
}

function missing(name: string): never {
  throw new Usage(`expected ${name}`)
}
