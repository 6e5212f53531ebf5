/**
 * Surprisingly popular (Prelec, Seung, McCoy 2017): the answer that more people gave than people expected.
 *
 * Who knows better than the crowd also knows what the crowd thinks, so the forecasts of each answer's voters tell how
 * common it would be if nobody knew more. Score of k: share(k) · Σ_l P(k→l) / P(l→k), P(k→l) being the mean forecast of l
 * by those who answered k, cut to [1 %, 99 %]. An answer that nobody gave is never picked.
 * @module
 */
import { nanos } from '#primitives/real'
import { integer } from '../block.ts'
import { WHOLE } from '../question/distribution.ts'
import type { Opinion } from '../question/space.ts'
import { eachItem, type Finding, type TallyRule, type Vote, valuesOr, weightOf } from './count.ts'

export const surprising: TallyRule = {
  over: ['opinion'],
  /** Fewer opinions leave it undecided. */
  fields: { takes: { opinions: integer(1, 1023) } },
  monotone: false,
  tally: (block, counting) =>
    eachItem(counting, (votes) =>
      valuesOr(votes, (values) =>
        values.length < Number(block.opinions ?? 1)
          ? { outcome: undefined, support: 0 }
          : popular(values as Vote<Opinion>[], counting.question.space.classes!),
      ),
    ),
}

/** Score per choice, from 1 on; 0 where nobody chose it. Assumes at least one vote. */
export function surprise(votes: readonly Vote<Opinion>[], choices: number): number[] {
  const kinds = Array.from({ length: choices }, (_, k) => votes.filter(({ said }) => said.choice === k + 1))
  const total = Number(weightOf(votes))
  const forecast = kinds.map((group) =>
    Array.from({ length: choices }, (_, l) => {
      const sum = group.reduce((all, { said, weight }) => all + Number(weight) * said.forecast[l]!, 0)
      return Math.min(0.99, Math.max(0.01, sum / (WHOLE * Number(weightOf(group)))))
    }),
  )
  return kinds.map((group, k) => {
    if (group.length === 0) return 0
    const ratios = kinds.map((others, l) => (others.length === 0 ? 0 : forecast[k]![l]! / forecast[l]![k]!))
    return (Number(weightOf(group)) / total) * ratios.reduce((a, b) => a + b, 0)
  })
}

/** The outcome is an opinion whose forecast is the shares that were found. */
function popular(votes: readonly Vote<Opinion>[], choices: number): Finding {
  const scores = surprise(votes, choices).map(nanos)
  const top = Math.max(...scores)
  const support = nanos(
    Number(weightOf(votes.filter(({ said }) => scores[said.choice - 1] === top))) / Number(weightOf(votes)),
  )
  const trace = Object.fromEntries(scores.map((score, k) => [`choice ${k + 1}`, score]))
  if (scores.filter((score) => score === top).length > 1) return { outcome: undefined, support, trace }
  const choice = scores.indexOf(top) + 1
  const forecast = Array.from({ length: choices }, (_, k) => (k === choice - 1 ? WHOLE : 0))
  return { outcome: { choice, forecast }, support, trace }
}
