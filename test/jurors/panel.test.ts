/** Who may sit, and how much each counts: trust, standing, tickets, groups. */
import { describe, expect, test } from 'vitest'
import { groupScore, groupsAbove, pairOf, residualsOf } from '#jurors/collusion'
import { type Link, pathToSeed, rank } from '#jurors/rank'
import { lacks, type Record, standingOf, standings } from '#jurors/standing'
import { isPaid, pay, workFor } from '#jurors/ticket'
import { sitsAlone } from '#jurors/trust'
import { toHex, uint } from '#primitives/bytes'
import { NANO } from '#primitives/real'
import { SEED } from '../support/crowd.ts'

const JUROR = toHex(uint(7, 20))
const seedOf = (n: number) => toHex(uint(n, 32))

describe('trust flows from the seeds (Relevant)', () => {
  const link = (from: string, to: string, weight = 1): Link => ({ from, to, weight })
  const of = (links: readonly Link[], seeds: readonly string[], accounts: readonly string[] = []) =>
    Object.fromEntries(rank(accounts, links, seeds).map(({ account, rank, distrust }) => [account, { rank, distrust }]))

  test('four in a circle have a quarter each', () => {
    const ranks = of([link('a', 'b'), link('b', 'c'), link('c', 'd'), link('d', 'a')], [])
    for (const account of 'abcd') expect(ranks[account]!.rank).toBe(NANO / 4)
  })
  test('with a seed, whom no path reaches has nothing', () => {
    const ranks = of([link('a', 'b'), link('x', 'y')], ['a'])
    expect([ranks.x!.rank, ranks.y!.rank]).toEqual([0, 0])
    expect(ranks.b!.rank).toBeGreaterThan(0)
  })
  test('equal trust and distrust are nothing, and of one pair they cancel', () => {
    const between = of([link('s', 'a'), link('s', 'b'), link('a', 'x'), link('b', 'x', -1)], ['s'])
    expect(between.x!.rank).toBe(0)
    expect(of([link('s', 'x'), link('s', 'x', -1)], ['s']).x).toEqual({ rank: 0, distrust: 0 })
  })
  test('who is only distrusted has no rank, and more than no distrust', () => {
    const { x } = of([link('s', 'x', -1)], ['s'])
    expect(x!.rank).toBe(0)
    expect(x!.distrust).toBeGreaterThan(0)
  })
  test('an outcast passes nothing on', () => {
    const links = [link('s', 'x', 1), link('t', 'x', -1), link('u', 'x', -1), link('x', 'y')]
    expect(of(links, ['s', 't', 'u']).y!.rank).toBe(0)
    expect(of(links.slice(0, 2).concat(link('x', 'y')), ['s']).y!.rank).toBeGreaterThan(0)
  })
  test('a thousand Sybils together weigh what was given to them: as much as one', () => {
    const honest = [link('s', 'a'), link('a', 'b'), link('b', 'c'), link('c', 'sybil 0')]
    const ring = (n: number) => Array.from({ length: n }, (_, i) => link(`sybil ${i}`, `sybil ${(i + 1) % n}`))
    const weight = (n: number) =>
      rank([], [...honest, ...ring(n)], ['s'])
        .filter(({ account }) => account.startsWith('sybil'))
        .reduce((sum, one) => sum + one.rank, 0)
    expect(weight(1000)).toBeLessThanOrEqual(weight(2) * 1.001)
    expect(rank([], [...honest, ...ring(1000)], ['s']).find(({ account }) => account === 'b')!.rank).toBe(
      rank([], [...honest, ...ring(2)], ['s']).find(({ account }) => account === 'b')!.rank,
    )
  })
  test('each trusted account has a path to a seed', () => {
    expect(pathToSeed([link('s', 'a'), link('a', 'b'), link('s', 'c', -1)], ['s'], 'b')).toEqual(['s', 'a', 'b'])
    expect(pathToSeed([link('s', 'c', -1)], ['s'], 'c')).toBeUndefined()
  })
})

describe('standing is a fold over past scores', () => {
  const line = (at: number, score: number | undefined): Record => ({
    juror: 'j',
    at,
    score: score === undefined ? undefined : score * NANO,
  })

  test('a streak grows with checked right answers, and ends with a wrong or missing one', () => {
    expect(standingOf([line(1, 1), line(2, 1), line(3, 1)]).streak).toBe(3)
    expect(standingOf([line(1, 1), line(2, 0), line(3, 1)]).streak).toBe(1)
    expect(standingOf([line(1, 1), line(2, undefined)]).streak).toBe(0)
  })
  test('seventy-nine of a hundred returned is too few for eighty per cent, eighty is enough', () => {
    const of = (returned: number) =>
      standingOf(Array.from({ length: 100 }, (_, n) => line(n, n < returned ? 1 : undefined)))
    const asks = { done: 10, returned: 0.8 * NANO }
    expect(lacks(of(79), asks)).toBe('expected returned of at least 800000000, got 790000000')
    expect(lacks(of(80), asks)).toBeUndefined()
  })
  test('the order of the log says nothing', () => {
    const log = [line(2, 0), line(1, 1), line(2, 1), { ...line(1, 0.5), juror: 'k' }]
    expect(standings(log.toReversed()).get('j')).toEqual(standings(log).get('j'))
  })
})

