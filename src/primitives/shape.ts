/**
 * Shape: what a record from outside must look like before anybody computes with it.
 *
 * A shape says where a value first strays, and nothing else passes: no member more, none less, no number that isn't a
 * decimal string, no upper-case hex. So that mathematics behind it need not defend itself.
 * @module
 */
import { isHex } from './bytes.ts'
import { canonical, type Json } from './json.ts'

/** Where `value` strays from the shape, as a sentence; undefined if it doesn't. `at` names the place. */
export type Shape = (value: unknown, at: string) => string | undefined

const stray = (at: string, expected: string, value: unknown) =>
  `${at}: expected ${expected}, got ${JSON.stringify(value)?.slice(0, 60) ?? 'nothing'}`

/** A decimal string without leading zeros, at most `bits` wide. 53 bits fit a number exactly. */
export const decimal =
  (bits: number): Shape =>
  (value, at) =>
    typeof value === 'string' &&
    /^(0|[1-9][0-9]*)$/.test(value) &&
    value.length < 80 &&
    BigInt(value) >> BigInt(bits) === 0n
      ? undefined
      : stray(at, `a u${bits} as a decimal string`, value)

/** Lower-case hex, of exactly `size` bytes when given. */
export const hex =
  (size?: number): Shape =>
  (value, at) =>
    isHex(value, size) ? undefined : stray(at, `${size ?? 'whole'} bytes of lower-case hex`, value)

/** Text of whole code points: a lone surrogate has no bytes, and so no hash. */
export const text: Shape = (value, at) =>
  typeof value === 'string' && value.isWellFormed() ? undefined : stray(at, 'well-formed text', value)

export const bool: Shape = (value, at) => (typeof value === 'boolean' ? undefined : stray(at, 'true or false', value))

/** One of some strings. */
export const oneOf =
  (...words: readonly string[]): Shape =>
  (value, at) =>
    words.includes(value as string) ? undefined : stray(at, words.join(' or '), value)

/** A shape, or null. */
export const orNull =
  (shape: Shape): Shape =>
  (value, at) =>
    value === null ? undefined : shape(value, at)

export const list =
  (shape: Shape): Shape =>
  (value, at) => {
    if (!Array.isArray(value)) return stray(at, 'a list', value)
    for (const [i, item] of value.entries()) {
      const strays = shape(item, `${at}[${i}]`)
      if (strays) return strays
    }
    return undefined
  }

/** A record of whatever a canonical record may hold. */
export const plain: Shape = (value, at) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return stray(at, 'a record', value)
  try {
    canonical(value as Json)
    return undefined
  } catch (error) {
    return `${at}: ${(error as Error).message}`
  }
}

/** A record of exactly these members. */
export const record =
  (members: Readonly<Record<string, Shape>>): Shape =>
  (value, at) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return stray(at, 'a record', value)
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(members, name))
    if (unknown !== undefined) return `${at}: expected no member ${JSON.stringify(unknown).slice(0, 60)}`
    for (const [name, shape] of Object.entries(members)) {
      if (!Object.hasOwn(value, name)) return `${at}: expected a member ${name}, got none`
      const strays = shape((value as Record<string, unknown>)[name], `${at}.${name}`)
      if (strays) return strays
    }
    return undefined
  }
