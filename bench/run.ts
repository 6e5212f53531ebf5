/**
 * Run: measures what this repository promises about size, gas and time, and writes bench/numbers.json.
 *
 *   npm run bench [-- draw archive bundle door gas pages crowd]
 *
 * Times are medians. Beside them stand the machine's load and a reference operation, since a busy machine is slow at
 * everything.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { archive } from './archiveRun.ts'
import { bundle } from './bundle.ts'
import { crowd } from './crowd.ts'
import { door } from './door.ts'
import { draw } from './draw.ts'
import { gas } from './gas.ts'
import type { Numbers } from './numbers.ts'
import { pages } from './pages.ts'

const measures: Record<string, (numbers: Numbers) => void | Promise<void>> = {
  draw,
  archive,
  bundle,
  door,
  gas,
  pages,
  crowd,
}
const named = process.argv.slice(2)
const unknown = named.filter((name) => !(name in measures))
if (unknown.length > 0) {
  console.error(`bench: expected some of ${Object.keys(measures).join(', ')}, got ${unknown.join(', ')}`)
  process.exit(2)
}

const file = join(import.meta.dirname, 'numbers.json')
const numbers: Numbers = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
for (const [name, measure] of Object.entries(measures)) {
  if (named.length > 0 && !named.includes(name)) continue
  console.log(`measuring ${name}`)
  await measure(numbers)
  numbers[`load average of the machine while measuring ${name}`] = Math.round(10 * loadavg()[0]!) / 10
}
numbers.machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`
const sorted = Object.fromEntries(Object.entries(numbers).sort(([a], [b]) => a.localeCompare(b)))
writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`)
for (const [sentence, value] of Object.entries(sorted)) console.log(`${String(value).padStart(12)}  ${sentence}`)
process.exit(0)
