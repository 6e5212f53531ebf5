/**
 * Bench: a dispute brought to a chosen moment, with hands that file one thing at a time.
 *
 * Where `hearing` tells a whole story, this stops in the middle of one, so that a test can try what shouldn't work.
 * @module
 */
import { type BallotPlace, sealBallot } from '#jurors/ballot'
import { drawPanel } from '#jurors/sortition'
import { decide } from '#law/decide'
import { type Dispute, lotteryOf, openDispute, present, record } from '#law/dispute'
import type { Filing } from '#law/filing'
import { answerBytes, encodeChoices } from '#law/question/choice'
import type { Refusal } from '#law/refusal'
import { randomnessOf } from '#primitives/beacon'
import { type Address, type Hex, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { signDigest } from '#primitives/signature'
import type { Instant } from '#primitives/time'
import { typedDigest } from '#primitives/typed'
import { beaconSignature, LOCAL_BEACON } from './beacon.ts'
import { ballotKeyOf, courtRoll, JUROR_KEYS, JURORS, type Options, opening } from './hearing.ts'

export type Commit = Extract<Filing, { kind: 'commit' }>

/** A dispute in somebody's hands. */
export class Bench {
  dispute: Dispute

  constructor(options: Options = {}) {
    const body = opening(options)
    this.dispute = openDispute(body, Number(body.facts.openedAt) + 90).dispute
  }

  get sitting() {
    return present(this.dispute)
  }
  get times() {
    return this.sitting.times
  }
  /** Seated jurors' numbers, each once. */
  get drawn(): number[] {
    return [...new Set(this.sitting.draws.filter(({ seated }) => seated).map(({ number }) => number))]
  }

  /** Files, and takes the lines down if they are lawful. */
  file(filing: Filing, now: Instant): Refusal | undefined {
    const decided = decide(this.dispute, filing, now)
    if (!decided.ok) return decided.refusal
    this.dispute = record(this.dispute, decided.value).after
    return undefined
  }

  /** Asks what would happen, and leaves the dispute as it is. */
  refusal(filing: Filing, now: Instant): Refusal | undefined {
    const decided = decide(this.dispute, filing, now)
    return decided.ok ? undefined : decided.refusal
  }

  drawFiling(jurors = 12): Extract<Filing, { kind: 'draw' }> {
    const roll = courtRoll(jurors)
    const signature = beaconSignature(this.times.seedRound)
    const { draws, paths } = drawPanel(lotteryOf(this.dispute, randomnessOf(signature)), {
      ...roll,
      total: roll.header.total,
    })
    const { panel } = this.sitting
    return { kind: 'draw', panel, signature, rollsRoot: roll.rollsRoot, roll: roll.header, draws, paths }
  }

  /** Draws the panel and stands at the opening of the commit period. */
  toCommit(): this {
    const refused = this.file(this.drawFiling(), this.times.drawAt + 10)
    if (refused) throw new Error(`bench: draw refused: ${JSON.stringify(refused)}`)
    return this
  }

  /** A juror's honest ballot, ready to file. */
  ballot(juror: number, choice: number, change: Partial<BallotPlace> = {}): Commit {
    const place: BallotPlace = {
      disputeKey: this.dispute.key,
      panel: this.sitting.panel,
      juror: JURORS[juror]!,
      beaconRound: this.times.beaconRound,
      revision: this.times.commitOpensAt * 1000 + 1,
      ...change,
    }
    const made = sealBallot(
      LOCAL_BEACON,
      ballotKeyOf(juror),
      place,
      encodeChoices([choice]),
      answerBytes(this.dispute.question),
    )
    return this.signed(juror, {
      kind: 'commit',
      ...place,
      commitment: made.commitment,
      sealed: made.sealed,
      signature: '0x',
    })
  }

  /** The same ballot with the juror's signature over what it now says. */
  signed(juror: number, ballot: Commit): Commit {
    const sealedHash = digest(toBytes(ballot.sealed))
    const statement = { ...ballot, disputeKey: this.dispute.key, sealedHash } as never
    return {
      ...ballot,
      signature: signDigest(typedDigest(this.dispute.domain, 'Commit', statement), JUROR_KEYS[juror]!),
    }
  }

  recusal(juror: number, reason = 'I know a party.'): Extract<Filing, { kind: 'recuse' }> {
    const { panel } = this.sitting
    const statement = { disputeKey: this.dispute.key, panel, juror: JURORS[juror]!, reason }
    const signature = signDigest(typedDigest(this.dispute.domain, 'Recuse', statement), JUROR_KEYS[juror]!)
    return { kind: 'recuse', panel, juror: JURORS[juror]!, reason, signature }
  }

  /** A posting that holds the docket as it stands, with this block time. */
  posting(at: Instant, serial = this.dispute.postings.length + 1): Extract<Filing, { kind: 'gazette' }> {
    return { kind: 'gazette', serial, epoch: 0, number: this.dispute.number, head: this.dispute.head, at }
  }

  unsealing(signature: Hex = beaconSignature(this.times.beaconRound)): Extract<Filing, { kind: 'unseal' }> {
    return { kind: 'unseal', panel: this.sitting.panel, signature, limit: 20 }
  }

  address = (juror: number): Address => JURORS[juror]!
}
