/**
 * Sortition: a panel is drawn by lot, with replacement, and every draw can be proven.
 *
 * A juror drawn k times holds k seats and casts one ballot of weight k: splitting a stake over accounts gains nothing.
 * To keep one juror from filling a panel, seats beyond `seatCap` are skipped during the first 8n draws; after them the
 * cap is off, unless the court is strict and sits with what it has. Skipped draws stay in the record, since without
 * them nobody could check why they were skipped.
 *
 * The draw looks at nothing but the roll and the seed. Mirrored by contracts/libraries/DrawLib.sol; vectors in
 * test/vectors/draw.json.
 * @module
 */
import type { Address, Digest } from '#primitives/bytes'
import { drawPoint } from '#primitives/random'
import { climb, locate, type SumTree } from '#primitives/sumtree'
import type { RollHeader } from './roll.ts'

/** One selection by lot. */
export type Draw = {
  /** Position in the panel's sequence of draws, from 0. */
  i: number
  /** The juror's number. */
  number: number
  address: Address
  /** Weight in the roll, u128. */
  weight: bigint
  /** Seats this juror holds after this draw. */
  held: number
  /** The juror's previous draw in this panel, or NO_DRAW. */
  prev: number
  /** False if the cap turned the draw away. */
  seated: boolean
}

/** What a panel is drawn for. */
export type Lottery = {
  /** SHA-256 of the beacon's signature. */
  randomness: Digest
  disputeKey: Digest
  /** Number of the sitting, ρ = 2p + a. */
  panel: number
  /** Seats wanted, n ≥ 1. */
  seats: number
  /** Seats of one juror in the first 8n draws; 0 for no cap. */
  seatCap: number
  /** True if the draw ends after 8n draws whatever is seated. */
  strict: boolean
  /** Whether a juror who is drawn first sits alone, see trust.ts; nobody does where it isn't said. */
  alone?: (first: Address) => boolean
}

/** `prev` of a juror's first draw. */
export const NO_DRAW = 2 ** 32 - 1

/** A draw's juror before the cap is applied: what one look into the roll gives. */
export type Drawn = { number: number; address: Address; weight: bigint }

/** Whether the sequence is complete: all seats filled, a strict court's 8n draws made, or one drawn who sits alone. */
export function isComplete(lottery: Lottery, draws: readonly Draw[]): boolean {
  const [first] = draws
  if (first && lottery.alone?.(first.address)) return true
  const seated = draws.reduce((sum, draw) => sum + (draw.seated ? 1 : 0), 0)
  return seated >= lottery.seats || (lottery.strict && draws.length >= 8 * lottery.seats)
}

/** Where draw `i` falls. */
export function pointOf(lottery: Lottery, i: number, total: bigint): bigint {
  return drawPoint(lottery.randomness, lottery.disputeKey, lottery.panel, i, total)
}

/**
 * Seats or skips the next juror of a sequence.
 * Assumes the sequence isn't complete; ends, since after 8n draws every draw seats somebody.
 */
export function seatNext(lottery: Lottery, draws: readonly Draw[], drawn: Drawn): Draw {
  const turnedAway = place(draws, drawn, false)
  const capped = lottery.seatCap > 0 && turnedAway.held >= lottery.seatCap && turnedAway.i < 8 * lottery.seats
  return capped ? turnedAway : place(draws, drawn, true)
}

/** The next draw of a sequence when it is known whether it was seated: position, seats held, previous draw. */
export function place(draws: readonly Draw[], drawn: Drawn, seated: boolean): Draw {
  const last = draws.findLast((draw) => draw.number === drawn.number)
  const held = (last?.held ?? 0) + (seated ? 1 : 0)
  return { i: draws.length, ...drawn, held, prev: last ? last.i : NO_DRAW, seated }
}

/** Draws a whole panel from a dense roll, each draw with its path. */
export function drawPanel(
  lottery: Lottery,
  roll: { tree: SumTree; total: bigint; addressOf: (number: number) => Address },
): { draws: Draw[]; paths: Uint8Array[] } {
  const draws: Draw[] = []
  const paths: Uint8Array[] = []
  while (!isComplete(lottery, draws)) {
    const { index, path } = locate(roll.tree, pointOf(lottery, draws.length, roll.total))
    const weight = roll.tree.levels[0]!.sums[index]!
    draws.push(seatNext(lottery, draws, { number: index, address: roll.addressOf(index), weight }))
    paths.push(path)
  }
  return { draws, paths }
}

/** True if `path` proves that draw's juror out of the roll's root, with the weight claimed. */
export function provesDraw(lottery: Lottery, header: RollHeader, draw: Draw, path: Uint8Array): boolean {
  const x = pointOf(lottery, draw.i, header.total)
  const { root, before } = climb({ address: draw.address, weight: draw.weight }, draw.number, path)
  return root.hash === header.root && root.sum === header.total && before <= x && x < before + draw.weight
}
