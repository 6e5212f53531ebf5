/**
 * Builds the pages into dist/ui, which the Worker serves as its static assets.
 *
 *   npm run ui
 *
 * What is loaded first is the public docket; desk, courts and verifier are chunks of their own, fetched when somebody
 * goes there. Nothing is fetched from anywhere else, at build time or at run time.
 * @module
 */
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, '../dist/ui'),
    emptyOutDir: true,
    target: 'es2023',
    // A page without inline scripts or styles, so that its Content-Security-Policy can forbid them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Read by whoever measures the pages: which file came of which entry, and what it pulls in.
    manifest: true,
  },
  worker: { format: 'es' },
})
