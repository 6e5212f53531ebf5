/** The timetable: laws over any terms, any opening, any clock. */
import fc from 'fast-check'
import { expect } from 'vitest'
import {
  admitsBallots,
  firstDrawAt,
  GAZETTE_MARGIN_SECONDS,
  SEED_DISTANCE_SECONDS,
  timetable,
  timetableAgain,
  windowsEndAt,
} from '#law/period'
import { timeOfRound } from '#primitives/beacon'
import { LOCAL_BEACON } from '../support/beacon.ts'
import { TERMS } from '../support/hearing.ts'
import { law } from '../support/law.ts'

const seconds = fc.integer({ min: 0, max: 10 ** 7 })
const terms = fc
  .record({
    evidenceSeconds: seconds,
    drawSeconds: seconds,
    commitSeconds: seconds,
    sealSeconds: seconds,
    revealSeconds: seconds,
    appealSeconds: seconds,
    challengeSeconds: seconds,
  })
  .map((lengths) => ({ ...TERMS, ...lengths }))
const clockworks = fc.integer({ min: 0, max: 7200 }).map((confirmSeconds) => ({ beacon: LOCAL_BEACON, confirmSeconds }))
const instants = fc.integer({ min: LOCAL_BEACON.genesisAt, max: LOCAL_BEACON.genesisAt + 10 ** 9 })

law(
  'the seed lies further ahead than anyone who fixes it can see',
  terms,
  clockworks,
  instants,
  instants,
  (t, clockwork, openedAt, rollAt) => {
    const drawAt = firstDrawAt(openedAt, rollAt, t, clockwork)
    const { seedRound } = timetable(drawAt, t, clockwork)
    const fixedAt = Math.max(openedAt, rollAt)
    expect(timeOfRound(clockwork.beacon, seedRound)).toBeGreaterThanOrEqual(
      fixedAt + SEED_DISTANCE_SECONDS + clockwork.confirmSeconds,
    )
  },
)

law('the periods of a sitting follow one another', terms, clockworks, instants, (t, clockwork, drawAt) => {
  for (const times of [
    timetable(drawAt, t, clockwork),
    timetableAgain(timetable(drawAt, t, clockwork), t, clockwork),
  ]) {
    const order = [times.drawAt, times.commitOpensAt, times.commitClosesAt, times.revealAt, times.revealEndsAt]
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(times.revealAt).toBe(timeOfRound(clockwork.beacon, times.beaconRound))
  }
})

law(
  'no posting admits ballots while they may still come, or once they may be read',
  terms,
  clockworks,
  instants,
  instants,
  (t, clockwork, drawAt, at) => {
    const times = timetable(drawAt, t, clockwork)
    if (!admitsBallots(times, at)) return
    expect(at).toBeGreaterThan(times.commitClosesAt)
    expect(at + GAZETTE_MARGIN_SECONDS).toBeLessThanOrEqual(times.revealAt)
  },
)

law(
  'a posting admits one commit period or the other, never both',
  terms,
  clockworks,
  instants,
  instants,
  (t, clockwork, drawAt, at) => {
    const first = timetable(drawAt, t, clockwork)
    expect(admitsBallots(first, at) && admitsBallots(timetableAgain(first, t, clockwork), at)).toBe(false)
  },
)

law('the challenge window is never shorter than its floor', terms, instants, seconds, (t, deliveredAt, floor) => {
  expect(windowsEndAt(deliveredAt, t, floor) - deliveredAt).toBeGreaterThanOrEqual(Math.max(floor, t.challengeSeconds))
})
