/**
 * Forecast: the crowd's distribution is the mean of its members' by weight, in whole millionths.
 * @module
 */
import { wholeParts } from '../question/distribution.ts'
import { eachItem, share, type TallyRule, valuesOr, weightOf } from './count.ts'

export const forecast: TallyRule = {
  over: ['distribution'],
  fields: {},
  monotone: false,
  tally: (_, counting) =>
    eachItem(counting, (votes) =>
      valuesOr(votes, (values, total) => {
        const columns = (values[0]!.said as readonly number[]).map((_, k) =>
          values.reduce((sum, { said, weight }) => sum + BigInt((said as readonly number[])[k]!) * weight, 0n),
        )
        const weight = weightOf(values)
        const outcome = wholeParts(columns.map((column) => Number((column * 1_000_000n) / weight)))
        return { outcome, support: share(weight, total) }
      }),
    ),
}
