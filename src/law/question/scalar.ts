/**
 * Scalar: a number on a scale, from `min` to `max` in steps. Inside, a value is the number of steps above `min`.
 * @module
 */
import { toUint, uint } from '#primitives/bytes'
import { type Block, fraction, integer, nanosIn, nanosOf } from '../block.ts'
import type { Space, SpaceRule } from './space.ts'

const BYTES = 6

export const scalar: SpaceRule = {
  fields: {
    wants: { min: fraction(-1e11, 1e11), max: fraction(-1e11, 1e11), step: fraction(1e-9, 1e11) },
    takes: { tolerance: fraction(0, 1e11), span: fraction(1e-9, 1e11), items: integer(1, 65_535) },
  },
  open: ['min', 'max', 'step', 'items'],
  make: (block) => {
    const [min, max, step] = [nanosIn(block, 'min'), nanosIn(block, 'max'), nanosIn(block, 'step')]
    if (max <= min || (max - min) % step !== 0n) return 'question.max: expected a whole number of steps above min'
    const last = (max - min) / step
    if (last >= 2n ** 48n) return 'question.step: expected fewer than 2^48 steps'
    return scale(Number(last), block)
  },
}

/** The number that a value stands for, as an exact decimal. */
export function scalarText(block: Block, value: number): string {
  const units = nanosOf(String(block.min)) + BigInt(value) * nanosOf(String(block.step))
  const size = units < 0n ? -units : units
  const places = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${size / 1_000_000_000n}${places && `.${places}`}`
}

/** Steps above min of a number as people write it; undefined unless it is one of the question's values. */
export function scalarSteps(block: Block, text: string): number | undefined {
  if (!/^-?\d{1,12}(\.\d{1,9})?$/.test(text)) return undefined
  const [min, max, step] = [nanosIn(block, 'min'), nanosIn(block, 'max'), nanosIn(block, 'step')]
  const above = nanosOf(text) - min
  return above < 0n || above > max - min || above % step !== 0n ? undefined : Number(above / step)
}

function scale(last: number, block: Block): Space<number> {
  const step = nanosIn(block, 'step')
  const inSteps = (member: string, otherwise: number) =>
    block[member] === undefined ? otherwise : Number(nanosIn(block, member)) / Number(step)
  const tolerance = Math.floor(inSteps('tolerance', 0))
  const fits = (value: number) => Number.isSafeInteger(value) && value >= 0 && value <= last
  return {
    name: 'scalar',
    size: BYTES,
    fixed: true,
    offersNone: true,
    encode: (value) => {
      if (!fits(value)) throw new Error(`scalar: expected 0 to ${last} steps, got ${value}`)
      return uint(value, BYTES)
    },
    decode: (bytes) => (bytes.length === BYTES && fits(Number(toUint(bytes))) ? Number(toUint(bytes)) : undefined),
    distance: (a, b) => Math.abs(a - b),
    near: (a, b) => Math.abs(a - b) <= tolerance,
    span: inSteps('span', last),
    ...(last < 64 ? { classes: last + 1, classOf: (value: number) => value, ofClass: (kind: number) => kind } : {}),
  }
}
