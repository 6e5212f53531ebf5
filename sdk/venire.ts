/**
 * Venire: a typed client of one court's HTTP surface. It believes nothing it is told; `docket.ts` and `juror.ts` check.
 * @module
 */
import type { BallotPlace } from '#jurors/ballot'
import type { Bodies, Dec, Entry, Facts, Open, Question, RollClaim } from '#law/filing'
import type { Founded } from '#law/founding'
import type { GazettedHead } from '#law/gazette'
import type { Period } from '#law/period'
import type { Policy } from '#law/policy'
import type { Controls } from '#law/question/posed'
import type { Said } from '#law/question/space'
import type { Stated } from '#law/question/stated'
import type { Move, RegistryEntry, RegistryState } from '#law/registry'
import type { AttestorReport } from '#law/report/attestor'
import type { CourtReport, JurorReport } from '#law/report/juror'
import type { Rings } from '#law/report/rings'
import type { Step, Took } from '#law/report/took'
import type { Found, Word } from '#law/word'
import type { Address, Digest, Hex } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { ask, askText, type Fetch } from './http.ts'

/** A dispute by its key or by its id on chain. */
export type DisputeName = Digest | bigint | number

/** A sitting of a panel as anybody may see it. */
export type SittingView = {
  panel: number
  seats: number
  times: {
    drawAt: Instant
    seedRound: number
    commitOpensAt: Instant
    commitClosesAt: Instant
    beaconRound: number
    revealAt: Instant
    revealEndsAt: Instant
  }
  again: boolean
  draws: readonly { number: number; address: Address; weight: Dec; seated: boolean }[]
  /** Who handed in a ballot, not what. */
  committed: readonly Address[]
  recused: readonly Address[]
  /** After R: answers of the ballots that are open. */
  opened: readonly { juror: Address; answer: Hex; choices?: readonly number[]; said?: readonly Said[] }[]
  judged?: { ruling: number; tied: boolean; outcome: Digest; ballotsRoot: Digest; draws: number; word?: WordView }
  delivered?: { at: Instant; verdictHash: Digest; deliverer: Address; tx: Digest }
  appealed?: { at: Instant; tx: Digest }
  court: number
  /** Per seat: the fee in wei that it earns at least if it is coherent, and what it can cost in stake tokens. */
  atRisk: Record<'seatStake' | 'fee' | 'wrong' | 'absent' | 'recused' | 'unopened' | 'leaked', Dec>
}

/** Under a policy: what the panel's answers come to, with each finding decoded. `outcome` is the hash of the rest. */
export type WordView = Omit<Word, 'findings'> & { findings: readonly (Found & { said: Said | null })[] }

/** What an appeal leads to and costs, in the dispute's currency. */
export type AppealView = {
  appeal: number
  court: number
  version: number
  seats: number
  currency: 'wei' | 'token'
  cost: Dec
  stake: Dec
  against: { needed: Dec; given: Dec }
  for: { needed: Dec; given: Dec }
  untilAt: Instant
  effectAt: Instant
}

/** Money that moved in a dispute. `place` orders it in the chain. */
export type PaymentView = {
  place: number
  at: Instant
  tx: Digest
  name: string
  account?: Address
  /** Of a contribution: the verdict it was about, its side, and how much. */
  serial?: number
  side?: 'against' | 'for'
  amount?: string
} & Record<string, unknown>

/** A dispute as anybody may see it. */
export type DisputeView = {
  key: Digest
  facts: Facts
  period: Period
  untilAt?: Instant
  now: Instant
  deadline: Instant
  /** Of a dispute off chain: what its account asks. */
  question?: Question
  sittings: readonly SittingView[]
  ruling?: { ruling: number; executed: boolean; expired: boolean; at: Instant; tx: Digest }
}

/** The operator's signed promise that a filing stands as this entry. */
export type Receipt = {
  number: number
  entryHash: Digest
  head: Digest
  acceptedAt: Instant
  signature: Hex
  operator: Address
}

/** The docket that an ask began. */
export type Asked = { disputeKey: Digest; disputeId: Dec; receipt: Receipt }

/** A ballot to hand in. */
export type BallotFiling = Omit<BallotPlace, 'disputeKey' | 'panel'> & {
  commitment: Digest
  sealed: Hex
  signature: Hex
  /** Nonce that pays for the seat, where the policy asks a ticket. */
  ticket?: Dec
}

/** A juror's own ballot as the docket holds it. */
export type FiledBallotView = Omit<BallotFiling, 'juror' | 'ticket'> & { number: number; acceptedAt: Instant }

/** An open seat of a juror. */
export type Summons = {
  disputeKey: Digest
  disputeId: Dec
  court: number
  panel: number
  seats: number
  period: Period
  commitOpensAt: Instant
  commitClosesAt: Instant
  revealAt: Instant
  /** Of a dispute off chain: what its account asks. */
  title?: string
}

