/**
 * ArchiveRun: what the archive costs in rows, queries and time, in workerd with real D1.
 * @module
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare, NoOpLog } from 'miniflare'
import { GENERAL_TERMS } from '../bin/world/deployment.ts'
import { median, type Numbers } from './numbers.ts'

const STAKERS = 100_000
const root = join(import.meta.dirname, '..')

export async function archive(numbers: Numbers): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'venire-bench-'))
  const outfile = join(folder, 'archive.js')
  await build({
    entryPoints: [join(import.meta.dirname, 'archive.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    outfile,
    logLevel: 'error',
    absWorkingDir: root,
  })
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      compatibilityDate: '2026-10-01',
      modules: [{ type: 'ESModule', path: outfile }],
      modulesRoot: folder,
      d1Databases: { DB: 'archive' },
      resourcePersistencePath: folder,
      cf: false,
      telemetry: { enabled: false },
      log: new NoOpLog(),
    }),
  )
  try {
    const url = await miniflare.ready
    await migrate((await miniflare.getD1Database('DB')) as unknown as D1Database)
    const ask = async (path: string, body: object) => {
      const answer = await fetch(new URL(path, url), { method: 'POST', body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`archive: ${path}: ${await answer.text()}`)
      return (await answer.json()) as Measured
    }
    await measure(ask, numbers)
  } finally {
    await miniflare.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Measured = { queries: number; read: number; written: number; root: [string, string]; next: number; draws: number }

async function measure(ask: (path: string, body: object) => Promise<Measured>, numbers: Numbers): Promise<void> {
  let tree: [string, string] | null = null
  for (let from = 0; from < STAKERS; ) {
    const filled: Measured = await ask('/fill', { stakers: STAKERS, from, root: tree })
    tree = filled.root
    from = filled.next
  }
  const times: number[] = []
  let drawn: Measured | undefined
  for (let panel = 0; panel < 5; panel++) {
    const startedAt = performance.now()
    drawn = await ask('/draw', { root: tree, jurors: STAKERS, seats: 31, panel })
    times.push(performance.now() - startedAt)
  }
  numbers['rows read to draw 31 seats from 100,000 stakers out of D1 (at most 527)'] = drawn!.read
  numbers['queries to draw 31 seats from 100,000 stakers out of D1 (at most 20)'] = drawn!.queries
  numbers['ms to draw 31 seats from 100,000 stakers out of D1, in workerd'] = median(times)

  const deep = await ask('/deepen', { root: tree, from: 17, to: 20 })
  const changed = await ask('/change', { root: deep.root, depth: 20, index: 77_777 })
  numbers['rows written for one changed stake at 2^20 stakers (21 with the leaf)'] = changed.written

  const terms = Object.fromEntries(
    Object.entries(GENERAL_TERMS).map(([name, value]) =>
      typeof value === 'bigint' ? [name, ['n', value.toString()]] : [name, ['j', JSON.stringify(value)]],
    ),
  )
  const few = await ask('/commit', { entries: 10, terms })
  const many = await ask('/commit', { entries: 2000, terms })
  numbers['D1 rows written by a commit on a docket of 10 entries'] = few.written
  numbers['D1 rows written by a commit on a docket of 2,000 entries'] = many.written
  numbers['D1 rows read by a commit on a docket of 10 entries'] = few.read
  numbers['D1 rows read by a commit on a docket of 2,000 entries'] = many.read
}

async function migrate(database: D1Database): Promise<void> {
  const { unstable_splitSqlQuery: split } = await import('wrangler')
  const folder = join(root, 'db/migrations')
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.sql')) continue
    for (const sql of split(readFileSync(join(folder, name), 'utf8'))) await database.prepare(sql).run()
  }
}
