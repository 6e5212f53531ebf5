/**
 * Opinion: a choice, and beside it what one expects the others to choose. Asked where the crowd may be wrong together:
 * who knows better also knows that the others don't. Distance looks at the choice alone.
 * @module
 */
import { concat, toUint, uint } from '#primitives/bytes'
import { integer } from '../block.ts'
import { decodeForecast, encodeForecast, isForecast } from './distribution.ts'
import type { Opinion, SpaceRule } from './space.ts'

export const opinion: SpaceRule = {
  fields: { wants: { choices: integer(2, 64) }, takes: { items: integer(1, 65_535) } },
  open: ['choices', 'items'],
  make: (block) => {
    const choices = Number(block.choices)
    const fits = ({ choice, forecast }: Opinion) =>
      Number.isInteger(choice) && choice >= 1 && choice <= choices && isForecast(forecast, choices)
    return {
      name: 'opinion',
      size: 1 + 3 * choices,
      fixed: true,
      offersNone: false,
      encode: (value: Opinion) => {
        if (!fits(value)) throw new Error(`opinion: expected a choice of ${choices} and a forecast`)
        return concat(uint(value.choice, 1), encodeForecast(value.forecast))
      },
      decode: (bytes) => {
        const forecast = decodeForecast(bytes.subarray(1), choices)
        const choice = Number(toUint(bytes.subarray(0, 1)))
        return forecast && fits({ choice, forecast }) ? { choice, forecast } : undefined
      },
      distance: (a: Opinion, b: Opinion) => (a.choice === b.choice ? 0 : 1),
      near: (a: Opinion, b: Opinion) => a.choice === b.choice,
      span: 1,
      classes: choices,
      classOf: ({ choice }: Opinion) => choice - 1,
    }
  },
}
