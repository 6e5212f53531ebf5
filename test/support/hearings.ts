/**
 * Hearings: random ballots for any court, close enough to each other that something can come of them.
 * @module
 */
import fc from 'fast-check'
import type { Block } from '#law/block'
import { type Court, type CourtPolicy, courtOf } from '#law/court'
import { placeAt } from '#law/question/point'
import type { Question } from '#law/question/question'
import type { Point, Said, Value } from '#law/question/space'
import type { Ballot, Counting } from '#law/tally/count'
import { SEED } from './crowd.ts'

/** What a dispute would say beyond each preset's question, by space. */
const ASKED: Readonly<Record<string, Block>> = {
  choice: { choices: 3 },
  scalar: { min: '0', max: '20', step: '1' },
  order: { candidates: 3 },
  labels: { labels: 6 },
  distribution: { outcomes: 3 },
  vector: { dimensions: 5 },
  opinion: { choices: 2 },
}

/** The court of a policy. @throws Error with what strays. */
export function seatOf(policy: CourtPolicy): Court {
  const read = courtOf(policy)
  if (!read.ok) throw new Error(read.refusal.join('; '))
  return read.value
}

/** What a dispute of this court asks, over `items` items. */
export function questionIn(court: Court, items: number): Question {
  const { question } = court.policy
  const open = Object.entries(ASKED[String(question.space)] ?? {}).filter(([member]) => !(member in question))
  const asked = court.question({ ...Object.fromEntries(open), items })
  if (typeof asked === 'string') throw new Error(asked)
  return asked
}

/** Replies to one item, marks among them. */
export function repliesTo({ space }: Question): fc.Arbitrary<Said> {
  const marks: Said[] = ['blank', 'cannot tell', ...(space.offersNone ? (['none of these'] as const) : [])]
  return fc.oneof({ weight: 8, arbitrary: valuesIn(space) }, { weight: 1, arbitrary: fc.constantFrom(...marks) })
}

/** A hearing of a court: three to nine jurors, one to four items, some of them controls where it has controls. */
export function hearingsOf(court: Court): fc.Arbitrary<Counting> {
  return fc.integer({ min: 1, max: 4 }).chain((items) => {
    const question = questionIn(court, items)
    const row = fc.array(repliesTo(question), { minLength: items, maxLength: items })
    const ballots = fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 4n }), row), { minLength: 3, maxLength: 9 })
    return fc.tuple(ballots, row).map(
      ([some, truth]): Counting => ({
        question,
        ballots: some.map(([weight, answer], i): Ballot => ({ juror: `juror ${i}`, weight, answer })),
        truth: truth.map((said, i) =>
          said !== 'blank' && (court.policy.panel?.controls || laterTruth(court)) && i % 2 === 0 ? said : undefined,
        ),
        seed: SEED,
      }),
    )
  })
}

const laterTruth = ({ policy }: Court) => policy.score.referee === 'later truth'

function valuesIn(space: Question['space']): fc.Arbitrary<Value> {
  const forecast = fc.constantFrom([500_000, 500_000], [900_000, 100_000], [200_000, 800_000])
  switch (space.name) {
    case 'choice':
      return fc.integer({ min: 1, max: space.classes! })
    case 'scalar':
      return fc.integer({ min: 0, max: space.classes! - 1 })
    case 'point':
      return fc
        .integer({ min: 0, max: 3 })
        .map((n): Point => placeAt(46.5 + n * 5e-5, 6.5, hasHeading(space) ? 90 + n : undefined))
    case 'order':
      return fc.shuffledSubarray(
        Array.from({ length: space.size }, (_, i) => i),
        { minLength: space.size },
      )
    case 'labels':
      return fc.subarray([0, 1, 2, 3])
    case 'distribution':
      return fc.constantFrom([500_000, 300_000, 200_000], [1_000_000, 0, 0], [0, 0, 1_000_000])
    case 'vector':
      return fc.array(fc.integer({ min: 0, max: 3 }), { minLength: space.size / 4, maxLength: space.size / 4 })
    case 'bytes':
      return fc.constantFrom('0x', '0x01', '0x02')
    case 'opinion':
      return fc.record({ choice: fc.integer({ min: 1, max: 2 }), forecast })
  }
}

function hasHeading(space: Question['space']): boolean {
  try {
    space.encode(placeAt(0, 0))
    return false
  } catch {
    return true
  }
}
