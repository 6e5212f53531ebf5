/** Ladders: is it over, or is somebody else to be asked? And lists, which are queries over what is over. */
import { describe, expect, test } from 'vitest'
import type { Block } from '#law/block'
import { PRESETS } from '#law/presets/presets'
import { climb } from '#law/rungs/ladders'
import type { Bond, Round, Story } from '#law/rungs/rung'
import { NANO } from '#primitives/real'

const story = (more: Partial<Story> = {}): Story => ({ openedAt: 0, now: 0, bonds: [], rounds: [], ...more })
const round = (outcome: number | undefined, more: Partial<Round> = {}): Round => ({
  seats: 3,
  turnout: 3,
  finding: { outcome, support: NANO },
  endedAt: 100,
  ...more,
})
const bond = (by: string, said: number, amount: bigint, at: number): Bond => ({ by, said, amount, at })

describe('an assertion with a bond', () => {
  const ladder: Block = { rungs: 'assertion', bond: '100', windowSeconds: 60, onward: { rungs: 'once', seats: 3 } }
  const asserted = bond('a', 1, 100n, 10)

  test('waits, and stands when nobody challenged it', () => {
    expect(climb(ladder, story())).toEqual({ step: 'wait' })
    expect(climb(ladder, story({ bonds: [asserted], now: 69 }))).toEqual({ step: 'wait', until: 70 })
    expect(climb(ladder, story({ bonds: [asserted], now: 70 }))).toMatchObject({ step: 'final', outcome: 1 })
  })
  test('a challenge with the same bond calls the panel; less, later or the same answer doesn’t', () => {
    expect(climb(ladder, story({ bonds: [asserted, bond('b', 2, 100n, 69)], now: 69 }))).toEqual({
      step: 'panel',
      seats: 3,
    })
    for (const idle of [bond('b', 2, 99n, 20), bond('b', 2, 100n, 70), bond('b', 1, 100n, 20)])
      expect(climb(ladder, story({ bonds: [asserted, idle], now: 70 }))).toMatchObject({ step: 'final', outcome: 1 })
  })
})

describe('doubled stakes', () => {
  const ladder: Block = {
    rungs: 'doubling',
    first: '1',
    threshold: '8',
    windowSeconds: 60,
    onward: { rungs: 'once', seats: 7 },
  }
  const bids = [bond('a', 1, 1n, 0), bond('b', 2, 2n, 10), bond('a', 1, 4n, 20), bond('b', 2, 8n, 30)]

  test('1, 2, 4: the last side stands if nobody doubles', () => {
    expect(climb(ladder, story({ bonds: bids.slice(0, 3), now: 79 }))).toEqual({ step: 'wait', until: 80 })
    expect(climb(ladder, story({ bonds: bids.slice(0, 3), now: 80 }))).toMatchObject({ step: 'final', outcome: 1 })
  })
  test('8 reaches the threshold: the court, which overrides the last stake', () => {
    expect(climb(ladder, story({ bonds: bids, now: 31 }))).toEqual({ step: 'panel', seats: 7 })
    expect(climb(ladder, story({ bonds: bids, now: 200, rounds: [round(1)] }))).toMatchObject({
      step: 'final',
      outcome: 1,
    })
  })
  test('a bid that doesn’t double, comes late, or backs its own side again, isn’t one', () => {
    const more = [bond('b', 2, 3n, 10), bond('b', 1, 9n, 10), bond('b', 2, 9n, 70)]
    for (const idle of more)
      expect(climb(ladder, story({ bonds: [bond('a', 1, 2n, 0), idle], now: 100 }))).toMatchObject({
        step: 'final',
        outcome: 1,
      })
  })
})

