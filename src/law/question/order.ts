/**
 * Order: candidates from best to worst, each once. With `none`, "none acceptable" is one more candidate, ranked like
 * the others: whatever stands below it is not good enough. Distance is Kendall's: the share of pairs turned round.
 * @module
 */
import { bool } from '#primitives/shape'
import { integer } from '../block.ts'
import type { Space, SpaceRule } from './space.ts'

export const order: SpaceRule = {
  fields: {
    wants: { candidates: integer(2, 64) },
    takes: { none: bool, tolerancePairs: integer(0, 2016), items: integer(1, 65_535) },
  },
  open: ['candidates', 'items'],
  make: (block) =>
    orders(
      Number(block.candidates) + (block.none === true ? 1 : 0),
      block.none === true,
      Number(block.tolerancePairs ?? 0),
    ),
}

/** Pairs that two orders of the same candidates place differently. */
export function pairsTurned(a: readonly number[], b: readonly number[]): number {
  const placeIn = new Map(b.map((candidate, place) => [candidate, place]))
  const places = a.map((candidate) => placeIn.get(candidate)!)
  let turned = 0
  for (let i = 0; i < places.length; i++)
    for (let j = i + 1; j < places.length; j++) if (places[i]! > places[j]!) turned++
  return turned
}

function orders(candidates: number, none: boolean, tolerance: number): Space<readonly number[]> {
  const isOrder = (value: readonly number[]) =>
    value.length === candidates && value.toSorted((a, b) => a - b).every((candidate, i) => candidate === i)
  const pairs = (candidates * (candidates - 1)) / 2
  return {
    name: 'order',
    size: candidates,
    fixed: true,
    offersNone: none,
    encode: (value) => {
      if (!isOrder(value)) throw new Error(`order: expected ${candidates} candidates, each once, got ${value}`)
      return Uint8Array.from(value)
    },
    decode: (bytes) => (isOrder([...bytes]) ? [...bytes] : undefined),
    distance: (a, b) => pairsTurned(a, b) / pairs,
    near: (a, b) => pairsTurned(a, b) <= tolerance,
    span: 1,
  }
}
