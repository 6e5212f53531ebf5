/**
 * Bytes: anything, up to a length; two answers agree if they are equal. What a computation returned, or a transcription.
 * @module
 */
import { type Hex, toBytes, toHex } from '#primitives/bytes'
import { integer } from '../block.ts'
import type { SpaceRule } from './space.ts'

export const bytes: SpaceRule = {
  fields: { wants: { most: integer(1, 65_536) }, takes: { items: integer(1, 65_535) } },
  open: ['most', 'items'],
  make: ({ most }) => ({
    name: 'bytes',
    size: Number(most),
    fixed: false,
    offersNone: true,
    encode: (value: Hex) => {
      const raw = toBytes(value)
      if (raw.length > Number(most)) throw new Error(`bytes: expected at most ${most} bytes, got ${raw.length}`)
      return raw
    },
    decode: (raw) => (raw.length <= Number(most) ? toHex(raw) : undefined),
    distance: (a: Hex, b: Hex) => (a === b ? 0 : 1),
    near: (a: Hex, b: Hex) => a === b,
    span: 1,
  }),
}
