/** The lane: ballots that jurors bring by their own transactions are heard like any other, whatever the court does. */
import { describe, expect, test, vi } from 'vitest'
import { openingOf, sealBallot } from '#jurors/ballot'
import { due, MOST_AHEAD } from '#law/decide'
import type { Filing } from '#law/filing'
import { faultInLane } from '#law/lane'
import { GAZETTE_MARGIN_SECONDS } from '#law/period'
import { answerBytes, encodeChoices } from '#law/question/choice'
import { eligible, panelLeaves } from '#law/sitting'
import { spellLeaf } from '#law/transcript'
import type { Address, Digest } from '#primitives/bytes'
import { ZERO32 } from '#primitives/bytes'
import { LOCAL_BEACON } from '../support/beacon.ts'
import { Bench } from '../support/bench.ts'
import { ballotKeyOf, JURORS } from '../support/hearing.ts'

vi.setConfig({ testTimeout: 30_000 })

const TX: Digest = `0x${'7a'.repeat(32)}`
type InLane = Extract<Filing, { kind: 'commitInLane' }>

/** A juror's ballot as the chain tells of it. */
function inLane(bench: Bench, juror: number, choice: number, change: Partial<InLane> = {}): InLane {
  const { beaconRound, commitOpensAt } = bench.times
  const { panel = bench.sitting.panel, revision = commitOpensAt * 1000 + 2 } = change
  const place = { disputeKey: bench.dispute.key, panel, juror: JURORS[juror]!, beaconRound, revision }
  const padded = answerBytes(bench.dispute.question)
  const { commitment, sealed } = sealBallot(LOCAL_BEACON, ballotKeyOf(juror), place, encodeChoices([choice]), padded)
  const { disputeKey: _, ...told } = place
  return { kind: 'commitInLane', ...told, commitment, sealed, at: commitOpensAt + 10, tx: TX, ...change }
}

/** What opens it. */
function shown(bench: Bench, ballot: InLane, juror: number, choice: number, at: number) {
  const { panel, beaconRound, revision, commitment } = ballot
  const place = { disputeKey: bench.dispute.key, panel, juror: ballot.juror, beaconRound, revision }
  const opening = openingOf(ballotKeyOf(juror), place)
  return { panel, juror: ballot.juror, commitment, answer: encodeChoices([choice]), opening, at, tx: TX }
}

const lawful = (bench: Bench, filing: Filing, now: number) => expect(bench.file(filing, now)).toBeUndefined()
const states = (bench: Bench) =>
  new Map(
    panelLeaves(bench.dispute).flatMap(({ juror, state, choice }) =>
      state === 'skipped' ? [] : [[juror, state === 'opened' ? choice : state] as const],
    ),
  )
const drawn = () => {
  const bench = new Bench({ seats: 5 }).toCommit()
  return { bench, jurors: bench.drawn as [number, number, number], open: bench.times.commitOpensAt + 20 }
}
const gazetted = (bench: Bench) =>
  lawful(bench, bench.posting(bench.times.commitClosesAt + 1), bench.times.commitClosesAt + 61)

