/**
 * Panel: who is asked, and how much each counts. The block is data; the rules are those of jurors/.
 *
 *   weight    stake, one (every juror alike), person (one seat per proven person), rank, standing
 *   admit     what a juror's standing must show
 *   trust     from which streak on a juror may sit alone, audited with probability 1/streak
 *   ticket    hashes to pay for a seat
 *   controls  items with sealed answers in every list; who gets more wrong than is forgiven isn't counted
 *   conflicts who asks, put up a bond or brought an item isn't heard · groups: who was found to act as one is heard once
 * @module
 */
import type { Lottery } from '#jurors/sortition'
import { type Admission, lacks, type Standing } from '#jurors/standing'
import { sitsAlone } from '#jurors/trust'
import type { Address } from '#primitives/bytes'
import { bool, decimal, oneOf, text } from '#primitives/shape'
import { type Block, type Fields, fraction, integer, nanosOf, several, strayField, within } from './block.ts'
import type { Law } from './question/posed.ts'

const WEIGHTS = ['stake', 'one', 'person', 'rank', 'standing'] as const

/** What a juror's standing must show. */
export const ADMISSION: Fields = {
  takes: {
    done: integer(0, 1e6),
    streak: integer(0, 1e6),
    returned: fraction(0, 1),
    mean: fraction(-1, 1),
  },
}
const trust: Fields = { wants: { streak: integer(2, 1e6) } }
/** How many control items stand in each juror's list, and how many wrong ones are forgiven. */
const controls: Fields = { wants: { each: integer(1, 1000) }, takes: { forgive: integer(0, 1000) } }
const ticket: Fields = { wants: { work: decimal(64) }, takes: { target: integer(1, 1e6) } }

export const PANEL: Fields = {
  wants: { weight: oneOf(...WEIGHTS) },
  takes: {
    admit: within(ADMISSION),
    trust: within(trust),
    ticket: within(ticket),
    controls: within(controls),
    seeds: several(text, 1, 1000),
    conflicts: bool,
    groups: bool,
    seatCap: integer(1, 1023),
  },
}

/** Where the panel block strays. */
export function strayPanel(block: Block): string | undefined {
  const strays = strayField(block, PANEL, [], 'panel')
  if (strays) return strays
  if (block.weight === 'rank' && block.seeds === undefined) return 'panel: expected a member seeds, got none'
  return block.weight !== 'rank' && block.seeds !== undefined
    ? 'panel.seeds: expected only with weight rank'
    : undefined
}

/** What a juror's standing lacks for it to be admitted. */
export function lacking(block: Block, standing: Standing): string | undefined {
  const asks = (block.admit ?? {}) as Readonly<Record<string, string | number>>
  const shares = Object.entries(asks).map(([name, value]) => [
    name,
    typeof value === 'string' ? Number(nanosOf(value)) : value,
  ])
  return lacks(standing, Object.fromEntries(shares) as Admission)
}

/** Whether this juror, if it is drawn first, sits alone by the record that is stated of it. */
export function isLeftAlone({ policy, stated }: Law, lottery: Lottery, first: Address): boolean {
  const trust = policy.panel?.trust as Block | undefined
  const streak = stated?.trusted?.jurors.find(({ juror }) => juror === first)?.streak ?? 0
  return trust !== undefined && sitsAlone(streak, Number(trust.streak), first, lottery)
}