describe('trusted jurors', () => {
  test('are audited with probability one in their streak: 2000 lots, six standard errors', () => {
    for (const streak of [10, 50]) {
      const alone = Array.from({ length: 2000 }, (_, n) =>
        sitsAlone(streak, 10, JUROR, { randomness: seedOf(n), disputeKey: SEED }),
      ).filter(Boolean).length
      const [p, sigma] = [1 - 1 / streak, Math.sqrt(2000 * (1 / streak) * (1 - 1 / streak))]
      expect(Math.abs(alone - 2000 * p)).toBeLessThan(6 * sigma)
    }
  })
  test('nobody sits alone before the streak is long enough', () => {
    expect(
      Array.from({ length: 100 }, (_, n) => sitsAlone(9, 10, JUROR, { randomness: seedOf(n), disputeKey: SEED })),
    ).not.toContain(true)
    expect(sitsAlone(0, 0, JUROR, { randomness: SEED, disputeKey: SEED })).toBe(false)
  })
})

describe('tickets', () => {
  const [juror, other] = [toHex(uint(1, 20)), toHex(uint(2, 20))]
  const ticket = pay(SEED, juror, 64n, 10_000)!

  test('a ticket is of no use for another juror or another dispute', () => {
    expect(isPaid(ticket, 64n)).toBe(true)
    const elsewhere = Array.from({ length: 60 }, (_, n) => isPaid({ ...ticket, disputeKey: seedOf(n) }, 64n))
    expect(elsewhere.filter(Boolean).length).toBeLessThan(8)
    expect(isPaid({ ...ticket, juror: other }, 1n << 40n)).toBe(false)
  })
  test('twice the load is twice the price', () => {
    expect([
      workFor(1000n, 50, 100),
      workFor(1000n, 100, 100),
      workFor(1000n, 200, 100),
      workFor(1000n, 101, 100),
    ]).toEqual([1000n, 1000n, 2000n, 1010n])
  })
  test('the mean work is what is asked: 200 tickets of 16, six standard errors', () => {
    const tries = Array.from({ length: 200 }, (_, n) => pay(seedOf(n), juror, 16n, 10_000)!.nonce + 1)
    const mean = tries.reduce((a, b) => a + b, 0) / 200
    expect(Math.abs(mean - 16)).toBeLessThan((6 * 16) / Math.sqrt(200))
  })
})

describe('a ring of five in two hundred jurors', () => {
  // xorshift, so that the ring is the same on every run
  let state = 0x2545f491
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  const items = Array.from({ length: 30 }, (_, i) => ({ id: `item ${i}`, truth: next() < 0.5 }))
  const orders = items.map(() => next() < 0.5)
  const sheet = new Map(
    Array.from({ length: 200 }, (_, n) => {
      const skill = 0.65 + 0.25 * next()
      const copies = n < 5
      return [
        `j${String(n).padStart(3, '0')}`,
        new Map(
          items.map(({ id, truth }, i) => [
            id,
            String(copies && next() < 0.8 ? orders[i] : next() < skill ? truth : !truth),
          ]),
        ),
      ] as const
    }),
  )
  const outcomes = new Map(
    items.map(({ id }) => {
      const yes = [...sheet.values()].filter((own) => own.get(id) === 'true').length
      return [id, String(2 * yes > 200)]
    }),
  )
  const residuals = residualsOf(sheet, outcomes)
  const names = [...sheet.keys()]
  const ring = names.slice(0, 5)
  const pairsOf = (some: readonly string[]) =>
    some.flatMap((a, i) => some.slice(i + 1).map((b) => pairOf(residuals, a, b)))

  test('named beforehand it is found, with at most 1 % false pairs, and seated as one', () => {
    const strangers = pairsOf(names.slice(5))
    const bound = 2.6 * NANO
    expect(strangers.filter(({ z }) => z >= bound).length / strangers.length).toBeLessThanOrEqual(0.01)
    expect(groupsAbove(pairsOf(ring), bound)).toEqual([ring])
    expect(groupScore(residuals, ring)).toBeGreaterThan(6 * NANO)
    expect(Math.abs(groupScore(residuals, names.slice(100, 105)))).toBeLessThan(3.3 * NANO)
  })
})
