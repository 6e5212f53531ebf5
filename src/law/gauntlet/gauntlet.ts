/**
 * Gauntlet: a court plays against everybody who would sit in it without reading, before it costs anybody money.
 *
 * For each panel size, base rate and strategy somebody acts by the strategy and the others read. If some strategy earns
 * more than reading does, beyond four standard errors, the policy is refused: its fee would buy bots. The court's own
 * tally, score, purse and ladder are played. Small panels are gone through case by case; the rest is sampled, from a
 * seed, so that the same policy and seed give the same report, byte for byte.
 *
 * What it doesn't know: how dear reading is, and how well jurors read. It says whether honest work pays best, not
 * whether it pays.
 * @module
 */
import type { Digest } from '#primitives/bytes'
import { type Nano, nanos } from '#primitives/real'
import type { Block } from '../block.ts'
import { type Court, courtOf } from '../court.ts'
import { captureOf, ladderCapture, panelsOf } from './capture.ts'
import { beats, type Cell, worstOf } from './cell.ts'
import { climbedBy } from './climbed.ts'
import { expectedPay, expectedPays, isExact } from './exact.ts'
import { type Repair, repairsOf } from './repair.ts'
import { measuredPay } from './sampled.ts'
import { type Stage, stageOf } from './stage.ts'
import { ALONE, habitOf, JOINT, LONE, RARER, type Seating, type Strategy, type World } from './strategies.ts'

export type Options = {
  seed: number
  /** Hearings per sampled figure. */
  hearings: number
  /** Disputes per figure of the ladder. */
  disputes: number
  baseRates: readonly number[]
  /** Chance that a juror who reads sees the truth, above a half. */
  accuracy: number
  /** Share of the stake that accounts which act as one hold. */
  share: number
  /** Whether changes are tried where a policy is refused. */
  repairs: boolean
}
export const USUAL: Options = {
  seed: 1,
  hearings: 400,
  disputes: 400,
  baseRates: [0.5, 0.7, 0.8, 0.9, 0.95],
  accuracy: 0.8,
  share: 0.1,
  repairs: true,
}

export type Report = {
  policy: Digest
  name: string
  options: Options
  cells: readonly Cell[]
  /** Where a bot comes nearest to honest work, or farthest above it. Positive margin: the bot earns more. */
  worst: Cell
  /** False: refused, unless the owner overrides it with a signed and public entry. */
  passes: boolean
  /** Panel sizes if every verdict is appealed. */
  ladder: readonly number[]
  /** Chance of filling more than half of a panel, and of all panels; and how often a lie stood when it was played. */
  capture: readonly {
    share: Nano
    panels: readonly Nano[]
    all: Nano
    /** Undefined where no disputes were to be played. */
    played?: { lie: Nano; error: Nano; truth: Nano; seats: Nano }
  }[]
  /** What a seat wins if it is right rather than wrong, in fees. */
  swing: Nano
  /** Cost of corruption, in fees: buying just more than half of a panel, and what a p + ε briber must show for all up to it. */
  bribe: readonly { seats: number; majority: Nano; escrow: Nano }[]
  /** Chance that the outcome is a lie on which so many jurors of the first panel agreed beforehand. */
  ring: readonly { members: number; wins: Nano }[]
  /** What was tried to close the gap, and what came of it. Empty where there is none. */
  repairs: readonly Repair[]
  advice: readonly string[]
}

/**
 * Plays one policy through.
 * @param progress - Told before each group of figures how many of all groups are done.
 * @throws Malformed if the policy isn't one, or can't be played.
 */
export function gauntlet(
  policy: unknown,
  options: Options = USUAL,
  progress = (_done: number, _all: number) => {},
): Report {
  const court = seated(policy)
  try {
    return played(court, options, progress)
  } catch (error) {
    if (error instanceof Malformed) throw error
    throw new Malformed([`policy: expected one that can be played; ${(error as Error).message}`])
  }
}

/** What one hearing of a policy's largest panel looks at, about, in bytes: what a request may not have too much of. */
export function loadOf(policy: unknown): number {
  const court = seated(policy)
  const { tally, score, ladder } = court.policy
  const panel = Math.max(...panelSizes(ladder))
  const { items, controls, question } = stagedFor(court, panel)
  const { name, size, fixed, classes = 2 } = question.space
  const answer = !fixed ? SHORT : name === 'order' ? size * size : size
  const isOverClasses = tally.rule === 'workers' || JSON.stringify(score).includes('"peers"')
  const rounds = tally.rule === 'workers' ? Math.max(1, Number(tally.rounds ?? 100) / 100) : 1
  return Math.ceil(panel * (items + controls) * answer * (isOverClasses ? (rounds * classes) / 2 : 1))
}

