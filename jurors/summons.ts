/**
 * Summons: of what a juror is told, and when. Rules only; the wires are in src/edges/.
 * @module
 */
import type { Instant } from '#primitives/time'

/** Occasions on which time alone makes a notice due, in their order. */
export const OCCASIONS = ['commitOpen', 'half', 'nineTenths', 'revealOpen'] as const
export type Occasion = (typeof OCCASIONS)[number]

/** Type of the message on an occasion. */
export const SUMMONS_TYPES = {
  drawn: 'summons.drawn',
  commitOpen: 'summons.commit_open',
  half: 'summons.half',
  nineTenths: 'summons.nine_tenths',
  revealOpen: 'summons.reveal_open',
  appeal: 'summons.appeal',
  paid: 'summons.paid',
} as const
export type Notice = keyof typeof SUMMONS_TYPES

/** When each falls due. Rounds down: a notice is rather a second early than late. */
export function noticesAt(times: {
  commitOpensAt: Instant
  commitClosesAt: Instant
  revealAt: Instant
}): Record<Occasion, Instant> {
  const window = times.commitClosesAt - times.commitOpensAt
  return {
    commitOpen: times.commitOpensAt,
    half: times.commitOpensAt + Math.floor(window / 2),
    nineTenths: times.commitOpensAt + Math.floor((window * 9) / 10),
    revealOpen: times.revealAt,
  }
}

/** True if the notice is for those only who haven't voted yet. */
export const urges = (occasion: Occasion): boolean => occasion === 'half' || occasion === 'nineTenths'

/** The sentence that a person reads, in mail and on a lock screen. */
export function sentenceOf(notice: Notice, { disputeId, seats }: { disputeId: string; seats: number }): string {
  const held = seats === 1 ? 'a seat' : `${seats} seats`
  switch (notice) {
    case 'drawn':
      return `You were drawn: ${held} in dispute ${disputeId}.`
    case 'commitOpen':
      return `The commit period of dispute ${disputeId} is open. You hold ${held}.`
    case 'half':
      return `Half of the commit period of dispute ${disputeId} is over, and your ballot is not in.`
    case 'nineTenths':
      return `The commit period of dispute ${disputeId} is nearly over, and your ballot is not in.`
    case 'revealOpen':
      return `The ballots of dispute ${disputeId} are being opened. There is nothing that you have to do.`
    case 'appeal':
      return `The verdict in dispute ${disputeId} is on chain. It can be appealed now.`
    case 'paid':
      return `The ruling in dispute ${disputeId} is final.`
  }
}
