/** Datasets: each line follows from its transcript, qualities from all lines together, and a changed letter shows. */
import { describe, expect, test } from 'vitest'
import { PRESETS } from '#law/presets/presets'
import { checkDataset, datasetOf, docketIn, spellLine } from '#law/report/dataset'
import type { FindingLine, PreferenceLine } from '#law/report/finding'
import { courtReport } from '#law/report/juror'
import type { LabelLine } from '#law/report/label'
import { satIn } from '#law/report/sat'
import type { Transcript } from '#law/transcript'
import { verdictIn } from '#law/transcript'
import { verdictHash } from '#law/verdict'
import { verify } from '#law/verify'
import type { Digest } from '#primitives/bytes'
import { no, ok } from '#primitives/result'
import { hearing } from '../support/hearing.ts'
import { COURT, heard as heardUnder } from '../support/posed.ts'

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
const lines = datasetOf(heard.map(({ entries }) => entries)) as LabelLine[]
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
    expect(whyOf(`${file}${first}\n`).at(-1)).toMatch(/^line 1 is about the same/)
    expect(changed(lines[0]!.transcript.verdictHash, `0x${'00'.repeat(32)}`)[0]).toMatch(/^no transcript of verdict/)
    expect(whyOf('{}\n')).toEqual(['expected version 1 of venire label, venire finding, venire preference'])
    expect(whyOf('{\n')[0]).toMatch(/^expected JSON/)
  })
  test('another spelling of the same', () => {
    expect(whyOf(file.replace(first, first.replace('{', '{ ')))[0]).toBe('expected the canonical spelling')
  })
})

describe('what panels found under a policy', () => {
  // three replies, and “none acceptable” as the fourth candidate; of the second prompt none is
  const [a, b] = [
    heardUnder(PRESETS.openassistant!, { block: { candidates: 3, items: 2 } }, [
      [
        [0, 1, 2, 3],
        [3, 0, 1, 2],
      ],
      [
        [0, 1, 2, 3],
        [3, 0, 1, 2],
      ],
      [
        [1, 0, 2, 3],
        [3, 0, 1, 2],
      ],
    ]),
    heardUnder(PRESETS.openassistant!, { block: { candidates: 2 } }, [[[1, 0, 2]], [[1, 0, 2]], ['blank']], '8'),
  ]
  const dockets = [a.entries, b.entries]
  const made = datasetOf(dockets)
  const findings = made.filter((line): line is FindingLine => line.format === 'venire finding')
  const preferences = made.filter((line): line is PreferenceLine => line.format === 'venire preference')
  const files = new Map([a, b].map(({ transcript }) => [verdictHash(verdictIn(transcript)), transcript]))
  const from = (hash: Digest) => {
    const found = files.get(hash)
    return found ? ok(found) : no('none')
  }
  const text = made.map((line) => `${spellLine(line)}\n`).join('')
  const first = findings.find(({ dispute, item }) => dispute === a.dispute.key && item === '0')!

  test('is a line for each item, with what each juror said of it', () => {
    expect(findings).toHaveLength(3)
    expect(first).toMatchObject({ court: COURT, space: 'order', asked: { candidates: 3, items: 2 }, truth: null })
    expect(first.answer).toEqual([0, 1, 2, 3])
    expect(first.votes.map(({ said }) => said).toSorted()).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
      [1, 0, 2, 3],
    ])
  })

  test('says how close each juror’s answers were to what was found, over the whole file', () => {
    // one pair of six turned round in one of two rankings
    const off = first.votes.find(({ said }) => String(said) === '1,0,2,3')!
    const sure = first.votes.filter((vote) => vote !== off)
    expect(off.quality!.right).toBeLessThan(Math.min(...sure.map(({ quality }) => quality!.right)) + 1e9)
    for (const { quality } of first.votes) expect((quality!.right + quality!.wrong) % 1e9).toBe(0)
    expect(off.quality!.wrong % 1e9).toBe(Math.round(1e9 / 6))
  })

  test('is a preference for each pair of candidates, with the share of the panel that has it', () => {
    expect(preferences).toHaveLength(6 + 6 + 3)
    const pair = (chosen: string, rejected: string) =>
      preferences.find(
        (line) =>
          line.dispute === a.dispute.key && line.item === '0' && line.chosen === chosen && line.rejected === rejected,
      )
    expect(pair('0', '1')).toMatchObject({ agreement: 666_666_666, seats: '3' })
    expect(pair('1', '0')).toBeUndefined()
    expect(pair('2', '3')).toMatchObject({ agreement: 1e9 })
  })

  test('a juror who left the item blank isn’t counted for or against it', () => {
    const other = findings.find(({ dispute }) => dispute === b.dispute.key)!
    expect(other.votes).toHaveLength(2)
  })

  test('holds line by line against the transcripts, and a preference turned round shows', () => {
    expect(checkDataset(text, from).flatMap(({ why }) => why ?? [])).toEqual([])
    const turned = spellLine({ ...preferences[0]!, chosen: preferences[0]!.rejected, rejected: preferences[0]!.chosen })
    const [told] = checkDataset(`${turned}\n`, from)
    expect(told!.why).toBe('the transcript holds no final ruling of it')
    const better = spellLine({ ...preferences[0]!, agreement: 999_999_999 })
    expect(checkDataset(`${better}\n`, from)[0]!.why).toMatch(/^agreement: expected/)
  })

  test('is no label of the court on chain, whose leaves only know that somebody answered', () => {
    expect(datasetOf([...dockets, ...heard.map(({ entries }) => entries)]).slice(0, 3)).toEqual(lines)
    expect(dockets.flatMap(satIn)).toEqual([])
  })

  test('of choices makes a report item by item', () => {
    const panel = heardUnder(PRESETS['crowd-workers']!, { block: { choices: 3, items: 2 } }, [
      [1, 3],
      [1, 3],
      [1, 2],
      [1, 'blank'],
      [1, 3],
    ])
    const sat = satIn(panel.entries)
    expect(sat).toHaveLength(9)
    expect(new Set(sat.map(({ under }) => under))).toEqual(new Set([COURT]))
    const { hearings, jurors } = courtReport(sat, panel.dispute.key)
    expect(hearings).toBe(2)
    expect(jurors.map(({ coherence }) => coherence).toSorted((x, y) => x! - y!)).toEqual([0.5e9, 1e9, 1e9, 1e9, 1e9])
  })
})
