/** Appeals in the docket: which panel follows which, what it confirms, and what a transcript of it rests on. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { appealOffer } from '#law/appeal'
import { decide } from '#law/decide'
import { type Dispute, lastDelivered, periodOf, present, replay, windowsOf } from '#law/dispute'
import type { Entry } from '#law/filing'
import { panelCost, panelSeconds } from '#law/ladder'
import { panelLeaves } from '#law/sitting'
import { spellTranscript, transcriptOf } from '#law/transcript'
import { verify } from '#law/verify'
import type { Digest } from '#primitives/bytes'
import { forged } from '../support/forgery.ts'
import { type Deed, type Heard, hearing, PARENT_TERMS, SETTING, TERMS } from '../support/hearing.ts'

vi.setConfig({ testTimeout: 60_000 })

const tx: Digest = `0x${'7a'.repeat(32)}`
const choosing =
  (...choices: readonly number[]) =>
  (_: number, panel: number): Deed => ({ does: 'vote', choice: choices[Math.floor(panel / 2)]! })
/** The dispute right after the nth entry of a kind. */
function stateAfter(heard: Pick<Heard, 'entries'>, kind: Entry['kind'], nth = 0): Dispute {
  const at = heard.entries.filter((entry) => entry.kind === kind)[nth]!.number
  return replay(heard.entries.slice(0, at))!
}
const overturned = hearing({ appeals: 1, deed: choosing(1, 2) })

describe('an appeal', () => {
  test('is heard by 2n + 1, after both windows, on a seed that nobody could know when it was made', () => {
    const [first, second] = overturned.dispute.sittings
    const windowsEnd = first!.delivered!.at + TERMS.appealSeconds
    expect([second!.panel, second!.seats, second!.under.court]).toEqual([2, 7, 1])
    expect(second!.times.drawAt).toBe(windowsEnd + 60 + Number(SETTING.confirmSeconds))
    expect(first!.appealed!.at).toBeLessThan(windowsEnd)
  })

  test('takes effect only when both windows are over, and until then the period is still that of appeals', () => {
    const dispute = stateAfter(overturned, 'appeal')
    const endsAt = windowsOf(dispute)!
    expect(periodOf(dispute, endsAt - 1)).toEqual({ period: 'appeal', untilAt: endsAt })
    expect(periodOf(dispute, endsAt).period).toBe('evidence')
    expect(lastDelivered(dispute)!.judged!.ruling).toBe(1)
  })

  test('can be made from the delivery on, until a second before its time is over, and once', () => {
    const dispute = stateAfter(overturned, 'deliver')
    const { at } = present(dispute).delivered!
    const filed = (time: number, of = dispute) => decide(of, { kind: 'appeal', at: time, tx }, at + 9000)
    expect(filed(at).ok).toBe(true)
    expect(filed(at + TERMS.appealSeconds - 1).ok).toBe(true)
    expect(filed(at + TERMS.appealSeconds)).toMatchObject({ refusal: { code: 'AppealImpossible', reason: 'late' } })
    expect(filed(at - 1)).toMatchObject({ refusal: { code: 'AppealImpossible' } })
    expect(filed(at, stateAfter(overturned, 'appeal'))).toMatchObject({ refusal: { reason: 'undelivered' } })
    expect(filed(at, stateAfter(overturned, 'judge'))).toMatchObject({ refusal: { reason: 'undelivered' } })
  })

  test('sits in the parent court past the jump size, under the parent’s terms and out of its roll', () => {
    const heard = hearing({ appeals: 1, terms: { jumpSeats: 5 }, deed: choosing(1, 2) })
    const sitting = present(heard.dispute)
    expect([sitting.under.court, sitting.roll!.court, sitting.seats]).toEqual([0, 0, 7])
    expect(sitting.times.commitOpensAt - sitting.times.drawAt).toBe(PARENT_TERMS.drawSeconds)
    expect(heard.transcript.verdict.policyHash).toBe(sitting.under.policyHash)
    expect(verify(spellTranscript(heard.transcript)).ok).toBe(true)
    const { rung } = (
      appealOffer(stateAfter(heard, 'deliver')) as { value: { rung: { under: { terms: typeof TERMS } } } }
    ).value
    expect(panelCost(rung.under.terms, 7, 'wei')).toBe(7n * 3n * 10n ** 15n + 10n ** 15n)
  })

  test('is heard as often as the court allowed at the opening, and then no more', () => {
    const heard = hearing({ appeals: 2, jurors: 16, terms: { appeals: 2 }, deed: choosing(1, 2, 1) })
    expect(heard.dispute.sittings.map(({ seats }) => seats)).toEqual([3, 7, 15])
    expect(appealOffer(stateAfter(heard, 'deliver', 2))).toMatchObject({ refusal: { reason: 'last' } })
    expect(heard.transcript.verdict.serial).toBe('3')
    expect(verify(spellTranscript(heard.transcript)).claims.filter(({ ok }) => !ok)).toEqual([])
  })

  test('is offered only while the whole of it fits before the deadline', () => {
    const dispute = stateAfter(overturned, 'deliver')
    const needed = panelSeconds(TERMS, 60) + 3 * 3600
    const tight = { ...dispute, deadlineAt: windowsOf(dispute)! + needed }
    expect(appealOffer(tight).ok).toBe(true)
    expect(appealOffer({ ...tight, deadlineAt: tight.deadlineAt - 1 })).toMatchObject({
      refusal: { reason: 'deadline' },
    })
  })
})

