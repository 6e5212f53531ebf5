/**
 * Test: every check of this repository, and one line at the end that says how it went.
 *
 *   npm test [-- law|workerd|chain|contracts|ui …]  only these parts
 *   npm run test:deep                               the same, with larger budgets for the laws
 *
 * Contracts are tested with forge, the rest with vitest. Where a tool has no build for this platform the part is named
 * as not run and counts as failed: silence would look like success. Without a Chromium the pages can't be tried; that is
 * said loudly, and counts as skipped, since a browser is no package of this repository.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumPath } from './world/browser.ts'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

type Count = { passed: number; failed: number; skipped: number }
type Part = { name: string; needs: readonly string[]; run: (deep: boolean) => Promise<Count> }

const parts: readonly Part[] = [
  { name: 'law', needs: ['vitest'], run: (deep) => vitest('law', deep) },
  { name: 'contracts', needs: ['forge'], run: forge },
  { name: 'workerd', needs: ['vitest'], run: (deep) => vitest('workerd', deep) },
  { name: 'chain', needs: ['vitest', 'anvil'], run: (deep) => vitest('chain', deep) },
  { name: 'ui', needs: ['vitest', 'anvil'], run: pages },
]

const begunAt = Date.now()
const deep = process.argv.includes('--deep')
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = named.filter((name) => !parts.some((part) => part.name === name))
if (unknown.length > 0) {
  console.error(`test: expected parts among ${parts.map(({ name }) => name).join(', ')}, got ${unknown.join(', ')}`)
  process.exit(2)
}

const chosen = parts.filter(({ name }) => named.length === 0 || named.includes(name))
const sum: Count = { passed: 0, failed: 0, skipped: 0 }
// The contracts' compiler keeps one core busy: what waits for no clock has the other. Whole worlds then have both.
const beside = ['law', 'workerd']
await Promise.all([
  inTurn(chosen.filter(({ name }) => beside.includes(name))),
  inTurn(chosen.filter(({ name }) => name === 'contracts')),
])
await inTurn(chosen.filter(({ name }) => name !== 'contracts' && !beside.includes(name)))
console.log(`${((Date.now() - begunAt) / 1000).toFixed(0)} s in all`)
console.log(`${sum.passed} passed, ${sum.failed} failed`)
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0)

async function inTurn(some: readonly Part[]): Promise<void> {
  for (const part of some) await measured(part)
}

async function measured({ name, needs, run }: Part): Promise<void> {
  const missing = needs.filter((tool) => !existsSync(bin(tool)))
  const startedAt = Date.now()
  const count = missing.length > 0 ? notRun(name, missing) : await run(deep)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  console.log(`\n${name}: ${count.passed} passed, ${count.failed} failed${skipped} in ${seconds} s\n`)
  sum.passed += count.passed
  sum.failed += count.failed
}

function notRun(name: string, missing: readonly string[]): Count {
  console.error(`\n*** ${name} was NOT RUN: no ${missing.join(', ')} for ${process.platform}-${process.arch} ***\n`)
  return { passed: 0, failed: 1, skipped: 0 }
}

async function vitest(project: string, deep: boolean): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'venire-test-'))
  const report = join(folder, 'report.json')
  try {
    const code = await run(
      bin('vitest'),
      [
        ...['run', '--config', 'test/vitest.config.ts', '--project', project],
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ],
      deep ? { VENIRE_RUNS: process.env.VENIRE_RUNS ?? '2000' } : {},
    )
    if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
    const { numPassedTests, numFailedTests, numPendingTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'))
    // A file that fails to load has no test that failed; its exit code says it all the same.
    const unseen = code !== 0 && numFailedTests === 0 ? 1 : 0
    const empty = numTotalTests === 0 ? 1 : 0
    return { passed: numPassedTests, failed: numFailedTests + Math.max(unseen, empty), skipped: numPendingTests }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function pages(deep: boolean): Promise<Count> {
  const count = await vitest('ui', deep)
  if (chromiumPath() === undefined)
    console.error(
      `\n*** ${count.skipped} tests of the pages were SKIPPED: no Chromium on PATH (Debian: chromium) ***\n`,
    )
  return count
}

type ForgeResult = { status: string; reason?: string | null; decoded_logs?: readonly string[] }
type ForgeReport = Record<string, { test_results: Record<string, ForgeResult> }>

async function forge(deep: boolean): Promise<Count> {
  const out: string[] = []
  const code = await run(
    bin('forge'),
    // Twice verbose, or it keeps what tests have to tell to itself.
    ['test', '--json', '-vv'],
    deep ? { FOUNDRY_PROFILE: 'deep' } : {},
    // forge looks for its compiler from the folder it runs in.
    { cwd: join(root, 'contracts'), heard: (text) => out.push(text) },
  )
  const text = out.join('')
  const line = text.split('\n').find((each) => each.startsWith('{'))
  if (line === undefined) {
    console.error(text)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const count: Count = { passed: 0, failed: 0, skipped: 0 }
  for (const [suite, { test_results: results }] of Object.entries(JSON.parse(line) as ForgeReport)) {
    for (const [name, { status, reason, decoded_logs: said = [] }] of Object.entries(results)) {
      // What a test has to tell beside its result: how many lies were told and caught, for one.
      if (said.length > 0) console.log(`${name}: ${said.join(', ')}`)
      if (status === 'Success') count.passed++
      else if (status === 'Skipped') count.skipped++
      else count.failed++
      if (status === 'Failure') console.error(`failed: ${suite} ${name}: ${reason ?? ''}`)
    }
  }
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

function run(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  { cwd = root, heard }: { cwd?: string; heard?: (text: string) => void } = {},
): Promise<number> {
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env, PATH: path },
    stdio: ['ignore', heard ? 'pipe' : 'inherit', 'inherit'],
  })
  child.stdout?.on('data', (chunk) => heard?.(String(chunk)))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
