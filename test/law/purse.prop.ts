/** The purse: laws over any panels, ballots and appeals. What moves is counted on both sides, to the unit. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coherence, type Payments, type PurseLeaf, type PursePanel, type Settling, settle } from '#law/purse/coherent'
import { penaltyDown, unitPenaltyDown } from '#law/purse/penalty'
import { appealPrice, type Contributions, isMade, refunds } from '#law/purse/sides'
import { BALLOT_STATES, type BallotState } from '#law/verdict'
import type { Address } from '#primitives/bytes'
import { law } from '../support/law.ts'

const person = (n: number): Address => `0x${n.toString(16).padStart(40, '0')}`
const [OPENER, CARRIER, LAST_CARRIER] = [person(901), person(902), person(903)]
const CHOICES = 3

const price = fc.record({ seatStake: fc.bigInt(0n, 10n ** 24n), penaltyBps: fc.integer({ min: 0, max: 6000 }) })
const seat = fc.record({
  juror: fc.integer({ min: 1, max: 8 }).map(person),
  state: fc.oneof({ weight: 3, arbitrary: fc.constant<BallotState>('opened') }, fc.constantFrom(...BALLOT_STATES)),
  choice: fc.integer({ min: 0, max: CHOICES }),
})
type Drawn = { juror: Address; state: BallotState; choice: number }

const panelAt = (p: number): fc.Arbitrary<PursePanel> =>
  fc
    .record({
      price,
      seats: fc.integer({ min: 1, max: 9 }),
      feePerSeat: fc.bigInt(0n, 10n ** 18n),
      deliveryFee: fc.bigInt(0n, 10n ** 18n),
      first: fc.array(seat, { maxLength: 9 }),
      redrawn: fc.option(fc.array(seat, { maxLength: 9 }), { freq: 3 }),
    })
    .map(({ price, first, redrawn, ...fees }) => ({
      ...price,
      ...fees,
      panel: redrawn ? 2 * p + 1 : 2 * p,
      deliverer: p === 0 ? CARRIER : LAST_CARRIER,
      leaves: [...leavesOf(2 * p, first), ...leavesOf(2 * p + 1, redrawn ?? [])],
    }))

function leavesOf(panel: number, seats: readonly Drawn[]): PurseLeaf[] {
  return seats.map(({ juror, state, choice }) => ({ panel, juror, state, choice: state === 'opened' ? choice : 0 }))
}

const settlings: fc.Arbitrary<Settling> = fc
  .record({
    panels: fc.integer({ min: 1, max: 3 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, p) => panelAt(p)))),
    ruling: fc.integer({ min: 0, max: CHOICES }),
    tied: fc.boolean(),
    inToken: fc.boolean(),
    forfeited: fc.bigInt(0n, 10n ** 18n),
    holdings: fc.array(fc.bigInt(0n, 10n ** 24n), { minLength: 8, maxLength: 8 }),
  })
  .map(({ holdings, ruling, ...rest }) => ({
    ...rest,
    ruling: rest.tied ? 0 : ruling,
    opener: OPENER,
    holds: (juror) => holdings[Number(juror) - 1]!,
  }))

const total = (amounts: ReadonlyMap<Address, bigint>): bigint => [...amounts.values()].reduce((a, b) => a + b, 0n)
const paidIn = ({ panels, forfeited }: Settling): bigint =>
  panels.reduce((sum, p) => sum + BigInt(p.seats) * p.feePerSeat + p.deliveryFee, forfeited)
const net = (paid: Payments, who: Address): bigint => (paid.tokens.get(who) ?? 0n) - (paid.debits.get(who) ?? 0n)

law('what goes in comes out, in both currencies, to the unit', settlings, (settling) => {
  const paid = settle(settling)
  const [tokenFees, weiFees] = settling.inToken ? [paidIn(settling), 0n] : [0n, paidIn(settling)]
  expect(total(paid.tokens)).toBe(total(paid.debits) + tokenFees)
  expect(total(paid.wei)).toBe(weiFees)
})

law('nobody pays more than it has, nor more than its seats put at risk', settlings, (settling) => {
  for (const [juror, debit] of settle(settling).debits) {
    const atRisk = settling.panels.reduce(
      (sum, { leaves, seatStake }) =>
        sum + seatStake * BigInt(leaves.filter((leaf) => leaf.juror === juror && leaf.state !== 'skipped').length),
      0n,
    )
    expect(debit).toBeLessThanOrEqual(settling.holds(juror))
    expect(debit).toBeLessThanOrEqual(atRisk)
  }
})

law('the order of draws never changes who gets what', settlings, fc.infiniteStream(fc.nat()), (settling, keys) => {
  const shuffled = settling.panels.map((panel) => ({
    ...panel,
    leaves: panel.leaves
      .map((leaf) => [keys.next().value, leaf] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, leaf]) => leaf),
  }))
  const sorted = (paid: Payments) => [paid.debits, paid.tokens, paid.wei].map((some) => [...some].sort())
  expect(sorted(settle({ ...settling, panels: shuffled }))).toEqual(sorted(settle(settling)))
})

law('whoever only ever agreed with the final ruling pays nothing', settlings, (settling) => {
  const isCoherent = coherence(settling)
  const leaves = settling.panels.flatMap((panel) => panel.leaves)
  const { debits } = settle(settling)
  for (const juror of new Set(leaves.map((leaf) => leaf.juror))) {
    const own = leaves.filter((leaf) => leaf.juror === juror && leaf.state !== 'skipped')
    if (own.every(isCoherent)) expect(debits.get(juror)).toBeUndefined()
  }
})

law('a stake split over two accounts is worth what it was worth whole', settlings, (settling) => {
  const [whole, half] = [person(1), person(77)]
  const enough = { ...settling, holds: () => 10n ** 40n }
  let other = false
  const split = {
    ...enough,
    panels: settling.panels.map((panel) => ({
      ...panel,
      leaves: panel.leaves.map((leaf) => (leaf.juror === whole && (other = !other) ? { ...leaf, juror: half } : leaf)),
    })),
  }
  const [before, after] = [settle(enough), settle(split)]
  expect(net(after, whole) + net(after, half)).toBe(net(before, whole))
})

law('a coherent seat is worth more than the same seat silent, at any panel', settlings, fc.nat(), (settling, which) => {
  const isCoherent = coherence(settling)
  const places = settling.panels.flatMap((panel, p) =>
    panel.leaves.flatMap((leaf, i) => (isCoherent(leaf) && panel.seatStake > 0n ? [[p, i] as const] : [])),
  )
  const place = places[which % Math.max(1, places.length)]
  // A tie's leading choices depend on who voted; what is compared is one seat with everything else the same.
  if (!place || settling.tied) return
  const [p, i] = place
  const enough = { ...settling, holds: () => 10n ** 40n }
  const juror = settling.panels[p]!.leaves[i]!.juror
  const silent = settling.panels.map((panel, q) =>
    q === p
      ? { ...panel, leaves: panel.leaves.with(i, { ...panel.leaves[i]!, state: 'absent' as const, choice: 0 }) }
      : panel,
  )
  const worth = (paid: Payments) => net(paid, juror) + (paid.wei.get(juror) ?? 0n)
  // What doesn't divide may fall either way: less than a unit a seat.
  const dust = BigInt(2 * settling.panels.reduce((n, { leaves }) => n + leaves.length, 0))
  expect(worth(settle({ ...enough, panels: silent }))).toBeLessThanOrEqual(worth(settle(enough)) + dust)
})

law('a ballot kept shut, shown early or not handed in is never cheaper than a wrong one', price, (some) => {
  const wrong = penaltyDown('opened', false, some)
  for (const state of ['absent', 'unopened', 'invalid'] as const)
    expect(penaltyDown(state, false, some)).toBeGreaterThanOrEqual(wrong)
  for (const state of BALLOT_STATES) expect(penaltyDown(state, false, some)).toBeLessThanOrEqual(some.seatStake)
  expect(penaltyDown('leaked', false, some)).toBeGreaterThanOrEqual(penaltyDown('unopened', false, some))
})

law('revealing by hand only if coherent costs more than voting openly', price, (some) => {
  fc.pre(unitPenaltyDown(some) > 1n)
  expect(penaltyDown('unopened', false, some)).toBeGreaterThan(penaltyDown('opened', false, some))
})

test('eleven silent seats of 31 pay the pot, and the twenty who came share it', () => {
  const leaves: PurseLeaf[] = Array.from({ length: 31 }, (_, i) => ({
    panel: 0,
    juror: person(i + 1),
    state: i < 11 ? 'absent' : 'opened',
    choice: i < 11 ? 0 : 1,
  }))
  const panel = { panel: 0, seats: 31, feePerSeat: 310n, deliveryFee: 5n, seatStake: 10_000n, penaltyBps: 1000 }
  const paid = settle({
    ruling: 1,
    tied: false,
    inToken: false,
    opener: OPENER,
    forfeited: 0n,
    holds: () => 10_000n,
    panels: [{ ...panel, deliverer: CARRIER, leaves }],
  })
  expect(paid.tokenPot).toBe(11n * 1250n)
  expect(paid.tokens.get(person(12))).toBe(687n)
  expect(paid.tokens.get(CARRIER)).toBe(11n * 1250n - 20n * 687n)
  expect(paid.wei.get(person(12))).toBe(480n)
  expect(paid.wei.get(CARRIER)).toBe(5n + 31n * 310n - 20n * 480n)
})

test('a tie bought by a whale earns it no pot: voters keep the fee, and no leading answer is punished', () => {
  const votes = [1, 1, 2, 2, 3]
  const leaves = votes.map((choice, i): PurseLeaf => ({ panel: 0, juror: person(i + 1), state: 'opened', choice }))
  const panel = { panel: 0, seats: 5, feePerSeat: 10n, deliveryFee: 0n, seatStake: 1000n, penaltyBps: 1000 }
  const paid = settle({
    ruling: 0,
    tied: true,
    inToken: false,
    opener: OPENER,
    forfeited: 0n,
    holds: () => 1000n,
    panels: [{ ...panel, deliverer: CARRIER, leaves }],
  })
  expect([...paid.debits]).toEqual([[person(5), 100n]])
  expect(votes.map((_, i) => paid.wei.get(person(i + 1)))).toEqual([10n, 10n, 10n, 10n, 10n])
  expect(votes.map((_, i) => paid.tokens.get(person(i + 1)) ?? 0n)).toEqual([25n, 25n, 25n, 25n, 0n])
})

test('the worked example: three overturned by seven, one of whom stays away', () => {
  const [unit, wei] = [10n ** 18n, 10n ** 15n]
  const voted = (panel: number, first: number, choices: readonly number[]): PurseLeaf[] =>
    choices.map((choice, i) => ({ panel, juror: person(first + i), state: 'opened', choice }))
  const terms = { seatStake: 50n * unit, penaltyBps: 5000, feePerSeat: 10n * wei, deliveryFee: 5n * wei }
  const leaves = [
    ...voted(2, 4, [2, 2, 2, 2, 2, 1]),
    { panel: 2, juror: person(10), state: 'absent', choice: 0 } as const,
  ]
  const paid = settle({
    ruling: 2,
    tied: false,
    inToken: false,
    opener: OPENER,
    forfeited: 0n,
    holds: () => 1000n * unit,
    panels: [
      { ...terms, panel: 0, seats: 3, deliverer: CARRIER, leaves: voted(0, 1, [1, 1, 2]) },
      { ...terms, panel: 2, seats: 7, deliverer: LAST_CARRIER, leaves },
    ],
  })
  expect([1, 2, 9, 10].map((n) => paid.debits.get(person(n)))).toEqual(
    [25n, 25n, 25n].map((p) => p * unit).concat(31250n * wei),
  )
  expect(paid.tokenPot).toBe(106_250n * wei)
  const share = (106_250n * wei) / 6n
  expect([3, 4, 8].map((n) => paid.tokens.get(person(n)))).toEqual([share, share, share])
  expect([3, 4].map((n) => paid.wei.get(person(n)))).toEqual([30n * wei, 14n * wei])
  expect(paid.tokens.get(LAST_CARRIER)).toBe(106_250n * wei - 6n * share)
  expect(paid.tokens.get(LAST_CARRIER)).toBe(2n)
  expect([CARRIER, LAST_CARRIER].map((who) => paid.wei.get(who))).toEqual([5n * wei, 5n * wei])
})

// Appeals have two sides.

const given: fc.Arbitrary<{ cost: bigint; contributions: Contributions }> = fc
  .record({
    cost: fc.bigInt(1n, 10n ** 20n),
    shares: fc.tuple(
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 6 }),
    ),
    isShort: fc.tuple(fc.boolean(), fc.boolean()),
  })
  .map(({ cost, shares: [against, favour], isShort }) => {
    const full = appealPrice(cost)
    return {
      cost,
      contributions: {
        against: upTo(isShort[0] ? full.against - 1n : full.against, against),
        for: favour.length === 0 ? [] : upTo(isShort[1] ? full.for - 1n : full.for, favour),
      },
    }
  })

/** Amounts in these proportions that add up to `amount`. */
function upTo(amount: bigint, shares: readonly number[]): bigint[] {
  const all = BigInt(shares.reduce((a, b) => a + b, 0))
  const parts = shares.map((share) => (amount * BigInt(share)) / all)
  return parts.with(0, parts[0]! + amount - parts.reduce((a, b) => a + b, 0n))
}

