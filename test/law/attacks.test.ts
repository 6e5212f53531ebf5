/** Attacks on one dispute, by name. Each title says who tries what; the refusal, or the verdict, says what comes of it. */
import { describe, expect, test } from 'vitest'
import { openingOf } from '#jurors/ballot'
import { decide, due, MOST_BALLOTS, MOST_EXHIBITS_OF_PARTY, nextDueAt } from '#law/decide'
import { openDispute, periodOf, present, record } from '#law/dispute'
import { GAZETTE_MARGIN_SECONDS } from '#law/period'
import { encodeChoices } from '#law/question/choice'
import { eligible, judgement, panelLeaves } from '#law/sitting'
import type { Hex } from '#primitives/bytes'
import { beaconSignature } from '../support/beacon.ts'
import { Bench } from '../support/bench.ts'
import { ballotKeyOf, courtRoll, JURORS, opening } from '../support/hearing.ts'

const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

describe('a ballot', () => {
  const bench = new Bench({ seats: 5 }).toCommit()
  const [first, second] = bench.drawn as [number, number]
  const stranger = JURORS.findIndex((_, i) => i < 12 && !bench.drawn.includes(i))
  const open = bench.times.commitOpensAt + 5

  test('of somebody who was not drawn is refused', () => {
    expect(bench.refusal(bench.ballot(stranger, 1), open)).toMatchObject({ code: 'NotDrawn' })
  })

  test('that comes before the commit period, or with its last second gone, is refused', () => {
    const { commitOpensAt, commitClosesAt } = bench.times
    const ballot = bench.ballot(first, 1)
    expect(bench.refusal(ballot, commitOpensAt - 1)).toMatchObject({ code: 'WrongPeriod', period: 'draw' })
    expect(bench.refusal(ballot, commitClosesAt)).toMatchObject({ code: 'WrongPeriod', period: 'reveal' })
    expect(bench.refusal(ballot, commitClosesAt - 1)).toBeUndefined()
  })

  test('for another panel or another reveal round is refused', () => {
    expect(bench.refusal(bench.ballot(first, 1, { panel: 1 }), open)).toMatchObject({ code: 'WrongPanel', expected: 0 })
    const early = bench.ballot(first, 1, { beaconRound: bench.times.beaconRound - 1 })
    expect(bench.refusal(early, open)).toMatchObject({ code: 'WrongBeaconRound', expected: bench.times.beaconRound })
  })

  test('signed for another dispute, chain or contract is refused', () => {
    const elsewhere = new Bench({ seats: 5, disputeId: 2 }).toCommit()
    expect(bench.refusal({ ...elsewhere.ballot(first, 1), beaconRound: bench.times.beaconRound }, open)).toMatchObject({
      code: 'BadSignature',
    })
  })

  test('dated after the commit deadline is refused, so nobody can hold the last word in reserve', () => {
    const revision = bench.times.commitClosesAt * 1000 + 1
    expect(bench.refusal(bench.ballot(first, 1, { revision }), open)).toMatchObject({ code: 'RevisionInFuture' })
  })

  test('with the twin signature of upper s is refused', () => {
    const ballot = bench.ballot(first, 1)
    const s = CURVE_ORDER - BigInt(`0x${ballot.signature.slice(66, 130)}`)
    const v = ballot.signature.endsWith('1b') ? '1c' : '1b'
    const twin = `${ballot.signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${v}` as Hex
    expect(bench.refusal({ ...ballot, signature: twin }, open)).toMatchObject({ code: 'BadSignature' })
  })

  test('whose ciphertext is short, long, or no point of the curve is refused', () => {
    const ballot = bench.ballot(first, 1)
    const junk = [
      ballot.sealed.slice(0, -2),
      `${ballot.sealed}00`,
      `0x${'11'.repeat(96)}${ballot.sealed.slice(194)}`,
    ] as Hex[]
    const infinity = `0xc0${'00'.repeat(95)}${ballot.sealed.slice(194)}` as Hex
    for (const sealed of [...junk, infinity]) {
      expect(bench.refusal(bench.signed(first, { ...ballot, sealed }), open)).toMatchObject({ code: 'MalformedSeal' })
    }
  })

  test('signed by another juror is refused', () => {
    const ballot = bench.ballot(first, 1)
    expect(bench.refusal(bench.signed(second, ballot), open)).toMatchObject({ code: 'BadSignature' })
  })

  test('sent twice is recorded once, and the second answer points at the first', () => {
    const own = new Bench({ seats: 5 }).toCommit()
    const ballot = own.ballot(first, 1)
    expect(own.file(ballot, open)).toBeUndefined()
    expect(own.refusal(ballot, open + 60)).toEqual({ code: 'AlreadyRecorded', number: own.dispute.number })
    expect(own.refusal(ballot, own.times.commitClosesAt + 60)).toMatchObject({ code: 'AlreadyRecorded' })
  })

  test('may be changed often, and not without end', { timeout: 60_000 }, () => {
    const own = new Bench({ seats: 5 }).toCommit()
    const revision = own.times.commitOpensAt * 1000
    for (let i = 0; i < MOST_BALLOTS; i++)
      expect(own.file(own.ballot(first, 1, { revision: revision + i }), open)).toBeUndefined()
    expect(own.refusal(own.ballot(first, 1, { revision: revision + 99 }), open)).toMatchObject({
      code: 'TooManyBallots',
    })
  })

  test('after a recusal is refused, and so is a second recusal', () => {
    const own = new Bench({ seats: 5 }).toCommit()
    expect(own.file(own.recusal(first), open)).toBeUndefined()
    expect(own.refusal(own.ballot(first, 1), open)).toMatchObject({ code: 'AlreadyRecused' })
    expect(own.refusal(own.recusal(first), open)).toMatchObject({ code: 'AlreadyRecorded' })
    expect(own.refusal(own.recusal(first, 'I changed my reason.'), open)).toMatchObject({ code: 'AlreadyRecused' })
    expect(own.refusal(own.recusal(stranger), open)).toMatchObject({ code: 'NotDrawn' })
    expect(own.refusal({ ...own.recusal(second), reason: 'another reason' }, open)).toMatchObject({
      code: 'BadSignature',
    })
    expect(own.refusal(own.recusal(second, 'x'.repeat(1001)), open)).toMatchObject({ code: 'TextTooLong' })
  })
})

