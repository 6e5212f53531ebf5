/**
 * Verify: checks a transcript from first principles, one claim a line.
 *
 * The file is believed in nothing. Each entry of its docket is filed again with the same law that the court runs, at
 * the instant it claims; the state that comes of it is judged again; and what the file says of leaves, verdict and
 * proofs is compared with that. What the docket doesn't hold (paths out of the roll, the gazette, signatures) is
 * checked against what it does hold. Two things no file can prove, and both are said: that what it hangs on (beacon
 * key, contract, attestors) is what the reader believes in, which is what anchors are for; and what only a chain knew
 * (a contract account's signature, that no gazette came).
 *
 * A claim that fails carries faults: values with the kind and the place of what is wrong, enough to look up the one or
 * two leaves with which it is shown to the contract.
 * @module
 */
import { rollDepth, rollHash } from '#jurors/roll'
import { type Draw, isComplete, provesDraw, seatNext } from '#jurors/sortition'
import { isBeaconSignature } from '#primitives/beacon'
import { type Address, type Digest, type Hex, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { canonical, type Json } from '#primitives/json'
import { rootFromPath } from '#primitives/merkle'
import { signerOf } from '#primitives/signature'
import { BYTES_PER_LEVEL } from '#primitives/sumtree'
import { configDigest, type Domain, hashStruct, structDigest, typedDigest } from '#primitives/typed'
import type { Anchors } from './anchors.ts'
import { decide, lotteryOf } from './decide.ts'
import { type Dispute, enter, headerOf, openDispute, present } from './dispute.ts'
import { entriesTree, firstHead } from './docket.ts'
import type { Entry, Filing, Kind, Line } from './filing.ts'
import { gazetteWord, headLeaf, onChainHead } from './gazette.ts'
import { windowsEndAt } from './period.ts'
import type { Refusal, RefusalCode } from './refusal.ts'
import { admission, ballotLeaves, type Posting, type Sitting, verdictOf } from './sitting.ts'
import { hasQuorum, plurality } from './tally/plurality.ts'
import {
  chained,
  leafIn,
  readTranscript,
  spellLeaf,
  spellVerdict,
  type Transcript,
  type TranscriptSet,
  type TranscriptSitting,
  verdictIn,
} from './transcript.ts'
import { ballotsTree, leafHash, outcomeOf, tallyStep, verdictDigest, verdictHash } from './verdict.ts'

/** Every claim a transcript makes, in the order in which they rest on each other. */
export const CLAIMS = {
  form: 'The file is a transcript, in its own canonical form',
  dispute: 'The dispute is the one that its chain, contract and number name',
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

export type Verification = {
  /** True if no claim fails. Says nothing of who vouches. */
  ok: boolean
  claims: readonly Claim[]
  /** 'nobody', or 'by …': who, among those the reader believes in, stands behind it. */
  vouched: string
  /** The file, if it is one. */
  transcript?: Transcript
}

type Findings = {
  fault: (claim: ClaimName, detail: string, at: Place) => void
  note: (claim: ClaimName, detail: string) => void
  /** Runs a check; what it throws is a fault of its claim. */
  check: (claim: ClaimName, at: Place, what: () => void) => void
}

/**
 * Checks a transcript.
 * @param file - Text or bytes of the file, exactly as they are.
 * @param anchors - What the reader believes beforehand. Without any, the best result is "consistent".
 */
export function verify(file: string | Uint8Array, anchors: Anchors = {}): Verification {
  const faults: Fault[] = []
  const notes = new Map<ClaimName, string>()
  const findings: Findings = {
    fault: (claim, detail, at) => faults.push({ claim, detail, at }),
    note: (claim, detail) => notes.set(claim, detail),
    check: (claim, at, what) => {
      try {
        what()
      } catch (error) {
        faults.push({ claim, detail: (error as Error).message, at })
      }
    },
  }
  const claimsOf = (names: readonly ClaimName[]): Claim[] =>
    names.map((name) => {
      const found = faults.filter(({ claim }) => claim === name)
      const detail = found[0] ? found[0].detail : (notes.get(name) ?? '')
      return { name, sentence: CLAIMS[name], ok: found.length === 0, detail, faults: found }
    })

  const read = readTranscript(file)
  if (!read.ok) {
    findings.fault('form', read.refusal, { kind: 'file' })
    return { ok: false, claims: claimsOf(['form']), vouched: 'nobody' }
  }
  const transcript = read.value
  const heard = rehear(transcript, findings)
  if (heard) weigh(transcript, heard, findings)
  else for (const claim of ['leaves', 'verdict'] as const) findings.fault(claim, 'not reached', { kind: 'file' })
  const vouched = heard ? hang(transcript, heard, anchors, findings) : 'nobody'
  const names = (Object.keys(CLAIMS) as ClaimName[]).filter((name) => name !== 'anchors' || hasAnchors(anchors))
  const ok = faults.length === 0
  return { ok, claims: claimsOf(names), vouched: ok ? vouched : 'nobody', transcript }
}

const hasAnchors = (anchors: Anchors): boolean => Object.values(anchors).some((anchor) => anchor !== undefined)

// Hearing it again

/** What came of filing every entry again. */
type Heard = {
  domain: Domain
  /** Entries before the judgement, chained. */
  entries: readonly Entry[]
  /** The judgement and what came after. */
  later: readonly Entry[]
  /** The state before each sitting was concluded, by panel; the last one is the judged. */
  conclusions: ReadonlyMap<number, Dispute>
  /** The state with the judgement, and the state at the end. */
  judged: Dispute
  after: Dispute
}

/** Which claim an entry's refusal breaks. */
const CLAIM_OF_REFUSAL: Partial<Record<RefusalCode, ClaimName>> = {
  RollNotInForce: 'roll',
  WrongRoll: 'roll',
  EmptyRoll: 'roll',
  WrongDraw: 'draws',
  BadSignature: 'ballots',
  NotDrawn: 'ballots',
  AlreadyRecused: 'ballots',
  WrongBeaconRound: 'ballots',
  RevisionInFuture: 'ballots',
  MalformedSeal: 'ballots',
  TooManyBallots: 'ballots',
  CommitmentMismatch: 'openings',
  NoBallot: 'openings',
  AlreadyOpened: 'openings',
  HeadMismatch: 'docket',
}

/** Which claim an entry breaks that the law would have written differently. */
const CLAIM_OF_KIND: Record<Kind, ClaimName> = {
  open: 'dispute',
  evidence: 'docket',
  draw: 'panel',
  commit: 'ballots',
  recuse: 'ballots',
  gazette: 'gazette',
  again: 'timetable',
  reveal: 'openings',
  redraw: 'ruling',
  judge: 'ruling',
  deliver: 'afterwards',
  rule: 'afterwards',
  void: 'timetable',
}

/** Files every entry again. Undefined if the docket can't even be followed to a judgement. */
function rehear(transcript: Transcript, findings: Findings): Heard | undefined {
  const { fault, check, note } = findings
  const [first] = transcript.entries
  if (first?.kind !== 'open') {
    fault('docket', `expected a docket that begins with open, got ${first?.kind ?? 'nothing'}`, {
      kind: 'entry',
      number: 1,
    })
    return undefined
  }
  let opened: ReturnType<typeof openDispute> | undefined
  check('policy', { kind: 'entry', number: 1 }, () => {
    opened = openDispute(first.body, Number(first.acceptedAt))
  })
  if (!opened) return undefined

  const { key, domain } = opened.dispute
  const start = { number: 0, head: firstHead(key) }
  const entries = chained(key, start, transcript.entries)
  const later = chained(key, entries.at(-1)!, transcript.afterwards.entries)
  const all = [...entries, ...later]
  const conclusions = new Map<number, Dispute>()
  let dispute = opened.dispute
  let judged: Dispute | undefined
  for (let j = 1; j < all.length; ) {
    const grant = grantedAt(dispute, all, j, transcript.sittings)
    if (grant.kind === 'no') {
      const claim = j > entries.length ? 'afterwards' : grant.claim
      fault(claim, `entry ${j + 1}, ${all[j]!.kind}: ${grant.detail}`, grant.at)
    }
    for (const entry of all.slice(j, j + (grant.kind === 'yes' ? grant.entries : 1))) {
      if (entry.kind === 'redraw' || (entry.kind === 'judge' && j <= entries.length)) {
        conclusions.set(present(dispute).panel, dispute)
      }
      check(CLAIM_OF_KIND[entry.kind], { kind: 'entry', number: entry.number }, () => {
        dispute = enter(dispute, entry)
      })
      if (dispute.number !== entry.number) return undefined
      if (entry.number === entries.length + 1) judged = dispute
      j += 1
    }
  }
  for (const [i, entry] of all.entries()) {
    const before = all[i - 1]
    if (before && entry.acceptedAt < before.acceptedAt) {
      const detail = `entry ${entry.number} was accepted at ${entry.acceptedAt}, before the one above it`
      fault(i < entries.length ? 'docket' : 'afterwards', detail, { kind: 'entry', number: entry.number })
    }
  }
  if (judged === undefined || later[0]?.kind !== 'judge') {
    fault('afterwards', `expected the judgement first, got ${later[0]?.kind ?? 'nothing'}`, {
      kind: 'entry',
      number: entries.length + 1,
    })
    return undefined
  }
  note('docket', `${entries.length} entries`)
  return { domain, entries, later, conclusions, judged, after: dispute }
}

type Grant = { kind: 'yes'; entries: number } | { kind: 'no'; claim: ClaimName; detail: string; at: Place }

/** Whether the law, asked anew, writes the entries at `j`; and how many it writes at one stroke. */
function grantedAt(dispute: Dispute, all: readonly Entry[], j: number, sittings: readonly TranscriptSitting[]): Grant {
  const entry = all[j]!
  // What time brings about is written in front of the filing that noticed, so both may belong to one filing.
  const filed = all.findIndex((each, i) => i >= j && !isTimed(each))
  const together = filed > j && all[filed]!.acceptedAt === entry.acceptedAt
  if (together) {
    const decided = ask(dispute, all[filed]!, sittings)
    if (decided.ok && matches(decided.value, all, j) === decided.value.length)
      return { kind: 'yes', entries: decided.value.length }
  }
  const decided = ask(dispute, entry, sittings)
  const place: Place =
    entry.kind === 'commit'
      ? { kind: 'ballot', panel: Number(entry.body.panel), juror: entry.body.juror, entry: entry.number }
      : { kind: 'entry', number: entry.number }
  if (!decided.ok) {
    const { claim, detail } = refused(entry, decided.refusal)
    return { kind: 'no', claim, detail, at: place }
  }
  const same = matches(decided.value, all, j)
  if (decided.value.length > 0 && same === decided.value.length) return { kind: 'yes', entries: same }
  const expected = decided.value[same]
  const found = all[j + same]
  const kinds = expected ? `the law writes ${expected.kind} here` : 'the law writes nothing here'
  const detail =
    expected && found && expected.kind === found.kind
      ? `the law writes another ${differing(expected, found)} here`
      : kinds
  const claim = expected && expected.kind !== entry.kind ? 'timetable' : CLAIM_OF_KIND[entry.kind]
  return { kind: 'no', claim, detail, at: place }
}

const isTimed = ({ kind }: Entry): boolean => kind === 'again' || kind === 'redraw' || kind === 'judge'

function ask(dispute: Dispute, entry: Entry, sittings: readonly TranscriptSitting[]): ReturnType<typeof decide> {
  const filing = refile(entry, sittings)
  return filing ? decide(dispute, filing, entry.acceptedAt) : { ok: true, value: [] }
}

/** How many of these lines stand in the docket from `j` on, byte for byte. */
function matches(lines: readonly Line[], all: readonly Entry[], j: number): number {
  const differs = lines.findIndex((line, n) => {
    const entry = all[j + n]
    return !entry || entry.kind !== line.kind || entry.acceptedAt !== line.acceptedAt || !same(entry.body, line.body)
  })
  return differs === -1 ? lines.length : differs
}

const same = (a: unknown, b: unknown): boolean => canonical(a as Json) === canonical(b as Json)

function differing(expected: Line, found: Line): string {
  const body = expected.body as Record<string, unknown>
  const other = found.body as Record<string, unknown>
  const names = Object.keys(body).filter((name) => !same(body[name], other[name]))
  return names.length > 0 ? names.join(', ') : 'instant'
}

function refused(entry: Entry, refusal: Refusal): { claim: ClaimName; detail: string } {
  const { code, ...evidence } = refusal
  const told = Object.entries(evidence).map(([name, value]) => `${name} ${value}`)
  const detail = [code, ...told].join(', ')
  if (code === 'BadBeaconSignature') return { claim: entry.kind === 'draw' ? 'seed' : 'reveal', detail }
  if (code === 'WrongDraw' && /complete/.test(refusal.reason)) return { claim: 'panel', detail }
  if ((code === 'WrongPeriod' || code === 'WrongPanel' || code === 'AlreadyRecorded') && entry.kind === 'commit') {
    return { claim: 'ballots', detail }
  }
  return { claim: CLAIM_OF_REFUSAL[code] ?? 'timetable', detail }
}

/** The filing that an entry came of. Undefined if no filing makes such an entry. */
function refile(entry: Entry, sittings: readonly TranscriptSitting[]): Filing | undefined {
  switch (entry.kind) {
    case 'open':
      return undefined
    case 'evidence':
      return { kind: 'evidence', ...entry.body }
    case 'draw': {
      const { panel, signature, rollsRoot, roll, draws } = entry.body
      const paths = sittings.find((sitting) => sitting.panel === panel)?.drawPaths ?? []
      return {
        kind: 'draw',
        panel: Number(panel),
        signature,
        rollsRoot,
        roll: headerOf(roll),
        draws: draws.map(({ number, address, weight }) => ({
          number: Number(number),
          address,
          weight: BigInt(weight),
        })),
        paths: paths.map((path) => toBytes(path)),
      }
    }
    case 'commit': {
      const { panel, beaconRound, revision, vouchedAt, ...rest } = entry.body
      const numbers = { panel: Number(panel), beaconRound: Number(beaconRound), revision: Number(revision) }
      return { kind: 'commit', ...rest, ...numbers, vouchedAt: vouchedAt ?? undefined }
    }
    case 'recuse': {
      const { panel, vouchedAt, ...rest } = entry.body
      return { kind: 'recuse', ...rest, panel: Number(panel), vouchedAt: vouchedAt ?? undefined }
    }
    case 'gazette': {
      const { serial, epoch, number, head, at } = entry.body
      return {
        kind: 'gazette',
        serial: Number(serial),
        epoch: Number(epoch),
        number: Number(number),
        head,
        at: Number(at),
      }
    }
    case 'reveal': {
      const { panel, signature, openings, junk } = entry.body
      if (signature !== null)
        return { kind: 'unseal', panel: Number(panel), signature, limit: openings.length + junk.length }
      const [opening] = openings
      return opening && { kind: 'reveal', panel: Number(panel), ...opening }
    }
    case 'again':
    case 'redraw':
    case 'judge':
      return { kind: 'pass' }
    case 'deliver': {
      const { panel, at, ...rest } = entry.body
      return { kind: 'deliver', ...rest, panel: Number(panel), at: Number(at) }
    }
    case 'rule': {
      const { ruling, at, ...rest } = entry.body
      return { kind: 'rule', ...rest, ruling: Number(ruling), at: Number(at) }
    }
    case 'void':
      return { kind: 'void', reason: entry.body.reason }
  }
}

// Weighing what the file says against it

function weigh(transcript: Transcript, heard: Heard, findings: Findings): void {
  const { fault, check, note } = findings
  const { verdict, sittings } = transcript
  const { judged, entries } = heard
  const panels = [...heard.conclusions.keys()].map(String)
  if (
    !same(
      sittings.map(({ panel }) => panel),
      panels,
    )
  ) {
    fault('leaves', `expected the sittings ${panels.join(', ')}`, { kind: 'file' })
  }

  if (verdict.disputeKey !== judged.key) {
    fault('dispute', `expected the key ${judged.key}`, { kind: 'verdict', member: 'disputeKey', expected: judged.key })
  }
  note('dispute', `dispute ${judged.facts.disputeId} of ${judged.facts.arbitrator} on chain ${judged.facts.chainId}`)
  if (verdict.policyHash !== judged.policyHash) {
    fault('policy', `expected the hash ${judged.policyHash}`, {
      kind: 'verdict',
      member: 'policyHash',
      expected: judged.policyHash,
    })
  }
  note('policy', `“${judged.policy.name}”, version ${judged.facts.version} of court ${judged.facts.court}`)
  const { root } = entriesTree(entries)
  if (verdict.entriesRoot !== root) {
    fault('docket', `expected the root ${root}`, { kind: 'verdict', member: 'entriesRoot', expected: root })
  }
  for (const sitting of sittings) {
    const then = heard.conclusions.get(Number(sitting.panel))
    if (then) weighSitting(sitting, then, findings)
  }
  ballotsAreOwn(heard, findings)

  check('verdict', { kind: 'file' }, () => weighVerdict(transcript, heard, findings))
  check('attestations', { kind: 'file' }, () => {
    const { attestations, attestors } = transcript
    const digest = verdictDigest(heard.domain, verdictIn(transcript))
    const wrong = attestations.length === 0 ? undefined : quorumFault(digest, attestors, attestations)
    if (wrong) fault('attestations', wrong, { kind: 'file' })
    note(
      'attestations',
      attestations.length === 0 ? 'nobody has signed yet' : `${attestors.k} of ${attestors.members.length}`,
    )
  })
  check('afterwards', { kind: 'file' }, () => weighAfterwards(transcript, heard, findings))
}

function weighSitting(file: TranscriptSitting, then: Dispute, findings: Findings): void {
  const { check } = findings
  const sitting = present(then)
  const at: Place = { kind: 'sitting', panel: sitting.panel }
  check('roll', at, () => weighRoll(file, then, findings))
  check('seed', at, () => weighSeed(then, findings))
  check('draws', at, () => weighDraws(file, then, findings))
  check('gazette', at, () => weighGazette(file, then, findings))
  check('reveal', at, () => weighReveal(then, findings))
  check('leaves', at, () => weighLeaves(file, then, findings))
}

function weighRoll(file: TranscriptSitting, then: Dispute, { fault, note }: Findings): void {
  const { roll, rollsRoot, panel } = present(then)
  const at: Place = { kind: 'sitting', panel }
  if (!roll) {
    if (file.rollPath.length > 0) fault('roll', 'a path, though nobody was drawn', at)
    note('roll', 'nobody was drawn')
    return
  }
  const root = rootFromPath(rollHash(roll), roll.court, file.rollPath)
  if (root !== rollsRoot) fault('roll', `its path leads to ${root}`, at)
  // Newer rolls may have been in force at the opening, or this one disproved: only the chain knows.
  if ((roll.epoch + 3) * then.epochSeconds <= then.openedAt)
    fault('roll', `the roll of epoch ${roll.epoch} was past`, at)
  note('roll', `epoch ${roll.epoch}, ${roll.jurors} jurors, total weight ${roll.total}`)
}

function weighSeed(then: Dispute, { fault, note }: Findings): void {
  const { seed, times, panel, draws } = present(then)
  if (!seed) {
    note('seed', 'nobody was drawn')
    return
  }
  const { beacon } = then.clockwork
  if (seed.beaconRound !== times.seedRound || !isBeaconSignature(beacon, times.seedRound, seed.signature)) {
    fault('seed', `expected the signature of beacon round ${times.seedRound}`, { kind: 'sitting', panel })
  }
  note('seed', `beacon round ${times.seedRound}, for ${draws.length} draws`)
}

function weighDraws(file: TranscriptSitting, then: Dispute, { fault, note }: Findings): void {
  const { seed, roll, draws, panel, seats } = present(then)
  if (file.drawPaths.length !== draws.length) {
    fault('draws', `expected ${draws.length} paths, got ${file.drawPaths.length}`, { kind: 'sitting', panel })
  }
  if (!seed || !roll) return
  const lottery = { ...lotteryOf(then, seed.signature) }
  const again: Draw[] = []
  for (const draw of draws) {
    const at: Place = { kind: 'draw', panel, i: draw.i }
    const path = toBytes(file.drawPaths[draw.i] ?? '0x')
    if (path.length !== BYTES_PER_LEVEL * rollDepth(roll) || !provesDraw(lottery, roll, draw, path)) {
      fault('draws', `draw ${draw.i} does not fall on juror ${draw.number}`, at)
    }
    const next = seatNext(lottery, again, draw)
    if (isComplete(lottery, again)) fault('panel', `draw ${draw.i} came after the panel was complete`, at)
    if (next.seated !== draw.seated) fault('panel', `draw ${draw.i} is to be ${next.seated ? 'seated' : 'skipped'}`, at)
    again.push(draw)
  }
  if (!isComplete(lottery, draws)) fault('panel', 'the panel is not complete', { kind: 'sitting', panel })
  const skipped = draws.filter(({ seated }) => !seated).length
  note('draws', `${draws.length} draws`)
  note('panel', `${seats} seats, ${new Set(draws.map(({ number }) => number)).size} jurors, ${skipped} draws skipped`)
}

function weighGazette(file: TranscriptSitting, then: Dispute, { fault, note }: Findings): void {
  const sitting = present(then)
  const posting: Posting | undefined = admission(then.postings, sitting)
  const proof = file.gazette
  const place: Place = { kind: 'gazette', panel: sitting.panel, serial: proof?.serial ?? String(posting?.serial ?? 0) }
  if (!posting || !proof) {
    if (posting) fault('gazette', `no proof of gazette ${posting.serial}`, place)
    if (proof) fault('gazette', `gazette ${proof.serial} did not come in time`, place)
    note('gazette', 'none came in time, so no ballot counts; attested, not proven: only the chain knows')
    return
  }
  for (const name of ['serial', 'epoch', 'number', 'head', 'at'] as const) {
    if (proof[name] !== String(posting[name]))
      fault('gazette', `its ${name} is not the docket’s ${posting[name]}`, place)
  }
  const leaf = headLeaf(onChainHead(then.key, posting.number, posting.head))
  if (rootFromPath(leaf, Number(proof.index), proof.path) !== proof.headsRoot) {
    fault('gazette', `the docket’s head ${posting.number} does not stand in it`, place)
  }
  const { serial, epoch, rollsRoot, headsRoot, set, signatures } = proof
  const digest = configDigest(then.domain, Number(set.k), set.members)
  const signed = typedDigest(then.domain, 'Gazette', { serial, epoch, rollsRoot, headsRoot, configDigest: digest })
  const wrong = quorumFault(signed, set, signatures)
  if (wrong) fault('gazette', wrong, place)
  const ahead = sitting.times.revealAt - posting.at
  note('gazette', `gazette ${serial}, signed by ${set.k} of ${set.members.length}, ${ahead} s before R`)
}

function weighReveal(then: Dispute, { fault, note }: Findings): void {
  const { revealSignature, times, panel, openings, junk } = present(then)
  if (revealSignature === undefined) {
    note('reveal', 'not needed: nothing was opened by it')
    return
  }
  if (!isBeaconSignature(then.clockwork.beacon, times.beaconRound, revealSignature)) {
    fault('reveal', `expected the signature of beacon round ${times.beaconRound}`, { kind: 'sitting', panel })
  }
  note('reveal', `beacon round ${times.beaconRound}`)
  const spoilt = [...junk].filter((juror) => !openings.has(juror)).length
  note('openings', `${openings.size} opened${spoilt > 0 ? `, ${spoilt} did not` : ''}`)
}

function weighLeaves(file: TranscriptSitting, then: Dispute, { fault, note, check }: Findings): void {
  const sitting: Sitting = present(then)
  const { panel } = sitting
  const expected = ballotLeaves(then.postings, sitting, then.question).map(spellLeaf)
  if (expected.length !== file.leaves.length) {
    fault('leaves', `expected ${expected.length} leaves, got ${file.leaves.length}`, { kind: 'sitting', panel })
  }
  for (const [i, leaf] of file.leaves.entries()) {
    const right = expected[i]
    if (!right) break
    const members = (Object.keys(right) as (keyof typeof right)[]).filter((name) => !same(leaf[name], right[name]))
    const others = members.filter((name) => name !== 'tally')
    const at: Place = { kind: 'leaf', panel, i, members }
    if (others.length > 0) fault('leaves', `leaf ${i}: the docket gives another ${others.join(', ')}`, at)
    if (members.includes('tally')) fault('tally', `leaf ${i}: the docket gives another tally`, at)
  }
  check('tally', { kind: 'sitting', panel }, () => {
    // By itself, too: each leaf follows from the one before, which is how a wrong step is shown in two leaves.
    const leaves = file.leaves.map((leaf) => leafIn(panel, leaf))
    let count = {
      choices: Array.from({ length: then.question.choices + 1 }, () => 0),
      absent: 0,
      recused: 0,
      unopened: 0,
    }
    for (const leaf of leaves) {
      count = { ...tallyStep(count, leaf), choices: [...tallyStep(count, leaf).choices] }
      if (!same(count, leaf.count)) {
        fault('tally', `leaf ${leaf.i} does not follow from the one before`, {
          kind: 'leaf',
          panel,
          i: leaf.i,
          members: ['tally'],
        })
        break
      }
    }
    note('tally', count.choices.map((seats, choice) => `${choice}: ${seats}`).join(', '))
  })
  const states = file.leaves.map(({ state }) => state)
  note('leaves', [...new Set(states)].map((state) => `${states.filter((s) => s === state).length} ${state}`).join(', '))
}

/** A key's own signature needs no chain to vouch for it, and what a chain vouched for isn't proven here. */
function ballotsAreOwn(heard: Heard, { fault, note }: Findings): void {
  let attested = 0
  const signed = heard.entries.filter((entry) => entry.kind === 'commit' || entry.kind === 'recuse')
  for (const entry of signed) {
    if (entry.body.vouchedAt === null) continue
    attested += 1
    if (signerOf(signedDigest(heard, entry), entry.body.signature) === entry.body.juror) {
      const { panel, juror } = entry.body
      const at: Place = { kind: 'ballot', panel: Number(panel), juror, entry: entry.number }
      fault('ballots', `entry ${entry.number} names a block, though its juror’s key signed`, at)
    }
  }
  const accounts = attested > 0 ? `; ${attested} by contract accounts: attested, not proven` : ''
  note('ballots', `${signed.filter(({ kind }) => kind === 'commit').length} ballots${accounts}`)
}

function signedDigest({ domain, judged }: Heard, entry: Entry<'commit'> | Entry<'recuse'>): Digest {
  const disputeKey = judged.key
  if (entry.kind === 'recuse') {
    const { panel, juror, reason } = entry.body
    return typedDigest(domain, 'Recuse', { disputeKey, panel, juror, reason })
  }
  const { sealed, signature: _, vouchedAt: __, ...members } = entry.body
  return typedDigest(domain, 'Commit', { ...members, disputeKey, sealedHash: digest(toBytes(sealed)) })
}

function weighVerdict(transcript: Transcript, heard: Heard, { fault, note, check }: Findings): void {
  const { verdict, attestors, sittings } = transcript
  const { judged, domain, entries } = heard
  const sitting = present(judged)
  const file = sittings.at(-1)
  check('root', { kind: 'sitting', panel: sitting.panel }, () => {
    const leaves = (file?.leaves ?? []).map((leaf) => leafIn(Number(verdict.panel), leaf))
    const { root } = ballotsTree(leaves)
    if (root !== verdict.ballotsRoot || String(leaves.length) !== verdict.draws) {
      fault('root', `${leaves.length} leaves have the root ${root}`, {
        kind: 'verdict',
        member: 'ballotsRoot',
        expected: root,
      })
    }
    note('root', `${leaves.length} leaves, first ${leaves[0] ? leafHash(leaves[0]).slice(0, 10) : 'none'}…`)
    const count = leaves.at(-1)?.count
    const quorum = count !== undefined && hasQuorum(count, sitting.seats)
    const { choice, tied } = quorum ? plurality(count) : { choice: 0, tied: true }
    if (String(choice) !== verdict.ruling || tied !== verdict.tied || outcomeOf(choice) !== verdict.outcome) {
      const expected = `${choice}${tied ? ', undecided' : ''}`
      fault('ruling', `the tally rules ${expected}`, { kind: 'verdict', member: 'ruling', expected })
    }
    note('ruling', quorum ? `${choice}${tied ? ', by a tie' : ''}` : '0, for want of a quorum')
  })
  const digest = configDigest(domain, Number(attestors.k), attestors.members)
  const expected = spellVerdict(verdictOf(judged, sitting.panel, digest, entries)!)
  for (const [member, right] of Object.entries(expected)) {
    const found = verdict[member as keyof typeof verdict]
    if (found !== right) {
      fault('verdict', `expected ${member} ${right}, got ${found}`, {
        kind: 'verdict',
        member,
        expected: String(right),
      })
    }
  }
  note('verdict', `panel ${verdict.panel}, serial ${verdict.serial}`)
}

function weighAfterwards(transcript: Transcript, heard: Heard, { fault, note }: Findings): void {
  const { afterwards, final, verdict } = transcript
  const { later, after, domain } = heard
  const file: Place = { kind: 'file' }
  const { head } = later.at(-1)!
  if (afterwards.head !== head) fault('afterwards', `its chain ends at ${head}`, file)
  const mine = verdictHash(verdictIn(transcript))
  for (const entry of later) {
    const at: Place = { kind: 'entry', number: entry.number }
    if (entry.kind === 'deliver' && entry.body.panel === verdict.panel && entry.body.verdictHash !== mine) {
      fault('afterwards', `entry ${entry.number} delivers another verdict than this one, ${mine}`, at)
    }
    if (entry.kind === 'rule' && !entry.body.expired) {
      const delivered = after.sittings.findLast((sitting) => sitting.delivered)
      const windowsEnd = delivered && windowsEndAt(delivered.delivered!.at, after.terms, after.challengeFloorSeconds)
      if (String(delivered?.judged?.ruling) !== entry.body.ruling)
        fault('afterwards', 'the ruling is not the last delivered', at)
      if (windowsEnd === undefined || Number(entry.body.at) < windowsEnd)
        fault('afterwards', 'the ruling came before its windows were over', at)
    }
  }
  if (final) {
    const { serial, set, signatures } = final
    if (!after.final) fault('afterwards', 'a final statement, though there is no ruling', file)
    const ruling = after.final?.ruling ?? 0
    const members = { disputeKey: after.key, ruling, outcome: outcomeOf(ruling), serial }
    const statement = { ...members, configDigest: configDigest(domain, Number(set.k), set.members) }
    const wrong = quorumFault(structDigest(domain, hashStruct('Final', statement)), set, signatures)
    if (wrong) fault('afterwards', `final: ${wrong}`, file)
  }
  const told = after.final
    ? `ruled ${after.final.ruling}`
    : present(after).delivered
      ? 'delivered'
      : 'not delivered yet'
  note(
    'afterwards',
    `${told}${final ? `, and ${final.set.k} of ${final.set.members.length} signed that it is final` : ''}`,
  )
}

/** What is wrong with k signatures; undefined if nothing is. */
function quorumFault(digest: Digest, set: TranscriptSet, signatures: readonly Hex[]): string | undefined {
  const k = Number(set.k)
  if (k < 1 || k > set.members.length) return `expected k from 1 to ${set.members.length}, got ${k}`
  if (signatures.length !== k) return `expected ${k} signatures, got ${signatures.length}`
  let last: Address | undefined
  for (const [i, signature] of signatures.entries()) {
    const signer = signerOf(digest, signature)
    if (!signer || !set.members.includes(signer)) return `signature ${i} is by no attestor of the set`
    if (last !== undefined && signer <= last) return `signature ${i} is not in ascending order of signers`
    last = signer
  }
  return undefined
}

// Hanging it on what the reader believes

/** Compares with the reader's anchors. @returns who vouches: 'nobody' or 'by …'. */
function hang(transcript: Transcript, heard: Heard, anchors: Anchors, { fault, note, check }: Findings): string {
  const { judged } = heard
  const { facts, clockwork } = judged
  const first = transcript.entries[0]!
  const setting = first.kind === 'open' ? first.body.setting : undefined
  const held: string[] = []
  const differs = (name: string, believed: unknown, found: unknown): boolean => {
    if (believed === undefined) return false
    held.push(name)
    if (same(believed, found)) return true
    fault('anchors', `${name}: the file has ${JSON.stringify(found)}`, { kind: 'anchor', name })
    return false
  }
  const { chain } = anchors
  const onChain = differs('chain id', anchors.chainId, facts.chainId)
  const atContract = differs('contract', anchors.arbitrator, facts.arbitrator)
  const deployment = onChain && atContract
  const { beacon } = clockwork
  const spelt = {
    publicKey: beacon.publicKey,
    genesisAt: String(beacon.genesisAt),
    periodSeconds: String(beacon.periodSeconds),
  }
  let ownBeacon = differs('beacon', anchors.beacon, spelt)
  for (const [name, believed] of Object.entries(chain?.facts ?? {}))
    differs(`the chain’s ${name}`, believed, facts[name as keyof typeof facts])
  for (const [name, believed] of Object.entries(chain?.setting ?? {})) {
    const equal = differs(`the chain’s ${name}`, believed, setting?.[name as keyof typeof setting])
    if (name === 'beacon' && equal) ownBeacon = true
  }
  differs('the chain’s policy hash', chain?.policyHash, judged.policyHash)
  const delivered = differs('the delivered verdict', chain?.verdictHash, verdictHash(verdictIn(transcript)))
  for (const sitting of transcript.sittings) {
    const kept = sitting.gazette && chain?.gazettes?.find(({ serial }) => serial === sitting.gazette!.serial)
    if (!sitting.gazette || !kept) continue
    const { serial, epoch, rollsRoot, headsRoot, at } = sitting.gazette
    check('anchors', { kind: 'anchor', name: `gazette ${serial}` }, () => {
      const gazette = { serial: Number(serial), epoch: Number(epoch), rollsRoot, headsRoot }
      differs(`gazette ${serial}`, kept.word, gazetteWord(gazette, Number(at)))
    })
  }

  const { roll, rollsRoot } = present(judged)
  const sealed = anchors.rolls?.find(({ epoch }) => epoch === String(roll?.epoch))
  const rollKnown = roll !== undefined && differs(`rolls of epoch ${roll.epoch}`, sealed?.rollsRoot, rollsRoot)
  const trusted = anchors.attestors?.some((set) => same(set, transcript.attestors)) ?? false
  if (anchors.attestors) {
    held.push('attestors')
    if (!trusted) fault('anchors', 'attestors: the file’s set is none of yours', { kind: 'anchor', name: 'attestors' })
  }
  const inForce = chain?.configDigest !== undefined && chain.configDigest === transcript.verdict.configDigest
  const signed = transcript.attestations.length > 0 && (trusted || inForce)
  note('anchors', held.length > 0 ? held.join(', ') : 'none given')

  if (!deployment || !ownBeacon) return 'nobody'
  const { k, members } = transcript.attestors
  const by = [
    ...(signed ? [`${k} of ${members.length} attestors`] : []),
    ...(rollKnown ? [`the roll of epoch ${roll.epoch}`] : []),
    ...(delivered ? ['the arbitrator’s own record'] : []),
  ]
  return by.length > 0 ? `by ${by.join(' and ')}` : 'nobody'
}
