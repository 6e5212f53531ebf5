/** Laws of the draw's point. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawPoint } from '#primitives/random'
import { digests } from '../support/arbitraries.ts'
import { law } from '../support/law.ts'
import { vectors } from '../support/vectors.ts'

test('points are those of the vectors', () => {
  for (const row of vectors('draw').draws!) {
    const x = drawPoint(row.randomness, row.disputeKey, Number(row.panel), Number(row.i), BigInt(row.total))
    expect(x).toBe(BigInt(row.x))
  }
})

law(
  'a point lies on the ring',
  digests,
  digests,
  fc.nat(),
  fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }),
  (randomness, key, i, total) => {
    const x = drawPoint(randomness, key, 0, i, total)
    expect(x >= 0n && x < total).toBe(true)
  },
)

law(
  'another dispute, panel or draw has another point',
  digests,
  digests,
  fc.nat({ max: 1000 }),
  (randomness, key, i) => {
    const total = 2n ** 127n
    const points = [
      drawPoint(randomness, key, 0, i, total),
      drawPoint(randomness, key, 1, i, total),
      drawPoint(randomness, key, 0, i + 1, total),
      drawPoint(key, randomness, 0, i, total),
    ]
    fc.pre(randomness !== key)
    expect(new Set(points).size).toBe(points.length)
  },
)

test('a ring without weight is an error', () => {
  expect(() => drawPoint(`0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`, 0, 0, 0n)).toThrow('total above 0')
})
