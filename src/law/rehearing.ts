/**
 * Rehearing: every entry of a docket filed again, with the same law, at the instant it claims.
 *
 * Folding alone would believe the docket: `enter` trusts that `decide` let an entry through. Here each entry has to be
 * what `decide` writes, byte for byte, when its filing is put to it anew. One that isn't is a fault; the rehearing goes
 * on behind it, so that the other claims can still be weighed.
 * @module
 */
import { toBytes } from '#primitives/bytes'
import { canonical, type Json } from '#primitives/json'
import type { Domain } from '#primitives/typed'
import { askDocket, faultInAsk } from './ask.ts'
import type { ClaimName, Findings, Place } from './claims.ts'
import { decide } from './decide.ts'
import { type Case, type Dispute, enter, headerOf, isOpened, openDispute, present } from './dispute.ts'
import { firstHead } from './docket.ts'
import type { Asking, Entry, Filing, Kind, Line, Opening } from './filing.ts'
import type { Refusal, RefusalCode } from './refusal.ts'
import { chained, type Transcript, type TranscriptSitting } from './transcript.ts'

/** What came of filing every entry again. */
export type Heard = {
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
  WrongControls: 'scores',
  WrongTruth: 'scores',
  WrongOpening: 'asked',
  NotOpenYet: 'asked',
  OpenExpired: 'asked',
  DeliveryTooLate: 'afterwards',
}

/** Which claim an entry breaks that the law would have written differently. */
const CLAIM_OF_KIND: Record<Kind, ClaimName> = {
  ask: 'asked',
  open: 'dispute',
  evidence: 'docket',
  draw: 'panel',
  commit: 'ballots',
  commitInLane: 'ballots',
  openInLane: 'openings',
  leak: 'ballots',
  recuse: 'ballots',
  gazette: 'gazette',
  again: 'timetable',
  reveal: 'openings',
  controls: 'scores',
  resolve: 'scores',
  redraw: 'ruling',
  judge: 'ruling',
  deliver: 'afterwards',
  strike: 'afterwards',
  appeal: 'timetable',
  rule: 'afterwards',
  void: 'timetable',
}

