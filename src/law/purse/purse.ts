/**
 * Purse: scores become money. What a purse moves adds up to zero, to the unit: nothing is minted, and what nobody earned
 * goes back to whoever brought the pot.
 *
 * Everything here is whole numbers of the smallest unit. Shares round down, so that equal claims are paid equally; the
 * units that don't divide go back with the rest. Nobody loses more than the stake that was put at risk.
 * @module
 */
import { NANO, type Nano } from '#primitives/real'
import { type Block, byName, type Fields, type JurorKey } from '../block.ts'
import type { Said } from '../question/space.ts'
import type { Tells } from '../question/stated.ts'

/** Accounts that are nobody's: the fee pot, who brought it, and where burned money goes. */
export const POT = 'pot'
export const OPENER = 'opener'
export const BURNED = 'burned'

/** What a juror brings before the purse. */
export type Claim = {
  juror: JurorKey
  /** Undefined: nothing to judge by, as of one who didn't show up. */
  score: Nano | undefined
  /** The most that can be lost. */
  stake: bigint
  /** Seats; 1 where it isn't said. */
  seats?: number
  /** Which of the policy's kinds a finding is, and which others share its root cause. */
  kind?: string
  group?: string
  best?: boolean
  /** What the juror says the work was worth. */
  asked?: bigint
  /** Seconds from being asked to answering, and whether the record earns the bonus. */
  elapsedSeconds?: number
  bonus?: boolean
  /** Which side the stake stood on. */
  side?: string
  /** Items of accepted work. */
  done?: number
}

/** A party's deposit. */
export type Deposit = { party: string; amount: bigint }

/** All that a purse may look at. */
export type Spoils = {
  pot: bigint
  claims: readonly Claim[]
  /** Deposits of both parties, by side, where parties put up money. */
  deposits?: Readonly<Record<string, Deposit>>
  /** The side that won; undefined where nobody did. */
  won?: string
}

/** One account's change; all changes of a settlement add up to zero. */
export type Change = { account: string; change: bigint }

export type PurseRule = {
  fields: Fields
  tells?: Tells
  /**
   * Between whom it splits, jurors where it isn't said. Where parties share their stakes, or those who brought the items
   * a prize, the pot isn't the jurors' fees: they share those alike.
   */
  among?: 'jurors' | 'bonds' | 'entries'
  /** Of a rule among entries: what the panel found of an item, as a claim. */
  reads?: (block: Block, found: Said | undefined) => Pick<Claim, 'kind' | 'best' | 'score'>
  split: (block: Block, spoils: Spoils) => Change[]
}

/** A settlement in the making. What isn't given to anybody goes back to the opener. */
export class Settlement {
  readonly #changes = new Map<string, bigint>()

  constructor(pot: bigint) {
    this.move(POT, -pot)
  }

  move(account: string, change: bigint): void {
    this.#changes.set(account, (this.#changes.get(account) ?? 0n) + change)
  }

  /** What was taken and not given yet. */
  get left(): bigint {
    return -[...this.#changes.values()].reduce((sum, change) => sum + change, 0n)
  }

  /** Shares up to `amount` by weight, rounding down. Returns what was given. */
  share(amount: bigint, shares: readonly { account: string; weight: bigint }[]): bigint {
    const total = shares.reduce((sum, { weight }) => sum + weight, 0n)
    if (total === 0n) return 0n
    let given = 0n
    for (const { account, weight } of shares) {
      const part = (amount * weight) / total
      this.move(account, part)
      given += part
    }
    return given
  }

  /** The changes in the order of their accounts, the rest with the opener. @throws Error if more was given than taken. */
  close(): Change[] {
    if (this.left < 0n) throw new Error(`purse: gave ${-this.left} more than there was`)
    this.move(OPENER, this.left)
    return [...this.#changes.entries()]
      .filter(([, change]) => change !== 0n)
      .map(([account, change]) => ({ account, change }))
      .toSorted((a, b) => byName(a.account, b.account))
  }
}

/** A score as a whole number of billionths, 0 for what is negative or missing. */
export const merit = ({ score }: Pick<Claim, 'score'>): bigint => BigInt(Math.max(0, score ?? 0))

/** Seats that a claim stands for. */
export const seatsOf = ({ seats = 1 }: Pick<Claim, 'seats'>): bigint => BigInt(seats)

export const ONE = BigInt(NANO)
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
export const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n)
/** Largest whole number whose square isn't above `n`. */
export function rootDown(n: bigint): bigint {
  if (n < 2n) return n
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (x + n / x) >> 1n
    if (next >= x) return x
    x = next
  }
}
