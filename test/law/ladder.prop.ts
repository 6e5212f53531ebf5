/** The ladder: laws over any tree of courts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fits, ladder, MOST_PANEL_SEATS, panelCost, panelSeconds, priceOf } from '#law/ladder'
import type { Terms } from '#law/policy'
import { refunds } from '#law/purse/sides'
import { TERMS } from '../support/hearing.ts'
import { law } from '../support/law.ts'

type Court = { terms: Terms }
const courts: fc.Arbitrary<[Court, ...Court[]]> = fc
  .array(
    fc.record({
      jumpSeats: fc.integer({ min: 0, max: 600 }),
      appeals: fc.integer({ min: 0, max: 12 }),
      feePerSeat: fc.bigInt(0n, 2n ** 88n - 1n),
      deliveryFee: fc.bigInt(0n, 2n ** 88n - 1n),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((several) => several.map((some) => ({ terms: { ...TERMS, ...some } })) as [Court, ...Court[]])
const seats = fc.integer({ min: 1, max: 511 })

law(
  'each panel more than doubles the one before, and none is larger than a court can draw',
  courts,
  seats,
  (line, n) => {
    const rungs = ladder(line, n)
    for (const [i, rung] of rungs.slice(1).entries()) expect(rung.seats).toBe(2 * rungs[i]!.seats + 1)
    expect(rungs.at(-1)!.seats).toBeLessThanOrEqual(MOST_PANEL_SEATS)
  },
)

law(
  'a dispute has at most the appeals that its own court allowed, whatever its parents say',
  courts,
  seats,
  (line, n) => {
    expect(ladder(line, n).length).toBeLessThanOrEqual(line[0].terms.appeals + 1)
  },
)

law('a panel sits no lower than the one before, and at most one court higher', courts, seats, (line, n) => {
  const rungs = ladder(line, n)
  rungs.slice(1).forEach(({ step, under, seats: size }, i) => {
    const before = rungs[i]!
    expect([before.step, before.step + 1]).toContain(step)
    expect(step > before.step).toBe(size > before.under.terms.jumpSeats && before.step + 1 < line.length)
    expect(under).toBe(line[step])
  })
})

law(
  '“against” pays for the panel with half as much again, and “for” with half of it, to the unit',
  courts,
  seats,
  (line, n) => {
    for (const rung of ladder(line, n)) {
      const { cost, stake, against, for: favour } = priceOf(rung, 'wei')
      expect(cost).toBe(panelCost(rung.under.terms, rung.seats, 'wei'))
      expect(against).toBe(cost + stake)
      expect(favour).toBe(cost)
      expect(cost - 2n * stake).toBeLessThanOrEqual(1n)
    }
  },
)

test('a panel that would end a second too late isn’t offered', () => {
  const clockwork = { confirmSeconds: 40 }
  const needed = panelSeconds(TERMS, 40) + 3 * 1000
  const dispute = { challengeFloorSeconds: 1000, clockwork, deadlineAt: 5_000_000 + needed }
  expect(fits(5_000_000, TERMS, dispute)).toBe(true)
  expect(fits(5_000_001, TERMS, dispute)).toBe(false)
})

test('the worked example: three become seven, and both sides pay for it', () => {
  const wei = 10n ** 15n
  const court = { terms: { ...TERMS, appeals: 1, jumpSeats: 31, feePerSeat: 10n * wei, deliveryFee: 5n * wei } }
  const rung = ladder([court], 3)[1]!
  const price = priceOf(rung, 'wei')
  expect(rung.seats).toBe(7)
  expect(price).toEqual({ cost: 75n * wei, stake: (75n * wei) / 2n, against: (225n * wei) / 2n, for: 75n * wei })
  const given = { against: [price.against], for: [price.for] }
  expect(refunds(price.cost, given, 'overturned')).toEqual({ against: [(225n * wei) / 2n], for: [0n], forfeited: 0n })
  expect(refunds(price.cost, given, 'upheld')).toEqual({ against: [(75n * wei) / 2n], for: [75n * wei], forfeited: 0n })
})
