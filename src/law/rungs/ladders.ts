/**
 * Ladders: the rungs by the name that a policy calls them, and the one loop over them.
 * @module
 */
import type { Block } from '../block.ts'
import { assertion } from './assertion.ts'
import { doubling } from './doubling.ts'
import { holding } from './holding.ts'
import { again, appeals, earlyStop, later, machinesFirst, once, oneByOne } from './panels.ts'
import type { RungRule, Step, Story } from './rung.ts'

export const RUNGS: Readonly<Record<string, RungRule>> = {
  once,
  appeals,
  'one by one': oneByOne,
  'early stop': earlyStop,
  again,
  'machines first': machinesFirst,
  later,
  assertion,
  doubling,
  holding,
}

/** The next step of a dispute. Assumes the block was validated: rungs that don't end have a `onward`. */
export function climb(ladder: Block, story: Story, rungs = RUNGS): Exclude<Step, { step: 'next' }> {
  let block = ladder
  for (;;) {
    const step = rungs[String(block.rungs)]!.climb(block, story)
    if (step.step !== 'next') return step
    block = block.onward as Block
  }
}
