/**
 * Provenance: checks every line of a dataset against the transcripts that it names.
 *
 * Transcripts are the files of a folder, or are fetched from a court; either way each is verified like any other, and
 * belongs to a line only if its verdict has the hash that the line says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Anchors } from '#law/anchors'
import { checkDataset, type DatasetLine, type LineCheck } from '#law/report/dataset'
import { readTranscript, type Transcript, verdictIn } from '#law/transcript'
import { verdictHash } from '#law/verdict'
import { type Verification, verify } from '#law/verify'
import type { Digest } from '#primitives/bytes'
import { no, ok, type Result } from '#primitives/result'

/** What became of the lines, and how many of the transcripts somebody vouches for. */
export type Provenance = { lines: LineCheck[]; vouched: number; transcripts: number }

/** @param from - A folder, or the address of a court; beside the file where nothing is said. @throws Error if there is no such folder. */
export async function provenanceOf(path: string, from: string | undefined, anchors: Anchors): Promise<Provenance> {
  const text = readFileSync(path, 'utf8')
  const files = /^https?:/.test(from ?? '') ? await fetched(text, from!) : filesIn(from ?? dirname(path))
  const checked = new Map<Digest, Verification>()
  const transcriptOf = (hash: Digest): Result<Transcript, string> => {
    const file = files.get(hash)
    if (file === undefined) return no(`no transcript of verdict ${hash} is here`)
    const found = checked.get(hash) ?? verify(file, anchors)
    checked.set(hash, found)
    const failed = found.claims.find(({ ok: holds }) => !holds)
    return found.ok ? ok(found.transcript!) : no(`its transcript fails: ${failed?.name}: ${failed?.detail}`)
  }
  const lines = checkDataset(text, transcriptOf)
  const vouched = [...checked.values()].filter((one) => one.vouched !== 'nobody').length
  return { lines, vouched, transcripts: checked.size }
}

/** The transcripts of a folder by the hashes of their verdicts; other files are passed over. */
function filesIn(folder: string): Map<Digest, string> {
  if (!existsSync(folder)) throw new Error(`expected a folder at ${folder}, got none`)
  return byVerdict(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  )
}

/** The transcripts that the lines name, as a court has them. */
async function fetched(text: string, court: string): Promise<Map<Digest, string>> {
  const lines = text.split('\n').flatMap((row) => (row === '' ? [] : (JSON.parse(row) as DatasetLine)))
  const named = new Set(lines.map(({ dispute, transcript }) => `disputes/${dispute}/panels/${transcript.panel}`))
  const files: string[] = []
  for (const name of named) {
    const answer = await fetch(`${court}/${name}/transcript`)
    if (answer.ok) files.push(await answer.text())
  }
  return byVerdict(files)
}

function byVerdict(files: readonly string[]): Map<Digest, string> {
  return new Map(
    files.flatMap((file) => {
      const read = readTranscript(file)
      return read.ok ? [[verdictHash(verdictIn(read.value)), file] as const] : []
    }),
  )
}
