/** Purses: the tables that were documented, to the last printed digit. */
import { describe, expect, test } from 'vitest'
import type { Block } from '#law/block'
import { lowDown, peggedDown } from '#law/purse/equal'
import { promptDown } from '#law/purse/prompt'
import { type Claim, rootDown, type Spoils } from '#law/purse/purse'
import { PURSES } from '#law/purse/purses'
import { NANO } from '#primitives/real'

const UNIT = 10n ** 18n
const split = (rule: string, block: Block, spoils: Partial<Spoils>) => {
  const changes = PURSES[rule]!.split({ split: rule, ...block }, { pot: 0n, claims: [], ...spoils })
  expect(changes.reduce((sum, { change }) => sum + change, 0n)).toBe(0n)
  return (account: string) => changes.find((one) => one.account === account)?.change ?? 0n
}
const units = (wei: bigint) => Number(wei) / 1e18
const claim = (juror: string, score = 1, more: Partial<Claim> = {}): Claim => ({
  juror,
  score: Math.round(score * NANO),
  stake: 0n,
  ...more,
})

describe('shares of findings (Code4rena)', () => {
  const block = { weights: { high: '10', medium: '3' }, decay: '0.85', best: '1.3' }
  const finding = (juror: string, group: string, credit = 1, more: Partial<Claim> = {}) =>
    claim(juror, credit, { kind: 'high', group, ...more })

  test('three findings of one high bug: 3.13083333 and twice 2.40833333 of 7.9475', () => {
    const claims = [finding('best', 'x', 1, { best: true }), finding('second', 'x'), finding('third', 'x')]
    const paid = split('shares', block, { pot: 79_475n * UNIT, claims })
    expect(units(paid('best'))).toBeCloseTo(31_308.3333333333, 9)
    expect(units(paid('second'))).toBeCloseTo(24_083.3333333333, 9)
  })

  test('a lone high beside nineteen copies with partial credit: 4798.84 of 5000, and the sum is exact', () => {
    const copies = [
      ['q', 0.25],
      ['h', 0.5],
      ['t', 0.75],
    ].flatMap(([name, credit]) => Array.from({ length: 5 }, (_, n) => finding(`${name}${n}`, 'copied', Number(credit))))
    const full = ['f0', 'f1', 'f2'].map((juror) => finding(juror, 'copied'))
    const claims = [
      finding('solo', 'alone', 1, { best: true }),
      ...copies,
      ...full,
      finding('best', 'copied', 1, { best: true }),
    ]
    const paid = split('shares', block, { pot: 5000n * UNIT, claims })
    const printed = ['solo', 'best', 'f0', 't0', 'h0', 'q0'].map((juror) => units(paid(juror)).toFixed(2))
    expect(printed).toEqual(['4798.84', '22.16', '17.05', '12.79', '8.52', '4.26'])
    expect(claims.reduce((sum, { juror }) => sum + paid(juror), 0n)).toBeGreaterThan(5000n * UNIT - 20n)
  })

  test('the same finding under another name is worth less than alone', () => {
    const alone = split('shares', block, { pot: UNIT, claims: [finding('a', 'x'), finding('b', 'y')] })('a')
    const copied = split('shares', block, {
      pot: UNIT,
      claims: [finding('a', 'x'), finding('a2', 'x'), finding('b', 'y')],
    })
    expect(copied('a') + copied('a2')).toBeLessThan(alone)
  })
})

