/**
 * Env: what the runtime gives, turned into what the court needs. Checked once, at the door.
 *
 * What may be missing is `null` afterwards, not undefined, so that the compiler asks for each of these to be dealt
 * with. All complaints come in one sentence: whoever deploys fixes them in one go.
 * @module
 */
import type { Clockwork } from '#law/period'
import type { Deployment } from '#ports'
import { QUICKNET } from '#primitives/beacon'
import { type Address, type Hex, isHex } from '#primitives/bytes'
import type { Board } from './board.ts'
import type { Courtroom } from './courtroom.ts'
import type { Postroom } from './postroom.ts'
import type { Teller } from './teller.ts'

/** What wrangler.toml binds, and what it may set. Strings, since the platform knows no others. */
export type Env = {
  DB: D1Database
  COURTROOM: DurableObjectNamespace<Courtroom>
  TELLER: DurableObjectNamespace<Teller>
  POSTROOM: DurableObjectNamespace<Postroom>
  BOARD: DurableObjectNamespace<Board>
  /** Counts requests of a caller, per place of Cloudflare's: against abuse, no accounting. */
  LIMITER?: RateLimit
  /** Where numbers about requests go. */
  METRICS?: AnalyticsEngineDataset
} & Partial<Record<VarName, string>>

type VarName =
  /** EIP-155 id of the chain. */
  | 'CHAIN_ID'
  /** The deployment: 0x and 40 lower-case digits each. */
  | 'ARBITRATOR'
  | 'VAULT'
  /** Block in which the arbitrator appeared; nothing before it is read. */
  | 'FROM_BLOCK'
  /** Blocks on top of one before its events count. */
  | 'SAFE_DEPTH'
  /** Ways to the chain, separated by spaces. */
  | 'RPC_URLS'
  /** Constants of the deployment, in seconds. */
  | 'EPOCH_SECONDS'
  | 'CONFIRM_SECONDS'
  | 'CHALLENGE_FLOOR_SECONDS'
  /** Relays of the beacon, separated by spaces. */
  | 'BEACON_URLS'
  /** The beacon's network; drand's quicknet unless all three are set. */
  | 'BEACON_KEY'
  | 'BEACON_GENESIS'
  | 'BEACON_PERIOD'
  /** Attestors' addresses on the web, separated by spaces. The court only. */
  | 'ATTESTOR_URLS'
  /** Where attestors find this court. The court: its own address. An attestor: the only court it answers to. */
  | 'COURT_URL'
  /** The provider that takes mail, its sender, and a secret: what it wants to be shown. No mail if they aren't set. */
  | 'MAIL_URL'
  | 'MAIL_FROM'
  | 'MAIL_KEY'
  /** Where names are looked up before a message leaves: DNS over HTTPS in JSON. `none` in a network without. */
  | 'RESOLVER_URL'
  /** Secret: signs receipts. The court only. */
  | 'OPERATOR_KEY'
  /** Secret: pays for postings and deliveries. The court only. */
  | 'TELLER_KEY'
  /** Secret: signs gazettes, verdicts and final rulings. An attestor only. */
  | 'ATTESTOR_KEY'

/** What both Workers need. */
export type Common = {
  db: D1Database
  deployment: Deployment
  vault: Address
  fromBlock: number
  safeDepth: number
  rpcUrls: readonly string[]
  beaconUrls: readonly string[]
  courtUrl: string
  /** The chain is nobody's but ours: its clock is the court's, and the world's hand may move it. */
  isLocal: boolean
}
export type CourtEnv = Common & {
  attestorUrls: readonly string[]
  operatorKey: Hex
  tellerKey: Hex
  mail: { url: string; key: string | null; from: string } | null
  resolver: string | null
}
export type AttestorEnv = Common & { attestorKey: Hex }

/** Chains that exist on one machine only. */
const LOCAL_CHAINS: readonly bigint[] = [31337n, 1337n]
/** Keys that every development chain prints on its first page. Refused where they could hold anything of worth. */
const WELL_KNOWN_KEYS: readonly string[] = [
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
  '0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6',
  '0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a',
  '0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba',
  '0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e',
  '0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356',
  '0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97',
  '0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6',
]

/** The court's environment. @throws Error that names everything missing or malformed. */
export function courtEnv(env: Env): CourtEnv {
  const read = reader(env)
  const common = commonEnv(env, read)
  const checked = {
    ...common,
    attestorUrls: read.urls('ATTESTOR_URLS'),
    operatorKey: read.key('OPERATOR_KEY', common.isLocal),
    tellerKey: read.key('TELLER_KEY', common.isLocal),
    mail: mailOf(read),
    resolver: resolverOf(common.isLocal, read.optional('RESOLVER_URL')),
  }
  read.settle()
  return checked
}

