/**
 * Refusal: every lawful no, with its evidence. The same names stand in Solidity's errors and on the wire.
 *
 * Refusals are values. A new way to say no is a new arm here, and the compiler then shows each place to think about it.
 * @module
 */
import type { Address, Digest } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { Period } from './period.ts'

export type Refusal =
  | { code: 'UnknownDispute'; dispute: string }
  /** Nothing at this address answers as a curated list does. */
  | { code: 'UnknownRegistry'; registry: Address }
  | { code: 'UnknownCourt'; court: number | Digest }
  /** Nobody has shown an exhibit under this reference. */
  | { code: 'UnknownExhibit'; reference: string }
  /** The reference names no hash that content could be checked against. */
  | { code: 'NothingToCheck'; reference: string }
  /** No version of the court has a policy with this hash. */
  | { code: 'PolicyNotOnChain'; court: number; policyHash: Digest }
  /** Each stray is a sentence that names block and member, what was expected and what came. Nothing was kept. */
  | { code: 'MalformedPolicy'; strays: readonly string[] }
  /** Only who founded a court off chain publishes its versions. */
  | { code: 'CourtRefused'; why: string; words: string }
  | { code: 'NotFounder'; founder: Address }
  | { code: 'TooManyVersions'; most: number }
  /** Another policy was published as this version at the same moment. */
  | { code: 'VersionTaken'; version: number }
  | { code: 'NotJudged'; panel: number }
  /** The chain took the opening back. */
  | { code: 'DisputeVoid'; reason: string }
  /** Filed in the wrong period. `untilAt`: when the present one ends, if by the clock. */
  | { code: 'WrongPeriod'; period: Period; expected: Period; untilAt?: Instant }
  /** Another panel is sitting. */
  | { code: 'WrongPanel'; panel: number; expected: number }
  | { code: 'NotDrawn'; juror: Address; panel: number }
  | { code: 'AlreadyRecused'; juror: Address; panel: number }
  | { code: 'WrongBeaconRound'; beaconRound: number; expected: number }
  /** A revision later than the commit deadline; both in milliseconds. */
  | { code: 'RevisionInFuture'; revision: number; latest: number }
  /** The very same filing already stands as this entry: its receipt holds. */
  | { code: 'AlreadyRecorded'; number: number }
  | { code: 'TooManyBallots'; juror: Address; most: number }
  /** Of this party, or of all together. */
  | { code: 'TooManyExhibits'; party: Address; most: number }
  /** The policy asks a ticket that costs so many hashes, made for this dispute and this juror. */
  | { code: 'TicketUnpaid'; juror: Address; work: string }
  | { code: 'MalformedSeal'; expectedBytes: number; bytes: number }
  /** Not canonical, or not the juror's; or the account's that asks. */
  | { code: 'BadSignature'; juror: Address }
  | { code: 'BadBeaconSignature'; beaconRound: number }
  | { code: 'RollNotInForce'; epoch: number; at: Instant }
  | { code: 'WrongRoll'; reason: string }
  | { code: 'WrongDraw'; draw: number; reason: string }
  | { code: 'EmptyRoll'; court: number; epoch: number }
  | { code: 'AlreadyDrawn'; panel: number }
  | { code: 'NoBallot'; juror: Address; panel: number }
  | { code: 'AlreadyOpened'; juror: Address; panel: number }
  | { code: 'CommitmentMismatch'; juror: Address }
  | { code: 'HeadMismatch'; number: number; expected: Digest | null }
  /** Nothing is due at this instant; `nextAt` says when something may be. */
  | { code: 'NothingDue'; nextAt?: Instant }
  | { code: 'TextTooLong'; most: number }
  | { code: 'AlreadyFinal'; ruling: number }
  /** No verdict to appeal; no panel above this one; none that would end by the deadline; or its time is over. */
  | { code: 'AppealImpossible'; reason: 'undelivered' | 'last' | 'deadline' | 'late'; panel: number }
  // Of an account that asks off chain.
  /** Too many choices, none, or a member that no question has. */
  | { code: 'MalformedQuestion'; reason: string }
  /** No such version of a court off chain has this policy. */
  | { code: 'PolicyUnknown'; court: Digest; version: string; policyHash: Digest }
  /** Not the control items that the question sealed; null: it sealed none. */
  | { code: 'WrongControls'; expected: Digest | null }
  /** A dispute can't wait for its own ruling. */
  | { code: 'CircularTruth'; dispute: Digest }
  /** Not the last word, signed by k, on the dispute that the question names; null: it names none. */
  | { code: 'WrongTruth'; expected: Digest | null; reason: string }
  /** The hash that was signed is another question's. */
  | { code: 'QuestionMismatch'; expected: Digest }
  | { code: 'SeatsOutOfRange'; seats: number; most: number }
  | { code: 'OpenExpired'; expiresAt: Instant }
  /** Another `Open` of this account has the nonce. */
  | { code: 'NonceUsed'; nonce: string }
  /** The law that was signed for isn't the one the court opens disputes under. */
  | { code: 'PolicyNotInForce'; court: number; policyHash: Digest; expected: Digest }
  /** Both in wei. */
  | { code: 'FeeTooLow'; maxFee: string; cost: string }
  /** Credit in wei that no other dispute of the account may come to cost, and what this one does. */
  | { code: 'CreditTooLow'; free: string; cost: string }
  /** It is asked for, and no gazette has taken it so far. */
  | { code: 'NotOpenYet'; expiresAt: Instant }
  /** What the court says of the opening isn't what was asked. */
  | { code: 'WrongOpening'; reason: string }
  /** No challenge window would fit between this delivery and the deadline. */
  | { code: 'DeliveryTooLate'; panel: number; lastAt: Instant }

export type RefusalCode = Refusal['code']