describe('a ballot in the lane', () => {
  test('counts without a gazette, and the others weren’t heard', () => {
    const { bench, jurors, open } = drawn()
    // no gazette came for the first R either: the panel commits again
    bench.file({ kind: 'pass' }, bench.times.revealAt + bench.dispute.clockwork.confirmSeconds)
    expect(bench.sitting.again).toBe(true)
    lawful(bench, inLane(bench, jurors[0], 2), Math.max(open, bench.times.commitOpensAt + 20))
    lawful(bench, bench.unsealing(), bench.times.revealAt)
    expect(states(bench).get(JURORS[jurors[0]]!)).toBe(2)
    expect(states(bench).get(JURORS[jurors[1]]!)).toBe('unheard')
  })

  test('takes the place of a worse one in the docket, and no better one', () => {
    const { bench, jurors, open } = drawn()
    const [first, second] = jurors
    lawful(bench, bench.ballot(first, 1), open)
    lawful(bench, bench.ballot(second, 1, { revision: bench.times.commitOpensAt * 1000 + 9 }), open)
    lawful(bench, inLane(bench, first, 2), open)
    lawful(bench, inLane(bench, second, 2), open)
    gazetted(bench)
    lawful(bench, bench.unsealing(), bench.times.revealAt)
    expect([first, second].map((juror) => states(bench).get(JURORS[juror]!))).toEqual([2, 1])
  })

  test('is named by its own commitment and by no entry, which is what the contract holds it to', () => {
    const { bench, jurors, open } = drawn()
    const ballot = inLane(bench, jurors[0], 2)
    lawful(bench, ballot, open)
    gazetted(bench)
    lawful(bench, bench.unsealing(), bench.times.revealAt)
    const leaf = spellLeaf(panelLeaves(bench.dispute).find(({ juror }) => juror === ballot.juror)!)
    expect(leaf).toMatchObject({ commitment: ballot.commitment, entryHash: ZERO32 })
    const heard = { panel: 0, times: bench.times, confirmSeconds: bench.dispute.clockwork.confirmSeconds }
    expect(faultInLane(leaf, { ballots: [ballot], lights: [] }, heard)).toBeUndefined()
    expect(faultInLane(leaf, { ballots: [], lights: [] }, heard)).toMatch(/^the lane holds no such ballot/)
    const better = { ...ballot, revision: ballot.revision + 1 }
    expect(faultInLane(leaf, { ballots: [ballot, better], lights: [] }, heard)).toMatch(/holds a better ballot/)
  })

  test('of somebody who was not drawn is refused, and so is the same one again', () => {
    const { bench, jurors, open } = drawn()
    const stranger = JURORS.findIndex((_, i) => i < 12 && !bench.drawn.includes(i))
    expect(bench.refusal(inLane(bench, stranger, 1), open)).toMatchObject({ code: 'NotDrawn' })
    lawful(bench, inLane(bench, jurors[0], 1), open)
    expect(bench.refusal(inLane(bench, jurors[0], 1), open)).toMatchObject({ code: 'AlreadyRecorded' })
  })

  test('sent before the court has drawn the panel counts once it has', () => {
    const { bench: other, jurors } = drawn()
    const ballot = inLane(other, jurors[0], 2)
    const bench = new Bench({ seats: 5 })
    lawful(bench, ballot, bench.times.drawAt + 5)
    bench.toCommit()
    gazetted(bench)
    lawful(bench, bench.unsealing(), bench.times.revealAt)
    expect(states(bench).get(ballot.juror)).toBe(2)
  })

  test('of any number of strangers fills no docket while nobody knows who is drawn', () => {
    const bench = new Bench({ seats: 5 })
    const { bench: other, jurors } = drawn()
    const like = inLane(other, jurors[0], 1)
    const from = (n: number): InLane => ({ ...like, juror: `0x${String(n).padStart(40, '0')}` as Address })
    for (let n = 0; n < MOST_AHEAD; n++) lawful(bench, from(n), bench.times.drawAt + 5)
    expect(bench.refusal(from(MOST_AHEAD), bench.times.drawAt + 5)).toMatchObject({ code: 'TooManyBallots' })
    bench.toCommit()
    expect([...eligible(bench.dispute.postings, bench.sitting).keys()]).toEqual([])
  })

  test('for a panel that the docket hasn’t come to waits for it', () => {
    const { bench, jurors, open } = drawn()
    lawful(bench, inLane(bench, jurors[0], 2, { panel: 1 }), open)
    expect(bench.dispute.ahead).toHaveLength(1)
    gazetted(bench)
    // nobody voted in time: the quorum is missed, and the panel is drawn anew
    lawful(bench, { kind: 'pass' }, due(bench.dispute, bench.times.revealEndsAt).at(0)!.acceptedAt)
    expect(bench.sitting.panel).toBe(1)
    expect(bench.dispute.ahead).toBeUndefined()
    expect(bench.sitting.ballots.get(JURORS[jurors[0]]!)).toHaveLength(1)
  })

  test('whose ciphertext can’t open is kept as closed, and opens when somebody shows it after R', () => {
    const { bench, jurors, open } = drawn()
    const ballot = inLane(bench, jurors[0], 2, { sealed: '0x1234' })
    lawful(bench, ballot, open)
    gazetted(bench)
    const { revealAt, revealEndsAt } = bench.times
    lawful(bench, bench.unsealing(), revealAt)
    expect(states(bench).get(ballot.juror)).toBe('unopened')
    const { confirmSeconds } = bench.dispute.clockwork
    const told = (at: number): Filing => ({ kind: 'openInLane', ...shown(bench, ballot, jurors[0], 2, at) })
    expect(bench.refusal(told(revealEndsAt - confirmSeconds + 1), revealEndsAt - 1)).toMatchObject({
      code: 'WrongPeriod',
    })
    lawful(bench, told(revealAt + 1), revealAt + 90)
    expect(states(bench).get(ballot.juror)).toBe(2)
  })

  test('an opening that isn’t the ballot’s is refused', () => {
    const { bench, jurors, open } = drawn()
    const ballot = inLane(bench, jurors[0], 2, { sealed: '0x' })
    lawful(bench, ballot, open)
    gazetted(bench)
    const { revealAt } = bench.times
    const told: Filing = { kind: 'openInLane', ...shown(bench, ballot, jurors[0], 1, revealAt + 1) }
    expect(bench.refusal(told, revealAt + 90)).toMatchObject({ code: 'CommitmentMismatch' })
    const unknown: Filing = { ...told, commitment: TX }
    expect(bench.refusal(unknown, revealAt + 90)).toMatchObject({ code: 'NoBallot' })
  })
})

