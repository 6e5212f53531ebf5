/**
 * Transcript: the file with which a stranger checks a ruling, knowing nothing and believing nobody.
 *
 *   verdict ── entries ── sittings ── attestors          the judgement, and everything it rests on
 *      │          │          │
 *      │          │          └─ what the docket doesn't hold: paths out of the roll, leaves of ballotsRoot, the gazette
 *      │          └─ the docket up to the judgement; its first entry is the dispute: facts, setting, policy
 *      └─ the header, which is what attestors sign
 *   afterwards · attestations · final                    appendices, chained or signed on their own
 *
 * Nothing stands here twice, so nothing can contradict itself: hashes and heads of entries follow from their bodies,
 * points and seats of draws from seed and roll. One RFC 8785 object without trailing newline, integers as decimal
 * strings. A file that isn't its own canonical form is refused: a ruling has one transcript, not many spellings of it.
 * @module
 */
import type { RollHeader } from '#jurors/roll'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { canonical, type Json } from '#primitives/json'
import { no, ok, type Result } from '#primitives/result'
import { bool, decimal, hex, list, oneOf, orNull, plain, record, type Shape, text } from '#primitives/shape'
import type { Instant } from '#primitives/time'
import { configDigest } from '#primitives/typed'
import { begun, type Dispute, enter, isOpened, present, replay } from './dispute.ts'
import { chain } from './docket.ts'
import type { Bodies, Dec, Entry, Kind, Line } from './filing.ts'
import { type Gazette, headsTree } from './gazette.ts'
import { questionShape } from './question/asked.ts'
import { admission, ballotLeaves, type Posting, verdictOf } from './sitting.ts'
import { BALLOT_STATES, type BallotLeaf, type BallotState, type Verdict } from './verdict.ts'

export const TRANSCRIPT_FORMAT = 'venire transcript'
export const TRANSCRIPT_VERSION = '1'

/** A line of the docket. Number, hash and head follow from the lines before it. */
export type TranscriptEntry<K extends Kind = Kind> = { [P in K]: { kind: P; acceptedAt: Dec; body: Bodies[P] } }[K]

/** Who signs, and how many of them must. Members ascending. */
export type TranscriptSet = { k: Dec; members: readonly Address[] }

/** A posting on chain that holds this docket's head, with the proof that it does. */
export type GazetteProof = {
  serial: Dec
  epoch: Dec
  rollsRoot: Digest
  headsRoot: Digest
  /** Block time. */
  at: Dec
  /** Number of the docket's entry whose head stands there, and that head. */
  number: Dec
  head: Digest
  /** Place of the head's leaf among the gazette's, and its siblings from leaf to root. */
  index: Dec
  path: readonly Digest[]
  set: TranscriptSet
  /** Exactly k, in ascending order of their signers. */
  signatures: readonly Hex[]
}

/** A leaf of `ballotsRoot`, whole. */
export type TranscriptLeaf = {
  i: Dec
  number: Dec
  juror: Address
  weight: Dec
  held: Dec
  prev: Dec
  state: BallotState
  revision: Dec
  opening: Digest
  answerHash: Digest
  choice: Dec
  commitment: Digest
  entryHash: Digest
  /** Seats so far, this draw included. */
  tally: { choices: readonly Dec[]; absent: Dec; recused: Dec; unopened: Dec }
}

/** The postings that a dispute off chain has where another has transactions. */
export type Postings = {
  /** The one that took what was asked: the dispute's time is its block time. */
  opening: GazetteProof
  /** The one that delivered the verdict; null if none has. */
  delivery: GazetteProof | null
}

/** What one sitting adds to the docket. */
export type TranscriptSitting = {
  panel: Dec
  /** From the roll's header to `rollsRoot`; empty if the panel was never drawn. */
  rollPath: readonly Digest[]
  /** One path a draw, 48 bytes a level. */
  drawPaths: readonly Hex[]
  leaves: readonly TranscriptLeaf[]
  /** The posting that admitted the ballots; null if none did. */
  gazette: GazetteProof | null
}

