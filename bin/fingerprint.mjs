/**
 * Fingerprint of the contracts' sources and of the compiler's settings: whoever deploys can tell in a moment whether
 * contracts/bytecode.json was made from what lies in contracts/.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const contracts = join(dirname(fileURLToPath(import.meta.url)), '../contracts')
const notDeployed = new Set(['test', 'out', 'cache'])

/** Lines of foundry.toml that change what the compiler makes; the rest is about tests. */
const SETTING = /^(evm_version|optimizer|optimizer_runs|via_ir|bytecode_hash|cbor_metadata|remappings)\b.*$/gm

/** SHA-256 over names and contents of all sources that are deployed, and over the compiler's settings. */
export function fingerprint() {
  const hash = createHash('sha256')
  for (const file of sourcesIn(contracts).sort())
    hash.update(relative(contracts, file)).update('\0').update(readFileSync(file)).update('\0')
  const settings = readFileSync(join(contracts, 'foundry.toml'), 'utf8').match(SETTING) ?? []
  return hash.update(settings.join('\n')).digest('hex')
}

function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return notDeployed.has(entry.name) ? [] : sourcesIn(path)
    return entry.name.endsWith('.sol') ? [path] : []
  })
}