describe('a panel on appeal that can’t decide', () => {
  test('confirms the ruling before it, by a tie', () => {
    let voters = 0
    const tie = (_: number, panel: number): Deed => {
      if (panel === 0) return { does: 'vote', choice: 2 }
      return ++voters === 7 ? { does: 'nothing' } : { does: 'vote', choice: (voters % 2) as 0 | 1 }
    }
    const heard = hearing({ appeals: 1, jurors: 16, seatCap: 1, deed: tie })
    expect(present(heard.dispute).judged).toMatchObject({ ruling: 2, tied: true })
    expect(verify(spellTranscript(heard.transcript)).claims.filter(({ ok }) => !ok)).toEqual([])
  })

  test('confirms it, too, when nobody comes twice; the leaves of both sittings stand under its verdict', () => {
    const heard = hearing({
      appeals: 1,
      deed: (_, panel) => (panel < 2 ? { does: 'vote', choice: 2 } : { does: 'nothing' }),
    })
    const { judged, panel } = present(heard.dispute)
    expect([panel, judged!.ruling, judged!.tied, judged!.draws]).toEqual([3, 2, true, 14])
    const leaves = panelLeaves(heard.dispute)
    expect(leaves.map((leaf) => leaf.panel)).toEqual([...Array(7).fill(2), ...Array(7).fill(3)])
    const checked = verify(spellTranscript(heard.transcript))
    expect(checked.claims.filter(({ ok }) => !ok)).toEqual([])
  })

  test('is unheard, not silent, where no gazette stood in time in either commit period', () => {
    const heard = hearing({ gazettes: [false, false] })
    expect(new Set(panelLeaves(heard.dispute).map(({ state }) => state))).toEqual(new Set(['unheard']))
    expect(present(heard.dispute).judged).toMatchObject({ ruling: 0, tied: true })
    expect(verify(spellTranscript(heard.transcript)).ok).toBe(true)
  })
})

describe('the transcript of an appealed dispute', () => {
  test('holds the panels before as part of its docket, and is checked whole', () => {
    const { transcript } = overturned
    expect(transcript.sittings.map(({ panel }) => panel)).toEqual(['0', '2'])
    expect(transcript.entries.map(({ kind }) => kind)).toContain('appeal')
    const checked = verify(spellTranscript(transcript))
    expect(checked.claims.filter(({ ok }) => !ok)).toEqual([])
  })

  test('leaves that of the first panel as it was signed', () => {
    const early = hearing({ deed: choosing(1), upTo: 'attested' })
    const { entries, set } = overturned
    const later = transcriptOf({ entries, panel: 0, set, proofs: new Map() })!
    expect(later.verdict).toEqual(early.transcript.verdict)
    expect(later.afterwards.entries.map(({ kind }) => kind)).toContain('appeal')
  })

  const python = spawnSync('python3', ['--version']).status === 0
  // Its pairings are pure Python: seconds where the machine is idle, minutes where it isn't.
  test.skipIf(!python)('passes the second reader, which shares no line with this one', { timeout: 300_000 }, () => {
    const jumped = hearing({ appeals: 1, terms: { jumpSeats: 5 }, deed: choosing(1, 2) })
    const file = join(mkdtempSync(join(tmpdir(), 'venire-')), 'transcript.json')
    const read = (text: string) => {
      writeFileSync(file, text)
      return spawnSync('python3', ['test/vectors/check.py', file], { encoding: 'utf8' })
    }
    const text = spellTranscript(jumped.transcript)
    expect(read(text)).toMatchObject({ status: 0, stdout: expect.stringContaining('The ruling follows') })
    const late = JSON.parse(text) as typeof jumped.transcript
    const appealed = late.entries.find(({ kind }) => kind === 'appeal') as { body: { at: string } }
    appealed.body.at = String(Number(appealed.body.at) + 60)
    expect(read(JSON.stringify(late)).status).toBe(1)
  })

  const failing = (lie: Parameters<typeof forged>[1], of = overturned) =>
    verify(spellTranscript(forged(of, lie))).claims.flatMap(({ ok, name }) => (ok ? [] : [name]))

  test('with an appeal that came too late is caught', () => {
    const late = failing({
      lines: (lines) =>
        lines.map((line) =>
          line.kind === 'appeal' ? { ...line, body: { ...line.body, at: String(Number(line.body.at) + 60) } } : line,
        ),
    })
    expect(late).toContain('timetable')
  })

  test('with a larger panel that nobody had appealed to is caught', () => {
    const unasked = failing({
      transcript: (file) => ({ ...file, entries: file.entries.filter(({ kind }) => kind !== 'appeal') }),
    })
    expect(unasked).toContain('timetable')
  })
})
