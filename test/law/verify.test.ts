/** The verifier: what passes, who vouches, and what liars are caught by. */
import { describe, expect, test, vi } from 'vitest'
import type { Anchors } from '#law/anchors'
import { hang, readAnchors } from '#law/anchors'
import type { ClaimName } from '#law/claims'
import { firstHead } from '#law/docket'
import type { Bodies, Kind, Line } from '#law/filing'
import { gazetteWord } from '#law/gazette'
import { encodeChoices } from '#law/question/choice'
import { rehear } from '#law/rehearing'
import { deliveryHash } from '#law/settlement'
import { chained, spellTranscript, type Transcript, verdictIn } from '#law/transcript'
import { verdictHash } from '#law/verdict'
import { verify } from '#law/verify'
import { QUICKNET } from '#primitives/beacon'
import { type Hex, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { beaconSignature } from '../support/beacon.ts'
import { forged, type Lie } from '../support/forgery.ts'
import { type Deed, type Heard, hearing, JURORS, type Options, SETTING } from '../support/hearing.ts'

vi.setConfig({ testTimeout: 60_000 }) // each look at a transcript costs a pairing per ballot

const deeds: readonly Deed[] = [
  { does: 'vote', choice: 1 },
  { does: 'nothing' },
  { does: 'recuse' },
  { does: 'spoil', choice: 1 },
  { does: 'change', from: 1, to: 2 },
  { does: 'openByHand', choice: 2 },
  { does: 'vote', choice: 2 },
  { does: 'botch' },
]
const heard = hearing({ seats: 11, jurors: 16, choices: 3, seatCap: 1, deed: (juror) => deeds[juror % 8]! })
const plain = hearing({ seats: 5 })

const failing = (transcript: Transcript, anchors?: Anchors): ClaimName[] =>
  verify(spellTranscript(transcript), anchors)
    .claims.filter(({ ok }) => !ok)
    .map(({ name }) => name)

/** Changes the body of the nth line of a kind. */
function line<K extends Kind>(kind: K, change: (body: Bodies[K]) => Partial<Bodies[K]>, nth = 0): Lie {
  return {
    lines: (lines) => {
      let seen = -1
      return lines.map((each) => {
        if (each.kind !== kind || ++seen !== nth) return each
        return { ...each, body: { ...each.body, ...change(each.body as Bodies[K]) } } as Line
      })
    },
  }
}
const caught = (lie: Lie, of: Heard = plain) => failing(forged(of, lie))

describe('what passes', () => {
  const hearings: Record<string, Options> = {
    'an ordinary hearing': {},
    'a capped panel in a small court': { seats: 5, jurors: 3, seatCap: 1 },
    'a strict court that sits with what it has': { seats: 5, jurors: 4, seatCap: 1, strict: true },
    'a second commit period, when no gazette came in the first': { gazettes: [false, true] },
    'a redraw, when the first sitting missed its quorum': {
      deed: (_, panel) => (panel === 0 ? { does: 'nothing' } : { does: 'vote', choice: 1 }),
    },
    'a quorum missed twice': { deed: () => ({ does: 'nothing' }) },
    'no gazette ever': { gazettes: [false, false] },
    'a tie': { seats: 4, jurors: 8, deed: (juror) => ({ does: 'vote', choice: (juror % 2) + 1 }) },
    'a judgement that nobody has signed yet': { upTo: 'judged' },
    'one attestor': { attestors: 1, k: 1 },
  }
  test.each(Object.entries(hearings))('%s', (_, options) => {
    const checked = verify(spellTranscript(hearing(options).transcript))
    expect(checked.claims.filter(({ ok }) => !ok)).toEqual([])
    expect(checked.ok).toBe(true)
    expect(checked.vouched).toBe('nobody')
  })
  test('every deed of jurors at once: votes, changes of mind, recusals, junk, openings by hand', () => {
    const checked = verify(spellTranscript(heard.transcript))
    expect(checked.claims.filter(({ ok }) => !ok)).toEqual([])
    const states = new Set(heard.transcript.sittings[0]!.leaves.map(({ state }) => state))
    expect([...states].sort()).toEqual(['absent', 'invalid', 'opened', 'recused', 'skipped', 'unopened'])
  })
  test('a contract account’s ballot counts, and is said to be attested, not proven', () => {
    const accounts = hearing({ deed: () => ({ does: 'voteAsContract', choice: 1 }) })
    const checked = verify(spellTranscript(accounts.transcript))
    expect(checked.ok).toBe(true)
    expect(checked.claims.find(({ name }) => name === 'ballots')!.detail).toMatch(/attested, not proven/)
  })
})

describe('who vouches', () => {
  const { transcript } = plain
  const file = spellTranscript(transcript)
  const deployment = {
    chainId: '31337',
    arbitrator:
      plain.transcript.entries[0]!.kind === 'open' ? plain.transcript.entries[0]!.body.facts.arbitrator : undefined,
  }
  const anchored = { ...deployment, beacon: SETTING.beacon }

  test('without anchors it is consistent, but vouched for by nobody', () => {
    expect(verify(file)).toMatchObject({ ok: true, vouched: 'nobody' })
  })
  test('with beacon, contract and attestors it is vouched for by k of them', () => {
    expect(verify(file, { ...anchored, attestors: [transcript.attestors] })).toMatchObject({
      ok: true,
      vouched: 'by 2 of 3 attestors',
    })
  })
  test('a roll’s root read from a chain vouches beside attestors, and for nothing that was cast without them', () => {
    const rolls = [{ epoch: String(plain.roll.epoch), rollsRoot: plain.rollsRoot }]
    expect(verify(file, { ...anchored, rolls })).toMatchObject({ ok: true, vouched: 'nobody' })
    const both = verify(file, { ...anchored, rolls, attestors: [transcript.attestors] })
    expect(both.vouched).toBe(`by 2 of 3 attestors and the roll of epoch ${plain.roll.epoch}`)
  })
  test('with one of the three missing, nobody vouches', () => {
    const all: Anchors = { ...anchored, attestors: [transcript.attestors] }
    for (const missing of ['chainId', 'arbitrator', 'beacon', 'attestors'] as const) {
      expect(verify(file, { ...all, [missing]: undefined }), missing).toMatchObject({ ok: true, vouched: 'nobody' })
    }
  })
  test('a first panel drawn from an invented roll is no reason for another one', () => {
    const redrawn = (pretended: (panel: number) => number) =>
      hearing({ pretended, deed: (_, panel) => (panel === 0 ? { does: 'nothing' } : { does: 'vote', choice: 1 }) })
    const rolls = [{ epoch: String(plain.roll.epoch), rollsRoot: plain.rollsRoot }]
    expect(failing(redrawn(() => 12).transcript, { ...anchored, rolls })).toEqual([])
    expect(failing(redrawn((panel) => (panel === 0 ? 20 : 12)).transcript, { ...anchored, rolls })).toEqual(['anchors'])
  })
  test('drand’s quicknet need not be named: it is built in', () => {
    const { publicKey, genesisAt, periodSeconds } = QUICKNET
    const real = { publicKey, genesisAt: String(genesisAt), periodSeconds: String(periodSeconds) }
    const heardAt = rehear(transcript, { fault: vi.fn(), note: vi.fn(), check: (_, __, what) => what() })!
    const onQuicknet = {
      ...heardAt,
      judged: { ...heardAt.judged, clockwork: { ...heardAt.judged.clockwork, beacon: QUICKNET } },
    }
    const findings = { fault: vi.fn(), note: vi.fn(), check: vi.fn() }
    const vouches = (anchors: Anchors) => hang(transcript, onQuicknet, anchors, findings)
    const attestors = [transcript.attestors]
    expect(vouches({ ...deployment, attestors })).toBe('by 2 of 3 attestors')
    expect(vouches({ ...deployment, attestors, beacon: real })).toBe('by 2 of 3 attestors')
    expect(vouches({ ...anchored, attestors })).toBe('nobody')
  })
  test('before anybody has signed, known attestors vouch for nothing', () => {
    const unsigned = hearing({ upTo: 'judged' })
    const anchors = { ...anchored, attestors: [unsigned.transcript.attestors] }
    expect(verify(spellTranscript(unsigned.transcript), anchors)).toMatchObject({ ok: true, vouched: 'nobody' })
  })
  test('an anchor that differs fails, by its name', () => {
    const other = `0x${'11'.repeat(20)}` as const
    const wrong: Anchors[] = [
      { chainId: '1' },
      { arbitrator: other },
      { beacon: { ...SETTING.beacon, genesisAt: '5' } },
      { attestors: [{ k: '1', members: [other] }] },
      { rolls: [{ epoch: String(plain.roll.epoch), rollsRoot: digest() }] },
      { chain: { facts: { openedAt: '5' } } },
      { chain: { policyHash: digest() } },
      { chain: { setting: { confirmSeconds: '0' } } },
      { chain: { gazettes: [{ serial: '1', word: digest() }] } },
      { chain: { deliveryHash: digest() } },
      { chain: { panels: [{ court: 0, version: 1, seats: 5, policyHash: plain.dispute.policyHash }] } },
    ]
    for (const anchors of wrong) expect(failing(transcript, anchors), JSON.stringify(anchors)).toEqual(['anchors'])
  })
  test('with the arbitrator’s own record it is vouched for by that', () => {
    const [{ gazette, at }] = plain.gazettes as [Heard['gazettes'][number]]
    const chain = {
      facts: { openedAt: plain.dispute.facts.openedAt, seats: '5' },
      policyHash: plain.dispute.policyHash,
      setting: SETTING,
      gazettes: [{ serial: '1', word: gazetteWord(gazette, at) }],
      configDigest: transcript.verdict.configDigest,
      deliveryHash: deliveryHash(verdictHash(verdictIn(transcript)), {
        ...verdictIn(transcript),
        deliverer: JURORS[61]!,
      }),
    }
    expect(verify(file, { ...deployment, chain }).vouched).toBe('by 2 of 3 attestors and the arbitrator’s own record')
  })
  test('a file of anchors is read strictly', () => {
    expect(readAnchors({ chainId: '1', attestors: [] })).toEqual({ chainId: '1', attestors: [] })
    expect(() => readAnchors({ chainId: 1 })).toThrow('decimal string')
    expect(() => readAnchors({ chain: {} })).toThrow('not from a file')
    expect(() => readAnchors({ beakon: 1 })).toThrow('no member "beakon"')
    expect(() => readAnchors([])).toThrow('expected a record')
  })
})

describe('an operator and k attestors lie together, and are caught', () => {
  test('nothing changed: the forger’s tools make an honest transcript', () => {
    expect(caught({})).toEqual([])
    expect(caught({}, heard)).toEqual([])
  })
  test('another seed: the signature of another beacon round', () => {
    const other = beaconSignature(Number(plain.dispute.sittings[0]!.seed!.beaconRound) + 1)
    expect(caught(line('draw', () => ({ signature: other })))).toEqual(expect.arrayContaining(['seed', 'draws']))
  })
  test('a later round with its own true signature: not the timetable’s', () => {
    const beaconRound = plain.dispute.sittings[0]!.seed!.beaconRound + 1
    const lie = line('draw', () => ({ beaconRound: String(beaconRound), signature: beaconSignature(beaconRound) }))
    expect(caught(lie)).toContain('seed')
  })
  test('a juror of their own instead of the one drawn', () => {
    const lie = line('draw', ({ draws }) => ({
      draws: draws.with(0, draws.find(({ number }) => number !== draws[0]!.number)!),
    }))
    expect(caught(lie)).toContain('draws')
  })
  test('another weight on the roll', () => {
    const lie = line('draw', ({ draws }) => ({ draws: draws.with(0, { ...draws[0]!, weight: '5' }) }))
    expect(caught(lie)).toContain('draws')
  })
  test('a roll that was never sealed', () => {
    const lie = line('draw', ({ roll }) => ({ roll: { ...roll, total: String(BigInt(roll.total) + 1n) } }))
    expect(caught(lie)).toEqual(expect.arrayContaining(['roll', 'draws']))
    expect(caught({ proof: (proof) => ({ ...proof, rollPath: proof.rollPath.toReversed() }) })).toContain('roll')
  })
  test('a seat that the cap forbids, and a skip that it does not ask for', () => {
    const draws = heard.dispute.sittings[0]!.draws
    const skipped = draws.findIndex(({ seated }) => !seated)
    expect(skipped).toBeGreaterThanOrEqual(0)
    for (const i of [skipped, 0]) {
      const lie = line('draw', (body) => ({
        draws: body.draws.with(i, { ...body.draws[i]!, seated: !body.draws[i]!.seated }),
      }))
      expect(caught(lie, heard)).toContain('panel')
    }
  })
  test('a panel that stops early, and one that goes on', () => {
    expect(caught(line('draw', ({ draws }) => ({ draws: draws.slice(0, -1) })))).toContain('panel')
    const more = caught({
      ...line('draw', ({ draws }) => ({ draws: [...draws, draws[0]!] })),
      proof: (proof) => ({ ...proof, drawPaths: [...proof.drawPaths, proof.drawPaths[0]!] }),
    })
    expect(more).toContain('panel')
  })
  test('a ballot that its juror never signed', () => {
    const commitment = digest(utf8('a forged commitment'))
    expect(caught(line('commit', () => ({ commitment })))).toContain('ballots')
  })
  test('a ballot said to be a contract account’s, though its key signed', () => {
    expect(caught(line('commit', () => ({ vouchedAt: '12' })))).toEqual(['ballots'])
  })
  test('a ballot for another R, or of a revision after the deadline', () => {
    expect(caught(line('commit', ({ beaconRound }) => ({ beaconRound: String(Number(beaconRound) + 1) })))).toContain(
      'ballots',
    )
    expect(caught(line('commit', ({ revision }) => ({ revision: String(Number(revision) * 2) })))).toContain('ballots')
  })
  test('a ballot after the commit deadline', () => {
    const late = plain.dispute.sittings[0]!.times.commitClosesAt
    const lie = {
      lines: (lines: readonly Line[]) =>
        lines.map((each) => (each.kind === 'commit' ? { ...each, acceptedAt: late } : each)),
    }
    expect(caught(lie)).toContain('ballots')
  })
  test('a ballot filed after the gazette, in time by a false clock', () => {
    const lie = (lines: readonly Line[]) => {
      const commit = lines.find(({ kind }) => kind === 'commit')!
      const gazette = lines.findIndex(({ kind }) => kind === 'gazette')
      return [...lines.slice(0, gazette + 1), commit, ...lines.slice(gazette + 1)]
    }
    expect(caught({ lines: lie })).toEqual(expect.arrayContaining(['docket', 'ballots']))
  })
  test('a gazette too late to admit anything, and one from before the deadline', () => {
    const { commitClosesAt, revealAt } = plain.dispute.sittings[0]!.times
    for (const at of [commitClosesAt, revealAt - 29])
      expect(caught(line('gazette', () => ({ at: String(at) }))).length).toBeGreaterThan(0)
  })
  test('an opening that is not the one committed to', () => {
    const lie = line('reveal', ({ openings }) => ({
      openings: openings.map((each) => ({ ...each, answer: encodeChoices([2]) })),
    }))
    expect(caught(lie)).toContain('openings')
  })
  test('a ballot called junk that opens', () => {
    const lie = line('reveal', ({ openings, junk }) => ({
      openings: openings.slice(1),
      junk: [...junk, openings[0]!.juror],
    }))
    expect(caught(lie).length).toBeGreaterThan(0)
    expect(caught(lie)).toContain('openings')
  })
  test('a ballot left closed, though the beacon’s signature opens it', () => {
    const { revealEndsAt } = plain.dispute.sittings[0]!.times
    const hide = (lines: readonly Line[]) => {
      const last = lines.findLastIndex(({ kind }) => kind === 'reveal')
      return [...lines.toSpliced(last, 1).slice(0, -1), { ...lines.at(-1)!, acceptedAt: revealEndsAt }]
    }
    const checked = verify(spellTranscript(forged(plain, { lines: hide })))
    const failed = checked.claims.filter(({ ok }) => !ok)
    expect(failed.map(({ name }) => name)).toEqual(['openings'])
    expect(failed[0]!.detail).toMatch(/opens, and was left closed/)
  })
  test('a reveal signature that is not R’s', () => {
    const lie = line('reveal', () => ({ signature: beaconSignature(1) }))
    expect(caught(lie)).toContain('reveal')
  })
  test('a judgement before its time, and one never due', () => {
    const early = plain.dispute.sittings[0]!.times.commitOpensAt
    const hasten = (lines: readonly Line[]) => [...lines.slice(0, 5), { ...lines.at(-1)!, acceptedAt: early }]
    expect(caught({ lines: hasten })).toEqual(expect.arrayContaining(['timetable']))
  })
  test('a wrong step of the tally, with its root and its ruling', () => {
    const lie = (transcript: Transcript): Transcript => {
      const [sitting] = transcript.sittings as [Transcript['sittings'][number]]
      const leaves = sitting.leaves.map((leaf) => ({
        ...leaf,
        tally: { ...leaf.tally, choices: leaf.tally.choices.with(1, '0').with(2, leaf.tally.choices[1]!) },
      }))
      return { ...transcript, sittings: [{ ...sitting, leaves }] }
    }
    expect(caught({ transcript: lie })).toEqual(expect.arrayContaining(['tally', 'root', 'ruling']))
  })
  test('a verdict that says something else, member by member', () => {
    const { verdict } = plain.transcript
    for (const member of Object.keys(verdict) as (keyof typeof verdict)[]) {
      const value = verdict[member]
      const other =
        typeof value === 'boolean' ? !value : value.startsWith('0x') ? digest(utf8(member)) : String(Number(value) + 1)
      const names = caught({ transcript: (t) => ({ ...t, verdict: { ...t.verdict, [member]: other } }) })
      expect(names, member).toContain('verdict')
    }
  })
  test('the law itself: another policy than the one the verdict names', () => {
    const lie = line('open', ({ policy }) => ({ policy: { ...policy, text: 'Decide for whoever pays.' } }))
    // The whole file agrees with itself, so only what the reader believes beforehand can tell.
    const transcript = forged(plain, lie)
    expect(failing(transcript)).toEqual([])
    expect(failing(transcript, { chain: { policyHash: plain.dispute.policyHash } })).toEqual(['anchors'])
  })
  test('faults say where: a forged opening names its leaf’s sitting, a forged ballot its juror and entry', () => {
    const lie = line('commit', () => ({ commitment: digest() }))
    const checked = verify(spellTranscript(forged(plain, lie)))
    const [fault] = checked.claims.find(({ name }) => name === 'ballots')!.faults
    const entry = plain.entries.find(({ kind }) => kind === 'commit')!
    expect(fault!.at).toEqual({
      kind: 'ballot',
      panel: 0,
      juror: (entry.body as Bodies['commit']).juror,
      entry: entry.number,
    })
  })
})

describe('signatures of attestors', () => {
  const { transcript } = plain
  const [first, second] = transcript.attestations as [Hex, Hex]
  const cases: Record<string, readonly Hex[]> = {
    'one too few': [first],
    'one too many': [first, second, first],
    'the same twice': [first, first],
    'in another order': [second, first],
    'of something else': [first, transcript.final!.signatures[0]!],
  }
  test.each(Object.entries(cases))('refused: %s', (_, attestations) => {
    expect(failing({ ...transcript, attestations })).toEqual(['attestations'])
  })
  test('refused: by a set that the verdict does not name', () => {
    const attestors = { ...transcript.attestors, k: '1' }
    expect(failing({ ...transcript, attestors, attestations: [first] })).toEqual(['verdict'])
  })
})

describe('appendices', () => {
  const { transcript } = plain
  test('a delivery of another verdict, and a ruling other than the delivered one', () => {
    const { entries } = transcript.afterwards
    const delivered = entries.map((each) =>
      each.kind === 'deliver' ? { ...each, body: { ...each.body, verdictHash: digest() } } : each,
    )
    expect(failing({ ...transcript, afterwards: { ...transcript.afterwards, entries: delivered } })).toEqual([
      'afterwards',
    ])
    const ruled = entries.map((each) =>
      each.kind === 'rule' ? { ...each, body: { ...each.body, ruling: '2' } } : each,
    )
    expect(failing({ ...transcript, afterwards: { ...transcript.afterwards, entries: ruled } })).toEqual(['afterwards'])
  })
  test('a ruling that the deadline made final while a window was open, and one from just before', () => {
    const { dispute, transcript: slow } = hearing({ seats: 5, terms: { appealSeconds: 60 * 86_400 } })
    const ruledAt = (at: number): Transcript => {
      const entries = slow.afterwards.entries.map((each) =>
        each.kind === 'rule' ? { ...each, acceptedAt: String(at + 60), body: { ...each.body, at: String(at) } } : each,
      )
      const before = chained(dispute.key, { number: 0, head: firstHead(dispute.key) }, slow.entries)
      const { head } = chained(dispute.key, before.at(-1)!, entries).at(-1)!
      return { ...slow, afterwards: { entries, head } }
    }
    expect(failing(ruledAt(dispute.deadlineAt))).toEqual([])
    expect(failing(ruledAt(dispute.deadlineAt - 1))).toEqual(['afterwards'])
  })
  test('a final statement without a ruling, or of another serial', () => {
    expect(failing({ ...transcript, final: { ...transcript.final!, serial: '2' } })).toEqual(['afterwards'])
    const unruled = hearing({ seats: 5, upTo: 'attested' }).transcript
    expect(failing({ ...unruled, final: transcript.final })).toEqual(['afterwards'])
  })
})