describe('which ballot counts', () => {
  test('is the one of the highest revision, in whatever order they arrive', () => {
    for (const order of [
      [1, 2, 3],
      [3, 1, 2],
      [2, 3, 1],
    ]) {
      const bench = new Bench({ seats: 5 }).toCommit()
      const [juror] = bench.drawn as [number]
      const at = bench.times.commitOpensAt + 5
      for (const n of order) bench.file(bench.ballot(juror, n % 3, { revision: at * 1000 + n }), at)
      bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
      expect(eligible(bench.dispute.postings, bench.sitting).get(JURORS[juror]!)!.revision).toBe(at * 1000 + 3)
    }
  })

  test('of two with one revision, is the smaller commitment: two openings of one ballot do not exist', () => {
    const commitments = [
      [1, 2],
      [2, 1],
    ].map((order) => {
      const bench = new Bench({ seats: 5 }).toCommit()
      const [juror] = bench.drawn as [number]
      const at = bench.times.commitOpensAt + 5
      const both = order.map((choice) => bench.ballot(juror, choice))
      for (const ballot of both) expect(bench.file(ballot, at)).toBeUndefined()
      bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
      const counting = eligible(bench.dispute.postings, bench.sitting).get(JURORS[juror]!)!
      expect(counting.commitment).toBe(both.map((b) => b.commitment).sort()[0])
      return counting.commitment
    })
    expect(commitments[0]).toBe(commitments[1])
  })

  test('is none that no gazette held before R, however its receipt is dated', () => {
    const bench = new Bench({ seats: 5 }).toCommit()
    const at = bench.times.commitOpensAt + 5
    const [honest, ...late] = bench.drawn as [number, ...number[]]
    bench.file(bench.ballot(honest, 1), at)
    const posted = bench.posting(bench.times.commitClosesAt + 1)
    // The operator appends more ballots to the docket in secret, dated in time, after the posting was made.
    for (const juror of late) bench.file(bench.ballot(juror, 2), bench.times.commitClosesAt - 1)
    bench.file(posted, bench.times.commitClosesAt + 61)
    bench.file(bench.posting(bench.times.revealAt - 29, 2), bench.times.revealAt + 30)
    expect([...eligible(bench.dispute.postings, bench.sitting).keys()]).toEqual([JURORS[honest]])
  })

  test('is still one that its juror would take back once ballots can be read, however the recusal is dated', () => {
    const bench = new Bench({ seats: 5 }).toCommit()
    const { commitOpensAt, commitClosesAt, revealAt } = bench.times
    const [loser, honest] = bench.drawn as [number, number]
    bench.file(bench.recusal(honest), commitOpensAt + 5)
    bench.file(bench.ballot(loser, 1), commitOpensAt + 5)
    const posted = bench.posting(commitClosesAt + 1)
    expect(bench.file(bench.recusal(loser), commitClosesAt - 1)).toBeUndefined()
    bench.file(posted, commitClosesAt + 61)
    bench.file(bench.unsealing(), revealAt)
    const leaves = panelLeaves(bench.dispute)
    const states = new Map(leaves.map(({ number, state }) => [number, state]))
    expect([states.get(loser), states.get(honest)]).toEqual(['opened', 'recused'])
  })

  test('is none at all if the posting came in the last half minute before R, and the panel commits again', () => {
    const bench = new Bench({ seats: 5 }).toCommit()
    const first = bench.times
    for (const juror of bench.drawn) bench.file(bench.ballot(juror, 1), first.commitOpensAt + 5)
    bench.file(bench.posting(first.revealAt - 29), first.revealAt + 1)
    const confirmed = first.revealAt + bench.dispute.clockwork.confirmSeconds
    expect(due(bench.dispute, confirmed - 1)).toEqual([])
    // Nobody had to say that the period was over: the next ballot finds the second commit period open.
    bench.file({ kind: 'pass' }, confirmed)
    expect(bench.sitting.again).toBe(true)
    expect(bench.times.beaconRound).toBeGreaterThan(first.beaconRound)
    expect(bench.times.commitOpensAt).toBe(confirmed)
    for (const juror of bench.drawn) expect(bench.file(bench.ballot(juror, 2), confirmed + 1)).toBeUndefined()
    bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
    bench.file(bench.unsealing(), bench.times.revealAt)
    expect(judgement(bench.dispute).ruling).toBe(2)
  })

  test('a posting of a head that this docket never had is refused', () => {
    const bench = new Bench().toCommit()
    const posting = bench.posting(bench.times.commitClosesAt + 1)
    expect(bench.refusal({ ...posting, head: `0x${'ab'.repeat(32)}` }, posting.at)).toMatchObject({
      code: 'HeadMismatch',
    })
    expect(bench.refusal({ ...posting, number: posting.number + 1 }, posting.at)).toMatchObject({
      code: 'HeadMismatch',
      expected: null,
    })
    bench.file(posting, posting.at)
    expect(bench.refusal(posting, posting.at)).toMatchObject({ code: 'AlreadyRecorded' })
  })
})

