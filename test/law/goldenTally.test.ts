/** Tallies: the numbers that were published, or derived from public source, for each rule. */
import { describe, expect, test } from 'vitest'
import { apportion, dollars, elect, groupsOf, quotasOf } from '#jurors/partition'
import type { Block } from '#law/block'
import { decodeAnswer, encodeAnswer } from '#law/question/question'
import type { Said } from '#law/question/space'
import { bridge, standingOf } from '#law/tally/bridging'
import { upperMedian } from '#law/tally/median'
import { rankPairs } from '#law/tally/rankedPairs'
import { krum, weightedMean } from '#law/tally/robust'
import { surprise } from '#law/tally/surprising'
import { TALLIES } from '#law/tally/tallies'
import { agreementSkills, dawidSkene, type Labels, labelsOf, weighted } from '#law/tally/workers'
import { nanos } from '#primitives/real'
import { ask, ballotsOf, counting, notesCrowd, SEED, saying } from '../support/crowd.ts'
import { vectors } from '../support/vectors.ts'

const found = (rule: string, block: Block, ...rest: Parameters<typeof counting>) =>
  TALLIES[rule]!.tally({ rule, ...block }, counting(...rest))

describe('re-executions agree (BOINC)', () => {
  const scale = ask({ space: 'scalar', min: '0', max: '9', step: '1' })
  const table: [number[], number, number | undefined][] = [
    [[1], 2, undefined],
    [[1, 1], 2, 1],
    [[1, 2], 2, undefined],
    [[1, 2, 1], 2, 1],
    [[1, 2, 3], 3, undefined],
    [[1, 2, 2], 3, 2],
    [[0, 1, 2, 2], 4, undefined],
    [[5, 1, 1, 1], 2, 1],
  ]
  for (const [values, quorum, outcome] of table) {
    test(`${values} with a quorum of ${quorum} ${outcome === undefined ? 'asks one more' : `is ${outcome}`}`, () => {
      for (const order of permutations(values))
        expect(found('cluster', { quorum }, scale, saying(...order))[0]!.outcome).toBe(outcome)
    })
  }

  test('of 0, 1, 2 within tolerance 1 all three count, whoever came first', () => {
    const near = ask({ space: 'scalar', min: '0', max: '9', step: '1', tolerance: '1' })
    for (const order of permutations([0, 1, 2]))
      expect(found('cluster', { quorum: 3 }, near, saying(...order))[0]).toMatchObject({ outcome: 1, support: 1e9 })
  })

  test('two clusters of one weight are undecided', () => {
    expect(found('cluster', { quorum: 4, need: 2 }, scale, saying(1, 1, 5, 5))[0]!.outcome).toBeUndefined()
  })
})

describe('a transcription collects points (reCAPTCHA)', () => {
  const text = ask({ space: 'bytes', most: 16 })
  const block = { threshold: '2.5', prior: '0.5', unreadable: 6 }
  const [a, b, c] = ['0x61', '0x62', '0x63'] as const
  const machines = saying(a, b).map((ballot) => ({ ...ballot, juror: `m${ballot.juror}`, prior: true }))
  const reading = (...humans: Said[]) => found('points', block, text, [...machines, ...saying(...humans)])[0]!.outcome

  test('the machine said a, and two people: done after two', () => {
    expect(reading(a)).toBeUndefined()
    expect(reading(a, a)).toBe(a)
  })
  test('one said b: a third is needed', () => {
    expect(reading(b, a)).toBeUndefined()
    expect(reading(b, a, a)).toBe(a)
  })
  test('three people agree against both machines', () => {
    expect(reading(c, c)).toBeUndefined()
    expect(reading(c, c, c)).toBe(c)
  })
  test('six who cannot tell make it unreadable', () => {
    const unable = Array.from({ length: 5 }, () => 'cannot tell' as const)
    expect(reading(...unable)).toBeUndefined()
    expect(reading(...unable, 'cannot tell')).toBe('cannot tell')
  })
})