export type Transcript = {
  format: typeof TRANSCRIPT_FORMAT
  version: typeof TRANSCRIPT_VERSION
  verdict: { [P in keyof Verdict]: Verdict[P] extends number ? Dec : Verdict[P] }
  /** The set whose digest the verdict carries. */
  attestors: TranscriptSet
  /** Of a dispute off chain only. */
  postings?: Postings
  /** The docket before the judgement; its root is the verdict's `entriesRoot`. */
  entries: readonly TranscriptEntry[]
  /** All sittings up to the one judged, in order: a redraw rests on the sitting before it, an appeal on the panel before. */
  sittings: readonly TranscriptSitting[]
  /** The docket from the judgement on, and its head after the last of these. */
  afterwards: { entries: readonly TranscriptEntry[]; head: Digest }
  /** Signatures of the verdict: none yet, or exactly k in ascending order of their signers. */
  attestations: readonly Hex[]
  /** Signatures of the final ruling, once there are any. */
  final: { serial: Dec; set: TranscriptSet; signatures: readonly Hex[] } | null
}

/** What a transcript needs besides the docket. */
export type TranscriptInputs = {
  entries: readonly Entry[]
  panel: number
  /** The set that is asked to sign the verdict, or has signed it. */
  set: { k: number; members: readonly Address[] }
  /** Per sitting up to the one judged, as `needsOf` names them. */
  proofs: ReadonlyMap<number, SittingProof>
  /** Of a dispute off chain. */
  postings?: Postings
  /** Exactly k of the set's signatures, ascending by signer, once there are any. */
  attestations?: readonly Hex[]
  final?: Transcript['final']
}
export type SittingProof = Pick<TranscriptSitting, 'rollPath' | 'drawPaths' | 'gazette'>

/** What has to be fetched for one sitting of a transcript. */
export type SittingNeeds = {
  panel: number
  /** The roll it was drawn from, and the jurors' numbers in the order of draws; undefined if it never was. */
  draw?: { roll: RollHeader; rollsRoot: Digest; numbers: readonly number[] }
  /** The posting that admitted its ballots; undefined if none did. */
  posting?: Posting
}

/** The proofs that the transcript of a panel needs; undefined if the panel hasn't been judged. */
export function needsOf(entries: readonly Entry[], panel: number): SittingNeeds[] | undefined {
  const judge = entries.find((entry) => entry.kind === 'judge' && entry.body.panel === String(panel))
  if (!judge) return undefined
  return [...conclusions(entries.filter(({ number }) => number <= judge.number))].map(([sat, dispute]) => {
    const { roll, rollsRoot, draws } = present(dispute)
    return {
      panel: sat,
      ...(roll && rollsRoot ? { draw: { roll, rollsRoot, numbers: draws.map(({ number }) => number) } } : {}),
      posting: admission(dispute.postings, present(dispute)),
    }
  })
}

/** The proof that a posting holds a docket's head. @throws Error if it doesn't. */
export function gazetteProof(
  gazette: Gazette,
  disputeKey: Digest,
  posted: { at: Instant; set: { k: number; members: readonly Address[] }; signatures: readonly Hex[] },
): GazetteProof {
  const index = gazette.heads.findIndex((head) => head.disputeKey === disputeKey)
  const held = gazette.heads[index]
  if (!held) throw new Error(`transcript: expected gazette ${gazette.serial} to hold ${disputeKey}`)
  return {
    serial: String(gazette.serial),
    epoch: String(gazette.epoch),
    rollsRoot: gazette.rollsRoot,
    headsRoot: gazette.headsRoot,
    at: String(posted.at),
    number: String(held.number),
    head: held.head,
    index: String(index),
    path: headsTree(gazette.heads).path(index),
    set: { k: String(posted.set.k), members: posted.set.members },
    signatures: posted.signatures,
  }
}

/** The transcript of a judged panel, or undefined if it hasn't been judged. */
export function transcriptOf(inputs: TranscriptInputs): Transcript | undefined {
  const { entries, panel, set, proofs } = inputs
  const judge = entries.find((entry) => entry.kind === 'judge' && entry.body.panel === String(panel))
  if (!judge) return undefined
  // The verdict covers the docket as it stood: what was filed later, a posting perhaps, has no say in it.
  const before = entries.filter(({ number }) => number < judge.number)
  // All but its serial: a verdict that the chain took back is said again under the next one.
  const dispute = replay(entries)!
  const verdict = verdictOf(dispute, panel, configDigest(dispute.domain, set.k, set.members), before)!
  const sittings = [...conclusions([...before, judge])].map(([sat, then]) => ({
    panel: String(sat),
    ...(proofs.get(sat) ?? { rollPath: [], drawPaths: [], gazette: null }),
    leaves: ballotLeaves(then.postings, present(then), then.question).map(spellLeaf),
  }))
  return {
    format: TRANSCRIPT_FORMAT,
    version: TRANSCRIPT_VERSION,
    verdict: spellVerdict(verdict),
    attestors: { k: String(set.k), members: set.members },
    ...(inputs.postings ? { postings: inputs.postings } : {}),
    entries: before.map(spellEntry),
    sittings,
    afterwards: {
      entries: entries.filter(({ number }) => number >= judge.number).map(spellEntry),
      head: entries.at(-1)!.head,
    },
    attestations: inputs.attestations ?? [],
    final: inputs.final ?? null,
  }
}

