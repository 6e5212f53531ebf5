/**
 * Deploy: uploads a Worker that serves the court of a manifest.
 *
 *   npm run deploy -- --manifest FILE --rpc URL … [--part attestor] [--dry-run]
 *
 * Secrets are set apart, with `wrangler secret put`, and never pass through here.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isHex } from '#primitives/bytes'
import { LOCAL_CHAINS } from './world/accounts.ts'
import type { Manifest } from './world/deployment.ts'
import { deploymentVars } from './world/vars.ts'
import { buildPages } from './world/worker.ts'

const HELP = `Uploads the Worker that serves a court.

  npm run deploy -- --manifest FILE --rpc URL --court URL --attestors "URL URL …" [options]

  --manifest FILE    what npm run deploy:contracts wrote
  --rpc "URL …"      ways to the chain
  --court URL        where this court will answer
  --attestors "URL"  where its attestors answer             (the court only)
  --beacon "URL …"   relays of the beacon                   (default: drand's)
  --depth BLOCKS     blocks on top of an event before it counts (default 12)
  --part court|attestor                                     (default: court)
  --dry-run          build and check, upload nothing
`

const DRAND = 'https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971'
const SECRETS = { court: ['OPERATOR_KEY', 'TELLER_KEY'], attestor: ['ATTESTOR_KEY'] }

const root = join(import.meta.dirname, '..')
const options = argumentsOf()
if (options.help) {
  console.log(HELP)
  process.exit(0)
}
const part = options.part
if (part !== 'court' && part !== 'attestor') refuse(`expected court or attestor, got ${part}`)
const manifest = manifestOf(options.manifest ?? refuse('expected --manifest'))
const depth = Number(options.depth)
if (!Number.isInteger(depth) || depth < 0) refuse(`expected blocks for --depth, got ${options.depth}`)
const vars: Record<string, string> = {
  ...deploymentVars(manifest, depth),
  RPC_URLS: urls('--rpc', options.rpc),
  BEACON_URLS: urls('--beacon', options.beacon),
  COURT_URL: urls('--court', options.court),
  ...(part === 'court' ? { ATTESTOR_URLS: urls('--attestors', options.attestors) } : {}),
}
if (!LOCAL_CHAINS.includes(manifest.chainId) && /127\.0\.0\.1|localhost/.test(Object.values(vars).join(' ')))
  refuse(`expected addresses that chain ${manifest.chainId}'s parties can reach, got one of this machine`)

if (part === 'court') await buildPages()
const args = [
  ...['deploy', '--config', join(root, 'wrangler.toml')],
  ...(part === 'attestor' ? ['--env', part] : ['--env', '']),
  ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ...(options['dry-run'] ? ['--dry-run', '--outdir', join(root, 'dist', part)] : []),
]
const ended = spawnSync(process.execPath, [join(root, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
})
if (ended.status === 0) {
  const env = part === 'attestor' ? ' --env attestor' : ''
  console.log(`\nsecrets, if they aren't set yet:`)
  for (const secret of SECRETS[part]) console.log(`  npx wrangler secret put ${secret}${env}`)
  console.log(`tables, once and after each update:\n  npx wrangler d1 migrations apply DB --remote${env}`)
}
process.exit(ended.status ?? 1)

function argumentsOf() {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      options: {
        manifest: text,
        rpc: text,
        court: text,
        attestors: text,
        beacon: { ...text, default: DRAND },
        depth: { ...text, default: '12' },
        part: { ...text, default: 'court' },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (cause) {
    return refuse((cause as Error).message)
  }
}

function manifestOf(file: string): Manifest {
  let manifest: Manifest
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  } catch (cause) {
    return refuse(`expected a manifest in ${file}: ${(cause as Error).message}`)
  }
  for (const name of ['arbitrator', 'vault'] as const)
    if (!isHex(manifest[name], 20)) refuse(`expected an address at ${name} of ${file}`)
  return manifest
}

function urls(name: string, given: string | undefined): string {
  const listed = (given ?? '').split(/\s+/).filter((url) => url !== '')
  if (listed.length === 0 || !listed.every((url) => /^https?:\/\/\S+$/.test(url)))
    refuse(`expected addresses for ${name}, got ${given ?? 'nothing'}`)
  return listed.join(' ')
}

function refuse(why: string): never {
  console.error(`deploy: ${why}\n\n${HELP}`)
  process.exit(2)
}