/** Files every entry again. Undefined if the docket can't even be followed to a judgement. */
export function rehear(transcript: Transcript, findings: Findings): Heard | undefined {
  const { fault, check, note } = findings
  const start = beginning(transcript, findings)
  if (!start) return undefined
  const { key, domain } = start
  const entries = chained(key, { number: 0, head: firstHead(key) }, transcript.entries)
  const later = chained(key, entries.at(-1)!, transcript.afterwards.entries)
  const all = [...entries, ...later]
  const conclusions = new Map<number, Dispute>()
  let dispute: Case = start
  let judged: Case | undefined
  for (let j = 1; j < all.length; ) {
    const grant = grantedAt(dispute, all, j, transcript.sittings)
    if (grant.kind === 'no') {
      const claim = j > entries.length ? 'afterwards' : grant.claim
      fault(claim, `entry ${j + 1}, ${all[j]!.kind}: ${grant.detail}`, grant.at)
    }
    for (const entry of all.slice(j, j + (grant.kind === 'yes' ? grant.entries : 1))) {
      if ((entry.kind === 'redraw' || entry.kind === 'judge') && j <= entries.length && isOpened(dispute)) {
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
  if (!isOpened(judged) || !isOpened(dispute) || later[0]?.kind !== 'judge') {
    fault('afterwards', `expected the judgement first, got ${later[0]?.kind ?? 'nothing'}`, {
      kind: 'entry',
      number: entries.length + 1,
    })
    return undefined
  }
  note('docket', `${entries.length} entries`)
  return { domain, entries, later, conclusions, judged, after: dispute }
}

/** The state after the first entry; undefined if nothing can follow from it. */
function beginning(transcript: Transcript, { fault, check }: Findings): Case | undefined {
  const [first] = transcript.entries
  const at: Place = { kind: 'entry', number: 1 }
  if (first?.kind !== 'open' && first?.kind !== 'ask') {
    fault('docket', `expected a docket that begins with open or ask, got ${first?.kind ?? 'nothing'}`, at)
    return undefined
  }
  let begins: Case | undefined
  const now = Number(first.acceptedAt)
  check(first.kind === 'ask' ? 'asked' : 'policy', at, () => {
    begins = first.kind === 'ask' ? askDocket(first.body, now).asked : openDispute(first.body, now).dispute
  })
  const refusal = first.kind === 'ask' && begins ? faultInAsk(first.body, now) : undefined
  if (refusal) fault('asked', told(refusal), at)
  return begins
}

type Grant = { kind: 'yes'; entries: number } | { kind: 'no'; claim: ClaimName; detail: string; at: Place }

/** Whether the law, asked anew, writes the entries at `j`; and how many it writes at one stroke. */
function grantedAt(dispute: Case, all: readonly Entry[], j: number, sittings: readonly TranscriptSitting[]): Grant {
  const entry = all[j]!
  // What time brings about is written in front of the filing that noticed, so both may belong to one filing.
  const filed = all.findIndex((each, i) => i >= j && !isTimed(each, dispute))
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

const isTimed = ({ kind }: Entry, docket: Case): boolean =>
  kind === 'again' || kind === 'redraw' || kind === 'judge' || (kind === 'rule' && isAsked(docket))

/** True of a docket that began with somebody who asks. */
const isAsked = (docket: Case): boolean => !isOpened(docket) || docket.asked !== undefined

function ask(dispute: Case, entry: Entry, sittings: readonly TranscriptSitting[]): ReturnType<typeof decide> {
  const filing = isTimed(entry, dispute) ? ({ kind: 'pass' } as const) : refile(entry, sittings)
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

/** Whether two records have one canonical spelling. */
export const same = (a: unknown, b: unknown): boolean => canonical(a as Json) === canonical(b as Json)

function differing(expected: Line, found: Line): string {
  const body = expected.body as Record<string, unknown>
  const other = found.body as Record<string, unknown>
  const names = Object.keys(body).filter((name) => !same(body[name], other[name]))
  return names.length > 0 ? names.join(', ') : 'instant'
}

function refused(entry: Entry, refusal: Refusal): { claim: ClaimName; detail: string } {
  const { code } = refusal
  const detail = told(refusal)
  if (code === 'BadBeaconSignature') return { claim: entry.kind === 'draw' ? 'seed' : 'reveal', detail }
  if (code === 'WrongDraw' && /complete/.test(refusal.reason)) return { claim: 'panel', detail }
  if ((code === 'WrongPeriod' || code === 'WrongPanel' || code === 'AlreadyRecorded') && entry.kind === 'commit') {
    return { claim: 'ballots', detail }
  }
  return { claim: CLAIM_OF_REFUSAL[code] ?? 'timetable', detail }
}

function told({ code, ...evidence }: Refusal): string {
  return [code, ...Object.entries(evidence).map(([name, value]) => `${name} ${value}`)].join(', ')
}

/** The filing that an entry came of. Undefined if no filing makes such an entry. */
function refile(entry: Entry, sittings: readonly TranscriptSitting[]): Filing | Opening | Asking | undefined {
  switch (entry.kind) {
    case 'ask':
    case 'open':
      return { kind: entry.kind, body: entry.body } as Opening | Asking
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
    case 'commitInLane': {
      const { panel, beaconRound, revision, at, ...rest } = entry.body
      const numbers = { panel: Number(panel), beaconRound: Number(beaconRound), revision: Number(revision) }
      return { kind: 'commitInLane', ...rest, ...numbers, at: Number(at) }
    }
    case 'openInLane': {
      const { panel, at, ...rest } = entry.body
      return { kind: 'openInLane', ...rest, panel: Number(panel), at: Number(at) }
    }
    case 'leak': {
      const { panel, at, ...rest } = entry.body
      return { kind: 'leak', ...rest, panel: Number(panel), at: Number(at) }
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
    case 'controls': {
      const { items, ...rest } = entry.body
      return { kind: 'controls', items: items.map(Number), ...rest }
    }
    case 'resolve':
      return { kind: 'resolve', ...entry.body, at: Number(entry.body.at) }
    case 'again':
    case 'redraw':
    case 'judge':
      return { kind: 'pass' }
    case 'deliver': {
      const { panel, at, ...rest } = entry.body
      return { kind: 'deliver', ...rest, panel: Number(panel), at: Number(at) }
    }
    case 'strike': {
      const { panel, serial, at, ...rest } = entry.body
      return { kind: 'strike', ...rest, panel: Number(panel), serial: Number(serial), at: Number(at) }
    }
    case 'appeal': {
      const { at, tx } = entry.body
      return { kind: 'appeal', at: Number(at), tx }
    }
    case 'rule': {
      const { ruling, at, ...rest } = entry.body
      return { kind: 'rule', ...rest, ruling: Number(ruling), at: Number(at) }
    }
    case 'void':
      return { kind: 'void', reason: entry.body.reason }
  }
}