/** The dispute as it stood just before each of its sittings was concluded, by panel. */
export function conclusions(entries: readonly Entry[]): Map<number, Dispute> {
  const found = new Map<number, Dispute>()
  const [first, ...rest] = entries
  let docket = first && begun(first)
  for (const entry of rest) {
    if (isOpened(docket) && (entry.kind === 'redraw' || entry.kind === 'judge'))
      found.set(present(docket).panel, docket)
    docket = enter(docket!, entry)
  }
  return found
}

/** The opening in a file's docket: its first entry, or what followed when somebody asked. */
export function openingIn({ entries }: Pick<Transcript, 'entries'>): Bodies['open'] | undefined {
  return entries.find((entry) => entry.kind === 'open')?.body
}

/** All postings that a file has proofs of. */
export function gazettesIn({ sittings, postings }: Transcript): readonly GazetteProof[] {
  const proofs = [postings?.opening, ...sittings.map(({ gazette }) => gazette), postings?.delivery]
  return proofs.filter((proof): proof is GazetteProof => proof !== undefined && proof !== null)
}

/** The file's text. */
export function spellTranscript(transcript: Transcript): string {
  return canonical(transcript as unknown as Json)
}

/**
 * The transcript that a file holds.
 * @returns no and a sentence if it isn't one, or isn't its own canonical form.
 */
export function readTranscript(file: string | Uint8Array): Result<Transcript, string> {
  let value: unknown
  let source: string
  try {
    source = typeof file === 'string' ? file : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file)
    value = JSON.parse(source)
  } catch (error) {
    return no(`expected JSON in UTF-8: ${(error as Error).message}`)
  }
  const strays = TRANSCRIPT(value, 'transcript')
  if (strays) return no(strays)
  if (canonical(value as Json) !== source) return no('expected the canonical form of RFC 8785, got another spelling')
  return ok(value as Transcript)
}

/** Lines of a docket as the transcript spells them, chained: the entries they are. */
export function chained(
  disputeKey: Digest,
  before: { number: number; head: Digest },
  lines: readonly TranscriptEntry[],
): Entry[] {
  const entries: Entry[] = []
  for (const { kind, acceptedAt, body } of lines) {
    const line = { kind, acceptedAt: Number(acceptedAt), body } as Line
    entries.push(chain(disputeKey, entries.at(-1) ?? before, line))
  }
  return entries
}

/** The leaves that a transcript shows of its verdict's panel, those of a first sitting before those of its redraw. */
export function leavesIn({ sittings, verdict }: Pick<Transcript, 'sittings' | 'verdict'>): BallotLeaf[] {
  const panel = Number(verdict.panel)
  return sittings
    .filter((each) => Number(each.panel) === panel || (panel % 2 === 1 && Number(each.panel) === panel - 1))
    .flatMap((each) => each.leaves.map((leaf) => leafIn(Number(each.panel), leaf)))
}

/** The verdict back in numbers. */
export function verdictIn({ verdict }: Pick<Transcript, 'verdict'>): Verdict {
  const { panel, beaconRound, gazette, draws, ruling, serial } = verdict
  return {
    ...verdict,
    panel: Number(panel),
    beaconRound: Number(beaconRound),
    gazette: Number(gazette),
    draws: Number(draws),
    ruling: Number(ruling),
    serial: Number(serial),
  }
}

/** A leaf back in numbers. */
export function leafIn(panel: number, leaf: TranscriptLeaf): BallotLeaf {
  const { choices, absent, recused, unopened } = leaf.tally
  return {
    panel,
    i: Number(leaf.i),
    number: Number(leaf.number),
    juror: leaf.juror,
    weight: BigInt(leaf.weight),
    held: Number(leaf.held),
    prev: Number(leaf.prev),
    state: leaf.state,
    revision: Number(leaf.revision),
    opening: leaf.opening,
    answerHash: leaf.answerHash,
    choice: Number(leaf.choice),
    commitment: leaf.commitment,
    entryHash: leaf.entryHash,
    count: {
      choices: choices.map(Number),
      absent: Number(absent),
      recused: Number(recused),
      unopened: Number(unopened),
    },
  }
}

