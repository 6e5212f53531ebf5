/**
 * Bent rolls: an epoch's rolls with one thing false in them, built as liars would build them, from the leaf up.
 * @module
 */
import fc from 'fast-check'
import { courtsPreimage, jurorsPreimage, leafPreimage } from '#jurors/preimage'
import { headerBytes } from '#jurors/roll'
import { namedPreimages, type Truth } from '#law/audit'
import { type Digest, type Hex, toBytes, toHex, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { depthFor, type Sum } from '#primitives/sumtree'

/** What is false: a weight, whose sums add up; or one byte of one preimage, counted from the first leaf to the root. */
export type Bend =
  | { kind: 'weight'; court: number; number: number; weight: bigint }
  | { kind: 'byte'; preimage: number; place: number; flip: number }
  | { kind: 'none' }

export const bends: fc.Arbitrary<Bend> = fc.oneof(
  fc.record({
    kind: fc.constant('weight' as const),
    court: fc.nat({ max: 5 }),
    number: fc.nat({ max: 31 }),
    weight: fc.oneof(fc.constant(0n), fc.constant(1n), fc.bigInt({ min: 0n, max: 2n ** 80n })),
  }),
  fc.record({
    kind: fc.constant('byte' as const),
    preimage: fc.nat({ max: 200 }),
    place: fc.nat({ max: 255 }),
    flip: fc.integer({ min: 1, max: 255 }),
  }),
)

/** The rolls as they would be sealed, and what all hashes in them were made of. */
export function bentRolls(truth: Truth, bend: Bend): { rollsRoot: Digest; shows: Map<Digest, Hex> } {
  const made: Hex[] = []
  const keep = (hex: Hex): Digest => {
    const bytes = toBytes(hex)
    if (bend.kind === 'byte' && made.length === bend.preimage) bytes[bend.place % bytes.length]! ^= bend.flip
    made.push(toHex(bytes))
    return digest(bytes)
  }
  const leaves = truth.courts.map(({ header, tree }, court) => {
    const sums = Array.from({ length: 2 ** depthFor(header.jurors) }, (_, i) => tree.levels[0]!.sums[i] ?? 0n)
    if (bend.kind === 'weight' && bend.court % truth.courts.length === court)
      sums[bend.number % sums.length] = bend.weight
    if (sums.every((sum) => sum === 0n)) return ZERO32
    let level = sums.map((weight, number): Sum => {
      const address = truth.jurors[number] ?? truth.jurors[0]!
      return { hash: weight === 0n ? ZERO32 : keep(leafPreimage({ address, weight })), sum: weight }
    })
    while (level.length > 1) {
      level = Array.from({ length: level.length / 2 }, (_, i): Sum => {
        const [left, right] = [level[2 * i]!, level[2 * i + 1]!]
        return { hash: keep(jurorsPreimage({ left, right })), sum: left.sum + right.sum }
      })
    }
    const { hash: root, sum: total } = level[0]!
    return keep(toHex(headerBytes({ ...header, root, total })))
  })
  const last = leaves.findLastIndex((leaf) => leaf !== ZERO32)
  const width = 2 ** depthFor(last + 1)
  let level = Array.from({ length: last < 0 ? 0 : width }, (_, court) => leaves[court] ?? ZERO32)
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, i) => keep(courtsPreimage(level[2 * i]!, level[2 * i + 1]!)))
  const rollsRoot = level[0] ?? ZERO32
  return { rollsRoot, shows: namedPreimages(rollsRoot, made) }
}
