/**
 * Lint: plays a court's policy through the gauntlet before it costs anybody money. Run with --help for the options.
 *
 * Needs nothing running and asks nobody. The play itself is src/law/gauntlet/; here is only the way in and out.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { beats, type Cell } from '#law/gauntlet/cell'
import { gauntlet, Malformed, type Report, USUAL } from '#law/gauntlet/gauntlet'
import { SENTENCES } from '#law/gauntlet/strategies'
import { PRESETS } from '#law/presets/presets'

const HELP = `Plays a court's policy against everybody who would sit in it without reading.

  npm run lint:court -- <policy.json | name of a preset> [options]

  --json           the whole report as JSON on standard output; money in billionths of a fee, the rest of 1
  --html FILE      the report as a page with pictures
  --seed N         same policy, same seed: the same report, byte for byte (default ${USUAL.seed})
  --hearings N     hearings per sampled figure (default ${USUAL.hearings})
  --share S        share of the stake that accounts which act as one hold (default ${USUAL.share})
  --accuracy A     chance that a juror who reads sees the truth (default ${USUAL.accuracy})
  --presets        the names of all presets
  --help           this text

exit 0: honest work pays best · 1: refused, some bot earns more · 2: no policy, or wrong usage
`

async function main(): Promise<number> {
  const { path, options } = readArguments()
  if (options.help) return say(HELP, 0)
  if (options.presets) return say(`${Object.keys(PRESETS).join('\n')}\n`, 0)
  if (!path) throw new Usage('expected the path of a policy, or the name of a preset')
  const report = gauntlet(
    policyAt(path),
    {
      ...USUAL,
      seed: whole(options.seed, '--seed', 0, 2 ** 32 - 1, USUAL.seed),
      hearings: whole(options.hearings, '--hearings', 10, 100_000, USUAL.hearings),
      share: between(options.share, '--share', 0, 0.5, USUAL.share),
      accuracy: between(options.accuracy, '--accuracy', 0.5, 1, USUAL.accuracy),
    },
    progress,
  )
  if (options.html) {
    const { gauntletPage } = await import('./gauntletPage.ts')
    writeFileSync(options.html, gauntletPage(report))
  }
  return say(options.json ? `${JSON.stringify(report, null, 2)}\n` : told(report), report.passes ? 0 : 1)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        html: { type: 'string' },
        seed: { type: 'string' },
        hearings: { type: 'string' },
        share: { type: 'string' },
        accuracy: { type: 'string' },
        presets: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    if (positionals.length > 1) throw new Error(`expected one policy, got ${positionals.join(' ')}`)
    return { path: positionals[0], options: values }
  } catch (error) {
    throw new Usage((error as Error).message)
  }
}

/** A file's policy, or a preset's. */
function policyAt(path: string): unknown {
  if (!existsSync(path)) {
    if (Object.hasOwn(PRESETS, path)) return PRESETS[path]
    throw new Usage(`expected a file at ${path}, or the name of a preset, got neither`)
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Usage(`${path}: expected JSON, ${(error as Error).message}`)
  }
}

function whole(text: string | undefined, name: string, least: number, most: number, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text)
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new Usage(`expected ${name} to be a whole number from ${least} to ${most}, got ${text}`)
  return value
}

function between(text: string | undefined, name: string, least: number, most: number, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text)
  if (!(value >= least && value <= most) || (name === '--accuracy' && value === least))
    throw new Usage(`expected ${name} to be a number from ${least} to ${most}, got ${text}`)
  return value
}

/** A line on standard error that is written over, or one per fifth where it can't be. */
function progress(done: number, all: number): void {
  if (process.stderr.isTTY) {
    const filled = Math.round((24 * done) / all)
    const bar = `${'█'.repeat(filled)}${'·'.repeat(24 - filled)}`
    process.stderr.write(done === all ? '\r\x1b[K' : `\r${bar} ${done} of ${all}`)
  } else if (done % Math.ceil(all / 5) === 0 || done === all) process.stderr.write(`lint: ${done} of ${all}\n`)
}

function say(text: string, code: number): number {
  process.stdout.write(text)
  return code
}

// For people

