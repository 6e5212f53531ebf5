/** Laws of stake: how one balance becomes weight in many courts. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Holding, holdingAt, NO_HOLDING } from '#jurors/juror'
import { type Eligibility, lineage, rootCourt, stakeInDown, weightIn } from '#jurors/stake'
import { law } from '../support/law.ts'

const COURTS = 8

/** A tree of eight courts: each but the root has an earlier one as parent. */
const trees = fc
  .tuple(...Array.from({ length: COURTS - 1 }, (_, i) => fc.nat({ max: i })))
  .map((parents) => new Map([0, ...parents].map((parent, court) => [court, parent])))
const holdings: fc.Arbitrary<Holding> = fc.record({
  stake: fc.bigInt({ min: 0n, max: 2n ** 100n }),
  courts: fc.uniqueArray(fc.nat({ max: COURTS - 1 }), { maxLength: COURTS }),
  admitted: fc.subarray([0]),
})
const eligibilities = fc.record({
  court: fc.nat({ max: COURTS - 1 }),
  parents: trees,
  weight: fc.constantFrom('stake' as const, 'one' as const),
  persons: fc.boolean(),
  minStake: fc.bigInt({ min: 0n, max: 2n ** 99n }),
})

describe('stake in courts', () => {
  law(
    'serving in more courts never multiplies a stake: the shares sum to no more than the whole',
    trees,
    holdings,
    (parents, holding) => {
      const shares = holding.courts.map((court) => stakeInDown({ ...holding, courts: holding.courts }, court, parents))
      const own =
        holding.courts.length === 0
          ? 0n
          : (holding.stake / BigInt(holding.courts.length)) * BigInt(holding.courts.length)
      expect(own).toBeLessThanOrEqual(holding.stake)
      for (const share of shares) expect(share).toBeLessThanOrEqual(holding.stake)
      expect(stakeInDown(holding, 0, parents)).toBe(own)
    },
  )
  law(
    'a court counts each chosen court below it once: a parent has its children’s stake and its own share',
    trees,
    holdings,
    fc.nat({ max: COURTS - 1 }),
    (parents, holding, court) => {
      const children = [...parents]
        .filter(([child, parent]) => parent === court && child !== court)
        .map(([child]) => child)
      const below = children.reduce((sum, child) => sum + stakeInDown(holding, child, parents), 0n)
      const share = holding.courts.includes(court) ? holding.stake / BigInt(holding.courts.length) : 0n
      expect(stakeInDown(holding, court, parents)).toBe(below + share)
    },
  )
  law('courts side by side share a stake and never both have all of it', trees, holdings, (parents, holding) => {
    const siblings = [...parents].filter(([court, parent]) => parent === 0 && court !== 0).map(([court]) => court)
    const sum = siblings.reduce((total, court) => total + stakeInDown(holding, court, parents), 0n)
    expect(sum).toBeLessThanOrEqual(holding.stake)
  })
  test('a court that is not in the tree counts for nothing, and a cycle is an error', () => {
    const parents = new Map([[0, 0]])
    expect(stakeInDown({ stake: 10n, courts: [0, 5], admitted: [] }, 0, parents)).toBe(5n)
    expect(() => lineage(parents, 5)).toThrow('expected a known court')
    expect(() =>
      lineage(
        new Map([
          [1, 2],
          [2, 1],
        ]),
        1,
      ),
    ).toThrow('a cycle at 1')
    expect(
      rootCourt(
        new Map([
          [0, 0],
          [3, 0],
          [4, 3],
        ]),
        4,
      ),
    ).toBe(0)
  })
})

describe('weight in a roll', () => {
  law(
    'it comes from the smaller of two boundaries: nobody can stake into a dispute that exists',
    eligibilities,
    holdings,
    holdings,
    (eligibility, before, now) => {
      const weight = weightIn({ ...eligibility, weight: 'stake' }, before, now)
      for (const holding of [before, now]) {
        expect(weight).toBeLessThanOrEqual(stakeInDown(holding, eligibility.court, eligibility.parents))
      }
      expect(weightIn(eligibility, NO_HOLDING, now)).toBe(0n)
      expect(weightIn(eligibility, before, NO_HOLDING)).toBe(0n)
    },
  )
  law(
    'more stake at both boundaries never weighs less',
    eligibilities,
    holdings,
    holdings,
    fc.bigInt({ min: 0n, max: 2n ** 90n }),
    (eligibility, before, now, more) => {
      const richer = (holding: Holding) => ({ ...holding, stake: holding.stake + more })
      expect(weightIn(eligibility, richer(before), richer(now))).toBeGreaterThanOrEqual(
        weightIn(eligibility, before, now),
      )
    },
  )
  law(
    'below the minimum at either boundary there is no weight at all',
    eligibilities,
    holdings,
    holdings,
    (eligibility, before, now) => {
      const least = [before, now]
        .map((h) => stakeInDown(h, eligibility.court, eligibility.parents))
        .reduce((a, b) => (a < b ? a : b))
      expect(weightIn({ ...eligibility, minStake: least + 1n }, before, now)).toBe(0n)
    },
  )
  law(
    'where persons count, every one of them weighs the same',
    eligibilities,
    holdings,
    holdings,
    (eligibility, before, now) => {
      expect([0n, 1n]).toContain(weightIn({ ...eligibility, weight: 'one' }, before, now))
    },
  )
  law(
    'a court that asks for persons seats nobody who was not admitted at both boundaries',
    eligibilities,
    holdings,
    holdings,
    (eligibility, before, now) => {
      const asking: Eligibility = { ...eligibility, persons: true }
      expect(weightIn(asking, { ...before, admitted: [] }, now)).toBe(0n)
      expect(weightIn(asking, before, { ...now, admitted: [] })).toBe(0n)
      const both = weightIn(asking, { ...before, admitted: [0] }, { ...now, admitted: [0] })
      expect(both).toBe(weightIn({ ...asking, persons: false }, before, now))
    },
  )
})

describe('what the vault remembers', () => {
  const juror = { number: 0, address: `0x${'11'.repeat(20)}` as const }
  test('a change shows from the next boundary on', () => {
    const held = (stake: bigint): Holding => ({ stake, courts: [0], admitted: [] })
    const changes = [
      { ...juror, epoch: 3, holding: held(10n) },
      { ...juror, epoch: 3, holding: held(20n) },
      { ...juror, epoch: 5, holding: held(5n) },
    ]
    expect([3, 4, 5, 6].map((epoch) => holdingAt(changes, epoch).stake)).toEqual([0n, 20n, 20n, 5n])
  })
})