/** An exhibit. `check` says whether content shown for it has the hash its reference promises. */
export type Exhibit = Bodies['evidence'] & { number: number }

/** What a dispute would cost, and what it would take to corrupt it. Money in decimal strings of wei. */
export type QuoteView = {
  court: number
  chain: string
  arbitrator: string
  extraData: Hex
  priceWei: Dec
  now: Instant
  expectedEndAt: Instant
  latestEndAt: Instant
  roll: { epoch: number; total: Dec; jurors: number; largestShareBps: number | null }
  panels: readonly {
    panel: number
    seats: number
    costWei: Dec
    capture: readonly { shareBps: number; chancePpm: number }[]
    captureStake: Dec
    bribeStake: Dec
    bribeFeesWei: Dec
  }[]
}

/** An item of a curated list, as the chain has it. Money in decimal strings of wei. */
export type ItemView = {
  registry: Address
  item: Digest
  state: RegistryState
  isListed: boolean
  entry: { [name in keyof RegistryEntry]: RegistryEntry[name] extends bigint ? Dec : RegistryEntry[name] }
  minBond: Dec
  challengeCost: Dec
  moves: readonly { name: Move['name']; to: Address; value: Dec; data: Hex; by?: Address }[]
}

/** One court's door. */
export class Venire {
  readonly url: string
  readonly #fetch: Fetch

  /**
   * @param url - Where the court answers, without a trailing slash.
   * @param options.fetch - Sends the requests; the global one by default.
   */
  constructor(url: string, options: { fetch?: Fetch } = {}) {
    this.url = url.replace(/\/+$/, '')
    this.#fetch = options.fetch ?? ((address, init) => fetch(address, init))
  }

  health(): Promise<Record<string, unknown>> {
    return this.#get('/health')
  }

  /** Disputes, the newest first; `asked` are those of the page that no gazette has opened. */
  disputes(
    filter: { period?: Period; court?: number; under?: Digest; ended?: 'true' | 'false'; cursor?: string } = {},
  ): Promise<{
    disputes: readonly Record<string, unknown>[]
    asked: readonly Record<string, unknown>[]
    cursor?: string | null
  }> {
    return this.#get(`/disputes${query(filter)}`)
  }

  /** Hands in what an account signed; the same `Open` again is answered with the same docket. `asker.ts` signs it. */
  ask(asked: { open: Open; question: Question; signature: Hex }): Promise<Asked> {
    return this.#post('/disputes', asked)
  }

  dispute(name: DisputeName): Promise<DisputeView> {
    return this.#get(`/disputes/${name}`)
  }

  /** What an appeal would lead to and cost. @throws Refused where none can be made. */
  appeal(name: DisputeName): Promise<AppealView> {
    return this.#get(`/disputes/${name}/appeal`)
  }

  /** Contributions, settlement and what each seat earned or lost. */
  payments(name: DisputeName, after?: number): Promise<{ payments: readonly PaymentView[] }> {
    return this.#get(`/disputes/${name}/payments${query({ after })}`)
  }

  docket(name: DisputeName, from = 1): Promise<{ disputeKey: Digest; entries: readonly Entry[] }> {
    return this.#get(`/disputes/${name}/docket${query({ from })}`)
  }

