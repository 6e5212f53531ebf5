/**
 * Record: how many answers in a row of each juror of a court were checked and right, by what its final disputes found.
 *
 * A policy that trusts such a record has it stated with the question (`trusted`), so that the draw can be checked from
 * one docket; whoever has the court's others works it out again, as attestors do before they sign.
 * @module
 */
import { type Record, standings } from '#jurors/standing'
import type { Address } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { type Dispute, replay } from '../dispute.ts'
import type { Entry } from '../filing.ts'
import type { Streaks } from '../question/stated.ts'
import { standingPanels } from '../settlement.ts'
import type { BallotState } from '../verdict.ts'

/** Disputes of a court that a record looks back on: the newest that were open at its instant. */
export const MOST_RECORD = 100

/** Answers that came to nothing: they end a streak like wrong ones. */
const FAILED: readonly BallotState[] = ['absent', 'unopened', 'invalid', 'leaked']

/** What has become of each juror's answers under a policy, in a dispute that is final. An answer that nobody checked is no line. */
export function recordIn(entries: readonly Entry[]): Record[] {
  const dispute = replay(entries)
  return dispute?.final && dispute.void === undefined ? linesOf(dispute, dispute.final.at) : []
}

function linesOf(dispute: Dispute, at: Instant): Record[] {
  return standingPanels(dispute).flatMap(({ sitting, leaves }) => {
    const scores = new Map(sitting.judged?.word?.scores.map(({ juror, score }) => [juror, score]))
    const lines = leaves.flatMap(({ juror, state, panel }): [string, Record][] => {
      if (FAILED.includes(state)) return [[`${juror} ${panel}`, { juror, at, score: undefined }]]
      const score = state === 'opened' && panel === sitting.panel ? scores.get(juror) : undefined
      return typeof score === 'string' ? [[`${juror} ${panel}`, { juror, at, score: Number(score) }]] : []
    })
    // a juror's seats share one ballot
    return [...new Map(lines).values()]
  })
}

/** Everybody whose last answers were right, by what was final by then. */
export function streaksAt(dockets: readonly (readonly Entry[])[], until: Instant): Streaks {
  const log = dockets.flatMap(recordIn).filter(({ at }) => at <= until)
  return [...standings(log)]
    .flatMap(([juror, { streak }]) => (streak > 0 ? [{ juror: juror as Address, streak }] : []))
    .toSorted((a, b) => b.streak - a.streak || (a.juror < b.juror ? -1 : 1))
}
