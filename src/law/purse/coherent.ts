/**
 * The coherent split: who pays and who is paid once a ruling is final, over all panels whose verdict stands.
 *
 *   penalties ─────────────┐
 *   fees nobody earned ────┼─▶ pot ─▶ coherent seats of all panels, equally        (none: whoever opened the dispute)
 *   forfeited appeal stakes┘
 *   fees of a panel ────────────────▶ its own earning seats, equally
 *   delivery fees, dust ────────────▶ who delivered
 *
 * Money is neither made nor lost: what is debited and paid in is what is credited, to the unit. A juror who has less
 * than its penalties pays what it has. Mirrored by contracts/libraries/PurseLib.sol; vectors in
 * test/vectors/payments.json.
 * @module
 */
import type { Address } from '#primitives/bytes'
import type { BallotLeaf } from '../verdict.ts'
import { type Price, penaltyDown } from './penalty.ts'

/** A seat as the purse sees it: one leaf of `ballotsRoot`. */
export type PurseLeaf = Pick<BallotLeaf, 'panel' | 'juror' | 'state' | 'choice'>

/** A panel whose verdict stands, under the terms of the court it sat in. */
export type PursePanel = Price & {
  /** Number of its last sitting, ρ, as its verdict names it. */
  panel: number
  /** Seats asked and paid for. */
  seats: number
  /** In the dispute's currency. */
  feePerSeat: bigint
  deliveryFee: bigint
  /** Who delivered its verdict. */
  deliverer: Address
  /** Leaves of both sittings, the first sitting's first. */
  leaves: readonly PurseLeaf[]
}

/** A dispute with a final ruling. */
export type Settling = {
  ruling: number
  /** True if the ruling is 0 because the first panel couldn't decide, and no later one did. */
  tied: boolean
  /** Whether fees were paid in stake tokens instead of wei. */
  inToken: boolean
  /** Who opened the dispute. */
  opener: Address
  /** Appeal stakes that went to the pot, in the dispute's currency. */
  forfeited: bigint
  /** What a juror has left to lose: stake + pending, less its debts. */
  holds: (juror: Address) => bigint
  panels: readonly PursePanel[]
}

/** What a settlement moves. Accounts that neither lose nor get anything may be missing. */
export type Payments = {
  /** Stake tokens taken, per juror. */
  debits: ReadonlyMap<Address, bigint>
  tokens: ReadonlyMap<Address, bigint>
  wei: ReadonlyMap<Address, bigint>
  /** What coherent seats share, before division. */
  tokenPot: bigint
  feePot: bigint
  /** Seats that share the pots. */
  coherentSeats: number
  /** Per panel: seats that share its fees, and what each gets. */
  panels: readonly { earningSeats: number; feeShare: bigint }[]
}

/** Settles a dispute. Assumes at least one panel, in their order. */
export function settle(settling: Settling): Payments {
  const { panels, inToken, opener, forfeited } = settling
  const isCoherent = coherence(settling)
  const last = panels.at(-1)!.deliverer
  const tokens = new Purse()
  const fees = inToken ? tokens : new Purse()

  const debits = debitsOf(settling, isCoherent)
  const earned = panels.map((panel) => {
    const earners = panel.leaves.filter((leaf) => earns(leaf, settling))
    const budget = BigInt(panel.seats) * panel.feePerSeat
    fees.pay(panel.deliverer, panel.deliveryFee)
    return { earners: earners.length, budget, feeShare: shareOut(fees, budget, earners, last) }
  })
  const unearned = earned.reduce((sum, { earners, budget }) => (earners === 0 ? sum + budget : sum), forfeited)
  const penalties = [...debits.values()].reduce((sum, amount) => sum + amount, 0n)
  const tokenPot = inToken ? penalties + unearned : penalties
  const feePot = inToken ? 0n : unearned
  const coherent = panels.flatMap(({ leaves }) => leaves.filter(isCoherent))
  for (const [purse, pot] of [[tokens, tokenPot] as const, [fees, feePot] as const]) {
    if (coherent.length === 0) purse.pay(opener, pot)
    else shareOut(purse, pot, coherent, last)
  }
  return {
    debits,
    tokens: tokens.paid,
    wei: inToken ? new Map() : fees.paid,
    tokenPot,
    feePot,
    coherentSeats: coherent.length,
    panels: earned.map(({ earners, feeShare }) => ({ earningSeats: earners, feeShare })),
  }
}

/**
 * Who agrees with the final ruling. Where it is 0 because nobody could decide, that is whoever answered 0 or one of the
 * choices that led: they can't be blamed for the tie, and other answers can.
 */
export function coherence({
  ruling,
  tied,
  panels,
}: Pick<Settling, 'ruling' | 'tied' | 'panels'>): (leaf: PurseLeaf) => boolean {
  const accepted = tied ? [0, ...(panels[0] ? leadingChoices(panels[0]) : [])] : [ruling]
  return ({ state, choice }) => state === 'opened' && accepted.includes(choice)
}

/** The choices with most seats in the last sitting of a panel; none if nobody voted there. */
export function leadingChoices({ panel: last, leaves }: Pick<PursePanel, 'panel' | 'leaves'>): number[] {
  const seats = new Map<number, number>()
  for (const { panel, state, choice } of leaves)
    if (panel === last && state === 'opened') seats.set(choice, (seats.get(choice) ?? 0) + 1)
  const most = Math.max(0, ...seats.values())
  return [...seats].flatMap(([choice, n]) => (n === most ? [choice] : []))
}

/** Whether a seat has a share of its panel's fees: any vote where nobody could decide, else the coherent ones. */
function earns({ state, choice }: PurseLeaf, { ruling, tied }: Settling): boolean {
  return state === 'opened' && (tied || choice === ruling)
}

function debitsOf({ panels, holds }: Settling, isCoherent: (leaf: PurseLeaf) => boolean): Map<Address, bigint> {
  const owed = new Map<Address, bigint>()
  for (const panel of panels)
    for (const leaf of panel.leaves) {
      const penalty = penaltyDown(leaf.state, isCoherent(leaf), panel)
      if (penalty > 0n) owed.set(leaf.juror, (owed.get(leaf.juror) ?? 0n) + penalty)
    }
  return new Map([...owed].map(([juror, amount]) => [juror, least(amount, holds(juror))]))
}

/** Shares an amount equally over seats; the rest that doesn't divide goes to `dustTo`. Returns the share. Rounds down. */
function shareOut(purse: Purse, amount: bigint, seats: readonly PurseLeaf[], dustTo: Address): bigint {
  if (seats.length === 0) return 0n
  const share = amount / BigInt(seats.length)
  for (const { juror } of seats) purse.pay(juror, share)
  purse.pay(dustTo, amount - share * BigInt(seats.length))
  return share
}

/** What is paid to whom, in one currency. Lives inside one settlement. */
class Purse {
  readonly paid = new Map<Address, bigint>()

  pay(account: Address, amount: bigint): void {
    if (amount > 0n) this.paid.set(account, (this.paid.get(account) ?? 0n) + amount)
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