describe('the reveal', () => {
  const sealed = () => {
    const bench = new Bench({ seats: 5 }).toCommit()
    for (const juror of bench.drawn) bench.file(bench.ballot(juror, 1), bench.times.commitOpensAt + 5)
    bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
    return bench
  }
  const byHand = (bench: Bench, juror: number, choice: number) => {
    const revision = bench.sitting.ballots.get(JURORS[juror]!)!.at(-1)!.revision
    const place = {
      disputeKey: bench.dispute.key,
      panel: bench.sitting.panel,
      juror: JURORS[juror]!,
      beaconRound: bench.times.beaconRound,
      revision,
    }
    return {
      kind: 'reveal',
      panel: 0,
      juror: JURORS[juror]!,
      answer: encodeChoices([choice]),
      opening: openingOf(ballotKeyOf(juror), place),
    } as const
  }

  test('takes no signature but that of R', () => {
    const bench = sealed()
    const { beaconRound, revealAt } = bench.times
    expect(bench.refusal(bench.unsealing(beaconSignature(beaconRound - 1)), revealAt)).toMatchObject({
      code: 'BadBeaconSignature',
    })
    expect(bench.refusal(bench.unsealing(`0x${'00'.repeat(48)}`), revealAt)).toMatchObject({
      code: 'BadBeaconSignature',
    })
    expect(bench.refusal(bench.unsealing(), revealAt - 1)).toMatchObject({ code: 'WrongPeriod' })
  })

  test('refuses an opening that a juror shows before R', () => {
    const bench = sealed()
    expect(bench.refusal(byHand(bench, bench.drawn[0]!, 1), bench.times.revealAt - 1)).toMatchObject({
      code: 'WrongPeriod',
    })
  })

  test('refuses an opening that is not what was committed, of one who did not commit, or a second one', () => {
    const bench = sealed()
    const [juror] = bench.drawn as [number]
    const now = bench.times.revealAt
    expect(bench.refusal(byHand(bench, juror, 2), now)).toMatchObject({ code: 'CommitmentMismatch' })
    expect(bench.refusal({ ...byHand(bench, juror, 1), juror: JURORS[40]! }, now)).toMatchObject({ code: 'NoBallot' })
    expect(bench.file(byHand(bench, juror, 1), now)).toBeUndefined()
    expect(bench.refusal(byHand(bench, juror, 1), now)).toMatchObject({ code: 'AlreadyOpened' })
  })

  test('ends early when every ballot is open and every posting from before it is confirmed, and not before', () => {
    const bench = sealed()
    const { revealAt } = bench.times
    const confirmed = revealAt - GAZETTE_MARGIN_SECONDS + bench.dispute.clockwork.confirmSeconds
    expect(due(bench.dispute, confirmed)).toEqual([])
    bench.file(bench.unsealing(), revealAt)
    expect(due(bench.dispute, confirmed - 1)).toEqual([])
    expect(nextDueAt(bench.dispute)).toBe(confirmed)
    expect(due(bench.dispute, confirmed).map(({ kind }) => kind)).toEqual(['judge'])
  })

  test('a commitment copied from another juror opens for nobody', () => {
    const bench = new Bench({ seats: 5 }).toCommit()
    const [victim, thief] = bench.drawn as [number, number]
    const at = bench.times.commitOpensAt + 5
    const honest = bench.ballot(victim, 1)
    bench.file(honest, at)
    expect(bench.file(bench.signed(thief, { ...honest, juror: JURORS[thief]! }), at)).toBeUndefined()
    bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
    bench.file(bench.unsealing(), bench.times.revealAt)
    expect(bench.sitting.openings.get(honest.commitment)?.juror).toBe(JURORS[victim]!)
    expect(panelLeaves(bench.dispute).map(({ juror, state }) => [juror, state])).toEqual(
      expect.arrayContaining([
        [JURORS[victim], 'opened'],
        [JURORS[thief], 'unopened'],
      ]),
    )
    expect(bench.sitting.junk.has(JURORS[thief]!)).toBe(true)
    const stolen = { ...byHand(bench, victim, 1), juror: JURORS[thief]! }
    expect(bench.refusal(stolen, bench.times.revealAt)).toMatchObject({ code: 'CommitmentMismatch' })
  })
})

