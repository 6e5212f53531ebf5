/** Scores: the numbers that were published, or computed from the formulas by others, for each mechanism. */
import { describe, expect, test } from 'vitest'
import { determinantOf, determinantScore } from '#law/score/determinant'
import { contribution, gaussian, orthogonal, power, rankCorrelation, ranks } from '#law/score/later'
import { agreementBeyond, beyondChance, together } from '#law/score/manyTasks'
import { SCORES } from '#law/score/scores'
import { balancedOf, controlsHash, passing } from '#law/score/truth'
import { finiteSerum, robustSerumOf, serumOf } from '#law/score/truthSerum'
import { ask, ballotsOf, SEED } from '../support/crowd.ts'

const binary = { x: [1, 1, 0, 1, 1, 0, 1, 1, 1], y: [1, 1, 0, 0, 1, 0, 1, 0, 1] }
const ternary = { x: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 2, 1], y: [0, 1, 2, 0, 1, 1, 0, 1, 2, 0, 2, 2] }

/** How often two answers come together on one item. */
const jointFrequency = ({ x, y }: typeof binary, classes: number): number[][] =>
  Array.from({ length: classes }, (_, a) =>
    Array.from({ length: classes }, (_, b) => x.filter((one, t) => one === a && y[t] === b).length / x.length),
  )

describe('agreement over many tasks', () => {
  test('Dasgupta and Ghosh: 7/9 less 1/2', () => {
    expect(agreementBeyond(binary, (a, b) => Number(a === b))).toBeCloseTo(0.2777777778, 10)
  })
  test('correlated agreement of three classes: 0.5454545455', () => {
    const joint = jointFrequency(ternary, 3)
    const delta = beyondChance(joint).map((row) => row.map((x) => x.toFixed(6)))
    expect(delta).toEqual([
      ['0.222222', '-0.111111', '-0.111111'],
      ['-0.111111', '0.138889', '-0.027778'],
      ['-0.111111', '-0.027778', '0.138889'],
    ])
    const signs = together(joint)
    expect(signs).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ])
    expect(agreementBeyond(ternary, (a, b) => signs[a]![b]!)).toBeCloseTo(0.5454545455, 10)
    expect(
      beyondChance(joint)
        .flat()
        .reduce((sum, x) => sum + Math.max(0, x), 0),
    ).toBeCloseTo(0.5, 10)
  })
})

describe('determinant mutual information', () => {
  const first = (n: number) => Array.from({ length: n }, (_, t) => t)
  test('nine items of two classes, split 4 and 5: 6, scaled to 0.025', () => {
    expect(determinantScore(binary, 2, first(4))).toBeCloseTo(0.025, 12)
  })
  test('the mean over all 126 splits is 0.0132275132; 60 of them give 6, 10 give 4, 56 nothing', () => {
    const splits = subsets(9, 4)
    const scores = splits.map((split) => determinantScore(binary, 2, split))
    expect(scores).toHaveLength(126)
    expect(scores.reduce((a, b) => a + b, 0) / 126).toBeCloseTo(0.0132275132, 10)
    const raw = scores.map((score) => Math.round(score * 240))
    expect([6, 4, 0].map((size) => raw.filter((one) => one === size).length)).toEqual([60, 10, 56])
  })
  test('all nine in one table: a determinant of 10, 0.1234567901 of shares, 0.0152415790 squared', () => {
    const joint = jointFrequency(binary, 2)
    expect(joint.map((row) => row.map((part) => Math.round(9 * part)))).toEqual([
      [2, 0],
      [2, 5],
    ])
    expect(
      Number(
        determinantOf([
          [2n, 0n],
          [2n, 5n],
        ]),
      ) / 81,
    ).toBeCloseTo(0.1234567901, 10)
    expect((10 / 81) ** 2).toBeCloseTo(0.015241579, 10)
  })
  test('twelve items of three classes: 0.0011111111', () => {
    expect(determinantScore(ternary, 3, first(6))).toBeCloseTo(0.0011111111, 10)
  })
  test('determinants are exact, with rows exchanged where a pivot is 0', () => {
    expect(
      determinantOf([
        [0n, 2n],
        [3n, 4n],
      ]),
    ).toBe(-6n)
    expect(
      determinantOf([
        [1n, 2n, 3n],
        [4n, 5n, 6n],
        [7n, 8n, 10n],
      ]),
    ).toBe(-3n)
    expect(
      determinantOf([
        [1n, 1n],
        [1n, 1n],
      ]),
    ).toBe(0n)
  })
})

