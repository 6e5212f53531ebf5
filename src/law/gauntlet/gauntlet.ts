/**
 * Gauntlet: a court plays against everybody who would sit in it without reading, before it costs anybody money.
 *
 * For each base rate, panel size and strategy one juror acts by the strategy and the others read. If some strategy earns
 * more than reading does, beyond three standard errors, the policy is refused: its fee would buy bots. The court's own
 * tally, score and purse are played. Small panels are gone through case by case; the rest is sampled, from a seed, so
 * that the same policy and seed give the same report, byte for byte.
 *
 * What it doesn't know: how dear reading is, and how well jurors read. It says whether honest work pays best, not
 * whether it pays.
 * @module
 */
import type { Digest } from '#primitives/bytes'
import { type Nano, nanos } from '#primitives/real'
import type { Block } from '../block.ts'
import { type Court, courtOf } from '../court.ts'
import { bribeEscrow, captureOf, ladderCapture, panelsOf } from './capture.ts'
import { expectedPay, expectedPays, isExact } from './exact.ts'
import { withControls } from './repair.ts'
import { measuredPay } from './sampled.ts'
import { type Stage, stageOf } from './stage.ts'
import { habitOf, LONE, type Lone, type World } from './strategies.ts'

export type Options = {
  seed: number
  /** Hearings per sampled figure. */
  hearings: number
  baseRates: readonly number[]
  accuracy: number
}
export const USUAL: Options = { seed: 1, hearings: 400, baseRates: [0.5, 0.7, 0.8, 0.9, 0.95], accuracy: 0.8 }

/** What one strategy earned; pay and error in billionths of a fee, everything else in billionths of 1. */
export type Cell = { panel: number; baseRate: Nano; strategy: Lone; pay: Nano; error: Nano; right: Nano }

export type Report = {
  policy: Digest
  name: string
  seed: number
  cells: readonly Cell[]
  /** Where a bot comes nearest to honest work, or farthest above it. Positive: the bot earns more. */
  worst: { strategy: Lone; panel: number; baseRate: Nano; margin: Nano; error: Nano }
  /** False: refused, unless the owner overrides it with a signed and public entry. */
  passes: boolean
  /** Chance of filling more than half of a panel, and of all panels of the ladder, by share of the stake. */
  capture: readonly { share: Nano; panels: readonly Nano[]; ladder: Nano }[]
  /** Escrow of a p + ε briber for the whole ladder, in fees. */
  bribe: Nano
  /** Chance that the outcome is a lie on which so many jurors of the first panel agreed beforehand. */
  ring: readonly { members: number; wins: Nano }[]
  /** What one juror gains by sitting as two, in fees. Zero: nothing. */
  sybil: Nano | undefined
  advice: readonly string[]
}

/** Plays one policy through. @throws Error if the policy isn't one, or if its question can't be staged. */
export function gauntlet(policy: unknown, options: Options = USUAL): Report {
  const court = seated(policy)
  const sizes = panelSizes(court.policy.ladder)
  const cells = sizes.flatMap((panel) => cellsOf(stageOf(court, panel), panel, options))
  const worst = worstOf(cells)
  const passes = !beats(worst)
  const ladder = laddersPanels(court.policy.ladder)
  const first = stageOf(court, sizes[0]!)
  return {
    policy: court.hash,
    name: court.policy.name,
    seed: options.seed,
    cells,
    worst,
    passes,
    capture: [0.1, 0.2, 0.3, 0.33, 0.4, 0.45].map((share) => ({
      share: nanos(share),
      panels: ladder.map((seats) => nanos(captureOf(share, seats))),
      ladder: nanos(ladderCapture(share, ladder)),
    })),
    bribe: nanos(bribeEscrow(ladder, swing(cells))),
    ring: isExact(first, sizes[0]!) ? ringsOf(first, sizes[0]!, options) : [],
    sybil: isExact(first, sizes[0]!) ? nanos(sybilGain(first, sizes[0]!, options)) : undefined,
    advice: advise(court, worst, passes, options),
  }
}

/** The first panel's size, and one more where it is small. */
export function panelSizes(ladder: Block): number[] {
  const asked = Number(ladder.machines ?? ladder.seats ?? (ladder.onward ? panelSizes(ladder.onward as Block)[0] : 3))
  const size = Math.max(3, Math.min(21, asked))
  return size < 5 ? [size, 5] : [size]
}

