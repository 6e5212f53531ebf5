/**
 * Before each file that runs in workerd: an empty database with all migrations.
 * @module
 */
import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll } from 'vitest'

type Migrations = Parameters<typeof applyD1Migrations>[1]

/** The database of the test file. */
export const database = (env as unknown as { DB: D1Database }).DB

beforeAll(async () => {
  await applyD1Migrations(database, (env as unknown as { TEST_MIGRATIONS: Migrations }).TEST_MIGRATIONS)
})