describe('truth serum', () => {
  const binaryBelief = (choice: number, no: number) => ({ choice, forecast: [no, 1 - no] })
  test('five jurors: −.119113 −.201181 −.150646 .225402 .245538, which add up to 0', () => {
    const beliefs = [
      binaryBelief(1, 0.3),
      binaryBelief(1, 0.2),
      binaryBelief(1, 0.25),
      binaryBelief(0, 0.5),
      binaryBelief(0, 0.4),
    ]
    const scores = serumOf(beliefs, 1)
    expect(scores.map((x) => x.toFixed(6))).toEqual(['-0.119113', '-0.201181', '-0.150646', '0.225402', '0.245538'])
    expect(Math.abs(scores.reduce((a, b) => a + b, 0))).toBeLessThan(1e-12)
    expect(serumOf(beliefs, 0).map((x) => x.toFixed(6))).toEqual([
      '-0.096531',
      '-0.096531',
      '-0.096531',
      '0.245538',
      '0.245538',
    ])
  })
  test('ninety of a hundred like it and all expect 95: like is worth −0.054, dislike 0.693', () => {
    const crowd = Array.from({ length: 100 }, (_, i) => binaryBelief(i < 90 ? 1 : 0, 0.05))
    const scores = serumOf(crowd, 0)
    expect(scores[0]).toBeCloseTo(-0.054, 3)
    expect(scores[99]).toBeCloseTo(Math.LN2, 6)
  })
  test('the form for few jurors', () => {
    const beliefs = [
      { choice: 3, forecast: [0.1, 0.1, 0.3, 0.5] },
      { choice: 2, forecast: [0.1, 0.2, 0.5, 0.2] },
      { choice: 1, forecast: [0.3, 0.4, 0.2, 0.1] },
      { choice: 1, forecast: [0.3, 0.4, 0.1, 0.2] },
      { choice: 0, forecast: [0.1, 0.3, 0.2, 0.4] },
    ]
    expect(finiteSerum(beliefs, 1).map((x) => x.toFixed(7))).toEqual([
      '-3.2803017',
      '-2.4078745',
      '-0.2970631',
      '-0.2970631',
      '-1.0743410',
    ])
    const same = Array.from({ length: 3 }, () => binaryBelief(0, 0.5))
    for (const score of finiteSerum(same, 0.5)) expect(score).toBeCloseTo(0.51873113, 8)
  })
  test('robust: 1.87, 1.00, 0.64 for three, and five', () => {
    expect(robustSerumOf([1, 0, 1], [0.7, 0.4, 0.6]).map((x) => x.toFixed(2))).toEqual(['1.87', '1.00', '0.64'])
    expect(robustSerumOf([1, 1, 0, 1, 0], [0.8, 0.6, 0.3, 0.7, 0.5]).map((x) => x.toFixed(2))).toEqual([
      '0.36',
      '1.68',
      '1.75',
      '1.91',
      '1.59',
    ])
  })
  test('robust scores stay within 0 and 2, and telling the truth is the best reply under a common prior', () => {
    // a fair prior; each sees the truth with 0.8, and forecasts what a Bayesian would
    const see = (own: number) => (own === 1 ? 0.68 : 0.32)
    const expected = (own: number, said: number, forecast: number) => {
      let total = 0
      for (const truth of [0, 1])
        for (const reference of [0, 1])
          for (const peer of [0, 1]) {
            const chance = (x: number) => (x === truth ? 0.8 : 0.2)
            const posterior = (truth === own ? 0.8 : 0.2) * chance(reference) * chance(peer)
            total += posterior * robustSerumOf([said, reference, peer], [forecast, see(reference), see(peer)])[0]!
          }
      return total
    }
    for (const own of [0, 1]) {
      const honest = expected(own, own, see(own))
      expect(honest).toBeGreaterThan(expected(own, 1 - own, see(own)))
      expect(honest).toBeGreaterThan(expected(own, own, 0.5))
    }
  })
})

