/**
 * Juror: a staked, numbered account, and what the vault said of it at the boundaries of epochs.
 *
 * Pure. Everything here can be read back from the vault's storage, so nobody has to be believed about it.
 * @module
 */
import type { Address } from '#primitives/bytes'

/** Number of a court; 0 is the root of the default tree. u96 on the wire, below 2^32 in practice. */
export type CourtId = number

/** What the vault holds of one juror at one instant. */
export type Holding = {
  /** Smallest units of the stake token, u128. */
  stake: bigint
  /** Courts chosen to serve in, distinct, at most 8. */
  courts: readonly CourtId[]
  /** Roots of court trees in which a person is admitted with this account. */
  admitted: readonly CourtId[]
}

/** A juror as the vault numbers it. */
export type Juror = {
  /** 0, 1, 2 … in order of first stake: the juror's leaf in every roll. */
  number: number
  address: Address
}

/** One change of a juror's holding, as the vault records it. */
export type HoldingChange = Juror & {
  /** The epoch in which it happened; it shows in rolls from the next boundary on. */
  epoch: number
  holding: Holding
}

/** Personhood of a juror in one tree of courts, by one source. */
export type Personhood = { root: CourtId; source: number; registry: Address }

/** A holding with every source that vouches for its person: what the vault's events add up to. */
export type Held = { stake: bigint; courts: readonly CourtId[]; admitted: readonly Personhood[] }

/** One event of the vault about a juror. */
export type HeldEvent = { number: number; epoch: number } & (
  | { name: 'staked'; stake: string }
  | { name: 'served'; courts: readonly CourtId[] }
  | ({ name: 'admitted' | 'expelled' } & Personhood)
)

/** The holding after an event. */
export function heldAfter(before: Held, event: HeldEvent): Held {
  if (event.name === 'staked') return { ...before, stake: BigInt(event.stake) }
  if (event.name === 'served') return { ...before, courts: event.courts }
  const { root, source, registry } = event
  const others = before.admitted.filter((each) => scopeOf(each) !== scopeOf(event))
  return { ...before, admitted: event.name === 'admitted' ? [...others, { root, source, registry }] : others }
}

/** What a court asks for counts from its own source alone. */
export function holdingOf({ stake, courts, admitted }: Held, source: Personhood): Holding {
  return {
    stake,
    courts,
    admitted: admitted.filter((each) => scopeOf(each) === scopeOf(source)).map(({ root }) => root),
  }
}

export const scopeOf = ({ root, source, registry }: Personhood): string => `${root}:${source}:${registry}`

export const NO_HOLDING: Holding = { stake: 0n, courts: [], admitted: [] }

/** The holding at boundary T_epoch: the last change of an earlier epoch. `changes` in order of time. */
export function holdingAt(changes: readonly HoldingChange[], epoch: number): Holding {
  return changes.findLast((change) => change.epoch < epoch)?.holding ?? NO_HOLDING
}