describe('ranked pairs', () => {
  const order = (...lines: [number, string][]) => {
    const candidates = [...lines[0]![1]].toSorted()
    const orders = lines.map(([weight, line]) => ({
      weight: BigInt(weight),
      order: [...line].map((letter) => candidates.indexOf(letter)),
    }))
    return rankPairs(orders, SEED)
      .map((candidate) => candidates[candidate])
      .join('')
  }
  test('Tennessee chooses its capital: Nashville', () => {
    expect(order([42, 'MNCK'], [26, 'NCKM'], [15, 'CKNM'], [17, 'KCNM'])).toBe('NCKM')
  })
  test('two elections with circles', () => {
    expect(order([3, 'wxzy'], [2, 'wyxz'], [4, 'xyzw'], [5, 'xzwy'], [1, 'ywxz'])).toBe('xzwy')
    expect(order([7, 'wxzy'], [2, 'wyxz'], [4, 'xyzw'], [5, 'xzwy'], [1, 'ywxz'], [8, 'yzwx'])).toBe('wxyz')
  })
  test('a circle of three breaks at its weakest duel', () => {
    expect(order([3, 'abc'], [2, 'bca'], [2, 'cab'])).toBe('abc')
  })
  test('with everything tied the seed decides, not the place in the list', () => {
    const first = (seed: string) =>
      rankPairs(
        [
          { order: [0, 1], weight: 1n },
          { order: [1, 0], weight: 1n },
        ],
        `0x${seed.repeat(32)}`,
      )[0]
    const wins = Array.from({ length: 64 }, (_, n) => first((n + 16).toString(16)))
    expect(wins.filter((winner) => winner === 0).length).toBeGreaterThan(16)
    expect(wins.filter((winner) => winner === 1).length).toBeGreaterThan(16)
  })
})

describe('workers', () => {
  // crowd-kit's own toy: a line per worker, n no, y yes
  const toy = ['nyyyy', 'yynyn', '-ynyn', 'ynyyn', 'nnnyn']
  const choice = ask({ space: 'choice' }, { choices: 2, items: 5 })
  const crowd = ballotsOf(
    toy.map((line) => [...line].map((letter) => (letter === '-' ? 'blank' : letter === 'y' ? 2 : 1))),
  )
  const { labels } = labelsOf(counting(choice, crowd))
  const yes = (posterior: Float64Array) => Array.from({ length: 5 }, (_, i) => posterior[2 * i + 1]!)
  const said = (findings: readonly { outcome: unknown }[]) =>
    findings.map(({ outcome }) => (outcome === 2 ? 'y' : 'n')).join('')

  test('agreement: skills .6 .8 1 .4 .8, and t1 is yes with 0.461538', () => {
    const skills = agreementSkills(labels)
    expect([...skills].map((x) => x.toFixed(1))).toEqual(['0.6', '0.8', '1.0', '0.4', '0.8'])
    const expected = [0.461538, 0.666667, 0.277778, 1, 0.166667]
    for (const [i, p] of yes(weighted(labels, skills)).entries()) expect(p).toBeCloseTo(expected[i]!, 6)
    expect(said(found('workers', { weigh: 'agreement' }, choice, crowd))).toBe('nynyn')
  })

  test('gold on two items: t1 is yes with 0.75, t2 with 0.833333', () => {
    const findings = found('workers', { weigh: 'gold' }, choice, crowd, { truth: [2, 2] })
    expect(said(findings)).toBe('yynyn')
    expect(findings.map(({ support }) => support).slice(0, 2)).toEqual([750_000_000, 833_333_333])
  })

  test('confusion: yy n yn, and the first round to six digits', () => {
    expect(said(found('workers', { weigh: 'confusion', rounds: 10, smoothing: '0' }, choice, crowd))).toBe('yynyn')
    const once = dawidSkene(labels, { rounds: 1, smoothing: 0 })
    const expected = [0.648062, 0.739779, 0.1266, 1, 0.052982]
    for (const [i, p] of yes(once.posterior).entries()) expect(p).toBeCloseTo(expected[i]!, 6)
    expect(yes(dawidSkene(labels, { rounds: 100, smoothing: 0 }).posterior).map((p) => p.toFixed(3))).toEqual([
      '1.000',
      '1.000',
      '0.000',
      '1.000',
      '0.000',
    ])
  })

  test('the 45 patients of Dawid and Skene: log-likelihood −192.890881', () => {
    const { observers } = vectors('patients')
    const rows = observers!.flatMap(({ observer, said }) =>
      [...String(said)].map((label, item) => ({ item, juror: Number(observer) - 1, label: Number(label) - 1 })),
    )
    const patients: Labels = {
      items: 45,
      jurors: 5,
      classes: 4,
      item: Int32Array.from(rows, ({ item }) => item),
      juror: Int32Array.from(rows, ({ juror }) => juror),
      label: Uint8Array.from(rows, ({ label }) => label),
    }
    const fitted = dawidSkene(patients, { rounds: 100, smoothing: 0 })
    expect(fitted.logLikelihood).toBeCloseTo(-192.890881, 4)
    expect([...fitted.prior].map((p) => p.toFixed(3))).toEqual(['0.400', '0.422', '0.112', '0.067'])
    expect([...fitted.tables.subarray(0, 4)].map((p) => p.toFixed(3))).toEqual(['0.889', '0.111', '0.000', '0.000'])
    expect([...fitted.tables.subarray(12, 16)].map((p) => p.toFixed(3))).toEqual(['0.000', '0.000', '0.556', '0.444'])
    const patient = (n: number) => [...fitted.posterior.subarray(4 * (n - 1), 4 * n)].map((p) => p.toFixed(3))
    expect(patient(7)).toEqual(['0.981', '0.019', '0.000', '0.000'])
    expect(patient(35)).toEqual(['0.000', '0.948', '0.052', '0.000'])
    expect(patient(38)).toEqual(['0.000', '0.021', '0.979', '0.000'])
  })
})