describe('forecasts and correlation (Numerai)', () => {
  test('ranks of five are 0.1 … 0.9, and their powered quantiles ∓1.4508, ∓0.3797, 0', () => {
    expect(ranks([5, 1, 3, 2, 4])).toEqual([0.9, 0.1, 0.5, 0.3, 0.7])
    expect(ranks([1, 1, 2])).toEqual([1 / 3, 1 / 3, 2.5 / 3])
    const expected = [-1.4507885796854221, -0.3797472709071262, 0, 0.3797472709071262, 1.4507885796854221]
    for (const [i, x] of gaussian([1, 2, 3, 4, 5]).map(power).entries()) expect(x).toBeCloseTo(expected[i]!, 12)
  })
  test('[0 1 2 3 4] less its projection on [1 0 1 0 1] is [−2 1 0 3 2]', () => {
    expect(orthogonal([0, 1, 2, 3, 4], [1, 0, 1, 0, 1])).toEqual([-2, 1, 0, 3, 2])
  })
  test('the truth itself correlates perfectly, and a copy of the crowd contributes nothing', () => {
    const target = [0, 0.25, 0.5, 0.75, 1]
    expect(rankCorrelation([1, 2, 3, 4, 5], target)).toBeGreaterThan(0.98)
    expect(rankCorrelation([5, 4, 3, 2, 1], target)).toBeLessThan(-0.98)
    expect(Math.abs(contribution([3, 1, 4, 2, 5], [3, 1, 4, 2, 5], target))).toBeLessThan(1e-12)
    expect(contribution([1, 2, 3, 4, 5], [3, 1, 4, 2, 5], target)).toBeGreaterThan(0)
  })
  test('a forecast scores best when it is what one believes', () => {
    const question = ask({ space: 'distribution', outcomes: 2 })
    const score = (yes: number, happened: boolean) =>
      SCORES['later truth'].quadratic!.score(
        {},
        {
          question,
          ballots: ballotsOf([[[1_000_000 - yes, yes]]]),
          findings: [],
          truth: [happened ? [0, 1_000_000] : [1_000_000, 0]],
          seed: SEED,
        },
      )[0]!.score!
    const expected = (yes: number) => 0.7 * score(yes, true) + 0.3 * score(yes, false)
    for (const other of [0, 500_000, 650_000, 750_000, 1_000_000])
      expect(expected(700_000)).toBeGreaterThan(expected(other))
  })
})

describe('controls', () => {
  const question = ask({ space: 'choice', choices: 2 }, { items: 10 })
  const truth = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2]

  test('who always says the commoner answer is right in eight of ten, and scores nothing', () => {
    const ballots = ballotsOf([truth, truth.map(() => 1), truth.map((x) => 3 - x)])
    const judging = { question, ballots, findings: [], truth, seed: SEED }
    expect(SCORES.truth.accuracy!.score({}, judging).map(({ score }) => score)).toEqual([1e9, 8e8, 0])
    expect(SCORES.truth.balanced!.score({}, judging).map(({ score }) => score)).toEqual([1e9, 0, -1e9])
  })
  test('one class alone tells nothing', () => {
    expect(balancedOf({ question, truth: [1, 1] }, [1, 1])).toBeUndefined()
  })
  test('a wrong control voids the ballot, not the stake', () => {
    const known = [undefined, 2, ...Array.from({ length: 8 }, () => undefined)]
    const ballots = ballotsOf([Array.from({ length: 10 }, () => 1), Array.from({ length: 10 }, () => 2)])
    expect(passing(question, ballots, known).map(({ juror }) => juror)).toEqual(['a02'])
    expect(passing(question, ballots, known, 1)).toHaveLength(2)
  })
  test('a control committed twice is refused, and another answer has another hash', () => {
    expect(() =>
      controlsHash(
        question,
        [
          { item: 1, said: 1 },
          { item: 1, said: 2 },
        ],
        SEED,
      ),
    ).toThrow('expected each control once')
    expect(controlsHash(question, [{ item: 1, said: 1 }], SEED)).not.toBe(
      controlsHash(question, [{ item: 1, said: 2 }], SEED),
    )
  })
})

function subsets(n: number, k: number, from = 0): number[][] {
  if (k === 0) return [[]]
  return Array.from({ length: n - from }, (_, i) => from + i).flatMap((first) =>
    subsets(n, k - 1, first + 1).map((rest) => [first, ...rest]),
  )
}
