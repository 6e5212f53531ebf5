/**
 * Dataset: what a crowd made, as JSON lines for whoever trains a model on it. A line is an item: the label, who voted
 * for what, how good each juror proved, how likely each choice is, and the hash of the verdict under which all of it
 * stands in a transcript.
 *
 * Nothing in a line has to be believed. Label and votes follow from the transcript that the line names; qualities and
 * likelihoods follow from the lines of the file together (Dawid and Skene), so whoever has file and transcripts makes
 * the same bytes again.
 * @module
 */
import { type Address, type Digest, ZERO32 } from '#primitives/bytes'
import { canonical, type Json } from '#primitives/json'
import { type Nano, nanos } from '#primitives/real'
import { no, ok, type Result } from '#primitives/result'
import { replay } from '../dispute.ts'
import { firstHead } from '../docket.ts'
import type { Dec, Entry } from '../filing.ts'
import { standingPanels } from '../settlement.ts'
import { dawidSkene, labelsOf } from '../tally/workers.ts'
import { chained, type Transcript, verdictIn } from '../transcript.ts'
import { verdictHash } from '../verdict.ts'
import { judgingOf } from './juror.ts'
import { itemsOf, type Sat, satIn } from './sat.ts'

export type DatasetVote = {
  juror: Address
  panel: Dec
  seats: Dec
  choice: Dec
  /** Answers of this juror in the whole file that were right and wrong, by likelihood, each from 1 on: a Beta law. Null: only refused. */
  quality: { right: Nano; wrong: Nano } | null
}
export type DatasetLine = {
  format: 'venire label'
  version: '1'
  dispute: Digest
  court: Dec
  policyHash: Digest
  choices: Dec
  /** The final ruling, 0 for a refusal; null where no panel could decide. */
  label: Dec | null
  /** How likely each choice is, from 1 on, in billionths; null where nobody chose any. */
  posterior: readonly Nano[] | null
  votes: readonly DatasetVote[]
  /** The transcript: of this panel, whose verdict has this hash. */
  transcript: { panel: Dec; verdictHash: Digest }
}

/** What a docket says of its item, without what only many say; undefined unless a final ruling rests on a verdict. */
function bareOf(entries: readonly Entry[]): { line: DatasetLine; sat: readonly Sat[] } | undefined {
  const dispute = replay(entries)
  const sat = satIn(entries)
  const last = dispute && standingPanels(dispute).at(-1)
  if (!last || sat.length === 0) return undefined
  const { ruling } = sat[0]!
  const line: DatasetLine = {
    format: 'venire label',
    version: '1',
    dispute: dispute.key,
    court: dispute.facts.court,
    policyHash: dispute.policyHash,
    choices: dispute.facts.choices,
    label: ruling === undefined ? null : String(ruling),
    posterior: null,
    votes: [],
    transcript: { panel: String(last.sitting.panel), verdictHash: last.verdictHash },
  }
  return { line, sat }
}

/** The lines of many dockets, in the order of their disputes' keys. Disputes that aren't final have none. */
export function datasetOf(dockets: readonly (readonly Entry[])[]): DatasetLine[] {
  const bare = dockets
    .flatMap((entries) => bareOf(entries) ?? [])
    .toSorted((a, b) => (a.line.dispute < b.line.dispute ? -1 : 1))
  const likely = likelihoods(bare.flatMap(({ sat }) => sat))
  return bare.map(({ line, sat }) => ({
    ...line,
    posterior: likely.items.get(line.dispute) ?? null,
    votes: sat
      .flatMap((vote) => (vote.choice === undefined ? [] : [{ ...vote, choice: vote.choice }]))
      .toSorted((a, b) => a.panel - b.panel || (a.juror < b.juror ? -1 : 1))
      .map(({ juror, panel, seats, choice }) => ({
        juror,
        panel: String(panel),
        seats: String(seats),
        choice: String(choice),
        quality: likely.jurors.get(juror) ?? null,
      })),
  }))
}

/** A line's text, canonical. */
export const spellLine = (line: DatasetLine): string => canonical(line as unknown as Json)

/** What is wrong with a line; `why` undefined: nothing. */
export type LineCheck = { number: number; dispute: string; why?: string }

/**
 * Checks every line of a file.
 * @param transcriptOf - The transcript whose verdict has a hash, already verified; a sentence where there is none that holds.
 */
