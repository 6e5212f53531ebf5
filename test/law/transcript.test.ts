/** The transcript file: one spelling, nothing twice, everything a stranger needs. */
import { describe, expect, test } from 'vitest'
import { replay } from '#law/dispute'
import { firstHead } from '#law/docket'
import {
  chained,
  conclusions,
  gazetteProof,
  leafIn,
  needsOf,
  readTranscript,
  spellLeaf,
  spellTranscript,
  transcriptOf,
  verdictIn,
} from '#law/transcript'
import { utf8 } from '#primitives/bytes'
import { hearing } from '../support/hearing.ts'
import type { Row } from '../support/vectors.ts'

const heard = hearing({ seats: 5, seatCap: 2 })
const file = spellTranscript(heard.transcript)

describe('one spelling', () => {
  test('what is written reads back, and is written the same', () => {
    const read = readTranscript(file)
    expect(read.ok && spellTranscript(read.value)).toBe(file)
    expect(readTranscript(utf8(file)).ok).toBe(true)
  })
  test('another spelling of the same record is refused', () => {
    const spellings = {
      'a newline at the end': `${file}\n`,
      'a space': file.replace('{', '{ '),
      'a byte order mark': `\uFEFF${file}`,
      'an escaped letter': file.replace('"format"', '"\\u0066ormat"'),
      'members in another order': JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(file)).toReversed())),
      'a member twice': file.replace('{', '{"version":"1",'),
    }
    for (const [name, text] of Object.entries(spellings)) {
      const read = readTranscript(text)
      expect(read.ok, name).toBe(false)
    }
  })
  test('bytes that are no UTF-8, and text that is no JSON, are refused', () => {
    expect(readTranscript(Uint8Array.from([0xff, 0xfe]))).toMatchObject({ ok: false })
    expect(readTranscript('')).toMatchObject({ ok: false })
    expect(readTranscript('null')).toMatchObject({ ok: false, refusal: 'transcript: expected a record, got null' })
  })
  test('a member more or less, and a number that is no decimal string, are refused with their place', () => {
    const altered = (change: (value: Row) => unknown) => {
      const value = JSON.parse(file)
      change(value)
      const read = readTranscript(JSON.stringify(value))
      return read.ok ? '' : read.refusal
    }
    expect(altered((t) => Object.assign(t, { more: '1' }))).toBe('transcript: expected no member "more"')
    expect(altered((t) => Reflect.deleteProperty(t, 'attestations'))).toContain('expected a member attestations')
    expect(altered((t) => Object.assign(t.verdict, { panel: 0 }))).toBe(
      'transcript.verdict.panel: expected a u32 as a decimal string, got 0',
    )
    expect(altered((t) => Object.assign(t.verdict, { panel: '00' }))).toContain('decimal string')
    expect(altered((t) => Object.assign(t.verdict, { serial: String(2 ** 53) }))).toContain('u53')
    expect(altered((t) => Object.assign(t.verdict, { outcome: 'AB' }))).toContain('lower-case hex')
    expect(altered((t) => Object.assign(t.entries[0], { kind: 'toString' }))).toContain('a kind of entry')
  })
})

describe('what it holds', () => {
  test('the docket up to the judgement, which folds to the judged state', () => {
    const { entries } = heard.transcript
    const again = chained(heard.dispute.key, { number: 0, head: firstHead(heard.dispute.key) }, entries)
    expect(again).toEqual(heard.entries.slice(0, again.length))
    expect(replay(again)!.sittings[0]!.openings.size).toBeGreaterThan(0)
    expect(heard.transcript.afterwards.entries.map(({ kind }) => kind)).toEqual(['judge', 'deliver', 'rule'])
  })
  test('a path for each draw, 48 bytes a level, and a leaf for each draw', () => {
    const [sitting] = heard.transcript.sittings
    expect(sitting!.drawPaths).toHaveLength(Number(heard.transcript.verdict.draws))
    expect(sitting!.leaves).toHaveLength(sitting!.drawPaths.length)
    for (const path of sitting!.drawPaths) expect(path.length).toBe(2 + 2 * 48 * 4)
    for (const leaf of sitting!.leaves) expect(spellLeaf(leafIn(0, leaf))).toEqual(leaf)
  })
  test('every sitting up to the one judged: a redraw rests on the sitting that missed its quorum', () => {
    const redrawn = hearing({ deed: (_, panel) => (panel === 0 ? { does: 'nothing' } : { does: 'vote', choice: 2 }) })
    expect(redrawn.transcript.sittings.map(({ panel }) => panel)).toEqual(['0', '1'])
    expect(verdictIn(redrawn.transcript)).toMatchObject({ panel: 1, ruling: 2, serial: 1 })
    expect(
      needsOf(redrawn.entries, 1)!.map(({ panel, draw, posting }) => [panel, draw!.numbers.length, posting!.serial]),
    ).toEqual([
      [0, 3, 1],
      [1, 3, 2],
    ])
    expect([...conclusions(redrawn.entries).keys()]).toEqual([0, 1])
  })
  test('nothing, of a panel that has not been judged', () => {
    const before = heard.entries.filter(({ kind }) => kind !== 'judge')
    expect(transcriptOf({ entries: before, panel: 0, set: heard.set, proofs: new Map() })).toBeUndefined()
    expect(needsOf(before, 0)).toBeUndefined()
  })
  test('the same verdict, whatever is filed after the judgement', () => {
    const early = hearing({ seats: 5, seatCap: 2, upTo: 'judged' })
    expect(early.transcript.verdict).toEqual(heard.transcript.verdict)
  })
  test('a gazette that does not hold the docket proves nothing', () => {
    const [{ gazette, at }] = heard.gazettes as [(typeof heard.gazettes)[number]]
    const posted = { at, set: heard.set, signatures: [] }
    expect(() => gazetteProof(gazette, `0x${'00'.repeat(32)}`, posted)).toThrow('to hold')
  })
})