describe('bridging (Community Notes)', () => {
  const scale = ask({ space: 'scalar', min: '0', max: '1', step: '0.5' }, { items: 24 })
  const { ballots, reference } = notesCrowd()
  const block = { ratings: 5 }
  const findings = found('bridging', block, scale, ballots)
  const intercept = (i: number, some = findings) => Number(some[i]!.trace!.intercept) / 1e9

  test('every intercept is within 0.02 of the public scorer, and every status is the same', () => {
    for (const [i, note] of reference.entries()) {
      expect(Math.abs(intercept(i) - note.intercept)).toBeLessThan(0.02)
      const status = standingOf({}, nanos(note.intercept), nanos(note.factor))
      expect({ accepted: 2, rejected: 0, more: undefined }[status]).toBe(findings[i]!.outcome)
    }
  })

  test('the optimum is that of the study, to four digits', () => {
    const optimum: [number, number][] = [
      [1, 0.5094],
      [2, 0.4653],
      [3, 0.5325],
      [4, 0.472],
      [5, -0.1648],
      [6, -0.1478],
      [9, 0.1077],
      [10, 0.2406],
      [17, 0.2186],
    ]
    for (const [note, expected] of optimum) expect(intercept(note - 1)).toBeCloseTo(expected, 4)
    const rows = ballots.flatMap(({ answer }, rater) =>
      answer.flatMap((said, item) => (said === 'blank' ? [] : [{ rater, item, rating: Number(said) / 2 }])),
    )
    expect(rows).toHaveLength(877)
    const fitted = bridge(
      {
        raters: 60,
        items: 24,
        rater: Int32Array.from(rows, (r) => r.rater),
        item: Int32Array.from(rows, (r) => r.item),
        rating: Float64Array.from(rows, (r) => r.rating),
      },
      { intercept: 0.15, factor: 0.03 },
    )
    expect(fitted.loss).toBeCloseTo(0.120252064922, 11)
    expect(fitted.mean).toBeCloseTo(0.171567, 6)
  })

  test('shuffled ballots give identical bytes', () => {
    expect(JSON.stringify(found('bridging', block, scale, ballots.toReversed()))).toBe(JSON.stringify(findings))
  })

  test('a brigade of thirty on one side does not lift note 9, though it would carry a majority', () => {
    const friends = ballots.filter(({ answer }) => answer[8] === 2).map(({ answer }) => answer)
    const brigade = Array.from({ length: 30 }, (_, n) => ({
      juror: `brigade ${n}`,
      weight: 1n,
      answer: friends[n % friends.length]!,
    }))
    const after = found('bridging', block, scale, [...ballots, ...brigade])
    expect(after[8]!.outcome).toBeUndefined()
    expect(intercept(8, after)).toBeLessThan(0.25)
    expect(found('plurality', {}, scale, [...ballots, ...brigade])[8]!.outcome).toBe(2)
  })
})

