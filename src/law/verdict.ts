/**
 * Verdict: one panel's word, and the tree of ballots under it.
 *
 * Leaf i of `ballotsRoot` is draw i, seated or skipped, with its ballot and the running tally. A juror's draws are
 * chained (`prev`, `held`), so a wrong seat, skip, repetition, opening or tally step shows in one leaf, or in two.
 *
 * Mirrored by contracts/libraries/BallotLib.sol; vectors in test/vectors/ballot.json and typed.json.
 * @module
 */
import { addressWord, array, bytes32, encode, word } from '#primitives/abi'
import { type Address, type Digest, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { merkleTree } from '#primitives/merkle'
import { tag } from '#primitives/tags'
import { type Domain, hashStruct, typedDigest } from '#primitives/typed'
import { answerHash, encodeChoices } from './question/choice.ts'
import { type Count, emptyCount } from './tally/plurality.ts'

/** What attestors sign about a panel (EIP-712 `Verdict`). */
export type Verdict = {
  disputeKey: Digest
  panel: number
  rollsRoot: Digest
  /** The seed's beacon round; 0 if the panel was never drawn. */
  beaconRound: number
  randomness: Digest
  /** Serial of the gazette that admitted the ballots; 0 if none did. */
  gazette: number
  ballotsRoot: Digest
  draws: number
  entriesRoot: Digest
  ruling: number
  outcome: Digest
  tied: boolean
  policyHash: Digest
  /** 1 for a dispute's first verdict, one more for each that follows. */
  serial: number
  configDigest: Digest
}

/** What became of a draw, as leaves number it. `unheard`: no gazette ever admitted a ballot, so silence is nobody's fault. */
export const BALLOT_STATES = [
  'skipped',
  'absent',
  'recused',
  'unopened',
  'invalid',
  'leaked',
  'opened',
  'unheard',
] as const
export type BallotState = (typeof BALLOT_STATES)[number]

/** A draw with its ballot. Members that a state doesn't use are zero. */
export type BallotLeaf = {
  panel: number
  i: number
  number: number
  juror: Address
  weight: bigint
  held: number
  prev: number
  state: BallotState
  revision: number
  opening: Digest
  answerHash: Digest
  choice: number
  commitment: Digest
  entryHash: Digest
  /** Seats so far, this draw included. */
  count: Count
}

/** The ballot of a juror, when the panel is judged. */
export type CastBallot = {
  revision: number
  commitment: Digest
  entryHash: Digest
  opening: Digest
  answerHash: Digest
  choice: number
}

/** A draw's ballot without its place in the running tally. */
export type Seat = Omit<BallotLeaf, 'count'>

/** The members of a leaf that no ballot filled. */
export const NO_BALLOT: CastBallot = {
  revision: 0,
  commitment: ZERO32,
  entryHash: ZERO32,
  opening: ZERO32,
  answerHash: ZERO32,
  choice: 0,
}

/** Runs the tally over draws in their order. A void ballot (invalid, leaked) counts as one that couldn't be opened. */
export function runTally(seats: readonly Seat[], choices: number): BallotLeaf[] {
  let count = emptyCount(choices)
  return seats.map((seat) => {
    count = tallyStep(count, seat)
    return { ...seat, count }
  })
}

/** The tally after one more draw. */
export function tallyStep(count: Count, { state, choice }: Pick<Seat, 'state' | 'choice'>): Count {
  switch (state) {
    case 'skipped':
      return count
    case 'absent':
    case 'unheard':
      return { ...count, absent: count.absent + 1 }
    case 'recused':
      return { ...count, recused: count.recused + 1 }
    case 'unopened':
    case 'invalid':
    case 'leaked':
      return { ...count, unopened: count.unopened + 1 }
    case 'opened':
      return { ...count, choices: count.choices.with(choice, count.choices[choice]! + 1) }
  }
}

/** H(abi.encode(uint256[] seats per choice, u32 absent, u32 recused, u32 unopened)). */
export function tallyHash({ choices, absent, recused, unopened }: Count): Digest {
  return digest(encode(array(choices.map((n) => word(n))), word(absent, 32), word(recused, 32), word(unopened, 32)))
}

/** A leaf in the members of the contract's struct: all that its hash takes, whatever it says. */
export type Draw = Omit<BallotLeaf, 'number' | 'state' | 'count'> & {
  jurorNumber: number
  /** Place in BALLOT_STATES. A lie may have any byte here. */
  state: number
  tally: Digest
}

export function drawOf({ state, number, count, ...leaf }: BallotLeaf): Draw {
  return { ...leaf, jurorNumber: number, state: BALLOT_STATES.indexOf(state), tally: tallyHash(count) }
}

/** The leaf of one draw. */
export const leafHash = (leaf: BallotLeaf): Digest => drawHash(drawOf(leaf))

export function drawHash(leaf: Draw): Digest {
  return digest(
    encode(
      tag('draw leaf'),
      word(leaf.panel, 32),
      word(leaf.i, 32),
      word(leaf.jurorNumber, 32),
      addressWord(leaf.juror),
      word(leaf.weight, 128),
      word(leaf.held, 32),
      word(leaf.prev, 32),
      word(leaf.state, 8),
      word(leaf.revision, 64),
      bytes32(leaf.opening),
      bytes32(leaf.answerHash),
      word(leaf.choice, 32),
      bytes32(leaf.commitment),
      bytes32(leaf.entryHash),
      bytes32(leaf.tally),
    ),
  )
}

/** The tree over a panel's draws. */
export function ballotsTree(leaves: readonly BallotLeaf[]) {
  return merkleTree(leaves.map(leafHash))
}

/** Hash of the answer that won; the canonical answer 0 if the panel refused or couldn't decide. */
export function outcomeOf(ruling: number): Digest {
  return answerHash(encodeChoices([ruling]))
}

/** A verdict as the contract takes it: without what it knows better, in words of its width. */
export type VerdictWords = Omit<Verdict, 'disputeKey' | 'configDigest' | keyof Wide> & Wide
type Wide = Record<'beaconRound' | 'gazette' | 'ruling' | 'serial', bigint>

export function verdictWords({ disputeKey: _, configDigest: __, ...verdict }: Verdict): VerdictWords {
  const { beaconRound, gazette, ruling, serial } = verdict
  return {
    ...verdict,
    beaconRound: BigInt(beaconRound),
    gazette: BigInt(gazette),
    ruling: BigInt(ruling),
    serial: BigInt(serial),
  }
}

/** EIP-712 struct hash, which is what the arbitrator keeps of a delivery. */
export function verdictHash(verdict: Verdict): Digest {
  return hashStruct('Verdict', verdict)
}

/** What an attestor signs. */
export function verdictDigest(domain: Domain, verdict: Verdict): Digest {
  return typedDigest(domain, 'Verdict', verdict)
}