/** Answers of any length are short here. */
const SHORT = 32

function played(court: Court, options: Options, progress: (done: number, all: number) => void): Report {
  const sizes = panelSizes(court.policy.ladder)
  const all = sizes.length * options.baseRates.length + SHARES.length + 1
  let done = 0
  const step = <T>(work: T): T => {
    progress(++done, all)
    return work
  }
  progress(0, all)
  const cells = sizes.flatMap((panel) => {
    const stage = stagedFor(court, panel)
    return options.baseRates.flatMap((baseRate) => step(cellsOf(court, stage, panel, baseRate, options)))
  })
  const worst = worstOf(cells)
  const passes = !beats(worst)
  const ladder = laddersPanels(court.policy.ladder)
  const first = stagedFor(court, sizes[0]!)
  const swing = swingOf(cells, options)
  const capture = SHARES.map((share) => step(captured(first, ladder, share, options)))
  const repairs = step(
    passes || !options.repairs ? [] : repairsOf(court.policy, worst, (repaired) => tried(repaired, worst, options)),
  )
  return {
    policy: court.hash,
    name: court.policy.name,
    options,
    cells,
    worst,
    passes,
    ladder,
    capture,
    swing: nanos(swing),
    bribe: ladder.map((seats, p) => ({
      seats,
      majority: nanos((Math.floor(seats / 2) + 1) * swing),
      escrow: nanos(ladder.slice(0, p + 1).reduce((sum, n) => sum + n * swing, 0)),
    })),
    ring: isExact(first, sizes[0]!) ? ringsOf(first, sizes[0]!, options) : [],
    repairs,
    advice: advise(court, worst, passes, repairs, capture, ladder),
  }
}

/** Long lists before large panels are heard less often: so many replies per figure, but never fewer hearings than this. */
const MOST_REPLIES = 12_000
const LEAST_HEARINGS = 100
const SHARES = [0, 0.05, 0.1, 0.2, 0.3, 0.33, 0.4, 0.45]

/** The first panel's size, and one more where it is small. */
export function panelSizes(ladder: Block): number[] {
  const asked = Number(ladder.machines ?? ladder.seats ?? (ladder.onward ? panelSizes(ladder.onward as Block)[0] : 3))
  const size = Math.max(3, Math.min(21, asked))
  return size < 5 ? [size, 5] : [size]
}

/** Everybody's pay at one panel size and base rate. Where seats are by person nobody sits twice. */
function cellsOf({ policy }: Court, stage: Stage, panel: number, baseRate: number, options: Options): Cell[] {
  const { accuracy, share, hearings, seed } = options
  const world: World = { baseRate, accuracy }
  const most = Math.max(LEAST_HEARINGS, Math.floor(MOST_REPLIES / (panel * (stage.items + stage.controls))))
  const paid = (strategy: Strategy, seating: Seating) =>
    isExact(stage, panel)
      ? { ...expectedPay(stage, world, strategy, panel, seating), error: 0 }
      : measuredPay(stage, world, strategy, panel, Math.min(hearings, most), seed, seating)
  const weight = policy.panel?.weight ?? 'stake'
  const honest = paid('honest', ALONE)
  // who splits a stake could have left it in one account, if accounts count by what they hold
  const whole = weight === 'one' || weight === 'person' ? honest : paid('honest', { share, whole: true })
  const played: Strategy[] = [...LONE, ...JOINT.filter((one) => one !== 'sybil' || weight !== 'person')]
  return played.map((strategy): Cell => {
    const isAlone = LONE.some((one) => one === strategy)
    const found = strategy === 'honest' ? honest : paid(strategy, isAlone ? ALONE : { share })
    const than = strategy === 'sybil' ? whole : honest
    return {
      panel,
      baseRate: nanos(baseRate),
      strategy,
      pay: nanos(found.pay),
      error: nanos(found.error),
      margin: nanos(found.pay - than.pay),
      marginError: strategy === 'honest' ? 0 : nanos(Math.sqrt(found.error ** 2 + than.error ** 2)),
      right: nanos(found.right),
    }
  })
}