describe('rank curve', () => {
  const places = (pot: number, scores: readonly number[]) => {
    const claims = scores.map((score, n) => claim(`j${n}`, score))
    const paid = split('rank curve', { base: '1.5' }, { pot: BigInt(pot) * UNIT, claims })
    return claims.map(({ juror }) => units(paid(juror)))
  }
  test('quality reports of 7500: 3552.63, 2368.42, 1578.95; two tied for first 2960.53 each', () => {
    const [first, second, third] = places(7500, [0.9, 0.8, 0.7])
    expect(first).toBeCloseTo(3552.6315789, 6)
    expect(second).toBeCloseTo(2368.4210526, 6)
    expect(third).toBeCloseTo(1578.9473684, 6)
    expect(places(7500, [0.9, 0.9, 0.7])[0]).toBeCloseTo(2960.5263157894738, 9)
  })
  test('10 000 over two, three and five places', () => {
    expect(
      places(
        10_000,
        [2, 1].map((x) => x / 3),
      ),
    ).toEqual([6000, 4000])
    expect(
      places(
        10_000,
        [3, 2, 1].map((x) => x / 4),
      ).map((x) => x.toFixed(2)),
    ).toEqual(['4736.84', '3157.89', '2105.26'])
    expect(
      places(
        10_000,
        [5, 4, 3, 2, 1].map((x) => x / 6),
      ).map((x) => x.toFixed(2)),
    ).toEqual(['3838.86', '2559.24', '1706.16', '1137.44', '758.29'])
  })
  test('a contest of reports alone: 55 000 over three, six tied and ten tied', () => {
    const paid = places(55_000, [
      0.9,
      0.8,
      0.7,
      ...Array.from({ length: 6 }, () => 0.6),
      ...Array.from({ length: 10 }, () => 0.5),
    ])
    const expected = [18_341.60710371824, 12_227.738069145495, 8151.825379430331, 2478.7214802565936]
    for (const [i, x] of expected.entries()) expect(paid[i]).toBeCloseTo(x, 8)
    expect(paid[9]).toBeCloseTo(140.65005661663508, 8)
  })
})

describe('stakes grow and shrink by their score (Numerai)', () => {
  const change = (score: number, threshold: bigint, pot = 1000n * UNIT) =>
    units(
      split(
        'clip',
        { cap: '0.05', threshold: String(threshold * UNIT) },
        { pot, claims: [claim('j', score, { stake: 100n * UNIT })] },
      )('j'),
    )
  test('0.03 of 100 is 3; ten times the threshold at risk makes it 0.3; beyond ±5 % it is cut', () => {
    expect(change(0.03, 100n)).toBe(3)
    expect(change(0.03, 10n)).toBe(0.3)
    expect(change(0.2, 100n)).toBe(5)
    expect(change(-0.2, 100n)).toBe(-5)
  })
  test('gains end where the pot does, and losses are burned', () => {
    expect(change(0.2, 100n, 2n * UNIT)).toBe(2)
    const burned = split('clip', { cap: '0.05' }, { pot: UNIT, claims: [claim('j', -0.02, { stake: 100n * UNIT })] })
    expect(units(burned('burned'))).toBe(2)
    expect(burned('opener')).toBe(UNIT)
  })
  test('splitting a stake splits the change', () => {
    const half = { stake: 50n * UNIT }
    const two = split(
      'clip',
      { cap: '0.05' },
      { pot: 10n * UNIT, claims: [claim('a', 0.03, half), claim('b', 0.03, half)] },
    )
    expect(two('a') + two('b')).toBe(3n * UNIT)
  })
})

