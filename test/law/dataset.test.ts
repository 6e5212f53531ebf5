/** Datasets: each line follows from its transcript, qualities from all lines together, and a changed letter shows. */
import { describe, expect, test } from 'vitest'
import { checkDataset, datasetOf, docketIn, spellLine } from '#law/report/dataset'
import type { Transcript } from '#law/transcript'
import { verdictIn } from '#law/transcript'
import { verdictHash } from '#law/verdict'
import { verify } from '#law/verify'
import type { Digest } from '#primitives/bytes'
import { no, ok } from '#primitives/result'
import { hearing } from '../support/hearing.ts'

const heard = [1, 2, 3].map((disputeId) =>
  hearing({
    disputeId,
    seats: 5,
    upTo: 'ruled',
    deed: (juror) =>
      juror % 5 === 0 ? { does: 'vote', choice: 1 } : juror === 3 ? { does: 'nothing' } : { does: 'vote', choice: 2 },
  }),
)
const transcripts = new Map<Digest, Transcript>(
  heard.map(({ transcript }) => [verdictHash(verdictIn(transcript)), transcript]),
)
const transcriptOf = (hash: Digest) => {
  const found = transcripts.get(hash)
  return found ? ok(found) : no(`no transcript of verdict ${hash} is here`)
}
const lines = datasetOf(heard.map(({ entries }) => entries))
const file = lines.map((line) => `${spellLine(line)}\n`).join('')
const whyOf = (text: string) => checkDataset(text, transcriptOf).map(({ why }) => why)

test('a line for each final dispute, with votes, qualities and likelihoods', () => {
  expect(lines).toHaveLength(3)
  for (const line of lines) {
    expect(line.label).toBe('2')
    expect(line.posterior!.reduce((a, b) => a + b, 0)).toBeCloseTo(1e9, -2)
    expect(line.posterior![1]).toBeGreaterThan(0.5e9)
    expect(line.votes.length).toBeGreaterThan(0)
    for (const { quality } of line.votes) expect(quality!.right + quality!.wrong).toBeGreaterThan(2.9e9)
  }
})

test('a dispute that isn’t final has no line', () => {
  const { entries } = hearing({ upTo: 'judged' })
  expect(datasetOf([entries])).toEqual([])
})

test('transcripts that hold give the same bytes back, in any order of dockets', () => {
  for (const { transcript, entries } of heard) {
    expect(verify(JSON.stringify(transcript)).claims.length).toBeGreaterThan(0)
    expect(docketIn(transcript)).toEqual(entries)
  }
  expect(whyOf(file)).toEqual([undefined, undefined, undefined])
  expect(datasetOf(heard.map(({ entries }) => entries).toReversed())).toEqual(lines)
})

describe('what doesn’t follow is named', () => {
  const first = file.split('\n')[0]!
  const changed = (from: string, to: string) => whyOf(file.replace(first, first.replace(from, to)))

  test('another label', () => {
    expect(changed('"label":"2"', '"label":"1"')).toEqual(['label: expected "2", got "1"', undefined, undefined])
  })
  test('another vote, or a vote that was left out', () => {
    expect(changed('"choice":"2"', '"choice":"1"')[0]).toMatch(/^votes: expected/)
    expect(whyOf(file.replace(first, spellLine({ ...lines[0]!, votes: lines[0]!.votes.slice(1) })))[0]).toMatch(
      /^votes/,
    )
  })
  test('a quality that somebody improved', () => {
    expect(changed('"right":', '"right":1')[0]).toMatch(/^votes: expected/)
  })
  test('a line that was left out changes what the others say of jurors', () => {
    expect(whyOf(file.replace(`${first}\n`, '')).some((why) => /^(votes|posterior): /.test(why ?? ''))).toBe(true)
  })
  test('the same dispute twice, a verdict without a transcript, and what is no line', () => {
    expect(whyOf(`${file}${first}\n`).at(-1)).toMatch(/^line 1 has the same dispute/)
    expect(changed(lines[0]!.transcript.verdictHash, `0x${'00'.repeat(32)}`)[0]).toMatch(/^no transcript of verdict/)
    expect(whyOf('{}\n')).toEqual(['expected a label of version 1'])
    expect(whyOf('{\n')[0]).toMatch(/^expected JSON/)
  })
  test('another spelling of the same', () => {
    expect(whyOf(file.replace(first, first.replace('{', '{ ')))[0]).toBe('expected the canonical spelling')
  })
})