describe('the draw', () => {
  test('needs the signature of its own round, at its time', () => {
    const bench = new Bench()
    const draw = bench.drawFiling()
    const { drawAt, seedRound } = bench.times
    expect(bench.refusal(draw, drawAt - 1)).toMatchObject({ code: 'WrongPeriod', period: 'evidence' })
    expect(bench.refusal({ ...draw, signature: beaconSignature(seedRound + 1) }, drawAt)).toMatchObject({
      code: 'BadBeaconSignature',
    })
  })

  test('from another roll, of another court, or from an empty one is refused', () => {
    const bench = new Bench()
    const draw = bench.drawFiling()
    const now = bench.times.drawAt + 3
    expect(bench.refusal({ ...draw, roll: { ...draw.roll, epoch: draw.roll.epoch - 1 } }, now)).toMatchObject({
      code: 'RollNotInForce',
    })
    expect(bench.refusal({ ...draw, roll: { ...draw.roll, court: 0 } }, now)).toMatchObject({ code: 'WrongRoll' })
    expect(bench.refusal({ ...draw, roll: { ...draw.roll, total: 0n } }, now)).toMatchObject({ code: 'EmptyRoll' })
  })

  test('with one juror exchanged, one weight raised, one path bent, one draw left out or one too many is refused', () => {
    const bench = new Bench({ seats: 5 })
    const draw = bench.drawFiling()
    const now = bench.times.drawAt + 3
    const [one, ...rest] = draw.draws
    const friend = courtRoll(12)
    const lies = [
      {
        draws: [
          { ...one!, number: (one!.number + 1) % 12, address: friend.addressOf((one!.number + 1) % 12) },
          ...rest,
        ],
      },
      { draws: [{ ...one!, weight: one!.weight + 1n }, ...rest] },
      { paths: [draw.paths[0]!.map((byte, i) => (i === 40 ? byte ^ 1 : byte)), ...draw.paths.slice(1)] },
      { paths: [draw.paths[0]!.slice(0, -48), ...draw.paths.slice(1)] },
      { draws: draw.draws.slice(0, -1), paths: draw.paths.slice(0, -1) },
      { draws: [...draw.draws, draw.draws[0]!], paths: [...draw.paths, draw.paths[0]!] },
    ]
    for (const lie of lies) expect(bench.refusal({ ...draw, ...lie }, now)).toMatchObject({ code: 'WrongDraw' })
    expect(bench.file(draw, now)).toBeUndefined()
    expect(bench.refusal(draw, now)).toMatchObject({ code: 'AlreadyDrawn' })
  })

  test('that never comes is drawn anew once, and then the court refuses to arbitrate', () => {
    const bench = new Bench()
    bench.file({ kind: 'pass' }, bench.times.commitClosesAt)
    expect(bench.sitting.panel).toBe(1)
    expect(bench.times.drawAt).toBeGreaterThan(bench.dispute.sittings[0]!.times.revealEndsAt)
    bench.file({ kind: 'pass' }, bench.times.commitClosesAt)
    expect(bench.sitting.judged).toMatchObject({ ruling: 0, tied: true, draws: 0 })
  })

  test('one juror holding all stake takes every seat and casts one ballot', () => {
    const roll = courtRoll(1)
    const bench = new Bench({ jurors: 1 })
    expect(bench.file(bench.drawFiling(1), bench.times.drawAt + 3)).toBeUndefined()
    expect(bench.drawn).toEqual([0])
    expect(bench.sitting.draws.at(-1)!.held).toBe(3)
    expect(roll.header.jurors).toBe(1)
  })
})

