/**
 * Juror: a wallet that votes. One signature on joining makes the ballot key; each vote costs one more.
 *
 * The client trusts the operator with nothing it can compute itself: the timetable and R come from the docket replayed
 * here, and a receipt counts only if its entry hash is that of the ballot handed in and its signature is the
 * operator's.
 * @module
 */
import { BALLOT_KEY_NOTICE, ballotKey, type Opening, openingOf, readBallot, sealBallot } from '#jurors/ballot'
import { pay } from '#jurors/ticket'
import { type Dispute, present } from '#law/dispute'
import { entryHash } from '#law/docket'
import type { Line } from '#law/filing'
import { decodeChoices, encodeChoices } from '#law/question/choice'
import { type PanelQuestion, readLaw, roomOf, saidIn } from '#law/question/posed'
import { encodeAnswer } from '#law/question/question'
import type { Said } from '#law/question/space'
import { type Sitting, ticketWork } from '#law/sitting'
import { isBeaconSignature } from '#primitives/beacon'
import { type Address, type Digest, type Hex, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { signerOf } from '#primitives/signature'
import type { Instant } from '#primitives/time'
import { type Domain, typedDigest, walletTypedData } from '#primitives/typed'
import { readDispute } from './docket.ts'
import type { BallotFiling, DisputeName, FiledBallotView, Receipt, Summons, Venire } from './venire.ts'

/** Signs typed data for one account: a viem account, or a browser's wallet behind two lines of code. */
export type Wallet = {
  readonly address: string
  signTypedData(data: ReturnType<typeof walletTypedData>): Promise<string>
}

/** What a juror believes before talking to anybody. */
export type JurorSetting = {
  court: Venire
  wallet: Wallet
  /** The deployment the juror staked in. */
  domain: Domain
  /** Who signs receipts there. */
  operator: Address
  /** The juror's clock, in milliseconds. */
  clockMs: () => number | Promise<number>
}

/** What a juror says: a choice, or one reply per item. 0 refuses to arbitrate; under a policy, say 'cannot tell'. */
export type Answer = number | readonly Said[]

/** A vote that the court has promised to count. */
export type Vote = Opening & { panel: number; revision: number; commitment: Digest; receipt: Receipt }

export class JurorClient {
  readonly address: Address
  readonly #setting: JurorSetting
  readonly #key: Hex

  private constructor(setting: JurorSetting, key: Hex) {
    this.#setting = setting
    this.address = setting.wallet.address.toLowerCase() as Address
    this.#key = key
  }

  /** Joins on this device: one `BallotKey` signature, from which every device of the juror derives the same key. */
  static async join(setting: JurorSetting): Promise<JurorClient> {
    const juror = setting.wallet.address.toLowerCase() as Address
    const statement = { juror, notice: BALLOT_KEY_NOTICE }
    const signature = await sign(setting.wallet, walletTypedData(setting.domain, 'BallotKey', statement))
    return new JurorClient(setting, ballotKey(signature))
  }

  /** A device that has the exported key instead of a wallet that signs deterministically. */
  static restore(setting: JurorSetting, key: Hex): JurorClient {
    return new JurorClient(setting, key)
  }

  /** The ballot key, to be kept as a backup. Whoever has it can open this juror's votes. */
  exportKey(): Hex {
    return this.#key
  }

  /** Open seats, the next deadline first. */
  async summonses(): Promise<readonly Summons[]> {
    return (await this.#setting.court.summonses(this.address)).summonses
  }

  /**
   * Seals and hands in an answer: a choice, or under a policy what the juror says of each item. Voting again replaces the
   * vote before. @throws Refused, with the court's reason; Error if the answer isn't one to the question.
   */
  async vote(name: DisputeName, answer: Answer): Promise<Vote> {
    const { ballot, kept, sitting, disputeKey } = await this.#seal(name, answer)
    const receipt = await this.#setting.court.commit(name, sitting.panel, ballot)
    const { beaconRound, revision, ...rest } = ballot
    this.#check(disputeKey, receipt, {
      kind: 'commit',
      acceptedAt: receipt.acceptedAt,
      body: {
        panel: String(sitting.panel),
        beaconRound: String(beaconRound),
        revision: String(revision),
        ...rest,
        vouchedAt: null,
      },
    })
    if (receipt.acceptedAt > sitting.times.commitClosesAt)
      throw new Error(
        `juror: expected a receipt from before ${sitting.times.commitClosesAt}, got ${receipt.acceptedAt}`,
      )
    return { ...kept, receipt }
  }

  /** Seals an answer without handing it in: for an answer to a webhook, or for somebody else to carry. */
  async seal(name: DisputeName, answer: Answer): Promise<BallotFiling> {
    return (await this.#seal(name, answer)).ballot
  }

  async #seal(name: DisputeName, given: Answer) {
    const dispute = await this.#read(name)
    const sitting = present(dispute)
    const answer = spell(dispute.question, typeof given === 'number' ? [given] : given)
    const revision = await this.#nextRevision(name, sitting)
    const { beaconRound } = sitting.times
    const place = { disputeKey: dispute.key, panel: sitting.panel, juror: this.address, beaconRound, revision }
    const padded = roomOf(dispute.question)
    const { commitment, sealed, opening } = sealBallot(dispute.clockwork.beacon, this.#key, place, answer, padded)
    const sealedHash = digest(toBytes(sealed))
    const { wallet, domain } = this.#setting
    const signature = await sign(wallet, walletTypedData(domain, 'Commit', { ...place, commitment, sealedHash }))
    const ticket = ticketFor(dispute, this.address)
    const ballot: BallotFiling = {
      juror: this.address,
      beaconRound,
      revision,
      commitment,
      sealed,
      signature,
      ...(ticket === undefined ? {} : { ticket }),
    }
    const kept = { panel: sitting.panel, revision, commitment, answer, opening }
    return { ballot, kept, sitting, disputeKey: dispute.key }
  }

  /** Gives the seats back. */
  async recuse(name: DisputeName, reason: string): Promise<Receipt> {
    const dispute = await this.#read(name)
    const { panel } = present(dispute)
    const { wallet, domain, court } = this.#setting
    const statement = { disputeKey: dispute.key, panel, juror: this.address, reason }
    const signature = await sign(wallet, walletTypedData(domain, 'Recuse', statement))
    const receipt = await court.recuse(name, panel, { juror: this.address, reason, signature })
    this.#check(dispute.key, receipt, {
      kind: 'recuse',
      acceptedAt: receipt.acceptedAt,
      body: { panel: String(panel), juror: this.address, reason, signature, vouchedAt: null },
    })
    return receipt
  }

  /**
   * What this juror voted, told by any device that has the ballot key: the opening derives from the key, and opens what
   * was sealed.
   * @returns the filed ballots, the one that counts last; `said` is undefined where this key opens nothing.
   */
  async recover(name: DisputeName): Promise<(FiledBallotView & { opening: Digest } & Recovered)[]> {
    const dispute = await this.#read(name)
    const { panel } = present(dispute)
    const { ballots } = await this.#setting.court.ballotsOf(name, panel, this.address)
    const mine = ballots.map((ballot) => {
      const place = { disputeKey: dispute.key, panel, juror: this.address, ...numbers(ballot) }
      const opening = openingOf(this.#key, place)
      const { commitment, sealed } = ballot
      const read = readBallot({ ...place, commitment, sealed }, opening)
      return { ...ballot, ...numbers(ballot), opening, ...(read ? toldBy(dispute.question, read.answer) : {}) }
    })
    return mine.sort((a, b) => a.revision - b.revision)
  }

  /**
   * Opens the ballot by hand, should the timelock fail.
   * @param signature - The beacon's signature of R. Why not without it: an opening shown before R is a leak.
   * @param said - What was answered, where the sealed ballot can't say it.
   */
  async open(name: DisputeName, signature: Hex, said?: Answer): Promise<Receipt> {
    const dispute = await this.#read(name)
    const sitting = present(dispute)
    const { beaconRound } = sitting.times
    if (!isBeaconSignature(dispute.clockwork.beacon, beaconRound, signature))
      throw new Error(`juror: expected the beacon's signature of round ${beaconRound} before giving an opening out`)
    const counting = (await this.recover(name)).filter((ballot) => ballot.beaconRound === beaconRound).at(-1)
    const given = said ?? counting?.said
    if (!counting || given === undefined)
      throw new Error('juror: expected a ballot of this key on the docket, got none')
    return this.#setting.court.open(name, sitting.panel, {
      juror: this.address,
      answer: spell(dispute.question, typeof given === 'number' ? [given] : given),
      opening: counting.opening,
    })
  }

  #read(name: DisputeName): Promise<Dispute> {
    return readDispute(this.#setting.court, name, this.#setting.domain)
  }

  /**
   * The clock, but above every revision filed so far and never beyond the commit deadline.
   * @throws Error where there is none: of two ballots with one revision the juror doesn't choose which counts.
   */
  async #nextRevision(name: DisputeName, sitting: Sitting): Promise<number> {
    const { ballots } = await this.#setting.court.ballotsOf(name, sitting.panel, this.address)
    const { beaconRound, commitClosesAt } = sitting.times
    const filed = ballots.filter((ballot) => Number(ballot.beaconRound) === beaconRound)
    const last = filed.reduce((most, ballot) => Math.max(most, Number(ballot.revision)), 0)
    const latest = 1000 * commitClosesAt
    if (last >= latest) throw new Error(`juror: expected a last revision below ${latest}, got ${last}`)
    const clock = Math.floor(await this.#setting.clockMs())
    return Math.min(Math.max(clock, last + 1), latest)
  }

  #check(disputeKey: Digest, receipt: Receipt, line: Line): void {
    const { operator, domain } = this.#setting
    const { number, head, acceptedAt } = receipt
    const expected = entryHash(disputeKey, number, line)
    if (receipt.entryHash !== expected)
      throw new Error(`juror: expected a receipt for entry ${expected}, got ${receipt.entryHash}`)
    const statement = { disputeKey, number, entryHash: expected, head, acceptedAt }
    const signer = signerOf(typedDigest(domain, 'Receipt', statement), receipt.signature)
    if (signer !== operator)
      throw new Error(`juror: expected a receipt signed by ${operator}, got ${signer ?? 'nobody'}`)
  }
}

