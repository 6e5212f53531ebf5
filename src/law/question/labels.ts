/**
 * Labels: which of the labels apply, any number of them. A value lists them in ascending order; in bytes it is a bit
 * for each, the first label the highest bit. Distance is Jaccard's: 1 − shared/all.
 * @module
 */
import { fraction, integer, numberIn } from '../block.ts'
import type { Space, SpaceRule } from './space.ts'

export const labels: SpaceRule = {
  fields: {
    wants: { labels: integer(1, 256) },
    takes: { tolerance: fraction(0, 1), items: integer(1, 65_535) },
  },
  open: ['labels', 'items'],
  make: (block) => sets(Number(block.labels), numberIn(block, 'tolerance', 0)),
}

function sets(count: number, tolerance: number): Space<readonly number[]> {
  const size = Math.ceil(count / 8)
  const isSet = (value: readonly number[]) =>
    value.every((label, i) => Number.isInteger(label) && label >= (i === 0 ? 0 : value[i - 1]! + 1) && label < count)
  const distance = (a: readonly number[], b: readonly number[]) => {
    const shared = a.filter((label) => b.includes(label)).length
    const all = a.length + b.length - shared
    return all === 0 ? 0 : 1 - shared / all
  }
  return {
    name: 'labels',
    size,
    fixed: true,
    offersNone: true,
    encode: (value) => {
      if (!isSet(value)) throw new Error(`labels: expected labels below ${count} in ascending order, got ${value}`)
      const bytes = new Uint8Array(size)
      for (const label of value) bytes[label >> 3]! |= 128 >> (label & 7)
      return bytes
    },
    decode: (bytes) => {
      if (bytes.length !== size) return undefined
      const all = Array.from({ length: 8 * size }, (_, label) => label)
      const value = all.filter((label) => bytes[label >> 3]! & (128 >> (label & 7)))
      return isSet(value) ? value : undefined
    },
    distance,
    near: (a, b) => distance(a, b) <= tolerance,
    span: 1,
  }
}
