/**
 * Filing: a request to add a line to a docket, and the line it becomes.
 *
 * A filing carries all that is needed to judge it (the draw brings beacon and roll, the opening brings the policy), so
 * the law never reaches out and a docket can be replayed from itself. Bodies of entries are JSON with integers as
 * decimal strings (`Dec`) and bytes as lower-case hex, the form in which they are hashed.
 * @module
 */
import type { BallotPlace } from '#jurors/ballot'
import type { RollHeader } from '#jurors/roll'
import type { Drawn } from '#jurors/sortition'
import type { Address, Digest, Hex } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { Block } from './block.ts'
import type { CourtPolicy } from './court.ts'
import type { Policy } from './policy.ts'
import type { Controls, Pin } from './question/posed.ts'
import type { Stated } from './question/stated.ts'
import type { LastWord, Resolution } from './resolution.ts'
import type { Word } from './word.ts'

/** A non-negative integer as a decimal string without leading zeros. */
export type Dec = string

/** What the chain fixed when the dispute opened. Nothing here ever changes. */
export type Facts = {
  chainId: Dec
  arbitrator: Address
  /** Ids from 1; off-chain disputes have the top bit set. */
  disputeId: Dec
  arbitrable: Address
  court: Dec
  /** Version of the court's policy, pinned. */
  version: Dec
  /** Choices besides 0, at most 255. */
  choices: Dec
  /** Seats of the first panel. */
  seats: Dec
  /** Block time of the opening. */
  openedAt: Dec
  /** The instant by which the dispute has ended, whatever happens. */
  deadlineAt: Dec
  /** Where in the chain the opening stands. */
  block: Dec
  tx: Digest
}

/** Constants of the deployment that the timetable depends on. */
export type Setting = {
  beacon: { publicKey: Hex; genesisAt: Dec; periodSeconds: Dec }
  epochSeconds: Dec
  confirmSeconds: Dec
  /** Floor W of every challenge window. */
  challengeFloorSeconds: Dec
}

/**
 * What an account asks, off chain: data that jurors read and that the account signs the hash of. Each answer space has
 * its own members beside `space`.
 */
export type Question = (
  | { space: 'choice' }
  /** Under a court off chain: the version pinned, and what its policy leaves to the dispute to say. */
  | {
      under: Pin
      asked: Block
      /** Hash of its control items, see score/truth.ts, where the policy wants some. */
      controls?: Digest
      /** Key of the dispute whose ruling is the truth, instead of controls, where the policy judges by what comes out later. */
      resolvedBy?: Digest
      /** Facts that no juror says and a rule of the policy looks at, see question/stated.ts. */
      stated?: Stated
    }
) & {
  title: string
  description?: string
  /** Titles of choices 1 … n, where there are any; 0 refuses to arbitrate and needs none. */
  choices?: readonly string[]
  /** References of exhibits, as an Evidence event would spell them. */
  evidence?: readonly string[]
}

/** What an account signs to have a dispute without a transaction (EIP-712 `Open`), as entries spell it. */
export type Open = {
  account: Address
  court: Dec
  policyHash: Digest
  questionHash: Digest
  /** Seats of the panel. */
  seats: Dec
  /** Wei that it may cost at most, out of the account's credit. */
  maxFee: Dec
  /** Names the dispute: one account and nonce are one dispute. */
  nonce: Dec
  /** The gazette that opens the dispute stands in a block no later than this. */
  expiresAt: Dec
}

/** A court above the dispute's own, as it was when the dispute opened. */
export type CourtAbove = { court: Dec; version: Dec; policy: Policy }

/** A roll as a docket names it. */
export type RollClaim = { epoch: Dec; court: Dec; version: Dec; root: Digest; total: Dec; jurors: Dec }

