/**
 * Tallies: the rules by which ballots become an outcome, by the name that a policy calls them. A new one is a file
 * beside these and a line here; docs/7-add-a-tally.md shows it.
 * @module
 */
import { bridging } from './bridging.ts'
import { cluster } from './cluster.ts'
import type { TallyRule } from './count.ts'
import { eachLabel } from './eachLabel.ts'
import { forecast } from './forecast.ts'
import { geometric } from './geometric.ts'
import { median, reporters } from './median.ts'
import { most } from './most.ts'
import { peers } from './peers.ts'
import { points } from './points.ts'
import { rankedPairs } from './rankedPairs.ts'
import { robust } from './robust.ts'
import { surprising } from './surprising.ts'
import { workers } from './workers.ts'

export const TALLIES: Readonly<Record<string, TallyRule>> = {
  plurality: most,
  cluster,
  points,
  median,
  geometric,
  reporters,
  'ranked pairs': rankedPairs,
  'each label': eachLabel,
  forecast,
  workers,
  bridging,
  surprising,
  robust,
  peers,
}