/**
 * Pays for a seat with hashes, where the policy asks that: about as many as the ballots in so far make it cost.
 * @throws Error after sixty times as many: one in 10^26 is as unlucky.
 */
function ticketFor(dispute: Dispute, juror: Address): string | undefined {
  const work = ticketWork(present(dispute), dispute.question, juror)
  if (work === undefined) return undefined
  const ticket = pay(dispute.key, juror, work, 60 * Number(work))
  if (!ticket) throw new Error(`juror: expected a ticket within ${60n * work} hashes, got none`)
  return String(ticket.nonce)
}

/** What a filed ballot says, item by item, and the first item's choice where the question asks for one. */
export type Recovered = { said?: readonly Said[]; choice?: number }

function toldBy(question: PanelQuestion, answer: Hex): Recovered {
  const said = question.law ? saidIn(question.law, answer) : decodeChoices(question, answer)
  const [first] = said ?? []
  return { said, ...(typeof first === 'number' && !question.law ? { choice: first } : {}) }
}

const numbers = (ballot: FiledBallotView): { beaconRound: number; revision: number } => ({
  beaconRound: Number(ballot.beaconRound),
  revision: Number(ballot.revision),
})

/** An answer's bytes. @throws Error if it isn't one to this question. */
function spell({ law }: PanelQuestion, said: readonly Said[]): Hex {
  return law ? encodeAnswer(readLaw(law).question, said) : encodeChoices(said as readonly number[])
}

/** Instants of a vote, as a wallet's clock gives them. */
export const clockOf = (now: () => Promise<Instant>) => async (): Promise<number> => 1000 * (await now())

async function sign(wallet: Wallet, data: ReturnType<typeof walletTypedData>): Promise<Hex> {
  return (await wallet.signTypedData(data)).toLowerCase() as Hex
}