  /** The canonical bytes of a panel's transcript, as text. */
  transcript(name: DisputeName, panel: number): Promise<string> {
    return askText(this.#fetch, this.url, `/disputes/${name}/panels/${panel}/transcript`)
  }

  commit(name: DisputeName, panel: number, ballot: BallotFiling): Promise<Receipt> {
    return this.#post(`/disputes/${name}/panels/${panel}/ballots`, ballot)
  }

  ballotsOf(name: DisputeName, panel: number, juror: Address): Promise<{ ballots: readonly FiledBallotView[] }> {
    return this.#get(`/disputes/${name}/panels/${panel}/ballots/${juror}`)
  }

  recuse(
    name: DisputeName,
    panel: number,
    recusal: { juror: Address; reason: string; signature: Hex },
  ): Promise<Receipt> {
    return this.#post(`/disputes/${name}/panels/${panel}/recusals`, recusal)
  }

  open(name: DisputeName, panel: number, opening: { juror: Address; answer: Hex; opening: Digest }): Promise<Receipt> {
    return this.#post(`/disputes/${name}/panels/${panel}/openings`, opening)
  }

  /** Opens the control items that a question sealed, from R on. Who doesn't pays every juror who answered. */
  openControls(name: DisputeName, controls: Controls): Promise<Receipt> {
    return this.#post(`/disputes/${name}/controls`, controls)
  }

  evidence(name: DisputeName): Promise<{ evidence: readonly Exhibit[] }> {
    return this.#get(`/disputes/${name}/evidence`)
  }

  /** Shows the content behind a reference, to be checked against the hash that the reference promises. */
  show(name: DisputeName, exhibit: { reference: string; content: string }): Promise<Record<string, unknown>> {
    return this.#post(`/disputes/${name}/evidence`, exhibit)
  }

  summonses(juror: Address): Promise<{ summonses: readonly Summons[] }> {
    return this.#get(`/jurors/${juror}/summonses`)
  }

  juror(juror: Address): Promise<Record<string, unknown>> {
    return this.#get(`/jurors/${juror}`)
  }

  /** All courts on chain, and those founded off chain that come after `cursor`, a page at a time. */
  courts(cursor?: Digest): Promise<Record<string, unknown>> {
    return this.#get(cursor === undefined ? '/courts' : `/courts?cursor=${cursor}`)
  }

  court(court: number): Promise<Record<string, unknown>> {
    return this.#get(`/courts/${court}`)
  }

  /** Hands in a court's policy; taken when its hash is the one on chain. */
  publish(court: number, policy: Policy): Promise<Record<string, unknown>> {
    return this.#post(`/courts/${court}/policies`, { policy })
  }

  /** A version of a court off chain, by the court's name: the newest, unless another is named. */
  founded(court: Digest, version?: number): Promise<Founded> {
    return this.#get(`/courts/${court}${version === undefined ? '' : `/versions/${version}`}`)
  }

  /** An item of a curated list on chain, and the transactions that would list, challenge, renew or remove it now. */
  item(registry: Address, item: Digest, uri?: string): Promise<ItemView> {
    return this.#get(`/registries/${registry}/items/${item}${query({ uri })}`)
  }

  /** Reports of all jurors who sat in a court lately. */
  report(court: number): Promise<CourtReport & { court: number; disputes: number; took: Partial<Record<Step, Took>> }> {
    return this.#get(`/courts/${court}/report`)
  }

  /** One juror's report in one court. @throws Refused if it didn't sit there lately. */
  jurorReport(juror: Address, court: number): Promise<JurorReport> {
    return this.#get(`/jurors/${juror}/report${query({ court })}`)
  }

  /** Right answers in a row in a court off chain, as a question states them under `trusted`. */
  streaks(court: Digest): Promise<NonNullable<Stated['trusted']>> {
    return this.#get(`/courts/${court}/streaks`)
  }

  /** Whether these jurors err together more often than strangers do. */
  rings(court: number, jurors: readonly Address[]): Promise<Rings> {
    return this.#get(`/courts/${court}/rings?jurors=${jurors.join(',')}`)
  }

  /** How each attestor has answered this court. */
  attestors(): Promise<{ attestors: readonly AttestorReport[] }> {
    return this.#get('/attestors/report')
  }

  /** What a hash in the rolls of an epoch was made of. */
  rollNode(epoch: number, hash: Digest): Promise<{ hash: Digest; preimage: Hex }> {
    return this.#get(`/rolls/${epoch}/nodes/${hash}`)
  }

  rolls(epoch: number): Promise<{ epoch: number; rollsRoot: Digest; headers: readonly RollClaim[] }> {
    return this.#get(`/rolls/${epoch}`)
  }

  rollLeaves(
    epoch: number,
    court: number,
    from = 0,
  ): Promise<{ leaves: readonly { number: number; address: Address; weight: Dec }[]; next?: number | null }> {
    return this.#get(`/rolls/${epoch}/courts/${court}/leaves${query({ from })}`)
  }

  gazette(serial: number): Promise<{ serial: number; heads: readonly GazettedHead[] } & Record<string, unknown>> {
    return this.#get(`/gazettes/${serial}`)
  }

  /** Price, ends and cost of corruption of a dispute that isn't open yet. */
  quote(court: number, seats?: number): Promise<QuoteView> {
    return this.#get(`/courts/${court}/quote${query({ seats })}`)
  }

  metrics(): Promise<Record<string, unknown>> {
    return this.#get('/metrics')
  }

  /** Local worlds only: moves the clock, and does everything that is due then. */
  advance(seconds: number): Promise<{ now: Instant }> {
    return this.#post('/world/advance', { seconds })
  }

  /** Local worlds only: reads the chain and does everything that is due at its time. */
  sweep(): Promise<{ filings: number; effects: number }> {
    return this.#post('/world/sweep', {})
  }

  #get<T>(path: string): Promise<T> {
    return ask<T>(this.#fetch, this.url, path)
  }

  #post<T>(path: string, body: unknown): Promise<T> {
    return ask<T>(this.#fetch, this.url, path, body)
  }
}

function query(parameters: Record<string, string | number | undefined>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
