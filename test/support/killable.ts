/**
 * Killable: the court's Worker, which says where it stands and waits to be let on.
 *
 * It is the product's own code with the product's own bindings; only the database and the alarm are watched. Before
 * and after each write, and when an alarm rings, it tells WATCH_URL, and whoever listens there may end the process
 * instead of answering. A write that it was about to do has not reached the database then; one that it did has.
 *
 * Alarms ring within a second: the chain's clock is moved by hand, and no test waits for an hour.
 * @module
 */
import type { Env } from '#src/env'

export { Board } from '#src/index'

import court, { Teller as Hand, Postroom as Office, Courtroom as Room } from '#src/index'
import type { Moment } from './watch.ts'

type Watched = Env & { WATCH_URL: string }
type Tell = (moment: Moment) => Promise<void>

const RING_MS = 1000

const tellAt =
  (url: string): Tell =>
  async (moment) => {
    await (await fetch(url, { method: 'POST', body: JSON.stringify(moment) })).body?.cancel()
  }

/** One for each environment, since the court is wired once for each that it meets. */
const known = new WeakMap<Watched, Env>()

function watched(env: Watched): Env {
  const before = known.get(env)
  if (before) return before
  const made = { ...env, DB: watchedDatabase(env.DB, tellAt(env.WATCH_URL)) }
  known.set(env, made)
  return made
}

export class Courtroom extends Room {
  readonly #tell: Tell

  constructor(ctx: DurableObjectState, env: Watched) {
    super(ctx, watched(env))
    this.#tell = tellAt(env.WATCH_URL)
    const { storage } = ctx
    const setAlarm = storage.setAlarm.bind(storage)
    storage.setAlarm = (at, options) => setAlarm(Math.min(Number(at), Date.now() + RING_MS), options)
  }

  override async alarm(): Promise<void> {
    await this.#tell({ at: 'alarm', what: this.ctx.storage.kv.get<string>('key') ?? '' })
    await super.alarm()
  }
}

export class Teller extends Hand {
  constructor(ctx: DurableObjectState, env: Watched) {
    super(ctx, watched(env))
  }
}

export class Postroom extends Office {
  constructor(ctx: DurableObjectState, env: Watched) {
    super(ctx, watched(env))
  }
}

export default {
  fetch: (request, env, ctx) => court.fetch(request, watched(env), ctx),
  scheduled: (controller, env) => court.scheduled(controller, watched(env)),
} satisfies ExportedHandler<Watched>

type Inner = { inner: D1PreparedStatement; sql: string }

/** The same database, which tells of each statement or batch that may change something. */
function watchedDatabase(d1: D1Database, tell: Tell): D1Database {
  const around = async <T>(statements: readonly string[], work: () => Promise<T>): Promise<T> => {
    const what = statements.filter((sql) => /^\s*(?:INSERT|UPDATE|DELETE)/i.test(sql)).join('; ')
    if (what === '') return work()
    await tell({ at: 'before write', what })
    const result = await work()
    await tell({ at: 'after write', what, changed: changedBy(result) })
    return result
  }
  const prepared = (inner: D1PreparedStatement, sql: string): D1PreparedStatement & Inner => {
    const statement = {
      inner,
      sql,
      bind: (...values: unknown[]) => prepared(inner.bind(...values), sql),
      run: () => around([sql], () => inner.run()),
      all: () => around([sql], () => inner.all()),
      raw: (options: never) => around([sql], () => inner.raw(options)),
      first: (column: never) => around([sql], () => inner.first(column)),
    }
    return statement as unknown as D1PreparedStatement & Inner
  }
  const database = {
    prepare: (sql: string) => prepared(d1.prepare(sql), sql),
    batch: (statements: readonly Inner[]) =>
      around(
        statements.map(({ sql }) => sql),
        () => d1.batch(statements.map(({ inner }) => inner)),
      ),
    exec: (sql: string) => around([sql], () => d1.exec(sql)),
  }
  return database as unknown as D1Database
}

/** Rows that D1 says were changed. What says nothing of rows (`raw`, `first`, `exec`) is taken for one. */
function changedBy(result: unknown): number {
  const results = (Array.isArray(result) ? result : [result]) as { meta?: { changes?: number } }[]
  return results.reduce((sum, each) => sum + (each?.meta?.changes ?? 1), 0)
}
