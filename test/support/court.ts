/**
 * Court: the real Worker with a real database and real objects, in a world made of memory: a chain that mines what the
 * teller hands it, a beacon with a key of our own, and attestors that sign what they are shown. Everything inside the
 * house is the house's own; only the parties outside it are played.
 */
import { createScheduledController } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { ledgerOf } from '#db/ledger'
import { sealBallot } from '#jurors/ballot'
import { offChainId, openDigest, questionHash } from '#law/ask'
import { disputeKeyOf } from '#law/docket'
import type { Open, Question } from '#law/filing'
import { generalPolicy, type Policy, policyHash, type Terms } from '#law/policy'
import { answerBytes, encodeChoices } from '#law/question/choice'
import { verdictDigest, verdictHash } from '#law/verdict'
import type { Call, Carried, Carrier, ChainDispute, ChainEvent, Endpoint, FiledEvent, Indexer, KeptEvent } from '#ports'
import { timeOfRound } from '#primitives/beacon'
import { type Address, type Digest, type Hex, toBytes, utf8, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { addressOf, signDigest } from '#primitives/signature'
import type { Instant } from '#primitives/time'
import { configDigest, typedDigest } from '#primitives/typed'
import type { CourtEnv, Env } from '#src/env'
import worker from '#src/index'
import type { Outside } from '#src/outside'
import { reachThrough } from '#src/wire'
import { beaconSignature } from './beacon.ts'
import { ASKER_KEY, ATTESTOR_KEYS, ballotKeyOf, JUROR_KEYS, JURORS, QUESTION, TERMS } from './hearing.ts'

const main = (exports as unknown as { default: { fetch: typeof fetch } }).default

export const EPOCH_SECONDS = 86_400
/** The epoch whose rolls the disputes of these tests draw from. */
export const EPOCH = 20_000
const MEMBERS = ATTESTOR_KEYS.slice(0, 3).map(addressOf)
const ARBITRABLE: Address = '0xe7f1725e7734ce288f8367e1bb143e90bb3f0512'

type Letter = { id: string; at: Instant; body: string }

export type Dials = {
  now: Instant
  /** Attestors that answer, and what they say instead of a signature. */
  attestors: { answering: number; why: string }
  /** What the node says to a broadcast, or to an estimate. */
  broadcastFails: boolean
  reverts: string | undefined
  /** Accounts that are contracts, and whether they call any signature their own. */
  contracts: Map<Address, boolean>
  chainSilent: boolean
  /** What an endpoint answers; 200 and nothing, where nothing is said. */
  answers: (endpoint: Endpoint, letter: Letter) => Partial<Carried> | Promise<Partial<Carried>>
  beaconSilent: boolean
}

/** The world outside, and the hands on its dials. */
export class World {
  readonly dials: Dials = {
    now: EPOCH * EPOCH_SECONDS + 100,
    attestors: { answering: 2, why: '' },
    broadcastFails: false,
    reverts: undefined,
    contracts: new Map(),
    chainSilent: false,
    answers: () => ({}),
    beaconSilent: false,
  }
  readonly policy: Policy = generalPolicy(TERMS)
  /** Transactions mined, in order. */
  readonly mined: Call[] = []
  /** What left for an endpoint, in order. */
  readonly letters: ({ endpoint: Endpoint } & Letter)[] = []
  readonly #events: ChainEvent[] = []
  readonly #signed = new Map<Hex, Call>()
  readonly #receipts = new Map<Digest, boolean>()
  readonly #rulings = new Map<bigint, number>()
  readonly #facts = new Map<bigint, ChainDispute>()
  #block = 100
  #nonce = 0
  #domain = { chainId: 31337n, arbitrator: `0x${'00'.repeat(20)}` as Address }

  constructor() {
    reachThrough((checked) => this.#outside(checked))
  }

  key(disputeId: number): Digest {
    return disputeKeyOf(this.#domain.chainId, this.#domain.arbitrator, BigInt(disputeId))
  }

  /** An event in a block of its own. */
  mine(event: FiledEvent | KeptEvent): void {
    this.#block += 1
    const blockHash = digest(utf8(`block ${this.#block}`))
    this.#events.push({ place: { block: this.#block, blockHash, logIndex: 0, position: 0 }, event })
  }

  /** Court 0 with its policy, and jurors who staked long enough ago to weigh. */
  async settle(jurors: number, terms: Partial<Terms> = {}): Promise<void> {
    const policy = generalPolicy({ ...TERMS, ...terms })
    const epoch = EPOCH - 3
    const at = epoch * EPOCH_SECONDS + 10
    this.mine({ name: 'court', court: 0, parent: 0, root: 0, creator: ARBITRABLE, at })
    const { terms: spelled } = policy
    this.mine({
      name: 'version',
      court: 0,
      version: 1,
      policyHash: policyHash(policy),
      terms: spelled,
      lifeSeconds: 864_000,
      at,
    })
    for (let number = 0; number < jurors; number++) {
      this.mine({ name: 'numbered', number, juror: JURORS[number]!, epoch })
      this.mine({ name: 'staked', number, epoch, stake: String(BigInt(1 + number) * 10n ** 18n) })
      this.mine({ name: 'served', number, epoch, courts: [0] })
    }
    await this.sweep()
    const published = await this.post('/courts/0/policies', { policy })
    if (published.status !== 201) throw new Error(`court: policy refused: ${await published.text()}`)
    // The rolls of this epoch are on chain now; they are in force from the next one.
    this.dials.now = (EPOCH + 1) * EPOCH_SECONDS + 100
    await this.sweep()
  }

  /** Opens a dispute on chain, and lets the court notice. */
  async open(disputeId: number, choices = 2): Promise<Digest> {
    const { now } = this.dials
    const facts = {
      chainId: String(this.#domain.chainId),
      arbitrator: this.#domain.arbitrator,
      disputeId: String(disputeId),
      arbitrable: ARBITRABLE,
      court: '0',
      version: '1',
      choices: String(choices),
      seats: '3',
      openedAt: String(now),
      deadlineAt: String(now + 30 * 86_400),
    }
    this.mine({
      name: 'opened',
      facts: { ...facts, block: String(this.#block + 1), tx: digest(utf8(`open ${disputeId}`)) },
    })
    this.#facts.set(BigInt(disputeId), { facts, ...UNHEARD })
    await this.sweep()
    return this.key(disputeId)
  }

  /** Has an account credit of this much on chain. */
  credit(account: Address, wei: bigint): void {
    this.mine({ name: 'credited', account, credit: String(wei) })
  }

  /** What an account would send to have a dispute off chain. */
  asked(change: Partial<Open> = {}, question: Question = QUESTION, secret: Hex = ASKER_KEY) {
    const open: Open = {
      account: addressOf(secret),
      court: '0',
      policyHash: policyHash(this.policy),
      questionHash: questionHash(question),
      seats: '3',
      maxFee: String(10n ** 18n),
      nonce: '1',
      expiresAt: String(this.dials.now + 3600),
      ...change,
    }
    return { open, question, signature: signDigest(openDigest(this.#domain, open), secret) }
  }

  /** Moves the clock and lets everything that is due happen. */
  async advanceTo(at: Instant): Promise<void> {
    this.dials.now = Math.max(this.dials.now, at)
    await this.sweep()
  }

  async sweep(): Promise<{ filings: number; effects: number }> {
    const answer = await this.post('/world/sweep', {})
    if (answer.status !== 200) throw new Error(`court: sweep answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }

  /** What the platform does once a minute. */
  async cron(): Promise<void> {
    await worker.scheduled(createScheduledController(), env as unknown as Env)
  }

  /** Who was told that it was drawn. */
  async summoned(): Promise<string[]> {
    const said = env.DB.prepare("SELECT recipient FROM messages WHERE type = 'summons.drawn' ORDER BY recipient")
    return (await said.all<{ recipient: string }>()).results.map(({ recipient }) => recipient)
  }

  request(path: string, init?: RequestInit): Promise<Response> {
    return main.fetch(`https://court.test${path}`, init)
  }

  async get<T = Record<string, never>>(path: string): Promise<T> {
    return (await this.request(path)).json() as Promise<T>
  }

  post(path: string, body: unknown): Promise<Response> {
    return this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  /** A ballot that juror `i` would hand in. */
  ballot(
    i: number,
    place: { disputeKey: Digest; panel: number; beaconRound: number; revision: number },
    said: number | { answer: Hex; room: number },
  ) {
    const juror = JURORS[i]!
    const question = { space: 'choice', items: 1, choices: 2 } as const
    const own = typeof said === 'number' ? { answer: encodeChoices([said]), room: answerBytes(question) } : said
    const made = sealBallot(this.beacon, ballotKeyOf(i), { ...place, juror }, own.answer, own.room)
    const { beaconRound, revision } = place
    const { commitment, sealed, answer, opening } = made
    const statement = { ...place, juror, commitment, sealedHash: digest(toBytes(sealed)) }
    const signature = signDigest(typedDigest(this.#domain, 'Commit', statement), JUROR_KEYS[i]!)
    return { body: { juror, beaconRound, revision, commitment, sealed, signature }, answer, opening }
  }

  /** A recusal that juror `i` would sign. */
  recusal(i: number, disputeKey: Digest, panel: number, reason: string) {
    const juror = JURORS[i]!
    const signed = typedDigest(this.#domain, 'Recuse', { disputeKey, panel, juror, reason })
    return { juror, reason, signature: signDigest(signed, JUROR_KEYS[i]!) }
  }

  beacon = { publicKey: '0x' as Hex, genesisAt: 0, periodSeconds: 3 }

  #outside({ deployment, db }: CourtEnv): Outside {
    const { domain, clockwork } = deployment
    this.#domain = domain
    this.beacon = clockwork.beacon
    const set = { members: MEMBERS, k: 2, configDigest: configDigest(domain, 2, MEMBERS) }
    const attested = (signed: Digest) => {
      const { answering, why } = this.dials.attestors
      const signatures = ATTESTOR_KEYS.slice(0, answering).map((secret) => ({
        signer: addressOf(secret),
        signature: signDigest(signed, secret),
      }))
      const refusals = MEMBERS.slice(answering).map((attestor) => ({ attestor, why }))
      const asked = MEMBERS.map((attestor, i) => {
        const signs = i < answering
        return {
          attestor,
          signer: signs ? attestor : null,
          tookMs: signs || why ? 40 + i : null,
          why: signs ? null : why,
        }
      })
      return { set, signatures, refusals, asked }
    }
    return {
      now: async () => this.dials.now,
      beacon: {
        signature: async (beaconRound) => {
          const isOut = timeOfRound(clockwork.beacon, beaconRound) <= this.dials.now
          return isOut && !this.dials.beaconSilent ? beaconSignature(beaconRound) : undefined
        },
      },
      chain: {
        dispute: async (disputeId) => this.#facts.get(disputeId),
        panel: async () => ({ court: 0, version: 1, seats: 3 }),
        appeal: async () => ({ against: 0n, for: 0n, isMade: false, isContested: false }),
        lane: async () => ({ ballots: [], lights: [] }),
        debtors: async () => [],
        settlementProgress: async () => undefined,
        gazetteWord: async () => undefined,
        attestors: async () => set,
        listing: async () => undefined,
      },
      indexer: this.#indexer(db, deployment),
      accounts: {
        vouch: async (account) => {
          if (this.dials.chainSilent) throw new Error('the chain is silent')
          return this.dials.contracts.get(account) ? { block: String(this.#block) } : undefined
        },
      },
      signer: { address: addressOf(OPERATOR), sign: async (signed) => signDigest(signed, OPERATOR) },
      attestors: {
        set: async () => set,
        gazette: async ({ serial, epoch, rollsRoot, headsRoot }) =>
          attested(
            typedDigest(domain, 'Gazette', { serial, epoch, rollsRoot, headsRoot, configDigest: set.configDigest }),
          ),
        verdict: async (_key, _panel, verdict) => attested(verdictDigest(domain, verdict)),
        final: async (_id, statement) =>
          attested(typedDigest(domain, 'Final', { ...statement, configDigest: set.configDigest })),
      },
      post: {
        carry: async (endpoint, letter) => {
          this.letters.push({ endpoint, ...letter })
          return {
            status: 200,
            why: null,
            answer: '',
            retryAfter: null,
            ...(await this.dials.answers(endpoint, letter)),
          }
        },
      },
      turn: async (seconds) => (this.dials.now += seconds),
      messageKeys: async () => ({ webhook: 'whpk_', push: '' }),
      carrier: this.#carrier(),
    }
  }

  /** The real ledger, told of events instead of reading logs. */
  #indexer(db: D1Database, deployment: CourtEnv['deployment']): Indexer {
    const ledger = ledgerOf(db, deployment)
    return {
      index: async () => {
        const cursor = await ledger.cursor()
        const events = this.#events.filter(({ place }) => place.block > (cursor?.number ?? 0))
        const number = Math.max(this.#block, (cursor?.number ?? 0) + 1)
        if (events.length === 0 && cursor && cursor.at === this.dials.now) return 'caughtUp'
        this.#block = number
        const to = { number, hash: digest(utf8(`block ${number}`)), at: this.dials.now }
        const marks = events.map(({ place }) => ({ number: place.block, hash: place.blockHash, at: this.dials.now }))
        await ledger.advance(cursor?.step ?? 0, { to, marks, events })
        return 'caughtUp'
      },
      pending: (limit, apart) => ledger.pending(limit, apart),
      filed: (ids, why) => ledger.filed(ids, why),
      factsOf: (asked) => ledger.factsOf(asked),
      opening: (asked) => ledger.opening(asked),
    }
  }

  #carrier(): Carrier {
    return {
      account: addressOf(TELLER),
      nonce: async () => this.#nonce,
      fees: async () => ({ maxFeePerGas: 100n, maxPriorityFeePerGas: 1n }),
      weigh: async () => (this.dials.reverts ? { reverted: this.dials.reverts } : { gas: 100_000n }),
      sign: async (call, nonce, _gas, fees) => {
        const raw =
          `0x02${nonce.toString(16).padStart(8, '0')}${fees.maxFeePerGas.toString(16).padStart(16, '0')}` as Hex
        this.#signed.set(raw, call)
        return { raw, hash: digest(toBytes(raw)) }
      },
      reprice: async (raw, fees) => {
        const dearer = `${raw.slice(0, 12)}${fees.maxFeePerGas.toString(16).padStart(16, '0')}` as Hex
        this.#signed.set(dearer, this.#signed.get(raw)!)
        return { raw: dearer, hash: digest(toBytes(dearer)) }
      },
      broadcast: async (raw) => {
        if (this.dials.broadcastFails) throw new Error('the node is away')
        const hash = digest(toBytes(raw))
        if (this.#receipts.has(hash)) return
        this.#receipts.set(hash, true)
        this.#nonce += 1
        this.#execute(this.#signed.get(raw)!, hash)
      },
      receipt: async (hash) => (this.#receipts.has(hash) ? { depth: 0, succeeded: true } : undefined),
    }
  }

  #change(disputeId: bigint, change: Partial<ChainDispute>): void {
    this.#facts.set(disputeId, { ...this.#facts.get(disputeId)!, ...change })
  }

  #execute(call: Call, tx: Digest): void {
    this.dials.now += 1
    this.mined.push(call)
    const at = this.dials.now
    if (call.kind === 'gazette') {
      const { serial, epoch, rollsRoot, headsRoot } = call.posting
      this.mine({ name: 'gazetted', serial, epoch, rollsRoot, headsRoot, at, tx })
      return
    }
    if (call.kind === 'settle') {
      for (const { disputeId } of call.cases) this.#change(disputeId, { isSettled: true })
      return
    }
    if (call.kind === 'fold' || call.kind === 'settleRun' || call.kind === 'show' || call.kind === 'showNodes') return
    if (call.kind === 'charge') {
      const { open, verdict } = call.charged
      const disputeId = offChainId({ account: open.account, nonce: String(open.nonce) })
      const deliverer = addressOf(TELLER)
      const facts = {} as ChainDispute['facts']
      this.#facts.set(disputeId, { ...UNHEARD, facts, isFinal: true, ruling: Number(verdict.ruling), deliveredAt: 1 })
      this.mine({ name: 'charged', disputeId: String(disputeId), account: open.account, deliverer, fee: '1' })
      return
    }
    const disputeId = String(call.disputeId)
    if (call.kind === 'deliver') {
      this.#rulings.set(call.disputeId, call.verdict.ruling)
      const { panel } = call.verdict
      const deliverer = addressOf(TELLER)
      this.mine({ name: 'delivered', disputeId, panel, verdictHash: verdictHash(call.verdict), deliverer, at, tx })
      return
    }
    const ruling = this.#rulings.get(call.disputeId) ?? 0
    this.#change(call.disputeId, { isFinal: true, ruling })
    this.mine({ name: 'ruled', disputeId, ruling, executed: true, expired: call.kind === 'expire', at, tx })
  }
}

/** A dispute on chain that nothing has happened to. */
const UNHEARD: Omit<ChainDispute, 'facts'> = {
  isFinal: false,
  ruling: 0,
  serial: 0,
  panel: 0,
  deliveredAt: 0,
  deliveryHash: ZERO32,
  isAppealed: false,
  isInToken: false,
  isSettled: false,
}

const OPERATOR: Hex = `0x${'0a'.repeat(32)}`
const TELLER: Hex = `0x${'0b'.repeat(32)}`
