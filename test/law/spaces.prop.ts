/** Answer spaces: bytes and distances of whatever can be said. */
import fc from 'fast-check'
import geodesic from 'geographiclib-geodesic'
import { describe, expect, test } from 'vitest'
import type { Block } from '#law/block'
import { metresBetween, onEllipsoid, placeAt, placeUnder } from '#law/question/point'
import { answerRoom, decodeAnswer, encodeAnswer, keyOf, questionOf } from '#law/question/question'
import { scalarSteps, scalarText } from '#law/question/scalar'
import { closeness, type Said, type Value } from '#law/question/space'
import { toBytes, toHex } from '#primitives/bytes'
import { hexOf, turnBit } from '../support/arbitraries.ts'
import { ask } from '../support/crowd.ts'
import { law } from '../support/law.ts'
import { vectors } from '../support/vectors.ts'

const degrees = (most: number) => fc.integer({ min: -most, max: most })
const points = fc
  .tuple(degrees(900_000_000), degrees(1_799_999_999), fc.integer({ min: 0, max: 35_999 }))
  .map(([north, east, heading]) => ({ ...placeAt(north / 1e7, east / 1e7), heading }))
const forecasts = (outcomes: number) =>
  fc
    .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: outcomes - 1, maxLength: outcomes - 1 })
    .map((cuts) => [0, ...cuts.toSorted((a, b) => a - b), 1_000_000])
    .map((cuts) => cuts.slice(1).map((cut, i) => cut - cuts[i]!))

/** Every space with a court that asks in it, and its values. */
const SPACES: Record<string, { court: Block; values: fc.Arbitrary<Value> }> = {
  choice: { court: { space: 'choice', choices: 5 }, values: fc.integer({ min: 1, max: 5 }) },
  scalar: {
    court: { space: 'scalar', min: '-1', max: '1', step: '0.001', tolerance: '0.01' },
    values: fc.integer({ min: 0, max: 2000 }),
  },
  point: { court: { space: 'point', metres: '10', degrees: '20' }, values: points },
  order: {
    court: { space: 'order', candidates: 4, none: true },
    values: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
  },
  labels: { court: { space: 'labels', labels: 12 }, values: fc.subarray(Array.from({ length: 12 }, (_, i) => i)) },
  distribution: { court: { space: 'distribution', outcomes: 3 }, values: forecasts(3) },
  vector: {
    court: { space: 'vector', dimensions: 3 },
    values: fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 3, maxLength: 3 }),
  },
  bytes: { court: { space: 'bytes', most: 40 }, values: fc.integer({ min: 0, max: 40 }).chain(hexOf) },
  opinion: {
    court: { space: 'opinion', choices: 3 },
    values: fc.record({ choice: fc.integer({ min: 1, max: 3 }), forecast: forecasts(3) }),
  },
}

for (const [name, { court, values }] of Object.entries(SPACES)) {
  describe(name, () => {
    const question = ask(court, { items: 3 })
    const { space } = question
    const marks: Said[] = ['blank', 'cannot tell', ...(space.offersNone ? (['none of these'] as const) : [])]
    const said = fc.oneof(values, fc.constantFrom(...marks))
    const answers = fc.array(said, { minLength: 3, maxLength: 3 })

    law('an answer survives its bytes, and they fit the room', answers, (answer) => {
      const bytes = encodeAnswer(question, answer)
      expect(decodeAnswer(question, bytes)).toEqual(answer)
      expect(toBytes(bytes).length).toBeLessThanOrEqual(answerRoom(question))
      if (space.fixed) expect(toBytes(bytes).length).toBe(answerRoom(question))
    })

    law('what isn’t canonical is no answer', answers, fc.nat(), (answer, bit) => {
      const turned = toHex(turnBit(toBytes(encodeAnswer(question, answer)), bit))
      const read = decodeAnswer(question, turned)
      if (read) expect(encodeAnswer(question, read)).toBe(turned)
      expect(decodeAnswer(question, `${encodeAnswer(question, answer)}00`)).toBeUndefined()
    })

    law('distance is 0 to itself, the same both ways, and finite', values, values, (a, b) => {
      expect(space.distance(a, a)).toBe(0)
      expect(space.distance(a, b)).toBe(space.distance(b, a))
      expect(Number.isFinite(space.distance(a, b))).toBe(true)
      expect(space.near(a, a)).toBe(true)
      expect(closeness(space, a, b)).toBeLessThanOrEqual(1)
      if (!space.near(a, b)) expect(keyOf(space, a)).not.toBe(keyOf(space, b))
    })
  })
}