/** Bodies of entries by kind: what is hashed and kept for ever. */
export type Bodies = {
  /** An account asks for a dispute off chain: first entry of its docket, and all of it until a gazette holds it. */
  ask: {
    chainId: Dec
    arbitrator: Address
    open: Open
    question: Question
    /** The policy that the question pins, whole. */
    policy?: CourtPolicy
    signature: Hex
    /** Block at which a contract account's signature was checked; null for a key's own signature. */
    vouchedAt: Dec | null
  }
  /** The dispute exists. First entry of the docket of every dispute that was opened on chain. */
  open: {
    facts: Facts
    setting: Setting
    policy: Policy
    /** The courts that appeals may lead to, from the parent upwards: as many as there may be appeals, or up to the root. */
    above: readonly CourtAbove[]
    /** The newest roll in force at the opening block; where none was, the first that came into force after it. */
    rollEpoch: Dec
  }
  /** A party shows an exhibit (ERC-1497). `check` says whether the content has the hash its reference promises. */
  evidence: {
    party: Address
    /** The string of the Evidence or MetaEvidence event, as it stands. */
    reference: string
    meta: boolean
    check: 'unchecked' | 'matches' | 'differs'
    at: Dec
  }
  /** A panel was drawn. Skipped draws included, in order. */
  draw: {
    panel: Dec
    beaconRound: Dec
    signature: Hex
    rollsRoot: Digest
    roll: RollClaim
    draws: readonly { number: Dec; address: Address; weight: Dec; seated: boolean }[]
  }
  /** A juror handed in a sealed ballot. Its body hash has a form of its own, see docket.ts. */
  commit: {
    panel: Dec
    juror: Address
    beaconRound: Dec
    revision: Dec
    commitment: Digest
    sealed: Hex
    signature: Hex
    /** Block at which a contract account's signature was checked; null for a key's own signature. */
    vouchedAt: Dec | null
    /** Where the policy asks one: the nonce that pays for the seat. Not hashed, since it proves itself, see jurors/ticket.ts. */
    ticket?: Dec
  }
  /** A juror handed in a ballot by its own transaction, at `at`: no gazette has to hold it. `sealed` is '0x' if it can't open. */
  commitInLane: {
    panel: Dec
    juror: Address
    beaconRound: Dec
    revision: Dec
    commitment: Digest
    sealed: Hex
    at: Dec
    tx: Digest
  }
  /** Somebody opened a ballot by transaction, after R. */
  openInLane: { panel: Dec; juror: Address; commitment: Digest; answer: Hex; opening: Digest; at: Dec; tx: Digest }
  /** Somebody showed what a ballot says before R: it is void. */
  leak: { panel: Dec; juror: Address; commitment: Digest; claimant: Address; at: Dec; tx: Digest }
  /** A juror gives back its seats. */
  recuse: { panel: Dec; juror: Address; reason: string; signature: Hex; vouchedAt: Dec | null }
  /** A posting on chain holds this docket's head. */
  gazette: { serial: Dec; epoch: Dec; number: Dec; head: Digest; at: Dec }
  /** Nobody's ballot was gazetted in time: the panel commits again, against a new R. */
  again: { panel: Dec }
  /** Ballots were opened: by the beacon's signature, or by hand (signature null). */
  reveal: {
    panel: Dec
    signature: Hex | null
    openings: readonly { juror: Address; answer: Hex; opening: Digest }[]
    /** Jurors whose ciphertext doesn't open to what they committed; they may still open by hand. */
    junk: readonly Address[]
  }
  /** The asker opened its control items. */
  controls: { items: readonly Dec[]; answer: Hex; salt: Digest }
  /** The dispute that tells the truth is over. */
  resolve: { dispute: Digest; at: Dec; last: LastWord | null }
  /** The quorum was missed on the first sitting: the whole panel is drawn anew, under a new seed. */
  redraw: { panel: Dec; ballotsRoot: Digest; draws: Dec }
  /** The panel's word. */
  judge: {
    panel: Dec
    ruling: Dec
    tied: boolean
    outcome: Digest
    ballotsRoot: Digest
    draws: Dec
    /** Under a policy: what the answers come to. */
    word?: Word
  }
  /**
   * The chain took a verdict; off chain, a gazette that holds its hash. Its two windows run from `at`, and its delivery fee
   * is the deliverer's: nobody's off chain, where it goes to who settles.
   */
  deliver: { panel: Dec; verdictHash: Digest; deliverer: Address; at: Dec; tx: Digest }
  /**
   * The chain took back the verdict delivered last: somebody showed it false, or too few of its signers are attestors still
   * (`challenger` null). Its serial is used up, an appeal against it is undone, and the panel's word is delivered again.
   */
  strike: { panel: Dec; serial: Dec; challenger: Address | null; at: Dec; tx: Digest }
  /** The chain took an appeal against the verdict delivered last: "against" was full at `at`. */
  appeal: { panel: Dec; at: Dec; tx: Digest }
  /**
   * The ruling is final. On chain, that is what the chain says, and `executed` is false while the arbitrable's call hasn't
   * succeeded; off chain time says it, and there is nobody to call.
   */
  rule: { ruling: Dec; executed: boolean; expired: boolean; at: Dec; tx: Digest }
  /** The chain reorganised and the opening is gone, or no gazette took it in time: this docket decides nothing. */
  void: { reason: string }
}

