/**
 * Json: the one spelling of a record, by RFC 8785, so that a body has one hash.
 *
 * Integers travel as decimal strings (JSON has no 64-bit integers); numbers that aren't safe integers are refused,
 * because two engines may print them differently.
 * @module
 */
import canonicalize from 'canonicalize'
import { type Digest, utf8 } from './bytes.ts'
import { digest } from './hash.ts'

/** What a canonical record may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** RFC 8785 text of `value`. @throws Error on a number that isn't a safe integer, or on undefined. */
export function canonical(value: Json): string {
  assertPlain(value)
  const text = canonicalize(value)
  if (text === undefined) throw new Error('json: expected a value, got undefined')
  return text
}

/** keccak-256 of the RFC 8785 text. */
export function jsonHash(value: Json): Digest {
  return digest(utf8(canonical(value)))
}

function assertPlain(value: Json): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new Error(`json: expected a safe integer or a decimal string, got ${value}`)
  }
  if (value === undefined) throw new Error('json: expected a value, got undefined')
  if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) assertPlain(inner)
}
