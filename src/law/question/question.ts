/**
 * Question: a list of items in one answer space, and the canonical bytes of an answer to it.
 *
 *   answer = u16(items) ‖ items
 *   choice item    u32: 0 cannot tell, 1 … n the choice, 2^32 − 1 blank
 *   other spaces   u8 mark ‖ value: 0 blank, 1 cannot tell, 2 none of these, 3 a value; zeros where there is no value
 *   variable ones  u32(length) ‖ the same, without zeros
 *
 * Ballots are padded to the longest answer, or in variable spaces to the next power of two of at least 256, so that
 * length says nothing. Vectors in test/vectors/spaces.json.
 * @module
 */
import { concat, type Hex, toBytes, toHex, toUint, uint } from '#primitives/bytes'
import { type Block, integer, show, strayField } from '../block.ts'
import { bytes } from './bytes.ts'
import { BLANK } from './choice.ts'
import { distribution } from './distribution.ts'
import { labels } from './labels.ts'
import { opinion } from './opinion.ts'
import { order } from './order.ts'
import { point } from './point.ts'
import { scalar } from './scalar.ts'
import { isMark, MARKS, type Mark, type Said, type Space, type SpaceName, type SpaceRule } from './space.ts'
import { vector } from './vector.ts'

/** The question of one dispute. */
export type Question = { space: Space; items: number }

const VALUE = 3

const choice: SpaceRule = {
  fields: { wants: { choices: integer(1, BLANK - 1) }, takes: { items: integer(1, 65_535) } },
  open: ['choices', 'items'],
  make: ({ choices }) => {
    const fits = (value: number) => Number.isInteger(value) && value >= 1 && value <= Number(choices)
    return {
      name: 'choice',
      size: 4,
      fixed: true,
      offersNone: false,
      encode: (value: number) => {
        if (!fits(value)) throw new Error(`choice: expected 1 to ${choices}, got ${value}`)
        return uint(value, 4)
      },
      decode: (raw) => (raw.length === 4 && fits(Number(toUint(raw))) ? Number(toUint(raw)) : undefined),
      distance: (a: number, b: number) => (a === b ? 0 : 1),
      near: (a: number, b: number) => a === b,
      span: 1,
      classes: Number(choices),
      classOf: (value: number) => value - 1,
      ofClass: (kind: number) => kind + 1,
    }
  },
}

/** Every answer space, by the name that a policy calls it. */
export const SPACES: Readonly<Record<SpaceName, SpaceRule>> = {
  choice,
  scalar,
  point,
  order,
  labels,
  distribution,
  vector,
  bytes,
  opinion,
}

/** Where a policy's question block strays; members that a dispute may state may be missing. */
export function strayQuestion(block: Block): string | undefined {
  const rule = ruleOf(block)
  if (!rule) return unknownSpace(block)
  const { wants = {}, takes = {} } = rule.fields
  const open = Object.fromEntries(rule.open.filter((name) => name in wants).map((name) => [name, wants[name]!]))
  const fixed = Object.fromEntries(Object.entries(wants).filter(([name]) => !(name in open)))
  const strays = strayField(block, { wants: fixed, takes: { ...takes, ...open } }, ['space'], 'question')
  if (strays || Object.keys(open).some((name) => !(name in block))) return strays
  const made = rule.make(block)
  return typeof made === 'string' ? made : undefined
}

/**
 * The question of a dispute: its court's block, and what the dispute says beyond it.
 * @returns a sentence if the dispute may not ask this.
 */
export function questionOf(court: Block, asked: Block = {}): Question | string {
  const rule = ruleOf(court)
  if (!rule) return unknownSpace(court)
  const rewritten = Object.keys(asked).find((member) => member in court)
  if (rewritten !== undefined) return `question.${rewritten}: expected the court's own, ${show(court[rewritten])}`
  const closed = Object.keys(asked).find((member) => !rule.open.includes(member))
  if (closed !== undefined) return `question.${closed}: expected the court to say it, not the dispute`
  const block = { ...court, ...asked }
  const strays = strayField(block, rule.fields, ['space'], 'question')
  if (strays) return strays
  const space = rule.make(block)
  return typeof space === 'string' ? space : { space, items: Number(block.items ?? 1) }
}