export type Kind = keyof Bodies

/** A line of a docket, before it is numbered. */
export type Line<K extends Kind = Kind> = { [P in K]: { kind: P; acceptedAt: Instant; body: Bodies[P] } }[K]

/** A line in its place. */
export type Entry<K extends Kind = Kind> = Line<K> & { number: number; hash: Digest; head: Digest }

/** Which ballot a transaction is about, and when it was mined. */
type InLane = { panel: number; juror: Address; commitment: Digest; at: Instant; tx: Digest }

/** What may be filed. Times and numbers are those of the filer; `decide` turns them into a body or a refusal. */
export type Filing =
  | ({ kind: 'evidence' } & Bodies['evidence'])
  | {
      kind: 'draw'
      panel: number
      signature: Hex
      rollsRoot: Digest
      roll: RollHeader
      draws: readonly Drawn[]
      /** Proof of each draw out of the roll; checked, not recorded. */
      paths: readonly Uint8Array[]
    }
  | ({ kind: 'commit'; commitment: Digest; sealed: Hex; signature: Hex; vouchedAt?: string; ticket?: Dec } & Omit<
      BallotPlace,
      'disputeKey'
    >)
  | ({ kind: 'commitInLane'; commitment: Digest; sealed: Hex; at: Instant; tx: Digest } & Omit<
      BallotPlace,
      'disputeKey'
    >)
  | ({ kind: 'openInLane'; answer: Hex; opening: Digest } & InLane)
  | ({ kind: 'leak'; claimant: Address } & InLane)
  | { kind: 'recuse'; panel: number; juror: Address; reason: string; signature: Hex; vouchedAt?: string }
  | { kind: 'gazette'; serial: number; epoch: number; number: number; head: Digest; at: Instant }
  /** Open what is sealed, a batch at a time, with R's signature. */
  | { kind: 'unseal'; panel: number; signature: Hex; limit: number }
  /** Open one's own ballot by hand. */
  | { kind: 'reveal'; panel: number; juror: Address; answer: Hex; opening: Digest }
  /** Open the control items that the question sealed. The hash is the authority. */
  | ({ kind: 'controls' } & Controls)
  /** Say how the dispute ended that tells the truth. The signatures under its last word are the authority. */
  | ({ kind: 'resolve' } & Resolution)
  /** Let time do its work: commit again, redraw, or judge. */
  | { kind: 'pass' }
  | { kind: 'deliver'; panel: number; verdictHash: Digest; deliverer: Address; at: Instant; tx: Digest }
  | { kind: 'strike'; panel: number; serial: number; challenger: Address | null; at: Instant; tx: Digest }
  /** Against the verdict delivered last: the chain takes no other. */
  | { kind: 'appeal'; at: Instant; tx: Digest }
  | { kind: 'rule'; ruling: number; executed: boolean; expired: boolean; at: Instant; tx: Digest }
  | { kind: 'void'; reason: string }

/** The first filing of a docket that the chain opened; and what follows once a gazette holds what an account asked. */
export type Opening = { kind: 'open'; body: Bodies['open'] }

/** The first filing of a docket that an account asks for. */
export type Asking = { kind: 'ask'; body: Bodies['ask'] }
