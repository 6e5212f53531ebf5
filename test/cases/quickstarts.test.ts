/**
 * Quickstarts, as they are written: their files are taken out of the documents and run, against a world with machine
 * jurors in it. What they promise to print, they print.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeDeployData } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keeper, payee, payer } from '../../bin/world/accounts.ts'
import { anchorsOf } from '../../bin/world/anchors.ts'
import { freePort } from '../../bin/world/child.ts'
import { sittingOf } from '../../bin/world/story.ts'
import { settleMachines } from '../../bin/world/town.ts'
import { send } from '../../bin/world/world.ts'
import { mined } from '../../sdk/mined.ts'
import { town } from '../support/worlds.ts'

const ROOT = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'venire-quickstarts-'))
const here = town({ jurors: 6, attestors: 3, k: 2 })
const children: ChildProcess[] = []
let end: (() => unknown) | undefined
let env: NodeJS.ProcessEnv

/** Files and commands of a quickstart, as a reader copies them. */
function blocks(name: string, language: string): { file: string; text: string }[] {
  const text = readFileSync(join(ROOT, 'docs/quickstarts', name), 'utf8')
  return [...text.matchAll(/```(\w+) ?(\S*)\n([\s\S]*?)```/g)].flatMap(([, tongue, file, block]) =>
    tongue === language ? [{ file: file!, text: block! }] : [],
  )
}

beforeAll(async () => {
  spawnSync(process.execPath, [join(ROOT, 'bin/sdk.ts')], { stdio: 'inherit' })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(ROOT, 'dist/sdk'), join(folder, 'node_modules/venire-sdk'))
  for (const name of ['viem']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  for (const [name, language] of [
    ['node.md', 'js'],
    ['python.md', 'py'],
    ['solidity.md', 'solidity'],
  ] as const)
    for (const { file, text } of blocks(name, language)) writeFileSync(join(folder, file), text)
  const { world, players } = here
  writeFileSync(join(folder, 'anchors.json'), JSON.stringify(anchorsOf(world.manifest)))
  end = await settleMachines(world, players, () => 2)
  env = {
    ...process.env,
    // A reader's shell doesn't ask for silence, as the local world does.
    WRANGLER_LOG: undefined,
    COURT_URL: world.url,
    RPC_URL: world.chain.url,
    KEY: keeper().secretKey,
    ANCHORS: join(folder, 'anchors.json'),
    DISPUTE: '1',
    OUT: join(folder, 'out'),
  }
})
afterAll(async () => {
  for (const child of children) child.kill()
  await end?.()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a program of the reader's. `said` grows as it prints; `speaks` once it has begun to; `ended` is its exit code. */
function run(command: string, args: string[], more: NodeJS.ProcessEnv = {}, cwd = folder) {
  const child = spawn(command, args, { cwd, env: { ...env, ...more } })
  children.push(child)
  const running = {
    said: '',
    speaks: new Promise<void>((resolve) => child.stdout.once('data', () => resolve())),
    ended: new Promise<number | null>((resolve) => child.once('close', resolve)),
  }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (running.said += chunk))
  return running
}

/** Moves the clock until something has happened. */
async function until(what: string, happened: () => boolean | Promise<boolean>, seconds = 600): Promise<void> {
  for (let turns = 0; turns < 120; turns++) {
    if (await happened()) return
    await here.world.court.advance(seconds)
  }
  throw new Error(`quickstarts: expected ${what}`)
}

test('a dispute is opened with the SDK, ruled by machines, told to a receiver in Python, and checked offline', {
  timeout: 400_000,
}, async () => {
  const port = await freePort()
  const receiver = run('python3', ['receiver.py', String(port)])
  await receiver.speaks
  const named = run(process.execPath, ['hook.mjs'], { RECEIVER_URL: `http://127.0.0.1:${port}/` })
  expect([await named.ended, named.said]).toEqual([0, `http://127.0.0.1:${port}/ is active\n`])

  const opened = run(process.execPath, ['open.mjs'])
  let code: number | null | undefined
  void opened.ended.then((ended) => (code = ended))
  const { world } = here
  await until('a dispute', async () => /dispute 1 /.test(opened.said) || code !== undefined, 1)
  await until('the end of open.mjs', async () => {
    const view = await world.court.dispute(1).catch(() => undefined)
    // Nothing waits for the clock once there is a ruling.
    if (view?.ruling) await opened.ended
    return code !== undefined
  })
  expect([code, opened.said]).toEqual([
    0,
    expect.stringMatching(/^dispute 1 for \d+ wei.*\nruling 2, and the transcript says 2\n$/),
  ])
  expect(sittingOf(await world.court.dispute(1)).committed).toHaveLength(3)
  expect(receiver.said).toBe(`listening on port ${port}\nverified: dispute 1 ruling 2\n`)
})

// Nothing here may block this process: the court's ways to chain and beacon lead through it.
const typed = (text: string, cwd: string) => run('bash', ['-euo', 'pipefail', '-c', text], {}, cwd)

test.each(blocks('curl.md', 'sh').map(({ text }) => [text]))('%s', async (text) => {
  const shell = typed(text, folder)
  expect([await shell.ended, shell.said]).toEqual([0, expect.any(String)])
})

test('the contract that a reader copies asks, and pays as it is ruled', async () => {
  const { world } = here
  const { abi, bytecode } = compiled(readFileSync(join(folder, 'Bet.sol'), 'utf8'))
  const { extraData } = await world.court.quote(0, 3)
  const args = [world.manifest.arbitrator, extraData, [payer().address, payee().address]]
  const writer = world.chain.writer(keeper())
  const hash = await writer.sendTransaction({
    data: encodeDeployData({ abi, bytecode, args } as never),
    value: 10n ** 18n,
  })
  const { contractAddress } = await mined(world.chain.reader, hash)
  const bet = { address: contractAddress!, abi } as const
  const { priceWei } = await world.court.quote(0, 3)
  await send(world, keeper(), bet as never, 'ask' as never, [] as never, BigInt(priceWei))
  const before = await world.chain.reader.getBalance({ address: payee().address })
  const isPaid = () => world.chain.reader.readContract({ ...bet, functionName: 'isPaid' } as never) as Promise<boolean>
  await until('the bet to be paid', isPaid)
  expect((await world.chain.reader.getBalance({ address: payee().address })) - before).toBe(10n ** 18n)
})

test.each(blocks('deploy.md', 'sh').map(({ text }) => [text]))('%s', async (text) => {
  const shell = typed(text, ROOT)
  expect([await shell.ended, shell.said]).toEqual([0, expect.stringContaining('--dry-run: exiting now.')])
})

type Compiled = { abi: unknown[]; bytecode: `0x${string}` }
function compiled(content: string): Compiled {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string }
  const outputSelection = { '*': { '*': ['abi', 'evm.bytecode.object'] } }
  const input = { language: 'Solidity', sources: { 'Bet.sol': { content } }, settings: { outputSelection } }
  const { contracts, errors = [] } = JSON.parse(solc.compile(JSON.stringify(input)))
  if (!contracts) throw new Error(JSON.stringify(errors))
  const { abi, evm } = contracts['Bet.sol'].Bet
  return { abi, bytecode: `0x${evm.bytecode.object}` }
}
