/**
 * Four projects: what runs anywhere, what needs the Workers' runtime, what needs a chain, and what needs a browser.
 *
 *   law      pure parts, in Node
 *   workerd  D1, Durable Objects and routes, inside the runtime they are made for
 *   chain    whole disputes: anvil, the built Workers and real storage, from Node
 *   ui       the pages, in a real Chromium, against the same
 *
 * Files of the others than workerd share their processes: loading the modules anew for each takes longer than most tests
 * do, so no file may leave anything behind in one. In workerd each has a runtime of its own, since an object that was at
 * work when its file ended would go on writing into the next one's database.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { LOCAL_BEACON } from './support/beacon.ts'

const root = join(import.meta.dirname, '..')
const at = (path: string) => join(import.meta.dirname, path)
const tests = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.{test,prop,parity.test}.ts`)

/** Optimised once for all files: transforming them for each takes longer than the tests. */
const dependencies = [
  ...[
    'viem',
    'viem/accounts',
    'viem/actions',
    'hono',
    'hono/body-limit',
    'hono/cors',
    'hono/etag',
    'hono/html',
    'zod',
    'canonicalize',
    'fast-check',
    'standardwebhooks',
    'multiformats/cid',
  ],
  ...['drizzle-orm', 'drizzle-orm/d1', 'drizzle-orm/sqlite-core'],
  ...['@noble/curves/bls12-381.js', '@noble/curves/secp256k1.js', '@noble/ciphers/aes.js'],
  ...['@noble/hashes/sha2.js', '@noble/hashes/sha3.js', '@noble/hashes/hkdf.js', '@noble/hashes/utils.js'],
]

/** What a deployment keeps out of wrangler.toml, and the beacon of test/support. */
const secrets = {
  OPERATOR_KEY: `0x${'0a'.repeat(32)}`,
  TELLER_KEY: `0x${'0b'.repeat(32)}`,
  BEACON_KEY: LOCAL_BEACON.publicKey,
  BEACON_GENESIS: String(LOCAL_BEACON.genesisAt),
  BEACON_PERIOD: String(LOCAL_BEACON.periodSeconds),
}

export default defineConfig({
  test: {
    projects: [
      {
        root,
        test: {
          name: 'law',
          include: ['test/*.test.ts', ...tests('primitives', 'jurors', 'law')],
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        root,
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: at('../wrangler.toml') },
            miniflare: {
              bindings: { ...secrets, TEST_MIGRATIONS: await readD1Migrations(at('../db/migrations')) },
            },
          })),
        ],
        test: {
          name: 'workerd',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: tests('db', 'edges', 'routes', 'workerd'),
          setupFiles: existsSync(at('support/workerd.ts')) ? [at('support/workerd.ts')] : [],
          deps: { optimizer: { ssr: { enabled: true, include: dependencies } } },
        },
      },
      {
        root,
        test: {
          name: 'chain',
          isolate: false,
          include: tests('cases', 'contracts', 'parity'),
          globalSetup: [at('support/worldBuild.ts')],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        root,
        test: {
          name: 'ui',
          isolate: false,
          include: tests('ui'),
          globalSetup: [at('support/worldBuild.ts')],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
