/**
 * Claims: what a transcript asserts, one sentence each, and how a failing one says where.
 * @module
 */
import type { Address } from '#primitives/bytes'

/** Every claim a transcript makes, in the order in which they rest on each other. */
export const CLAIMS = {
  form: 'The file is a transcript, in its own canonical form',
  dispute: 'The dispute is the one that its chain, contract and number name',
  asked: 'An account asked for it in its own name, and a gazette took that before it expired',
  policy: 'The law it was heard under is the one the verdict names',
  docket: 'The docket is one chain of entries in order of time, and its root is the verdict’s',
  timetable: 'What happened, happened in its turn and at its time',
  roll: 'The roll of jurors stands among the rolls sealed beforehand',
  seed: 'The seed is the beacon’s own signature, of the beacon round the timetable names',
  draws: 'Each draw falls on its juror, whose place and weight the roll proves',
  panel: 'Jurors are seated, skipped and repeated as the cap has it, and the panel is complete',
  ballots: 'Each ballot is its juror’s own, for this panel and its R, and came in time',
  gazette: 'Attestors sealed the docket in a gazette before ballots could be read',
  reveal: 'The reveal signature is the beacon’s own, of R',
  openings: 'Each ballot opens to what was committed, and what is said not to open does not',
  leaves: 'Each leaf says of its draw what the docket says',
  tally: 'The running tally adds up, draw by draw',
  root: 'The leaves have the verdict’s ballots root',
  ruling: 'Quorum and tie rule give the verdict’s ruling',
  verdict: 'The verdict says what all of this comes to, and nothing else',
  attestations: 'Exactly k of its attestors signed the verdict',
  afterwards: 'What was recorded after the judgement fits it',
  anchors: 'It hangs on what the reader believes in',
} as const

export type ClaimName = keyof typeof CLAIMS

/** Claims of disputes off chain, which no other transcript makes. */
export const CLAIMS_OFF_CHAIN: readonly ClaimName[] = ['asked']

/** Where something is wrong. With the claim's name this says which proof shows it to the contract. */
export type Place =
  | { kind: 'file' }
  | { kind: 'entry'; number: number }
  | { kind: 'sitting'; panel: number }
  | { kind: 'draw'; panel: number; i: number }
  /** Leaf i of `ballotsRoot`; a wrong step shows between i − 1 and i. */
  | { kind: 'leaf'; panel: number; i: number; members: readonly string[] }
  | { kind: 'ballot'; panel: number; juror: Address; entry: number }
  | { kind: 'gazette'; panel: number; serial: string }
  /** A member of the verdict. */
  | { kind: 'verdict'; member: string; expected: string }
  | { kind: 'anchor'; name: string }

export type Fault = { claim: ClaimName; detail: string; at: Place }

/** One line of a verification. */
export type Claim = {
  name: ClaimName
  sentence: string
  ok: boolean
  /** What was found: the first fault, or what the claim rests on. */
  detail: string
  faults: readonly Fault[]
}

/** Where checks put what they find. */
export type Findings = {
  fault: (claim: ClaimName, detail: string, at: Place) => void
  note: (claim: ClaimName, detail: string) => void
  /** Runs a check; what it throws is a fault of its claim. */
  check: (claim: ClaimName, at: Place, what: () => void) => void
}
