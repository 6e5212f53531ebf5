/**
 * Sides: an appeal has two of them, against the current ruling and for it, and anybody may pay for either.
 *
 *   cost C of the next panel, stake S = ⌊C/2⌋
 *   against: C + S makes the appeal.      for: ⌈C/2⌉ + S halves what it costs the appellant, and stakes on the ruling.
 *
 * No ruling changes because a side stayed short: with or without "for" the next panel decides. Mirrored by
 * contracts/libraries/LadderLib.sol; vectors in test/vectors/payments.json.
 * @module
 */

export type Side = 'against' | 'for'
/** What each side needs to be full, in the dispute's currency. */
export type AppealPrice = { cost: bigint; stake: bigint; against: bigint; for: bigint }
/** What contributors gave, each side in a list of its own. Never more in all than the side needs. */
export type Contributions = Record<Side, readonly bigint[]>
/** What they take back, in the same order, and what goes to the dispute's pot. Rounds down, at most one unit each. */
export type Refunds = Record<Side, bigint[]> & { forfeited: bigint }

/** What an appeal to a panel costs. The stake rounds down, the half that "for" brings rounds up. */
export function appealPrice(cost: bigint): AppealPrice {
  const stake = cost / 2n
  return { cost, stake, against: cost + stake, for: halfUp(cost) + stake }
}

/** True if "against" is full: the appeal is made. */
export function isMade(cost: bigint, { against }: Contributions): boolean {
  return sum(against) >= appealPrice(cost).against
}

/**
 * What contributors take back once the ruling is final.
 * @param outcome - 'unfinished' if the panel's verdict never stood; else whether the final ruling differs from the one
 * that was appealed.
 */
export function refunds(cost: bigint, given: Contributions, outcome: 'overturned' | 'upheld' | 'unfinished'): Refunds {
  const price = appealPrice(cost)
  const whole = { against: [...given.against], for: [...given.for], forfeited: 0n }
  if (!isMade(cost, given) || outcome === 'unfinished') return whole
  const isRight = outcome === 'overturned'
  if (sum(given.for) < price.for) {
    // Alone it bears the cost whatever comes of it.
    const back = isRight ? price.stake : 0n
    return { ...whole, against: proRataDown(back, given.against), forfeited: price.stake - back }
  }
  const brought = halfUp(cost)
  return {
    against: proRataDown(isRight ? brought + 2n * price.stake : brought, given.against),
    for: proRataDown(isRight ? 0n : 2n * price.stake, given.for),
    forfeited: 0n,
  }
}

function proRataDown(amount: bigint, given: readonly bigint[]): bigint[] {
  const all = sum(given)
  return given.map((one) => (all === 0n ? 0n : (amount * one) / all))
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n)
const halfUp = (amount: bigint): bigint => amount - amount / 2n
