/**
 * Assertion: somebody says the answer and puts a bond behind it; it stands unless somebody with an equal bond says
 * otherwise within the window. The cheapest court: nobody is asked where nobody disagrees.
 * @module
 */

import { decimal } from '#primitives/shape'
import { integer } from '../block.ts'
import { isSame } from '../question/space.ts'
import { final, type RungRule } from './rung.ts'

export const assertion: RungRule = {
  fields: { wants: { bond: decimal(128), windowSeconds: integer(1, 1e9) } },
  ends: false,
  tells: { bonds: 'must' },
  taken: ({ bond }, bonds) => bonds.filter(({ amount }) => amount >= BigInt(String(bond))),
  climb: (block, { bonds, now }) => {
    const { windowSeconds } = block
    const enough = assertion.taken!(block, bonds)
    const [asserted] = enough
    if (!asserted) return { step: 'wait' }
    const until = asserted.at + Number(windowSeconds)
    if (enough.some(({ said, at }) => !isSame(said, asserted.said) && at < until)) return { step: 'next' }
    return now >= until ? final(asserted.said, 'nobody challenged it') : { step: 'wait', until }
  },
}