describe('a registry’s deposits (TCR)', () => {
  const deposits = { 1: { party: 'applicant', amount: 10n * UNIT }, 2: { party: 'challenger', amount: 10n * UNIT } }
  const block = { toWinner: '0.5' }
  test('a failed challenge: 5 to the applicant, 5 to the one voter', () => {
    const paid = split('dispense', block, { deposits, won: '1', claims: [claim('voter', 1, { stake: 10n * UNIT })] })
    expect(['applicant', 'challenger', 'voter'].map((who) => units(paid(who)))).toEqual([5, -10, 5])
  })
  test('nobody voted: the challenger takes all', () => {
    const paid = split('dispense', block, { deposits, won: '2' })
    expect([units(paid('challenger')), units(paid('applicant'))]).toEqual([10, -10])
  })
  test('an odd deposit leaves no unit behind', () => {
    const odd = { 1: { party: 'applicant', amount: 7n }, 2: { party: 'challenger', amount: 7n } }
    const voters = ['a', 'b', 'c'].map((juror) => claim(juror, 1, { stake: 1n }))
    const paid = split('dispense', block, { deposits: odd, won: '1', claims: voters })
    expect(['a', 'b', 'c'].map(paid)).toEqual([1n, 1n, 1n])
    expect([paid('applicant'), paid('challenger'), paid('opener')]).toEqual([4n, -7n, 0n])
  })
  test('refused: each gets its own back, or halves with the odd unit left', () => {
    const uneven = { 1: { party: 'applicant', amount: 4n }, 2: { party: 'challenger', amount: 7n } }
    expect(split('dispense', block, { deposits: uneven })('applicant')).toBe(0n)
    const halved = split('dispense', { toWinner: '0.5', refused: 'halve' }, { deposits: uneven })
    expect(['applicant', 'challenger', 'opener'].map(halved)).toEqual([1n, -2n, 1n])
  })
})

test('the last side standing takes what the other staked (KurateDAO)', () => {
  const stakes: [string, bigint, string][] = [
    ['a', 1n, '1'],
    ['b', 2n, '2'],
    ['c', 4n, '1'],
    ['d', 8n, '2'],
  ]
  const claims = stakes.map(([juror, stake, side]) => claim(juror, 0, { stake: stake * 10n, side }))
  const paid = split('winner takes', {}, { claims, won: '2' })
  expect(['a', 'b', 'c', 'd'].map(paid)).toEqual([-10n, 10n, -40n, 40n])
  const court = split('winner takes', {}, { claims, won: '1' })
  expect(['a', 'c', 'b', 'd'].map(court)).toEqual([20n, 80n, -20n, -80n])
})

describe('equal credit, and prompt (BOINC, Folding@home)', () => {
  test('of claims 10, 10, 100 the low mean is 17.5, and pegged to 12 it is 11.58590308370044', () => {
    const scale = 10n ** 15n
    expect(lowDown([10n, 10n, 100n].map((v) => v * scale))).toBe(175n * 10n ** 14n)
    expect(
      Number(
        peggedDown(
          [10n, 10n, 100n].map((v) => v * scale),
          12n * scale,
        ),
      ) / 1e15,
    ).toBeCloseTo(11.58590308370044, 12)
  })
  test('an inflated claim lifts nobody beyond an equal share', () => {
    const claims = ['a', 'b'].map((juror) => claim(juror, 1, { asked: 1000n }))
    expect(split('equal', { mean: 'low' }, { pot: 100n, claims })('a')).toBe(50n)
  })
  test('base 481, k 2, deadline 6, elapsed 0.5: 2356.409; late by the deadline: 481', () => {
    const block = { base: String(481n * UNIT), k: '2', deadlineSeconds: 12 }
    expect(units(promptDown(block, { elapsedSeconds: 1, bonus: true }))).toBeCloseTo(2356.409, 3)
    expect(units(promptDown(block, { elapsedSeconds: 1 }))).toBe(481)
    expect(units(promptDown({ ...block, deadlineSeconds: 6 }, { elapsedSeconds: 20 }))).toBe(481)
  })
  test('roots round down', () => {
    expect([0n, 1n, 3n, 4n, 10n ** 40n + 1n].map(rootDown)).toEqual([0n, 1n, 1n, 2n, 10n ** 20n])
  })
})

test('dues: who does not work pays who does', () => {
  const claims = [claim('lazy', 1, { stake: 1000n, done: 10 }), claim('busy', 1, { stake: 1000n, done: 40 })]
  const paid = split('dues', { owed: 40, price: '10' }, { claims })
  expect([paid('lazy'), paid('busy')]).toEqual([-240n, 240n])
})
