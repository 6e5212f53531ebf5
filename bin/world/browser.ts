/**
 * Browser: where this machine has a Chromium. It is the one tool here that comes from the system, not from a package.
 * @module
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of a Chromium; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(existsSync)
}

/** Flags with which it runs without a screen, and asks nobody anything of its own accord. */
export const QUIET_FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
]