describe('a reveal period shorter than the chain takes to confirm', () => {
  test('loses no ballot whose posting is still to be seen', () => {
    const bench = new Bench({ seats: 5, terms: { revealSeconds: 1 } }).toCommit()
    for (const juror of bench.drawn) bench.file(bench.ballot(juror, 2), bench.times.commitOpensAt + 5)
    const posted = bench.posting(bench.times.revealAt - 30)
    const seenAt = bench.times.revealAt - 30 + bench.dispute.clockwork.confirmSeconds
    expect(bench.times.revealEndsAt).toBeLessThan(seenAt)
    expect(due(bench.dispute, seenAt - 1)).toEqual([])
    expect(bench.file(posted, seenAt)).toBeUndefined()
    bench.file(bench.unsealing(), seenAt)
    bench.file({ kind: 'pass' }, seenAt + 1)
    expect(bench.sitting.judged).toMatchObject({ ruling: 2 })
  })

  test('nor one of a second posting that holds more than the first', () => {
    const bench = new Bench({ seats: 5, terms: { revealSeconds: 1 } }).toCommit()
    const { revealAt, revealEndsAt } = bench.times
    for (const juror of bench.drawn) bench.file(bench.ballot(juror, 2), bench.times.commitOpensAt + 5)
    bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
    expect(due(bench.dispute, revealEndsAt)).toEqual([])
    expect(nextDueAt(bench.dispute)).toBeGreaterThan(revealAt - 30 + bench.dispute.clockwork.confirmSeconds)
  })
})

