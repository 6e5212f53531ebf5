/**
 * Peers: the jurors are the candidates, and grade each other; coordinate j of a ballot is the grade for juror j, in the
 * order of their names. Elects `winners` of them so that no ballot moves its own juror's chance (see jurors/partition.ts).
 * The outcome has 1 for the elected and 0 for the others.
 * @module
 */
import { elect, groupsOf, isElectable } from '#jurors/partition'
import { integer } from '../block.ts'
import { isMark } from '../question/space.ts'
import { inOrder, type TallyRule } from './count.ts'

export const peers: TallyRule = {
  over: ['vector'],
  fields: { wants: { winners: integer(1, 255), groups: integer(2, 32) } },
  monotone: false,
  tally: ({ winners, groups }, { question, ballots, seed }) =>
    Array.from({ length: question.items }, (_, i) => {
      const sorted = inOrder(ballots)
      const dimensions = question.space.size / 4
      if (sorted.length !== dimensions || sorted.length <= Number(winners)) return { outcome: undefined, support: 0 }
      const grades = sorted.map(({ answer }, mine) => {
        const said = answer[i] ?? 'blank'
        const given = isMark(said) ? sorted.map(() => 0) : (said as readonly number[])
        return given.map((grade, j) => (j === mine || grade < 0 ? 0n : BigInt(grade)))
      })
      const parts = groupsOf(sorted.length, Number(groups), seed)
      if (!isElectable(parts, Number(winners))) return { outcome: undefined, support: 0 }
      const elected = elect(grades, parts, Number(winners), seed)
      return { outcome: sorted.map((_, j) => (elected.includes(j) ? 1 : 0)), support: 1_000_000_000 }
    }),
}