/** Canonical bytes of an answer. @throws Error when it isn't one to this question. */
export function encodeAnswer(question: Question, answer: readonly Said[]): Hex {
  if (answer.length !== question.items)
    throw new Error(`question: expected ${question.items} items, got ${answer.length}`)
  return toHex(concat(uint(answer.length, 2), ...answer.map((said) => encodeItem(question.space, said))))
}

/** What an answer says, or undefined if the bytes aren't a canonical answer to this question. */
export function decodeAnswer(question: Question, answer: Hex): Said[] | undefined {
  const raw = toBytes(answer)
  if (raw.length < 2 || Number(toUint(raw.subarray(0, 2))) !== question.items) return undefined
  const said: Said[] = []
  let at = 2
  while (at < raw.length && said.length < question.items) {
    const { room, skip } = extent(question.space, raw, at)
    const item = raw.subarray(at + skip, at + skip + room)
    const one = item.length === room ? decodeItem(question.space, item) : undefined
    if (one === undefined) return undefined
    said.push(one)
    at += skip + room
  }
  return at === raw.length && said.length === question.items ? said : undefined
}

/** Bytes that every ballot of this question is padded to. */
export function answerRoom({ space, items }: Question): number {
  const most = 2 + items * (itemSize(space) + (space.fixed ? 0 : 4))
  let room = space.fixed ? most : 256
  while (room < most) room *= 2
  return room
}

/** One spelling per thing said: what tallies group by. */
export const keyOf = (space: Space, said: Said): Hex => toHex(encodeItem(space, said))

/** What such a spelling says; undefined if it isn't one. */
export const saidBy = (space: Space, key: Hex): Said | undefined =>
  decodeAnswer({ space, items: 1 }, toHex(concat(uint(1, 2), toBytes(key))))?.[0]

const itemSize = (space: Space) => (space.name === 'choice' ? 4 : 1 + space.size)

function encodeItem(space: Space, said: Said): Uint8Array {
  if (said === 'none of these' && !space.offersNone)
    throw new Error(`question: ${space.name} offers no "none of these"`)
  if (space.name === 'choice') {
    if (isMark(said)) return uint(said === 'blank' ? BLANK : 0, 4)
    return space.encode(said)
  }
  const body = isMark(said)
    ? concat(uint(MARKS.indexOf(said), 1), new Uint8Array(space.fixed ? space.size : 0))
    : concat(uint(VALUE, 1), space.encode(said))
  return space.fixed ? body : concat(uint(body.length, 4), body)
}

function decodeItem(space: Space, item: Uint8Array): Said | undefined {
  if (space.name === 'choice') {
    const value = Number(toUint(item))
    return value === BLANK ? 'blank' : value === 0 ? 'cannot tell' : space.decode(item)
  }
  if (item[0] === VALUE) return space.decode(item.subarray(1))
  const mark: Mark | undefined = MARKS[item[0] ?? VALUE]
  if (mark === undefined || (mark === 'none of these' && !space.offersNone)) return undefined
  const rest = item.subarray(1)
  return rest.length === (space.fixed ? space.size : 0) && rest.every((byte) => byte === 0) ? mark : undefined
}

/** Bytes of the item that begins at `at`, and of the length before it. */
function extent(space: Space, raw: Uint8Array, at: number): { room: number; skip: number } {
  if (space.fixed) return { room: itemSize(space), skip: 0 }
  return { room: Number(toUint(raw.subarray(at, at + 4))), skip: 4 }
}

const ruleOf = (block: Block): SpaceRule | undefined =>
  Object.hasOwn(SPACES, String(block.space)) ? SPACES[block.space as SpaceName] : undefined
const unknownSpace = (block: Block) =>
  `question.space: expected one of ${Object.keys(SPACES).join(', ')}, got ${show(block.space)}`