/** An attestor's environment. @throws Error that names everything missing or malformed. */
export function attestorEnv(env: Env): AttestorEnv {
  const read = reader(env)
  const common = commonEnv(env, read)
  const checked = { ...common, attestorKey: read.key('ATTESTOR_KEY', common.isLocal) }
  read.settle()
  return checked
}

function mailOf(read: Reader): CourtEnv['mail'] {
  const [url, from] = [read.optional('MAIL_URL'), read.optional('MAIL_FROM')]
  return url && from ? { url, from, key: read.optional('MAIL_KEY') } : null
}

const RESOLVER = 'https://cloudflare-dns.com/dns-query'

const resolverOf = (isLocal: boolean, set: string | null): string | null =>
  set === 'none' || (isLocal && set === null) ? null : (set ?? RESOLVER)

function commonEnv(env: Env, read: Reader): Common {
  const chainId = BigInt(read.whole('CHAIN_ID'))
  return {
    db: env.DB,
    deployment: {
      domain: { chainId, arbitrator: read.address('ARBITRATOR') },
      clockwork: clockworkOf(env, read),
      epochSeconds: read.whole('EPOCH_SECONDS'),
      challengeFloorSeconds: read.whole('CHALLENGE_FLOOR_SECONDS'),
    },
    vault: read.address('VAULT'),
    fromBlock: read.whole('FROM_BLOCK'),
    safeDepth: read.whole('SAFE_DEPTH'),
    rpcUrls: read.urls('RPC_URLS'),
    beaconUrls: read.urls('BEACON_URLS'),
    courtUrl: read.urls('COURT_URL')[0] ?? '',
    isLocal: LOCAL_CHAINS.includes(chainId),
  }
}

function clockworkOf(env: Env, read: Reader): Clockwork {
  const confirmSeconds = read.whole('CONFIRM_SECONDS')
  if (!env.BEACON_KEY && !env.BEACON_GENESIS && !env.BEACON_PERIOD) return { beacon: QUICKNET, confirmSeconds }
  const publicKey = read.hex('BEACON_KEY', 96)
  const [genesisAt, periodSeconds] = [read.whole('BEACON_GENESIS'), read.whole('BEACON_PERIOD')]
  return { beacon: { publicKey, genesisAt, periodSeconds }, confirmSeconds }
}

type Reader = ReturnType<typeof reader>

/** Reads variables and remembers what was wrong with them. */
function reader(env: Env) {
  const wrong: string[] = []
  const complain = (name: VarName, expected: string) => wrong.push(`${name} (expected ${expected})`)
  const hex = (name: VarName, bytes: number): Hex => {
    const value = env[name]?.trim().toLowerCase()
    if (isHex(value, bytes)) return value
    complain(name, `0x and ${2 * bytes} digits`)
    return '0x'
  }
  return {
    hex,
    address: (name: VarName): Address => hex(name, 20),
    key: (name: VarName, isLocal: boolean): Hex => {
      const key = hex(name, 32)
      if (!isLocal && WELL_KNOWN_KEYS.includes(key)) complain(name, 'a key that is not in every handbook')
      return key
    },
    whole: (name: VarName): number => {
      const value = env[name]?.trim() ?? ''
      if (/^(0|[1-9][0-9]{0,14})$/.test(value)) return Number(value)
      complain(name, 'a whole number')
      return 0
    },
    urls: (name: VarName): string[] => {
      const urls = (env[name] ?? '').split(/\s+/).filter((url) => url !== '')
      if (urls.length === 0 || !urls.every((url) => /^https?:\/\/\S+$/.test(url)))
        complain(name, 'addresses, http or https')
      return urls.map((url) => url.replace(/\/+$/, ''))
    },
    optional: (name: VarName): string | null => env[name]?.trim() || null,
    settle: () => {
      if (wrong.length > 0) throw new Error(`env: ${wrong.join(', ')}`)
    },
  }
}

declare global {
  namespace Cloudflare {
    interface Env {
      DB: D1Database
      COURTROOM: DurableObjectNamespace<Courtroom>
      TELLER: DurableObjectNamespace<Teller>
      POSTROOM: DurableObjectNamespace<Postroom>
      BOARD: DurableObjectNamespace<Board>
    }
  }
}