const outcome = fc.constantFrom('overturned', 'upheld', 'unfinished')
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n)

law(
  'what contributors give is the panel’s cost, a forfeit, or theirs again, but for a unit each',
  given,
  outcome,
  ({ cost, contributions }, came) => {
    const back = refunds(cost, contributions, came)
    const borne = isMade(cost, contributions) && came !== 'unfinished' ? cost : 0n
    const dust =
      sum(contributions.against) + sum(contributions.for) - sum(back.against) - sum(back.for) - borne - back.forfeited
    expect(dust).toBeGreaterThanOrEqual(0n)
    expect(dust).toBeLessThanOrEqual(BigInt(contributions.against.length + contributions.for.length))
  },
)

law('an appeal that isn’t made, or never finished, costs nobody anything', given, (g) => {
  const { cost, contributions } = g
  expect(refunds(cost, contributions, 'unfinished')).toEqual({ ...contributions, forfeited: 0n })
  const short = { ...contributions, against: contributions.against.slice(1) }
  expect(refunds(cost, short, 'upheld')).toEqual({ ...short, forfeited: 0n })
})

law('the right side never gets back less than the wrong one', given, (g) => {
  const { cost, contributions } = g
  const price = appealPrice(cost)
  fc.pre(isMade(cost, contributions) && sum(contributions.for) === price.for)
  const won = refunds(cost, contributions, 'overturned')
  const lost = refunds(cost, contributions, 'upheld')
  expect(sum(won.against)).toBeGreaterThanOrEqual(sum(lost.against))
  expect(sum(won.for)).toBe(0n)
  expect(sum(lost.for) + BigInt(contributions.for.length)).toBeGreaterThanOrEqual(
    sum(contributions.for) - (cost + 1n) / 2n,
  )
})
