/**
 * Approval: everybody names all candidates that are good enough, and the one whom most name wins.
 * @module
 */
import { integer } from '#law/block'
import { eachItem, share, type TallyRule, valuesOr, weightOf } from '#law/tally/count'

export const approval: TallyRule = {
  over: ['labels'],
  /** So many must approve of the winner. */
  fields: { takes: { least: integer(1, 1023) } },
  monotone: true,
  tally: ({ least = 1 }, counting) =>
    eachItem(counting, (votes) =>
      valuesOr(votes, (values, total) => {
        const approvals = (candidate: number) =>
          weightOf(values.filter(({ said }) => (said as readonly number[]).includes(candidate)))
        const candidates = [...new Set(values.flatMap(({ said }) => said as readonly number[]))]
        const top = candidates.map(approvals).reduce((a, b) => (b > a ? b : a), 0n)
        const leaders = candidates.filter((candidate) => approvals(candidate) === top)
        const clear = leaders.length === 1 && top >= BigInt(Number(least))
        return { outcome: clear ? leaders : undefined, support: share(top, total) }
      }),
    ),
}