const isColoured = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
const paint = (code: number, text: string) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text)
const green = (text: string) => paint(32, text)
const red = (text: string) => paint(31, text)
const faint = (text: string) => paint(2, text)

const fees = (nano: number) => (nano / 1e9).toFixed(3)
const chance = (nano: number) => (nano === 0 ? '0' : nano < 1000 ? '<1e-6' : (nano / 1e9).toPrecision(3))

function told(report: Report): string {
  const { name, policy, cells, capture, ladder, bribe, repairs, advice, passes, worst, options } = report
  const panels = [...new Set(cells.map(({ panel }) => panel))]
  const lines = [
    `${name}`,
    faint(
      `policy ${policy}, seed ${options.seed}; a juror who reads is right in ${(100 * options.accuracy).toFixed(0)} of 100`,
    ),
    '',
    ...panels.flatMap((panel) => payTable(cells.filter((cell) => cell.panel === panel))),
    `Capture, by share of the stake: more than half of each panel, of all, and how often a lie stood when it was played`,
    row(['share', ...ladder.map((seats) => `of ${seats}`), 'all', 'lie stood', '±', 'seats asked']),
    ...capture.map(({ share, panels: each, all, played }) =>
      row([
        `${(share / 1e7).toFixed(0)} %`,
        ...each.map(chance),
        chance(all),
        fees(played!.lie),
        fees(1.96 * played!.error),
        (played!.seats / 1e9).toFixed(1),
      ]),
    ),
    '',
    `Cost of corruption, in fees; a seat is worth ${fees(report.swing)} to whoever holds it`,
    row(['panel', 'buys a majority', 'a p + ε briber shows, up to here']),
    ...bribe.map(({ seats, majority, escrow }) => row([String(seats), fees(majority), fees(escrow)])),
    '',
    ...(repairs.length > 0 ? ['What was tried where it is worst'] : []),
    ...repairs.map(
      ({ what, strategy, margin, error, closes }) =>
        `  ${closes ? green('✓') : red('✗')} ${what} “${strategy}” then ${versus(margin)} ± ${fees(1.96 * error)}`,
    ),
    ...(repairs.length > 0 ? [''] : []),
    ...advice.map((sentence) => `  ${sentence}`),
    ...(advice.length > 0 ? [''] : []),
    passes
      ? green('honest work pays best')
      : red(`refused: “${worst.strategy}” earns ${fees(worst.margin)} fees more than honest work`),
  ]
  return `${lines.join('\n')}\n`
}

const versus = (margin: number) => (margin > 0 ? `earns ${fees(margin)} more` : `earns ${fees(-margin)} less`)

function payTable(cells: readonly Cell[]): string[] {
  const rates = [...new Set(cells.map(({ baseRate }) => baseRate))]
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))]
  const exact = cells.every(({ error }) => error === 0)
  return [
    `Pay per seat in a panel of ${cells[0]!.panel}, in fees${exact ? ', exactly' : ', ± at 95 %'}; columns: how often one answer is true`,
    row(['', ...rates.map((rate) => (rate / 1e9).toFixed(2))], 14),
    ...strategies.flatMap((strategy) => {
      const own = cells.filter((cell) => cell.strategy === strategy)
      const figures = own.map((cell) => {
        const figure = `${fees(cell.pay)}${cell.error > 0 ? `±${(1.96e-9 * cell.error).toFixed(2)}` : ''}${strategy !== 'honest' && beats(cell) ? '!' : ' '}`
        return strategy !== 'honest' && beats(cell) ? red(figure.padStart(13)) : figure
      })
      return [`${row([strategy, ...figures], 14)}  ${faint(SENTENCES[strategy])}`]
    }),
    '',
  ]
}

const row = (parts: readonly string[], first = 8) =>
  `  ${parts.map((part, i) => (i === 0 ? part.padEnd(first) : part.padStart(13))).join(' ')}`

/** The command can't be carried out as given: exit 2. */
class Usage extends Error {}

try {
  process.exitCode = await main()
} catch (error) {
  if (error instanceof Malformed) process.stderr.write(`${error.strays.map((stray) => `lint: ${stray}`).join('\n')}\n`)
  else if (error instanceof Usage) process.stderr.write(`lint: ${error.message}\nlint: --help lists the options\n`)
  else throw error
  process.exitCode = 2
}
