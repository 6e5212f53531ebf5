/**
 * Lane: what the contract's own way in holds against a leaf of a verdict. An attestor that signed such a verdict would
 * lose its bond to whoever shows it. The court reads the lane into its dockets; where it didn't, attestors don't sign and
 * the panel is for `prove`. Mirrored by contracts/Lane.sol.
 * @module
 */
import { supersedes } from '#jurors/ballot'
import { type Address, type Digest, ZERO32 } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { Timetable } from './period.ts'
import type { TranscriptLeaf } from './transcript.ts'

/** A ballot committed in the lane. */
export type LaneCommit = {
  panel: number
  beaconRound: number
  juror: Address
  revision: number
  commitment: Digest
}
/** When a juror's ballot was opened or leaked there; 0 if it wasn't. */
export type Light = { commitment: Digest; juror: Address; openedAt: Instant; leakedAt: Instant }
/** All that the lane holds of a dispute. */
export type LaneRecord = { ballots: readonly LaneCommit[]; lights: readonly Light[] }

/** Of which sitting a leaf is, and how deep a block must be to count, in seconds. */
export type Heard = { panel: number; times: Pick<Timetable, 'beaconRound' | 'revealEndsAt'>; confirmSeconds: number }

/** Why `wrongLane` would void a verdict for one of its leaves; undefined if it wouldn't. */
export function faultInLane(
  leaf: TranscriptLeaf,
  { ballots, lights }: LaneRecord,
  { panel, times, confirmSeconds }: Heard,
): string | undefined {
  const { juror, state, commitment, entryHash } = leaf
  if (state !== 'skipped' && state !== 'recused') {
    const heard = { revision: Number(leaf.revision), commitment }
    const own = ballots.filter(
      (ballot) => ballot.juror === juror && ballot.panel === panel && ballot.beaconRound === times.beaconRound,
    )
    if (own.some((ballot) => supersedes(ballot, heard)))
      return `the lane holds a better ballot of ${juror} than the docket`
    const isSaidToBe = commitment !== ZERO32 && entryHash === ZERO32
    if (isSaidToBe && !own.some((ballot) => ballot.commitment === commitment))
      return `the lane holds no such ballot of ${juror}`
  }
  if (commitment === ZERO32) return undefined
  const light = lights.find((one) => one.commitment === commitment && one.juror === juror)
  const isLeaked = light !== undefined && light.leakedAt !== 0
  if (isLeaked !== (state === 'leaked')) return `the ballot of ${juror} was ${isLeaked ? '' : 'not '}leaked in the lane`
  const isOpened = light !== undefined && light.openedAt !== 0
  if (state === 'unopened' && isOpened && light.openedAt + confirmSeconds <= times.revealEndsAt)
    return `the ballot of ${juror} was opened in the lane, and the docket left it closed`
  return undefined
}