export function checkDataset(
  text: string,
  transcriptOf: (verdictHash: Digest, line: DatasetLine) => Result<Transcript, string>,
): LineCheck[] {
  const rows = text.split('\n').filter((row, n, all) => row !== '' || n < all.length - 1)
  const read = rows.map((row) => {
    const line = lineIn(row)
    const entries = line.ok ? docketOf(line.value, transcriptOf) : line
    return { row, dispute: line.ok ? line.value.dispute : '', entries }
  })
  const dockets = read.flatMap(({ entries }) => (entries.ok ? [entries.value] : []))
  const made = new Map(datasetOf(dockets).map((line) => [line.dispute as string, spellLine(line)]))
  const first = new Map<string, number>()
  return read.map(({ row, dispute, entries }, n) => {
    const check = (why?: string): LineCheck => ({ number: n + 1, dispute, ...(why === undefined ? {} : { why }) })
    if (!entries.ok) return check(entries.refusal)
    if (first.has(dispute)) return check(`line ${first.get(dispute)} has the same dispute`)
    first.set(dispute, n + 1)
    const expected = made.get(dispute)
    if (expected === undefined) return check('the transcript holds no final ruling')
    return check(expected === row ? undefined : differenceOf(row, expected))
  })
}

/** How likely each choice of each item is, and how good each juror, by what everybody said. */
function likelihoods(sat: readonly Sat[]): {
  items: Map<Digest, readonly Nano[]>
  jurors: Map<Address, { right: Nano; wrong: Nano }>
} {
  // panels of one dispute were asked the same: they are one item here
  const asked = [...itemsOf(sat.map((line) => ({ ...line, item: line.dispute })))]
  const judging = judgingOf(asked, ZERO32, new Map())
  const found = { items: new Map<Digest, readonly Nano[]>(), jurors: new Map<Address, { right: Nano; wrong: Nano }>() }
  if (!judging) return found
  const { labels, jurors } = labelsOf(judging)
  if (labels.item.length === 0) return found
  const { posterior } = dawidSkene(labels, { rounds: 100, smoothing: 0.01 })
  const voted = asked.filter(([, lines]) => lines.some(({ choice }) => choice !== undefined))
  for (const n of new Set(labels.item)) {
    const row = posterior.subarray(n * labels.classes, (n + 1) * labels.classes)
    found.items.set(voted[n]![0] as Digest, Array.from(row, nanos).slice(0, voted[n]![1][0]!.choices))
  }
  const sums = new Map<number, { right: number; wrong: number }>()
  for (let k = 0; k < labels.item.length; k++) {
    const likely = posterior[labels.item[k]! * labels.classes + labels.label[k]!]!
    const { right, wrong } = sums.get(labels.juror[k]!) ?? { right: 1, wrong: 1 }
    sums.set(labels.juror[k]!, { right: right + likely, wrong: wrong + 1 - likely })
  }
  for (const [w, { right, wrong }] of sums)
    found.jurors.set(jurors[w]! as Address, { right: nanos(right), wrong: nanos(wrong) })
  return found
}

function lineIn(row: string): Result<DatasetLine, string> {
  try {
    const line = JSON.parse(row) as DatasetLine
    if (line.format !== 'venire label' || line.version !== '1') return no('expected a label of version 1')
    if (typeof line.dispute !== 'string' || typeof line.transcript?.verdictHash !== 'string')
      return no('expected a dispute and the hash of its verdict')
    return ok(line)
  } catch (error) {
    return no(`expected JSON: ${(error as Error).message}`)
  }
}

/** The whole docket in the transcript that a line names. */
function docketOf(
  line: DatasetLine,
  transcriptOf: (verdictHash: Digest, line: DatasetLine) => Result<Transcript, string>,
): Result<Entry[], string> {
  const found = transcriptOf(line.transcript.verdictHash, line)
  if (!found.ok) return found
  const transcript = found.value
  if (verdictHash(verdictIn(transcript)) !== line.transcript.verdictHash)
    return no('the transcript is of another verdict')
  return ok(docketIn(transcript))
}

/** The entries of a transcript, from the opening to the last that it has. */
export function docketIn({ verdict, entries, afterwards }: Transcript): Entry[] {
  const before = chained(verdict.disputeKey, { number: 0, head: firstHead(verdict.disputeKey) }, entries)
  return [...before, ...chained(verdict.disputeKey, before.at(-1)!, afterwards.entries)]
}

/** Which member of a line isn't what it should be. */
function differenceOf(row: string, expected: string): string {
  const [has, should] = [row, expected].map((text) => JSON.parse(text) as Record<string, unknown>)
  const member = Object.keys(should!).find((name) => JSON.stringify(has![name]) !== JSON.stringify(should![name]))
  if (member === undefined) return 'expected the canonical spelling'
  return `${member}: expected ${JSON.stringify(should![member]).slice(0, 80)}, got ${JSON.stringify(has![member])?.slice(0, 80)}`
}