describe('a leak', () => {
  test('voids the ballot, wherever it lies', () => {
    const { bench, jurors, open } = drawn()
    const docketed = bench.ballot(jurors[0], 1)
    lawful(bench, docketed, open)
    const { juror, panel, commitment } = docketed
    const told = { kind: 'leak' as const, panel, juror, commitment, claimant: JURORS[11]!, tx: TX }
    const last = bench.times.revealAt - GAZETTE_MARGIN_SECONDS
    expect(bench.refusal({ ...told, at: last + 1 }, open)).toMatchObject({ code: 'WrongPeriod' })
    lawful(bench, { ...told, at: open + 1 }, open + 61)
    gazetted(bench)
    bench.file(bench.unsealing(), bench.times.revealAt)
    expect(states(bench).get(juror)).toBe('leaked')
    const leaf = spellLeaf(panelLeaves(bench.dispute).find((each) => each.juror === juror)!)
    const heard = { panel: 0, times: bench.times, confirmSeconds: bench.dispute.clockwork.confirmSeconds }
    const record = { ballots: [], lights: [{ commitment, juror, openedAt: 0, leakedAt: open + 1 }] }
    expect(faultInLane(leaf, record, heard)).toBeUndefined()
    expect(faultInLane(leaf, { ballots: [], lights: [] }, heard)).toMatch(/was not leaked in the lane/)
  })

  test('of a commitment that somebody copied isn’t the copier’s', () => {
    const { bench, jurors, open } = drawn()
    const [victim, thief] = jurors
    const honest = bench.ballot(victim, 1)
    lawful(bench, honest, open)
    lawful(bench, bench.signed(thief, { ...honest, juror: JURORS[thief]! }), open)
    const { panel, commitment } = honest
    const told = { panel, juror: JURORS[victim]!, commitment, claimant: JURORS[11]!, at: open + 1, tx: TX }
    lawful(bench, { kind: 'leak', ...told }, open + 61)
    gazetted(bench)
    bench.file(bench.unsealing(), bench.times.revealAt)
    expect([victim, thief].map((juror) => states(bench).get(JURORS[juror]!))).toEqual(['leaked', 'unopened'])
  })
})

test('a posting that comes to light after R brings the better ballot it admits, though the other one was opened', () => {
  const { bench, jurors, open } = drawn()
  const [juror] = jurors
  lawful(bench, bench.ballot(juror, 1), open)
  const { commitClosesAt, commitOpensAt, revealAt } = bench.times
  const first = bench.posting(commitClosesAt + 1, 1)
  lawful(bench, bench.ballot(juror, 2, { revision: commitOpensAt * 1000 + 9 }), open)
  const second = bench.posting(commitClosesAt + 2, 2)
  lawful(bench, first, commitClosesAt + 61)
  lawful(bench, bench.unsealing(), revealAt)
  expect(states(bench).get(JURORS[juror]!)).toBe(1)
  lawful(bench, second, revealAt + 1)
  expect(states(bench).get(JURORS[juror]!)).toBe('unopened')
  lawful(bench, bench.unsealing(), revealAt + 2)
  expect(states(bench).get(JURORS[juror]!)).toBe(2)
})
