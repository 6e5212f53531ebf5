/**
 * D1: how the archive talks to its database.
 *
 * Three rules hold for every write. It is one statement or one batch, because a batch is the only transaction there
 * is. It is conditional, because a write that failed on the way may have happened. And many rows travel as one JSON
 * parameter, because a statement takes 100 parameters and a batch as few statements as possible.
 * @module
 */
import { getTableColumns, getTableName, type InferInsertModel, type SQL, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

export type Db = DrizzleD1Database & { $client: D1Database }
export type Statement = BatchItem<'sqlite'>

/** Rows per JSON parameter, and its characters: at three bytes each still below the 2 MB a parameter may have. */
const ROWS_PER_PARAMETER = 1000
const LENGTH_PER_PARAMETER = 600_000
/** Values given as parameters of their own; a statement takes 100 of all kinds. */
const PARAMETERS_LISTED = 90
const TRIES = 3
const FIRST_PAUSE_MS = 40

/** What D1 says when a write may be repeated; overload and running out of memory aren't among it. */
const TRANSIENT = [
  'Network connection lost',
  'storage caused object to be reset',
  'reset because its code was updated',
  'Cannot resolve D1 DB due to transient issue',
]

export function open(d1: D1Database): Db {
  return drizzle(d1)
}

/**
 * Runs statements in one transaction, again after a failure that D1 calls transient.
 * Assumes that all of it together is harmless to repeat: the first try may have been written before it failed.
 *
 * Why not drizzle's own batch: it can't take raw statements with parameters, which is what bulk inserts are.
 */
export async function inOneStroke(db: Db, statements: readonly Statement[]): Promise<void> {
  if (statements.length === 0) return
  const prepared = statements.map((statement) => {
    const { sql, params } = (statement as unknown as Prepared)._prepare().getQuery()
    return db.$client.prepare(sql).bind(...params)
  })
  await insist(() => db.$client.batch(prepared))
}

/** What drizzle makes of a statement of either kind. */
type Prepared = { _prepare(): { getQuery(): { sql: string; params: unknown[] } } }

/** Repeats `work` after transient failures. Assumes that `work` is harmless to repeat. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries === TRIES || !TRANSIENT.some((words) => says(error, words))) throw error
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** tries))
    }
  }
}

/** True if `error` is D1's refusal of a second row with the key of `table`. */
export function isTaken(error: unknown, table: SQLiteTable): boolean {
  return says(error, `UNIQUE constraint failed: ${getTableName(table)}.`)
}

/** A list of values for `IN`, as one parameter. */
export function listed(values: readonly (string | number)[]): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`
}

/**
 * Values as a table `wanted(column1)`, to begin a cross join with. Parameters while they fit: D1 counts no row read
 * for them, where it counts one for each value of a JSON parameter, and one more for each value of an `IN`.
 */
export function wanted(values: readonly string[]): SQL {
  if (values.length > PARAMETERS_LISTED) {
    return sql`(SELECT value AS column1 FROM json_each(${JSON.stringify(values)})) AS wanted`
  }
  const rows = sql.join(
    values.map((value) => sql`(${value})`),
    sql`, `,
  )
  return sql`(VALUES ${rows}) AS wanted`
}

/** Inserts rows, passing over those whose key is there: for rows whose content follows from their key. */
export function keepAll<T extends SQLiteTable>(db: Db, table: T, rows: readonly InferInsertModel<T>[]): Statement[] {
  return insertions(table, rows).map((insertion) => db.run(sql`${insertion} ON CONFLICT DO NOTHING`))
}

/** Inserts rows; one whose key is there aborts the batch, unless `onConflict` says otherwise. */
export function insertAll<T extends SQLiteTable>(
  db: Db,
  table: T,
  rows: readonly InferInsertModel<T>[],
  onConflict: SQL = sql``,
): Statement[] {
  return insertions(table, rows).map((insertion) => db.run(sql`${insertion} ${onConflict}`))
}

function insertions<T extends SQLiteTable>(table: T, rows: readonly InferInsertModel<T>[]): SQL[] {
  const columns = Object.entries(getTableColumns(table)).filter(([name]) => rows[0] && name in rows[0])
  const texts = rows.map((row) =>
    JSON.stringify(
      columns.map(([name, column]) => {
        const value = (row as Record<string, unknown>)[name]
        return value === undefined || value === null ? null : column.mapToDriverValue(value)
      }),
    ),
  )
  const names = sql.join(
    columns.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  )
  const picks = sql.join(
    columns.map((_, i) => sql.raw(`value ->> ${i}`)),
    sql`, `,
  )
  // `WHERE true` keeps the parser from reading ON CONFLICT as a join.
  return parcels(texts).map(
    (some) => sql`INSERT INTO ${table} (${names}) SELECT ${picks} FROM json_each(${`[${some.join()}]`}) WHERE true`,
  )
}

/** Rows as JSON, as many together as a parameter takes. One that is too long for any goes alone, and D1 refuses it. */
function parcels(texts: readonly string[]): string[][] {
  const made: string[][] = []
  let length = 0
  for (const text of texts) {
    const last = made.at(-1)
    if (!last || last.length === ROWS_PER_PARAMETER || length + text.length > LENGTH_PER_PARAMETER) {
      made.push([text])
      length = text.length
    } else {
      last.push(text)
      length += text.length
    }
  }
  return made
}

function says(error: unknown, words: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause.message.includes(words)) return true
  return false
}