describe('surprisingly popular', () => {
  test('Philadelphia is not the capital, though six of ten say so', () => {
    const philadelphia = ask({ space: 'opinion', choices: 2 })
    const believers = Array.from({ length: 6 }, () => ({ choice: 2, forecast: [250_000, 750_000] }))
    const knowers = Array.from({ length: 4 }, () => ({ choice: 1, forecast: [300_000, 700_000] }))
    const crowd = saying(...believers, ...knowers)
    const votes = crowd.map(({ juror, answer }) => ({
      juror,
      weight: 1n,
      prior: false,
      said: answer[0] as (typeof believers)[number],
    }))
    const [no, yes] = surprise(votes, 2)
    expect(no).toBeCloseTo(1.52, 6)
    expect(yes).toBeCloseTo(0.814286, 6)
    expect(found('surprising', {}, philadelphia, crowd)[0]!.outcome).toMatchObject({ choice: 1 })
    expect(
      found('plurality', {}, ask({ space: 'choice' }, { choices: 2 }), saying(2, 2, 2, 2, 2, 2, 1, 1, 1, 1))[0]!
        .outcome,
    ).toBe(2)
  })
})

describe('robust vectors', () => {
  test('Krum of 0.2, 0.7, 1.0 is 0.7: the tie goes to the smaller', () => {
    const vectors = [2000, 7000, 10_000].map((x) => ({ vector: [x, x, x, x], key: String(x).padStart(5, '0') }))
    expect(krum(vectors, 1)[0]).toBe(7000)
  })
  test('the mean by weight of (1, 2), (2, 1), (1, 2) is 1.5', () => {
    expect(weightedMean([20, 10, 20], [1n, 2n, 1n])).toBe(15)
  })
  test('two colluding copies of seven do not win', () => {
    const space = ask({ space: 'vector', dimensions: 2 })
    const honest = [
      [100, 100],
      [101, 99],
      [99, 101],
      [100, 102],
      [98, 100],
    ]
    const outcome = found('robust', { by: 'krum', faulty: 2 }, space, saying(...honest, [500, 500], [500, 500]))[0]!
      .outcome
    expect(honest).toContainEqual(outcome)
  })
  test('too few for the promise are undecided', () => {
    const space = ask({ space: 'vector', dimensions: 1 })
    expect(
      found('robust', { by: 'krum', faulty: 2 }, space, saying([1], [1], [1], [1], [1], [1]))[0]!.outcome,
    ).toBeUndefined()
  })
})

describe('medians', () => {
  test('the middle of seven reports is 100, and of an even count the upper middle', () => {
    expect(upperMedian([98, 99, 100, 100, 101, 102, 5000])).toBe(100)
    expect(upperMedian([1, 2, 3, 4])).toBe(3)
  })
  test('half of the weight decides', () => {
    const scale = ask({ space: 'scalar', min: '0', max: '9', step: '1' })
    expect(found('median', {}, scale, ballotsOf([[1], [2], [9]], [1n, 1n, 2n]))[0]!.outcome).toBe(9)
  })
  test('with as many reporters as may be faulty twice over there is no answer', () => {
    const scale = ask({ space: 'scalar', min: '0', max: '9', step: '1' })
    expect(found('reporters', { faulty: 1 }, scale, saying(3, 4))[0]!.outcome).toBeUndefined()
    expect(found('reporters', { faulty: 1 }, scale, saying(3, 4, 9))[0]!.outcome).toBe(4)
  })
})

