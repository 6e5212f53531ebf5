/**
 * Dataset: what a crowd made, as JSON lines for whoever trains a model on it.
 *
 *   label        a choice: who voted for what, how good each juror proved, how likely each choice is
 *   finding      an item of a list in any answer space, heard under a policy: what was found, and who said what
 *   preference   of an item that ranks candidates, each pair of them: which was preferred, and by what share
 *
 * Nothing in a line has to be believed. Each names the hash of the verdict under which it stands in a transcript; label,
 * finding and votes follow from that, qualities and likelihoods from the lines of the file together, so whoever has file
 * and transcripts makes the same bytes again.
 * @module
 */
import type { Digest } from '#primitives/bytes'
import { canonical, type Json } from '#primitives/json'
import { no, ok, type Result } from '#primitives/result'
import { firstHead } from '../docket.ts'
import type { Entry } from '../filing.ts'
import { chained, type Transcript, verdictIn } from '../transcript.ts'
import { verdictHash } from '../verdict.ts'
import { type FindingLine, findingsIn, type PreferenceLine } from './finding.ts'
import { type LabelLine, labelsIn } from './label.ts'

export type DatasetLine = LabelLine | FindingLine | PreferenceLine

const FORMATS = ['venire label', 'venire finding', 'venire preference'] as const satisfies DatasetLine['format'][]

/** The lines of many dockets: choices by their disputes' keys, then what was heard under policies, likewise. */
export const datasetOf = (dockets: readonly (readonly Entry[])[]): DatasetLine[] => [
  ...labelsIn(dockets),
  ...findingsIn(dockets),
]

/** What a line is about: no two of a file are about the same. */
function nameOf(line: DatasetLine): string {
  const item = 'item' in line ? `:${line.item}` : ''
  return `${line.format}:${line.dispute}${item}${'chosen' in line ? `:${line.chosen}>${line.rejected}` : ''}`
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
    return {
      row,
      ...(line.ok ? { dispute: line.value.dispute, name: nameOf(line.value) } : { dispute: '', name: '' }),
      entries,
    }
  })
  const dockets = new Map(
    read.flatMap(({ dispute, entries }) => (entries.ok ? [[dispute, entries.value] as const] : [])),
  )
  const made = new Map(datasetOf([...dockets.values()]).map((line) => [nameOf(line), spellLine(line)]))
  const first = new Map<string, number>()
  return read.map(({ row, dispute, name, entries }, n) => {
    const check = (why?: string): LineCheck => ({ number: n + 1, dispute, ...(why === undefined ? {} : { why }) })
    if (!entries.ok) return check(entries.refusal)
    if (first.has(name)) return check(`line ${first.get(name)} is about the same`)
    first.set(name, n + 1)
    const expected = made.get(name)
    if (expected === undefined) return check('the transcript holds no final ruling of it')
    return check(expected === row ? undefined : differenceOf(row, expected))
  })
}

function lineIn(row: string): Result<DatasetLine, string> {
  try {
    const line = JSON.parse(row) as DatasetLine
    if (!FORMATS.includes(line.format) || line.version !== '1') return no(`expected version 1 of ${FORMATS.join(', ')}`)
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
