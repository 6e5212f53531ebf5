/**
 * Quotes: what is said before a dispute is opened holds up against counting, and errs on the side of whoever asks.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chancePpm, costOf, quote } from '#law/quote'
import { LOCAL_BEACON } from '../support/beacon.ts'
import { TERMS } from '../support/hearing.ts'
import { law } from '../support/law.ts'

const clockwork = { beacon: LOCAL_BEACON, confirmSeconds: 60 }
const ask = (more: object = {}) => ({
  terms: TERMS,
  clockwork,
  challengeFloorSeconds: 3600,
  lifeSeconds: 864_000,
  total: 10n ** 21n,
  seats: 3,
  now: 1_800_000_000,
  ...more,
})

/** Every outcome of the draw, counted one by one. */
function counted(seats: number, least: number, share: number): number {
  let sum = 0
  for (let outcome = 0; outcome < 2 ** seats; outcome++) {
    const held = outcome.toString(2).replaceAll('0', '').length
    if (held >= least) sum += share ** held * (1 - share) ** (seats - held)
  }
  return sum
}

const shares = fc.integer({ min: 1, max: 9999 }).map((bps) => bps / 10_000)

law(
  'the chance to capture a panel is what counting all draws gives, rounded up',
  fc.integer({ min: 1, max: 11 }),
  shares,
  (seats, share) => {
    const least = Math.floor(seats / 2) + 1
    const exact = counted(seats, least, share) * 1e6
    const told = chancePpm(seats, least, share)
    expect(told).toBeGreaterThanOrEqual(exact - 1e-3)
    expect(told).toBeLessThan(exact + 1.001)
  },
)

law('a larger share never has a smaller chance', fc.integer({ min: 1, max: 511 }), shares, shares, (seats, a, b) => {
  const least = Math.floor(seats / 2) + 1
  const [less, more] = [Math.min(a, b), Math.max(a, b)].map((share) => chancePpm(seats, least, share))
  return less! <= more!
})

law(
  'against less than half of the roll, each larger panel is safer',
  fc.integer({ min: 0, max: 200 }),
  shares,
  (half, share) => {
    fc.pre(share < 0.5)
    const [small, large] = [2 * half + 1, 4 * half + 3].map((seats) =>
      chancePpm(seats, Math.floor(seats / 2) + 1, share),
    )
    return large! <= small!
  },
)

law(
  'nobody is quoted an end after the latest one, nor a price below what the chain asks',
  fc.integer({ min: 1, max: 511 }),
  (seats) => {
    const { priceWei, expectedEndAt, latestEndAt, panels } = quote(ask({ seats }))
    expect(priceWei).toBe(BigInt(seats) * TERMS.feePerSeat + TERMS.deliveryFee)
    expect(expectedEndAt).toBeLessThan(latestEndAt)
    expect(panels.every(({ costWei, seats: size }) => costWei === costOf(TERMS, size))).toBe(true)
  },
)

test('panels grow to 2n + 1 as long as the court has appeals and room', () => {
  expect(quote(ask()).panels.map(({ seats }) => seats)).toEqual([3, 7, 15])
  expect(quote(ask({ seats: 16 })).panels.map(({ seats }) => seats)).toEqual([16])
})

test('a third of the roll has the majority of three seats about every fourth time', () => {
  const [first] = quote(ask()).panels
  expect(first!.capture.find(({ shareBps }) => shareBps === 3333)!.chancePpm).toBeCloseTo(259_200, -3)
  expect(first!.captureStake).toBe(10n ** 21n)
  expect(first!.bribeStake).toBe((2n * TERMS.seatStake * 1000n) / 10_000n)
})
