/**
 * Space: what can be answered. A value has one spelling in bytes, and two values have a distance.
 *
 * Distance and tolerance make one family out of many systems: a re-execution that must match, a sign seen within ten
 * metres, a number within its error, a gradient that others confirm. Each space is written once; clusters, medoids,
 * quorums and scores by distance come with it.
 *
 * Values are whole numbers inside (steps, 10^−7 degrees, millionths), so there is no NaN, no infinity and no −0 to
 * refuse, and one value never has two spellings. Three marks stand beside the values of every space.
 * @module
 */
import type { Hex } from '#primitives/bytes'
import { canonical, type Json } from '#primitives/json'
import type { Block, Fields } from '../block.ts'

/** Left out; an answer that nobody can know; "not one of those offered", or true but beside the point. */
export const MARKS = ['blank', 'cannot tell', 'none of these'] as const
export type Mark = (typeof MARKS)[number]

/** A place: 10^−7 degrees north and east, and where one looks, in hundredths of a degree clockwise from north. */
export type Point = { north: number; east: number; heading?: number }
/** A choice from 1, and what share (in millionths) one believes to choose 1, 2, … n. */
export type Opinion = { choice: number; forecast: readonly number[] }
export type Value = number | Hex | readonly number[] | Point | Opinion
/** What a juror says of one item. */
export type Said = Value | Mark

export type SpaceName =
  | 'choice'
  | 'scalar'
  | 'point'
  | 'order'
  | 'labels'
  | 'distribution'
  | 'vector'
  | 'bytes'
  | 'opinion'

/** One answer space with its parameters filled in. */
export type Space<V extends Value = Value> = {
  name: SpaceName
  /** Bytes of an encoded value: of every one if `fixed`, else at most. */
  size: number
  fixed: boolean
  /** True if 'none of these' may be said. */
  offersNone: boolean
  /** Canonical bytes. @throws Error when the value isn't in the space. */
  encode: (value: V) => Uint8Array
  /** The value, or undefined unless the bytes are a value's canonical spelling. */
  decode: (bytes: Uint8Array) => V | undefined
  /** How far apart; 0 for equal values, the same both ways, finite. */
  distance: (a: V, b: V) => number
  /** Near enough to be the same answer. */
  near: (a: V, b: V) => boolean
  /** Distance at which nothing is left of agreement, above 0. */
  span: number
  /** How many values there are, where they can be numbered 0 … classes − 1 by `classOf`. */
  classes?: number
  classOf?: (value: V) => number
  ofClass?: (kind: number) => V
}

/** How a space is made from a policy's question block. */
export type SpaceRule = {
  fields: Fields
  /** Members which a dispute, not its court, may state: how many choices, how many candidates. */
  open: readonly string[]
  // biome-ignore lint/suspicious/noExplicitAny: the table holds spaces of every kind of value
  make: (block: Block) => Space<any> | string
}

export const isMark = (said: Said): said is Mark => MARKS.includes(said as Mark)

/** True if both say the very same. */
export const isSame = (a: Said, b: Said): boolean => canonical(a as Json) === canonical(b as Json)

/** 1 for equal answers, falling to 0 at the space's span. */
export function closeness(space: Space, a: Value, b: Value): number {
  return Math.max(0, 1 - space.distance(a, b) / space.span)
}