describe('silence', () => {
  test('nobody votes: a second panel is drawn, and if it is silent too the ruling is 0', () => {
    const bench = new Bench().toCommit()
    bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
    bench.file({ kind: 'pass' }, bench.times.revealEndsAt)
    expect(bench.sitting.panel).toBe(1)
    bench.toCommit()
    bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
    bench.file({ kind: 'pass' }, bench.times.revealEndsAt)
    expect(bench.sitting.judged).toMatchObject({ ruling: 0, tied: true })
  })

  test('half of the seats is no quorum', () => {
    const bench = new Bench({ seats: 4, seatCap: 1 }).toCommit()
    for (const juror of bench.drawn.slice(0, 2)) bench.file(bench.ballot(juror, 1), bench.times.commitOpensAt + 5)
    bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
    bench.file(bench.unsealing(), bench.times.revealAt)
    expect(due(bench.dispute, bench.times.revealEndsAt).map(({ kind }) => kind)).toEqual(['redraw'])
  })

  test('a tie refuses to arbitrate whatever came first', () => {
    const bench = new Bench({ seats: 4, seatCap: 1 }).toCommit()
    for (const [i, juror] of bench.drawn.entries())
      bench.file(bench.ballot(juror, 1 + (i % 2)), bench.times.commitOpensAt + 5)
    bench.file(bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)
    bench.file(bench.unsealing(), bench.times.revealAt)
    bench.file({ kind: 'pass' }, bench.times.revealEndsAt)
    expect(bench.sitting.judged).toMatchObject({ ruling: 0, tied: true })
  })
})

describe('exhibits', () => {
  const shown = (party: Hex, n: number) =>
    ({ kind: 'evidence', party, reference: `/${n}`, meta: false, check: 'unchecked', at: '1' }) as const

  test('one party cannot show so many that the docket becomes too long to read, nor crowd out the other', () => {
    const bench = new Bench({ seats: 3 })
    const at = bench.times.drawAt - 100
    for (let n = 0; n < MOST_EXHIBITS_OF_PARTY; n++) expect(bench.file(shown(JURORS[0]!, n), at)).toBeUndefined()
    expect(bench.refusal(shown(JURORS[0]!, 999), at)).toMatchObject({ code: 'TooManyExhibits' })
    expect(bench.refusal(shown(JURORS[1]!, 999), at)).toBeUndefined()
    // What stands already may still be looked at.
    expect(bench.refusal({ ...shown(JURORS[0]!, 0), check: 'matches' }, at)).toBeUndefined()
  })
})

describe('the end', () => {
  test('a final ruling takes nothing more, and a void dispute nothing at all', () => {
    const bench = new Bench().toCommit()
    const now = bench.times.revealEndsAt
    const tx = `0x${'11'.repeat(32)}` as const
    expect(bench.file({ kind: 'rule', ruling: 0, executed: false, expired: true, at: now, tx }, now)).toBeUndefined()
    expect(periodOf(bench.dispute, now).period).toBe('execution')
    expect(bench.refusal({ kind: 'rule', ruling: 0, executed: false, expired: true, at: now, tx }, now)).toMatchObject({
      code: 'AlreadyRecorded',
    })
    expect(bench.file({ kind: 'rule', ruling: 0, executed: true, expired: true, at: now, tx }, now)).toBeUndefined()
    expect(due(bench.dispute, now + 10 ** 6)).toEqual([])
    bench.file({ kind: 'void', reason: 'the chain took the opening back' }, now)
    expect(bench.refusal({ kind: 'pass' }, now)).toMatchObject({ code: 'DisputeVoid' })
  })

  test('the docket alone gives the state back', () => {
    const body = opening()
    const { dispute, entry } = openDispute(body, Number(body.facts.openedAt))
    const { after, entries } = record(dispute, due(dispute, present(dispute).times.commitClosesAt))
    expect(entries.map(({ kind }) => kind)).toEqual(['redraw'])
    expect(after.heads).toEqual([entry.head, entries[0]!.head])
    expect(decide(after, { kind: 'pass' }, present(after).times.drawAt)).toMatchObject({ ok: false })
  })
})
