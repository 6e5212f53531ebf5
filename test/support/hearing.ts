/**
 * A whole hearing in memory: an opening, a draw, sealed ballots, a gazette, the reveal and the judgement, through the
 * law's own `decide` and `record`, with real keys and a real beacon of our own.
 *
 * What the jurors do is a function of their number; everything else follows, byte for byte, from the options.
 * @module
 */
import { BALLOT_KEY_NOTICE, ballotKey, commitmentOf, openingOf, sealBallot } from '#jurors/ballot'
import { type RollHeader, rollsTree } from '#jurors/roll'
import { drawPanel } from '#jurors/sortition'
import { pay } from '#jurors/ticket'
import { askDocket, offChainId, openDigest, questionHash } from '#law/ask'
import { decide, nextDueAt } from '#law/decide'
import { type Case, type Dispute, isOpened, lotteryOf, openDispute, present, record } from '#law/dispute'
import type { Bodies, Entry, Filing, Open, Question, Setting } from '#law/filing'
import { type Gazette, headsTree, onChainHead, sortHeads } from '#law/gazette'
import { windowsEndAt } from '#law/period'
import { generalPolicy, policyHash, type Terms } from '#law/policy'
import { BLANK, encodeChoices } from '#law/question/choice'
import { roomOf } from '#law/question/posed'
import type { Resolution } from '#law/resolution'
import { ticketWork } from '#law/sitting'
import { gazetteProof, type SittingProof, type Transcript, transcriptOf, verdictIn } from '#law/transcript'
import { verdictDigest, verdictHash } from '#law/verdict'
import { randomnessOf, timeOfRound } from '#primitives/beacon'
import { type Address, type Digest, type Hex, toBytes, toHex, utf8, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { addressOf, signDigest } from '#primitives/signature'
import { grow, rootOf } from '#primitives/sumtree'
import type { Instant } from '#primitives/time'
import { configDigest, typedDigest } from '#primitives/typed'
import { beaconSignature, LOCAL_BEACON } from './beacon.ts'

/** What a juror does with its seats. */
export type Deed =
  | { does: 'vote'; choice: number }
  /** Answers a question under a policy. */
  | { does: 'answer'; answer: Hex }
  /** Votes twice; the later revision is filed first. */
  | { does: 'change'; from: number; to: number }
  | { does: 'nothing' }
  | { does: 'recuse' }
  /** Commits to an answer the question doesn't have. */
  | { does: 'botch' }
  /** Seals bytes that never open. */
  | { does: 'spoil'; choice: number }
  /** Seals bytes that never open, and opens by hand. */
  | { does: 'openByHand'; choice: number }
  /** A contract account: its signature is bytes that the chain vouched for. */
  | { does: 'voteAsContract'; choice: number }

export type Options = {
  disputeId?: number
  seats?: number
  choices?: number
  /** Jurors on the roll. */
  jurors?: number
  /** Jurors on the roll that a sitting is drawn from, where the court lies about it. */
  pretended?: (panel: number) => number
  seatCap?: number
  strict?: boolean
  /** What the juror of this number does in this sitting. By default every juror votes for 1. */
  deed?: (juror: number, panel: number) => Deed
  /** Whether a gazette with the docket comes in the first and, if need be, in the second commit period. */
  gazettes?: readonly [boolean, boolean]
  /** Attestors, and how many of them sign. */
  attestors?: number
  k?: number
  /** How often the verdict is appealed, each time a minute before it is too late. */
  appeals?: number
  /** Whether the last verdict is attested, delivered and the ruling executed. */
  upTo?: 'judged' | 'attested' | 'ruled'
  terms?: Partial<Terms>
  /** An account asks for it off chain; what it signs otherwise than usual, and how the court spells that. */
  /** How the dispute ended that tells the truth, if it did before this one is judged. */
  resolves?: (dispute: Dispute) => Resolution | undefined
  asks?: { open?: Partial<Open>; question?: Question; ask?: (ask: Bodies['ask']) => Bodies['ask'] }
}

export type Heard = {
  dispute: Dispute
  entries: readonly Entry[]
  transcript: Transcript
  set: { k: number; members: readonly Address[] }
  gazettes: readonly { gazette: Gazette; at: Instant }[]
  roll: RollHeader
  rollsRoot: Digest
}

/** The account that asks off chain, in these tests. */
export const ASKER_KEY: Hex = digest(utf8('a key for tests: asker'))
export const ASKER: Address = addressOf(ASKER_KEY)
export const QUESTION: Question = {
  space: 'choice',
  title: 'Did the parcel arrive whole?',
  description: 'The seller says it left whole; the buyer shows a photograph.',
  choices: ['It did', 'It did not'],
  evidence: ['ipfs://photograph'],
}

const key = (name: string): Hex => digest(utf8(`a key for tests: ${name}`))
const tx = (name: string): Digest => digest(utf8(`a transaction: ${name}`))
export const JUROR_KEYS: readonly Hex[] = Array.from({ length: 64 }, (_, i) => key(`juror ${i}`))
export const JURORS: readonly Address[] = JUROR_KEYS.map(addressOf)
export const ATTESTOR_KEYS: readonly Hex[] = Array.from({ length: 7 }, (_, i) => key(`attestor ${i}`)).sort((a, b) =>
  addressOf(a) < addressOf(b) ? -1 : 1,
)
export const ARBITRATOR: Address = '0x5fbdb2315678afecb367f032d93f642f64180aa3'
export const CHAIN_ID = 31337n
const EPOCH_SECONDS = 86_400
const OPENED_AT = 1_767_960_000

export const SETTING: Setting = {
  beacon: {
    publicKey: LOCAL_BEACON.publicKey,
    genesisAt: String(LOCAL_BEACON.genesisAt),
    periodSeconds: String(LOCAL_BEACON.periodSeconds),
  },
  epochSeconds: String(EPOCH_SECONDS),
  confirmSeconds: '60',
  challengeFloorSeconds: '3600',
}

export const TERMS: Terms = {
  seats: 3,
  evidenceSeconds: 3600,
  drawSeconds: 600,
  commitSeconds: 7200,
  sealSeconds: 300,
  revealSeconds: 3600,
  appealSeconds: 7200,
  challengeSeconds: 3600,
  silenceSeconds: 86_400,
  appeals: 2,
  jumpSeats: 31,
  seatCap: 0,
  strict: false,
  weight: 0,
  personSource: 0,
  personRegistry: `0x${'00'.repeat(20)}`,
  minStake: 10n ** 18n,
  seatStake: 10n ** 18n,
  penaltyBps: 1000,
  feePerSeat: 10n ** 15n,
  deliveryFee: 10n ** 15n,
  tokenFeePerSeat: 10n ** 16n,
  tokenDeliveryFee: 10n ** 16n,
}

/** What court 0, the parent of court 1, does otherwise. */
export const PARENT_TERMS: Partial<Terms> = { seatCap: 2, drawSeconds: 900, feePerSeat: 3n * 10n ** 15n }

/** The opening of a dispute, as the chain would tell it. */
export function opening(options: Options = {}): Bodies['open'] {
  const { seats = 3, seatCap = 0, strict = false } = options
  const ids = { account: ASKER, nonce: options.asks?.open?.nonce ?? '7' }
  const disputeId = options.asks ? offChainId(ids) : (options.disputeId ?? 1)
  const question = options.asks?.question ?? QUESTION
  const asked = 'under' in question ? 1 : question.choices!.length
  const choices = options.asks ? asked : (options.choices ?? 2)
  return {
    facts: {
      chainId: String(CHAIN_ID),
      arbitrator: ARBITRATOR,
      disputeId: String(disputeId),
      arbitrable: options.asks ? ASKER : '0xe7f1725e7734ce288f8367e1bb143e90bb3f0512',
      court: '1',
      version: '1',
      choices: String(choices),
      seats: String(seats),
      openedAt: String(OPENED_AT),
      deadlineAt: String(OPENED_AT + 30 * 86_400),
      block: '1234',
      tx: tx(`opening ${disputeId}`),
    },
    setting: SETTING,
    policy: generalPolicy({ ...TERMS, seats, seatCap, strict, ...options.terms }),
    above: options.asks ? [] : [{ court: '0', version: '1', policy: generalPolicy({ ...TERMS, ...PARENT_TERMS }) }],
    rollEpoch: String(Math.floor(OPENED_AT / EPOCH_SECONDS) - 1),
  }
}

/** What an account signs to have the dispute of these options off chain. */
export function asking(options: Options = {}): Bodies['ask'] {
  const { asks = {}, seats = 3 } = options
  const { policy } = opening(options)
  const question = asks.question ?? QUESTION
  const open: Open = {
    account: ASKER,
    court: '1',
    policyHash: policyHash(policy),
    questionHash: questionHash(question),
    seats: String(seats),
    maxFee: String(10n ** 18n),
    nonce: '7',
    expiresAt: String(OPENED_AT + 600),
    ...asks.open,
  }
  const signature = signDigest(openDigest({ chainId: CHAIN_ID, arbitrator: ARBITRATOR }, open), ASKER_KEY)
  const ask = { chainId: String(CHAIN_ID), arbitrator: ARBITRATOR, open, question, signature, vouchedAt: null }
  return asks.ask?.(ask) ?? ask
}

/**
 * The roll of court 1 or of its parent 0, among those of three courts. In court 1 juror i weighs i mod 4 + 1 ether, and
 * every fifth nothing; in court 0 they weigh twice that, and every fifth 1 ether.
 */
export function courtRoll(jurors: number, court: 0 | 1 = 1) {
  const epoch = Math.floor(OPENED_AT / EPOCH_SECONDS) - 1
  const compiled = ([0, 1] as const).map((id) => {
    const leaves = Array.from({ length: jurors }, (_, i) => ({ address: JURORS[i]!, weight: weightOf(i, id) }))
    const tree = grow(leaves)
    const { hash, sum } = rootOf(tree)
    const header: RollHeader = { epoch, court: id, version: 1, root: hash, total: sum, jurors }
    return { header, tree, addressOf: (i: number) => leaves[i]!.address }
  })
  const own = compiled[court]!
  const headers = compiled.map(({ header }) => header)
  const rolls = rollsTree([...headers, { ...headers[1]!, court: 2, root: tx('court 2') }])
  return { ...own, rollsRoot: rolls.root, rollPath: rolls.path(court) }
}

function weightOf(juror: number, court: 0 | 1): bigint {
  const ether = juror % 5 === 4 ? 0 : 1 + (juror % 4)
  return BigInt(court === 1 ? ether : 2 * ether || 1) * 10n ** 18n
}

/** Signatures of the first k attestors under a digest, ascending. */
export function attest(signed: Digest, k: number): Hex[] {
  return ATTESTOR_KEYS.slice(0, k).map((secret) => signDigest(signed, secret))
}

/** A key that any device of juror `i` derives. */
export function ballotKeyOf(i: number): Hex {
  const domain = { chainId: CHAIN_ID, arbitrator: ARBITRATOR }
  const signed = typedDigest(domain, 'BallotKey', { juror: JURORS[i]!, notice: BALLOT_KEY_NOTICE })
  return ballotKey(signDigest(signed, JUROR_KEYS[i]!))
}

/** Runs a dispute until its last panel is judged, redrawing and committing again as the law has it. */
export function hearing(options: Options = {}): Heard {
  const { jurors = 12, deed = () => ({ does: 'vote', choice: 1 }), gazettes = [true, true], upTo = 'ruled' } = options
  const set = { k: options.k ?? 2, members: ATTESTOR_KEYS.slice(0, options.attestors ?? 3).map(addressOf) }
  const body = opening(options)
  const posted: Heard['gazettes'][number][] = []
  const proofs = new Map<number, SittingProof>()
  const { entries, dispute: first } = begin()
  let dispute = first
  let postings: Transcript['postings'] = options.asks ? { opening: openingProof(), delivery: null } : undefined

  function begin(): { entries: Entry[]; dispute: Dispute } {
    const now = Number(body.facts.openedAt) + 90
    if (!options.asks) {
      const { dispute, entry } = openDispute(body, now)
      return { entries: [entry], dispute }
    }
    const { asked, entry } = askDocket(asking(options), OPENED_AT - 60)
    const entries = [entry]
    let docket: Case = asked
    for (const filing of [posting(asked, OPENED_AT), { kind: 'open' as const, body }]) {
      const decided = decide(docket, filing, now)
      if (!decided.ok) throw new Error(`hearing: ${filing.kind} refused: ${JSON.stringify(decided.refusal)}`)
      const recorded: { after: Case; entries: Entry[] } = record(docket, decided.value)
      docket = recorded.after
      entries.push(...recorded.entries)
    }
    return { entries, dispute: docket as Dispute }
  }

  /** Posts a gazette with the docket as it stands, off chain with what its leaf says besides. */
  function posting(docket: Case, at: Instant, delivered: Digest = ZERO32): Extract<Filing, { kind: 'gazette' }> {
    const serial = posted.length + 1
    const others = ['another dispute', 'and another'].map((name, i) => onChainHead(digest(utf8(name)), 3 + i, tx(name)))
    const open = isOpened(docket) ? docket.asked?.openHash : docket.openHash
    const own = {
      ...onChainHead(docket.key, docket.number, docket.head),
      openHash: open ?? ZERO32,
      verdictHash: delivered,
    }
    const heads = sortHeads([...others, own])
    posted.push({ gazette: { serial, epoch: 0, rollsRoot: ZERO32, headsRoot: headsTree(heads).root, heads }, at })
    return { kind: 'gazette', serial, epoch: 0, number: docket.number, head: docket.head, at }
  }

  function openingProof() {
    return proofOf(posted[0]!)
  }

  function proofOf({ gazette, at }: Heard['gazettes'][number]) {
    const config = configDigest(first.domain, set.k, set.members)
    const signed = typedDigest(first.domain, 'Gazette', { ...gazette, heads: [], configDigest: config } as never)
    return gazetteProof(gazette, first.key, { at, set, signatures: attest(signed, set.k) })
  }

  const file = (filing: Filing, now: Instant) => {
    const decided = decide(dispute, filing, now)
    if (!decided.ok) throw new Error(`hearing: ${filing.kind} refused: ${JSON.stringify(decided.refusal)}`)
    const { after, entries: added } = record(dispute, decided.value)
    dispute = after
    entries.push(...added)
  }
  const sitting = () => present(dispute)

  file(
    {
      kind: 'evidence',
      party: body.facts.arbitrable,
      reference: '{"fileURI":"ipfs://agreement.pdf","name":"The agreement"}',
      meta: true,
      check: 'matches',
      at: body.facts.openedAt,
    },
    Number(body.facts.openedAt) + 120,
  )
  file(
    {
      kind: 'evidence',
      party: JURORS[60]!,
      reference: 'ipfs://photograph of the parcel, “as received” 📦',
      meta: false,
      check: 'unchecked',
      at: String(Number(body.facts.openedAt) + 1200),
    },
    Number(body.facts.openedAt) + 1260,
  )

  for (let appeals = 0; ; appeals++) {
    while (!sitting().judged) sit()
    if (appeals === (options.appeals ?? 0)) break
    const deliveredAt = deliver()
    const at = deliveredAt + dispute.terms.appealSeconds - 60
    file({ kind: 'appeal', at, tx: tx(`appeal ${appeals}`) }, at + 60)
  }

  function sit() {
    const { panel, times, under } = sitting()
    const signature = beaconSignature(times.seedRound)
    const lottery = lotteryOf(dispute, randomnessOf(signature))
    const court = under.court as 0 | 1
    const { header, ...from } = courtRoll(options.pretended?.(panel) ?? jurors, court)
    const { draws, paths } = drawPanel(lottery, { ...from, total: header.total })
    file(
      { kind: 'draw', panel, signature, rollsRoot: from.rollsRoot, roll: header, draws, paths },
      timeOfRound(LOCAL_BEACON, times.seedRound) + 5,
    )
    proofs.set(panel, { rollPath: from.rollPath, drawPaths: paths.map(toHex), gazette: null })
    commitPeriod(gazettes[0])
    if (!gazettes[0] && !sitting().judged) {
      file({ kind: 'pass' }, sitting().times.revealAt + Number(SETTING.confirmSeconds))
      commitPeriod(gazettes[1])
    }
    revealPeriod(panel)
  }

  function commitPeriod(withGazette: boolean) {
    const { panel, times } = sitting()
    const drawn = [
      ...new Set(
        sitting()
          .draws.filter(({ seated }) => seated)
          .map(({ number }) => number),
      ),
    ]
    drawn.forEach((juror, n) => {
      ballots(juror, n, panel)
    })
    if (!withGazette) return
    const at = times.commitClosesAt + 60
    const filing = posting(dispute, at)
    proofs.set(panel, { ...proofs.get(panel)!, gazette: proofOf(posted.at(-1)!) })
    file(filing, at + 61)
  }

  function ballots(juror: number, n: number, panel: number) {
    const { times } = sitting()
    const does = deed(juror, panel)
    const at = times.commitOpensAt + 30 + 10 * n
    const domain = dispute.domain
    const address = JURORS[juror]!
    if (does.does === 'nothing' || sitting().recused.has(address)) return
    if (does.does === 'recuse') {
      const reason = 'I know one of the parties.'
      const signed = typedDigest(domain, 'Recuse', { disputeKey: dispute.key, panel, juror: address, reason })
      return file(
        { kind: 'recuse', panel, juror: address, reason, signature: signDigest(signed, JUROR_KEYS[juror]!) },
        at,
      )
    }
    const cast = (chosen: number | Hex, revision: number, late = 0) => {
      const place = { disputeKey: dispute.key, panel, juror: address, beaconRound: times.beaconRound, revision }
      const answer = typeof chosen === 'number' ? encodeChoices([chosen]) : chosen
      const made = sealBallot(LOCAL_BEACON, ballotKeyOf(juror), place, answer, roomOf(dispute.question))
      const spoilt = does.does === 'spoil' || does.does === 'openByHand'
      const sealed = spoilt
        ? (`${made.sealed.slice(0, -2)}${made.sealed.endsWith('00') ? '01' : '00'}` as Hex)
        : made.sealed
      const sealedHash = digest(toBytes(sealed))
      const signed = typedDigest(domain, 'Commit', { ...place, commitment: made.commitment, sealedHash })
      const vouched = does.does === 'voteAsContract' ? { signature: '0x1234' as Hex, vouchedAt: '1300' } : undefined
      const signature = vouched?.signature ?? signDigest(signed, JUROR_KEYS[juror]!)
      const work = ticketWork(present(dispute), dispute.question, address)
      const ticket = work === undefined ? {} : { ticket: String(pay(dispute.key, address, work, 1e6)!.nonce) }
      const filing = { kind: 'commit' as const, ...place, commitment: made.commitment, sealed, signature, ...ticket }
      file({ ...filing, ...(vouched ? { vouchedAt: vouched.vouchedAt } : {}) }, at + late)
    }
    const revision = at * 1000 + 7
    if (does.does === 'change') {
      cast(does.to, revision + 5000)
      cast(does.from, revision, 3)
    } else {
      cast(does.does === 'botch' ? BLANK : does.does === 'answer' ? does.answer : does.choice, revision)
    }
  }

  function revealPeriod(panel: number) {
    const { times } = sitting()
    const signature = beaconSignature(times.beaconRound)
    const now = times.revealAt + 4
    for (let n = 0; decide(dispute, { kind: 'unseal', panel, signature, limit: 2 }, now + n).ok; n++) {
      file({ kind: 'unseal', panel, signature, limit: 2 }, now + n)
      if (present(dispute).judged || present(dispute).panel !== panel) return
    }
    for (const juror of [...sitting().junk.keys()]) {
      const i = JURORS.indexOf(juror)
      const does = deed(i, panel)
      if (does.does !== 'openByHand') continue
      const revision = sitting().ballots.get(juror)!.at(-1)!.revision
      const place = { disputeKey: dispute.key, panel, juror, beaconRound: times.beaconRound, revision }
      const answer = encodeChoices([does.choice])
      const secret = openingOf(ballotKeyOf(i), place)
      if (sitting().ballots.get(juror)!.at(-1)!.commitment !== commitmentOf(place, digest(toBytes(answer)), secret))
        continue
      file({ kind: 'reveal', panel, juror, answer, opening: secret }, now + 600)
    }
    const end = options.resolves?.(dispute)
    if (end) file({ kind: 'resolve', ...end }, now + 650)
    const early = decide(dispute, { kind: 'pass' }, now + 700)
    file({ kind: 'pass' }, early.ok ? now + 700 : Math.max(times.revealEndsAt, nextDueAt(dispute)!))
  }

  /** Delivers the present panel's verdict. Returns when the chain took it. */
  function deliver(): Instant {
    const { panel } = sitting()
    const at = entries.at(-1)!.acceptedAt + 120
    const verdict = verdictIn(transcriptOf({ entries, panel, set, proofs })!)
    if (postings) {
      posting(dispute, at, verdictHash(verdict))
      postings = { ...postings, delivery: proofOf(posted.at(-1)!) }
    }
    file(
      {
        kind: 'deliver',
        panel,
        verdictHash: verdictHash(verdict),
        deliverer: JURORS[61]!,
        at,
        tx: tx(`delivery ${panel}`),
      },
      at + 60,
    )
    return at
  }

  const panel = sitting().panel
  const made = transcriptOf({ entries, panel, set, proofs })!
  let attestations: Hex[] = []
  let final: Transcript['final'] = null
  if (upTo !== 'judged') attestations = attest(verdictDigest(dispute.domain, verdictIn(made)), set.k)
  if (upTo === 'ruled') {
    const { ruling, outcome } = sitting().judged!
    const ruledAt = windowsEndAt(deliver(), dispute.terms, dispute.challengeFloorSeconds) + 12
    const executed = { kind: 'rule', ruling, executed: true, expired: false, at: ruledAt, tx: tx('execution') } as const
    file(postings ? { kind: 'pass' } : executed, ruledAt + 60)
    const config = configDigest(dispute.domain, set.k, set.members)
    const { serial } = verdictIn(made)
    const signed = typedDigest(dispute.domain, 'Final', {
      disputeKey: dispute.key,
      ruling,
      outcome,
      serial,
      configDigest: config,
    })
    final = {
      serial: String(serial),
      set: { k: String(set.k), members: set.members },
      signatures: attest(signed, set.k),
    }
  }
  const transcript = transcriptOf({
    entries,
    panel,
    set,
    proofs,
    attestations,
    final,
    ...(postings ? { postings } : {}),
  })!
  const { header, rollsRoot } = courtRoll(jurors)
  return { dispute, entries, transcript, set, gazettes: posted, roll: header, rollsRoot }
}