/** A leaf as the transcript spells it. */
export function spellLeaf({ panel: _, count, ...leaf }: BallotLeaf): TranscriptLeaf {
  return {
    ...leaf,
    i: String(leaf.i),
    number: String(leaf.number),
    weight: String(leaf.weight),
    held: String(leaf.held),
    prev: String(leaf.prev),
    revision: String(leaf.revision),
    choice: String(leaf.choice),
    tally: {
      choices: count.choices.map(String),
      absent: String(count.absent),
      recused: String(count.recused),
      unopened: String(count.unopened),
    },
  }
}

/** A verdict as the transcript spells it. */
export function spellVerdict(verdict: Verdict): Transcript['verdict'] {
  const { panel, beaconRound, gazette, draws, ruling, serial } = verdict
  return {
    ...verdict,
    panel: String(panel),
    beaconRound: String(beaconRound),
    gazette: String(gazette),
    draws: String(draws),
    ruling: String(ruling),
    serial: String(serial),
  }
}

function spellEntry({ kind, acceptedAt, body }: Entry): TranscriptEntry {
  return { kind, acceptedAt: String(acceptedAt), body } as TranscriptEntry
}

// What a transcript looks like. Integers that become numbers have at most 53 bits, those that stay big theirs.

const [u8, u32, u53, u128, u256] = [8, 32, 53, 128, 256].map(decimal) as [Shape, Shape, Shape, Shape, Shape]
const digests = hex(32)
const address = hex(20)
const points48 = hex(48)

const policy = record({
  name: text,
  text,
  question: record({ space: oneOf('choice') }),
  tally: record({ rule: oneOf('plurality') }),
  score: record({ metric: oneOf('agreement'), referee: oneOf('outcome') }),
  purse: record({ split: oneOf('coherent') }),
  ladder: record({ rungs: oneOf('appeals') }),
  terms: hex(),
})

const word = record({
  findings: list(record({ answer: orNull(hex()), support: u53, trace: plain })),
  ladder: text,
  scores: list(record({ juror: address, score: orNull(text) })),
  payments: list(record({ account: text, change: text })),
})

/** What another dispute came to, as its attestors signed it. */
const lastWord: Shape = (value, at) =>
  under('word', word, { ruling: u8, outcome: digests, serial: u53, set, signatures })(value, at)

/** A record that has one member more where something is heard under a policy. */
const under =
  (member: string, shape: Shape, members: Readonly<Record<string, Shape>>): Shape =>
  (value, at) =>
    record(Object.hasOwn(Object(value), member) ? { ...members, [member]: shape } : members)(value, at)

