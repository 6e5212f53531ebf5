/** A verdict that the chain took back: the dispute stands as if it had never come, but for a serial that is used up. */
import { describe, expect, test } from 'vitest'
import { decide } from '#law/decide'
import { type Dispute, lastDelivered, periodOf, present, record, replay, windowsOf } from '#law/dispute'
import { effectsOf } from '#law/effects'
import type { Entry, Filing } from '#law/filing'
import { serialOf } from '#law/sitting'
import { spellTranscript, transcriptOf, verdictIn } from '#law/transcript'
import { verdictHash } from '#law/verdict'
import { verify } from '#law/verify'
import { type Digest, ZERO32 } from '#primitives/bytes'
import { type Heard, hearing } from '../support/hearing.ts'

const challenger = `0x${'c4'.repeat(20)}` as const
const deliverer = `0x${'de'.repeat(20)}` as const
const tx = (n: number): Digest => `0x${n.toString(16).padStart(64, '0')}`
const overturned = hearing({ appeals: 1, deed: (_, panel) => ({ does: 'vote', choice: panel === 0 ? 1 : 2 }) })

/** A docket up to the first entry of a kind, and what is filed after it. */
class Record {
  entries: Entry[]
  dispute: Dispute
  constructor(heard: Heard, kind: Entry['kind']) {
    this.entries = heard.entries.slice(0, heard.entries.find((entry) => entry.kind === kind)!.number)
    this.dispute = replay(this.entries)!
  }
  file(filing: Filing): Entry[] {
    const decided = decide(this.dispute, filing, this.entries.at(-1)!.acceptedAt + 12)
    if (!decided.ok) throw new Error(decided.refusal.code)
    const { after, entries } = record(this.dispute, decided.value)
    this.dispute = after
    this.entries.push(...entries)
    return entries
  }
  strike(serial: number, n = serial): Entry[] {
    const at = present(this.dispute).delivered?.at ?? 0
    return this.file({ kind: 'strike', panel: 0, serial, challenger, at: at + 12, tx: tx(0x57 + n) })
  }
  deliver(hash: Digest, n: number): Entry[] {
    const at = this.entries.at(-1)!.acceptedAt
    return this.file({ kind: 'deliver', panel: 0, verdictHash: hash, deliverer, at, tx: tx(0xde0 + n) })
  }
}

const docketAt = (kind: Entry['kind']) => new Record(overturned, kind)

describe('a struck verdict', () => {
  test('stands no more, and the panel’s word is delivered again under the next serial', () => {
    const docket = docketAt('deliver')
    const [strike] = docket.strike(1)
    expect(lastDelivered(docket.dispute)).toBe(undefined)
    expect(windowsOf(docket.dispute)).toBe(undefined)
    expect(periodOf(docket.dispute, strike!.acceptedAt).period).toBe('appeal')
    expect(serialOf(docket.dispute.sittings, 0)).toBe(2)
    expect(effectsOf(docket.dispute, strike!)).toContainEqual(
      expect.objectContaining({ kind: 'deliver', of: 0, dueAt: strike!.acceptedAt }),
    )
    docket.deliver(ZERO32, 2)
    expect(lastDelivered(docket.dispute)?.delivered?.deliverer).toBe(deliverer)
  })

  test('takes an appeal against it along: nobody appealed what follows', () => {
    const docket = docketAt('appeal')
    expect(docket.dispute.sittings).toHaveLength(2)
    docket.strike(1)
    expect(docket.dispute.sittings).toHaveLength(1)
    expect(present(docket.dispute).appealed).toBe(undefined)
  })

  test('is struck once, however often the chain is read', () => {
    const docket = docketAt('deliver')
    const { tx: delivery, verdictHash: hash, at } = present(docket.dispute).delivered!
    docket.strike(1)
    expect(docket.strike(1)).toEqual([])
    expect(docket.file({ kind: 'deliver', panel: 0, verdictHash: hash, deliverer, at, tx: delivery })).toEqual([])
  })

  test('uses up its serial even if it was of a panel that never sat', () => {
    const docket = docketAt('judge')
    docket.strike(5)
    expect(present(docket.dispute).judged?.ruling).toBe(1)
    expect(serialOf(docket.dispute.sittings, 0)).toBe(6)
    docket.strike(7)
    expect(serialOf(docket.dispute.sittings, 0)).toBe(8)
  })
})

describe('the transcript of a panel whose verdict was struck', () => {
  const { set, transcript } = overturned
  const proofs = new Map(transcript.sittings.map((sitting) => [Number(sitting.panel), sitting]))
  const made = (docket: Record) => transcriptOf({ entries: docket.entries, panel: 0, set, proofs })!
  const broken = (docket: Record) =>
    verify(spellTranscript(made(docket))).claims.flatMap(({ ok, detail }) => (ok ? [] : [detail]))

  test('holds with the verdict that was delivered in its place', () => {
    const docket = docketAt('deliver')
    docket.strike(1)
    const again = verdictIn(made(docket))
    expect(again.serial).toBe(2)
    docket.deliver(verdictHash(again), 2)
    expect(broken(docket)).toEqual([])
  })

  test('holds with a ruling that a stranger proved in its place', () => {
    const docket = docketAt('deliver')
    docket.strike(1)
    const proven = { ...verdictIn(made(docket)), entriesRoot: ZERO32, configDigest: ZERO32 }
    docket.deliver(verdictHash(proven), 2)
    expect(broken(docket)).toEqual([])
  })

  test('fails with any other verdict in its place', () => {
    const docket = docketAt('deliver')
    docket.strike(1)
    docket.deliver(verdictHash({ ...verdictIn(made(docket)), ruling: 2 }), 2)
    expect(broken(docket)).toEqual([expect.stringContaining('delivers another verdict than this one')])
  })
})