describe('peers choose among themselves (exact dollar partition)', () => {
  // [i][j] is what j gives i, as the example has it
  const example = [
    [0, 0, 5, 3, 4, 2],
    [0, 0, 1, 4, 3, 5],
    [6, 2, 0, 0, 3, 3],
    [1, 5, 0, 0, 2, 1],
    [2, 2, 3, 2, 0, 0],
    [1, 1, 1, 1, 0, 0],
  ]
  const grades = example.map((_, i) => example.map((row) => BigInt(row[i]!)))
  const groups = [
    [0, 1],
    [2, 3],
    [4, 5],
  ]

  test('the worked example: quotas, and who wins for which lot', () => {
    const { quotas, one } = quotasOf(dollars(grades, groups), groups, 2)
    expect(quotas.map((quota) => (Number(quota) / Number(one)).toFixed(6))).toEqual([
      '0.839899',
      '0.726768',
      '0.433333',
    ])
    const at = (u: number) => apportion(quotas, (one * BigInt(Math.round(u * 10))) / 10n, one)
    expect([0, 0.2, 0.5, 0.9].map(at)).toEqual([
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
      [1, 1, 0],
    ])
  })

  test('expectations equal quotas', () => {
    for (const tenths of [
      [12, 7, 11],
      [9, 9, 12],
      [9, 8, 7, 6],
    ]) {
      const drawn = Array.from({ length: 10 }, (_, u) => apportion(tenths.map(BigInt), BigInt(u), 10n))
      expect(tenths.map((_, c) => drawn.reduce((sum, seats) => sum + seats[c]!, 0))).toEqual(tenths)
      for (const seats of drawn) {
        expect(seats.reduce((a, b) => a + b, 0)).toBe(tenths.reduce((a, b) => a + b, 0) / 10)
        seats.forEach((n, c) => {
          expect(Math.abs(n - tenths[c]! / 10)).toBeLessThan(1)
        })
      }
    }
  })

  test('nobody moves the own chance by grading otherwise, at any lot', () => {
    const chance = (some: typeof grades, juror: number) => {
      const received = dollars(some, groups)
      const { quotas, one } = quotasOf(received, groups, 2)
      const group = groups.findIndex((members) => members.includes(juror))
      const better = groups[group]!.filter((other) => received[other]! > received[juror]!).length
      // every lot that matters: chances change only where a running sum passes a whole number
      let sum = 0n
      const breaks = [
        0n,
        ...quotas.map((quota) => {
          sum += quota
          return one - (sum % one)
        }),
      ]
        .map((u) => u % one)
        .toSorted((a, b) => (a < b ? -1 : 1))
      return breaks.reduce(
        (total, u, n) => total + (apportion(quotas, u, one)[group]! > better ? (breaks[n + 1] ?? one) - u : 0n),
        0n,
      )
    }
    for (let juror = 0; juror < 6; juror++) {
      for (const lie of [
        [9, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 9, 1],
        [1, 1, 1, 1, 1, 1],
        [0, 0, 0, 0, 0, 0],
      ]) {
        const lied = grades.map((row, i) =>
          i === juror ? lie.map((x, j) => (groups.some((g) => g.includes(i) && g.includes(j)) ? 0n : BigInt(x))) : row,
        )
        expect(chance(lied, juror)).toBe(chance(grades, juror))
      }
    }
  })

  test('always as many as asked', () => {
    for (let n = 0; n < 50; n++) {
      const seed = `0x${n.toString(16).padStart(64, '0')}` as const
      expect(elect(grades, groupsOf(6, 3, seed), 2, seed)).toHaveLength(2)
    }
  })
})

test('an answer survives its bytes', () => {
  const question = ask({ space: 'order', candidates: 3, none: true })
  const bytes = encodeAnswer(question, [[2, 0, 3, 1]])
  expect(bytes).toBe('0x00010302000301')
  expect(decodeAnswer(question, bytes)).toEqual([[2, 0, 3, 1]])
})

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]]
  return values.flatMap((value, i) => permutations(values.filter((_, j) => j !== i)).map((rest) => [value, ...rest]))
}