function cellsOf(stage: Stage, panel: number, { baseRates, accuracy, hearings, seed }: Options): Cell[] {
  return baseRates.flatMap((baseRate) => {
    const world: World = { baseRate, accuracy }
    return LONE.map((strategy): Cell => {
      const found = isExact(stage, panel)
        ? { ...expectedPay(stage, world, strategy, panel), error: 0 }
        : measuredPay(stage, world, strategy, panel, hearings, seed)
      return {
        panel,
        baseRate: nanos(baseRate),
        strategy,
        pay: nanos(found.pay),
        error: nanos(found.error),
        right: nanos(found.right),
      }
    })
  })
}

function worstOf(cells: readonly Cell[]): Report['worst'] {
  const margins = cells
    .filter(({ strategy }) => strategy !== 'honest')
    .map((bot) => {
      const honest = cells.find(
        ({ strategy, panel, baseRate }) => strategy === 'honest' && panel === bot.panel && baseRate === bot.baseRate,
      )!
      const error = nanos(Math.sqrt(bot.error ** 2 + honest.error ** 2) / 1e9)
      return { strategy: bot.strategy, panel: bot.panel, baseRate: bot.baseRate, margin: bot.pay - honest.pay, error }
    })
  return margins.reduce((worst, one) => (one.margin - 3 * one.error > worst.margin - 3 * worst.error ? one : worst))
}

/** Beyond three standard errors, and a millionth of a fee. */
const beats = ({ margin, error }: Report['worst']) => margin > 3 * error + 1000

/** What a seat wins if it is right rather than wrong: the swing that a briber must make good. */
function swing(cells: readonly Cell[]): number {
  const pay = (strategy: Lone) =>
    cells.find((cell) => cell.strategy === strategy && cell.panel === cells[0]!.panel)!.pay / 1e9
  return Math.max(0, pay('honest') - pay('inverted')) / 0.6
}

function ringsOf(stage: Stage, panel: number, { accuracy }: Options): Report['ring'] {
  const world = { baseRate: 1, accuracy }
  const liar = { whenA: 0, whenB: 0, reads: false }
  return Array.from({ length: panel }, (_, n) => {
    const honest = Array.from({ length: panel - n - 1 }, () => habitOf('honest', world))
    const { isB } = expectedPays(stage, world, [...Array.from({ length: n + 1 }, () => liar), ...honest])
    return { members: n + 1, wins: nanos(isB) }
  })
}

/** Two seats of one juror against one seat each of two accounts that say the same. */
function sybilGain(stage: Stage, panel: number, { accuracy }: Options): number {
  const world = { baseRate: 0.7, accuracy }
  const others = Array.from({ length: panel - 2 }, () => habitOf('honest', world))
  const lazy = habitOf('lazy', world)
  const whole = expectedPays(stage, world, [lazy, ...others], [2n])
  const split = expectedPays(stage, world, [lazy, lazy, ...others])
  return split.pays[0]! + split.pays[1]! - whole.pays[0]!
}

/** What would close the gap, tried before it is said. */
function advise({ policy }: Court, worst: Report['worst'], passes: boolean, options: Options): string[] {
  if (passes) return []
  const rate = worst.baseRate / 1e9
  const said = [
    `where one answer is true of ${Math.round(100 * rate)} in 100, “${worst.strategy}” earns ${(worst.margin / 1e9).toFixed(3)} fees more than honest work`,
  ]
  for (const each of [4, 8, 16]) {
    const repaired = courtOf(withControls(policy, each))
    if (!repaired.ok) return [...said, 'controls don’t fit this question: score by peers or by a later truth instead']
    const stage = stageOf(repaired.value, worst.panel)
    const some = { ...options, baseRates: [rate], hearings: Math.min(options.hearings, 200) }
    if (!beats(worstOf(cellsOf(stage, worst.panel, some))))
      return [...said, `${each} controls beside each item, half of either class, would close the gap`]
  }
  return [...said, 'sixteen controls do not close the gap: the purse pays for more than the score']
}

function laddersPanels(ladder: Block): number[] {
  if (ladder.onward) return laddersPanels(ladder.onward as Block)
  const seats = Number(ladder.people ?? ladder.seats ?? ladder.most ?? 3)
  return panelsOf(seats, ladder.rungs === 'appeals' ? Number(ladder.appeals ?? 0) : 0)
}

function seated(policy: unknown): Court {
  const read = courtOf(policy)
  if (!read.ok) throw new Error(`gauntlet: ${read.refusal.join('; ')}`)
  return read.value
}
