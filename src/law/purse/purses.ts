/**
 * Purses: the ways to split money, by the name that a policy calls them.
 * @module
 */
import { agreeing } from './agreeing.ts'
import { clip } from './clip.ts'
import { dispense } from './dispense.ts'
import { dues } from './dues.ts'
import { equal } from './equal.ts'
import { prompt } from './prompt.ts'
import { type PurseRule, Settlement } from './purse.ts'
import { rankCurve } from './rankCurve.ts'
import { shares } from './shares.ts'
import { winnerTakes } from './winnerTakes.ts'

/** Nobody is paid: standing is all that moves, and the pot goes back. */
const none: PurseRule = { fields: {}, split: (_, { pot }) => new Settlement(pot).close() }

export const PURSES: Readonly<Record<string, PurseRule>> = {
  coherent: agreeing,
  clip,
  shares,
  'rank curve': rankCurve,
  dispense,
  'winner takes': winnerTakes,
  equal,
  prompt,
  dues,
  none,
}
