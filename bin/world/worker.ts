/**
 * Worker: the built bundles in the real runtime, with real D1 and Durable Objects, on this machine.
 *
 * Bindings are read from wrangler.toml, the code is what `wrangler deploy --dry-run` would upload, and storage lies in
 * a folder: a runtime that was killed and started again finds what it had written, as in production.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { convertV4MiniflareOptions, type Log, Miniflare, NoOpLog, type V4MiniflareOptions } from 'miniflare'
import { childrenNamed, start } from './child.ts'

const root = join(import.meta.dirname, '../..')
const config = join(root, 'wrangler.toml')

/** Which of the two Workers of wrangler.toml: the court itself, or an attestor. */
export type Part = 'court' | 'attestor'

const mains: Record<Part, string> = { court: 'src/index.ts', attestor: 'src/attestor.ts' }
const bundleOf = (part: Part, main = mains[part]): string =>
  join(root, 'dist', main === mains[part] ? part : basename(main, '.ts'), `${basename(main, '.ts')}.js`)

/** Builds what is older than its sources, both parts at once. */
export async function build(parts: readonly Part[] = ['court', 'attestor']): Promise<void> {
  await Promise.all(parts.map((part) => buildFrom(part)))
}

/** Builds the pages, if they are older than what they are made of. The court's bundle can't be made without them. */
export async function buildPages(): Promise<void> {
  const newest = Math.max(
    ...['ui', 'src/law', 'src/primitives', 'jurors', 'sdk'].map((path) => newestIn(join(root, path))),
  )
  const built = join(root, 'dist/ui/index.html')
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return
  await run('the pages', [
    join(root, 'node_modules/vite/bin/vite.js'),
    'build',
    join(root, 'ui'),
    '--logLevel',
    'error',
  ])
}

/** Builds a part from an entry of one's own instead, with the same bindings, if it is older than its sources. */
export async function buildFrom(part: Part, main = mains[part]): Promise<void> {
  const sources = ['src', 'jurors', 'db', 'routes', 'wrangler.toml', main]
  const newest = Math.max(...sources.map((path) => newestIn(join(root, path))))
  const built = bundleOf(part, main)
  if (part === 'court') await (pages ??= buildPages())
  if (!existsSync(built) || statSync(built).mtimeMs < newest) await bundle(part, main)
}

/** Two builds at once would write into one folder. */
let pages: Promise<void> | undefined

function bundle(part: Part, main: string): Promise<void> {
  const env = part === 'court' ? [] : ['--env', part]
  const folder = dirname(bundleOf(part, main))
  const args = ['deploy', main, '--dry-run', '--outdir', folder, '--config', config, ...env]
  return run(part, [join(root, 'node_modules/wrangler/bin/wrangler.js'), ...args])
}

function run(what: string, args: readonly string[]): Promise<void> {
  const child = start(process.execPath, [...args], {
    cwd: root,
    // Production, whoever asks: under a test runner the pages would be built with React's own development checks.
    env: {
      ...process.env,
      NODE_ENV: 'production',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      CI: 'true',
    },
  })
  let said = ''
  child.stdout?.on('data', (chunk) => (said += chunk))
  child.stderr?.on('data', (chunk) => (said += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`worker: building ${what} ended with ${code}\n${said}`)),
    )
  })
}

/** Bytes of a bundle, as they are and compressed. */
export function bundleBytes(part: Part): { plain: number; gzip: number } {
  const zipped = spawnSync('gzip', ['-9', '-c', bundleOf(part)], { maxBuffer: 2 ** 26 })
  return { plain: statSync(bundleOf(part)).size, gzip: zipped.stdout.length }
}

/** One isolate with storage of its own. */
export type Isolate = {
  name: string
  part: Part
  /** An entry in place of the part's own, from the root; `buildFrom` built it. */
  main?: string
  port: number
  /** Takes the place of wrangler.toml's [vars], secrets included. */
  vars: Record<string, string>
}

/** A running runtime with one or more isolates. */
export type Runtime = {
  isolates: readonly Isolate[]
  /** The D1 database of an isolate. */
  database(name: string): Promise<D1Database>
  /** Process ids of the runtime itself. */
  pids: readonly number[]
  /** Runs an isolate's cron once. */
  wake(name: string): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts isolates in one runtime process. Each listens on a port of its own and keeps its storage under `folder`.
 * @param log - Where the isolates' console goes; nowhere by default.
 */
export async function startIsolates(isolates: readonly Isolate[], folder: string, log?: Log): Promise<Runtime> {
  // Loaded here: it takes two seconds, which whoever never starts a Worker shouldn't wait for.
  process.env.WRANGLER_LOG ??= 'error'
  const { unstable_getMiniflareWorkerOptions: optionsOf, unstable_splitSqlQuery: split } = await import('wrangler')
  const before = new Set(childrenNamed('workerd'))
  const workers = isolates.map(({ name, part, main, port, vars }) => {
    const { workerOptions } = optionsOf(config, part === 'court' ? undefined : part)
    const { modulesRules: _, rootPath: __, ...bindings } = workerOptions as Record<string, unknown>
    const databases = Object.keys((workerOptions.d1Databases ?? {}) as object)
    return {
      ...bindings,
      name,
      rootPath: root,
      modules: [{ type: 'ESModule', path: bundleOf(part, main) }],
      modulesRoot: dirname(bundleOf(part, main)),
      bindings: { ...(workerOptions.bindings as object), ...vars },
      d1Databases: Object.fromEntries(databases.map((binding) => [binding, `${name}-${binding}`])),
      unsafeDirectSockets: [{ host: '127.0.0.1', port }],
    }
  })
  mkdirSync(folder, { recursive: true })
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      log: log ?? new NoOpLog(),
      handleStructuredLogs: log
        ? ({ level, message }: { level: string; message: string }) => log.info(`${level} ${message}`)
        : () => undefined,
      resourcePersistencePath: folder,
      workers,
    } as unknown as V4MiniflareOptions),
  )
  await miniflare.ready
  const runtime: Runtime = {
    isolates,
    database: (name) => miniflare.getD1Database('DB', name) as unknown as Promise<D1Database>,
    // Looked up each time: a runtime that was killed is started again as another process.
    get pids() {
      return childrenNamed('workerd').filter((pid) => !before.has(pid))
    },
    wake: async (name) => {
      const worker = await miniflare.getWorker(name)
      await worker.scheduled({ cron: '* * * * *' })
    },
    stop: () => miniflare.dispose(),
  }
  for (const { name } of isolates) await migrate(await runtime.database(name), split)
  return runtime
}

/** Applies what of db/migrations a database hasn't seen, in order, each file in one stroke. */
async function migrate(database: D1Database, split: (sql: string) => string[]): Promise<void> {
  await database.prepare('CREATE TABLE IF NOT EXISTS d1_migrations (name TEXT PRIMARY KEY) STRICT').run()
  const { results } = await database.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const seen = new Set(results.map(({ name }) => name))
  const folder = join(root, 'db/migrations')
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql') && !seen.has(name))
  for (const name of files.sort()) {
    const statements = split(readFileSync(join(folder, name), 'utf8'))
    const done = database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)
    await database.batch([...statements.map((sql) => database.prepare(sql)), done])
  }
}

function newestIn(path: string): number {
  if (!existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))))
}
