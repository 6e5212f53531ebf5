/**
 * Meter: a database that counts what D1 itself says it read and wrote, and that can fail on request.
 * @module
 */

export type Reading = { queries: number; rowsRead: number; rowsWritten: number }

/** The same database, with a count. `breakNext`: the next batch fails with these words, before or after it is done. */
export function metered(d1: D1Database): {
  d1: D1Database
  reading: Reading
  reset(): void
  breakNext(words: string, when: 'before' | 'after'): void
} {
  const reading: Reading = { queries: 0, rowsRead: 0, rowsWritten: 0 }
  let broken: { words: string; when: 'before' | 'after' } | undefined
  const note = <T>(result: D1Result<T>): D1Result<T> => {
    reading.rowsRead += result.meta.rows_read
    reading.rowsWritten += result.meta.rows_written
    return result
  }
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const counted = {
      inner: statement,
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all: async <T>() => {
        reading.queries++
        return note(await statement.all<T>())
      },
      run: async <T>() => {
        reading.queries++
        return note(await statement.run<T>())
      },
      // `raw` says nothing of rows, so it is made of `all`, which does. Assumes distinct column names.
      raw: async () => {
        reading.queries++
        const { results } = note(await statement.all<Record<string, unknown>>())
        return results.map((row) => Object.values(row))
      },
    }
    return counted as unknown as D1PreparedStatement
  }
  const counting = {
    prepare: (query: string) => wrap(d1.prepare(query)),
    batch: async <T>(statements: D1PreparedStatement[]) => {
      const failing = broken
      broken = undefined
      if (failing?.when === 'before') throw new Error(failing.words)
      reading.queries++
      const inner = statements.map((statement) => (statement as unknown as { inner: D1PreparedStatement }).inner)
      const results = await d1.batch<T>(inner)
      results.forEach(note)
      if (failing?.when === 'after') throw new Error(failing.words)
      return results
    },
  }
  return {
    d1: counting as unknown as D1Database,
    reading,
    reset: () => Object.assign(reading, { queries: 0, rowsRead: 0, rowsWritten: 0 }),
    breakNext: (words, when) => {
      broken = { words, when }
    },
  }
}