const BODIES: Record<Kind, Shape> = {
  ask: under('policy', plain, {
    chainId: u256,
    arbitrator: address,
    open: record({
      account: address,
      court: u32,
      policyHash: digests,
      questionHash: digests,
      seats: u32,
      maxFee: u256,
      nonce: u53,
      expiresAt: u53,
    }),
    question: questionShape,
    signature: hex(),
    vouchedAt: orNull(u256),
  }),
  open: record({
    facts: record({
      chainId: u256,
      arbitrator: address,
      disputeId: u256,
      arbitrable: address,
      court: u32,
      version: u32,
      choices: u8,
      seats: u32,
      openedAt: u53,
      deadlineAt: u53,
      block: u256,
      tx: digests,
    }),
    setting: record({
      beacon: record({ publicKey: hex(96), genesisAt: u53, periodSeconds: u32 }),
      epochSeconds: u32,
      confirmSeconds: u32,
      challengeFloorSeconds: u32,
    }),
    policy,
    above: list(record({ court: u32, version: u32, policy })),
    rollEpoch: u32,
  }),
  evidence: record({
    party: address,
    reference: text,
    meta: bool,
    check: oneOf('unchecked', 'matches', 'differs'),
    at: u53,
  }),
  draw: record({
    panel: u32,
    beaconRound: u53,
    signature: points48,
    rollsRoot: digests,
    roll: record({ epoch: u32, court: u32, version: u32, root: digests, total: u128, jurors: u32 }),
    draws: list(record({ number: u32, address, weight: u128, seated: bool })),
  }),
  commit: under('ticket', u53, {
    panel: u32,
    juror: address,
    beaconRound: u53,
    revision: u53,
    commitment: digests,
    sealed: hex(),
    signature: hex(),
    vouchedAt: orNull(u256),
  }),
  commitInLane: record({
    panel: u32,
    juror: address,
    beaconRound: u53,
    revision: u53,
    commitment: digests,
    sealed: hex(),
    at: u53,
    tx: digests,
  }),
  openInLane: record({
    panel: u32,
    juror: address,
    commitment: digests,
    answer: hex(),
    opening: digests,
    at: u53,
    tx: digests,
  }),
  leak: record({ panel: u32, juror: address, commitment: digests, claimant: address, at: u53, tx: digests }),
  recuse: record({ panel: u32, juror: address, reason: text, signature: hex(), vouchedAt: orNull(u256) }),
  gazette: record({ serial: u53, epoch: u53, number: u53, head: digests, at: u53 }),
  again: record({ panel: u32 }),
  reveal: record({
    panel: u32,
    signature: orNull(points48),
    openings: list(record({ juror: address, answer: hex(), opening: digests })),
    junk: list(address),
  }),
  controls: record({ items: list(u32), answer: hex(), salt: digests }),
  resolve: record({ dispute: digests, at: u53, last: orNull(lastWord) }),
  redraw: record({ panel: u32, ballotsRoot: digests, draws: u32 }),
  judge: under('word', word, {
    panel: u32,
    ruling: u8,
    tied: bool,
    outcome: digests,
    ballotsRoot: digests,
    draws: u32,
  }),
  appeal: record({ panel: u32, at: u53, tx: digests }),
  deliver: record({ panel: u32, verdictHash: digests, deliverer: address, at: u53, tx: digests }),
  strike: record({ panel: u32, serial: u53, challenger: orNull(address), at: u53, tx: digests }),
  rule: record({ ruling: u8, executed: bool, expired: bool, at: u53, tx: digests }),
  void: record({ reason: text }),
}

const entry: Shape = (value, at) => {
  const kind = (value as { kind?: unknown } | null)?.kind
  if (typeof kind !== 'string' || !Object.hasOwn(BODIES, kind))
    return `${at}.kind: expected a kind of entry, got ${kind}`
  return record({ kind: text, acceptedAt: u53, body: BODIES[kind as Kind] })(value, at)
}

const set = record({ k: u32, members: list(address) })
const signatures = list(hex(65))

const gazetteProofShape = record({
  serial: u53,
  epoch: u53,
  rollsRoot: digests,
  headsRoot: digests,
  at: u53,
  number: u53,
  head: digests,
  index: u32,
  path: list(digests),
  set,
  signatures,
})

const MEMBERS: Readonly<Record<string, Shape>> = {
  format: oneOf(TRANSCRIPT_FORMAT),
  version: oneOf(TRANSCRIPT_VERSION),
  verdict: record({
    disputeKey: digests,
    panel: u32,
    rollsRoot: digests,
    beaconRound: u53,
    randomness: digests,
    gazette: u53,
    ballotsRoot: digests,
    draws: u32,
    entriesRoot: digests,
    ruling: u8,
    outcome: digests,
    tied: bool,
    policyHash: digests,
    serial: u53,
    configDigest: digests,
  }),
  attestors: set,
  entries: list(entry),
  sittings: list(
    record({
      panel: u32,
      rollPath: list(digests),
      drawPaths: list(hex()),
      leaves: list(
        record({
          i: u32,
          number: u32,
          juror: address,
          weight: u128,
          held: u32,
          prev: u32,
          state: oneOf(...BALLOT_STATES),
          revision: u53,
          opening: digests,
          answerHash: digests,
          choice: u32,
          commitment: digests,
          entryHash: digests,
          tally: record({ choices: list(u32), absent: u32, recused: u32, unopened: u32 }),
        }),
      ),
      gazette: orNull(gazetteProofShape),
    }),
  ),
  afterwards: record({ entries: list(entry), head: digests }),
  attestations: signatures,
  final: orNull(record({ serial: u53, set, signatures })),
}

const ON_CHAIN = record(MEMBERS)
const OFF_CHAIN = record({
  ...MEMBERS,
  postings: record({ opening: gazetteProofShape, delivery: orNull(gazetteProofShape) }),
})

/** A file is of a dispute off chain exactly if its docket begins with somebody who asks. */
const TRANSCRIPT: Shape = (value, at) => {
  const { entries } = (value ?? {}) as { entries?: readonly { kind?: unknown }[] }
  return (Array.isArray(entries) && entries[0]?.kind === 'ask' ? OFF_CHAIN : ON_CHAIN)(value, at)
}
