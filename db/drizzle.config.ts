/**
 * Where drizzle-kit reads the schema and writes migrations. Run from the root, once the schema has changed:
 *
 *   npx drizzle-kit generate --config db/drizzle.config.ts --name what_changed
 *
 * Then make the new tables STRICT by hand (the kit can't), WITHOUT ROWID where the key is all that is looked up.
 */
import { defineConfig } from 'drizzle-kit'

export default defineConfig({ dialect: 'sqlite', schema: './db/schema.ts', out: './db/migrations' })