/** The worst case again, under another policy: its worst strategy there. Undefined if the policy can't be. */
function tried(policy: unknown, { panel, baseRate }: Cell, options: Options): Cell | undefined {
  const court = courtOf(policy)
  if (!court.ok) return undefined
  return worstOf(cellsOf(court.value, stagedFor(court.value, panel), panel, baseRate / 1e9, options))
}

/** What a seat wins if it is right rather than wrong: what a briber must make good. */
function swingOf(cells: readonly Cell[], { accuracy }: Options): number {
  const [first] = cells
  const pay = (strategy: Strategy) =>
    cells.find((cell) => cell.strategy === strategy && cell.panel === first!.panel)!.pay / 1e9
  return Math.max(0, pay('honest') - pay('inverted')) / (2 * accuracy - 1)
}

function captured(stage: Stage, ladder: readonly number[], share: number, options: Options): Report['capture'][number] {
  const { accuracy, disputes, seed } = options
  const drawn = {
    share: nanos(share),
    panels: ladder.map((size) => nanos(captureOf(share, size))),
    all: nanos(ladderCapture(share, ladder)),
  }
  if (disputes === 0) return drawn
  const { lie, error, truth, seats } = climbedBy(stage, accuracy, share, disputes, seed)
  return { ...drawn, played: { lie: nanos(lie), error: nanos(error), truth: nanos(truth), seats: nanos(seats) } }
}

function ringsOf(stage: Stage, panel: number, { accuracy }: Options): Report['ring'] {
  const world = { baseRate: 1, accuracy }
  return Array.from({ length: panel }, (_, n) => {
    const honest = Array.from({ length: panel - n - 1 }, () => habitOf('honest', world))
    const { isB } = expectedPays(stage, world, [...Array.from({ length: n + 1 }, () => RARER), ...honest])
    return { members: n + 1, wins: nanos(isB) }
  })
}

/** What the figures come to, in sentences. Nothing is advised that wasn't tried. */
function advise(
  { policy }: Court,
  worst: Cell,
  passes: boolean,
  repairs: readonly Repair[],
  capture: Report['capture'],
  ladder: readonly number[],
): string[] {
  const closing = repairs.find(({ closes }) => closes)
  const gap = passes
    ? []
    : [
        `where one answer is true of ${Math.round(worst.baseRate / 1e7)} in 100, “${worst.strategy}” earns ${(worst.margin / 1e9).toFixed(3)} fees more than honest work`,
        ...(closing ? [`${closing.what} would close the gap`] : []),
        ...(repairs.length > 0 && !closing
          ? ['nothing that was tried closes the gap: the purse pays for more than the score']
          : []),
      ]
  const third = capture.find(({ share }) => share === 330_000_000)!.all / 1e9
  const more = ladderCapture(0.33, [...ladder, 2 * ladder.at(-1)! + 1])
  const larger =
    third > 0.01 && policy.purse.split !== 'none'
      ? [
          `a third of the stake fills ${percent(third)} of all ladders; one more appeal would make that ${percent(more)}`,
        ]
      : []
  const panel: Block = policy.panel ?? {}
  const cap =
    ladder[0]! >= 3 && panel.seatCap === undefined && panel.weight !== 'person'
      ? [
          `a seat cap of 1 would make the first panel cost ${Math.floor(ladder[0]! / 2) + 1} accounts; it holds where an account is a person`,
        ]
      : []
  return [...gap, ...larger, ...cap]
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.001 ? 4 : 1)} %`

function laddersPanels(ladder: Block): number[] {
  if (ladder.onward) return laddersPanels(ladder.onward as Block)
  const seats = Number(ladder.people ?? ladder.seats ?? ladder.most ?? 3)
  return panelsOf(seats, ladder.rungs === 'appeals' ? Number(ladder.appeals ?? 0) : 0)
}

/** A stage for a court. What can't be staged isn't a policy that could work. */
function stagedFor(court: Court, panel: number): Stage {
  try {
    return stageOf(court, panel)
  } catch (error) {
    throw new Malformed([`question: ${(error as Error).message}`])
  }
}

function seated(policy: unknown): Court {
  const read = courtOf(policy)
  if (!read.ok) throw new Malformed(read.refusal)
  return read.value
}

/** The policy isn't one: every place where it strays, by block and member. */
export class Malformed extends Error {
  readonly strays: readonly string[]
  constructor(strays: readonly string[]) {
    super(`gauntlet: ${strays.join('; ')}`)
    this.strays = strays
  }
}