describe('rounds of jurors', () => {
  test('one by one: a seat more until the tally is decided, and an error of the job after the last', () => {
    const ladder: Block = { rungs: 'one by one', seats: 2, most: 4 }
    expect(climb(ladder, story())).toEqual({ step: 'panel', seats: 2 })
    expect(climb(ladder, story({ rounds: [round(undefined, { seats: 2 })] }))).toEqual({ step: 'seats', more: 1 })
    expect(climb(ladder, story({ rounds: [round(7, { seats: 3 })] }))).toMatchObject({ step: 'final', outcome: 7 })
    expect(climb(ladder, story({ rounds: [round(undefined, { seats: 4 })] }))).toMatchObject({
      step: 'final',
      outcome: undefined,
    })
  })
  test('early stop: as soon as those who are left couldn’t change it, and never before', () => {
    const ladder: Block = { rungs: 'early stop', most: 5 }
    const following = (votes: number[]) => {
      const ones = votes.filter((vote) => vote === 1).length
      const outcome = 2 * ones > votes.length ? 1 : 2 * ones < votes.length ? 2 : undefined
      const support = Math.floor((Math.max(ones, votes.length - ones) * NANO) / votes.length)
      return climb(
        ladder,
        story({
          rounds: [round(outcome, { seats: votes.length, turnout: votes.length, finding: { outcome, support } })],
        }),
      ).step
    }
    expect([
      following([1]),
      following([1, 1]),
      following([1, 1, 1]),
      following([1, 1, 2]),
      following([1, 1, 2, 1]),
    ]).toEqual(['seats', 'seats', 'final', 'seats', 'final'])
  })
  test('appeals: 3, 7, 15, and final when nobody appeals', () => {
    const ladder: Block = { rungs: 'appeals', seats: 3, appeals: 2, appealSeconds: 50 }
    expect(climb(ladder, story({ rounds: [round(1)], now: 149 }))).toEqual({ step: 'wait', until: 150 })
    expect(climb(ladder, story({ rounds: [round(1)], now: 120, appealed: true }))).toEqual({ step: 'panel', seats: 7 })
    expect(climb(ladder, story({ rounds: [round(1), round(2, { seats: 7 })], now: 120, appealed: true }))).toEqual({
      step: 'panel',
      seats: 15,
    })
    expect(climb(ladder, story({ rounds: [round(1), round(2), round(1)], appealed: true }))).toMatchObject({
      step: 'final',
      outcome: 1,
    })
  })
  test('asked again on low turnout, four times at most', () => {
    const ladder: Block = { rungs: 'again', seats: 5, turnout: '0.6', agreement: '0.5', times: 4 }
    const few = round(1, { seats: 5, turnout: 2 })
    expect(climb(ladder, story({ rounds: [few] }))).toEqual({ step: 'panel', seats: 5 })
    expect(climb(ladder, story({ rounds: [round(1, { seats: 5, turnout: 3 })] }))).toMatchObject({
      step: 'final',
      outcome: 1,
    })
    expect(climb(ladder, story({ rounds: Array.from({ length: 5 }, () => few) }))).toMatchObject({
      step: 'final',
      outcome: undefined,
    })
  })
  test('machines first: if all agree no person is asked or paid', () => {
    const ladder: Block = { rungs: 'machines first', machines: 3, people: 5 }
    expect(climb(ladder, story())).toEqual({ step: 'panel', seats: 3, machines: true })
    expect(climb(ladder, story({ rounds: [round(1, { machines: true })] }))).toMatchObject({
      step: 'final',
      outcome: 1,
    })
    const split = round(1, { machines: true, finding: { outcome: 1, support: 666_666_666 } })
    expect(climb(ladder, story({ rounds: [split] }))).toEqual({ step: 'panel', seats: 5 })
    expect(climb(ladder, story({ rounds: [round(1, { machines: true, turnout: 2 })] }))).toEqual({
      step: 'panel',
      seats: 5,
    })
  })
  test('a forecast waits for its date', () => {
    const ladder: Block = { rungs: 'later', seats: 3, resolveSeconds: 1000 }
    expect(climb(ladder, story({ rounds: [round(1)], now: 999 }))).toEqual({ step: 'wait', until: 1000 })
    expect(climb(ladder, story({ rounds: [round(1)], now: 1000 })).step).toBe('final')
  })
})

describe('an outcome that holds (Community Notes)', () => {
  const ladder: Block = { rungs: 'holding', bar: '0.4', hysteresis: '0.01', freezeSeconds: 1_209_600, seats: 5 }
  const rated = (intercept: number, at: number): Round => {
    const support = Math.round(intercept * NANO)
    return round(intercept >= 0.4 ? 2 : undefined, {
      endedAt: at,
      finding: { outcome: intercept >= 0.4 ? 2 : undefined, support, trace: { intercept: support } },
    })
  }
  const following = (rounds: Round[], now: number) => climb(ladder, story({ rounds, now }))

  test('it needs more ratings until there is an outcome', () => {
    expect(following([rated(0.39, 0)], 50)).toEqual({ step: 'wait' })
  })
  test('once helpful at 0.40 it is lost only below 0.39', () => {
    const later = 1_300_000
    expect(following([rated(0.4, 0), rated(0.391, 10)], later)).toMatchObject({ step: 'final', outcome: 2 })
    expect(following([rated(0.4, 0), rated(0.389, 10)], later)).toMatchObject({ step: 'final', outcome: undefined })
  })
  test('it is frozen after two weeks', () => {
    expect(following([rated(0.45, 100)], 1_209_699)).toEqual({ step: 'wait', until: 1_209_700 })
    expect(following([rated(0.45, 100)], 1_209_700)).toMatchObject({ step: 'final', outcome: 2 })
  })
})

test('every preset’s ladder ends: it is climbed until it says so', () => {
  for (const [name, { ladder }] of Object.entries(PRESETS)) {
    let now = 0
    const rounds: Round[] = []
    const bonds = [bond('a', 1, 10n ** 30n, 0)]
    let final = false
    for (let n = 0; n < 40 && !final; n++) {
      const step = climb(ladder, story({ now, rounds, bonds }))
      if (step.step === 'final') final = true
      else if (step.step === 'wait') now = step.until ?? now + 86_400
      else
        rounds.push(
          round(1, {
            seats: step.step === 'panel' ? step.seats : rounds.at(-1)!.seats + step.more,
            turnout: 3,
            machines: step.step === 'panel' && step.machines === true,
            endedAt: now,
          }),
        )
    }
    expect(final, name).toBe(true)
  }
})
