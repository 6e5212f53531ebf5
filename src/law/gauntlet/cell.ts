/**
 * Cell: what one strategy earned in one court, at one panel size and base rate, and when that beats honest work.
 * @module
 */
import type { Nano } from '#primitives/real'
import type { Strategy } from './strategies.ts'

/** What one strategy earned per seat; money in billionths of a fee, everything else in billionths of 1. */
export type Cell = {
  panel: number
  baseRate: Nano
  strategy: Strategy
  pay: Nano
  /** One standard error of `pay`; 0 where everything was gone through. */
  error: Nano
  /** Pay less that of honest work with the same stake, and its standard error. */
  margin: Nano
  marginError: Nano
  /** How often the first item came out true. */
  right: Nano
}

/** Where a bot comes nearest to honest work, or farthest above it. */
export const worstOf = (cells: readonly Cell[]): Cell =>
  cells
    .filter(({ strategy }) => strategy !== 'honest')
    .reduce((worst, one) => (lowest(one) > lowest(worst) ? one : worst))
/** The largest of a hundred figures is judged, so three standard errors would refuse one good court in ten. */
const lowest = ({ margin, marginError }: Cell) => margin - 4 * marginError

/** Beyond four standard errors, and a millionth of a fee. */
export const beats = (cell: Cell): boolean => lowest(cell) > 1000
