/**
 * Verify: checks a transcript, claim by claim, or a dataset, line by line. Run with --help for the options.
 *
 * Needs nothing running and asks nobody, unless --rpc names a chain to compare with. The checks themselves are
 * src/law/verify.ts; here is only the way in and out.
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { http } from 'viem'
import { chainRecord } from '#edges/record'
import { type Anchors, readAnchors } from '#law/anchors'
import { type Verification, verify } from '#law/verify'
import { type Provenance, provenanceOf } from './provenance.ts'
import { type Tampering, tamper } from './tamper.ts'

const HELP = `Checks the transcript of a ruling, claim by claim; or a dataset, each line against its transcript.

  npm run verify -- <transcript.json> [options]
  npm run verify -- <dataset.jsonl> [--transcripts FOLDER | URL] [--anchors FILE] [--strict] [--json]

  --anchors FILE   what you believe beforehand: JSON with chainId, arbitrator, beacon, attestors, rolls
  --rpc URL        compares with what the contract itself keeps; the contract is the one your anchors name,
                   or else the one the file names, and then nobody vouches for it
  --transcripts F  where a dataset's transcripts are: a folder (default: the file's own), or a court's address
  --strict         exit 2 unless somebody you believe in vouches for it
  --tamper         changes one byte first, and shows which claim fails
  --seed N         which byte --tamper changes (default 1)
  --json           the whole result as JSON
  --help           this text

exit 0: every claim holds · 1: a claim fails · 2: wrong usage, or --strict and vouched for by nobody
`

async function main(): Promise<number> {
  const { path, options } = readArguments()
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (!path) throw new Usage('expected the path of a transcript, or of a dataset')
  if (path.endsWith('.jsonl')) return dataset(path, options)
  const original = readOr(path)
  const seed = Number(options.seed ?? 1)
  if (!Number.isSafeInteger(seed)) throw new Usage(`expected --seed to be a whole number, got ${options.seed}`)
  const tampering = options.tamper ? tamper(original, seed) : undefined
  const file = tampering?.file ?? original

  const anchors = options.anchors ? anchorsIn(options.anchors) : {}
  const chain = options.rpc ? await recordAt(options.rpc, file, anchors) : undefined
  const checked = verify(file, { ...anchors, chain })
  process.stdout.write(options.json ? `${JSON.stringify(plain(checked), null, 2)}\n` : told(checked, tampering))
  if (!checked.ok) return 1
  return options.strict && checked.vouched === 'nobody' ? 2 : 0
}

/** A dataset, line by line. */
async function dataset(
  path: string,
  options: { transcripts?: string; anchors?: string; strict?: boolean; json?: boolean },
): Promise<number> {
  readOr(path)
  const anchors = options.anchors ? anchorsIn(options.anchors) : {}
  const found = await provenanceOf(path, options.transcripts, anchors).catch((error: Error) => {
    throw new Usage(error.message)
  })
  const failed = found.lines.filter(({ why }) => why !== undefined)
  process.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : toldOf(found))
  if (failed.length > 0 || found.lines.length === 0) return 1
  return options.strict && found.vouched < found.transcripts ? 2 : 0
}

/** What the chain says. A chain that can't be asked is no fault of the transcript. */
async function recordAt(url: string, file: Uint8Array, anchors: Anchors) {
  try {
    return await chainRecord(file, http(url), anchors)
  } catch (error) {
    throw new Usage(`${url}: ${(error as Error).message.split('\n')[0]}`)
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        anchors: { type: 'string' },
        rpc: { type: 'string' },
        transcripts: { type: 'string' },
        strict: { type: 'boolean' },
        tamper: { type: 'boolean' },
        seed: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    if (positionals.length > 1) throw new Error(`expected one file, got ${positionals.join(' ')}`)
    return { path: positionals[0], options: values }
  } catch (error) {
    throw new Usage((error as Error).message)
  }
}

function readOr(path: string): Uint8Array {
  if (!existsSync(path)) throw new Usage(`expected a file at ${path}, got none`)
  return new Uint8Array(readFileSync(path))
}

function anchorsIn(path: string): Anchors {
  const text = new TextDecoder().decode(readOr(path))
  try {
    return readAnchors(JSON.parse(text))
  } catch (error) {
    throw new Usage(`${path}: ${(error as Error).message}`)
  }
}

/** The result without the file in it. */
function plain({ ok, vouched, claims }: Verification) {
  return { ok, vouched, claims }
}

// For people

const isColoured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
const paint = (code: number, text: string) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text)
const green = (text: string) => paint(32, text)
const red = (text: string) => paint(31, text)
const faint = (text: string) => paint(2, text)

function told({ ok, claims, vouched }: Verification, tampering: Tampering | undefined): string {
  const lines: string[] = []
  if (tampering) {
    const { offset, from, to, around } = tampering
    lines.push(`byte ${offset} changed from ${spell(from)} to ${spell(to)}, in …${around.replaceAll('\n', ' ')}…`, '')
  }
  for (const claim of claims) {
    lines.push(`${claim.ok ? green('✓') : red('✗')} ${claim.sentence}`)
    for (const fault of claim.faults.slice(0, 3)) lines.push(`    ${red(fault.detail)}`)
    if (claim.faults.length > 3) lines.push(`    ${red(`and ${claim.faults.length - 3} more like it`)}`)
    if (claim.ok && claim.detail) lines.push(`    ${faint(claim.detail)}`)
  }
  const failed = claims.filter((claim) => !claim.ok)
  const end = ok
    ? vouched === 'nobody'
      ? green(`${claims.length} claims hold: consistent, but vouched for by nobody`)
      : green(`${claims.length} claims hold, vouched for ${vouched}`)
    : red(`${failed.length} of ${claims.length} claims fail: ${failed.map(({ name }) => name).join(', ')}`)
  return `${[...lines, '', end].join('\n')}\n`
}

function toldOf({ lines, vouched, transcripts }: Provenance): string {
  const failed = lines.filter(({ why }) => why !== undefined)
  const rows = failed.map(
    ({ number, dispute, why }) => `${red('✗')} line ${number}${dispute ? `, ${dispute.slice(0, 10)}…` : ''}: ${why}`,
  )
  const by = vouched === 0 ? 'vouched for by nobody' : `${vouched} of ${transcripts} transcripts vouched for`
  const end =
    failed.length > 0 || lines.length === 0
      ? red(`${failed.length} of ${lines.length} lines fail`)
      : green(`${lines.length} ${lines.length === 1 ? 'line holds' : 'lines hold'}, ${by}`)
  return `${[...rows, end].join('\n')}\n`
}

function spell(byte: string): string {
  return /^[\x20-\x7e]$/.test(byte) ? `“${byte}”` : `0x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`
}

/** The command can't be carried out as given: exit 2. */
class Usage extends Error {}

process.exitCode = await main().catch((error: Error) => {
  if (!(error instanceof Usage)) throw error
  process.stderr.write(`verify: ${error.message}\nverify: --help lists the options\n`)
  return 2
})
