/**
 * A court on a chain that isn't local: the same contracts, keys of one's own, and Workers that Cloudflare's own tool
 * would take.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arbitratorAbi } from '#edges/abi'
import { keeper } from '../../bin/world/accounts.ts'
import { type LocalChain, startAnvil } from '../../bin/world/anvil.ts'
import { artifact } from '../../bin/world/deployment.ts'
import { mined } from '../../sdk/mined.ts'

const CHAIN_ID = 5000
const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'venire-deployment-'))
const file = (name: string) => join(folder, name)
const key = generatePrivateKey()
let chain: LocalChain
let token: `0x${string}`

beforeAll(async () => {
  chain = await startAnvil({ accounts: 1, chainId: CHAIN_ID })
  await chain.tester.setBalance({ address: keeper().address, value: parseEther('10') })
  const { abi, bytecode } = artifact('StakeToken')
  const hash = await chain.writer(keeper()).deployContract({ abi, bytecode, args: [] })
  token = (await mined(chain.reader, hash)).contractAddress!
  await chain.tester.setBalance({ address: privateKeyToAccount(key).address, value: parseEther('10') })
  const own = Array.from({ length: 3 }, () => privateKeyToAccount(generatePrivateKey()).address)
  writeFileSync(file('attestors.json'), JSON.stringify(own))
  writeFileSync(file('local.json'), JSON.stringify([...own.slice(1), keeper().address]))
})
afterAll(async () => {
  await chain?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function type(script: string, args: readonly string[], secret = key) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DEPLOYER: secret },
  })
  return { status, said: `${stdout}${stderr}` }
}

const deploying = (attestors: string, ...more: string[]) => [
  ...['--rpc', chain.url, '--key-env', 'DEPLOYER', '--attestors', file(attestors), '--token', token, ...more],
]

test('the well-known test keys are refused, as deployer and as attestors', () => {
  const asDeployer = type('bin/deploy-contracts.ts', deploying('attestors.json'), keeper().secretKey)
  expect(asDeployer).toMatchObject({ status: 2, said: expect.stringContaining('well-known') })
  const asAttestor = type('bin/deploy-contracts.ts', deploying('local.json'))
  expect(asAttestor).toMatchObject({ status: 2, said: expect.stringContaining('well-known') })
})

test('the contracts are deployed and know each other, and both Workers are what Cloudflare would take', async () => {
  const deployed = type('bin/deploy-contracts.ts', deploying('attestors.json', '--json', file('manifest.json')))
  expect(deployed.status, deployed.said).toBe(0)
  const manifest = JSON.parse(readFileSync(file('manifest.json'), 'utf8'))
  const vault = await chain.reader.readContract({
    address: manifest.arbitrator,
    abi: arbitratorAbi,
    functionName: 'vault',
  })
  expect(vault.toLowerCase()).toBe(manifest.vault.toLowerCase())

  const urls = ['--rpc', 'https://one.example https://two.example', '--court', 'https://court.example']
  const common = ['--manifest', file('manifest.json'), ...urls, '--dry-run']
  const court = type('bin/deploy.ts', [...common, '--attestors', 'https://a.example https://b.example'])
  expect(court.status, court.said).toBe(0)
  expect(type('bin/deploy.ts', [...common, '--part', 'attestor']).status).toBe(0)
  const here = type('bin/deploy.ts', [...common, '--attestors', 'http://127.0.0.1:1'])
  expect(here).toMatchObject({ status: 2, said: expect.stringContaining('one of this machine') })
})
