/**
 * Each label by itself: a label stands if more than half of the weight gave it. Fields of a form, each with its own
 * majority: what is severe, what is a duplicate, what is out of scope.
 * @module
 */
import { eachItem, share, type TallyRule, valuesOr, weightOf } from './count.ts'

export const eachLabel: TallyRule = {
  over: ['labels'],
  fields: {},
  monotone: true,
  tally: (_, counting) =>
    eachItem(counting, (votes) =>
      valuesOr(votes, (values, total) => {
        const weight = weightOf(values)
        const sets = values.map(({ said, weight }) => ({ labels: said as readonly number[], weight }))
        const named = [...new Set(sets.flatMap(({ labels }) => labels))].toSorted((a, b) => a - b)
        const backing = (label: number) => weightOf(sets.filter(({ labels }) => labels.includes(label)))
        const outcome = named.filter((label) => 2n * backing(label) > weight)
        const margins = named.map((label) => (outcome.includes(label) ? backing(label) : weight - backing(label)))
        return {
          outcome,
          support: share(
            margins.reduce((a, b) => (b < a ? b : a), weight),
            total,
          ),
        }
      }),
    ),
}
