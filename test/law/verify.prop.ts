/**
 * Every changed byte of a transcript fails, and the failing claim is named.
 *
 * Bytes are changed within their class (a digit to a digit, a letter of hex to another), so that most files stay
 * well-formed and have to be caught by what they say. Values are changed, dropped, doubled and swapped in place, and
 * the file written canonically again. Appendices are part of the file.
 */
import fc from 'fast-check'
import { expect } from 'vitest'
import { spellTranscript } from '#law/transcript'
import { verify } from '#law/verify'
import { utf8 } from '#primitives/bytes'
import { canonical, type Json } from '#primitives/json'
import { tamper } from '../../bin/tamper.ts'
import { type Deed, hearing } from '../support/hearing.ts'
import { dearLaw } from '../support/law.ts'

const deeds: readonly Deed[] = [
  { does: 'vote', choice: 1 },
  { does: 'change', from: 1, to: 2 },
  { does: 'recuse' },
  { does: 'spoil', choice: 1 },
  { does: 'nothing' },
  { does: 'openByHand', choice: 2 },
  { does: 'vote', choice: 2 },
]
const files = [
  hearing({ seats: 3 }),
  hearing({ seats: 5, jurors: 16, seatCap: 2, deed: (juror) => deeds[juror % 7]! }),
  hearing({ deed: (_, panel) => (panel === 0 ? { does: 'nothing' } : { does: 'vote', choice: 1 }) }),
].map(({ transcript }) => spellTranscript(transcript))

const picks = fc.tuple(fc.nat({ max: files.length - 1 }), fc.nat())

for (const part of [1, 2, 3]) {
  dearLaw(
    `a changed byte anywhere in a transcript fails a claim, which is named (${part} of 3)`,
    picks,
    ([pick, seed]) => {
      const { file } = tamper(utf8(files[pick]!), seed)
      const checked = verify(file)
      expect(checked.ok).toBe(false)
      expect(checked.vouched).toBe('nobody')
      expect(checked.claims.find(({ ok }) => !ok)!.detail).not.toBe('')
    },
  )
}

dearLaw(
  'a value changed, dropped, doubled or swapped, and written canonically, fails a claim',
  picks,
  fc.nat(),
  ([pick, where], how) => {
    const value = JSON.parse(files[pick]!) as Json
    const places = placesIn(value)
    const changed = alter(value, places[where % places.length]!, how)
    fc.pre(changed !== undefined && canonical(changed) !== files[pick])
    expect(verify(canonical(changed!)).ok).toBe(false)
  },
)

type Path = readonly (string | number)[]

/** Every place of a record, in order. */
function placesIn(value: Json, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [at]
  const inner = Object.entries(value).flatMap(([name, each]) => placesIn(each as Json, [...at, name]))
  return at.length === 0 ? inner : [at, ...inner]
}

/** The record with one place changed; undefined where there is nothing to change. */
function alter(value: Json, path: Path, how: number): Json | undefined {
  const [name, ...rest] = path
  if (name === undefined) return mutate(value, how)
  const inner = alter((value as Record<string, Json>)[name]!, rest, how)
  if (inner === undefined) return undefined
  if (Array.isArray(value)) return value.with(Number(name), inner)
  return { ...(value as Record<string, Json>), [name]: inner }
}

function mutate(value: Json, how: number): Json | undefined {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'string') {
    if (/^[0-9]+$/.test(value)) return String(BigInt(value) + BigInt(1 + (how % 3)))
    if (value.startsWith('0x') && value.length > 2) {
      const at = 2 + (how % (value.length - 2))
      return `${value.slice(0, at)}${value[at] === '0' ? '1' : '0'}${value.slice(at + 1)}`
    }
    return `${value}.`
  }
  if (!Array.isArray(value) || value.length === 0) return undefined
  const i = how % value.length
  const shapes = [value.toSpliced(i, 1), value.toSpliced(i, 0, value[i]!), [...value.slice(1), value[0]!]]
  return shapes[how % 3]
}