describe('places', () => {
  const { WGS84 } = geodesic.Geodesic
  const steps = fc.integer({ min: -400_000, max: 400_000 })

  law(
    'below ten kilometres within 0.1 % of GeographicLib, at the date line and the poles too',
    points,
    steps,
    steps,
    (a, north, east) => {
      const b = placeAt(Math.max(-90, Math.min(90, (a.north + north) / 1e7)), (a.east + east) / 1e7)
      const theirs = WGS84.Inverse(a.north / 1e7, a.east / 1e7, b.north / 1e7, b.east / 1e7).s12!
      if (theirs < 10_000)
        expect(Math.abs(metresBetween(a, b) - theirs)).toBeLessThanOrEqual(Math.max(0.002, theirs * 1e-3))
    },
  )

  law('across the Earth within 0.6 %', points, points, (a, b) => {
    const theirs = WGS84.Inverse(a.north / 1e7, a.east / 1e7, b.north / 1e7, b.east / 1e7).s12!
    expect(Math.abs(metresBetween(a, b) - theirs)).toBeLessThanOrEqual(0.01 + theirs * 0.006)
  })

  law('a place is found again from space', points, (a) => {
    expect(metresBetween(placeUnder(onEllipsoid(a)), a)).toBeLessThan(0.02)
  })

  test('the pole has one spelling, and so has the date line', () => {
    expect(placeAt(90, 17)).toEqual({ north: 900_000_000, east: 0 })
    expect(placeAt(0, 180)).toEqual({ north: 0, east: -1_800_000_000 })
    const { space } = ask({ space: 'point', metres: '10' })
    expect(() => space.encode({ north: 900_000_000, east: 1 })).toThrow('expected a place on Earth')
  })
})

test('a scalar is spelled exactly', () => {
  const court = { space: 'scalar', min: '-0.3', max: '0.3', step: '0.1' }
  expect([0, 1, 3, 4].map((value) => scalarText(court, value))).toEqual(['-0.3', '-0.2', '0', '0.1'])
  expect(['-0.3', '-0.20', '0', '0.1'].map((text) => scalarSteps(court, text))).toEqual([0, 1, 3, 4])
  for (const none of ['', '-0.4', '0.05', '1e0', ' 0', '99', '0.1000000001'])
    expect(scalarSteps(court, none), none).toBeUndefined()
})

test('a dispute states what its court left open, and nothing else', () => {
  expect(questionOf({ space: 'choice' })).toBe('question: expected a member choices, got none')
  expect(questionOf({ space: 'choice', choices: 2 }, { choices: 3 })).toBe(
    "question.choices: expected the court's own, 2",
  )
  expect(questionOf({ space: 'point', metres: '1' }, { spanMetres: '9' })).toBe(
    'question.spanMetres: expected the court to say it, not the dispute',
  )
  expect(questionOf({ space: 'scalar', min: '0', max: '1', step: '0.3' })).toBe(
    'question.max: expected a whole number of steps above min',
  )
  expect(questionOf({ space: 'colour' })).toContain('question.space: expected one of choice, scalar')
})

describe('a second implementation spells every answer alike', () => {
  for (const { court, answer, bytes } of vectors('spaces').answers!) {
    test(`${court.space}: ${JSON.stringify(answer).slice(0, 70)}`, () => {
      const question = ask(court, { items: answer.length })
      expect(encodeAnswer(question, answer)).toBe(bytes)
      expect(decodeAnswer(question, bytes)).toEqual(answer)
    })
  }
})
