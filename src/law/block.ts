/**
 * Block: what the six blocks of a policy have in common.
 *
 * A block is a record of plain JSON that names one rule and carries the rule's parameters. Each rule says which
 * members it wants and what they may hold, so a bad policy is refused with the place where it strays. Fractions are
 * decimal strings ("0.15"), durations are whole seconds, money is a decimal string of the smallest unit: a policy
 * holds nothing that two engines could print differently.
 * @module
 */
import type { Json } from '#primitives/json'
import type { Nano } from '#primitives/real'
import type { Shape } from '#primitives/shape'

/** A block as it stands in a policy. */
export type Block = { readonly [member: string]: Json }

/** Which members a rule wants, and which it takes. */
export type Fields = { wants?: Readonly<Record<string, Shape>>; takes?: Readonly<Record<string, Shape>> }

/** Name of whoever is scored and paid: usually an account's address. Compared by code unit. */
export type JurorKey = string

/** One juror's number, in billionths; undefined where there was nothing to judge the juror by. */
export type Score = { juror: JurorKey; score: Nano | undefined }

/** A whole number between two bounds, both allowed. */
export const integer =
  (least: number, most: number): Shape =>
  (value, at) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `${at}: expected a whole number from ${least} to ${most}, got ${show(value)}`

/** A decimal fraction as a string, one spelling per number, at most nine places. */
export const fraction =
  (least: number, most: number): Shape =>
  (value, at) =>
    typeof value === 'string' &&
    /^(?!-0$)-?(0|[1-9][0-9]{0,11})(\.[0-9]{0,8}[1-9])?$/.test(value) &&
    Number(value) >= least &&
    Number(value) <= most
      ? undefined
      : `${at}: expected a decimal string from ${least} to ${most}, got ${show(value)}`

/** A list of at least `least` and at most `most` values, no two alike. */
export const several =
  (shape: Shape, least: number, most: number): Shape =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < least || value.length > most)
      return `${at}: expected a list of ${least} to ${most}, got ${show(value)}`
    const twice = value.findIndex((one, i) => value.indexOf(one) !== i)
    if (twice >= 0) return `${at}[${twice}]: expected each once, got ${show(value[twice])} again`
    return value.map((one, i) => shape(one, `${at}[${i}]`)).find((strays) => strays !== undefined)
  }

/** Where a block strays from its rule's fields, `named` being the members that name the rule. */
export function strayField(block: Block, fields: Fields, named: readonly string[], at: string): string | undefined {
  const { wants = {}, takes = {} } = fields
  for (const [member, value] of Object.entries(block)) {
    if (named.includes(member)) continue
    const shape = Object.hasOwn(wants, member)
      ? wants[member]
      : Object.hasOwn(takes, member)
        ? takes[member]
        : undefined
    if (!shape) return `${at}: expected no member ${show(member)}`
    const strays = shape(value, `${at}.${member}`)
    if (strays) return strays
  }
  const missing = Object.keys(wants).find((member) => !Object.hasOwn(block, member))
  return missing === undefined ? undefined : `${at}: expected a member ${missing}, got none`
}

/** A record of its own inside a block. */
export const within =
  (fields: Fields): Shape =>
  (value, at) =>
    value === null || typeof value !== 'object' || Array.isArray(value)
      ? `${at}: expected a record, got ${show(value)}`
      : strayField(value as Block, fields, [], at)

/** A fraction member as a number; `otherwise` where the block doesn't have it. */
export function numberIn(block: Block, member: string, otherwise = Number.NaN): number {
  const value = block[member]
  return value === undefined ? otherwise : Number(value)
}

/** A fraction member in billionths, exactly. */
export function nanosIn(block: Block, member: string, otherwise = 0n): bigint {
  const value = block[member]
  return value === undefined ? otherwise : nanosOf(String(value))
}

/** A decimal string in billionths, exactly. */
export function nanosOf(decimal: string): bigint {
  const [whole = '0', places = ''] = decimal.split('.')
  const negative = whole.startsWith('-')
  const size = BigInt(negative ? whole.slice(1) : whole) * 1_000_000_000n + BigInt(places.padEnd(9, '0'))
  return negative ? -size : size
}

/** A value in a message: short, and spelled as JSON. */
export const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'nothing'

/** Orders by code unit: the canonical order of jurors, so that no sum depends on who came first. */
export const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
